"""What was changed in a text, word by word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, NamedTuple

# Texts that share fewer of their words are two texts: what they share by chance, 「の」 and 「。」, tells nothing.
LEAST_ALIKE = 0.35
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
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        old, new = [before] if before else [], [after] if after else []
        matcher = SequenceMatcher(None, old, new, autojunk=False)
    pieces: list[Piece] = []
    for kind, begin, end, start, stop in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[begin:end])))
            continue
        pieces += [Piece("gone", "".join(old[begin:end]))] if end > begin else []
        pieces += [Piece("new", "".join(new[start:stop]))] if stop > start else []
    return pieces
