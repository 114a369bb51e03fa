"""Heads: hair behind and before the face, the face itself, hats, glasses, beards.

Local units: the middle of the face is (0, 0), the face 74 wide and 84 high from there.
"""

from __future__ import annotations

import math

from .looks import Look
from .sketch import Colour, Frame, Point, Sketch, darker, lighter, mix, rgb

INK = rgb("#33292A")
LIP = rgb("#9E4B48")


class Head:
    """A head being drawn at a frame."""

    def __init__(self, sketch: Sketch, look: Look, frame: Frame) -> None:
        self.sketch, self.look, self.frame = sketch, look, frame

    def oval(self, x: float, y: float, a: float, b: float, colour: Colour, alpha: int = 255) -> None:
        """Fill an ellipse in local units."""
        size = self.frame.size
        self.sketch.ellipse(self.frame.at(x, y), (a * size, b * size), colour, alpha)

    def shape(self, points: list[Point], colour: Colour) -> None:
        """Fill a smooth closed shape in local units."""
        self.sketch.blob([self.frame.at(x, y) for x, y in points], colour)

    def curve(self, x: float, y: float, a: float, b: float, angles: Point, width: float, colour: Colour) -> None:
        """Draw an arc in local units."""
        size = self.frame.size
        self.sketch.arc(self.frame.at(x, y), (a * size, b * size), angles, width * size, colour)

    def behind(self) -> None:
        """Draw the hair that falls behind neck and shoulders."""
        look, colour = self.look, darker(self.look.hair_colour, 0.12)
        if look.hat == "hijab":
            self.shape(
                [(-96, -30), (0, -104), (96, -30), (104, 96), (60, 190), (-60, 190), (-104, 96)],
                darker(look.knit, 0.14),
            )
        elif look.hair in ("long", "wavy"):
            self.shape([(-88, -30), (0, -98), (88, -30), (98, 80), (88, 176), (0, 160), (-88, 176), (-98, 80)], colour)
        elif look.hair == "bob":
            self.shape([(-90, -30), (0, -98), (90, -30), (94, 60), (62, 86), (-62, 86), (-94, 60)], colour)
        elif look.hair == "ponytail":
            self.shape([(60, -60), (116, -46), (128, 40), (104, 120), (92, 40), (70, 0)], colour)
        elif look.hair == "twin":
            for side in (-1, 1):
                self.shape(
                    [(side * 70, -36), (side * 118, -30), (side * 130, 50), (side * 108, 118), (side * 96, 40)], colour
                )
                self.oval(side * 84, -34, 12, 12, look.knit)
        elif look.hair == "bun" and not look.hat:
            self.oval(0, -108, 36, 33, colour)

    def face(self) -> None:
        """Draw ears, face, eyes, nose, mouth."""
        look = self.look
        for side in (-1, 1):
            self.oval(side * 75, 8, 13, 17, look.skin)
            self.oval(side * 76, 9, 6, 9, darker(look.skin, 0.12))
        self.oval(0, 0, 74, 84, look.skin)
        self.shape(
            [(-73, 6), (-66, 42), (-34, 76), (0, 84), (34, 76), (66, 42), (73, 6), (40, 40), (-40, 40)], look.skin
        )
        blush = mix(look.skin, rgb("#E8695F"), 0.5)
        for side in (-1, 1):
            self.oval(side * 45, 32, 15, 10, blush, 110)
        self._eyes()
        self.curve(0, 18, 7, 8, (20, 160), 3, darker(look.skin, 0.3))
        self._mouth()
        if look.stage in ("middle", "elder"):
            self._lines()

    def _lines(self) -> None:
        """The lines of a face that has laughed for fifty years or more."""
        look = self.look
        for side in (-1, 1):
            if look.stage == "elder":
                self.curve(side * 38, 44, 10, 16, (250, 300) if side > 0 else (240, 290), 2.4, darker(look.skin, 0.2))
            self.curve(side * 60, 2, 9, 7, (-40, 50) if side > 0 else (130, 220), 2, darker(look.skin, 0.18))

    def _eyes(self) -> None:
        look = self.look
        brow = INK if look.stage != "elder" else darker(look.hair_colour, 0.25)
        for side in (-1, 1):
            x = side * 29
            self.curve(x, -14, 14, 9, (205, 335), 4, brow)
            if look.eyes == "laughing":
                self.curve(x, 8, 11, 10, (195, 345), 4.4, INK)
                continue
            self.oval(x, 4, 7, 9, INK)
            self.oval(x + 2.4, 0.6, 2.3, 2.8, (255, 255, 255))
            if look.eyes == "lashes":
                self.curve(x, 4, 12, 12, (200, 270) if side < 0 else (270, 340), 3.4, INK)

    def _mouth(self) -> None:
        kind = self.look.mouth
        if kind == "open":
            self.shape([(-21, 42), (0, 45), (21, 42), (14, 60), (0, 65), (-14, 60)], LIP)
            self.shape([(-15, 44), (0, 46), (15, 44), (10, 50), (-10, 50)], (255, 255, 255))
        elif kind == "grin":
            self.shape([(-25, 41), (0, 45), (25, 41), (16, 55), (0, 59), (-16, 55)], (255, 255, 255))
            self.curve(0, 34, 26, 24, (15, 165), 3.4, LIP)
        elif kind == "calm":
            self.curve(0, 40, 15, 10, (25, 155), 4, LIP)
        else:
            self.curve(0, 34, 23, 20, (20, 160), 4.4, LIP)

    def beard(self) -> None:
        """Draw a beard where there is one, leaving the mouth free."""
        look = self.look
        if look.beard in ("full", "stubble"):
            share = 0.0 if look.beard == "full" else 0.68
            colour = mix(look.hair_colour, look.skin, share)
            self.shape(
                [
                    (-73, 10),
                    (-62, 34),
                    (-30, 38),
                    (0, 33),
                    (30, 38),
                    (62, 34),
                    (73, 10),
                    (68, 54),
                    (38, 86),
                    (0, 96),
                    (-38, 86),
                    (-68, 54),
                ],
                colour,
            )
            self.oval(0, 46, 27, 14, look.skin)
            self._mouth()
        elif look.beard == "moustache":
            self.shape([(-27, 38), (-12, 28), (0, 31), (12, 28), (27, 38), (8, 39), (-8, 39)], look.hair_colour)

    def hair(self) -> None:
        """Draw the hair over the forehead; a hijab covers it."""
        look, colour = self.look, self.look.hair_colour
        if look.hat == "hijab":
            self._hijab()
        elif look.hair == "bald":
            for side in (-1, 1):
                self.oval(side * 74, -8, 14, 26, colour)
            self.curve(-26, -56, 18, 12, (190, 260), 4, lighter(look.skin, 0.5))
        elif look.hair == "perm":
            for turn in range(11):
                angle = math.radians(176 + turn * 18.8)
                self.oval(80 * math.cos(angle), -14 + 74 * math.sin(angle), 27, 26, colour)
            self.shape([(-62, -30), (-40, -74), (0, -86), (40, -74), (62, -30), (30, -44), (-30, -44)], colour)
        else:
            self._cap(look.hair, colour)

    def _cap(self, hair: str, colour: Colour) -> None:
        top: list[Point] = [(-83, 4), (-84, -38), (-56, -82), (0, -99), (56, -82), (84, -38), (83, 4)]
        lower: dict[str, list[Point]] = {
            "side": [(70, -22), (48, -44), (-2, -46), (-44, -62), (-62, -36), (-71, -8)],
            "fringe": [(72, -18), (58, -28), (0, -24), (-58, -28), (-72, -18)],
            "bob": [(70, -14), (54, -30), (0, -28), (-54, -30), (-70, -14)],
            "twin": [(70, -18), (48, -34), (0, -60), (-48, -34), (-70, -18)],
            "long": [(72, -6), (60, -36), (8, -68), (-52, -40), (-72, -6)],
            "wavy": [(72, 0), (62, -34), (-20, -66), (-62, -30), (-72, 0)],
            "receding": [(74, -22), (58, -60), (30, -82), (0, -72), (-30, -82), (-58, -60), (-74, -22)],
            "crop": [(72, -20), (54, -56), (0, -62), (-54, -56), (-72, -20)],
        }
        other: list[Point] = [(71, -18), (56, -46), (20, -52), (-20, -46), (-54, -50), (-71, -18)]
        self.shape(top + lower.get(hair, other), colour)
        if hair == "spiky" and not self.look.hat:
            for x, lean in ((-56, -12), (-30, -6), (0, 2), (30, 8), (56, 14)):
                foot = -70 - 22 * (1 - (x / 70) ** 2)
                points = [(x - 20, foot + 16), (x + lean, foot - 24), (x + 20, foot + 16)]
                self.sketch.polygon([self.frame.at(*point) for point in points], colour)
        shine = lighter(colour, 0.16)
        if not self.look.hat and hair != "receding":
            self.curve(0, -22, 62, 60, (218, 258), 6, shine)

    def _hijab(self) -> None:
        knit = self.look.knit
        outer: list[Point] = [
            (-90, 10),
            (-82, -52),
            (-44, -94),
            (0, -104),
            (44, -94),
            (82, -52),
            (90, 10),
            (74, 74),
            (30, 112),
            (-30, 112),
            (-74, 74),
        ]
        inner: list[Point] = [
            (math.cos(t) * 62, 6 + math.sin(t) * 72) for t in (math.radians(step * 15) for step in range(24))
        ]
        self.shape(outer, knit)
        self.shape(inner, self.look.skin)
        self._eyes()
        self.curve(0, 18, 7, 8, (20, 160), 3, darker(self.look.skin, 0.3))
        self._mouth()
        self.curve(0, 6, 64, 74, (190, 350), 5, darker(knit, 0.14))

    def glasses(self) -> None:
        """Draw glasses where there are any."""
        kind = self.look.glasses
        if not kind:
            return
        frame = rgb("#3A3340") if kind == "round" else rgb("#5B4636")
        for side in (-1, 1):
            if kind == "round":
                self.oval(side * 30, 4, 23, 22, (255, 255, 255), 70)
                self.curve(side * 30, 4, 23, 22, (0, 360), 3.6, frame)
            else:
                self._square(side * 30, frame)
            ends = [self.frame.at(side * 53, 0), self.frame.at(side * 73, -4)]
            self.sketch.line(ends, 3 * self.frame.size, frame)
        self.curve(0, 4, 8, 6, (200, 340), 3.6, frame)

    def _square(self, x: float, frame: Colour) -> None:
        corners: list[Point] = [(-22, -15), (22, -15), (20, 17), (-20, 17), (-22, -15)]
        self.sketch.line(
            [self.frame.at(x + across, 4 + down) for across, down in corners], 3.6 * self.frame.size, frame
        )
