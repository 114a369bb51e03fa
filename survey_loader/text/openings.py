"""Patterns sought together: one pass over a text finds where any of them can begin, and only there they are tried.

Python's `re` tries a pattern of hundreds of turns at every letter. Each match begins with one of
finitely many letters or pairs of letters, so most texts need no trying at all; a test holds the
result to that of `re`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

# Several rules read one clause after another.
_MOST_REMEMBERED = 16
# Pairs of letters remembered with what can begin there.
_MOST_MET = 65536
# A class of more letters than this is taken for any letter.
_WIDE = 100
_ZERO_WIDTH = (op.ASSERT, op.ASSERT_NOT, op.AT)
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT)

# Alternatives of a pattern that are tried together: few, so that a beginning of one costs no trying of hundreds.
_TOGETHER = 6


class _Part:
    """Some neighbouring alternatives of a pattern, in their order."""

    __slots__ = ("match", "order", "owner")

    def __init__(self, owner: Pattern, order: int, source: str) -> None:
        self.owner, self.order = owner, order
        self.match = re.compile(source).match


# Which parts can begin with a pair of letters, and with one letter that anything may follow.
_by_pair: dict[str, tuple[_Part, ...]] = {}
_by_letter: dict[str, tuple[_Part, ...]] = {}
# The parts that can begin with a pair of letters, in order, as they were met.
_met: dict[str, tuple[_Part, ...]] = {}


class Pattern:
    """A regular expression without flags that never matches nothing; made once, when its module is loaded."""

    def __init__(self, source: str) -> None:
        self.source = source
        alternatives = _alternatives(source)
        for order, first in enumerate(range(0, len(alternatives), _TOGETHER)):
            together = "|".join(alternatives[first : first + _TOGETHER])
            part = _Part(self, order, together)
            for opening in _openings(_parser.parse(together)):
                table = _by_pair if len(opening) == 2 else _by_letter
                table[opening] = (*table.get(opening, ()), part)
        _met.clear()

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match, as `re.Pattern.search` does."""
        for at, parts in _places(text).get(self, ()):
            for part in parts:
                match = part.match(text, at)
                if match is not None:
                    return match
        return None

    def finditer(self, text: str) -> Sequence[re.Match[str]]:
        """Return the matches that do not overlap, as `re.Pattern.finditer` yields them."""
        found: list[re.Match[str]] = []
        after = 0
        for at, parts in _places(text).get(self, ()):
            if at < after:
                continue
            for part in parts:
                match = part.match(text, at)
                if match is not None:
                    found.append(match)
                    after = match.end()
                    break
        return found


def first_matches(patterns: Sequence[tuple[str, Pattern]], text: str) -> list[tuple[str, re.Match[str]]]:
    """Return (name, match) of several patterns as one of all their alternatives would find them."""
    found = [
        (match.start(), order, name, match)
        for order, (name, pattern) in enumerate(patterns)
        for match in pattern.finditer(text)
    ]
    kept: list[tuple[str, re.Match[str]]] = []
    after = 0
    for start, _, name, match in sorted(found, key=lambda item: item[:2]):
        if start >= after:
            kept.append((name, match))
            after = match.end()
    return kept


def _alternatives(source: str) -> list[str]:
    """Split a pattern at the bars that stand in no bracket."""
    parts, begun, depth, position, in_class = [], 0, 0, 0, False
    while position < len(source):
        sign = source[position]
        if sign == "\\":
            position += 1
        elif in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "|" and not depth:
            parts.append(source[begun:position])
            begun = position + 1
        position += 1
    return [*parts, source[begun:]]


def _beginning(pair: str) -> tuple[_Part, ...]:
    parts = {*_by_pair.get(pair, ()), *_by_letter.get(pair[0], ())}
    if len(_met) >= _MOST_MET:
        _met.clear()
    found = _met[pair] = tuple(sorted(parts, key=lambda part: part.order))
    return found


@lru_cache(maxsize=_MOST_REMEMBERED)
def _places(text: str) -> dict[Pattern, list[tuple[int, list[_Part]]]]:
    """Return where each pattern can begin, with the parts that can begin there, in the order of the text."""
    found: dict[Pattern, list[tuple[int, list[_Part]]]] = {}
    for at in range(len(text)):
        pair = text[at : at + 2]
        parts = _met.get(pair)
        for part in _beginning(pair) if parts is None else parts:
            places = found.setdefault(part.owner, [])
            if places and places[-1][0] == at:
                places[-1][1].append(part)
            else:
                places.append((at, [part]))
    return found


# The first letters of what a part of a pattern matches, two at most, and whether what follows the part goes on there.
_Beginnings = set[tuple[str, bool]]
_ANYTHING: _Beginnings = {("", False)}
_NOTHING: _Beginnings = {("", True)}


def _openings(items: Iterable[Any]) -> set[str]:
    """Return the first two letters of all that a parsed pattern matches; one letter where any may follow it."""
    openings = {letters for letters, _ in _of_all(items)}
    if "" in openings:
        raise ValueError("a pattern that can begin with any letter, or match nothing")
    return openings


def _of_all(items: Iterable[Any]) -> _Beginnings:
    found = _NOTHING
    for kind, value in items:
        if kind not in _ZERO_WIDTH:
            found = _then(found, _of_part(kind, value))
    return found


def _then(first: _Beginnings, second: _Beginnings) -> _Beginnings:
    """The beginnings of one part followed by another."""
    done: _Beginnings = {(letters, goes_on) for letters, goes_on in first if not goes_on}
    for (begun, goes_on), (more, more_follows) in product(first, second):
        if goes_on:
            letters = (begun + more)[:2]
            done.add((letters, more_follows and len(letters) < 2))
    return done


def _of_part(kind: Any, value: Any) -> _Beginnings:
    if kind is op.LITERAL:
        return {(chr(value), True)}
    if kind is op.IN:
        return _of_class(value)
    if kind is op.SUBPATTERN:
        return _of_all(value[3])
    if kind is op.BRANCH:
        return set().union(*map(_of_all, value[1]))
    if kind in _REPEATS:
        least, most, repeated = value
        once = _of_all(repeated)
        found = once if least < 2 else set()
        if most > 1:
            found = found | _then(once, once)
        return found | _NOTHING if least == 0 else found
    return _ANYTHING


def _of_class(parts: Iterable[Any]) -> _Beginnings:
    """The letters of a class like [たるい]; a wide or negated one tells nothing."""
    letters: set[str] = set()
    for kind, value in parts:
        if kind is op.LITERAL:
            letters.add(chr(value))
        elif kind is op.RANGE and value[1] - value[0] < _WIDE:
            letters.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return _ANYTHING
    return {(letter, True) for letter in letters}
