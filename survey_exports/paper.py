"""Drawing on a PDF page: text that wraps, bars with intervals, pictures, from the top down."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image
from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from survey_insights.cloud import drawable_letters, font_path
from survey_insights.palette import INK_TEXT, MUTED_TEXT, RULE

# Photos as they are, not as letters: smaller files, and far faster.
rl_config.useA85 = 0
FONT = "IPAexGothic"
INK, MUTED = INK_TEXT, MUTED_TEXT
# Japanese lines do not begin with these.
PIECES = re.compile(r"[!-~\u00a0-\u024f]+ *|.", re.DOTALL)
# The font draws these as wide as a kanji.
STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
NOT_FIRST = "、。，．・：；？！ー）」』】〉》ぁぃぅぇぉっゃゅょァィゥェォッャュョ％%"
NOT_LAST = "（「『【〈《"
FOOT_LEADING = 1.5
PAGE_EDGE = 8 * mm


@cache
def font() -> str:
    """Return the name of the font, which is registered and embedded at its first use."""
    pdfmetrics.registerFont(TTFont(FONT, str(font_path())))
    return FONT


def drawable_text(text: str) -> str:
    """Return the text on one line without what the font lacks: accents of letters it has, other letters, emoji."""
    straight = " ".join(text.split()).translate(STRAIGHT)
    return "".join(_drawable(sign) for sign in straight).strip()


def _drawable(sign: str) -> str:
    if ord(sign) in drawable_letters():
        return sign
    # Nguyễn without its accent is a name, without its letter none.
    base = unicodedata.normalize("NFD", sign)[:1]
    return base if ord(base) in drawable_letters() else ""


def text_width(text: str, size: float) -> float:
    """Return the width of a text in points."""
    return float(pdfmetrics.stringWidth(text, font(), size))


def _pieces(text: str, size: float, width: float) -> Iterator[str]:
    """Yield what stays together; of an address that is longer than a line, each letter."""
    for piece in PIECES.findall(text):
        if len(piece) > 1 and text_width(piece.rstrip(), size) > width:
            yield from piece
        else:
            yield piece


def lines_of(text: str, size: float, width: float) -> list[str]:
    """Break a text into lines of at most `width` points.

    Latin words stay whole where a line holds them, Japanese may break anywhere but before a closing sign.
    """
    lines, line = [], ""
    for piece in _pieces(text, size, width):
        if line and text_width((line + piece).rstrip(), size) > width and piece not in NOT_FIRST:
            kept = line.rstrip(NOT_LAST)
            lines.append((kept or line).rstrip())
            line = line[len(kept) :] if kept else ""
        line += piece
    return [*lines, line] if line else lines


class Paper:
    """A column of a page, written from the top down; lengths in points, `y` is the next free height."""

    def __init__(self, canvas: Any, left: float, right: float, top: float) -> None:
        self.canvas, self.left, self.right, self.y = canvas, left, right, top
        self.bottom = PAGE_EDGE

    @property
    def width(self) -> float:
        """The width of the column."""
        return self.right - self.left

    def skip(self, height: float) -> None:
        """Leave some room."""
        self.y -= height

    def write(
        self, text: str, size: float, leading: float, colour: str = INK, bullet: str = "", bold: bool = False
    ) -> None:
        """Write a text, wrapped; what would run into the foot of the page is left out whole."""
        indent = text_width(bullet, size) if bullet else 0.0
        lines = lines_of(drawable_text(text), size, self.width - indent)
        if self.y - leading * len(lines) < self.bottom:
            return
        self.canvas.setFillColor(colour)
        self.canvas.setStrokeColor(colour)
        for number, line in enumerate(lines):
            self.y -= leading
            if bullet and number == 0:
                self._line(bullet, self.left, size)
            self._line(line, self.left + indent, size, bold)

    def _line(self, text: str, x: float, size: float, bold: bool = False) -> None:
        # A render mode outlives its text unless the state is put back.
        self.canvas.saveState()
        writer = self.canvas.beginText(x, self.y + size * 0.2)
        writer.setFont(font(), size)
        # The font has one weight: a thin outline makes it bold.
        writer.setTextRenderMode(2 if bold else 0)
        self.canvas.setLineWidth(0.3)
        writer.textOut(text)
        self.canvas.drawText(writer)
        self.canvas.restoreState()

    def subtitle(self, text: str) -> None:
        """Write a small bold heading."""
        self.write(text, 10.5, leading=17, bold=True)

    def rule(self) -> None:
        """Draw a thin line over the whole width."""
        self.skip(2 * mm)
        self.canvas.setStrokeColor(RULE)
        self.canvas.setLineWidth(0.6)
        self.canvas.line(self.left, self.y, self.right, self.y)
        self.skip(1.5 * mm)

    def stacked_bar(self, parts: Sequence[tuple[str, float]], height: float) -> None:
        """Draw one bar of (colour, share) over the whole width."""
        self.skip(height + 1 * mm)
        x = self.left
        for colour, share in parts:
            self.canvas.setFillColor(colour)
            self.canvas.rect(x, self.y, share * self.width, height, stroke=0, fill=1)
            x += share * self.width
            self.canvas.setFillColor("#FFFFFF")
            self.canvas.rect(x - 0.4, self.y, 0.8, height, stroke=0, fill=1)

    def legend(self, entries: Sequence[tuple[str, str]], size: float) -> None:
        """Write entries side by side, each with a square of its colour."""
        x = self.left
        self.skip(size * 1.8)
        for colour, text in entries:
            needed = size * 1.4 + text_width(text, size) + 4 * mm
            if x > self.left and x + needed > self.right + 4 * mm:
                x = self.left
                self.skip(size * 1.6)
            self.canvas.setFillColor(colour)
            self.canvas.rect(x, self.y, size, size, stroke=0, fill=1)
            self.canvas.setFillColor(INK)
            self._line(text, x + size * 1.4, size)
            x += needed

    def bar(
        self, name: str, share: float, longest: float, interval: tuple[float, float], text: str, colour: str
    ) -> None:
        """Draw a named bar with its interval; `longest` is the share that fills the column."""
        size, height = 8.5, 2.6 * mm
        self.skip(size * 1.45)
        self.canvas.setFillColor(INK)
        self._line(name, self.left, size)
        self.canvas.setFillColor(MUTED)
        self._line(text, self.right - text_width(text, 7.5), 7.5)
        self.skip(height + 0.4 * mm)
        scale = self.width / max(longest, 1e-9)
        self.canvas.setFillColor(colour)
        self.canvas.rect(self.left, self.y, share * scale, height, stroke=0, fill=1)
        self._whisker(self.left + interval[0] * scale, self.left + interval[1] * scale, self.y + height / 2)

    def _whisker(self, low: float, high: float, middle: float) -> None:
        """Draw an interval that shows on the bar and on the paper: dark on a pale line."""
        for colour, width in (("#FFFFFF", 1.8), (INK, 0.8)):
            self.canvas.setStrokeColor(colour)
            self.canvas.setLineWidth(width)
            self.canvas.line(low, middle, high, middle)
            for end in (low, high):
                self.canvas.line(end, middle - 1.6, end, middle + 1.6)

    def columns(self, count: int, gap: float) -> list[Paper]:
        """Return columns that begin here; `below` continues under the longest."""
        width = (self.width - gap * (count - 1)) / count
        lefts = [self.left + number * (width + gap) for number in range(count)]
        made = [Paper(self.canvas, left, left + width, self.y) for left in lefts]
        for column in made:
            column.bottom = self.bottom
        return made

    def below(self, columns: Sequence[Paper]) -> None:
        """Continue under the longest of these columns."""
        self.y = min(column.y for column in columns)

    def pictures(self, paths: Sequence[Path], gap: float) -> None:
        """Draw pictures side by side as high as the page allows."""
        room = self.y - self.bottom - 2 * mm
        if room < 15 * mm:
            return
        sizes = []
        for path in paths:
            with Image.open(path) as image:
                sizes.append(image.size)
        height = min(room, 52 * mm, (self.width - gap * (len(paths) - 1)) / sum(w / h for w, h in sizes))
        x = self.left
        self.skip(height + 1 * mm)
        for path, (width, full) in zip(paths, sizes, strict=True):
            drawn = height * width / full
            self.canvas.drawImage(ImageReader(str(path)), x, self.y, drawn, height)
            x += drawn + gap

    def at_bottom(self, texts: Sequence[str], size: float) -> None:
        """Write texts at the foot of the page, the last one lowest; what follows stays above them."""
        lines = [line for text in texts for line in lines_of(drawable_text(text), size, self.width)]
        top, self.y = self.y, PAGE_EDGE + len(lines) * size * FOOT_LEADING
        self.bottom = self.y + 3 * mm
        self.canvas.setFillColor(MUTED)
        for line in lines:
            self.y -= size * FOOT_LEADING
            self._line(line, self.left, size)
        self.y = top
