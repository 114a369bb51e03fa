"""Reads that the command line shares with the screens."""

from __future__ import annotations

from typing import Any

from survey_loader.settings import Settings
from survey_loader.store import surveys
from survey_loader.store.connection import opened


def survey_counts(settings: Settings) -> list[dict[str, Any]]:
    """Return slug, name, interviews and comments of each survey."""
    with opened(settings.database) as db:
        return [
            {"slug": survey.slug, "name": survey.name, **surveys.counts(db, survey.slug)}
            for survey in surveys.surveys(db)
        ]
