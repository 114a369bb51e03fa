"""LimeSurvey's questions: several columns that are one question, and what kind of question each is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from survey_loader.models import CHOICES_JOINED, QuestionKind
from survey_loader.sources import contents
from survey_loader.sources.contents import mostly
from survey_loader.sources.photo_names import uploaded

Cells = tuple[str, ...]

# A mark in a column of a choice of several; LimeSurvey may be told to write 1 in place of Y.
_CHOSEN = frozenset({"y", "yes", "はい", "1"})
_MARKS = _CHOSEN | {"n", "no", "いいえ", "0"}
_SURE_MARKS = _MARKS - {"0", "1"}
# In place of an offered answer: see the column beside it.
_OTHER_CHOSEN = frozenset({"-oth-", "other", "その他"})
_OTHER = frozenset({"other", "その他"})
_COMMENT = re.compile(r"(.*)comment|(.*)\[(?:comment|コメント)\]", re.IGNORECASE)
# The answers to the rows of an array recur; so many at most are offered.
_STEP = re.compile(r"\d{1,2}|[A-Z]{1,2}\d{1,2}")
_OFFERED, _OFFERED_LENGTH, _SHARE = 11, 30, 0.5
_BOARD_ONLY = re.compile(r"(板|ボード|board).*(だけ|のみ|only)", re.IGNORECASE)
_TIMING = re.compile(
    r"interviewtime|groupTime\d+|[A-Za-z]\w*Time|(Total|Group|Question) time(:.*)?|(合計|グループ|質問)時間([:：].*)?"
)

_CODE_AND_TEXT = re.compile(r"([A-Za-z]\w*)((?:\[[^\]]*\])*)\. (.*)", re.DOTALL)
_CODE = re.compile(r"([A-Za-z]\w*)((?:\[[^\]]*\])+)")
_FULL = re.compile(r"(.*\S)\s*\[(.+)\]\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Heading:
    """A header taken apart: what all columns of a question share, its row or option, and their words."""

    name: str
    shared: str
    part: str = ""
    text: str = ""
    part_text: str = ""

    @property
    def words(self) -> str:
        """The words to guess the meaning by."""
        return f"{self.text or self.shared} [{self.part_text or self.part}]" if self.part else self.text or self.shared


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of interviews: its name, how it is made of a row, and what is known of it."""

    name: str
    of: Callable[[Cells], str]
    words: str
    kind: QuestionKind | None = None
    several: bool = False
    photo: bool = False
    photo_board: bool = False


def heading(name: str) -> Heading:
    """Take a header apart, whichever of LimeSurvey's ways it is written in."""
    both = _CODE_AND_TEXT.fullmatch(name)
    if both:
        code, part, text = both[1], both[2].strip("[]"), both[3]
        whole = _FULL.fullmatch(text) if part else None
        return Heading(name, code, part, whole[1] if whole else text, whole[2] if whole else "")
    code_only = _CODE.fullmatch(name)
    if code_only:
        return Heading(name, code_only[1], code_only[2].strip("[]"))
    full = _FULL.fullmatch(name)
    return Heading(name, full[1], full[2], full[1], full[2]) if full else Heading(name, name)


def columns(asked: Mapping[int, Heading], rows: Sequence[Cells]) -> list[Column]:
    """Return the columns of the questions, those of one question put together where they are one answer."""
    groups: dict[str, list[int]] = {}
    for place, head in asked.items():
        if head.part != "filecount" and not _TIMING.fullmatch(head.name):
            groups.setdefault(head.shared, []).append(place)
    return [column for places in groups.values() for column in _group(places, asked, rows)]


def _samples(places: Sequence[int], rows: Sequence[Cells]) -> list[str]:
    return [row[place].strip() for row in rows for place in places if row[place].strip()]


def _group(places: list[int], asked: Mapping[int, Heading], rows: Sequence[Cells]) -> list[Column]:
    others = [place for place in places if asked[place].part.casefold() in _OTHER]
    comments = [place for place in places if _COMMENT.fullmatch(asked[place].part)]
    rest = [place for place in places if place not in others and place not in comments]
    spoken = [_single(asked[place], place, _samples([place], rows)) for place in comments]
    if len(rest) == 1 and not asked[rest[0]].part:
        return [_single(asked[rest[0]], rest[0], _samples(rest, rows), others), *spoken]
    kind = _kind(_samples(rest, rows), blank=any(not row[place].strip() for row in rows for place in rest))
    if kind == "choice":
        return [_several(rest, others, asked), *spoken]
    return [Column(asked[place].name, _cell(place), asked[place].words, kind) for place in [*rest, *others]] + spoken


def _kind(cells: Sequence[str], blank: bool) -> QuestionKind | None:
    """Return what several columns of one question are: choices to mark, rows of a scale, or lines to fill."""
    if not cells:
        return None
    words = {cell.casefold() for cell in cells}
    if words <= _MARKS and (words & _SURE_MARKS or blank):
        return "choice"
    recur = len(words) <= min(_OFFERED, _SHARE * len(cells)) and max(map(len, words)) <= _OFFERED_LENGTH
    return "scale" if recur or mostly(_STEP.fullmatch, cells) else "text"


def _cell(place: int) -> Callable[[Cells], str]:
    return lambda cells: cells[place]


def _single(head: Heading, place: int, samples: Sequence[str], others: Sequence[int] = ()) -> Column:
    def of(cells: Cells) -> str:
        said = next((cells[other] for other in others if cells[other].strip()), "")
        return said if said and cells[place].strip().casefold() in {*_OTHER_CHOSEN, ""} else cells[place]

    photo = mostly(lambda cell: uploaded(cell) is not None, samples)
    board = photo and _BOARD_ONLY.search(head.words) is not None
    kind: QuestionKind | None = "text" if not photo and contents.are_voices(samples) else None
    return Column(head.name, of, head.words, kind, photo=photo and not board, photo_board=board)


def _several(places: Sequence[int], others: Sequence[int], asked: Mapping[int, Heading]) -> Column:
    first = asked[places[0]]
    options = {place: asked[place].part_text or asked[place].part for place in places}

    def of(cells: Cells) -> str:
        marked = [option for place, option in options.items() if cells[place].strip().casefold() in _CHOSEN]
        return CHOICES_JOINED.join([*marked, *(cells[other].strip() for other in others if cells[other].strip())])

    return Column(first.text or first.shared, of, first.text or first.shared, several=True)
