"""A table with two lines of headings: questions and below them their options, or codes and below them questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from survey_loader.language import N_
from survey_loader.models import CHOICES_JOINED
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.columns import Known
from survey_loader.sources.contents import is_number
from survey_loader.sources.layouts.layout import Shaped, Source, only, others_told
from survey_loader.sources.layouts.selects import Cells
from survey_loader.sources.tables import Row, distinct_names

NAME = "two_headers"
LABEL = N_("見出しが2行の表")

# Who answered and when: nothing stands below these headings. A row of answers may lack one of them, hardly both.
LEADING = 2
# What tools write below a question that has no options to name.
_NO_OPTION = re.compile(
    r"((open-ended|open ended) )?response|(自由|単一|複数)?(回答|記述|記入)(形式|欄)?", re.IGNORECASE
)
_CODE = re.compile(r"(s?q|問|設問|fa)\d+([-_.]\w+)*", re.ASCII | re.IGNORECASE)
_OTHER = re.compile(r"その他|other\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of interviews: its name, where it stands, and the options of a choice of several."""

    name: str
    places: tuple[int, ...]
    options: tuple[str, ...] = ()

    def of(self, cells: Cells) -> str:
        """Return the cell of a row."""
        if not self.options:
            return cells[self.places[0]]
        marked = zip(self.options, (cells[place].strip() for place in self.places), strict=True)
        return CHOICES_JOINED.join(
            cell if _OTHER.match(option) and not is_number(cell) else option for option, cell in marked if cell
        )


def shape(sources: Sequence[Source]) -> Shaped | None:
    """Take a table whose first row below the header is a second header."""
    source = only(sources, _has_two)
    if source is None:
        return None
    (second, rest), width = _apart(source), len(source.table.header)
    columns = _columns(source.table.written, second, rest)
    names = distinct_names([column.name for column in columns])

    def rows() -> Iterator[Row]:
        for number, cells in source.table.rows:
            whole = cells + ("",) * (width - len(cells))
            # Where files were put one below the other, the headings come again.
            if whole != second:
                yield number, (*(column.of(whole) for column in columns), *whole[width:])

    several = frozenset(name for name, column in zip(names, columns, strict=True) if column.options)
    told = Assumption(N_("見出しは2行あるとみなし、2行目を設問か選択肢の名前として読みます。"))
    return Shaped(
        replace(source.table, header=names, rows=rows(), written=()),
        Known(multiple=several),
        assumptions=(*others_told(sources, source), told),
    )


def _has_two(source: Source) -> bool:
    """Say whether the first row names questions or options, and nothing below the columns of who and when."""
    if distinct_names(source.table.written) != source.table.header or len(source.samples) < LEADING:
        return False
    second, rest = _apart(source)
    if not rest or any(second[:LEADING]) or not any(second) or not all(all(row[:LEADING]) for row in rest):
        return False
    return all(_heads(place, source.table.written, cell, rest) for place, cell in enumerate(second) if cell.strip())


def _apart(source: Source) -> tuple[Cells, list[Cells]]:
    """Return the first row and the rows below that are not the same."""
    second = source.whole[0]
    return second, [row for row in source.whole if row != second]


def _heads(place: int, header: Sequence[str], cell: str, rest: Sequence[Cells]) -> bool:
    """Say whether a cell below a heading can be one itself."""
    if cell.startswith("#"):
        return False
    if _NO_OPTION.fullmatch(cell.strip()) or not _named(header, place) or not _named(header, place + 1):
        return True
    return bool(_CODE.fullmatch(header[place].strip())) and all(row[place] != cell for row in rest)


def _named(header: Sequence[str], place: int) -> bool:
    return place >= len(header) or bool(header[place].strip())


def _columns(header: Sequence[str], second: Cells, rest: Sequence[Cells]) -> list[Column]:
    groups: list[list[int]] = []
    for place in range(len(header)):
        if _named(header, place) or not groups:
            groups.append([])
        groups[-1].append(place)
    return [column for places in groups for column in _question(places, header[places[0]], second, rest)]


def _question(places: list[int], asked: str, second: Cells, rest: Sequence[Cells]) -> list[Column]:
    """Return the columns of a question: one for words or a choice, one for each row of a scale."""
    options = [second[place].strip() for place in places]
    if len(places) == 1:
        option = options[0]
        named = option and not _NO_OPTION.fullmatch(option)
        return [Column(option if named else asked, (places[0],))]
    marks = all(
        not row[place].strip() or row[place].strip() == option or is_number(row[place]) or _OTHER.match(option)
        for place, option in zip(places, options, strict=True)
        for row in rest
    )
    if marks and all(options):
        return [Column(asked, tuple(places), tuple(options))]
    return [
        Column(f"{asked} [{option}]" if option and not _NO_OPTION.fullmatch(option) else asked, (place,))
        for place, option in zip(places, options, strict=True)
    ]
