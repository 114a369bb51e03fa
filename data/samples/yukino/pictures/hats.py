"""Hats, each drawn over a head in its local units."""

from __future__ import annotations

import math

from .heads import Head
from .sketch import Point, darker, lighter, rgb


def wear(head: Head) -> None:
    """Draw the hat of the look, if it has one (a hijab is drawn with the hair)."""
    hats = {
        "knit": knit,
        "pompom": pompom,
        "beret": beret,
        "cap": cap,
        "bucket": bucket,
        "earflap": earflap,
        "earmuffs": earmuffs,
        "school": school,
        "flat": flat,
    }
    draw = hats.get(head.look.hat)
    if draw:
        draw(head)


def knit(head: Head) -> None:
    """A knitted cap with a broad band."""
    colour = head.look.knit
    head.shape([(-88, -34), (-80, -84), (-44, -122), (0, -130), (44, -122), (80, -84), (88, -34)], colour)
    band: list[Point] = [(-93, -28), (-92, -58), (0, -76), (92, -58), (93, -28), (0, -40)]
    head.shape(band, darker(colour, 0.14))
    for step in range(-4, 5):
        x = step * 20
        lift = 12 * (1 - (x / 90) ** 2)
        ends = [head.frame.at(x, -32 - lift), head.frame.at(x, -56 - lift)]
        head.sketch.line(ends, 2.6 * head.frame.size, darker(colour, 0.26))


def pompom(head: Head) -> None:
    """A knitted cap with a pattern and a pompom."""
    head.oval(0, -140, 29, 28, lighter(head.look.knit, 0.55))
    for turn in range(10):
        angle = math.radians(turn * 36)
        head.oval(24 * math.cos(angle), -140 + 23 * math.sin(angle), 9, 9, lighter(head.look.knit, 0.62))
    knit(head)
    light = lighter(head.look.knit, 0.6)
    for step in range(-3, 4):
        x = step * 21
        head.oval(x, -92 - 13 * (1 - (x / 80) ** 2), 5.5, 5.5, light)


def beret(head: Head) -> None:
    """A beret, worn to one side."""
    colour = head.look.knit
    head.shape([(-86, -46), (-92, -84), (-40, -122), (40, -124), (104, -90), (98, -58), (40, -52), (-30, -44)], colour)
    head.shape([(-80, -40), (-30, -58), (30, -62), (78, -48), (76, -36), (0, -48), (-74, -30)], darker(colour, 0.2))
    head.oval(10, -124, 5, 9, darker(colour, 0.2))


def cap(head: Head) -> None:
    """A cap with a peak."""
    colour = head.look.coat_colour if head.look.stage in ("adult", "middle") else head.look.knit
    head.shape([(-86, -36), (-78, -88), (-40, -116), (0, -122), (40, -116), (78, -88), (86, -36), (0, -50)], colour)
    head.shape([(-70, -44), (0, -66), (70, -44), (82, -24), (0, -34), (-82, -24)], darker(colour, 0.25))
    head.oval(0, -84, 13, 12, lighter(colour, 0.6))


def bucket(head: Head) -> None:
    """A soft hat with a brim all round."""
    colour = head.look.knit
    head.shape([(-72, -46), (-64, -112), (0, -124), (64, -112), (72, -46)], colour)
    head.shape([(-108, -22), (-74, -62), (0, -68), (74, -62), (108, -22), (60, -34), (-60, -34)], darker(colour, 0.12))
    head.curve(0, -50, 72, 14, (190, 350), 6, darker(colour, 0.3))


def earflap(head: Head) -> None:
    """A warm hat with fur on band and flaps."""
    colour, fur = darker(head.look.coat_colour, 0.1), rgb("#E9DCC4")
    head.shape([(-88, -30), (-76, -92), (0, -122), (76, -92), (88, -30), (0, -44)], colour)
    for side in (-1, 1):
        head.shape([(side * 70, -40), (side * 98, -30), (side * 102, 40), (side * 80, 62), (side * 70, 20)], fur)
    for step in range(-4, 5):
        x = step * 20
        head.oval(x, -52 - 14 * (1 - (x / 90) ** 2), 17, 18, fur)


def earmuffs(head: Head) -> None:
    """Fluffy earmuffs on a band."""
    head.curve(0, -8, 86, 92, (188, 352), 8, darker(head.look.knit, 0.2))
    for side in (-1, 1):
        head.oval(side * 86, 8, 22, 27, head.look.knit)
        head.oval(side * 88, 4, 12, 15, lighter(head.look.knit, 0.3))


def school(head: Head) -> None:
    """The yellow cap of small schoolchildren."""
    yellow = rgb("#F2C530")
    head.shape([(-84, -36), (-74, -96), (0, -122), (74, -96), (84, -36), (0, -50)], yellow)
    head.shape([(-106, -20), (-70, -56), (0, -64), (70, -56), (106, -20), (0, -36)], darker(yellow, 0.1))


def flat(head: Head) -> None:
    """A flat cap of tweed."""
    colour = darker(head.look.knit, 0.3)
    head.shape([(-88, -40), (-84, -84), (-30, -114), (50, -108), (90, -74), (88, -40), (0, -52)], colour)
    head.shape([(-92, -26), (-60, -60), (0, -68), (60, -60), (92, -30), (0, -42)], darker(colour, 0.2))
