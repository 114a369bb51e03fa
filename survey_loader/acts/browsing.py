"""Reads that the command line shares with the screens."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from survey_loader.settings import Settings
from survey_loader.store import surveys
from survey_loader.store.connection import opened

# Slugs stand in addresses.
LONGEST_SLUG = 40


def survey_counts(settings: Settings) -> list[dict[str, Any]]:
    """Return slug, name, interviews and comments of each survey."""
    with opened(settings.database) as db:
        return [
            {"slug": survey.slug, "name": survey.name, **surveys.counts(db, survey.slug)}
            for survey in surveys.surveys(db)
        ]


def free_slug(settings: Settings, name: str) -> str:
    """Return the slug of a new survey: its name where that is plain letters, else a number; none that is taken."""
    words = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKC", name).casefold()).strip("-")
    base = words[:LONGEST_SLUG].strip("-") if name.isascii() and words else "survey"
    with opened(settings.database) as db:
        taken = {survey.slug for survey in surveys.surveys(db)}
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug
