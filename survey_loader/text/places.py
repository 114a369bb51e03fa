"""Where a counted word stands in a text: in the text as analysis reads it, and in the text as it was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from rapidfuzz.distance import Levenshtein

from survey_loader.models import Morpheme
from survey_loader.text.terms import NO_TERMS, Terms
from survey_loader.text.words import COUNTS, NOTHING, is_affix, role, units

# A letter with its marks: combining and half-width voiced marks, variation selectors, skin colours, joined emoji.
_LETTER = re.compile(
    "(?s).(?:[\u0300-\u036f\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff]|\u200d.)*"
)


def places(morphemes: Sequence[Morpheme], word: str, terms: Terms = NO_TERMS) -> list[tuple[int, int]]:
    """Return (start, end) of every place where a text has a word, in the normalised text, ascending.

    `word` is spelled as it is counted; other spellings and inflected forms are found too. A word is found exactly
    where `content_words` counts it: a compound as one place, the parts of a fixed term nowhere.
    """
    found: list[tuple[int, int]] = []
    after = 0
    for first, last, term in terms.spans(morphemes):
        found += _plain(morphemes[after:first], word, terms.word)
        if terms.word(term) == word:
            found.append(_span(morphemes[first : last + 1]))
        after = last + 1
    return found + _plain(morphemes[after:], word, terms.word)


def _plain(morphemes: Sequence[Morpheme], word: str, counted: Callable[[str], str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for unit in units(morphemes):
        if len(unit) > 1 and counted("".join(morpheme.surface for morpheme in unit)) == word:
            found.append(_span(unit))
            continue
        alone = [m for m in unit if role(m.pos) == COUNTS or (role(m.pos) != NOTHING and not is_affix(m))]
        found += [_span([morpheme]) for morpheme in alone if counted(morpheme.base) == word]
    return found


def _span(morphemes: Sequence[Morpheme]) -> tuple[int, int]:
    last = morphemes[-1]
    return morphemes[0].offset, last.offset + len(last.surface)


def letters(text: str) -> list[str]:
    """Return the text in letters as people see them: no mark without what it stands on."""
    return _LETTER.findall(text)


def as_written(text: str, normalised: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return places of the normalised text as places of the text as written, whole letters only."""
    if text == normalised or not spans:
        return list(spans)
    starts: list[int] = []
    ends: list[int] = []
    plain = ""
    at = 0
    for letter in letters(text):
        sign = unicodedata.normalize("NFKC", letter)
        plain += sign
        starts += [at] * len(sign)
        at += len(letter)
        ends += [at] * len(sign)
    begins, stops = [0] * len(normalised), [0] * len(normalised)
    for step in Levenshtein.opcodes(normalised, plain):
        for place in range(step.src_start, step.src_end):
            other = min(step.dest_start + place - step.src_start, len(plain) - 1, max(step.dest_end - 1, 0))
            begins[place], stops[place] = (starts[other], ends[other]) if plain else (0, 0)
    return [(begins[start], max(stops[end - 1], begins[start])) for start, end in spans if end <= len(normalised)]
