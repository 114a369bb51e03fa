"""Invitation cards: whom a phone's invitation is for, and its QR code, which is a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.lib.units import mm

from survey_exports.kit.about import About
from survey_exports.kit.sheet import Box, Sheet, Text, stack_height
from survey_exports.paper import MUTED
from survey_loader.consent_words import month
from survey_loader.kit_words import CARD, CARD_DAY

COLUMNS, ROWS = 2, 4
EDGE = 10 * mm
PAD = 4 * mm
QR_SIDE, QR_QUIET = 34 * mm, 4.5 * mm


@dataclass(frozen=True, slots=True)
class Card:
    """An invitation on paper; `link` holds its token and is nowhere but here and on the paper."""

    label: str
    link: str
    until: date | None = None


def pdf(about: About, cards: Sequence[Card]) -> bytes:
    """Return the cards as PDF bytes, eight on an A4 page; the link stands in the QR code alone."""
    sheet = Sheet(CARD["title"], about.survey.holder)
    width, height = (sheet.width - 2 * EDGE) / COLUMNS, (sheet.height - 2 * EDGE) / ROWS
    for place, card in enumerate(cards):
        row, column = divmod(place % (COLUMNS * ROWS), COLUMNS)
        if place and row == column == 0:
            sheet.next_page()
        left, top = EDGE + column * width, sheet.height - EDGE - row * height
        for y in (top, top - height):
            sheet.cut(left, y, left + width, y)
        for x in (left, left + width):
            sheet.cut(x, top, x, top - height)
        _card(sheet, about, card, (left + PAD, top - PAD, width - 2 * PAD), top - height + PAD)
    return sheet.pdf()


def _card(sheet: Sheet, about: About, card: Card, box: Box, bottom: float) -> None:
    left, _, width = box
    lost = (Text(CARD["lost"], 7.5, colour=MUTED), Text(about.survey.contact, 7.5, most=2, colour=MUTED))
    foot = bottom + stack_height(lost, width)
    sheet.stack((left, foot, width), bottom, lost)
    named = (Text(about.survey.name, 8, colour=MUTED), Text(card.label, 14, most=2, bold=True))
    # What is left between name and foot is the code's.
    y = sheet.stack(box, foot + QR_SIDE + QR_QUIET, named) - QR_QUIET / 2
    sheet.qr(left, y - QR_SIDE, QR_SIDE, card.link)
    beside = left + QR_SIDE + QR_QUIET
    told = (
        Text(CARD["until"].format(until=_day(card.until)) if card.until else "", 9.5, most=2, bold=True),
        Text(CARD["how"], 8.5, most=4, above=1.5 * mm),
        Text(CARD["secret"], 8.5, most=4, bold=True, above=1.5 * mm),
    )
    sheet.stack((beside, y, left + width - beside), y - QR_SIDE, told)


def _day(day: date) -> str:
    return month("ja", day.year, day.month) + CARD_DAY.format(day=day.day)
