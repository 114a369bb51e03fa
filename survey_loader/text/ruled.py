"""The themes that coding rules find in a comment, added to the clauses their words stand in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from survey_loader.models import Morpheme
from survey_loader.text.axis import joined
from survey_loader.text.reading import Reading
from survey_loader.text.rule_matching import Comment, Mark
from survey_loader.text.theme_rules import RuledTheme, ThemeRules


def add_ruled(
    rules: ThemeRules, text: str, morphemes: Sequence[Morpheme], readings: Sequence[Reading]
) -> tuple[str, ...]:
    """Add the themes that rules find to the clauses their words stand in.

    Returns the themes that were found without a word, as `not 雪` finds one: they stand in no clause.
    """
    found = _found(readings)
    comment = Comment(text, morphemes, rules.lookup, found)
    bare: list[str] = []
    for theme in rules.themes:
        values = [value for value in map(comment.value, theme.rules) if value.number]
        if not values:
            continue
        marks = tuple(dict.fromkeys(mark for value in values for mark in value.marks))
        if marks:
            _add(theme, marks, readings)
        elif theme.key not in found:
            bare.append(theme.key)
        found[theme.key] = (*found.get(theme.key, ()), *marks)
    return tuple(bare)


def _found(readings: Iterable[Reading]) -> dict[str, tuple[Mark, ...]]:
    """The themes that words found; where in its clause a word stands does not matter any more."""
    found: dict[str, tuple[Mark, ...]] = {}
    for reading in readings:
        for theme, words in reading.themes.items():
            marks = (Mark(reading.clause.start, word) for word, _ in words)
            found[theme] = (*found.get(theme, ()), *marks)
    return found


def _add(theme: RuledTheme, marks: Sequence[Mark], readings: Sequence[Reading]) -> None:
    for mark in sorted(marks):
        reading = next((reading for reading in readings if mark.at < reading.clause.end), readings[-1])
        words = reading.themes.setdefault(theme.key, [])
        if mark.word not in [word for word, _ in words]:
            words.append((mark.word, theme.pull))
        if not reading.clash and not reading.people:
            reading.axis = joined(axis for words in reading.themes.values() for _, axis in words)
