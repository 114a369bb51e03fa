"""Marks before publishing: real sentences with somebody else in them, and everyday ones without."""

from __future__ import annotations

import pytest

from survey_loader.text.engines import tokenizer
from survey_loader.text.third_persons import marks


def found(text: str) -> list[tuple[str, str]]:
    return [(mark.concern, mark.word) for mark in marks(text, tokenizer("janome").morphemes(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("山田さんの店のラーメンがおいしい", [("person", "山田さん")]),
        ("スズキ先生ありがとう", [("person", "スズキ先生")]),
        ("田中市長にがんばってほしい", [("person", "田中市長")]),
        ("渡辺病院が遠い", [("company", "渡辺病院")]),
        ("イオンがほしい", [("company", "イオン")]),
        ("うちの母が認知症で入院した", [("illness", "認知症"), ("illness", "入院")]),
        ("自民党の議員が悪い", [("party", "自民党")]),
        ("０９０－１２３４－５６７８に電話して", [("contact", "０９０－１２３４－５６７８")]),
        ("koe@example.jp に送って", [("contact", "koe@example.jp")]),
    ],
)
def test_what_concerns_somebody_else_is_marked(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "おばあさんがやさしい",
        "皆さん親切",
        "がんばれ",
        "公明正大なまち",
        "なにもない",
        "雪が多い",
        "2026年5月3日",
        "川がきれい",
    ],
)
def test_everyday_words_are_not(text: str) -> None:
    assert found(text) == []


def test_a_mark_says_where_it_stands_in_the_text_as_written() -> None:
    text = "ﾗｰﾒﾝは山田さん、山田さん"
    assert [text[mark.start : mark.end] for mark in marks(text)] == ["山田さん", "山田さん"]


def test_nothing_is_found_in_nothing() -> None:
    assert marks("") == ()
