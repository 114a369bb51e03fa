"""Bodies below the head: neck, coat, scarf, sleeves, hands, in the local units of the head above them."""

from __future__ import annotations

from .heads import Head
from .sketch import Colour, Point, darker, lighter, mix, rgb

WHITE = rgb("#F7F3EA")
# Half the width of the shoulders, by stage of life.
SHOULDERS = {"child": 112.0, "teen": 138.0, "adult": 152.0, "middle": 152.0, "elder": 142.0}


def torso(head: Head) -> None:
    """Draw neck and coat, down to well below the board."""
    look, half = head.look, SHOULDERS[head.look.stage]
    coat = look.coat_colour
    if look.coat in ("hoodie", "parka"):
        hood = darker(coat, 0.16) if look.coat == "hoodie" else rgb("#D9C6A5")
        head.shape([(-70, 70), (-104, 118), (-60, 150), (60, 150), (104, 118), (70, 70)], hood)
    head.shape([(-27, 60), (27, 60), (30, 130), (-30, 130)], darker(look.skin, 0.14))
    head.shape(
        [
            (-34, 106),
            (-half * 0.66, 124),
            (-half, 172),
            (-half - 8, 320),
            (-half - 6, 700),
            (half + 6, 700),
            (half + 8, 320),
            (half, 172),
            (half * 0.66, 124),
            (34, 106),
            (0, 128),
        ],
        coat,
    )
    COATS.get(look.coat, sweater)(head, coat)


def puffer(head: Head, coat: Colour) -> None:
    """A quilted jacket with a high collar."""
    half = SHOULDERS[head.look.stage]
    for row in range(5):
        y = 176 + row * 46
        head.curve(0, y - 26, half - 6, 34, (20, 160), 4, darker(coat, 0.16))
    head.shape([(-54, 92), (-60, 124), (0, 142), (60, 124), (54, 92), (0, 108)], lighter(coat, 0.12))
    head.sketch.line([head.frame.at(0, 118), head.frame.at(0, 300)], 4 * head.frame.size, darker(coat, 0.3))


def parka(head: Head, coat: Colour) -> None:
    """A parka with fur on its hood."""
    fur = rgb("#E9DAC0")
    for x, y, radius in ((78, 108, 25), (58, 134, 25), (28, 148, 23)):
        head.oval(-x, y, radius, radius, fur)
        head.oval(x, y, radius, radius, fur)
    head.sketch.line([head.frame.at(0, 152), head.frame.at(0, 320)], 6 * head.frame.size, darker(coat, 0.22))
    for side in (-1, 1):
        cord = [head.frame.at(side * 20, 162), head.frame.at(side * 24, 214)]
        head.sketch.line(cord, 4 * head.frame.size, WHITE)


def hoodie(head: Head, coat: Colour) -> None:
    """A hooded sweatshirt with its cords."""
    rim: list[Point] = [(-62, 100), (-44, 140), (0, 158), (44, 140), (62, 100), (30, 126), (-30, 126)]
    head.shape(rim, darker(coat, 0.1))
    for side in (-1, 1):
        cord = [head.frame.at(side * 18, 150), head.frame.at(side * 20, 204)]
        head.sketch.line(cord, 4 * head.frame.size, WHITE)


def wool(head: Head, coat: Colour) -> None:
    """A wool coat with lapels over a knitted jumper."""
    head.shape([(-32, 104), (0, 240), (32, 104), (0, 122)], head.look.knit)
    for side in (-1, 1):
        head.shape(
            [(side * 30, 100), (side * 66, 116), (side * 74, 160), (side * 40, 186), (side * 4, 250), (side * 22, 150)],
            darker(coat, 0.14),
        )
    head.oval(16, 272, 8, 8, darker(coat, 0.4))


def suit(head: Head, coat: Colour) -> None:
    """A jacket with shirt and tie."""
    head.shape([(-34, 102), (0, 250), (34, 102), (0, 120)], WHITE)
    head.shape([(-9, 124), (9, 124), (13, 210), (0, 236), (-13, 210)], head.look.knit)
    for side in (-1, 1):
        head.shape(
            [(side * 32, 102), (side * 60, 120), (side * 56, 170), (side * 4, 262), (side * 18, 160)], darker(coat, 0.2)
        )


def duffle(head: Head, coat: Colour) -> None:
    """A duffle coat with toggles."""
    rim: list[Point] = [(-66, 98), (-58, 138), (0, 156), (58, 138), (66, 98), (24, 124), (-24, 124)]
    head.shape(rim, darker(coat, 0.14))
    head.sketch.line([head.frame.at(0, 150), head.frame.at(0, 320)], 3 * head.frame.size, darker(coat, 0.3))
    for y in (186, 232):
        loop = [head.frame.at(-30, y), head.frame.at(30, y)]
        head.sketch.line(loop, 3.5 * head.frame.size, WHITE)
        head.sketch.line([head.frame.at(-9, y), head.frame.at(9, y)], 9 * head.frame.size, rgb("#B98D5E"))


def sweater(head: Head, coat: Colour) -> None:
    """A jumper with a pattern round the yoke."""
    head.curve(0, 104, 36, 26, (10, 170), 12, darker(coat, 0.14))
    light = lighter(head.look.knit, 0.3)
    for step in range(-5, 6):
        x = step * 22
        y = 190 - 0.0026 * x * x
        points: list[Point] = [(x - 10, y), (x, y - 12), (x + 10, y), (x, y + 12)]
        head.sketch.polygon([head.frame.at(*point) for point in points], light)
    head.curve(0, 124, 128, 88, (24, 156), 4, light)


def cardigan(head: Head, coat: Colour) -> None:
    """A cardigan over a blouse."""
    head.shape([(-36, 102), (0, 260), (36, 102), (0, 122)], WHITE)
    for side in (-1, 1):
        edge = [head.frame.at(side * 36, 106), head.frame.at(side * 5, 262)]
        head.sketch.line(edge, 11 * head.frame.size, darker(coat, 0.16))
    head.oval(0, 142, 5, 5, darker(WHITE, 0.3))


def vest(head: Head, coat: Colour) -> None:
    """A quilted waistcoat over a shirt."""
    half = SHOULDERS[head.look.stage]
    shirt = mix(head.look.knit, WHITE, 0.45)
    for side in (-1, 1):
        head.shape(
            [
                (side * half * 0.62, 124),
                (side * half, 168),
                (side * (half + 10), 330),
                (side * half * 0.74, 330),
                (side * half * 0.66, 200),
            ],
            shirt,
        )
    puffer(head, coat)


def work(head: Head, coat: Colour) -> None:
    """Work clothes with pockets and a towel round the neck."""
    head.shape([(-50, 98), (-56, 136), (0, 152), (56, 136), (50, 98), (20, 126), (-20, 126)], WHITE)
    for y in (118, 132):
        head.curve(0, 92, 44, y - 92, (30, 150), 2, rgb("#7FA3C7"))
    for side in (-1, 1):
        corner, size = head.frame.at(side * 64 - 26, 196), head.frame.size
        head.sketch.box(corner, (52 * size, 40 * size), darker(coat, 0.14), 4)


def apron(head: Head, coat: Colour) -> None:
    """A shopkeeper's apron over a shirt."""
    bib = darker(head.look.knit, 0.35)
    head.curve(0, 104, 34, 24, (10, 170), 9, lighter(coat, 0.4))
    for side in (-1, 1):
        strap = [head.frame.at(side * 56, 120), head.frame.at(side * 66, 220)]
        head.sketch.line(strap, 13 * head.frame.size, bib)
    head.shape([(-80, 204), (0, 200), (80, 204), (96, 400), (-96, 400)], bib)


def blazer(head: Head, coat: Colour) -> None:
    """A school blazer with a ribbon."""
    suit(head, coat)
    head.shape([(-34, 102), (0, 180), (34, 102), (0, 120)], WHITE)
    ribbon = rgb("#A84436")
    for side in (-1, 1):
        head.shape([(0, 146), (side * 30, 132), (side * 32, 160)], ribbon)
    head.oval(0, 147, 7, 7, darker(ribbon, 0.2))


def sailor(head: Head, coat: Colour) -> None:
    """A school uniform with a sailor collar."""
    collar = rgb("#2B3B60")
    head.shape(
        [(-40, 98), (-96, 132), (-84, 176), (-30, 186), (0, 226), (30, 186), (84, 176), (96, 132), (40, 98), (0, 190)],
        collar,
    )
    for side in (-1, 1):
        stripe = [head.frame.at(side * 84, 160), head.frame.at(side * 34, 172), head.frame.at(side * 4, 210)]
        head.sketch.line(stripe, 3 * head.frame.size, WHITE)
        head.shape([(0, 208), (side * 34, 236), (side * 14, 256)], rgb("#B5483A"))


def stand_collar(head: Head, coat: Colour) -> None:
    """The dark school jacket with a standing collar and gold buttons."""
    head.shape([(-42, 92), (-46, 122), (0, 136), (46, 122), (42, 92), (0, 108)], lighter(coat, 0.1))
    head.sketch.line([head.frame.at(0, 126), head.frame.at(0, 320)], 3 * head.frame.size, darker(coat, 0.4))
    for y in (152, 192, 232):
        head.oval(7, y, 7, 7, rgb("#E3B440"))


def varsity(head: Head, coat: Colour) -> None:
    """A team jacket with pale sleeves and a letter."""
    half = SHOULDERS[head.look.stage]
    for side in (-1, 1):
        head.shape(
            [
                (side * half * 0.62, 124),
                (side * half, 168),
                (side * (half + 10), 330),
                (side * half * 0.78, 330),
                (side * half * 0.7, 200),
            ],
            WHITE,
        )
    head.curve(0, 100, 42, 30, (10, 170), 13, darker(coat, 0.3))
    head.sketch.line([head.frame.at(0, 132), head.frame.at(0, 320)], 4 * head.frame.size, darker(coat, 0.3))
    head.oval(52, 190, 19, 19, rgb("#E3B440"))


COATS = {
    "puffer": puffer, "parka": parka, "hoodie": hoodie, "wool": wool, "suit": suit, "duffle": duffle,
    "sweater": sweater, "cardigan": cardigan, "vest": vest, "work": work, "apron": apron, "blazer": blazer,
    "sailor": sailor, "stand_collar": stand_collar, "varsity": varsity,
}  # fmt: skip


def scarf(head: Head) -> None:
    """Draw a scarf where there is one."""
    kind, colour = head.look.scarf, head.look.knit
    if not kind or head.look.hat == "hijab":
        return
    head.shape([(-62, 80), (-70, 116), (-40, 142), (0, 148), (40, 142), (70, 116), (62, 80), (0, 104)], colour)
    if kind == "wrapped":
        head.shape([(-66, 70), (-58, 104), (0, 122), (58, 104), (66, 70), (0, 92)], darker(colour, 0.13))
        return
    head.shape([(18, 128), (60, 126), (70, 258), (26, 262)], darker(colour, 0.1))
    if kind == "striped":
        for y in (160, 196, 232):
            head.sketch.line(
                [head.frame.at(26, y), head.frame.at(66, y - 2)], 9 * head.frame.size, lighter(colour, 0.6)
            )


def sleeve(head: Head, side: int, hand: Point) -> None:
    """Draw the arm of one side (-1 left, 1 right) from the shoulder to a picture point."""
    look, half, size = head.look, SHOULDERS[head.look.stage], head.frame.size
    shoulder = head.frame.at(side * (half - 32), 176)
    elbow = (hand[0] + side * 12, (shoulder[1] + hand[1]) / 2 + 30)
    colour = WHITE if look.coat == "varsity" else look.coat_colour
    if look.coat == "vest":
        colour = mix(look.knit, WHITE, 0.45)
    head.sketch.line([shoulder, elbow, hand], 74 * size, darker(colour, 0.09))


def hand(head: Head, side: int, at: Point) -> None:
    """Draw the hand that holds an edge of the board at a picture point."""
    look, sketch, size = head.look, head.sketch, max(head.frame.size, 0.8)
    colour = look.knit if look.mittens else look.skin
    sketch.line(
        [(at[0] + side * 15, at[1] + 34), (at[0] + side * 15, at[1] + 10)], 44 * size, darker(look.coat_colour, 0.2)
    )
    sketch.ellipse((at[0] + side * 12, at[1]), (24 * size, 31 * size), colour)
    if look.mittens:
        sketch.line([at, (at[0] - side * 9, at[1] - 10)], 22 * size, darker(colour, 0.08))
        return
    for finger in range(4):
        y = at[1] - 22 * size + finger * 14.5 * size
        reach = (12, 16, 15, 10)[finger] * size
        sketch.line([(at[0] + side * 6, y), (at[0] - side * reach, y)], 15 * size, darker(colour, 0.1))
        sketch.line([(at[0] + side * 6, y), (at[0] - side * reach, y)], 12.5 * size, colour)
