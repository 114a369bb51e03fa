"""What the tests of the codebook share: small codebooks, coding by one, and the texts of the sample survey."""

from __future__ import annotations

import csv
from functools import cache

from survey_loader.models import Coding, Morpheme, Tone
from survey_loader.text.codebook import Codebook
from survey_loader.text.coding import code
from survey_loader.text.morphemes import JanomeTokenizer
from survey_loader.text.normalise import normalise
from survey_loader.text.theme import Theme
from tests.conftest import PROJECT

TOKENIZER = JanomeTokenizer()


def book(*themes: Theme) -> Codebook:
    return Codebook(themes)


def ruled(*rules: str) -> Codebook:
    """A codebook of one theme that is found by rules alone."""
    return book(Theme("ruled", "決まり", rules=rules))


def coded(text: str, codebook: Codebook, hint: Tone | None = None) -> Coding:
    normalised = normalise(text)
    return code(normalised, TOKENIZER.morphemes(normalised), codebook, hint)


def words(text: str, codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """The themes of a text with the words they were found by."""
    return {hit.theme: hit.words for hit in coded(text, codebook).themes}


def holds(rule: str, text: str) -> bool:
    return "ruled" in words(text, ruled(rule))


@cache
def sample_texts() -> tuple[tuple[str, tuple[Morpheme, ...]], ...]:
    """Every text of the sample survey, normalised, with its morphemes."""
    texts: list[str] = []
    for path in sorted((PROJECT / "data" / "samples" / "yukino").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                texts += [row["好きなところ"], row["どんなまちになってほしい"]]
    normal = [normalise(text) for text in texts if text.strip()]
    return tuple((text, TOKENIZER.morphemes(text)) for text in dict.fromkeys(normal))
