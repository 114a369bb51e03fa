"""The backdrops: the streets, station, river, zoo gate, fair, foot bath and hall of the invented town."""

from __future__ import annotations

import random
from collections.abc import Callable

from .board import font
from .scenery import (
    AUTUMN,
    AWNINGS,
    LAMP,
    SNOW,
    Weather,
    clouds,
    conifer,
    garland,
    glow,
    ground,
    house,
    lamp_post,
    mountains,
    poplar,
    round_tree,
)
from .sketch import SCALE, WIDTH, Colour, Sketch, darker, lighter, mix, rgb

Place = Callable[[Sketch, Weather, random.Random], None]


def sign(sketch: Sketch, x: float, y: float, text: str, size: int, colour: Colour) -> None:
    """Write a sign centred at (x, y)."""
    sketch.pen.text((x * SCALE, y * SCALE), text, font=font(size * SCALE), fill=colour, anchor="mm")


def shopping_street(sketch: Sketch, weather: Weather, rng: random.Random) -> None:
    """ゆきの通り: shop houses, paving without cars, lamps, pennants."""
    sketch.sky(weather.top, weather.bottom, 480)
    clouds(sketch, weather, rng)
    x = -rng.uniform(10, 60)
    while x < WIDTH:
        width = rng.uniform(110, 170)
        house(sketch, x, width, rng.uniform(120, 270), 560, weather, rng)
        x += width + rng.choice((0, 0, 10))
    ground(sketch, 556, rgb("#CDBFAE"), weather)
    for row in range(5):
        y = 575 + row * 48
        sketch.line([(0, y), (WIDTH, y)], 1.5, darker(rgb("#CDBFAE"), 0.15), alpha=90)
    for x in (rng.uniform(30, 110), rng.uniform(530, 610)):
        if rng.random() < 0.5:
            lamp_post(sketch, x, 600, 330, weather)
        else:
            round_tree(sketch, x, 610, rng.uniform(190, 240), rng.choice(AUTUMN))
    garland(sketch, rng.uniform(40, 90), weather, rng)


def station(sketch: Sketch, weather: Weather, rng: random.Random) -> None:
    """雪野駅前: the timber and glass front of the station, a clock, a bus."""
    sketch.sky(weather.top, weather.bottom, 480)
    clouds(sketch, weather, rng)
    shade = 0.35 if weather.dusk else 0.0
    timber = mix(rgb("#C79562"), (40, 44, 80), shade)
    sketch.polygon([(-20, 200), (320, 96), (660, 200), (660, 250), (-20, 250)], darker(timber, 0.3))
    if weather.lying:
        sketch.polygon([(-20, 196), (320, 86), (660, 196), (660, 208), (320, 100), (-20, 208)], SNOW)
    sketch.box((0, 240), (WIDTH, 330), timber)
    pane = LAMP if weather.dusk else rgb("#BCD8E3")
    for column in range(11):
        sketch.box((14 + column * 57, 268), (43, 290), pane, 2)
        sketch.line([(35 + column * 57, 268), (35 + column * 57, 558)], 3, timber)
    side = rng.choice((120, 520))
    sketch.box((side - 88, 204), (176, 50), rgb("#F8F5EE"), 6)
    sign(sketch, side, 229, "雪野駅", 34, rgb("#2D3A4A"))
    clock = WIDTH - side
    sketch.ellipse((clock, 206), (34, 34), rgb("#F8F5EE"))
    sketch.line([(clock, 206), (clock, 184)], 4, rgb("#2D3A4A"))
    sketch.line([(clock, 206), (clock + 16, 214)], 4, rgb("#2D3A4A"))
    ground(sketch, 566, rgb("#B9BDC2"), weather)
    if rng.random() < 0.6:
        _bus(sketch, rng.choice((-170, 480)), 455, rng.choice(AWNINGS))


def _bus(sketch: Sketch, x: float, y: float, colour: Colour) -> None:
    sketch.box((x, y), (330, 150), rgb("#F3EEE2"), 18)
    sketch.box((x, y + 84), (330, 40), colour)
    for window in range(5):
        sketch.box((x + 16 + window * 62, y + 20), (52, 52), rgb("#6E8DA3"), 6)
    for wheel in (70, 258):
        sketch.ellipse((x + wheel, y + 150), (28, 28), rgb("#3B4048"))
        sketch.ellipse((x + wheel, y + 150), (12, 12), rgb("#B9BDC2"))


def riverside(sketch: Sketch, weather: Weather, rng: random.Random) -> None:
    """川べり公園: mountains, the river and its bridge, autumn trees, grass with cosmos."""
    sketch.sky(weather.top, weather.bottom, 420)
    clouds(sketch, weather, rng)
    mountains(sketch, 380, rng)
    sketch.box((0, 374), (WIDTH, 30), rgb("#7D9A6C"))
    for tree in range(9):
        round_tree(sketch, tree * 80 + rng.uniform(-30, 30), 398, rng.uniform(70, 130), rng.choice(AUTUMN))
    water = mix(rgb("#7FB2CC"), weather.top, 0.35)
    sketch.box((0, 398), (WIDTH, 130), water)
    for _ in range(14):
        x, y = rng.uniform(-30, 600), rng.uniform(410, 515)
        sketch.line([(x, y), (x + rng.uniform(40, 110), y)], 3, lighter(water, 0.4))
    _bridge(sketch)
    ground(sketch, 520, rgb("#9DB36B"), weather)
    path = SNOW if weather.lying else rgb("#D9CBAE")
    sketch.polygon([(380, 520), (440, 520), (660, 800), (420, 800)], path)
    for _ in range(0 if weather.lying else 26):
        x, y = rng.uniform(0, WIDTH), rng.uniform(540, 790)
        sketch.ellipse((x, y), (7, 6), rng.choice((rgb("#E8A0B8"), rgb("#F6E7EE"), rgb("#C9557F"))))
        sketch.ellipse((x, y), (2.5, 2.5), rgb("#E8C23C"))


def _bridge(sketch: Sketch) -> None:
    steel = rgb("#5F7F73")
    sketch.box((0, 386), (WIDTH, 16), steel)
    for span in (0, 214, 428):
        sketch.arc((span + 107, 388), (107, 66), (180, 360), 8, steel)
        for post in range(1, 6):
            x = span + post * 36
            sketch.line([(x, 388), (x, 388 - 66 * (1 - ((x - span - 107) / 107) ** 2) ** 0.5)], 3, steel)


def zoo_gate(sketch: Sketch, weather: Weather, rng: random.Random) -> None:
    """雪野どうぶつ園 正門: the arch with its name, spruces, a bear and a penguin cut from wood."""
    sketch.sky(weather.top, weather.bottom, 500)
    clouds(sketch, weather, rng)
    for tree in range(9):
        if rng.random() < 0.55:
            conifer(sketch, tree * 84 - 20 + rng.uniform(-20, 20), 540, rng.uniform(190, 290), weather)
        else:
            round_tree(sketch, tree * 84 - 20, 540, rng.uniform(160, 220), rng.choice(AUTUMN))
    ground(sketch, 530, rgb("#C8B99F"), weather)
    paint = rng.choice(AWNINGS)
    for x in (38, 556):
        sketch.box((x, 90), (46, 480), rgb("#E9DFC9"), 6)
        sketch.box((x - 6, 540), (58, 34), rgb("#A38F74"), 5)
    sketch.box((14, 44), (612, 78), paint, 26)
    sketch.box((22, 52), (596, 62), lighter(paint, 0.12), 20)
    sign(sketch, 320, 83, "雪野どうぶつ園", 46, rgb("#FFFBF0"))
    if weather.lying:
        sketch.box((24, 38), (592, 14), SNOW, 7)
    left, right = rng.sample((_bear, _penguin, _seal), 2)
    left(sketch, 92, 560)
    right(sketch, 548, 560)


def _bear(sketch: Sketch, x: float, y: float) -> None:
    white, ink = rgb("#F7F4EC"), rgb("#3A3F46")
    for ear in (-36, 36):
        sketch.ellipse((x + ear, y - 158), (17, 17), white)
    sketch.ellipse((x, y - 50), (64, 66), white)
    sketch.ellipse((x, y - 124), (54, 48), white)
    sketch.ellipse((x, y - 110), (22, 17), darker(white, 0.08))
    sketch.ellipse((x, y - 118), (9, 6), ink)
    for eye in (-20, 20):
        sketch.ellipse((x + eye, y - 134), (4, 5), ink)


def _penguin(sketch: Sketch, x: float, y: float) -> None:
    ink = rgb("#2E3947")
    sketch.ellipse((x, y - 84), (50, 92), ink)
    sketch.ellipse((x, y - 66), (34, 66), rgb("#FAF8F2"))
    sketch.ellipse((x, y - 142), (36, 34), ink)
    for eye in (-14, 14):
        sketch.ellipse((x + eye, y - 146), (8, 9), rgb("#FAF8F2"))
        sketch.ellipse((x + eye, y - 145), (4, 5), ink)
        sketch.ellipse((x + eye * 1.4, y + 2), (18, 8), rgb("#E8A33C"))
    sketch.polygon([(x - 9, y - 134), (x + 9, y - 134), (x, y - 118)], rgb("#E8A33C"))


def _seal(sketch: Sketch, x: float, y: float) -> None:
    grey, ink = rgb("#9AA7B3"), rgb("#333B45")
    sketch.blob(
        [
            (x - 70, y),
            (x - 54, y - 60),
            (x - 20, y - 120),
            (x + 26, y - 126),
            (x + 50, y - 84),
            (x + 62, y - 30),
            (x + 70, y),
        ],
        grey,
    )
    sketch.ellipse((x + 14, y - 92), (24, 17), lighter(grey, 0.4))
    sketch.ellipse((x + 14, y - 100), (8, 6), ink)
    for eye in (-14, 38):
        sketch.ellipse((x + eye, y - 112), (5, 6), ink)


def fair(sketch: Sketch, weather: Weather, rng: random.Random) -> None:
    """雪野大学 学祭: ginkgo trees, striped tents, the banner of the fair."""
    sketch.sky(weather.top, weather.bottom, 500)
    clouds(sketch, weather, rng)
    sketch.box((60, 190), (520, 330), mix(rgb("#D8CFC0"), weather.top, 0.15))
    for row in range(3):
        for column in range(8):
            sketch.box((82 + column * 62, 214 + row * 78), (42, 46), rgb("#9DB9C9"), 2)
    for x in (-10, 80, 560, 650):
        poplar(sketch, x, 560, rng.uniform(330, 420), rng.choice((rgb("#E3B93C"), rgb("#D9A62E"))))
    ground(sketch, 540, rgb("#C9C2B4"), weather)
    for x in (-70, 190, 450):
        _tent(sketch, x + rng.uniform(-20, 20), 400, rng.choice(AWNINGS))
    sketch.box((90, 62), (460, 66), rgb("#FBF6EA"), 4)
    sign(sketch, 320, 95, rng.choice(("雪野大学 学祭", "第48回 雪野大学祭")), 38, rng.choice(AWNINGS))
    garland(sketch, 140, weather, rng)


def _tent(sketch: Sketch, x: float, y: float, colour: Colour) -> None:
    for part in range(8):
        shade = colour if part % 2 == 0 else rgb("#FAF5EA")
        left = x + part * 30
        top = x + 60 + part * 15
        sketch.polygon([(left, y + 70), (left + 30, y + 70), (top + 15, y), (top, y)], shade)
    for post in (6, 234):
        sketch.line([(x + post, y + 70), (x + post, y + 230)], 6, rgb("#8A8F96"))
    sketch.box((x + 4, y + 160), (232, 70), rgb("#EFE3CC"))


def foot_bath(sketch: Sketch, weather: Weather, rng: random.Random) -> None:
    """白音温泉 足湯: maples and mountains under a wooden roof, steam over the water."""
    sketch.sky(weather.top, weather.bottom, 460)
    mountains(sketch, 400, rng)
    for x in (60, 190, 300, 450, 590):
        round_tree(sketch, x, 460, rng.uniform(170, 250), rng.choice(AUTUMN))
    ground(sketch, 440, rgb("#B7A58C"), weather)
    wood = rgb("#8A6242")
    sketch.box((-10, 500), (660, 30), lighter(wood, 0.2), 6)
    sketch.box((-10, 528), (660, 110), mix(rgb("#8FC3C4"), weather.top, 0.2))
    sketch.box((-10, 636), (660, 170), lighter(wood, 0.1))
    for x in (20, 584):
        sketch.box((x, 60), (34, 600), wood)
    sketch.polygon([(-20, 0), (660, 0), (660, 66), (-20, 66)], darker(wood, 0.2))
    for x in (116, 268, 420):
        sketch.box((x, 66), (104, 78), rgb("#3B5B82"), 2)
        sign(sketch, x + 52, 106, "ゆ", 44, rgb("#F4EFE4"))
    for _ in range(12):
        steam = rng.uniform(0, WIDTH), rng.uniform(380, 560)
        sketch.ellipse(steam, (rng.uniform(40, 80), rng.uniform(18, 40)), (255, 255, 255), alpha=62)


def hall(sketch: Sketch, weather: Weather, rng: random.Random) -> None:
    """ユキテラス: the library hall with its wooden ceiling, lamps, shelves and a wide window."""
    sketch.box((0, 0), (WIDTH, 800), rgb("#EFE4D2"))
    for beam in range(9):
        sketch.polygon(
            [(beam * 80 - 20, 0), (beam * 80 + 26, 0), (320 + (beam - 4) * 44, 150), (320 + (beam - 4) * 44 - 14, 150)],
            rgb("#C79562"),
        )
    sketch.box((0, 146), (WIDTH, 16), rgb("#A9774A"))
    sketch.box((210, 180), (220, 250), weather.bottom, 4)
    sketch.box((210, 180), (220, 130), mix(weather.top, weather.bottom, 0.4), 4)
    for x in (210, 283, 356, 424):
        sketch.box((x, 180), (7, 250), rgb("#A9774A"))
    for x in (-10, 440):
        _shelf(sketch, x, rng)
    sketch.box((0, 560), (WIDTH, 240), rgb("#D9BE97"))
    for x in (110, 320, 530):
        sketch.line([(x, 100), (x, 166)], 3, rgb("#6B5B4B"))
        sketch.ellipse((x, 184), (34, 22), LAMP)
        glow(sketch, x, 184, 80)


def _shelf(sketch: Sketch, x: float, rng: random.Random) -> None:
    sketch.box((x, 210), (212, 360), rgb("#A9774A"), 4)
    for row in range(4):
        y = 222 + row * 86
        sketch.box((x + 10, y), (192, 72), rgb("#7E5736"))
        left = x + 14
        while left < x + 188:
            width, height = rng.uniform(9, 17), rng.uniform(44, 66)
            colour = mix(rng.choice((*AWNINGS, *AUTUMN)), (255, 255, 255), rng.uniform(0.1, 0.5))
            sketch.box((left, y + 72 - height), (width, height), colour, 1)
            left += width + 2


PLACES: dict[str, Place] = {
    "ゆきの通り": shopping_street,
    "雪野駅前": station,
    "川べり公園": riverside,
    "雪野どうぶつ園 正門": zoo_gate,
    "雪野大学 学祭": fair,
    "白音温泉 足湯": foot_bath,
    "ユキテラス": hall,
}
