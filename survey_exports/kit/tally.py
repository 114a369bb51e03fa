"""The tally sheet: how many were spoken to, declined and wrote, by the hour, for a day without batteries."""

from __future__ import annotations

from reportlab.lib.units import mm

from survey_exports.kit.about import About
from survey_exports.kit.sheet import Sheet, Text
from survey_exports.paper import MUTED
from survey_loader.kit_words import TALLY, TALLY_FIELDS, TALLY_HOURS

EDGE = 15 * mm
HOURS = 22 * mm
NOTES = 30 * mm
HEAD = 8 * mm
FIELD = 9 * mm
COLUMNS = ("approached", "declined", "wrote")
# Where the sum of a cell is written.
SUM = 13 * mm
GROUND = "#EEF0F3"


def pdf(about: About) -> bytes:
    """Return the sheet as PDF bytes, one A4 page to be copied."""
    sheet = Sheet(TALLY["title"], about.survey.holder)
    width = sheet.width - 2 * EDGE
    y = sheet.block((EDGE, sheet.height - EDGE, width), Text(TALLY["title"], 20, bold=True))
    y = sheet.block((EDGE, y, width), Text(about.survey.name, 10, most=2, colour=MUTED))
    y = _fields(sheet, y - 2 * mm, width)
    y = sheet.block((EDGE, y - 4 * mm, width), Text(TALLY["how"], 9, most=2))
    bottom = EDGE + NOTES
    _table(sheet, y - 3 * mm, bottom, width)
    sheet.block((EDGE, bottom - 3 * mm, width), Text(TALLY["notes"], 8.5, colour=MUTED))
    after = TALLY["after"] + (f" {about.survey.contact}" if about.survey.contact else "")
    sheet.block((EDGE, EDGE, width), Text(after, 8, most=2, colour=MUTED))
    return sheet.pdf()


def _fields(sheet: Sheet, top: float, width: float) -> float:
    """Draw the lines to write day, place and person on, two to a row; returns where they end."""
    y = top
    for place, field in enumerate(TALLY_FIELDS):
        row, column = divmod(place, 2)
        y = top - (row + 1) * FIELD
        left = EDGE + column * width / 2
        sheet.text(left, y + 1 * mm, field, 10)
        sheet.line(left + 14 * mm, y, left + width / 2 - 4 * mm, y)
    return y


def _table(sheet: Sheet, top: float, bottom: float, width: float) -> None:
    rows = (*TALLY_HOURS, TALLY["total"])
    height = (top - bottom - HEAD) / len(rows)
    column = (width - HOURS) / len(COLUMNS)
    sheet.shade(EDGE, top - HEAD, width, HEAD, GROUND)
    sheet.shade(EDGE, bottom, width, height, GROUND)
    line = top - HEAD + 2.6 * mm
    sheet.text(EDGE + 2 * mm, line, TALLY["hour"], 10)
    for place, key in enumerate(COLUMNS):
        left = EDGE + HOURS + place * column
        sheet.text(left + 2 * mm, line, TALLY[key], 10, bold=True)
        sheet.line(left, top, left, bottom)
        # The marks stand left of it, their sum right.
        sheet.text(left + column - SUM + 2 * mm, line, TALLY["sum"], 10)
        sheet.cut(left + column - SUM, top, left + column - SUM, bottom)
    for place, name in enumerate(rows):
        y = top - HEAD - (place + 1) * height
        sheet.text(EDGE + 2 * mm, y + height / 2 - 1.3 * mm, name, 10, bold=place == len(TALLY_HOURS))
        sheet.line(EDGE, y + height, EDGE + width, y + height)
    sheet.frame(EDGE, bottom, width, top - bottom)
