"""Faces drawn for tests: nobody's."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFilter

HAIR, SKIN, BROW, EYE, PUPIL, NOSE, LIPS = (
    (60, 45, 40), (224, 180, 150), (70, 50, 45), (120, 85, 70), (30, 20, 20), (170, 120, 100), (150, 70, 70),
)  # fmt: skip


def face(size: int) -> Image.Image:
    """Return a face seen from the front, so many pixels wide and high."""
    image = Image.new("RGB", (size, size), (120, 140, 160))
    draw, unit = ImageDraw.Draw(image), size / 100

    def oval(left: float, top: float, right: float, bottom: float, colour: tuple[int, int, int]) -> None:
        draw.ellipse([left * unit, top * unit, right * unit, bottom * unit], fill=colour)

    oval(18, 5, 82, 95, HAIR)
    oval(24, 14, 76, 92, SKIN)
    for middle in (38, 62):
        draw.rectangle([(middle - 9) * unit, 36 * unit, (middle + 9) * unit, 39 * unit], fill=BROW)
        oval(middle - 8, 43, middle + 8, 51, EYE)
        oval(middle - 4, 43, middle + 4, 51, PUPIL)
    oval(44, 64, 56, 68, NOSE)
    oval(38, 75, 62, 82, LIPS)
    return image.filter(ImageFilter.GaussianBlur(size / 80))


def crowd(*places: tuple[int, int, int]) -> Image.Image:
    """Return a street of 800 x 600 pixels with faces at these places (left, top, size)."""
    street = Image.new("RGB", (800, 600), (110, 140, 120))
    for left, top, size in places:
        street.paste(face(size), (left, top))
    return street
