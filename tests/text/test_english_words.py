"""Promises of English words: forms of one word are counted together, under a word that exists."""

from __future__ import annotations

import pytest

from survey_loader.text.english_words import english_word
from survey_loader.text.morphemes import JanomeTokenizer
from survey_loader.text.normalise import normalise
from survey_loader.text.words import content_words


@pytest.mark.parametrize(
    ("token", "word"),
    [
        ("buses", "bus"), ("bus", "bus"), ("visiting", "visit"), ("visited", "visit"), ("visits", "visit"),
        ("cities", "city"), ("city", "city"), ("living", "live"), ("lived", "live"), ("dishes", "dish"),
        ("stopped", "stop"), ("shopping", "shopping"), ("parking", "parking"), ("parks", "park"), ("hotels", "hotel"),
        ("friendly", "friendly"), ("news", "news"), ("spring", "spring"), ("glass", "glass"), ("people", "people"),
        ("children", "child"), ("kids", "kid"), ("signs", "sign"), ("ski", "ski"), ("skiing", "ski"),
        ("wifi", "wifi"),
        ("was", ""), ("the", ""), ("don", ""), ("really", ""), ("loved", "love"), ("loving", "love"),
        ("places", "place"),
    ],
)  # fmt: skip
def test_forms_of_a_word_are_one_word(token: str, word: str) -> None:
    assert english_word(token) == word


def test_an_english_comment_is_counted_by_its_words() -> None:
    text = normalise("More buses! I loved visiting the temples, and the sign was hard to read.")
    assert content_words(JanomeTokenizer().morphemes(text)) == (
        "bus",
        "love",
        "visit",
        "temple",
        "sign",
        "hard",
        "read",
    )
