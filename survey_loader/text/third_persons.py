"""What in a quote may concern somebody else than who wrote it: marks for a person who decides, never a verdict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, get_args

from survey_loader.models import Morpheme
from survey_loader.text.third_person_words import (
    COMPANIES,
    COMPANY_ENDINGS,
    ILLNESSES,
    NOT_A_PERSON,
    PARTIES,
    TITLES,
    TRADES,
)

# The surest first: what is both in our lists and in the dictionary is called as our lists call it.
Concern = Literal["contact", "party", "illness", "person", "company"]
CONCERNS: tuple[Concern, ...] = get_args(Concern)
# Before a title stands a name in Chinese letters or in katakana; 「おばあさん」 and 「お客さん」 name nobody.
NAMED = re.compile(rf"(?<![一-龥々ァ-ヶー])([一-龥々]{{1,4}}|[ァ-ヶー]{{2,8}})({'|'.join(TITLES)})")
COMPANY = re.compile(
    rf"(?:株式会社|有限会社|（株）|\(株\)|㈱)[^\s、。「」]{{1,12}}|[一-龥々ァ-ヶーA-Za-z0-9]{{1,10}}(?:{'|'.join(COMPANY_ENDINGS)})"
)
# Digits of any width, also with spaces or dashes between them; an e-mail address, a link, the name of an account.
PHONE = re.compile(
    r"(?<![0-9０-９])[0０][0-9０-９]{1,4}[-－ー‐ 　(（]?[0-9０-９]{1,4}[-－ー‐ 　)）]?[0-9０-９]{3,4}(?![0-9０-９])"
)
MAIL = re.compile(r"[\w.+-]+[@＠][\w-]+(?:\.[\w-]+)+")
ADDRESS = re.compile(r"https?://\S+|(?<![\w@＠])[@＠][A-Za-z0-9_]{3,}")


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    # The longest first: 「自民党」 is marked whole.
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)


LISTED: tuple[tuple[Concern, re.Pattern[str]], ...] = (
    ("company", _any_of(COMPANIES)),
    ("illness", _any_of(ILLNESSES)),
    ("party", _any_of(PARTIES)),
)
# Names of which one letter alone would be found in any text.
SHORTEST = 2


class Mark(NamedTuple):
    """A part of a text that a person should look at: what it may be, and where it stands in the text as written."""

    concern: Concern
    word: str
    start: int
    end: int


def marks(text: str, morphemes: Sequence[Morpheme] = ()) -> tuple[Mark, ...]:
    """Return what a person should look at before a text is published, in the order of the text.

    `morphemes` are those of the text; their proper nouns of people and organisations count. Found are words of the
    lists and of the tokenizer's dictionary: nicknames, names it does not know, and who can be told from what is said
    are not.
    """
    found = {*_by_patterns(text), *_by_lists(text), *_by_dictionary(text, morphemes)}
    ordered = sorted(found, key=lambda mark: (mark.start, -mark.end, CONCERNS.index(mark.concern)))
    kept: list[Mark] = []
    for mark in ordered:
        if not any(other.start <= mark.start and mark.end <= other.end for other in kept):
            kept.append(mark)
    return tuple(kept)


def _by_patterns(text: str) -> Iterator[Mark]:
    for found in NAMED.finditer(text):
        plain = found.group(0) in NOT_A_PERSON or found.group(1) in NOT_A_PERSON
        if not plain and not found.group(1).endswith(TRADES):
            yield Mark("person", found.group(0), *found.span())
    for found in COMPANY.finditer(text):
        if found.group(0) not in COMPANY_ENDINGS:
            yield Mark("company", found.group(0), *found.span())
    for pattern in (MAIL, PHONE, ADDRESS):
        for found in pattern.finditer(text):
            yield Mark("contact", found.group(0), *found.span())


def _by_lists(text: str) -> Iterator[Mark]:
    for concern, pattern in LISTED:
        for found in pattern.finditer(text):
            yield Mark(concern, found.group(0), *found.span())


def _by_dictionary(text: str, morphemes: Sequence[Morpheme]) -> Iterator[Mark]:
    names: dict[str, Concern] = {}
    for morpheme in morphemes:
        # Any word in Latin letters is a firm to the dictionary.
        known = not morpheme.surface.isascii() and morpheme.surface not in NOT_A_PERSON
        if len(morpheme.surface) >= SHORTEST and known:
            if "固有名詞,人名" in morpheme.pos:
                names[morpheme.surface] = "person"
            elif "固有名詞,組織" in morpheme.pos:
                names[morpheme.surface] = "company"
    # Their offsets are those of the normalised text: the words are looked for as they were written.
    for name, concern in names.items():
        for found in re.finditer(re.escape(name), text):
            yield Mark(concern, name, *found.span())
