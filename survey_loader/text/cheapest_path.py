"""Janome's cheapest path through a text, found in less time: the same words, costs and ties.

Of the words that end at a place only the cheapest of each right context is kept, and what a
left context follows best is sought once a place. A test holds the result to Janome's own.
"""

from __future__ import annotations

from typing import Any

from janome.tokenizer import Tokenizer

from survey_loader.text.prefixes import Prefix, PrefixTree

_LONGEST_WORD = 50
_STOPS = frozenset("、。,.？?！!")
# A prefix costs about 400 bytes; past 80 MB the tree begins anew.
_MOST_PREFIXES = 200_000
_DEAREST = 2**31

# A word on the way: the word before it, its start and end, its number in the dictionary (-1
# where it is unknown), its right context, the cost so far, its part of speech if unknown.
Step = tuple[Any, int, int, int, int, int, str]


class CheapestPath:
    """Cuts texts as a Janome tokenizer of default settings does; one object a thread."""

    def __init__(self) -> None:
        tokenizer = Tokenizer()
        self._tree = PrefixTree(tokenizer)
        self._dictionary: Any = tokenizer.sys_dic
        self._costs: list[list[int]] = tokenizer.sys_dic.connections
        self._extras: dict[int, tuple[str, str]] = {}
        self._categories: dict[str, dict[str, list[str]]] = {}

    def words(self, text: str) -> list[tuple[str, str, str, int]]:
        """Return surface, base form, part of speech and offset of each word."""
        found: list[tuple[str, str, str, int]] = []
        start = len(text) - len(text.lstrip())
        text = text.rstrip()
        while start < len(text):
            if self._tree.grown > _MOST_PREFIXES:
                self._tree.plant()
            chunk = text[start : start + Tokenizer.MAX_CHUNK_SIZE]
            steps, length = self._cheapest(chunk, len(text) - start)
            for step in steps:
                surface = chunk[step[1] : step[2]]
                pos, base = (step[6], surface) if step[3] < 0 else self._extra(step[3])
                found.append((surface, base, pos, start + step[1]))
            start += length
        return found

    def _extra(self, number: int) -> tuple[str, str]:
        """Part of speech and base form of a word of the dictionary."""
        found = self._extras.get(number)
        if found is None:
            extra = self._dictionary.lookup_extra(number)
            found = self._extras[number] = (extra[0], extra[3])
        return found

    def _cheapest(self, text: str, remaining: int) -> tuple[list[Step], int]:
        """The cheapest words of one chunk, and how many letters they cover."""
        ends: list[list[Step]] = [[] for _ in range(len(text) + 1)]
        ends[0].append((None, 0, 0, -1, 0, 0, ""))
        runs: dict[str, int] = {}
        at = 0
        while not _ends_chunk(text, at, remaining):
            nearest: dict[int, tuple[int, Step]] = {}
            known = self._add_known(text, at, ends, nearest)
            self._add_unknown(text, at, ends, nearest, known, runs)
            at += 1
            while not ends[at]:
                at += 1
        step = self._nearest(ends[at], 0)[1]
        steps = []
        while step[0] is not None:
            steps.append(step)
            step = step[0]
        steps.reverse()
        return steps, at

    def _add_known(self, text: str, at: int, ends: list[list[Step]], nearest: dict[int, tuple[int, Step]]) -> bool:
        """Add the words of the dictionary that begin here; whether there are any."""
        before = ends[at]
        prefix: Prefix | None = self._tree.root
        any_known = False
        for end in range(at + 1, min(at + _LONGEST_WORD, len(text)) + 1):
            letter = text[end - 1]
            longer = prefix.longer  # type: ignore[union-attr]
            prefix = longer[letter] if letter in longer else self._tree.grow(prefix, letter)  # type: ignore[arg-type]
            if prefix is None:
                break
            if prefix.words:
                any_known = True
                ending = ends[end]
                for number, left, right, cost in prefix.words:
                    best = nearest.get(left)
                    if best is None:
                        best = nearest[left] = self._nearest(before, left)
                    _keep(ending, (best[1], at, end, number, right, best[0] + cost, ""))
        return any_known

    def _nearest(self, before: list[Step], left: int) -> tuple[int, Step]:
        """The step a word of this left context follows best; of equals the first in the dictionary."""
        costs = self._costs
        least, found = _DEAREST, before[0]
        for step in before:
            cost = step[5] + costs[step[4]][left]
            if cost < least or (cost == least and 0 <= step[3] < found[3]):
                least, found = cost, step
        return least, found

    def _add_unknown(
        self,
        text: str,
        at: int,
        ends: list[list[Step]],
        nearest: dict[int, tuple[int, Step]],
        known: bool,
        runs: dict[str, int],
    ) -> None:
        """Add the words no dictionary has: runs of letters of one kind."""
        dictionary = self._dictionary
        for category in self._of(text[at]):
            if known and not dictionary.unknown_invoked_always(category):
                continue
            if dictionary.unknown_grouping(category):
                # A run ends where it did for the letter before.
                end = runs.get(category, 0)
                if end <= at:
                    end = runs[category] = self._run(text, at, category, len(text))
            else:
                end = self._run(text, at, category, at + dictionary.unknown_length(category) + 1)
            for left, right, cost, pos in dictionary.unknowns[category]:
                best = nearest.get(left)
                if best is None:
                    best = nearest[left] = self._nearest(ends[at], left)
                _keep(ends[end], (best[1], at, end, -1, right, best[0] + cost, pos))

    def _run(self, text: str, at: int, category: str, limit: int) -> int:
        end = at + 1
        limit = min(limit, len(text))
        while end < limit:
            kinds = self._of(text[end])
            if category not in kinds and not any(category in also for also in kinds.values()):
                break
            end += 1
        return end

    def _of(self, letter: str) -> dict[str, list[str]]:
        """The kinds of a letter, each with the kinds it goes together with."""
        found = self._categories.get(letter)
        if found is None:
            found = self._categories[letter] = self._dictionary.get_char_categories(letter)
        return found


def _keep(ending: list[Step], step: Step) -> None:
    """Keep a step unless one of the same right context is as cheap: only one of them can win."""
    right, cost = step[4], step[5]
    for index, other in enumerate(ending):
        if other[4] == right:
            if cost < other[5] or (cost == other[5] and 0 <= step[3] < other[3]):
                ending[index] = step
            return
    ending.append(step)


def _ends_chunk(text: str, at: int, remaining: int) -> bool:
    """Whether Janome cuts here: after 500 letters at a stop, after 1,024 in any case."""
    if at >= len(text) or at >= remaining:
        return True
    return at >= Tokenizer.CHUNK_SIZE and (text[at - 1] in _STOPS or text[at - 2 : at] == "\n\n")
