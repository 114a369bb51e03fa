"""Reads a file into interviews and rejects, by a mapping or, where there is none, by a guess."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Values
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from survey_loader.errors import UnusableFile
from survey_loader.language import N_
from survey_loader.models import Interview, Reject, Survey
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.columns import plain
from survey_loader.sources.dates import year_of
from survey_loader.sources.layouts import Layout, Shaped, Source, recognise
from survey_loader.sources.layouts import plain as plain_table
from survey_loader.sources.layouts.layout import FIRST_ROWS
from survey_loader.sources.layouts.series import joined
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.packages import Package, open_package
from survey_loader.sources.rows import RowReader, zone_named
from survey_loader.sources.tables import HEADER_ONLY, Line, NoRows, Row, Table, no_rows_in, read_tables

# What a reject calls the file its row stands in, where several are read as one.
FILE = "ファイル"
NONE_KEPT: Values[str, Mapping] = {}
# Enough for a person to recognise the file; some exports have hundreds of columns.
HEADERS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Recognised:
    """How a file was read; `separator` is "" for one column and for XLSX, `sheet` "" for CSV.

    `layout` is the name of the layout, `label` how a person knows it (a marked message), `zone` the
    time zone of times that name none, `kept` the name of the kept mapping it was read by, if it was.
    """

    encoding: str
    separator: str
    sheet: str
    header: tuple[str, ...]
    assumptions: tuple[Assumption, ...] = ()
    layout: str = plain_table.NAME
    label: str = plain_table.LABEL
    zone: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file being read.

    `rows` can be consumed once and raises UnusableFile where the file turns out to be damaged
    further down: then nothing of it should be kept. `total` is about how many rows there are, for
    progress, or None. `unread` fills while `rows` is consumed: by field, the cells nobody understood.
    `samples` are the first rows as the layout shaped them, `package` what came with the table.
    """

    mapping: Mapping
    recognised: Recognised
    rows: Iterator[Interview | Reject]
    total: int | None
    unread: Values[str, list[str]]
    samples: tuple[tuple[str, ...], ...]
    package: Package


def read(
    path: str | Path,
    mapping: Mapping | None = None,
    survey: Survey | None = None,
    wave: str = "",
    kept: Values[str, Mapping] = NONE_KEPT,
    needs_voices: bool = True,
) -> Reading:
    """Open a file, folder or ZIP as interviews; `survey` helps guessing and gives the time zone, `wave` overrides all.

    Without a mapping the first of the `kept` ones (by name) whose columns are all there is used, else one is
    guessed. Raises UnusableFile where there is no table in it, or its columns are not those of the mapping, or
    no question can be found in it; unless `needs_voices` is false, so that a person can say which column it is.
    """
    package = open_package(Path(path))
    layout, shaped = recognise(_sources(package))
    table = shaped.table
    name = Path(path).name
    first = list(islice(table.rows, FIRST_ROWS))
    samples = tuple(row[1] for row in first if shaped.reject(row) is None) or tuple(cells for _, cells in first)
    fitting = "" if mapping else _fitting(kept, table.header)
    if mapping is None:
        mapping = kept.get(fitting) or Mapping.guess(table.header, samples, survey, shaped.known)
        if needs_voices:
            _refuse_without_voices(mapping, table, name)
    mapping = _with_repeats(mapping, shaped.known.again)
    zone = survey.timezone if survey else mapping.survey.timezone
    at = places(mapping, table, name)
    year = _year(mapping, at, samples, (name, table.sheet, table.title))
    reader = RowReader(table.header, at, mapping, zone_named(zone), wave, year)
    return Reading(
        mapping=mapping,
        recognised=_recognised(layout, shaped, mapping, zone, fitting, year),
        rows=_read_rows(shaped, reader, chain(first, table.rows), package),
        total=table.total,
        unread=reader.unread,
        samples=samples,
        package=package,
    )


def _year(mapping: Mapping, at: Values[str, int], samples: Sequence[Sequence[str]], names: Sequence[str]) -> int:
    """Return the year of dates written without one, 0 where none is or nothing tells it."""
    place = at.get(mapping.columns.date)
    if place is None:
        return 0
    return year_of([cells[place] for cells in samples if place < len(cells)], names, mapping.date_order)


def _recognised(layout: Layout, shaped: Shaped, mapping: Mapping, zone: str, kept: str, year: int = 0) -> Recognised:
    table = shaped.table
    told = (Assumption(N_("年のない日付は{year}年とみなしました。"), {"year": year}),) if year else ()
    return Recognised(
        table.encoding,
        table.separator,
        table.sheet,
        table.header,
        table.assumptions + shaped.assumptions + mapping.assumptions + told,
        layout.NAME,
        layout.LABEL,
        zone,
        kept,
    )


def _sources(package: Package) -> list[Source]:
    """Return every table of every file, those with the same header made one, those without an answer left out."""
    alone = len(package.tables) == 1
    sources, left_out = [], []
    for file, path in package.tables:
        try:
            tables = read_tables(path)
        except NoRows:
            if alone:
                raise
            left_out.append(file)
            continue
        for table in tables:
            # A lone workbook is known to whoever reads this: its sheets go by their own names.
            name = table.sheet if alone and table.sheet else " ".join(filter(None, (file, table.sheet)))
            sources.append(Source.of(name, table, file))
    if not sources:
        raise NoRows(HEADER_ONLY, name="、".join(left_out))
    told = (no_rows_in(left_out),) if left_out else ()
    return [
        replace(source, table=replace(source.table, assumptions=source.table.assumptions + told))
        for source in joined(sources)
    ]


def _read_rows(
    shaped: Shaped, reader: RowReader, rows: Iterable[Row], package: Package
) -> Iterator[Interview | Reject]:
    """Read the rows; the package is held until then, because its unpacked files go with it."""
    for row in rows:
        taken = shaped.reject(row) or reader.read(row)
        if isinstance(taken, Reject) and isinstance(row[0], Line):
            taken = replace(taken, cells={FILE: row[0].file, **taken.cells})
        yield taken


def _with_repeats(mapping: Mapping, again: Values[str, str]) -> Mapping:
    """Return the mapping with every further column that means what one of its own means.

    Where one person answers several times, an export has as many columns as the most talkative one filled.
    """
    named = set(mapping.named_columns())
    by_column = {asked.column: asked for asked in mapping.questions}
    further = [
        replace(by_column[first], column=column, said="")
        for column, first in again.items()
        if first in by_column and column not in named
    ]
    return replace(mapping, questions=(*mapping.questions, *further))


def _refuse_without_voices(mapping: Mapping, table: Table, name: str) -> None:
    if not any(asked.question.kind == "text" for asked in mapping.questions):
        raise UnusableFile(
            N_("{name} のどの列が声(自由記述)なのかわかりません。対応表を作ってください。見つかった見出し: {found}"),
            name=name,
            found=_shown(table.header),
        )


def places(mapping: Mapping, table: Table, name: str) -> dict[str, int]:
    """Return where each column of the mapping stands, by its name in the mapping.

    Raises UnusableFile naming the missing ones; columns that are optional may be missing.
    """
    found, missing = _sought(mapping, table.header)
    if missing:
        raise UnusableFile(
            N_("{name} に列 {missing} がありません。対応表の列名を直してください。見つかった見出し: {found}"),
            name=name,
            missing="、".join(f"「{column}」" for column in missing),
            found=_shown(table.header),
        )
    return found


def _sought(mapping: Mapping, header: tuple[str, ...]) -> tuple[dict[str, int], list[str]]:
    """Return where the mapping's columns stand, and those that are not there but should be."""
    exact = {column: place for place, column in reversed(list(enumerate(header)))}
    loose = {plain(column): place for column, place in exact.items()}
    found: dict[str, int] = {}
    missing: list[str] = []
    for column in mapping.named_columns():
        place = exact.get(column, loose.get(plain(column)))
        if place is not None:
            found[column] = place
        elif column not in mapping.optional and column not in missing:
            missing.append(column)
    return found, [
        column for column in missing if not any(found.keys() & set(also) for also in _alike(mapping, column))
    ]


def _alike(mapping: Mapping, column: str) -> Iterator[Sequence[str]]:
    """Yield the columns of whatever that column holds too: of several, one is enough."""
    columns = mapping.columns
    questions = {asked.question.key for asked in mapping.questions if asked.column == column}
    asked = tuple(asked.column for asked in mapping.questions if asked.question.key in questions)
    yield from (names for names in (columns.photo, columns.photo_board, asked) if column in names)


def _fitting(kept: Values[str, Mapping], header: tuple[str, ...]) -> str:
    """Return the name of the first mapping whose columns are all in the header, or ""."""
    return next((name for name, mapping in kept.items() if not _sought(mapping, header)[1]), "")


def _shown(header: tuple[str, ...]) -> str:
    names = "、".join(" ".join(column.split()) for column in header[:HEADERS_SHOWN])
    return f"{names} …" if len(header) > HEADERS_SHOWN else names
