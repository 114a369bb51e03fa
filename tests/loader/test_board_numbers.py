"""Promises of board numbers: every slip of one digit is found, and they are read however people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_loader.board_numbers import LAST, LETTERS, check_letter, number_of, read, sound, spelled, written

NUMBERS = st.integers(0, LAST)


def test_no_letter_is_taken_for_another_or_for_a_digit() -> None:
    assert not set("ILO0123456789") & set(LETTERS)
    assert len(set(LETTERS)) == len(LETTERS) == 23


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0000-A"), (1, "0001-F"), (123, "0123-D"), (1000, "1000-C"), (9999, "9999-N")]
)
def test_the_letter_is_that_of_the_weights_two_to_five(number: int, shown: str) -> None:
    assert (spelled(number), written(number)) == (shown, shown.replace("-", ""))


@given(NUMBERS, st.integers(0, 3), st.integers(1, 9))
def test_each_wrong_digit_is_found(number: int, place: int, by: int) -> None:
    digits = list(written(number))
    digits[place] = str((int(digits[place]) + by) % 10)
    assert sound(written(number))
    assert not sound("".join(digits))


@given(NUMBERS, st.integers(0, 2))
def test_each_swap_of_neighbours_is_found(number: int, place: int) -> None:
    digits = list(written(number))
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    assert digits == list(written(number)) or not sound("".join(digits))


@given(NUMBERS, st.sampled_from(LETTERS))
def test_each_wrong_letter_is_found(number: int, letter: str) -> None:
    assert sound(written(number)[:4] + letter) == (letter == check_letter(number))


@pytest.mark.parametrize("typed", ["0123D", "0123-d", "０１２３－Ｄ", " 0123 D ", "0123ーD", "123d", "0123・Ｄ"])
def test_a_number_is_read_however_it_is_written(typed: str) -> None:
    assert read(typed) == (123, "D")
    assert sound(typed)
    assert number_of(typed) == 123


@pytest.mark.parametrize("typed", ["", "D", "01234D", "012D3", "朝市の板", "0123DD", "-", "ABCD-EFGH", "12.5m"])
def test_another_name_of_a_board_is_no_number(typed: str) -> None:
    assert read(typed) is None
    assert number_of(typed) is None
    assert not sound(typed)


def test_an_old_board_has_no_letter_and_a_wrong_one_is_still_found_by_its_digits() -> None:
    assert (read("11"), number_of("11"), sound("11")) == ((11, ""), 11, False)
    assert (number_of("0123K"), sound("0123K")) == (123, False)


@pytest.mark.parametrize("number", [-1, LAST + 1])
def test_there_is_no_letter_beyond_the_last_number(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        check_letter(number)
