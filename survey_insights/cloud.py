"""The word cloud as a picture: size by number of comments, colour by the axis a word marks."""

from __future__ import annotations

import io
import random
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from survey_insights.palette import AXIS_INK, DARK_OF, INK_TEXT, PEOPLE, SURFACE
from survey_insights.words import word_counts
from survey_loader.voices import Voices

MOST_WORDS = 120
# A share of the largest word's size.
SAME_SIZE = 0.03
# What is drawn of each word: its size and its colour.
Looks = dict[str, tuple[float, str]]
# The same voices give the same picture, today and on the slide.
SEED = 20260207


@lru_cache(maxsize=1)
def font_path() -> Path:
    """Return IPAexGothic inside matplotlib-fontja, without importing matplotlib."""
    spec = find_spec("matplotlib_fontja")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("matplotlib-fontja")
    return Path(next(iter(spec.submodule_search_locations))) / "fonts" / "ipaexg.ttf"


@lru_cache(maxsize=1)
def drawable_letters() -> frozenset[int]:
    """Return the code points the font has; it has no emoji."""
    with TTFont(font_path(), lazy=True) as font:
        return frozenset(font.getBestCmap())


def drawable(word: str) -> bool:
    """Return whether every letter of the word is in the font: no word is drawn as empty boxes."""
    return bool(word.strip()) and all(ord(letter) in drawable_letters() for letter in word)


def cloud_words(voices: Voices, most: int = MOST_WORDS) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the words to draw (see `word_counts`) and those left out because the font lacks them."""
    frame = word_counts(voices)
    can = frame["word"].head(2 * most).map(drawable).astype(bool)
    candidates = frame.head(2 * most)
    return candidates[can].head(most).reset_index(drop=True), tuple(candidates["word"][~can])


def word_looks(voices: Voices, dark: bool = False, most: int = MOST_WORDS) -> Looks:
    """Return {word: (size, colour)} of the words most often written, to be drawn.

    Colours are those of the axes for words whose lean is confirmed, grey for all others; the table beside the cloud
    says the same in words.
    """
    frame, _ = cloud_words(voices, most)
    return cloud_of(frame, frame["comments"], dark)


def cloud_of(frame: pd.DataFrame, sizes: pd.Series, dark: bool) -> Looks:
    """Return {word: (size, colour)} of a frame with `word` and `lean`, the axis it is confirmed for or "".

    Sizes are shares of the largest.
    """
    largest = float(sizes.max()) if len(sizes) else 1.0
    return {
        str(word): (float(size) / (largest or 1.0), _colour(lean, dark))
        for word, size, lean in zip(frame["word"], sizes, frame["lean"], strict=True)
    }


def alike(first: Looks, second: Looks) -> bool:
    """Whether no eye could tell the clouds apart: the same words in the same colours, of nearly the same sizes."""
    return first.keys() == second.keys() and all(
        colour == second[word][1] and abs(size - second[word][0]) <= SAME_SIZE for word, (size, colour) in first.items()
    )


def drawn(words: Looks, width: int = 1000, height: int = 520, scale: int = 1) -> bytes | None:
    """Return {word: (size, colour)} as a cloud in PNG with a transparent background, or None without words.

    `scale` draws it so many times larger, the words where they were. Takes 0.2 to 1 s: call it off the page's
    thread and cache it.
    """
    if not words:
        return None
    # wordcloud pulls in matplotlib: half a second that other screens need not pay.
    from wordcloud import WordCloud

    def colour_of(word: str, random_state: random.Random | None = None, **_: Any) -> str:
        return words[word][1]

    cloud = WordCloud(
        font_path=str(font_path()), width=width, scale=scale, height=height, mode="RGBA", background_color=None,
        prefer_horizontal=1.0, relative_scaling=0.5, min_font_size=11, max_font_size=height // 4, margin=4,
        random_state=SEED, color_func=colour_of, max_words=len(words),
    )  # fmt: skip
    cloud.generate_from_frequencies({word: size for word, (size, _) in words.items()})
    buffer = io.BytesIO()
    cloud.to_image().save(buffer, format="PNG")
    return buffer.getvalue()


def _colour(lean: str, dark: bool) -> str:
    light = AXIS_INK[lean].colour if lean in AXIS_INK else INK_TEXT if lean else PEOPLE
    return DARK_OF.get(light, SURFACE) if dark else light
