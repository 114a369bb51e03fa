"""What is typed into the search is understood: words, phrases, words left out, other spellings."""

from __future__ import annotations

import pytest

from survey_loader.text.searching import MOST_PARTS, Search, read


@pytest.mark.parametrize("typed", ["駅 公園", "駅　公園", "  駅　 公園 "])
def test_words_between_spaces_of_any_width_must_all_be_there(typed: str) -> None:
    assert read(typed).wanted == (("駅",), ("公園",))


@pytest.mark.parametrize("typed", ['"駅前 の 公園"', "“駅前 の 公園”", '"駅前 の 公園'])
def test_a_phrase_in_quotes_is_one(typed: str) -> None:
    assert read(typed, {}).wanted == (("駅前 の 公園",),)


@pytest.mark.parametrize("minus", ["-", "\uff0d", "ー", "−"])
def test_a_minus_leaves_a_word_out_however_the_keyboard_wrote_it(minus: str) -> None:
    found = read(f"雪 {minus}雪まつり")
    assert found == Search((("雪",),), (("雪まつり",),))


def test_a_long_vowel_or_a_hyphen_inside_a_word_leaves_nothing_out() -> None:
    assert read("ラーメン Wi-Fi").wanted == (("ラーメン",), ("wifi",))


def test_other_spellings_of_the_built_in_words_are_sought_and_told() -> None:
    found = read("こども", {})
    assert set(found.wanted[0]) == {"こども", "子ども", "子供", "コドモ"}
    assert found.also == ("子ども", "子供", "コドモ")
    assert "子供" in read("子ども", {}).wanted[0]


def test_the_words_of_a_surveys_term_list_are_sought_both_ways() -> None:
    own = {"雪の華": ("ゆきはな", "雪華")}
    assert read("雪華", own).wanted[0] == ("雪華", "雪の華", "ゆきはな")
    assert read("雪の華", own).wanted[0] == ("雪の華", "ゆきはな", "雪華")


def test_what_a_person_merged_with_a_built_in_word_is_found_from_each_of_its_spellings() -> None:
    assert "キッズ" in read("子供", {"子ども": ("キッズ",)}).wanted[0]


def test_a_spelling_that_would_find_other_words_is_not_sought() -> None:
    assert read("花", {}) == Search((("花",),))
    assert read("道", {}) == Search((("道",),))


def test_a_phrase_and_a_search_without_spellings_are_taken_as_typed() -> None:
    assert read('"こども"', {}).wanted == (("こども",),)
    assert read("こども").wanted == (("こども",),)


def test_nothing_typed_seeks_nothing_and_a_pasted_text_is_cut() -> None:
    assert read("　 ").empty
    assert read('""').empty
    assert len(read(" ".join(f"語{n}" for n in range(50))).wanted) == MOST_PARTS


def test_the_longest_spelling_is_marked_first() -> None:
    assert read("駅 駅前広場").marks == ("駅前広場", "駅")
