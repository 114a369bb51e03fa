"""What a layout is: it knows the files one tool writes, and makes one table of interviews of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Protocol

from survey_loader.language import N_
from survey_loader.models import Reject
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.columns import Known
from survey_loader.sources.tables import Row, Table

# So many rows are looked at before what the columns mean is guessed.
FIRST_ROWS = 200

DIFFERENT_TABLES = N_("見出しのちがう表がいくつか入っています({names})。表を一つずつ取り込んでください。")

PERSONAL = N_("「{column}」は答えた人の個人の情報なので、読み込みません。")


@dataclass(frozen=True, slots=True)
class Source:
    """One table of what was handed in: the name of its file or sheet, the table, and its first rows.

    `first` are still in `table.rows`; they may be fewer than asked for where the table is short. `file`
    is the name of the file, the same for all sheets of a workbook.
    """

    name: str
    table: Table
    first: tuple[Row, ...]
    file: str = ""

    @classmethod
    def of(cls, name: str, table: Table, file: str = "") -> Source:
        """Return a table with its first rows looked at."""
        first = tuple(islice(table.rows, FIRST_ROWS))
        return cls(name, put_back(table, first), first, file)

    @property
    def samples(self) -> tuple[tuple[str, ...], ...]:
        """The cells of the first rows."""
        return tuple(cells for _, cells in self.first)

    @property
    def whole(self) -> tuple[tuple[str, ...], ...]:
        """The cells of the first rows, each as wide as the header at least."""
        width = len(self.table.header)
        return tuple(cells + ("",) * (width - len(cells)) for cells in self.samples)

    def filled(self, place: int) -> list[str]:
        """Return what stands in a column of the first rows, without blanks."""
        return [cell for cells in self.whole if (cell := cells[place].strip())]


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


def only_columns(table: Table, kept: Collection[str]) -> Table:
    """Return the table with those columns only; cells beyond the header stay, so that they are noticed."""
    places = [place for place, name in enumerate(table.header) if name in kept]
    width = len(table.header)

    def cut(row: Row) -> Row:
        number, cells = row
        whole = cells + ("",) * (width - len(cells))
        return number, (*[whole[place] for place in places], *cells[width:])

    return with_rows(table, cut, [table.header[place] for place in places])


def only(sources: Sequence[Source], fits: Callable[[Source], bool]) -> Source | None:
    """Return the only sheet of a lone file that fits, or None."""
    fitting = [source for source in sources if fits(source)]
    return fitting[0] if len(fitting) == 1 and len({source.file for source in sources}) == 1 else None


def others_told(sources: Sequence[Source], chosen: Source) -> tuple[Assumption, ...]:
    """Return what says which tables are left out, nothing where there are none."""
    others = "、".join(source.name for source in sources if source is not chosen)
    told = N_("「{sheet}」だけを読みます(読まない表: {others})。")
    return (Assumption(told, {"sheet": chosen.name, "others": others}),) if others else ()


def put_back(table: Table, first: Sequence[Row]) -> Table:
    """Return the table with rows that were looked at put before those still to come."""
    return replace(table, rows=chain(first, table.rows))
