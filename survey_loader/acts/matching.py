"""Whose photo is it: decided by board number, or by capture time and interviewer; by name in naming.py. Pure.

What is not certain is left for a person: a photo at the wrong interview would be shown under another's consent.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

from survey_loader.models import PhotoKind, PhotoName

# An interview takes some minutes: the photo comes shortly before its form is opened, or while it is filled in.
BEFORE, AFTER = timedelta(minutes=3), timedelta(minutes=10)

IMAGE_SUFFIX = re.compile(r"\.(jpe?g|jpe|jfif|png|webp|hei[cf]|avif|mpo|gif|bmp|tiff?)$")
SIGNS = re.compile(r"[\W_]+")
BOARD_WORDS = re.compile(r"^(?:板|ボード|看板|board|番号|number|no)?-?(.*?)-?(?:番目|番|号|枚目)?$")
# 20260523_130412, IMG_20260523_130412, PXL_20260523_040412123, 2026-05-23 13.04.12: as cameras name, and nobody else.
NAMED_TIME = re.compile(
    r"(?:img[-_]|dsc[-_]|mvimg[-_]|(pxl_))?(20\d\d)-?(\d\d)-?(\d\d)[-_ ](\d\d)[.-]?(\d\d)[.-]?(\d\d)(?!\d{4})"
)
BOARD_NUMBER = re.compile(r"[a-z]?\d{1,5}")

How = Literal["name", "board", "time"]


@dataclass(frozen=True, slots=True)
class PhotoFact:
    """What is known of a photo file before it is decoded: its path as handed in, and when it was taken (aware)."""

    path: str
    taken: datetime | None = None


@dataclass(frozen=True, slots=True)
class InterviewFact:
    """What an interview tells about its photo; `row` is its line in the table, `photographed` that it has one.

    `folder` is where that table lies among the files ("5月3日/"), "" where it is the only one.
    """

    id: str
    key: str = ""
    at: datetime | None = None
    interviewer: str = ""
    board: str = ""
    photos: tuple[PhotoName, ...] = ()
    row: int = 0
    photographed: bool = False
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A photo (its place in the list) and its interview, by what they were found, and the name it goes by."""

    photo: int
    interview: InterviewFact
    how: How
    name: str
    kind: PhotoKind = "face"


def by_board(photos: Mapping[int, PhotoFact], interviews: Sequence[InterviewFact], zone: tzinfo) -> list[Match]:
    """Return the photos whose file is named by the number of a board that exactly one interview has.

    Where boards begin anew each day, the day of the capture tells; another day than that of the capture is
    never taken, nor another interviewer than the one whose name stands in the path. Two photos of one number
    are left alone.
    """
    boards: dict[str, list[InterviewFact]] = defaultdict(list)
    for interview in interviews:
        if number := board_number(interview.board):
            boards[number].append(interview)
    claims: dict[str, list[Match]] = defaultdict(list)
    names = {_letters(fact.interviewer) for fact in interviews} - {""}
    for place, photo in photos.items():
        number, told = board_number(_stem(photo.path)), _interviewers(photo.path, names)
        numbered = [fact for fact in boards.get(number, ()) if not told or _letters(fact.interviewer) in told]
        same_day = [fact for fact in numbered if _same_day(photo, fact, zone)]
        if len(same_day) == 1:
            claims[same_day[0].id].append(Match(place, same_day[0], "board", photo.path))
    return [claimed[0] for claimed in claims.values() if len(claimed) == 1 and not claimed[0].interview.photographed]


def by_time(photos: Mapping[int, PhotoFact], interviews: Sequence[InterviewFact]) -> list[Match]:
    """Return the photos taken while exactly one interview was going on, where that one has no nearer photo.

    Where the path names an interviewer, only that person's interviews count.
    """
    dated = sorted((fact for fact in interviews if fact.at), key=_moment)
    moments = [_moment(fact) for fact in dated]
    names = {_letters(fact.interviewer) for fact in dated} - {""}
    claims: dict[str, list[tuple[timedelta, Match]]] = defaultdict(list)
    for place, photo in photos.items():
        if photo.taken is None:
            continue
        first, last = bisect_left(moments, photo.taken - AFTER), bisect_right(moments, photo.taken + BEFORE)
        told = _interviewers(photo.path, names)
        near = [fact for fact in dated[first:last] if _fits(photo, fact, told)]
        if len(near) == 1 and not near[0].photographed:
            distance = abs(photo.taken - _moment(near[0]))
            claims[near[0].id].append((distance, Match(place, near[0], "time", photo.path)))
    return [match for claimed in claims.values() for match in _nearest(claimed)]


def named_time(path: str, zone: tzinfo) -> datetime | None:
    """Return when a photo was taken by the name its phone gave it (20260523_130412.jpg), None where that tells none."""
    found = NAMED_TIME.match(_stem(path))
    if found is None:
        return None
    try:
        moment = datetime(*[int(part) for part in found.groups()[1:]])  # type: ignore[arg-type]
    except ValueError:
        return None
    # Pixel phones alone count in UTC.
    return moment.replace(tzinfo=UTC if found[1] else zone)


def board_number(text: str) -> str:
    """Return a board's number as it is compared: 板12, board-012, No.12 and 12番 are all 12; "" for none."""
    plain = SIGNS.sub("-", unicodedata.normalize("NFKC", text).casefold()).strip("-")
    found = BOARD_WORDS.match(plain)
    number = re.sub(r"(?<=[^\d-])-(?=\d)", "", found[1] if found else plain)
    return re.sub(r"(?<!\d)0+(?=\d)", "", number)


def _nearest(claimed: Sequence[tuple[timedelta, Match]]) -> list[Match]:
    nearest = min(distance for distance, _ in claimed)
    matches = [match for distance, match in claimed if distance == nearest]
    return matches if len(matches) == 1 else []


def _moment(fact: InterviewFact) -> datetime:
    assert fact.at is not None
    return fact.at


def _fits(photo: PhotoFact, fact: InterviewFact, told: Collection[str]) -> bool:
    """Whether nothing that is known speaks against: another interviewer, or the number of another board."""
    if told and _letters(fact.interviewer) not in told:
        return False
    named, own = board_number(_stem(photo.path)), board_number(fact.board)
    return not (own and BOARD_NUMBER.fullmatch(named) and named != own)


def _same_day(photo: PhotoFact, fact: InterviewFact, zone: tzinfo) -> bool:
    if photo.taken is None or fact.at is None:
        return True
    return photo.taken.astimezone(zone).date() == fact.at.astimezone(zone).date()


def _interviewers(path: str, names: Collection[str]) -> set[str]:
    """Return the interviewers that a folder or the file is named by; 小林 does not name 林."""
    parts = [unicodedata.normalize("NFKC", part).casefold() for part in path.split("/")]
    whole = {_letters(part) for part in parts}
    words = {word for part in parts for word in re.split(r"[\W_\d]+", part)}
    # Latin letters and digits stand in many a file name by chance: they must be a word of their own.
    told = {
        name
        for name in names
        if name in whole | words or (len(name) > 1 and not name.isascii() and any(name in part for part in whole))
    }
    return {name for name in told if not any(name != other and name in other for other in told)}


def _letters(text: str) -> str:
    return SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _stem(path: str) -> str:
    return IMAGE_SUFFIX.sub("", path.rsplit("/", 1)[-1].casefold())
