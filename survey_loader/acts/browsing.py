"""Reads that the command line shares with the screens."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import numpy as np
from numpy.typing import NDArray

from survey_loader.settings import Settings
from survey_loader.store import editions, reads, surveys
from survey_loader.store.connection import opened
from survey_loader.text.searching import Search, read
from survey_loader.text.terms import Terms

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


def search_for(settings: Settings, slug: str, typed: str, spellings: bool = True) -> Search:
    """Return what a reader typed as a Search; with `spellings` also for what the survey counts as the same word."""
    if not spellings:
        return read(typed)
    with opened(settings.database) as db:
        terms = Terms.parse(editions.term_list(db, slug))
    return read(typed, terms.synonyms)


def found(settings: Settings, slug: str, search: Search) -> NDArray[np.int64]:
    """Return the numbers of the comments of a survey that a search finds, ascending; an empty one finds all."""
    with opened(settings.database) as db:
        return reads.found(db, slug, search.wanted, search.left_out)


def lengths(settings: Settings, slug: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the numbers of all comments of a survey, ascending, and how many letters each has."""
    with opened(settings.database) as db:
        return reads.lengths(db, slug)


def whereabouts(settings: Settings, comment_id: str) -> tuple[str, int] | None:
    """Return the survey and the number of a comment, None where it is unknown, withdrawn or erased."""
    with opened(settings.database) as db:
        return reads.whereabouts(db, comment_id)
