"""What cards and posters share: letters on paper, photos small enough to print, QR codes, text on a colour."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path
from typing import Any

import segno
from PIL import Image
from reportlab.lib.utils import ImageReader

from survey_exports.paper import STRAIGHT, Paper, lines_of
from survey_insights.cloud import drawable_letters
from survey_insights.palette import AXIS_INK, INK_TEXT, SURFACE
from survey_loader.models import Axis, ThemeName

# What printers have always set where a letter is missing.
MISSING = "〓"
# Of so many lines the last one matters little.
MOST_BALANCED = 7
# Of a photo on a card, 90 mm wide; on a poster more would only be seen with a glass.
DOTS_PER_POINT = 200 / 72
QUALITY = 85
# Modules of white around a QR code.
QUIET = 2
# Any of the eight can be read; trying them all takes most of the time of making a code.
MASK = 4


def printed(text: str) -> str:
    """Return a text on one line as the font prints it: 〓 for a letter it lacks, any other sign (emoji) left out."""
    letters = drawable_letters()
    straight = " ".join(text.split()).translate(STRAIGHT)
    return "".join(
        sign if ord(sign) in letters else MISSING if unicodedata.category(sign)[0] in "LN" else "" for sign in straight
    ).strip()


def readable(text: str) -> bool:
    """Whether enough of a printed text is there to be read; the font has no Hangul, Thai and the like."""
    return bool(text) and text.count(MISSING) <= len(text) * 0.2


def theme_colour(theme: ThemeName | None) -> str:
    """Return a theme's own colour, else that of the axis it leans to."""
    return (theme.color if theme else "") or AXIS_INK[(theme.pull if theme else None) or "none"].colour


def on(colour: str) -> str:
    """Return what is read on a colour (#RRGGBB), dark or white: the one with more contrast (WCAG 2.2)."""
    return max((INK_TEXT, SURFACE), key=lambda ink: _contrast(ink, colour))


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def balanced(text: str, size: float, width: float) -> list[str]:
    """Break a text into as few lines as the width (points) allows, of like length: none ends in a lone letter."""
    rows = lines_of(text, size, width)
    if not 1 < len(rows) <= MOST_BALANCED:
        return rows
    narrow, wide = width / 2, width
    while wide - narrow > size / 2:
        middle = (narrow + wide) / 2
        if len(found := lines_of(text, size, middle)) > len(rows):
            narrow = middle
        else:
            wide, rows = middle, found
    return rows


def fitted(
    text: str, width: float, height: float, largest: float, smallest: float, leading: float
) -> tuple[float, list[str]]:
    """Return the largest size in points, in steps of one, at which a text fits, and its lines; else the smallest."""
    size = largest
    while size > smallest and len(lines_of(text, size, width)) * size * leading > height:
        size -= 1
    return size, balanced(text, size, width)


def lines(
    paper: Paper, text: list[str], size: float, leading: float, colour: str = INK_TEXT, bold: bool = False
) -> None:
    """Write lines that were broken before, from the top down."""
    paper.canvas.setFillColor(colour)
    paper.canvas.setStrokeColor(colour)
    for line in text:
        paper.y -= size * leading
        paper._line(line, paper.left, size, bold)


def draw_photo(canvas: Any, path: Path, left: float, bottom: float, width: float, height: float) -> None:
    """Draw a photo as large as it fits into a frame (points), in its middle, with no more dots than print shows."""
    with Image.open(path) as image:
        factor = min(width / image.width, height / image.height)
        wide, high = image.width * factor, image.height * factor
        content = _reduced(path, image, int(max(wide, high) * DOTS_PER_POINT))
    picture = ImageReader(io.BytesIO(content))
    canvas.drawImage(picture, left + (width - wide) / 2, bottom + (height - high) / 2, wide, high)


def _reduced(path: Path, image: Image.Image, longest: int) -> bytes:
    """Return a photo with about so many dots on its longer side, as it lies on disk where it has few enough."""
    if max(image.size) <= longest * 1.3:
        return path.read_bytes()
    # Decoded at a half or a quarter at once, where that is enough.
    image.draft("RGB", (longest, longest))
    image.thumbnail((longest, longest), Image.Resampling.BILINEAR)
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def draw_code(canvas: Any, address: str, left: float, bottom: float, side: float) -> None:
    """Draw an address as a QR code in a square of so many points, white around it included."""
    rows = list(segno.make(address, error="m", micro=False, mask=MASK).matrix)
    module = side / (len(rows) + 2 * QUIET)
    canvas.saveState()
    canvas.setFillColor("#000000")
    canvas.translate(left + QUIET * module, bottom + side - QUIET * module)
    canvas.scale(module, -module)
    # In whole modules and as they stand in the file: through the canvas 300 codes took seconds.
    drawn = [f"{start} {y} {length} 1 re" for y, row in enumerate(rows) for start, length in _runs(row)]
    canvas.addLiteral(" ".join([*drawn, "f"]))
    canvas.restoreState()


def _runs(row: bytearray) -> list[tuple[int, int]]:
    """Return (start, length) of the dark modules that stand side by side."""
    found: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if dark and found and sum(found[-1]) == place:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((place, 1))
    return found


def axis_mark(axis: str) -> tuple[str, str]:
    """Return the sign and the colour of an axis."""
    keyed: Axis | str = axis if axis in AXIS_INK else "none"
    return AXIS_INK[keyed].glyph, AXIS_INK[keyed].colour
