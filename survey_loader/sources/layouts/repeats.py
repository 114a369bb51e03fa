"""Repeats: further tables in which one person answers the same questions several times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from survey_loader.language import N_
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.tables import Line, Row, Table, distinct_names

# Who answers more often than this is no passer-by; the rest goes into the last answer, line by line.
MOST = 60

WITHOUT_PARENT = N_("くり返しの回答ですが、もとになる聞き取りの行がありません。全部の行を書き出し直してください。")

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A table of repeats: its name, the columns of it that matter, and how a row of it names its parent."""

    name: str
    table: Table
    places: tuple[int, ...]
    parent: Callable[[Cells], str]


@dataclass(frozen=True, slots=True)
class Widened:
    """Parents with their repeats beside them.

    columns: {column of a repeat as its file names it: the columns it became, in order}, one a repeat.
    """

    table: Table
    columns: tuple[Mapping[str, tuple[str, ...]], ...]
    assumptions: tuple[Assumption, ...]


def widen(parents: Table, key: Callable[[Cells], str], repeats: Sequence[Repeat]) -> Widened:
    """Return the parents with a column more for each time one of them was asked again.

    Repeats are read at once, because the width is not known before. Those whose parent never comes
    follow at the end as rows that hold nothing else: `orphan` knows them.
    """
    answers = [_by_parent(repeat) for repeat in repeats]
    most = [max(map(len, of.values()), default=0) for of in answers]
    widths = [min(count, MOST) for count in most]
    names = [[repeat.table.header[place] for place in repeat.places] for repeat in repeats]
    added = [name for asked, width in zip(names, widths, strict=True) for name in asked * width]
    header = distinct_names([*parents.header, *added])
    columns = []
    at = len(parents.header)
    for asked, width in zip(names, widths, strict=True):
        own = header[at : at + len(asked) * width]
        columns.append({name: own[place :: len(asked)] for place, name in enumerate(asked)})
        at += len(own)
    sizes = [(len(asked), width) for asked, width in zip(names, widths, strict=True)]
    rows = _widened(parents, key, answers, sizes, [repeat.name for repeat in repeats])
    return Widened(
        replace(parents, header=header, rows=rows),
        tuple(columns),
        tuple(_told(repeat.name, width, count) for repeat, width, count in zip(repeats, widths, most, strict=True)),
    )


def orphan(row: Row, width: int) -> bool:
    """Say whether a row holds only repeats, whose parent (the first `width` cells) is missing."""
    number, cells = row
    return isinstance(number, Line) and not any(cells[:width])


def _by_parent(repeat: Repeat) -> dict[str, list[tuple[int, Cells]]]:
    of: dict[str, list[tuple[int, Cells]]] = {}
    # Every repeat has a number of its own: one met twice came with two exports of the same form.
    met: set[Cells] = set()
    for number, cells in repeat.table.rows:
        kept = tuple([cells[place] if place < len(cells) else "" for place in repeat.places])
        if any(kept) and cells not in met:
            met.add(cells)
            of.setdefault(repeat.parent(cells), []).append((number, kept))
    return of


def _widened(
    parents: Table,
    key: Callable[[Cells], str],
    answers: Sequence[dict[str, list[tuple[int, Cells]]]],
    sizes: Sequence[tuple[int, int]],
    names: Sequence[str],
) -> Iterator[Row]:
    width = len(parents.header)
    blank = [("",) * (size * times) for size, times in sizes]
    met: set[str] = set()
    for number, cells in parents.rows:
        whole = cells[:width] + ("",) * (width - len(cells))
        parent = key(whole)
        met.add(parent)
        beside = [_flat(of.get(parent, ()), *size) for of, size in zip(answers, sizes, strict=True)]
        # Cells beyond the header stay last: that is how such a row is noticed.
        yield number, (*whole, *(cell for part in beside for cell in part), *cells[width:])
    for which, of in enumerate(answers):
        for left in (rows for parent, rows in of.items() if parent not in met):
            beside = [*blank[:which], _flat(left, *sizes[which]), *blank[which + 1 :]]
            cells = (*("",) * width, *(cell for part in beside for cell in part))
            yield Line.of(left[0][0], names[which]), cells


def _flat(answers: Sequence[tuple[int, Cells]], size: int, times: int) -> Cells:
    rows = [cells for _, cells in answers]
    if len(rows) > times:
        last = tuple("\n".join(filter(None, column)) for column in zip(*rows[times - 1 :], strict=True))
        rows = [*rows[: times - 1], last]
    return tuple(cell for cells in rows for cell in cells) + ("",) * (size * (times - len(rows)))


def _told(name: str, width: int, most: int) -> Assumption:
    if most > width:
        return Assumption(
            N_("くり返し「{name}」は1人に{most}回までありました。{width}回目からあとは一つの回答にまとめます。"),
            {"name": name, "most": most, "width": width},
        )
    return Assumption(
        N_("くり返し「{name}」は、もとの聞き取りの続きの回答として読みます(1人に{most}回まで)。"),
        {"name": name, "most": most},
    )
