"""Tables as one XLSX: a sheet a table, headers that stay in sight, number formats, nothing that runs."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from survey_insights.labels import text_width, wrap
from survey_loader.sheets import defused

SHARE, COUNT, DECIMAL, DAY = "0.0%", "#,##0", "#,##0.000", "yyyy-mm-dd"
# What XML cannot hold; Excel itself puts this sign where a character cannot be shown.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
UNREADABLE = "\ufffd"
# In a workbook _x0041_ means "A": the text itself is written with its first sign escaped.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
LONGEST_CELL = 32_767
CUT = "…"
_FORBIDDEN_IN_NAME = re.compile(r"[\\/*?:\[\]]")
LONGEST_NAME = 31
NARROWEST, WIDEST = 11, 60
NARROWEST_NOTE = 72
# In points; Excel makes no row higher.
LINE_HIGH, HIGHEST = 15.0, 405.0
# So many rows tell how wide a column should be.
LOOKED_AT = 200
# So many rows are written before it is told how far the work is.
TOLD_EVERY = 500
Told = Callable[[int, int], None]
# What Excel calls A4.
A4_PAPER = "9"
_HEAD_FONT, _HEAD_FILL = Font(bold=True), PatternFill("solid", fgColor="E2E5EA")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_HEAD_LAY = Alignment(wrap_text=True, vertical="center")


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook.

    name: of the sheet, made to fit what Excel allows. about: what one row is, told on the read-me sheet. frame: the
    table. shares: columns shown as percent. columns: what each column means, for the read-me sheet. notes: lines of
    (name, text) below the table, which must travel with it.
    """

    name: str
    about: str
    frame: pd.DataFrame
    shares: Sequence[str] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[tuple[str, str]] = ()


def xlsx(sheets: Sequence[Sheet], told: Told = lambda done, total: None) -> bytes:
    """Return the sheets as one workbook; their order is kept and two of one name get numbers.

    `told` hears how many rows are written, of how many; what it raises ends the work.
    """
    rows, total = 0, sum(len(sheet.frame) for sheet in sheets)
    book = Workbook(write_only=True)
    for sheet, name in zip(sheets, sheet_names([sheet.name for sheet in sheets]), strict=True):
        _write(book.create_sheet(name), sheet, lambda done, before=rows: told(before + done, total))  # type: ignore[misc]
        rows += len(sheet.frame)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_names(names: Iterable[str]) -> list[str]:
    """Return names Excel takes: at most 31 letters, none of its signs, no two alike whatever the case."""
    taken: dict[str, None] = {}
    found = []
    for name in names:
        plain = _FORBIDDEN_IN_NAME.sub("・", " ".join(_ILLEGAL.sub("", name).split())).strip("' ")[:LONGEST_NAME] or "-"
        fitting, number = plain, 2
        while fitting.casefold() in taken:
            fitting = f"{plain[: LONGEST_NAME - len(str(number)) - 1]} {number}"
            number += 1
        taken[fitting.casefold()] = None
        found.append(fitting)
    return found


def cell_text(text: str) -> str:
    """Return a text as a cell holds it: defused, its line ends single, what XML cannot hold marked, cut if too long."""
    plain = _ILLEGAL.sub(UNREADABLE, text.replace("\r\n", "\n").replace("\r", "\n"))
    safe = _ESCAPE.sub("_x005F_", str(defused(plain)))
    return safe if len(safe) <= LONGEST_CELL else safe[: LONGEST_CELL - len(CUT)] + CUT


def is_cut(text: str) -> bool:
    """Whether a text is too long for a cell."""
    return len(text) >= LONGEST_CELL


def _write(sheet: Any, table: Sheet, told: Callable[[int], None]) -> None:
    frame = table.frame
    for place, width in enumerate(_widths(frame), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    if len(frame.columns):
        last = f"{get_column_letter(len(frame.columns))}{len(frame) + 1}"
        sheet.auto_filter.ref = f"A1:{last}"
        sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4_PAPER
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.append([_head(sheet, str(name)) for name in frame.columns])
    formats = [_format(frame[name], str(name) in table.shares) for name in frame.columns]
    widths = [int(sheet.column_dimensions[get_column_letter(place + 1)].width) for place in range(len(formats))]
    for number, row in enumerate(frame.itertuples(index=False, name=None), start=2):
        if number % TOLD_EVERY == 0:
            told(number)
        # Not every program makes room for wrapped text by itself.
        if (rows := max(map(_rows_of, row, widths), default=1)) > 1:
            sheet.row_dimensions[number].height = min(rows * LINE_HIGH, HIGHEST)
        sheet.append([_cell(sheet, value, shown) for value, shown in zip(row, formats, strict=True)])
    if table.notes:
        sheet.append([])
        for name, text in table.notes:
            for number, line in enumerate(_note_lines(text, widths)):
                sheet.append(
                    [None if number else _head(sheet, name), _text(sheet, line, wrapped=False) if line else None]
                )


def _note_lines(text: str, widths: Sequence[int]) -> list[str]:
    """Break a note into lines about as wide as the table: one long line would make its print tiny."""
    return [html.unescape(line) for line in wrap(text, max(NARROWEST_NOTE, sum(widths[1:]))).split("<br>")]


def _rows_of(value: object, width: int) -> int:
    """Return how many lines a cell takes; a letter of three bytes is about twice as wide as one of one."""
    if not isinstance(value, str) or (len(value) * 2 < width and "\n" not in value):
        return 1
    return sum(
        1 + (len(line) + len(line.encode("utf-8", "replace"))) // 2 // max(1, width - 2) for line in value.split("\n")
    )


def _format(column: pd.Series, share: bool) -> str:
    if share:
        return SHARE
    if pd.api.types.is_float_dtype(column):
        known = column.dropna()
        return COUNT if bool((known == known.round()).all()) else DECIMAL
    return COUNT


def _cell(sheet: Any, value: object, shown: str) -> Any:
    if isinstance(value, str):
        return _text(sheet, value) if value else None
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date | datetime):
        cell = WriteOnlyCell(sheet, value=datetime(value.year, value.month, value.day))
        cell.number_format = DAY
        return cell
    number: Any = value
    cell = WriteOnlyCell(sheet, value=number.item() if hasattr(number, "item") else number)
    cell.number_format = shown
    return cell


def _text(sheet: Any, text: str, wrapped: bool = True) -> Any:
    """Return a cell that is a text whatever it says: never a formula, a number or an error value."""
    cell = WriteOnlyCell(sheet, value=cell_text(text))
    cell.data_type = "s"
    if wrapped:
        cell.alignment = _WRAPPED
    return cell


def _head(sheet: Any, text: str) -> Any:
    cell = _text(sheet, text, wrapped=False)
    cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD_FILL, _HEAD_LAY
    return cell


def _widths(frame: pd.DataFrame) -> list[float]:
    widths = []
    for place, name in enumerate(frame.columns):
        # Numbers and days are as wide as they are shown, whatever digits stand behind them.
        cells = [value for value in frame.iloc[:LOOKED_AT, place].tolist() if isinstance(value, str)]
        longest = max((text_width(line) for cell in [str(name), *cells] for line in cell.split("\n")), default=0)
        widths.append(float(min(max(longest + 3, NARROWEST), WIDEST)))
    return widths
