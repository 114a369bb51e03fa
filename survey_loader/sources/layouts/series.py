"""Several files or sheets of one series, as a month each, read one after another as one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from survey_loader.language import N_
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.layouts.layout import Source
from survey_loader.sources.tables import Line, Row

# Between two months a question is put in other words or added; tables that share less are not of one series.
SHARED = 0.8
# A list of places shares all of its two columns with a table of interviews.
FEWEST_COLUMNS = 3
# Of more names than this the first and the last say enough.
NAMES_TOLD = 4

_SAME = N_("見出しが同じ表{count}つを、続けて一つの表として読みます: {names}")
_NEARLY_SAME = N_("見出しがほとんど同じ表を、続けて一つの表として読みます: {names}。同じでない列: {columns}")


def joined(sources: Sequence[Source]) -> list[Source]:
    """Return the sources with those of the very same header made one."""
    alike: dict[tuple[str, ...], list[Source]] = {}
    for source in sources:
        alike.setdefault(source.table.header, []).append(source)
    return [_as_one(same) if len(same) > 1 else same[0] for same in alike.values()]


def series(sources: Sequence[Source]) -> list[Source]:
    """Return the sources with those that share most of their columns made one that has the columns of all."""
    groups: list[list[Source]] = []
    for source in sources:
        group = next((group for group in groups if _belongs(source, group)), None)
        if group is None:
            groups.append([source])
        else:
            group.append(source)
    return [_as_one(group) if len(group) > 1 else group[0] for group in groups]


def _belongs(source: Source, group: Sequence[Source]) -> bool:
    own, first = set(source.table.header), set(group[0].table.header)
    fewer = min(len(own), len(first))
    return fewer >= FEWEST_COLUMNS and len(own & first) >= SHARED * fewer


def _as_one(sources: Sequence[Source]) -> Source:
    tables = [source.table for source in sources]
    totals = [table.total for table in tables]
    names = [source.name for source in sources]
    called = "、".join(names) if len(names) <= NAMES_TOLD else f"{names[0]} … {names[-1]}"
    header = tuple(dict.fromkeys(name for table in tables for name in table.header))
    differing = [name for name in header if any(name not in table.header for table in tables)]
    values = {"count": len(tables), "names": called, "columns": "、".join(differing)}
    told = Assumption(_NEARLY_SAME if differing else _SAME, values)
    table = replace(
        tables[0],
        header=header,
        rows=chain.from_iterable(_rows(source, header) for source in sources),
        total=sum(total or 0 for total in totals) if all(total is not None for total in totals) else None,
        assumptions=(*_each_once(chain.from_iterable(table.assumptions for table in tables)), told),
    )
    return Source.of(called, table, sources[0].file)


def _each_once(told: Iterable[Assumption]) -> list[Assumption]:
    once: list[Assumption] = []
    for assumption in told:
        if assumption not in once:
            once.append(assumption)
    return once


def _rows(source: Source, header: Sequence[str]) -> Iterator[Row]:
    """Yield the rows under the common header, each with the file it stands in."""
    own = source.table.header
    at = {name: place for place, name in enumerate(own)}
    places = [at.get(name, len(own)) for name in header]
    for number, cells in source.table.rows:
        line = number if isinstance(number, Line) else Line.of(number, source.name)
        if own == header:
            yield line, cells
        else:
            # The empty cell at the end stands for columns this file has not.
            whole = (*cells[: len(own)], *[""] * (len(own) - len(cells)), "")
            yield line, (*[whole[place] for place in places], *cells[len(own) :])
