"""What stands in a backdrop: weather, mountains, trees, houses, lamps, falling snow."""

from __future__ import annotations

import random
from dataclasses import dataclass

from .sketch import HEIGHT, WIDTH, Colour, Sketch, darker, lighter, mix, rgb

AUTUMN = tuple(map(rgb, ("#D98E3B", "#C85A3A", "#E0B04A", "#B8753C", "#8FA356", "#A3462F")))
WALLS = tuple(map(rgb, (
    "#E9D8BE", "#D9A58B", "#B7C9C4", "#C9B8D0", "#EFE6D5", "#B98A6B", "#A9BBCB", "#D8C48F",
)))  # fmt: skip
AWNINGS = tuple(map(rgb, ("#B5483A", "#3E6B4F", "#31578A", "#C98A2B", "#7A4B6E")))
SNOW = rgb("#F6FAFD")
LAMP = rgb("#FFE3A3")


@dataclass(frozen=True, slots=True)
class Weather:
    """How the day looks: sky colours, snow on the ground, snow in the air, lights on."""

    top: Colour
    bottom: Colour
    lying: bool = False
    falling: bool = False
    dusk: bool = False


CLEAR = Weather(rgb("#7FB9E3"), rgb("#DDF0FA"))
PALE = Weather(rgb("#B9CBD9"), rgb("#EEF3F5"))
GOLDEN = Weather(rgb("#9CC4DE"), rgb("#FBE7C4"))
FLURRY = Weather(rgb("#A9BCCD"), rgb("#E6EEF3"), falling=True)
WHITE = Weather(rgb("#9DB4C8"), rgb("#EAF1F6"), lying=True, falling=True)
SNOWY_SUN = Weather(rgb("#6FB0E0"), rgb("#E4F3FC"), lying=True)
DUSK = Weather(rgb("#2B3566"), rgb("#E59A7B"), dusk=True)
SNOWY_DUSK = Weather(rgb("#27315E"), rgb("#8C86B4"), lying=True, falling=True, dusk=True)


def ground(sketch: Sketch, y: float, colour: Colour, weather: Weather) -> None:
    """Fill the ground from `y` down; under snow it is white."""
    colour = SNOW if weather.lying else colour
    sketch.box((0, y), (WIDTH, HEIGHT - y), mix(colour, (40, 44, 80), 0.35 if weather.dusk else 0))


def mountains(sketch: Sketch, y: float, rng: random.Random) -> None:
    """Draw the white-topped range behind the town, its foot at `y`."""
    shift = rng.uniform(-70, 70)
    far = [(-80.0, y), (40, y - 95), (150, y - 60), (300, y - 165), (420, y - 80), (560, y - 130), (760, y)]
    sketch.polygon([(x + shift, height) for x, height in far], rgb("#8FA5BD"))
    caps = (
        [(300, y - 165), (246, y - 124), (272, y - 132), (290, y - 112), (312, y - 134), (350, y - 122)],
        [(560, y - 130), (513, y - 113), (540, y - 112), (556, y - 100), (590, y - 110)],
        [(40, y - 95), (6, y - 72), (38, y - 80), (60, y - 68), (76, y - 83)],
    )
    for cap in caps:
        sketch.polygon([(x + shift, height) for x, height in cap], SNOW)
    near = [(-60.0, y + 6), (90, y - 44), (230, y - 8), (400, y - 52), (540, y - 16), (720, y + 6)]
    sketch.polygon([(x - shift / 2, height) for x, height in near], rgb("#6F8C86"))


def round_tree(sketch: Sketch, x: float, y: float, size: float, colour: Colour) -> None:
    """Draw a broad-leaved tree whose trunk stands at (x, y)."""
    sketch.box((x - size * 0.06, y - size * 0.5), (size * 0.12, size * 0.5), rgb("#7A5A43"), 4)
    for across, up, radius in ((-0.2, 0.6, 0.24), (0.2, 0.62, 0.25), (0, 0.84, 0.28), (0, 0.58, 0.26)):
        sketch.ellipse((x + across * size, y - up * size), (radius * size, radius * size), colour)
    sketch.ellipse((x - 0.09 * size, y - 0.9 * size), (0.12 * size, 0.1 * size), lighter(colour, 0.18))


def conifer(sketch: Sketch, x: float, y: float, size: float, weather: Weather) -> None:
    """Draw a spruce whose foot stands at (x, y)."""
    sketch.box((x - size * 0.04, y - size * 0.14), (size * 0.08, size * 0.14), rgb("#6B4F3C"))
    for level in range(3):
        foot, half = y - size * (0.1 + 0.26 * level), size * (0.3 - 0.07 * level)
        tip = (x, foot - size * 0.42)
        sketch.polygon([(x - half, foot), (x + half, foot), tip], darker(rgb("#4F7F66"), 0.06 * level))
        if weather.lying:
            rim = foot - size * 0.19
            sketch.polygon([(x - half * 0.55, rim), (x + half * 0.55, rim), tip], SNOW)


def poplar(sketch: Sketch, x: float, y: float, size: float, colour: Colour) -> None:
    """Draw a slender poplar whose foot stands at (x, y)."""
    sketch.box((x - size * 0.02, y - size * 0.2), (size * 0.04, size * 0.2), rgb("#7A5A43"))
    sketch.ellipse((x, y - size * 0.56), (size * 0.12, size * 0.44), colour)


def house(
    sketch: Sketch, x: float, width: float, top: float, foot: float, weather: Weather, rng: random.Random
) -> None:
    """Draw a shop house with windows above and an awning over its door."""
    wall = rng.choice(WALLS)
    shade = mix(wall, (40, 44, 80), 0.4) if weather.dusk else wall
    sketch.box((x, top), (width, foot - top), shade)
    sketch.box((x - 3, top - 8), (width + 6, 12), SNOW if weather.lying else darker(shade, 0.25), 3)
    pane = LAMP if weather.dusk else rgb("#A9CBDD")
    columns = max(2, int(width // 44))
    step = width / columns
    y = top + 26
    while y < foot - 150:
        for column in range(columns):
            lit = not weather.dusk or rng.random() < 0.6
            left = x + column * step + step * 0.22
            sketch.box((left, y), (step * 0.56, 38), pane if lit else rgb("#4B5278"), 3)
        y += 58
    _shopfront(sketch, x, width, foot, pane, rng)


def _shopfront(sketch: Sketch, x: float, width: float, foot: float, pane: Colour, rng: random.Random) -> None:
    sketch.box((x + 8, foot - 84), (width - 16, 84), darker(pane, 0.1), 3)
    sketch.box((x + width * 0.6, foot - 78), (width * 0.24, 78), rgb("#7B5B45"), 2)
    stripe, count = rng.choice(AWNINGS), max(4, int(width // 16))
    for part in range(count):
        colour = stripe if part % 2 == 0 else rgb("#F7F1E6")
        left = x + 2 + part * (width - 4) / count
        sketch.box((left, foot - 112), ((width - 4) / count + 0.6, 34), colour)
        sketch.ellipse((left + (width - 4) / count / 2, foot - 78), ((width - 4) / count / 2, 6), colour)


def lamp_post(sketch: Sketch, x: float, foot: float, height: float, weather: Weather) -> None:
    """Draw a street lamp, shining at dusk."""
    sketch.line([(x, foot), (x, foot - height)], 7, rgb("#4A5560"))
    sketch.ellipse((x, foot - height - 12), (15, 17), LAMP if weather.dusk else rgb("#F2EBDD"))
    if weather.dusk:
        glow(sketch, x, foot - height - 12, 60)


def glow(sketch: Sketch, x: float, y: float, radius: float) -> None:
    """Draw light spreading from a lamp."""
    for step in range(6, 0, -1):
        sketch.ellipse((x, y), (radius * step / 6, radius * step / 6), LAMP, alpha=16)


def garland(sketch: Sketch, y: float, weather: Weather, rng: random.Random) -> None:
    """Hang a string of bulbs or pennants across the picture."""
    ends = y + rng.uniform(-25, 25)
    colours = [rng.choice(AWNINGS) for _ in range(30)]
    sag = [(x, 44 * (1 - ((x - 320) / 320) ** 2)) for x in range(-10, 660, 10)]
    points = [(x, y + (ends - y) * x / WIDTH + low) for x, low in sag]
    sketch.line(points, 2, rgb("#5A6470"))
    for index, (x, height) in enumerate(points[1::4]):
        if weather.dusk:
            glow(sketch, x, height + 8, 24)
            sketch.ellipse((x, height + 8), (6, 8), LAMP)
        else:
            sketch.polygon([(x - 11, height), (x + 11, height), (x, height + 24)], colours[index])


def clouds(sketch: Sketch, weather: Weather, rng: random.Random) -> None:
    """Draw a few soft clouds."""
    for _ in range(rng.randint(1, 3)):
        x, y, size = rng.uniform(20, 620), rng.uniform(40, 190), rng.uniform(0.7, 1.3)
        for across, up, radius in ((-44, 0, 24), (-12, -12, 34), (24, -4, 28), (52, 4, 20)):
            centre = (x + across * size, y + up * size)
            radii = (radius * size, radius * size * 0.7)
            sketch.ellipse(centre, radii, lighter(weather.bottom, 0.5), alpha=215)


def snowfall(sketch: Sketch, rng: random.Random, count: int, largest: float) -> None:
    """Scatter flakes over the whole picture."""
    for _ in range(count):
        radius = rng.uniform(largest * 0.35, largest)
        sketch.ellipse((rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT)), (radius, radius), SNOW, alpha=235)
