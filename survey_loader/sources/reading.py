"""Reads a file into interviews and rejects, by a mapping or, where there is none, by a guess."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Values
from dataclasses import dataclass
from datetime import UTC
from itertools import chain, islice
from pathlib import Path

from survey_loader.errors import UnusableFile
from survey_loader.language import N_
from survey_loader.models import Interview, Reject, Survey
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.columns import plain
from survey_loader.sources.dates import parse_datetime
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.rows import RowReader, zone_named
from survey_loader.sources.tables import Table, read_table

GUESS_ROWS = 200
# Enough for a person to recognise the file; some exports have hundreds of columns.
HEADERS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Recognised:
    """How a file was read; `separator` is "" for one column and for XLSX, `sheet` "" for CSV."""

    encoding: str
    separator: str
    sheet: str
    header: tuple[str, ...]
    assumptions: tuple[Assumption, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A file being read.

    `rows` can be consumed once and raises UnusableFile where the file turns out to be damaged
    further down: then nothing of it should be kept. `total` is about how many rows there are, for
    progress, or None. `unread` fills while `rows` is consumed: by field, the cells nobody understood.
    """

    mapping: Mapping
    recognised: Recognised
    rows: Iterator[Interview | Reject]
    total: int | None
    unread: Values[str, list[str]]


def read(path: str | Path, mapping: Mapping | None = None, survey: Survey | None = None, wave: str = "") -> Reading:
    """Open a file as interviews; `survey` helps guessing and gives the time zone, `wave` overrides all.

    Raises UnusableFile where it is no table, or its columns are not those of the mapping, or no
    question can be found in it.
    """
    name = Path(path).name
    table = read_table(path)
    first = list(islice(table.rows, GUESS_ROWS))
    assumptions = table.assumptions
    if mapping is None:
        if _looks_like_data(table.header, first[0][1]):
            raise UnusableFile(
                N_("{name} には見出しの行がないようです。1行目に列の名前(場所、感想など)を書き足してください。"),
                name=name,
            )
        mapping = Mapping.guess(table.header, [row for _, row in first], survey)
        assumptions += mapping.assumptions
        if not any(asked.question.kind == "text" for asked in mapping.questions):
            raise UnusableFile(
                N_(
                    "{name} のどの列が声(自由記述)なのかわかりません。対応表を作ってください。見つかった見出し: {found}"
                ),
                name=name,
                found=_shown(table.header),
            )
    zone = survey.timezone if survey else mapping.survey.timezone
    reader = RowReader(table.header, places(mapping, table, name), mapping, zone_named(zone), wave)
    return Reading(
        mapping=mapping,
        recognised=Recognised(table.encoding, table.separator, table.sheet, table.header, assumptions),
        rows=map(reader.read, chain(first, table.rows)),
        total=table.total,
        unread=reader.unread,
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


def _looks_like_data(header: Sequence[str], row: Sequence[str]) -> bool:
    """Say whether the header is a first answer: it has a date where the row below has one."""
    return any(_is_date(above) and _is_date(below) for above, below in zip(header, row, strict=False))


def _is_date(cell: str) -> bool:
    try:
        return parse_datetime(cell, UTC) is not None
    except ValueError:
        return False


def _shown(header: tuple[str, ...]) -> str:
    names = "、".join(" ".join(column.split()) for column in header[:HEADERS_SHOWN])
    return f"{names} …" if len(header) > HEADERS_SHOWN else names
