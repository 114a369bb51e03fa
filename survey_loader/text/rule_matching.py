"""Evaluating coding rules: once a comment, on its text, its morphemes and the themes found so far."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from survey_loader.models import Morpheme
from survey_loader.text.lookup import Lookup
from survey_loader.text.rules import (
    Code,
    Length,
    Near,
    Not,
    Number,
    Operation,
    Phrase,
    Rule,
    Several,
    Text,
    Word,
    part_of_speech,
)

_SENTENCE_ENDS = re.compile("[。!?\n]")


class Mark(NamedTuple):
    """A word that made a rule match, and the letter of the text it begins at."""

    at: int
    word: str


class Value(NamedTuple):
    """What a rule comes to: a count or a truth (None: divided by nothing), and the words behind it."""

    number: float | None
    marks: tuple[Mark, ...] = ()


class _Found(NamedTuple):
    """A word of a rule in the text, by its first and last morpheme."""

    first: int
    last: int
    mark: Mark


_NOTHING = Value(0)


class Comment:
    """One comment as rules see it. `themes` are the words of each theme found so far, by theme key."""

    def __init__(
        self, text: str, morphemes: Sequence[Morpheme], lookup: Lookup, themes: Mapping[str, Sequence[Mark]]
    ) -> None:
        self.text = text
        self.morphemes = morphemes
        self.themes = themes
        self._lookup = lookup

    def value(self, rule: Rule) -> Value:
        """Evaluate a rule; its codes are theme keys."""
        match rule:
            case Word() | Text() | Phrase() | Near():
                return self._counted(rule)
            case Code(key):
                return Value(1, tuple(self.themes[key])) if key in self.themes else _NOTHING
            case Number(told):
                return Value(told)
            case Length(unit):
                return Value(len(self.morphemes) if unit == "lw" else len(self.text))
            case Not(of):
                number = self.value(of).number
                return Value(None if number is None else float(not number))
            case Several(sign, several):
                return _joined(sign, [self.value(part) for part in several])
            case Operation(sign, left, right):
                return _operated(sign, self.value(left), self.value(right))
        return _NOTHING

    def _counted(self, rule: Word | Text | Phrase | Near) -> Value:
        if isinstance(rule, Text):
            return self._sentences_with(rule.text.lower())
        if isinstance(rule, Near):
            return self._near(rule)
        found = self._phrases(rule) if isinstance(rule, Phrase) else self._words(rule)
        return Value(len(found), tuple(hit.mark for hit in found))

    def _sentences_with(self, text: str) -> Value:
        marks: list[Mark] = []
        sentences: set[int] = set()
        at = self._lowered.find(text)
        while at >= 0:
            marks.append(Mark(at, text))
            sentences.add(self._parts_before(at, "b"))
            at = self._lowered.find(text, at + len(text))
        return Value(len(sentences), tuple(marks))

    def _words(self, rule: Word) -> Sequence[_Found]:
        if not rule.pos and not rule.surface:
            return self._hits.get(rule.text.lower(), ())
        return [
            _Found(index, index, Mark(morpheme.offset, rule.text))
            for index, morpheme in enumerate(self.morphemes)
            if morpheme.base == rule.text
            and rule.surface in ("", morpheme.surface)
            and (not rule.pos or part_of_speech(morpheme) == rule.pos)
        ]

    def _phrases(self, rule: Phrase) -> list[_Found]:
        words = [word.lower() for word in rule.words]
        found = []
        for first, morpheme in enumerate(self.morphemes):
            last = self._follows(words, first)
            if last is not None:
                found.append(_Found(first, last, Mark(morpheme.offset, "+".join(rule.words))))
        return found

    def _follows(self, words: Sequence[str], first: int) -> int | None:
        """The last morpheme of words that stand one after another from here on."""
        if not words:
            return first - 1
        for after in _ends(words[0], self.morphemes, first):
            last = self._follows(words[1:], after)
            if last is not None:
                return last
        return None

    def _near(self, rule: Near) -> Value:
        """As KH Coder goes through near(…) and seq(…): from each word on, as long as the next is not too far."""
        wanted = [word.lower() for word in rule.words]
        hits = sorted((hit, word) for word in dict.fromkeys(wanted) for hit in self._hits.get(word, ()))
        count = 0
        marks: dict[Mark, None] = {}
        for index in range(len(hits) - len(wanted) + 1):
            if rule.ordered and hits[index][1] != wanted[0]:
                continue
            if index + 1 < len(hits) and hits[index + 1][1] == hits[index][1]:
                continue
            together = self._together(rule, wanted, hits[index:])
            count += bool(together)
            marks.update(dict.fromkeys(together))
        return Value(count, tuple(marks))

    def _together(self, rule: Near, wanted: Sequence[str], hits: Sequence[tuple[_Found, str]]) -> list[Mark]:
        taken: dict[str, Mark] = {}
        last = hits[0][0].first
        part = self._parts_before(hits[0][0].mark.at, rule.within)
        for hit, word in hits:
            if rule.distance and hit.first - last > rule.distance:
                break
            if self._parts_before(hit.mark.at, rule.within) != part:
                break
            if word in taken or (rule.ordered and word != wanted[len(taken)]):
                continue
            taken[word] = hit.mark
            last = hit.last
            if len(taken) == len(wanted):
                return list(taken.values())
        return []

    def _parts_before(self, at: int, within: str) -> int:
        """The number of the sentence (b) or the line (d) a letter stands in."""
        if not within:
            return 0
        return len(_SENTENCE_ENDS.findall(self.text, 0, at)) if within == "b" else self.text.count("\n", 0, at)

    @cached_property
    def _lowered(self) -> str:
        lowered = self.text.lower()
        return lowered if len(lowered) == len(self.text) else self.text

    @cached_property
    def _hits(self) -> dict[str, list[_Found]]:
        """The words of all rules and themes, the longest first; a word inside a longer one is none."""
        found: dict[str, list[_Found]] = {}
        starts = {morpheme.offset: index for index, morpheme in enumerate(self.morphemes)}
        ends = {offset + len(surface): index for index, (surface, _, _, offset) in enumerate(self.morphemes)}
        for hit in self._lookup.find(self.text, self.morphemes):
            first, last = starts[hit.start], ends[hit.end]
            found.setdefault(hit.word, []).append(_Found(first, last, Mark(hit.start, hit.word)))
        return found


def _ends(word: str, morphemes: Sequence[Morpheme], first: int) -> Iterator[int]:
    """Where a word that begins with this morpheme ends; the last of its morphemes may be inflected."""
    joined = ""
    for index in range(first, len(morphemes)):
        surface, base, _, _ = morphemes[index]
        if word in (joined + surface.lower(), joined + base.lower()):
            yield index + 1
        joined += surface.lower()
        if not joined or not word.startswith(joined):
            return


def _joined(sign: str, values: Sequence[Value]) -> Value:
    """and, or as in SQL, where None is unknown; the words are those of the conditions that hold."""
    numbers = [value.number for value in values]
    held = tuple(mark for value in values if value.number for mark in value.marks)
    if sign == "or":
        return Value(1, held) if any(numbers) else Value(None if None in numbers else 0)
    if any(number == 0 for number in numbers):
        return _NOTHING
    return Value(None) if None in numbers else Value(1, held)


def _operated(sign: str, left: Value, right: Value) -> Value:
    if left.number is None or right.number is None or (sign == "/" and right.number == 0):
        return Value(None)
    return Value(_calculated(sign, left.number, right.number), (*left.marks, *right.marks))


def _calculated(sign: str, left: float, right: float) -> float:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case ">":
            return float(left > right)
        case ">=":
            return float(left >= right)
        case "<":
            return float(left < right)
        case "<=":
            return float(left <= right)
    return float(left == right)
