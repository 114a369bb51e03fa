"""Marking what was searched in a text, also where it is written with other letters of the same kind (ＷｉＦｉ, ﾊﾞｽ)."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence
from html import escape


def marked(text: str, words: str | Sequence[str]) -> str:
    """Return the text escaped, each of the words in <mark>; words that overlap are one mark."""
    wanted = [_folded(word)[0] for word in ((words,) if isinstance(words, str) else words) if word]
    if not wanted:
        return escape(text)
    folded, places = _folded(text)
    hit = [False] * len(text)
    for word in wanted:
        start = folded.find(word)
        while word and start >= 0:
            first, last = places[start], places[start + len(word)]
            hit[first:last] = [True] * (last - first)
            start = folded.find(word, start + 1)
    return _written(text, hit)


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text in the letters it is searched by, and for each of them (and the end) its place in the text."""
    folded: list[str] = []
    places: list[int] = []
    for start, end in _clusters(text):
        letters = unicodedata.normalize("NFKC", text[start:end]).lower()
        folded.append(letters)
        places += [start] * len(letters)
    return "".join(folded), [*places, len(text)]


def _clusters(text: str) -> list[tuple[int, int]]:
    """Return where each letter stands with the marks that belong to it (ﾊ and ﾞ are one)."""
    starts = [n for n, sign in enumerate(text) if n == 0 or not (unicodedata.combining(sign) or sign in "ﾞﾟ")]
    return list(itertools.pairwise([*starts, len(text)]))


def _written(text: str, hit: Sequence[bool]) -> str:
    parts: list[str] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or hit[end] != hit[start]:
            part = escape(text[start:end])
            parts.append(f"<mark>{part}</mark>" if hit[start] else part)
            start = end
    return "".join(parts)
