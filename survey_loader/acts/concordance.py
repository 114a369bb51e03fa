"""Every place where a word stands, with what was written before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from survey_loader.settings import Settings
from survey_loader.store import editions, reads
from survey_loader.store.connection import opened
from survey_loader.store.packing import unpack_morphemes
from survey_loader.text.normalise import normalise
from survey_loader.text.places import as_written, letters, places
from survey_loader.text.terms import Terms

# Letters on each side: more than any screen shows in a line.
REACH = 60


class Place(NamedTuple):
    """One place of a word: the comment's number, what stands left of it, the word as written, what stands right."""

    number: int
    left: str
    word: str
    right: str


def word_places(settings: Settings, slug: str, numbers: Sequence[int] | NDArray[np.int64], word: str) -> list[Place]:
    """Return every place of a counted word in these comments, by comment and from left to right.

    Nothing is tokenised: the stored morphemes say where the word stands, inflected or spelled otherwise too.
    The sides are of the text as it was written, line breaks as spaces, at most REACH letters.
    """
    with opened(settings.database) as db:
        terms = Terms.parse(editions.term_list(db, slug))
        rows = reads.written(db, slug, numbers)
    found: list[Place] = []
    for row in rows:
        spans = places(unpack_morphemes(row.morphemes), word, terms)
        for start, end in as_written(row.text, row.normalised, spans):
            left, right = letters(_line(row.text[:start]))[-REACH:], letters(_line(row.text[end:]))[:REACH]
            found.append(Place(row.number, "".join(left), _line(row.text[start:end]), "".join(right)))
    return found


def counted_as(settings: Settings, slug: str, typed: str) -> str:
    """Return the word under which a survey counts what somebody typed, "" where it is not counted."""
    with opened(settings.database) as db:
        return Terms.parse(editions.term_list(db, slug)).word(normalise(typed))


def _line(text: str) -> str:
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
