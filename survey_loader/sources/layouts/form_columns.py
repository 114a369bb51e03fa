"""What the columns of a form server's export hold, as far as headers and first rows tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from survey_loader.sources.columns import Columns, Known, plain
from survey_loader.sources.contents import are_voices, is_photo, mostly
from survey_loader.sources.header_words import ASKS, names_a_field
from survey_loader.sources.headers import guess_columns
from survey_loader.sources.layouts.layout import Source
from survey_loader.sources.layouts.selects import Cells, Edit, are_codes, chosen, codes_joined, flag_columns

_PHOTO_WORD = re.compile(r"写真|画像|フォト|photo|picture|image", re.IGNORECASE)
# A marked message and the values that fill it.
Reason = tuple[str, Mapping[str, str]]


def _taken(cells: Cells) -> Reason | None:
    return None


def _none_skipped(cells: Cells) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Form:
    """How one tool writes a form as a table.

    own: says which columns are the tool's own. spoken: {column: words to guess its meaning by}.
    key, sent, sender: its columns of identity, of the time and of the person it came in by ("" where missing).
    joins: the column by which repeats name their interview, where that is not the key. marks: the signs
    that may stand between a question and a choice in the name of a 1/0 column.
    edits: {column: what its cells really say}. refuse: why the tool holds the cells of a row for invalid, a
    marked message with values, or None. nothing: cells that mean no answer. skip: says which rows are none.
    """

    own: frozenset[str]
    spoken: Mapping[str, str]
    key: str = ""
    sent: str = ""
    sender: str = ""
    joins: str = ""
    marks: str = "/"
    edits: Mapping[str, Edit] = field(default_factory=dict)
    refuse: Callable[[Cells], Reason | None] = _taken
    nothing: frozenset[str] = frozenset()
    skip: Callable[[Cells], bool] = _none_skipped


@dataclass(frozen=True, slots=True)
class Seen:
    """The columns of a table by what they hold.

    columns, texts: as guessed by words. several: choices of several, and how to join one's choices. flags: their
    1/0 columns. photos, boards: columns of file names. voices: those that hold sentences though no word says so.
    """

    columns: Columns
    texts: tuple[str, ...]
    spoken: Mapping[str, str]
    several: Mapping[str, Edit]
    flags: frozenset[str]
    photos: tuple[str, ...]
    boards: tuple[str, ...]
    voices: tuple[str, ...]


def look(source: Source, form: Form) -> Seen:
    """Return what the columns of a table hold."""
    header, rows = source.table.header, clean(source, form)
    filled = answers(header, rows)
    certain = form.own | {form.key, form.sent, form.sender}
    guess = guess_columns(header, rows, None, Known(own=frozenset(certain), spoken=form.spoken))
    fields = {name for _, name in guess.columns.named()}
    flags = flag_columns(header, rows, fields, form.marks)
    marked = frozenset(header[place] for choices in flags.values() for place in choices)
    photos, boards, other = _photo_columns(
        {name: cells for name, cells in filled.items() if name not in certain | marked}, guess.columns
    )
    at = {name: place for place, name in enumerate(header)}
    several: dict[str, Edit] = {name: chosen(choices, at.get(name)) for name, choices in flags.items()}
    known = certain | fields | marked | several.keys() | {*photos, *boards}
    texts = [asked.column for asked in guess.questions if asked.question.kind == "text" and asked.column not in known]
    left = [name for name in header if name not in known and name not in texts]
    codes = {name: codes_joined(at[name]) for name in left if are_codes(filled[name])}
    return Seen(
        columns=guess.columns,
        texts=tuple(texts),
        spoken={**form.spoken, **other},
        several={**several, **codes},
        flags=marked,
        photos=photos,
        boards=boards,
        voices=tuple(name for name in left if name not in codes and are_voices(filled[name])),
    )


def _photo_columns(
    filled: Mapping[str, Sequence[str]], guessed: Columns
) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, str]]:
    """Return the columns of photos and of board photos, and by which words the meaning of others is to be guessed.

    Servers write photos as names of files. 写真についてひとこと has the word, but no file: it is something else.
    """
    photos: list[str] = []
    boards: list[str] = []
    other: dict[str, str] = {}
    for name, cells in filled.items():
        called = name in guessed.photo or name in guessed.photo_board
        if mostly(is_photo, cells) or (called and not cells):
            (boards if name in guessed.photo_board else photos).append(name)
        elif called:
            other[name] = _PHOTO_WORD.sub("", name)
    return tuple(photos), tuple(boards), other


def clean(source: Source, form: Form) -> list[Cells]:
    """Return the first rows, without those that are none and the cells that mean nothing."""
    width = len(source.table.header)
    return [plain_cells(cells, width, form.nothing) for cells in source.samples if not form.skip(cells)]


def plain_cells(cells: Cells, width: int, nothing: frozenset[str]) -> Cells:
    """Return a row as wide as its header, without what only stands for nothing."""
    whole = cells[:width] + ("",) * (width - len(cells))
    return tuple("" if cell in nothing else cell for cell in whole) if nothing else whole


def answers(header: Sequence[str], rows: Sequence[Cells]) -> dict[str, list[str]]:
    """Return the filled cells of each column."""
    return {name: [row[place].strip() for row in rows if row[place].strip()] for place, name in enumerate(header)}


def in_words(name: str) -> str:
    """Return the words of a name by which its meaning is guessed: XML names join them by underscores."""
    compared = plain(name)
    known = re.search(ASKS, compared) or names_a_field(compared)
    return name if known else name.replace("_", " ").strip()


def geopoints(header: Sequence[str], part: re.Pattern[str]) -> frozenset[str]:
    """Return the columns of points on the map: the `part`s of each, and the point itself under its name."""
    found: set[str] = set()
    for match in filter(None, map(part.fullmatch, header)):
        parts = match.groupdict()
        whole = (parts.get("group") or "") + parts["name"]
        # KoBoToolbox writes the group before the parts of a point, but not before the point.
        found |= {match.string, whole if whole in header else parts["name"]}
    return frozenset(found)
