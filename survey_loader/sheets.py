"""Cells that are safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# Excel runs a cell that begins with one of these as a formula, also behind a tab or line break.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DEFUSED = "'"
# Excel reads UTF-8 only with this in front.
BOM = "\ufeff"


def defused(cell: object) -> object:
    """Return a text cell that Excel shows instead of running; numbers stay numbers.

    A cell that looks defused already is defused once more, so that `undefused` gives every text back.
    """
    if isinstance(cell, str) and cell.lstrip(_DEFUSED).startswith(FORMULA_STARTS):
        return f"{_DEFUSED}{cell}"
    return cell


def undefused(cell: str) -> str:
    """Return the text that `defused` made a cell of; any other text stays."""
    if cell.startswith(_DEFUSED) and cell.lstrip(_DEFUSED).startswith(FORMULA_STARTS):
        return cell.removeprefix(_DEFUSED)
    return cell


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return an Excel-safe CSV: BOM, CRLF, every text cell defused."""
    buffer = io.StringIO()
    buffer.write(BOM)
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([defused(cell) for cell in header])
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return buffer.getvalue()
