"""A whole picture: backdrop, the people, the board in their hands, and the mark 見本."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from . import bodies, hats
from .board import Words, board, font
from .heads import Head
from .looks import Look, look_by_lot
from .places import PLACES, hall
from .scenery import Weather, snowfall
from .sketch import SCALE, WIDTH, Frame, Point, Sketch, darker, rgb

BOARD = (456, 318)
BOARD_ALONE = (560, 410)
TREMBLE = 4.5  # degrees a held board may lean


@dataclass(frozen=True, slots=True)
class Shot:
    """What is to be taken: where, in what weather, whom, with which words, and whether with the face."""

    place: str
    weather: Weather
    look: Look
    words: Words
    face: bool
    seed: str


def picture(shot: Shot) -> Image.Image:
    """Return the finished picture of a shot."""
    rng = random.Random(shot.seed)
    sketch = Sketch()
    place = PLACES[shot.place]
    place(sketch, shot.weather, rng)
    if shot.weather.dusk:
        sketch.veil((30, 30, 70), 34)
    outdoors = place is not hall
    if outdoors and shot.weather.falling:
        snowfall(sketch, rng, 60, 5)
    sketch.soften(2.2)
    sketch.veil((255, 255, 255), 26)
    if shot.face:
        _people(sketch, shot, rng)
    else:
        _hands_only(sketch, shot, rng)
    if outdoors and shot.weather.falling:
        snowfall(sketch, rng, 16, 5)
    _sample_mark(sketch, rng)
    return sketch.finished()


def _people(sketch: Sketch, shot: Shot, rng: random.Random) -> None:
    look = shot.look
    frame = _standing(look, rng)
    if look.company in ("parent", "child", "friend", "partner"):
        frame = _company(sketch, shot, frame, rng)
    if look.wheelchair:
        _wheelchair(sketch, frame)
    head = Head(sketch, look, frame)
    centre = (320.0 + rng.uniform(-6, 6), 592.0 + rng.uniform(-6, 8))
    size = (BOARD[0] - 46, BOARD[1] - 6) if look.wheelchair else BOARD
    hands = _grip(centre, size)
    _upper_body(head)
    if look.company == "dog":
        _dog(sketch, rng.choice((112, 528)), 392, rng)
    for side, at in zip((-1, 1), hands, strict=True):
        bodies.sleeve(head, side, at)
    _lay_board(sketch, shot.words, size, centre, rng)
    for side, at in zip((-1, 1), hands, strict=True):
        bodies.hand(head, side, at)


def _standing(look: Look, rng: random.Random) -> Frame:
    """Where the head of the one with the board is."""
    x = 320 + rng.uniform(-14, 14)
    if look.stage == "child":
        return Frame(x, 262 + rng.uniform(-6, 14), 0.98)
    low = 44 if look.wheelchair else 0
    scale = {"teen": 1.0, "adult": 1.03, "middle": 1.02, "elder": 0.99}[look.stage]
    return Frame(x, 212 + low + rng.uniform(-10, 10), scale * rng.uniform(0.97, 1.03))


def _upper_body(head: Head) -> None:
    """Draw one person without arms."""
    head.behind()
    bodies.torso(head)
    if head.look.hat == "hijab":
        head.shape([(-74, 60), (-84, 130), (0, 190), (84, 130), (74, 60)], darker(head.look.knit, 0.08))
    bodies.scarf(head)
    head.face()
    head.beard()
    head.hair()
    hats.wear(head)
    head.glasses()


def _company(sketch: Sketch, shot: Shot, frame: Frame, rng: random.Random) -> Frame:
    """Draw who stands beside or behind; return where the one with the board moves."""
    look, side = shot.look, rng.choice((-1, 1))
    stage = {"parent": "adult", "child": "child", "friend": look.stage, "partner": look.stage}[look.company]
    other = look_by_lot(stage, shot.words.language, rng)
    while other.hair == look.hair or other.coat_colour == look.coat_colour:
        other = look_by_lot(stage, shot.words.language, rng)
    skin = look.skin if look.company in ("parent", "child") else other.skin
    other = replace(other, skin=skin, wheelchair=False)
    if look.company == "parent":
        beside, moved = Frame(320 + side * 126, 158, 0.94), Frame(320 - side * 44, frame.y + 26, 0.9)
    elif look.company == "child":
        beside, moved = Frame(320 + side * 172, 318, 0.74), Frame(320 - side * 54, frame.y, frame.size * 0.98)
    else:
        beside, moved = Frame(320 + side * 112, frame.y + 6, 0.86), Frame(320 - side * 104, frame.y, 0.86)
    _upper_body(Head(sketch, other, beside))
    return moved


def _grip(centre: Point, size: tuple[int, int]) -> tuple[Point, Point]:
    """Where the two hands hold the board."""
    x, y = centre
    return (x - size[0] / 2 + 2, y + 34), (x + size[0] / 2 - 2, y + 34)


def _lay_board(sketch: Sketch, words: Words, size: tuple[int, int], centre: Point, rng: random.Random) -> None:
    """Draw the board with its shadow, a little tilted."""
    layer = board(words, size, rng)
    angle = rng.uniform(-TREMBLE, TREMBLE) * 0.7
    shadow = Image.new("RGBA", layer.size, (0, 0, 0, 0))
    shadow.paste((20, 20, 40, 70), (0, 0), layer.getchannel("A"))
    for drawn, shift in ((shadow, 7), (layer, 0)):
        turned = drawn.rotate(angle, Image.Resampling.BICUBIC, expand=True)
        sketch.paste(turned, (centre[0] + shift * 0.5, centre[1] + shift))


def _hands_only(sketch: Sketch, shot: Shot, rng: random.Random) -> None:
    """Draw a coat, close up and without a face, and the board held before it."""
    head = Head(sketch, shot.look, Frame(320, -150, 1.6))
    centre = (320.0, 478.0 + rng.uniform(-26, 26))
    bodies.torso(head)
    bodies.scarf(head)
    grown = Head(sketch, shot.look, Frame(320, 0, 1.12))
    hands = _grip(centre, (BOARD_ALONE[0] - 14, BOARD_ALONE[1]))
    for side, at in zip((-1, 1), hands, strict=True):
        bodies.sleeve(head, side, (at[0], at[1] + 40))
    _lay_board(sketch, shot.words, BOARD_ALONE, centre, rng)
    for side, at in zip((-1, 1), hands, strict=True):
        bodies.hand(grown, side, at)


def _wheelchair(sketch: Sketch, frame: Frame) -> None:
    """Draw the chair behind the one who sits in it."""
    steel, seat = rgb("#56616E"), rgb("#34404F")
    top = frame.y + 118
    sketch.box((frame.x - 176, top), (352, 420), seat, 26)
    for side in (-1, 1):
        sketch.line([(frame.x + side * 182, top + 30), (frame.x + side * 182, top - 16)], 13, steel)
        sketch.line([(frame.x + side * 182, top - 18), (frame.x + side * 206, top - 22)], 20, rgb("#2B323B"))
        x = frame.x + side * 262
        sketch.ellipse((x, 668), (42, 152), rgb("#2F3842"))
        sketch.ellipse((x, 668), (31, 137), rgb("#C9D1D8"))
        for spoke in (-96, -48, 0, 48, 96):
            sketch.line([(x - 26, 668 - spoke), (x + 26, 668 + spoke)], 2.6, steel)
        sketch.ellipse((x, 668), (10, 16), steel)
        arm = [(frame.x + side * 170, top + 190), (frame.x + side * 232, top + 196)]
        sketch.line(arm, 24, rgb("#2B323B"))


def _dog(sketch: Sketch, x: float, y: float, rng: random.Random) -> None:
    """Draw a dog looking over the edge of the board."""
    fur, ink = rng.choice((rgb("#D9A566"), rgb("#F1E6D2"), rgb("#8B6A4E"))), rgb("#33292A")
    sketch.ellipse((x, y + 120), (62, 100), fur)
    for side in (-1, 1):
        ear = [(x + side * 20, y - 44), (x + side * 50, y - 78), (x + side * 58, y - 16)]
        sketch.polygon(ear, darker(fur, 0.2))
    sketch.ellipse((x, y), (58, 52), fur)
    sketch.ellipse((x, y + 18), (32, 26), (250, 246, 238))
    sketch.ellipse((x, y + 6), (11, 8), ink)
    sketch.arc((x, y + 18), (13, 10), (10, 170), 3.5, ink)
    for side in (-1, 1):
        sketch.ellipse((x + side * 23, y - 10), (6, 7), ink)
        sketch.ellipse((x + side * 23 + 2, y - 13), (2, 2), (255, 255, 255))


def _sample_mark(sketch: Sketch, rng: random.Random) -> None:
    """Mark the picture as a sample, in one of the upper corners."""
    x = rng.choice((14, WIDTH - 78))
    sketch.box((x, 14), (64, 30), (255, 255, 255), 15, alpha=205)
    pen = ImageDraw.Draw(sketch.image)
    pen.text(((x + 32) * SCALE, 29 * SCALE), "見本", font=font(18 * SCALE), fill=rgb("#4A5563"), anchor="mm")
