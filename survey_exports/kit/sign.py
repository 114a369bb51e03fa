"""The sign that stands beside the board, to be read from across the street."""

from __future__ import annotations

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm

from survey_exports.kit.about import About
from survey_exports.kit.sheet import Sheet, Text, stack_height
from survey_exports.paper import INK, MUTED
from survey_loader.kit_words import SIGN, SLIP, filled

EDGE = 16 * mm
INSET = 12 * mm
FOOT = 27 * mm
MOST_QUESTIONS = 3


def pdf(about: About) -> bytes:
    """Return the sign as PDF bytes, one A4 page on its side, Japanese and English."""
    sheet = Sheet(SIGN["ja"], about.survey.holder, landscape(A4))
    width = sheet.width - 2 * EDGE
    calls = (
        Text(about.survey.name, 26, most=2, colour=MUTED),
        Text(SIGN["ja"], 64, bold=True, above=5 * mm),
        Text(SIGN["en"], 28, above=1 * mm),
    )
    y = sheet.stack((EDGE, sheet.height - EDGE, width), EDGE + FOOT, calls, middle=True)
    values = about.values()
    who = " ".join(filter(None, (filled(SLIP["holder"], values), filled(SLIP["contact"], values))))
    foot = (
        Text(SIGN["how"], 19, above=3 * mm),
        Text(SIGN["how_en"], 13, colour=MUTED),
        Text(who, 12, most=2, above=1.5 * mm),
    )
    sheet.line(EDGE, EDGE + FOOT, EDGE + width, EDGE + FOOT, INK, 1)
    sheet.stack((EDGE, EDGE + FOOT, width), EDGE - 4 * mm, foot, middle=True)
    _questions(sheet, about, y - 2 * mm, EDGE + FOOT + 3 * mm)
    return sheet.pdf()


def _questions(sheet: Sheet, about: About, top: float, bottom: float) -> None:
    """Draw what is asked, as large as there is room, in the middle of it."""
    asked = [question for question in about.survey.questions if question.kind == "text"][:MOST_QUESTIONS]
    texts = [
        text
        for question in asked
        for text in (
            Text(question.label, 32, most=2, above=7 * mm),
            Text(question.label_en, 15, most=2, colour=MUTED),
        )
    ]
    left, width = EDGE + INSET, sheet.width - 2 * (EDGE + INSET)
    spare = max(top - bottom - stack_height(texts, width), 0)
    sheet.stack((left, top - spare / 2, width), bottom, texts, middle=True)
