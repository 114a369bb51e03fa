"""What a column seems to hold, judged by its cells alone, where no header tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC

from survey_loader.sources import meanings
from survey_loader.sources.dates import UnreadableDate, is_time, parse_datetime

# The header that a column of voices would have.
VOICE = "自由記述"
# So much of a column must be of one kind for the column to be of that kind.
MOST = 0.8
# Voices are rarely said twice in the same words, and hold more than the name of a place.
VARIED, VOICE_LENGTH = 0.6, 6
# Who speaks is answered in a few short words, over and over.
RELATION_LENGTH, RELATIONS_OFFERED = 15, 8
YES_LENGTH = 8

_PHOTO = re.compile(r"\S.*\.(jpe?g|png|heic|heif|webp)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")
_CODE = re.compile(r"[!-~]*")
_AGE = re.compile(r"([1-9]0代|10歳)(以上|以下|未満|前半|後半)?")


def mostly(is_kind: Callable[[str], object], cells: Sequence[str]) -> bool:
    """Say whether most of some cells, of which there is one at least, are of a kind."""
    return bool(cells) and sum(bool(is_kind(cell)) for cell in cells) >= MOST * len(cells)


def is_date(cell: str) -> bool:
    """Say whether a cell is a date."""
    try:
        return parse_datetime(cell, UTC) is not None
    except UnreadableDate:
        return False


def is_photo(cell: str) -> bool:
    """Say whether a cell is the name of a photo file."""
    return bool(_PHOTO.fullmatch(cell))


def is_age(cell: str) -> bool:
    """Say whether a cell is an age band."""
    return bool(_AGE.fullmatch(meanings.age(cell))) and not _NUMBER.fullmatch(cell)


def is_number(cell: str) -> bool:
    """Say whether a cell is a number."""
    return bool(_NUMBER.fullmatch(meanings.as_written(cell)))


def are_relations(cells: Sequence[str]) -> bool:
    """Say whether cells tell who speaks."""
    short = all(len(cell) <= RELATION_LENGTH for cell in cells)
    return short and len(set(cells)) <= RELATIONS_OFFERED and mostly(meanings.relation, cells)


def are_voices(cells: Sequence[str]) -> bool:
    """Say whether cells are what people said in their own words."""
    if not cells or mostly(_CODE.fullmatch, cells) or any(mostly(kind, cells) for kind in (is_date, is_photo)):
        return False
    varied = len(set(cells)) >= VARIED * len(cells)
    return varied and sum(map(len, cells)) >= VOICE_LENGTH * len(cells)


def are_names(cells: Sequence[str]) -> bool:
    """Say whether cells could be names of places: short words, no numbers, codes or plain answers."""
    return (
        bool(cells)
        and not mostly(_CODE.fullmatch, cells)
        and not mostly(is_number, cells)
        and not mostly(_answers_yes_or_no, cells)
    )


def _answers_yes_or_no(cell: str) -> bool:
    return len(cell) <= YES_LENGTH and meanings.yes(cell) is not None


KINDS: tuple[tuple[str, Callable[[Sequence[str]], bool]], ...] = (
    ("日付", lambda cells: mostly(is_date, cells)),
    ("時刻", lambda cells: mostly(is_time, cells)),
    ("写真", lambda cells: mostly(is_photo, cells)),
    ("年代", lambda cells: mostly(is_age, cells)),
    ("まちとの関わり", are_relations),
)
"""The header a column would have, by what its cells are; the first that fits."""


def header_for(cells: Sequence[str]) -> str:
    """Return the header that cells of a clear kind would stand under, or ""."""
    return next((header for header, are in KINDS if cells and are(cells)), "")
