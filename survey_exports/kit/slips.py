"""Numbered slips in two halves: one stays with the board, the other the respondent keeps, with the way back."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm

from survey_exports.kit.about import About
from survey_exports.kit.sheet import Sheet, Text, scale_for, stack_height
from survey_exports.paper import MUTED
from survey_loader.board_numbers import spelled
from survey_loader.kit_words import SLIP, SLIP_EN, STUB_FIELDS, filled

PER_PAGE = 4
# Most printers leave 5 mm at the edges white.
EDGE_X, EDGE_Y = 8 * mm, 8.5 * mm
STUB = 60 * mm
PAD, GAP = 3.5 * mm, 1 * mm
QR_SIDE, QR_QUIET = 25 * mm, 4 * mm
NUMBER_SIZE = 27.0
# Where the lines of the stub to write on begin: below its number, and right of their names.
FIELDS, FIELD_NAMES, FIELD_SIZE = 25 * mm, 10 * mm, 9.0
TICK = "□"


def pdf(about: About, numbers: Sequence[int]) -> bytes:
    """Return the slips as PDF bytes, PER_PAGE on an A4 page, to be cut along the dashed lines."""
    sheet = Sheet(about.survey.name, about.survey.holder)
    height = (sheet.height - 2 * EDGE_Y) / PER_PAGE
    for place, number in enumerate(numbers):
        row = place % PER_PAGE
        if place and row == 0:
            sheet.next_page()
        if row == 0:
            _cuts(sheet, min(PER_PAGE, len(numbers) - place), height)
        top = sheet.height - EDGE_Y - row * height
        _stub(sheet, about, number, top - PAD, top - height + PAD)
        _kept(sheet, about, number, top - PAD, top - height + PAD)
    return sheet.pdf()


def _cuts(sheet: Sheet, rows: int, height: float) -> None:
    top, bottom = sheet.height - EDGE_Y, sheet.height - EDGE_Y - rows * height
    for row in range(rows + 1):
        sheet.cut(0, top - row * height, sheet.width, top - row * height)
    sheet.cut(EDGE_X + STUB, sheet.height, EDGE_X + STUB, bottom - EDGE_Y)


def _stub(sheet: Sheet, about: About, number: int, top: float, bottom: float) -> None:
    """Draw the half that stays with the board; nothing on it asks who somebody is."""
    left, width = EDGE_X, STUB - PAD
    texts = (
        Text(about.survey.name, 8, colour=MUTED),
        Text(filled(SLIP["stub"], {}), 9),
        Text(spelled(number), NUMBER_SIZE, bold=True),
        Text(filled(SLIP["stub_how"], {}), 8, most=3, colour=MUTED),
    )
    sheet.stack((left, top, width), bottom + FIELDS, texts)
    for place, field in enumerate(STUB_FIELDS, 1):
        y = bottom + FIELDS * (1 - place / len(STUB_FIELDS))
        sheet.text(left, y + 1 * mm, field, FIELD_SIZE)
        if TICK not in field:
            sheet.line(left + FIELD_NAMES, y, left + width, y)


def _kept(sheet: Sheet, about: About, number: int, top: float, bottom: float) -> None:
    """Draw the half that the respondent takes home."""
    left, right = EDGE_X + STUB + PAD, sheet.width - EDGE_X
    values, link = about.values(), about.stop_link(number)
    if link:
        sheet.qr(right - QR_SIDE, top - QR_SIDE, QR_SIDE, link)
    beside = right - left - (QR_SIDE + QR_QUIET if link else 0)
    way_back = _way_back(about)
    texts = (
        Text(about.survey.name, 13, most=2, bold=True),
        Text(filled(SLIP["thanks"], {}), 8.5, colour=MUTED),
        Text(spelled(number), NUMBER_SIZE, bold=True),
        Text(filled(SLIP["purpose"], values), 9, most=2),
        Text(filled(SLIP["holder"], values), 9, most=2),
        Text(filled(SLIP["contact"], values), 9, most=3),
    )
    scale = scale_for([(texts, beside), (way_back, right - left)], top - bottom - GAP)
    # Never into the white around the code.
    line = min(bottom + stack_height(way_back, right - left, scale), top - QR_SIDE - QR_QUIET if link else top)
    sheet.stack((left, top, beside), line + GAP, texts)
    sheet.line(left, line, right, line)
    sheet.stack((left, line, right - left), bottom, way_back)


def _way_back(about: About) -> tuple[Text, ...]:
    """Return how to stop, and what happens without."""
    which = _which(about)
    ja, en = about.values(), about.values("en")
    return (
        Text(filled(SLIP["stop"], ja), 10, bold=True, above=1 * mm),
        Text(filled(SLIP[which], ja), 9),
        Text(filled(SLIP_EN[which], en, " "), 8, most=2),
        Text(filled(SLIP["beyond"], ja), 8, colour=MUTED),
        Text(filled(SLIP[f"until_{about.survey.after_retention}"], ja), 8, colour=MUTED),
        Text(filled(SLIP["typed"], ja), 7.5, most=2, colour=MUTED),
    )


def _which(about: About) -> str:
    """Return by which way somebody can ask to stop: what is printed must be there."""
    if about.address:
        return "stop_qr" if about.survey.contact else "stop_qr_alone"
    return "stop_contact" if about.survey.contact else "stop_unknown"
