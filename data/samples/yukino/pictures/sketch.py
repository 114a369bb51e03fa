"""A drawing surface in picture units (640 x 800), drawn twice as large so that edges come out smooth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]

WIDTH, HEIGHT = 640, 800
SCALE = 2


def rgb(code: str) -> Colour:
    """Return the colour of `#rrggbb`."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return the colour `share` (0..1) of the way from the first to the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def darker(colour: Colour, share: float = 0.18) -> Colour:
    """Return the colour moved towards a warm black."""
    return mix(colour, (24, 22, 30), share)


def lighter(colour: Colour, share: float = 0.25) -> Colour:
    """Return the colour moved towards white."""
    return mix(colour, (255, 255, 255), share)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where local coordinates sit in the picture: an origin and a size."""

    x: float
    y: float
    size: float = 1.0

    def at(self, x: float, y: float) -> Point:
        """Return the picture point of a local point."""
        return self.x + x * self.size, self.y + y * self.size


class Sketch:
    """A picture being drawn; lengths are picture units, colours may carry an alpha of 0..255."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), (255, 255, 255))
        self._attach()

    def _attach(self) -> None:
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    @staticmethod
    def _ink(colour: Colour, alpha: int) -> tuple[int, int, int, int]:
        return (*colour, alpha)

    def ellipse(self, centre: Point, radii: Point, colour: Colour, alpha: int = 255) -> None:
        """Fill an ellipse."""
        (x, y), (a, b) = centre, radii
        box = [(x - a) * SCALE, (y - b) * SCALE, (x + a) * SCALE, (y + b) * SCALE]
        self.pen.ellipse(box, fill=self._ink(colour, alpha))

    def box(self, corner: Point, size: Point, colour: Colour, radius: float = 0, alpha: int = 255) -> None:
        """Fill a rectangle, with rounded corners where a radius is given."""
        (x, y), (width, height) = corner, size
        edges = [x * SCALE, y * SCALE, (x + width) * SCALE, (y + height) * SCALE]
        self.pen.rounded_rectangle(edges, radius=radius * SCALE, fill=self._ink(colour, alpha))

    def polygon(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        """Fill a polygon."""
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=self._ink(colour, alpha))

    def blob(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        """Fill the smooth closed curve through the points."""
        self.polygon(smooth(points), colour, alpha)

    def line(self, points: Sequence[Point], width: float, colour: Colour, alpha: int = 255) -> None:
        """Draw a line with round ends and joints."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, fill=self._ink(colour, alpha), width=round(width * SCALE), joint="curve")
        if alpha == 255 and width > 2:
            for point in (points[0], points[-1]):
                self.ellipse(point, (width / 2, width / 2), colour)

    def arc(self, centre: Point, radii: Point, angles: Point, width: float, colour: Colour, alpha: int = 255) -> None:
        """Draw part of an ellipse; angles in degrees, clockwise from three o'clock."""
        start, end = angles
        count = max(6, int(abs(end - start) / 8))
        turns = [math.radians(start + (end - start) * step / count) for step in range(count + 1)]
        (x, y), (a, b) = centre, radii
        self.line([(x + a * math.cos(t), y + b * math.sin(t)) for t in turns], width, colour, alpha)

    def sky(self, top: Colour, bottom: Colour, height: float) -> None:
        """Fill from the upper edge down to `height` with a gradient."""
        for row in range(int(height * SCALE)):
            colour = mix(top, bottom, row / (height * SCALE))
            self.pen.line([(0, row), (WIDTH * SCALE, row)], fill=colour)

    def soften(self, radius: float) -> None:
        """Blur what is drawn so far, as a lens does with what lies behind a person."""
        self.image = self.image.filter(ImageFilter.GaussianBlur(radius * SCALE))
        self._attach()

    def veil(self, colour: Colour, alpha: int) -> None:
        """Lay a thin colour over everything drawn so far."""
        self.box((0, 0), (WIDTH, HEIGHT), colour, alpha=alpha)

    def paste(self, layer: Image.Image, centre: Point) -> None:
        """Lay an RGBA layer, already of drawing size, over the picture."""
        left = round(centre[0] * SCALE - layer.width / 2)
        top = round(centre[1] * SCALE - layer.height / 2)
        self.image.paste(layer, (left, top), layer)

    def finished(self) -> Image.Image:
        """Return the picture at its final size."""
        return self.image.resize((WIDTH, HEIGHT), Image.Resampling.HAMMING)


def smooth(points: Sequence[Point], steps: int = 8) -> list[Point]:
    """Return a closed Catmull-Rom curve through the points."""
    curve: list[Point] = []
    count = len(points)
    for index in range(count):
        before, start, end, after = (points[(index + shift) % count] for shift in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            curve.append(
                (
                    _catmull(before[0], start[0], end[0], after[0], t),
                    _catmull(before[1], start[1], end[1], after[1], t),
                )
            )
    return curve


def _catmull(before: float, start: float, end: float, after: float, t: float) -> float:
    """One coordinate of a Catmull-Rom spline."""
    linear = (end - before) * t
    square = (2 * before - 5 * start + 4 * end - after) * t**2
    cube = (3 * start - before - 3 * end + after) * t**3
    return 0.5 * (2 * start + linear + square + cube)
