"""A sheet of paper on which things stand at places: texts that fit their room, cut lines, boxes, QR codes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from survey_exports.paper import INK, MUTED, drawable_text, font, lines_of, text_width

# Lengths are points, y counts from the bottom of the page, as in a PDF. A box of text is (left, top, width).
Box = tuple[float, float, float]
LINE = 1.35
# Not drawn below this: nobody reads it on paper.
LEAST_SIZE = 6.0
SIZE_STEP = 0.5
CUT_DASHES = (3, 3)
ELLIPSIS = "…"
# Texts of a stack are made smaller together, by these steps.
ROUNDING = 0.1
SCALES = tuple(1 - 0.04 * step for step in range(18))


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a stack: on at most so many lines, with so much room above it."""

    text: str
    size: float
    most: int = 1
    colour: str = INK
    bold: bool = False
    above: float = 0.0


class Sheet:
    """Pages being drawn; `pdf` ends them."""

    def __init__(self, title: str, author: str, size: tuple[float, float] = A4) -> None:
        self._buffer = io.BytesIO()
        self.width, self.height = size
        self.canvas = Canvas(self._buffer, pagesize=size, pageCompression=1)
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)

    def text(self, x: float, y: float, text: str, size: float, colour: str = INK, bold: bool = False) -> None:
        """Draw a text on one line, its base line at y."""
        if not text:
            return
        self.canvas.saveState()
        self.canvas.setFillColor(colour)
        self.canvas.setStrokeColor(colour)
        writer = self.canvas.beginText(x, y)
        writer.setFont(font(), size)
        # The font has one weight: an outline makes it bold.
        writer.setTextRenderMode(2 if bold else 0)
        self.canvas.setLineWidth(size * 0.03)
        writer.textOut(text)
        self.canvas.drawText(writer)
        self.canvas.restoreState()

    def block(self, box: Box, text: Text, middle: bool = False) -> float:
        """Draw a text into a box, smaller where it does not fit on its lines; returns where it ends.

        What does not fit even in the least size ends with an ellipsis.
        """
        left, top, width = box
        size, lines = fitted(text.text, width, text.size, text.most)
        y = top - text.above
        for line in lines:
            y -= size * LINE
            x = left + (width - text_width(line, size)) / 2 if middle else left
            self.text(x, y + size * (LINE - 1), line, size, text.colour, text.bold)
        return y

    def stack(self, box: Box, bottom: float, texts: Sequence[Text], middle: bool = False) -> float:
        """Draw texts under one another, all smaller where they would not stay above `bottom`.

        Returns where they end.
        """
        left, y, width = box
        scale = scale_for([(texts, width)], y - bottom)
        for one in texts:
            if one.text:
                y = self.block((left, y, width), _scaled(one, scale), middle)
        return y

    def cut(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Draw a line to cut along."""
        self.canvas.saveState()
        self.canvas.setStrokeColor(MUTED)
        self.canvas.setLineWidth(0.5)
        self.canvas.setDash(*CUT_DASHES)
        self.canvas.line(x1, y1, x2, y2)
        self.canvas.restoreState()

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = MUTED, width: float = 0.5) -> None:
        """Draw a thin line."""
        self.canvas.saveState()
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(width)
        self.canvas.line(x1, y1, x2, y2)
        self.canvas.restoreState()

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a frame from its lower left corner."""
        self.canvas.saveState()
        self.canvas.setStrokeColor(MUTED)
        self.canvas.setLineWidth(0.6)
        self.canvas.rect(x, y, width, height, stroke=1, fill=0)
        self.canvas.restoreState()

    def shade(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle from its lower left corner."""
        self.canvas.saveState()
        self.canvas.setFillColor(colour)
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)
        self.canvas.restoreState()

    def qr(self, x: float, y: float, side: float, content: str) -> None:
        """Draw a QR code from its lower left corner; readers ask for an eighth of its side in white around it."""
        matrix = [bytes(row) for row in segno.make(content, error="m", micro=False).matrix]
        module = side / len(matrix)
        path = self.canvas.beginPath()
        for row, cells in enumerate(matrix):
            for start, count in _runs(cells):
                path.rect(x + start * module, y + side - (row + 1) * module, count * module, module)
        self.canvas.saveState()
        self.canvas.setFillColor("#000000")
        self.canvas.drawPath(path, stroke=0, fill=1)
        self.canvas.restoreState()

    def next_page(self) -> None:
        """End this page; the next begins empty."""
        self.canvas.showPage()

    def pdf(self) -> bytes:
        """End the last page and return all as PDF bytes."""
        self.canvas.showPage()
        self.canvas.save()
        return self._buffer.getvalue()


def _runs(cells: Sequence[int]) -> list[tuple[int, int]]:
    """Return (where it begins, how many) of the dark modules of a row: single ones would leave hairs between them."""
    runs: list[tuple[int, int]] = []
    for place, cell in enumerate(cells):
        if not cell:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs


def _scaled(text: Text, scale: float) -> Text:
    size = max(text.size * scale, LEAST_SIZE)
    return Text(text.text, size, text.most, text.colour, text.bold, text.above * scale)


def stack_height(texts: Sequence[Text], width: float, scale: float = 1.0) -> float:
    """Return how high a stack of texts is at a scale."""
    height = 0.0
    for one in (_scaled(text, scale) for text in texts if text.text):
        size, lines = fitted(one.text, width, one.size, one.most)
        height += len(lines) * size * LINE + one.above
    return height


def scale_for(stacks: Sequence[tuple[Sequence[Text], float]], room: float) -> float:
    """Return the largest scale at which stacks, each with its width, together are no higher than this."""
    for scale in SCALES:
        if sum(stack_height(texts, width, scale) for texts, width in stacks) <= room + ROUNDING:
            return scale
    return SCALES[-1]


def fitted(text: str, width: float, size: float, most: int) -> tuple[float, list[str]]:
    """Return (size, lines) in which a text stands within `width` on at most so many lines."""
    drawn = drawable_text(text)
    while True:
        lines = _within(drawn, size, width)
        if len(lines) <= most:
            return size, lines
        if size <= LEAST_SIZE:
            return size, [*lines[: most - 1], _shortened(lines[most - 1], size, width)]
        size = max(LEAST_SIZE, size - SIZE_STEP)


def _within(text: str, size: float, width: float) -> list[str]:
    # A closing sign may stand a little beyond the edge, a word may not.
    return [
        part
        for line in lines_of(text, size, width)
        for part in (broken(line, size, width) if text_width(line, size) > width + size else [line])
    ]


def broken(word: str, size: float, width: float) -> list[str]:
    """Return a word that is wider than a line, such as an address, in parts that are not."""
    parts = []
    while text_width(word, size) > width and len(word) > 1:
        fits = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or text_width(word[:n], size) <= width)
        parts.append(word[:fits])
        word = word[fits:]
    return [*parts, word]


def _shortened(line: str, size: float, width: float) -> str:
    while line and text_width(line + ELLIPSIS, size) > width:
        line = line[:-1]
    return line + ELLIPSIS
