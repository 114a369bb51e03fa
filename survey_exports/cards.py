"""Cards for a workshop: a comment on A6, four to an A4 page, with cut marks and the number it is found again by."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from survey_exports.paper import MUTED, Paper, lines_of
from survey_exports.print_parts import axis_mark, draw_code, draw_photo, fitted, lines, on, printed, readable
from survey_insights.palette import RULE
from survey_loader.language import N_, Say

WIDE, HIGH = A4[0] / 2, A4[1] / 2
# Printers leave some 5 mm of a page white, and nobody cuts exactly.
EDGE = 9 * mm
BAND = 10 * mm
CODE = 19 * mm
FOOT = CODE
LARGEST, SMALLEST, LEADING = 32.0, 11.0, 1.45
ASKED, ASKED_LEADING = 8.5, 1.4
GAP = 3 * mm
# Between band and foot, the question taken off; of this a photo takes its share.
BODY = HIGH - 2 * EDGE - BAND - FOOT - 2 * GAP - ASKED * ASKED_LEADING
PHOTO_SHARE = 0.56
MARK = 5 * mm
UNPRINTABLE = N_("この声の文字は、紙の書体にありません。番号か QR から読んでください。")


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card.

    theme, colour: the band above, "" and grey for a comment without a theme. who: who wrote it. asked: the question.
    number: what the comment is found again by. address: of the comment's page, "" where nobody elsewhere reaches it.
    """

    text: str
    theme: str
    colour: str
    axis: str
    axis_name: str
    asked: str
    who: str
    number: str
    address: str = ""
    photo: Path | None = None
    part: str = ""


def pdf(
    cards: Sequence[Card], foot: str, title: str, say: Say, told: Callable[[int, int], None] = lambda done, total: None
) -> bytes:
    """Return the cards as a PDF of A4 pages; `foot` (survey, sample, source) stands small on each.

    A comment too long for one card goes on on the next, (1/2) and (2/2): none is cut short. `told` hears how many are
    drawn, of how many; what it raises ends the work.
    """
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, pageCompression=1)
    canvas.setTitle(title)
    places = [(0.0, HIGH), (WIDE, HIGH), (0.0, 0.0), (WIDE, 0.0)]
    parts = list(_parts(cards, say))
    for drawn, card in enumerate(parts):
        told(drawn, len(parts))
        if drawn and drawn % len(places) == 0:
            _end_page(canvas)
        _draw(canvas, card, *places[drawn % len(places)], foot, say)
    _end_page(canvas)
    canvas.save()
    return buffer.getvalue()


def _end_page(canvas: Any) -> None:
    """Draw where to cut, and end the page."""
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.4)
    for x1, y1, x2, y2 in (
        (WIDE, 0, WIDE, MARK), (WIDE, A4[1] - MARK, WIDE, A4[1]),
        (0, HIGH, MARK, HIGH), (A4[0] - MARK, HIGH, A4[0], HIGH),
        (WIDE - MARK / 2, HIGH, WIDE + MARK / 2, HIGH), (WIDE, HIGH - MARK / 2, WIDE, HIGH + MARK / 2),
    ):  # fmt: skip
        canvas.line(x1, y1, x2, y2)
    canvas.showPage()


def _parts(cards: Sequence[Card], say: Say) -> Iterator[Card]:
    """Yield the cards with their text as it is printed, one after another where it is too long for one."""
    for card in cards:
        text = printed(card.text)
        if not readable(text):
            yield replace(card, text=say(UNPRINTABLE))
            continue
        width, height = WIDE - 2 * EDGE, _room(card)
        most = int(height / (SMALLEST * LEADING))
        rows = lines_of(text, SMALLEST, width)
        if len(rows) <= most:
            yield replace(card, text=text)
            continue
        pages = [rows[:most]]
        further = int(_room(replace(card, photo=None)) / (SMALLEST * LEADING))
        pages += [rows[start : start + further] for start in range(most, len(rows), further)]
        for number, page in enumerate(pages, 1):
            photo = card.photo if number == 1 else None
            part = say("（{number}／{of}）", number=number, of=len(pages))
            yield replace(card, text=_joined(page), photo=photo, part=part)


def _joined(rows: Sequence[str]) -> str:
    """Put broken lines together again; between Latin words stands a space."""
    text = ""
    for row in rows:
        text += f" {row}" if text and text[-1].isascii() and row[:1].isascii() else row
    return text


def _room(card: Card) -> float:
    """Return the height there is for the words."""
    return float(BODY - GAP - (BODY * PHOTO_SHARE + GAP if card.photo else 0))


def _draw(canvas: Any, card: Card, left: float, bottom: float, foot: str, say: Say) -> None:
    right, top = left + WIDE - EDGE, bottom + HIGH - EDGE
    left, bottom = left + EDGE, bottom + EDGE
    _band(canvas, card, left, right, top)
    paper = Paper(canvas, left, right, top - BAND - GAP)
    lines(paper, lines_of(card.asked, ASKED, paper.width)[:1], ASKED, ASKED_LEADING, MUTED)
    paper.skip(GAP)
    if card.photo:
        height = BODY * PHOTO_SHARE
        draw_photo(canvas, card.photo, left, paper.y - height, right - left, height)
        paper.skip(height + GAP)
    room = _room(card)
    size, rows = fitted(card.text, paper.width, room, LARGEST, SMALLEST, LEADING)
    # A short one stands a little above the middle.
    paper.skip(max(0.0, (room - len(rows) * size * LEADING) * 0.4))
    lines(paper, rows, size, LEADING)
    _foot(canvas, card, left, right, bottom, foot, say)


def _band(canvas: Any, card: Card, left: float, right: float, top: float) -> None:
    canvas.setFillColor(card.colour)
    canvas.roundRect(left, top - BAND, right - left, BAND, 2 * mm, stroke=0, fill=1)
    paper = Paper(canvas, left + 3 * mm, right - 3 * mm, top - BAND / 2 + 6.6)
    size, rows = fitted(card.theme, paper.width, 18, 13, 6, 1.2)
    lines(paper, rows[:1], size, 1.0, on(card.colour))


def _foot(canvas: Any, card: Card, left: float, right: float, bottom: float, foot: str, say: Say) -> None:
    """Draw for whom and by whom, the number, the way back, and whose survey it is."""
    if card.address:
        draw_code(canvas, card.address, right - CODE, bottom, CODE)
        right -= CODE + 1 * mm
    paper = Paper(canvas, left, right, bottom + FOOT)
    sign, colour = axis_mark(card.axis)
    lines(paper, [sign], 9, 1.3, colour)
    paper.y += 9 * 1.3
    paper.left += 12
    lines(paper, [card.axis_name], 9, 1.3)
    paper.left -= 12
    lines(paper, lines_of(card.who, 8, paper.width)[:1], 8, 1.35, MUTED)
    number = say("声の番号 {number}", number=card.number)
    lines(paper, [f"{number}{card.part}"], 9.5, 1.45, bold=True)
    room = paper.y - bottom
    size = 6.0
    while size > 4.5 and len(lines_of(foot, size, paper.width)) * size * 1.25 > room:
        size -= 0.5
    lines(paper, lines_of(foot, size, paper.width)[: int(room / (size * 1.25))], size, 1.25, MUTED)
