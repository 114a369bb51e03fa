"""Candidate terms: morphemes that stand together so often that they are a word of their own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from survey_loader.models import Morpheme
from survey_loader.text.words import JOINS, canonical, is_affix, role

# The longest candidate, in morphemes; a candidate stands in some comments and holds together beyond chance.
LONGEST, LEAST, MOST_EXAMPLES = 5, 3, 5
# The 0.1 % point of chi-squared with one degree of freedom.
LEAST_COHESION = 10.83
# Parts that stand without each other far more often than together are two words.
LEAST_TOGETHER = 0.1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term that could be adopted: its parts, the comments it stands in, and how firmly its parts hold together.

    cohesion: Dunning's log-likelihood ratio of its weakest joint; score: C-value, by which candidates are ordered.
    """

    term: str
    parts: tuple[str, ...]
    comments: int
    cohesion: float
    score: float
    examples: tuple[int, ...]


def candidates(
    documents: Iterable[Sequence[Morpheme]], known: frozenset[str] = frozenset(), limit: int = 50
) -> list[Candidate]:
    """Return candidate terms, the best first; `known` are left out. Counted by comments, not by occurrences.

    Nouns in a row and noun の noun, two to five morphemes. Cohesion is the log-likelihood ratio (Dunning 1993,
    Computational Linguistics 19) of the weakest split; order is the C-value (Frantzi, Ananiadou & Mima 2000,
    Int. J. Digital Libraries 3): log2(length) x (comments - mean comments of longer candidates that hold it).
    """
    single: Counter[str] = Counter()
    joined: Counter[tuple[str, ...]] = Counter()
    examples: dict[tuple[str, ...], list[int]] = defaultdict(list)
    total = 0
    for number, morphemes in enumerate(documents):
        total += 1
        single.update({morpheme.surface for morpheme in morphemes})
        for parts in set(_sequences(morphemes)):
            joined[parts] += 1
            if len(examples[parts]) < MOST_EXAMPLES:
                examples[parts].append(number)
    often = {parts: n for parts, n in joined.items() if n >= LEAST and "".join(parts) not in known}
    firm = {
        parts: firmness
        for parts, n in often.items()
        if (firmness := _firmness(parts, n, single, joined, total)) >= LEAST_COHESION
    }
    found = [
        Candidate("".join(parts), parts, often[parts], firmness, _c_value(parts, often, firm), tuple(examples[parts]))
        for parts, firmness in firm.items()
    ]
    return sorted((it for it in found if it.score > 0), key=lambda it: (-it.score, it.term))[:limit]


def _sequences(morphemes: Sequence[Morpheme]) -> Iterable[tuple[str, ...]]:
    for first in range(len(morphemes) - 1):
        if not _opens(morphemes[first]):
            continue
        parts = [morphemes[first].surface]
        for index in range(first + 1, min(first + LONGEST, len(morphemes))):
            morpheme, before = morphemes[index], morphemes[index - 1]
            if morpheme.offset != before.offset + len(before.surface):
                break
            linking = morpheme.surface == "の" and morpheme.pos.startswith("助詞,連体化")
            written = morpheme.surface[-1].isalnum() and role(morpheme.pos) == JOINS
            if not (written or (linking and before.surface != "の")):
                break
            parts.append(morpheme.surface)
            if not linking and len(parts) > 1:
                yield tuple(parts)


def _opens(morpheme: Morpheme) -> bool:
    return role(morpheme.pos) == JOINS and not is_affix(morpheme) and bool(canonical(morpheme.base))


def _firmness(
    parts: tuple[str, ...], n: int, single: Counter[str], joined: Counter[tuple[str, ...]], total: int
) -> float:
    """The log-likelihood ratio at the joint where the candidate falls apart most easily."""
    heads = [part for part in parts if part != "の"]
    if n < LEAST_TOGETHER * min(single[part] for part in heads):
        return 0.0
    ratios = []
    for split in range(1, len(parts)):
        left, right = parts[:split], parts[split:]
        if left[-1] == "の" or right[0] == "の":
            left, right = tuple(p for p in left if p != "の"), tuple(p for p in right if p != "の")
        counts = [single[side[0]] if len(side) == 1 else joined[side] or n for side in (left, right)]
        ratios.append(log_likelihood(n, max(counts[0], n), max(counts[1], n), total))
    return min(ratios)


def log_likelihood(both: int, first: int, second: int, total: int) -> float:
    """Return Dunning's G2 of two things standing together, 0 where they do so less than by chance."""
    table = np.array([[both, first - both], [second - both, total - first - second + both]], dtype=float)
    table = np.maximum(table, 0)
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / max(table.sum(), 1)
    if table[0, 0] <= expected[0, 0]:
        return 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(2 * np.nansum(table * np.log(table / expected)))


def _c_value(parts: tuple[str, ...], often: dict[tuple[str, ...], int], firm: dict[tuple[str, ...], float]) -> float:
    longer = [
        often[other]
        for other in firm
        if len(other) > len(parts) and any(other[at : at + len(parts)] == parts for at in range(len(other)))
    ]
    return float(np.log2(len(parts) + 1) * (often[parts] - (np.mean(longer) if longer else 0)))
