"""What was changed in a text, word by word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, NamedTuple

Mark = Literal["same", "gone", "new"]


class Piece(NamedTuple):
    """A stretch of text, and whether both have it, only the one before, or only the one after."""

    mark: Mark
    text: str


def words(text: str, starts: Iterable[int]) -> list[str]:
    """Return a text cut where its words start; nothing of it is lost."""
    cuts = sorted({0, *(start for start in starts if 0 < start < len(text)), len(text)})
    return [text[begin:end] for begin, end in pairwise(cuts)]


def difference(before: str, after: str, cut: Callable[[str], Sequence[str]]) -> list[Piece]:
    """Return what is the same, gone and new between two texts, in reading order; `cut` splits a text into words."""
    old, new = cut(before), cut(after)
    pieces: list[Piece] = []
    for kind, begin, end, start, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[begin:end])))
            continue
        pieces += [Piece("gone", "".join(old[begin:end]))] if end > begin else []
        pieces += [Piece("new", "".join(new[start:stop]))] if stop > start else []
    return pieces
