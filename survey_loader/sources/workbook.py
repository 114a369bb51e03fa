"""The sheets of an XLSX file that hold data, as rows of text cells, read within bounds."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import openpyxl

from survey_loader.errors import UnusableFile
from survey_loader.language import N_

# 100,000 interviews of 84 columns are about 120 MB of XML; what is far beyond is no survey.
MAX_UNCOMPRESSED = 400 * 1024 * 1024
MAX_PARTS = 5_000
# Excel itself keeps 15 digits: 0.1 + 0.2 is shown as 0.3.
NUMBER_FORMAT = ".15g"
# How XLSX writes the CR of a line break that was pasted from Windows; openpyxl leaves it so.
CARRIAGE_RETURN = "_x000D_"

_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_FORMULA = re.compile(rb"<f[ >]")
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its name, all its rows from the top, and about how many there are."""

    name: str
    rows: Iterator[tuple[str, ...]]
    lines: int


def read_workbook(path: Path) -> list[Sheet]:
    """Open the sheets with data of an XLSX file. Raises UnusableFile for any other ZIP."""
    formulas = _check_parts(path)
    shown = _open(path, data_only=True).worksheets
    written = _open(path, data_only=False).worksheets if formulas else shown
    # What the sheets say of themselves, before it is set aside for reading.
    lines = [sheet.max_row or 0 for sheet in shown]
    sheets = []
    for sheet, asked, count in zip(shown, written, lines, strict=True):
        rows = _rows(path, sheet)
        if formulas:
            rows = (_with_prose(*pair) for pair in zip(rows, _rows(path, asked), strict=True))
        for empty, first in enumerate(rows):
            if any(first):
                # Empty rows keep their place: rows are told by their number.
                sheets.append(Sheet(sheet.title, chain(repeat((), empty), (first,), rows), count))
                break
    if not sheets:
        raise UnusableFile(N_("{name} には何も書かれていません。書き出しからやり直してください。"), name=path.name)
    return sheets


def _with_prose(shown: tuple[str, ...], written: tuple[str, ...]) -> tuple[str, ...]:
    """Take back words that a spreadsheet took for a formula, because a voice began with "="."""
    if not any(cell.startswith("=") for cell in written):
        return shown
    return tuple(
        [
            asked if asked.startswith("=") and (not result or (result == "0" and _is_prose(asked))) else result
            for result, asked in zip(shown, written, strict=True)
        ]
    )


def _is_prose(formula: str) -> bool:
    return "!" not in formula and not _QUOTED.sub("", formula).isascii()


def _check_parts(path: Path) -> bool:
    """Hold the ZIP against its bounds before anything is unpacked; say whether it has formulas."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_bounds(path, parts)
            return any(_has_formula(archive, part) for part in parts if _SHEET_PART.match(part.filename))
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, zlib.error) as error:
        raise _broken(path) from error


def _has_formula(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as file:
        tail = b""
        while chunk := file.read(1 << 20):
            if _FORMULA.search(tail + chunk):
                return True
            tail = chunk[-3:]
    return False


def _check_bounds(path: Path, parts: Sequence[zipfile.ZipInfo]) -> None:
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise UnusableFile(
            N_("{name} はExcel(.xlsx)のファイルではありません。表をExcelかCSVで保存し直してください。"),
            name=path.name,
        )
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNCOMPRESSED:
        raise UnusableFile(
            N_("{name} は展開すると{limit}MBを超えるため開きません。シートを分けるか、CSVで保存し直してください。"),
            name=path.name,
            limit=MAX_UNCOMPRESSED // 1024**2,
        )


def _broken(path: Path) -> UnusableFile:
    return UnusableFile(
        N_("{name} はExcelのファイルとして壊れています。Excelで開いて保存し直すか、CSVで保存してください。"),
        name=path.name,
    )


def _open(path: Path, data_only: bool) -> Any:
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=data_only, keep_links=False)
    except Exception as error:  # openpyxl meets damaged files with a dozen kinds of exception.
        raise _broken(path) from error


def _rows(path: Path, sheet: Any) -> Iterator[tuple[str, ...]]:
    # Some exporters write a wrong sheet size, which would cut the table.
    sheet.reset_dimensions()
    try:
        for row in sheet.iter_rows(values_only=True):
            yield _cells(row)
    except Exception as error:  # as above: openpyxl reads the sheet only here.
        raise _broken(path) from error


def _cells(row: Sequence[Any]) -> tuple[str, ...]:
    return tuple([cell_text(value) for value in row])


def cell_text(value: Any) -> str:
    """Return what a spreadsheet cell says: dates in ISO form, 3.0 as "3", nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace(CARRIAGE_RETURN, "\r")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, NUMBER_FORMAT)
    return str(value)
