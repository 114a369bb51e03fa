"""What goes on paper that is seen outside the committee: words that may be quoted, photos shown in halls and print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey_loader.access import Audience
from survey_loader.settings import Settings
from survey_loader.store import reads
from survey_loader.store.connection import opened
from survey_loader.store.photos import open_photo, photos

# Paper is handed round in a hall.
AUDIENCE = Audience.PUBLIC_HALL
# So many letters of an id are printed, in two halves: enough to be the only one among some ten thousand.
PRINTED_LETTERS = 8
_NUMBER = re.compile(r"(?:no\.?\s*)?([0-9a-f]{4})-([0-9a-f]{4})")


@dataclass(frozen=True, slots=True)
class Printable:
    """A comment that may be printed, with the photo of its writer where that may be, else None."""

    comment_id: str
    text: str
    question: str
    axis: str
    relation: str
    age: str
    place: str
    wave: str
    photo: Path | None = None
    photo_id: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A photo that may be printed, with what its owner wrote as far as it may be quoted; `numbers` are of the words."""

    photo: Path
    words: tuple[str, ...]
    relation: str
    photo_id: str = ""
    numbers: tuple[int, ...] = ()


def printable(settings: Settings, slug: str, numbers: Sequence[int], with_photos: bool = False) -> dict[int, Printable]:
    """Return {number: comment} of those among these that may be printed, in the order given.

    A photo goes with the first comment of its writer only. The store's gates decide, nothing is filtered here.
    """
    with opened(settings.database) as db:
        frame = reads.comments(db, numbers, AUDIENCE)
        rows: list[dict[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]
        taken: set[str] = set()
        found = {}
        for row in rows:
            photo = row["photo"] if with_photos and row["photo"] not in taken else ""
            taken.add(photo)
            path = open_photo(db, settings.photos_dir, photo, AUDIENCE) if photo else None
            found[int(row["number"])] = _printable(row, photo, path)
    return found


def _printable(row: dict[str, Any], photo: str, path: Path | None) -> Printable:
    known = row["relation"] if row["relation"] != "unknown" else ""
    axis = row["axis"] if isinstance(row["axis"], str) else ""
    return Printable(
        row["comment_id"],
        row["text"],
        row["question"],
        axis,
        known,
        row["age"],
        row["place"],
        row["wave"],
        path,
        photo if path else "",
    )


def people(settings: Settings, slug: str, interviews: Sequence[int] | None, most: int) -> list[Person]:
    """Return the newest people whose photo may be printed; `interviews` limits them to these row numbers."""
    with opened(settings.database) as db:
        shown = photos(db, slug, AUDIENCE, interviews=interviews, limit=most)
        texts = reads.comments(db, reads.of_interviews(db, shown["interview"].tolist()), AUDIENCE)
        words = {number: part for number, part in texts.groupby("interview")}
        nothing, found = texts.iloc[:0], []
        for photo, interview, relation in shown[["photo", "interview", "relation"]].itertuples(index=False, name=None):
            path, theirs = open_photo(db, settings.photos_dir, photo, AUDIENCE), words.get(interview, nothing)
            found.append(Person(path, tuple(theirs["text"]), relation, photo, tuple(theirs["number"].tolist())))
        return found


def printed_number(comment_id: str) -> str:
    """Return the number a card bears, for example "A950-A705"; `numbered` finds the comment again."""
    letters = comment_id.replace("-", "")[:PRINTED_LETTERS].upper()
    return f"{letters[:4]}-{letters[4:]}"


def is_number(typed: str) -> bool:
    """Whether somebody typed the number of a card."""
    return _NUMBER.fullmatch(_plain(typed)) is not None


def numbered(settings: Settings, slug: str, typed: str) -> list[int]:
    """Return the numbers of the comments of a survey whose card bears this number: one, or none that is on show."""
    told = _NUMBER.fullmatch(_plain(typed))
    if told is None:
        return []
    with opened(settings.database) as db:
        return reads.beginning_with(db, slug, told[1] + told[2])


def _plain(typed: str) -> str:
    return re.sub("[‐‑–—−ー]", "-", unicodedata.normalize("NFKC", typed)).strip().casefold()
