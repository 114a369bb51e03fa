"""Promises of places: every counted word is found where it stands, in the text as people wrote it."""

from __future__ import annotations

import pytest

from survey_loader.text.coding import counted_words
from survey_loader.text.engines import tokenizer
from survey_loader.text.normalise import normalise
from survey_loader.text.places import as_written, letters, places
from survey_loader.text.terms import NO_TERMS, Terms

LIST = Terms.of(terms=["雪の華"], synonyms={"バス停": ["停留所"]})
TEXTS = (
    "除雪が遅い。歩道の除雪もしてほしい",
    "外国人観光客が増えて、観光客でバスに乗れない",
    "子供が遊べる公園、こどもの居場所、子ども食堂",
    "街がきれいで美味しい店が多い。走りやすい道",
    "高齢者のバス停が遠い\n停留所に屋根を",
    "I love the ski slopes and skiing in winter",
    "Wi-Fiとトイレを増やしてほしい",
)


def found(text: str, word: str, terms: Terms = NO_TERMS) -> list[str]:
    normalised = normalise(text)
    spans = places(tokenizer("janome").morphemes(normalised), word, terms)
    return [text[start:end] for start, end in as_written(text, normalised, spans)]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("terms", [NO_TERMS, LIST], ids=["plain", "terms"])
def test_every_word_that_is_counted_has_a_place_and_no_other(text: str, terms: Terms) -> None:
    normalised = normalise(text)
    morphemes = tokenizer("janome").morphemes(normalised)
    counted = counted_words(normalised, morphemes, terms)
    assert counted
    assert all(places(morphemes, word, terms) for word in counted)
    assert places(morphemes, "どこにもないことば", terms) == []


def test_a_word_is_found_each_time_it_stands_there() -> None:
    assert found("除雪が遅い。歩道の除雪も除雪車も", "除雪") == ["除雪", "除雪", "除雪"]


def test_other_spellings_and_inflected_forms_are_the_same_word() -> None:
    assert found("子供が遊べる公園、こどもの居場所", "子ども") == ["子供", "こども"]
    assert found("山を歩いた。川も歩きたい", "歩く") == ["歩い", "歩き"]


def test_a_synonym_is_found_and_a_part_of_a_term_is_not() -> None:
    assert found("停留所が遠い", "バス停", LIST) == ["停留所"]
    assert found("雪の華という店と雪の道", "雪", LIST) == ["雪"]
    assert found("雪の華という店と雪の道", "雪の華", LIST) == ["雪の華"]


def test_a_compound_is_one_place_and_its_parts_are_too() -> None:
    assert found("外国人観光客が多い", "外国人観光客") == ["外国人観光客"]
    assert found("外国人観光客が多い", "観光") == ["観光"]


def test_marks_and_emoji_before_the_word_do_not_move_it() -> None:
    family = "👨‍👩‍👧"
    assert found(f"{family}で公園へ！！！！公園☀️が好き", "公園") == ["公園", "公園"]
    # か with a combining mark, half-width katakana, full-width letters.
    assert found("\u304b\u3099っこうの前のﾊﾞｽとバス", "バス") == ["ﾊﾞｽ", "バス"]
    assert found("笑ｗｗｗｗ　無料のＷｉ－Ｆｉがほしい", "Wi-Fi") == ["Ｗｉ－Ｆｉ"]
    assert found("ハ\u3099ス停　　ハ\u3099ス", "バス")[-1] == "ハ\u3099ス"


def test_letters_keep_their_marks() -> None:
    assert letters("か\u3099👨‍👩‍👧☀️ﾊﾞ👍🏽x") == ["か\u3099", "👨‍👩‍👧", "☀️", "ﾊﾞ", "👍🏽", "x"]


def test_a_text_of_nothing_has_no_places() -> None:
    assert found("", "除雪") == [] and found("！！！", "除雪") == []
