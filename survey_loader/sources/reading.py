"""Reads a file into interviews and rejects, by a mapping or, where there is none, by a guess."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Values
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from survey_loader.errors import UnusableFile
from survey_loader.language import N_
from survey_loader.models import Interview, Reject, Survey
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.columns import plain
from survey_loader.sources.layouts import Source, recognise
from survey_loader.sources.layouts import plain as plain_table
from survey_loader.sources.layouts.layout import put_back
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.packages import Package, open_package
from survey_loader.sources.rows import RowReader, zone_named
from survey_loader.sources.tables import Table, read_table

GUESS_ROWS = 200
# Enough for a person to recognise the file; some exports have hundreds of columns.
HEADERS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Recognised:
    """How a file was read; `separator` is "" for one column and for XLSX, `sheet` "" for CSV.

    `layout` is the name of the layout, `label` how a person knows it (a marked message), `zone` the
    time zone of times that name none.
    """

    encoding: str
    separator: str
    sheet: str
    header: tuple[str, ...]
    assumptions: tuple[Assumption, ...] = ()
    layout: str = plain_table.NAME
    label: str = plain_table.LABEL
    zone: str = ""


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


def read(path: str | Path, mapping: Mapping | None = None, survey: Survey | None = None, wave: str = "") -> Reading:
    """Open a file, folder or ZIP as interviews; `survey` helps guessing and gives the time zone, `wave` overrides all.

    Raises UnusableFile where there is no table in it, or its columns are not those of the mapping, or
    no question can be found in it.
    """
    package = open_package(Path(path))
    layout, shaped = recognise([_source(name, file) for name, file in package.tables])
    table = shaped.table
    name = Path(path).name
    first = list(islice(table.rows, GUESS_ROWS))
    samples = tuple(cells for _, cells in first)
    if mapping is None:
        mapping = Mapping.guess(table.header, samples, survey, shaped.known)
        _refuse_without_voices(mapping, table, name)
    zone = survey.timezone if survey else mapping.survey.timezone
    reader = RowReader(table.header, places(mapping, table, name), mapping, zone_named(zone), wave)
    return Reading(
        mapping=mapping,
        recognised=Recognised(
            table.encoding,
            table.separator,
            table.sheet,
            table.header,
            table.assumptions + shaped.assumptions + mapping.assumptions,
            layout.NAME,
            layout.LABEL,
            zone,
        ),
        rows=(shaped.reject(row) or reader.read(row) for row in chain(first, table.rows)),
        total=table.total,
        unread=reader.unread,
        samples=samples,
        package=package,
    )


def _source(name: str, file: Path) -> Source:
    table = read_table(file)
    first = tuple(islice(table.rows, GUESS_ROWS))
    return Source(name, put_back(table, first), first)


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
    exact = {column: place for place, column in reversed(list(enumerate(table.header)))}
    loose = {plain(column): place for column, place in exact.items()}
    found: dict[str, int] = {}
    missing: list[str] = []
    for column in mapping.named_columns():
        place = exact.get(column, loose.get(plain(column)))
        if place is not None:
            found[column] = place
        elif column not in mapping.optional and column not in missing:
            missing.append(column)
    if missing:
        raise UnusableFile(
            N_("{name} に列 {missing} がありません。対応表の列名を直してください。見つかった見出し: {found}"),
            name=name,
            missing="、".join(f"「{column}」" for column in missing),
            found=_shown(table.header),
        )
    return found


def _shown(header: tuple[str, ...]) -> str:
    names = "、".join(" ".join(column.split()) for column in header[:HEADERS_SHOWN])
    return f"{names} …" if len(header) > HEADERS_SHOWN else names
