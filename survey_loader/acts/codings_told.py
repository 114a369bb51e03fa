"""What a survey's comments are coded with, told to people who read the coding outside the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey_loader.acts import words
from survey_loader.settings import Settings
from survey_loader.store import codebooks, reads
from survey_loader.store.connection import opened
from survey_loader.text.theme import Theme

# So much of a version tells it from any other.
TOLD_OF_VERSION = 16


@dataclass(frozen=True, slots=True)
class CodedWith:
    """The codebook in force and the version of the codings on show.

    version: the hash of all that the codings were derived with (codebook, terms, what was learned, the rules' code);
    editions: how often people saved a codebook and a term list (0: as they came).
    """

    version: str
    codebook_edition: int
    terms_edition: int
    themes: tuple[Theme, ...]

    @property
    def rules(self) -> dict[str, tuple[str, ...]]:
        """The conditions of each theme by its key."""
        return {theme.key: theme.rules for theme in self.themes}


def coded_with(settings: Settings, slug: str) -> CodedWith:
    """Return what a survey's comments are coded with; raises SurveyError for an unknown survey."""
    found = words.in_force(settings, slug)
    with opened(settings.database) as db:
        current = codebooks.current(db, slug)
    version = version_mark(current[0].version) if current else ""
    return CodedWith(version, found.codebook_edition, found.terms_edition, found.codebook.themes)


def interview_ids(settings: Settings, numbers: Sequence[int]) -> dict[int, str]:
    """Return {row number: id} of interviews on show; the id is the same after every import."""
    with opened(settings.database) as db:
        return reads.interview_ids(db, numbers)


def version_mark(version: str) -> str:
    """Return the mark a version of the codings is told by, "" for none: the beginning of its hash."""
    return version.partition(":")[2][:TOLD_OF_VERSION]
