"""Promises of the content words: what is counted, once a comment."""

from __future__ import annotations

import pytest

from survey_loader.text.morphemes import JanomeTokenizer
from survey_loader.text.normalise import normalise
from survey_loader.text.words import content_words


@pytest.fixture(scope="module")
def tokenizer() -> JanomeTokenizer:
    return JanomeTokenizer()


def words_of(tokenizer: JanomeTokenizer, text: str) -> tuple[str, ...]:
    return content_words(tokenizer.morphemes(normalise(text)))


def test_a_compound_is_a_word_and_so_are_its_parts(tokenizer: JanomeTokenizer) -> None:
    assert words_of(tokenizer, "外国人観光客が増えた") == ("外国人観光客", "外国", "観光", "客", "増える")


def test_a_word_said_twice_is_one_word(tokenizer: JanomeTokenizer) -> None:
    assert words_of(tokenizer, "雪、雪、雪かき、雪").count("雪") == 1


def test_inflected_words_are_counted_in_their_base_form(tokenizer: JanomeTokenizer) -> None:
    assert words_of(tokenizer, "走りたかったし、寒くなかった") == ("走る", "寒い")


@pytest.mark.parametrize("text", ["子供", "子ども", "こども"])
def test_spellings_of_one_word_are_one_word(tokenizer: JanomeTokenizer, text: str) -> None:
    assert words_of(tokenizer, text + "が遊ぶ")[0] == "子ども"


def test_latin_words_are_lower_case_and_english_function_words_left_out(tokenizer: JanomeTokenizer) -> None:
    assert words_of(tokenizer, "The ZOO was great for us") == ("zoo", "great")


def test_particles_numbers_and_empty_verbs_are_no_words(tokenizer: JanomeTokenizer) -> None:
    assert words_of(tokenizer, "3つのことがあると思います") == ()


def test_no_morphemes_give_no_words() -> None:
    assert content_words(()) == ()


def test_wifi_and_the_zoo_are_one_word_however_they_are_written(tokenizer: JanomeTokenizer) -> None:
    for text in ("Wi-Fiの電波", "WIFIの電波", "wi fiの電波"):
        assert words_of(tokenizer, text) == ("Wi-Fi", "電波")
    for text in ("どうぶつえん", "どうぶつ園", "動物園"):
        assert words_of(tokenizer, text) == ("動物園", "動物")


def test_the_town_itself_is_not_counted_as_a_word_of_a_survey_about_the_town(tokenizer: JanomeTokenizer) -> None:
    assert words_of(tokenizer, "このまちの人") == ()
