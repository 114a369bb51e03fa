"""The white board: words wrapped, fitted and written as with a marker, and the numbers around them."""

from __future__ import annotations

import functools
import math
import random
from dataclasses import dataclass
from pathlib import Path

import matplotlib_fontja
from janome.tokenizer import Tokenizer
from matplotlib.ft2font import FT2Font
from PIL import Image, ImageDraw, ImageFont

from .sketch import SCALE, Colour, Frame, rgb

NOT_AT_LINE_START = "、。，．！？!?」』）)…ー〜～っゃゅょッャュョ・：；♡♪笑"
NOT_AT_LINE_END = "「『（(←"
LEANING = ("助詞", "助動詞", "記号")
LARGEST, SMALLEST = 58, 17
LINE_HEIGHT = 1.26
MARGIN = 25
THICK_FROM = 28  # small dense letters run together under a thick marker
SMALLER = 0.86  # how much smaller letters may get to keep words whole
SIZE_WORTH = 6.0  # what the logarithm of the letter size weighs against breaks and uneven lines
LABEL = 15
MARKERS = ("#1F2937", "#1E3A8A", "#7F1D1D", "#14532D", "#4C1D95", "#27272A", "#9D174D", "#0C4A6E")
FRAMES = ("#C9A675", "#8FA3B5", "#D8D8D4", "#A9744F", "#7E9C8A", "#E3B7A0")
HEADINGS = {
    "English": ("What I like", "The town I hope for"),
    "中文": ("喜歡的地方", "希望的城市"),
}
JAPANESE_HEADINGS = ("好きなところ", "どんなまちになってほしい")


def font_file() -> Path:
    """Return the IPAexGothic font that matplotlib-fontja brings along."""
    return next(Path(matplotlib_fontja.__file__).parent.rglob("*.ttf"))


@functools.cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the font at a size in drawing pixels."""
    return ImageFont.truetype(str(font_file()), size)


@functools.cache
def known_characters() -> frozenset[int]:
    """Return the code points the font can draw."""
    return frozenset(FT2Font(str(font_file())).get_charmap())


def writable(text: str) -> str:
    """Return the text without the characters the font lacks (emoji)."""
    return "".join(c for c in text if c == "\n" or ord(c) in known_characters()).strip()


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on one board."""

    like: str
    future: str
    number: str
    language: str

    @property
    def headings(self) -> tuple[str, str]:
        """The two printed headings, in a language the writer was shown."""
        return HEADINGS.get(self.language, JAPANESE_HEADINGS)


def pieces(paragraph: str) -> list[str]:
    """Return the units a line may be broken between: Latin words whole, Japanese by character."""
    units: list[str] = []
    for character in paragraph:
        latin = character.isascii() and not character.isspace()
        last = units[-1][-1] if units else " "
        in_a_word = latin and last.isascii() and not last.isspace()
        kept = character.isspace() or character in NOT_AT_LINE_START or last in NOT_AT_LINE_END
        if units and (in_a_word or kept):
            units[-1] += character
        else:
            units.append(character)
    return units


@dataclass(frozen=True, slots=True)
class Lines:
    """Text broken into lines; `cost` says how unwelcome its breaks are."""

    texts: tuple[str, ...] = ()
    cost: float = 0.0


def wrap(text: str, size: int, width: float) -> Lines | None:
    """Return the text in even lines within `width` units, or None where one unit is too wide."""
    face, room = font(size * SCALE), width * SCALE / 1.04  # the jitter of the hand needs a little air
    wrapped = Lines()
    for paragraph in text.split("\n"):
        units = pieces(paragraph.strip())
        if any(face.getlength(unit.rstrip()) > room for unit in units):
            return None
        lines = evenly(units, face, room)
        wrapped = Lines(wrapped.texts + lines.texts, wrapped.cost + lines.cost)
    return wrapped


def evenly(units: list[str], face: ImageFont.FreeTypeFont, room: float) -> Lines:
    """Return the units as the fewest lines, broken where the lines come out even and words whole."""
    costs = break_costs(units)
    best = [Lines()]
    for end in range(1, len(units) + 1):
        options: list[Lines] = []
        for start in range(end - 1, -1, -1):
            line = "".join(units[start:end]).strip()
            slack = 1 - face.getlength(line) / room
            if slack < 0:
                break
            before = best[start]
            options.append(Lines((*before.texts, line), before.cost + slack**2 + costs[end]))
        best.append(min(options, key=lambda option: (len(option.texts), option.cost)))
    return best[-1]


def break_costs(units: list[str]) -> list[float]:
    """Return how unwelcome a line break before each unit is; the last value is for the end."""
    starts, offset = phrase_starts("".join(units)), 0
    costs: list[float] = []
    for before, unit in zip(["。", *units], units, strict=False):
        after_stop = before.rstrip()[-1:] in "。、，！？!?.…」）"
        costs.append(0.0 if after_stop else 0.12 if offset in starts else 0.8)
        offset += len(unit)
    return [*costs, 0.0]


@functools.cache
def phrase_starts(text: str) -> frozenset[int]:
    """Return the offsets where a phrase begins: a word that does not lean on the one before."""
    starts, offset = set(), 0
    for token in tokenizer().tokenize(text):
        parts = token.part_of_speech
        if not parts.startswith(LEANING) and "接尾" not in parts and "非自立" not in parts:
            starts.add(offset)
        offset += len(token.surface)
    return frozenset(starts)


@functools.cache
def tokenizer() -> Tokenizer:
    """Return the tokenizer; reading its dictionary takes a second."""
    return Tokenizer()


def fitted(words: Words, width: float, height: float) -> tuple[int, list[tuple[str, ...]]]:
    """Return a size at which both answers fit, and their lines.

    It is the largest size, or one a little smaller where that keeps words whole.
    """
    room = height - 2 * (LABEL + 16)
    found: list[tuple[float, int, list[tuple[str, ...]]]] = []
    for size in range(LARGEST, SMALLEST - 1, -1):
        wrapped = [wrap(writable(text), size, width) for text in (words.like, words.future)]
        answers = [lines for lines in wrapped if lines is not None]
        if len(answers) == 2 and sum(len(lines.texts) for lines in answers) * size * LINE_HEIGHT <= room:
            cost = sum(lines.cost for lines in answers) - math.log(size) * SIZE_WORTH
            found.append((cost, size, [lines.texts for lines in answers]))
            if size < found[0][1] * SMALLER:
                break
    if not found:
        raise ValueError(f"these words do not fit on a board: {words}")
    _, size, texts = min(found, key=lambda option: option[0])
    return size, texts


class Writer:
    """A hand with a marker: every letter a little different."""

    def __init__(self, layer: Image.Image, rng: random.Random) -> None:
        self.layer = layer
        self.rng = rng
        self.colour: Colour = rgb(rng.choice(MARKERS))
        self.shake = rng.uniform(0.6, 1.5)
        self.slope = rng.uniform(-0.012, 0.012)
        self.thick = rng.random() < 0.34

    def line(self, text: str, x: float, y: float, size: int) -> float:
        """Write one line from (x, y) in drawing pixels; return where it ends."""
        start = x
        for character in text:
            grown = round(size * SCALE * self.rng.uniform(0.95, 1.04))
            face = font(grown)
            drop = self.slope * (x - start) + self.rng.uniform(-1.1, 1.1) * self.shake * SCALE
            if not character.isspace():
                self._letter(character, face, x, y + drop)
            x += face.getlength(character) * 0.985
        return x

    def _letter(self, character: str, face: ImageFont.FreeTypeFont, x: float, y: float) -> None:
        pad = round(face.size * 0.4)
        stroke = 2 if self.thick and face.size > THICK_FROM * SCALE else 1
        tile = Image.new("L", (round(face.size) + 2 * pad, round(face.size) + 2 * pad), 0)
        ImageDraw.Draw(tile).text((pad, pad), character, font=face, fill=255, stroke_width=stroke)
        turned = tile.rotate(self.rng.uniform(-3.2, 3.2) * self.shake, Image.Resampling.BICUBIC)
        self.layer.paste((*self.colour, 255), (round(x) - pad, round(y) - pad), turned)


def board(words: Words, size: tuple[int, int], rng: random.Random) -> Image.Image:
    """Return the board as an RGBA layer of drawing size, not yet tilted."""
    width, height = size[0] * SCALE, size[1] * SCALE
    layer = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    edge = 7 * SCALE
    pen.rounded_rectangle([0, 0, width - 1, height - 1], 16 * SCALE, fill=(*rgb(rng.choice(FRAMES)), 255))
    pen.rounded_rectangle([edge, edge, width - edge, height - edge], 10 * SCALE, fill=(253, 253, 250, 255))
    inner = (size[0] - 2 * MARGIN - 14, size[1] - 2 * MARGIN)
    letters, answers = fitted(words, *inner)
    writer = Writer(layer, rng)
    spare = inner[1] - sum(map(len, answers)) * letters * LINE_HEIGHT - 2 * (LABEL + 16)
    y = float(MARGIN)
    for heading, lines in zip(words.headings, answers, strict=True):
        y = _section(writer, heading, lines, letters, y, inner[0]) + min(spare, 60) / 2
    if spare > 74:
        doodle(writer, Frame(size[0] - 74, size[1] - 66, rng.uniform(0.8, 1.1)))
    _number(pen, words.number, size)
    return layer


def _section(writer: Writer, heading: str, lines: tuple[str, ...], size: int, y: float, width: float) -> float:
    """Print a heading with its rule and write the lines below it; return the next free y."""
    pen = ImageDraw.Draw(writer.layer)
    left = (MARGIN + 6) * SCALE
    pen.text((left, y * SCALE), heading, font=font(LABEL * SCALE), fill=(120, 128, 138, 255))
    rule = (y + LABEL + 4) * SCALE
    pen.line([(left, rule), (left + width * SCALE, rule)], fill=(214, 219, 224, 255), width=SCALE)
    y += LABEL + 10
    for line in lines:
        writer.line(line, left, y * SCALE, size)
        y += size * LINE_HEIGHT
    return y + 6


def _number(pen: ImageDraw.ImageDraw, number: str, size: tuple[int, int]) -> None:
    """Print the board number small in the lower right corner."""
    face = font(14 * SCALE)
    x = (size[0] - 16) * SCALE - face.getlength(number)
    pen.text((x, (size[1] - 27) * SCALE), number, font=face, fill=(130, 138, 148, 255))


def doodle(writer: Writer, frame: Frame) -> None:
    """Draw the small thing people add when there is room: a heart, a flake, a smile, a hill."""
    pen = ImageDraw.Draw(writer.layer)
    kind = writer.rng.choice(("flake", "heart", "smile", "hill", "flower"))
    ink = (*writer.colour, 255)

    def at(x: float, y: float) -> tuple[float, float]:
        across, down = frame.at(x, y)
        return across * SCALE, down * SCALE

    if kind == "flake":
        for turn in range(6):
            angle = math.pi * turn / 3
            pen.line([at(0, 0), at(24 * math.cos(angle), 24 * math.sin(angle))], ink, 3 * SCALE)
    elif kind == "heart":
        turns = [math.pi * step / 30 for step in range(61)]
        heart = [
            at(
                1.5 * 16 * math.sin(t) ** 3,
                -1.5 * (13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)),
            )
            for t in turns
        ]
        pen.line(heart, ink, 3 * SCALE, joint="curve")
    elif kind == "smile":
        pen.ellipse([*at(-22, -22), *at(22, 22)], outline=ink, width=3 * SCALE)
        pen.arc([*at(-12, -10), *at(12, 12)], 20, 160, ink, 3 * SCALE)
        for eye in (-8, 8):
            pen.ellipse([*at(eye - 2, -9), *at(eye + 2, -4)], fill=ink)
    elif kind == "hill":
        pen.line([at(-34, 20), at(-10, -16), at(4, 4), at(14, -8), at(34, 20)], ink, 3 * SCALE, joint="curve")
    else:
        for turn in range(5):
            angle = 2 * math.pi * turn / 5
            x, y = 13 * math.cos(angle), 13 * math.sin(angle)
            pen.ellipse([*at(x - 8, y - 8), *at(x + 8, y + 8)], outline=ink, width=2 * SCALE)
        pen.ellipse([*at(-5, -5), *at(5, 5)], fill=ink)
