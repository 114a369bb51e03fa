"""What a layout is: it knows the files one tool writes, and makes one table of interviews of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Protocol

from survey_loader.models import Reject
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.columns import Known
from survey_loader.sources.tables import Row, Table


@dataclass(frozen=True, slots=True)
class Source:
    """One table of what was handed in: the name of its file or sheet, the table, and its first rows.

    `first` are still in `table.rows`; they may be fewer than asked for where the table is short.
    """

    name: str
    table: Table
    first: tuple[Row, ...]


def _all_taken(row: Row) -> Reject | None:
    return None


@dataclass(frozen=True, slots=True)
class Shaped:
    """A table of interviews, as one layout understands the files of its tool.

    table: one row an interview, columns under the names a person sees in the file.
    known: what is certain about its columns; a guess fills in the rest.
    reject: says why the tool itself holds a row for invalid, or None.
    assumptions: what the layout took for granted.
    """

    table: Table
    known: Known = field(default_factory=Known)
    reject: Callable[[Row], Reject | None] = _all_taken
    assumptions: tuple[Assumption, ...] = ()


class Layout(Protocol):
    """A module with these three is a layout."""

    NAME: str
    """As it is kept with an import: odk_central."""
    LABEL: str
    """As a person knows the tool, a marked message: ODK Central."""

    def shape(self, sources: Sequence[Source]) -> Shaped | None:
        """Return the table of interviews, or None where these are no files of this tool.

        Looks at headers and first rows only; rows are shaped as they are consumed. Raises
        UnusableFile where it is a file of this tool that cannot be used.
        """


def with_rows(table: Table, change: Callable[[Row], Row], header: Sequence[str] | None = None) -> Table:
    """Return the table with every row changed as it is consumed, and its new header."""
    rows: Iterator[Row] = map(change, table.rows)
    return replace(table, header=tuple(header) if header is not None else table.header, rows=rows)


def put_back(table: Table, first: Sequence[Row]) -> Table:
    """Return the table with rows that were looked at put before those still to come."""
    return replace(table, rows=chain(first, table.rows))
