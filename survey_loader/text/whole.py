"""The tone of a whole comment from the tones of its clauses (docs/coding-guide.md)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from survey_loader.models import Tone
from survey_loader.text.reading import Reading
from survey_loader.text.wishes import keeps

# 不便だけどそれがいい: what was granted is what one likes.
_TURNED = re.compile(
    r"(?:それ|そこ|これ|ここ)(?:が|も|こそ)(?:が)?(?:また)?(?:いい|良い|よい|ええ|好き|魅力|味|落ち着)"
)


# What is liked is to stay: no contrast, even after だけど.
_STAYS = re.compile(r"だからこそ|このまま|変わらな")


def whole_tone(readings: Sequence[Reading]) -> tuple[Tone | None, tuple[str, ...]]:
    """The tone of a comment from those of its clauses (docs/coding-guide.md)."""
    told = [reading for reading in readings if reading.feeling.tone]
    tones = {reading.feeling.tone for reading in told}
    words = tuple(dict.fromkeys(word for reading in told for word in reading.feeling.words))
    if len(tones) < 2:
        return (told[0].feeling.tone if told else None), words
    if "praise" not in tones:
        return "wish", words
    if told[-1].feeling.tone == "praise" and _TURNED.search(told[-1].text):
        return "praise", words
    if tones == {"praise", "wish"} and _wants_the_same(readings):
        return "wish", words
    return "mixed", words


def _wants_the_same(readings: Sequence[Reading]) -> bool:
    """Whether praise and wish speak of one thing: 静かなので、このままで."""
    praised: set[str] = set()
    wished: set[str] = set()
    contrasted = False
    for index, reading in enumerate(readings):
        if reading.feeling.tone == "praise":
            praised.update(reading.themes)
            contrasted = contrasted or (reading.clause.joint == "contrast" and index + 1 < len(readings))
        elif reading.feeling.tone == "wish":
            if keeps(reading.text) and (not contrasted or _STAYS.search(reading.text)):
                return True
            wished.update(reading.themes)
    return not contrasted and bool(praised & wished or not wished)


def own_tone(readings: Sequence[Reading], index: int) -> Tone | None:
    """The tone of a clause; one without a cue leans on what follows in its sentence."""
    while index < len(readings):
        reading = readings[index]
        if reading.feeling.tone or reading.clause.joint in ("sentence", "contrast", "end"):
            return reading.feeling.tone
        index += 1
    return None


def of_several(tones: set[Tone | None]) -> Tone | None:
    told = tones - {None}
    if len(told) < 2:
        return told.pop() if told else None
    return "mixed" if "praise" in told else "wish"
