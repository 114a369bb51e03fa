"""Promises of the one spelling that analysis reads."""

from __future__ import annotations

from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from survey_loader.text.normalise import normalise


def test_full_width_and_half_width_letters_become_one_spelling() -> None:
    assert normalise("ＪＲの本数　ﾊﾞｽ") == "JRの本数 バス"


def test_html_entities_become_the_signs_they_stand_for() -> None:
    assert normalise("花&amp;緑&#x3002;") == "花&緑。"


def test_line_breaks_of_all_systems_become_one() -> None:
    assert normalise("雪\r\n\r\n山\r海\u2028空") == "雪\n山\n海\n空"


def test_direction_marks_and_controls_leave_no_trace() -> None:
    assert normalise("\u202e雪\u200bまつり\x00\ufeff") == "雪まつり"


def test_repeated_signs_and_laughter_are_squeezed() -> None:
    assert normalise("最高!!!!!!www") == "最高!笑"
    assert normalise("すごーーーーい") == "すごーい"


def test_web_addresses_are_not_taken_for_laughter() -> None:
    assert normalise("www.example.jp") == "www.example.jp"


def test_ten_thousand_signs_cost_no_more_than_a_moment() -> None:
    begin = perf_counter()
    assert normalise("😀" * 10_000) == "😀"
    assert perf_counter() - begin < 0.5


@given(st.text(max_size=300))
def test_any_text_has_a_spelling_without_surrounding_space(text: str) -> None:
    assert normalise(text) == normalise(text).strip()
