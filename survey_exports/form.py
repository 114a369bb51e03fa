"""A form on A4: headings, lines of a name and what is said, and paragraphs, over as many pages as needed."""

from __future__ import annotations

import io
from collections.abc import Iterable

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from survey_exports.paper import MUTED, PAGE_EDGE, Paper, drawable_text, lines_of
from survey_insights.palette import RULE

MARGIN = 18 * mm
NAMES = 46 * mm
GAP = 4 * mm
SIZE, LEADING = 9.5, 14.0
FOOT_SIZE = 7.5


class Form:
    """A form being written; `foot` stands at the bottom of each page."""

    def __init__(self, title: str, author: str, foot: str, size: tuple[float, float] = A4) -> None:
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=size, pageCompression=1)
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.size, self.foot, self.pages = size, foot, 0
        self._begin_page()

    def _begin_page(self) -> None:
        self.pages += 1
        self.paper = Paper(self.canvas, MARGIN, self.size[0] - MARGIN, self.size[1] - MARGIN)
        self.paper.at_bottom([self.foot] if self.foot else [], FOOT_SIZE)

    def _need(self, height: float) -> None:
        """Begin a new page where so much does not fit on this one."""
        if self.paper.y - height < self.paper.bottom:
            self.canvas.showPage()
            self._begin_page()

    def title(self, text: str, under: str = "") -> None:
        """Write the title of the form."""
        self.paper.write(text, 17, leading=24, bold=True)
        if under:
            self.paper.write(under, SIZE, leading=LEADING, colour=MUTED)
        self.paper.rule()

    def heading(self, text: str) -> None:
        """Write a heading that keeps the first line of what follows on its page."""
        self._need(22 + 3 * LEADING)
        self.paper.skip(2 * mm)
        self.paper.write(text, 11.5, leading=18, bold=True)

    def rows(self, rows: Iterable[tuple[str, str]]) -> None:
        """Write names and what is said beside them, a thin line under each."""
        for name, text in rows:
            self.row(name, text)

    def row(self, name: str, text: str) -> None:
        """Write one name and what is said; line breaks of the text stay."""
        paragraphs = [drawable_text(part) for part in text.splitlines()] or [""]
        width = self.paper.width - NAMES - GAP
        lines = sum(max(1, len(lines_of(part, SIZE, width))) for part in paragraphs)
        lines = max(lines, len(lines_of(drawable_text(name), SIZE, NAMES)))
        whole_page = self.size[1] - 2 * MARGIN - PAGE_EDGE
        self._need(min(lines * LEADING + 3 * mm, whole_page))
        top, left, right = self.paper.y, self.paper.left, self.paper.right
        named = self._column(left, left + NAMES, top)
        named.write(name, SIZE, leading=LEADING, colour=MUTED)
        y, page_of_name = top, self.pages
        for part in paragraphs:
            y = self._lines(part, left + NAMES + GAP, right, y)
        self.paper.y = min(named.y, y) if self.pages == page_of_name else y
        self.paper.skip(1.2 * mm)
        self.canvas.setStrokeColor(RULE)
        self.canvas.setLineWidth(0.4)
        self.canvas.line(left, self.paper.y, right, self.paper.y)
        self.paper.skip(0.8 * mm)

    def _lines(self, text: str, left: float, right: float, y: float) -> float:
        """Write a text line by line, over the page's end where it must be; returns where it ended."""
        for line in lines_of(text, SIZE, right - left) or [""]:
            if y - LEADING < self.paper.bottom:
                self.canvas.showPage()
                self._begin_page()
                y = self.paper.y
            column = self._column(left, right + SIZE, y)
            column.write(line, SIZE, leading=LEADING)
            y = y - LEADING
        return y

    def _column(self, left: float, right: float, top: float) -> Paper:
        column = Paper(self.canvas, left, right, top)
        column.bottom = self.paper.bottom
        return column

    def paragraph(self, text: str, bullet: str = "", size: float = SIZE) -> None:
        """Write a paragraph."""
        leading = size * LEADING / SIZE
        width = self.paper.width - (size if bullet else 0)
        self._need(leading * len(lines_of(drawable_text(text), size, width)))
        self.paper.write(text, size, leading=leading, bullet=bullet)

    def pdf(self) -> bytes:
        """End the form and return it."""
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()
