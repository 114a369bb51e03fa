"""What fills a slide beside charts: voices on cards, a wall of photos, facts, tables."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from PIL import Image
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Emu, Inches, Pt

from survey_exports.pages import Photo, Quote, told_axis
from survey_exports.slide_text import (
    EMU_OF_POINT,
    LINE,
    Box,
    describe,
    fill,
    fitting,
    height_of,
    ink_of,
    lines_of,
    plain,
    write,
)
from survey_insights.palette import AXIS_INK, GRID, INK_TEXT, MUTED_TEXT, NONE, SURFACE
from survey_loader.language import Say

QUOTE_SIZES = (40, 36, 32, 28, 26, 24, 22, 20, 18, 16, 14, 12)
WHO_SIZE = 14
CARD = "#F3F4F6"
GAP, PADDING = Inches(0.2), Inches(0.2)
CAPTION_SIZE, CAPTION_LINES = 12, 2
# A wall of more photos than these shows nobody.
MOST_PHOTOS = 12
PHOTO_SIDE, PHOTO_QUALITY = 1200, 85
FACT_SIZES = (24, 22, 20, 18, 16, 14, 12)
NAME_PART = 0.2
CELL_SIZES = (18, 16, 14, 12)
MOST_ROWS, MOST_COLUMNS = 8, 7
ROW_HEIGHT = Inches(0.5)
# What PowerPoint leaves free at both sides of a cell together; above and below it is half of that.
CELL_MARGIN = 2 * 91_440


def grid(number: int, area: Box, shape: float) -> tuple[int, int]:
    """Return columns and rows of a grid whose cells come nearest to a shape (width / height)."""

    def far(columns: int) -> float:
        rows = math.ceil(number / columns)
        return abs(math.log((area[2] / columns) / (area[3] / rows) / shape)) + 0.3 * (columns * rows - number) / number

    columns = min(range(1, number + 1), key=far)
    return columns, math.ceil(number / columns)


def _cells(number: int, area: Box, shape: float) -> list[Box]:
    columns, rows = grid(number, area, shape)
    wide = (area[2] - (columns - 1) * GAP) // columns
    high = (area[3] - (rows - 1) * GAP) // rows
    return [
        (area[0] + place % columns * (wide + GAP), area[1] + place // columns * (high + GAP), wide, high)
        for place in range(number)
    ]


def add_quotes(slide: Any, quotes: Sequence[Quote], area: Box, say: Say) -> None:
    """Put each voice, whole, on a card of its own; all in one size."""
    cells = _cells(len(quotes), area, 2.6)
    line = round(WHO_SIZE * LINE * EMU_OF_POINT)
    wide = cells[0][2] - 2 * PADDING
    # Who wrote it and whom it is for stand in one line where there is room on every card, else one above the other.
    together = all(lines_of(f"{quote.who}　{_for_whom(quote, say)}", WHO_SIZE, wide) == 1 for quote in quotes)
    foot = line if together else 2 * line
    boxes = [
        (left + PADDING, top + PADDING, wide - 2 * PADDING, high - 2 * PADDING - foot)
        for left, top, wide, high in cells
    ]
    told = [say("「{text}」", text=quote.text) for quote in quotes]
    size = min(fitting(text, box, QUOTE_SIZES) for text, box in zip(told, boxes, strict=True))
    for quote, text, cell, box in zip(quotes, told, cells, boxes, strict=True):
        card = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Emu(part) for part in cell))
        card.fill.solid()
        card.fill.fore_color.rgb = ink_of(CARD)
        card.line.fill.background()
        card.shadow.inherit = False
        describe(card, "")
        write(slide, text, box, size, say)
        under = box[1] + box[3]
        if quote.who:
            write(slide, quote.who, (box[0], under, box[2], line), WHO_SIZE, say, colour=MUTED_TEXT, low=True)
        if axis := _for_whom(quote, say):
            ink = AXIS_INK[quote.axis].colour
            write(
                slide, axis, (box[0], under + foot - line, box[2], line), WHO_SIZE, say,
                colour=MUTED_TEXT if ink == NONE else ink, right=together, low=True, bold=True,
            )  # fmt: skip


def _for_whom(quote: Quote, say: Say) -> str:
    axis = told_axis(quote, say)
    return f"{AXIS_INK[quote.axis].glyph} {axis}" if axis else ""


def add_photos(slide: Any, photos: Sequence[Photo], area: Box, say: Say) -> None:
    """Put photos side by side, none cut; a caption stands below where it fits whole."""
    shown = list(photos)[:MOST_PHOTOS]
    captions = any(photo.caption for photo in shown)
    foot = round(CAPTION_LINES * CAPTION_SIZE * 1.3 * 12_700) if captions else 0
    pictures = [_photo(photo) for photo in shown]
    shapes = sorted(size[0] / size[1] for _, size in pictures)
    cells = _cells(len(shown), area, shapes[len(shapes) // 2])
    for photo, (content, size), (left, top, wide, high) in zip(shown, pictures, cells, strict=True):
        shape = add_image(slide, content, size, (left, top, wide, high - foot))
        describe(shape, photo.alt)
        fits = height_of(photo.caption, CAPTION_SIZE, wide) <= foot
        if photo.caption and fits:
            write(slide, photo.caption, (left, top + high - foot + 20_000, wide, foot), CAPTION_SIZE, say)


def _photo(photo: Photo) -> tuple[io.BytesIO, tuple[int, int]]:
    """Return a photo as JPEG no larger than a wall needs, without anything but its pixels."""
    with Image.open(photo.path) as image:
        image.draft("RGB", (PHOTO_SIDE, PHOTO_SIDE))
        small = image.convert("RGB")
    small.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=PHOTO_QUALITY)
    buffer.seek(0)
    return buffer, small.size


def add_image(slide: Any, content: io.BytesIO, size: tuple[int, int], area: Box) -> Any:
    """Put a picture into an area, whole and in its middle; return its shape."""
    left, top, wide, high = area
    factor = min(wide / size[0], high / size[1])
    width, height = round(size[0] * factor), round(size[1] * factor)
    content.seek(0)
    place = (left + (wide - width) // 2, top + (high - height) // 2, width, height)
    return slide.shapes.add_picture(content, *(Emu(part) for part in place))


def add_facts(slide: Any, facts: Sequence[tuple[str, str]], area: Box, say: Say) -> None:
    """Write names on the left and what is said of them on the right, in the largest size at which all fit."""
    left, top, wide, high = area
    names = round(wide * NAME_PART)
    values = wide - names

    def row(size: float, name: str, value: str) -> int:
        return max(height_of(name, size, names - GAP), height_of(value, size, values)) + round(size * 0.5 * 12_700)

    size = next((size for size in FACT_SIZES if sum(row(size, *fact) for fact in facts) <= high), FACT_SIZES[-1])
    for name, value in facts:
        write(slide, name, (left, top, names - GAP, row(size, name, value)), size, say, colour=MUTED_TEXT, bold=True)
        write(slide, value, (left + names, top, values, row(size, name, value)), size, say)
        top += row(size, name, value)


def add_frame(slide: Any, table: pd.DataFrame, area: Box, say: Say) -> Any:
    """Put as many of the first rows of a chart's table as fit; return its shape."""
    shown = table.iloc[:MOST_ROWS, :MOST_COLUMNS]
    widest = max((str(cell) for cell in (*shown.columns, *shown.to_numpy().ravel())), key=len)
    row_height = height_of(widest, CELL_SIZES[-1], area[2] // shown.shape[1] - CELL_MARGIN) + CELL_MARGIN // 2
    shown = shown.head(max(area[3] // row_height - 1, 1))
    rows = [tuple(f"{cell:.1%}" if isinstance(cell, float) else str(cell) for cell in row)
            for row in shown.itertuples(index=False, name=None)]  # fmt: skip
    return add_table(slide, [str(column) for column in shown.columns], rows, area, say)


def add_table(slide: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], area: Box, say: Say) -> Any:
    """Put a table with heads; return its shape."""
    left, top, wide, high = area
    row_height = min(ROW_HEIGHT, high // (len(rows) + 1)) if any(any(row) for row in rows) else high // (len(rows) + 1)
    box = (left, top, wide, row_height * (len(rows) + 1))
    shape = slide.shapes.add_table(len(rows) + 1, len(heads), *(Emu(part) for part in box))
    shape.table.horz_banding = False
    longest = max((cell for row in (heads, *rows) for cell in row), key=len)
    cell_box = (0, 0, wide // max(len(heads), 1) - CELL_MARGIN, int(row_height) - CELL_MARGIN // 2)
    size = fitting(longest, cell_box, CELL_SIZES)
    for number, row in enumerate((heads, *rows)):
        shape.table.rows[number].height = Emu(row_height)
        for place, text in enumerate(row):
            cell = shape.table.cell(number, place)
            cell.fill.solid()
            cell.fill.fore_color.rgb = ink_of(GRID if number == 0 else CARD if number % 2 == 0 else SURFACE)
            fill(cell.text_frame, plain(text), size, say, colour=INK_TEXT, bold=number == 0)
            if not text:
                cell.text_frame.paragraphs[0].font.size = Pt(size)
    return shape
