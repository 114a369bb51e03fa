"""Japanese text with its readings above the kanji: `{漢字|かんじ}` broken into lines and drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from survey_exports.kit.sheet import Box, Sheet, broken
from survey_exports.paper import INK, NOT_FIRST, NOT_LAST, PIECES, drawable_text, text_width
from survey_loader.kit_words import READING

# Readings are half as large as what they stand above, as in print.
READING_SIZE = 0.5
# How far a reading may stand out over a neighbour that has none, in sizes of its letters.
OVERHANG = 0.25
# A line, from one base line to the next, in sizes of its letters; and how high above its base line a reading stands.
LEADING, ABOVE = 1.95, 0.98
# Where the base line stands in its line.
BASE = 0.3


@dataclass(frozen=True, slots=True)
class Piece:
    """What stays together on a line: a base and, where it has one, its reading.

    `before` and `after` say whether the neighbour has no reading, so that this one may stand out over it.
    """

    base: str
    reading: str = ""
    before: bool = False
    after: bool = False

    def width(self, size: float) -> float:
        """Return how wide it is, in points."""
        out = (self.before + self.after) * OVERHANG * size
        return max(text_width(self.base, size), text_width(self.reading, size * READING_SIZE) - out)

    def reading_from(self, x: float, size: float) -> float:
        """Return where the reading begins when the piece begins at x."""
        room, needed = self.width(size), text_width(self.reading, size * READING_SIZE)
        if needed <= room or self.before == self.after:
            return x + (room - needed) / 2
        return x + room - needed if self.before else x


def pieces(marked: str) -> list[Piece]:
    """Return a marked text in pieces that may stand on lines of their own."""
    found: list[Piece] = []
    end = 0
    for mark in READING.finditer(marked):
        found += _plain(marked[end : mark.start()])
        found.append(Piece(drawable_text(mark[1]), drawable_text(mark[2])))
        end = mark.end()
    found += _plain(marked[end:])
    return [
        replace(piece, before=_is_free(found, n - 1), after=_is_free(found, n + 1)) for n, piece in enumerate(found)
    ]


def _is_free(found: list[Piece], place: int) -> bool:
    return 0 <= place < len(found) and not found[place].reading


def _plain(text: str) -> list[Piece]:
    # A space at an end belongs to the sentence that goes on after a reading.
    drawn = drawable_text(text)
    before = " " if text[:1].isspace() else ""
    after = " " if drawn and text[-1:].isspace() else ""
    return [Piece(piece) for piece in PIECES.findall(f"{before}{drawn}{after}")]


def lines(marked: str, size: float, width: float) -> list[list[Piece]]:
    """Break a marked text into lines of at most `width` points; a base and its reading stay together."""
    done: list[list[Piece]] = []
    line: list[Piece] = []
    for piece in _narrow(pieces(marked), size, width):
        if line and _width(line, size) + piece.width(size) > width and piece.base not in NOT_FIRST:
            carried = [line.pop()] if len(line) > 1 and _goes_on(line[-1].base) else []
            done.append(line)
            line = carried
        line.append(piece)
    return [*done, line] if line else done


def _narrow(found: list[Piece], size: float, width: float) -> Iterator[Piece]:
    """Yield the pieces, one that is wider than a line in parts."""
    for piece in found:
        if piece.reading or piece.width(size) <= width:
            yield piece
        else:
            yield from (Piece(part) for part in broken(piece.base, size, width))


def _goes_on(base: str) -> bool:
    """Whether a line must not end here: after an opening bracket, or between a number and what it counts."""
    return base in NOT_LAST or base.isdigit()


def _width(line: list[Piece], size: float) -> float:
    return sum(piece.width(size) for piece in line)


def height(marked: str, size: float, width: float) -> float:
    """Return how high a marked text will be, in points."""
    return len(lines(marked, size, width)) * size * LEADING


def draw(sheet: Sheet, marked: str, box: Box, size: float, colour: str = INK, bold: bool = False) -> float:
    """Draw a marked text into a box; returns where it ends."""
    left, y, width = box
    for line in lines(marked, size, width):
        y -= size * LEADING
        _draw_line(sheet, line, (left, y + size * BASE), size, colour, bold)
    return y


def _draw_line(
    sheet: Sheet, line: list[Piece], begin: tuple[float, float], size: float, colour: str, bold: bool
) -> None:
    # The bases first, then the readings: who copies or searches the text finds the sentence whole.
    (x, y), run = begin, ""
    begun, readings = x, []
    for piece in line:
        room = piece.width(size)
        if piece.reading:
            sheet.text(begun, y, run, size, colour, bold)
            sheet.text(x + (room - text_width(piece.base, size)) / 2, y, piece.base, size, colour, bold)
            readings.append((piece.reading_from(x, size), piece.reading))
            run, begun = "", x + room
        else:
            run += piece.base
        x += room
    sheet.text(begun, y, run, size, colour, bold)
    for above, reading in readings:
        sheet.text(above, y + size * ABOVE, reading, size * READING_SIZE, colour)
