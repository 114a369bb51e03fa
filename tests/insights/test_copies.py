"""Promises of copies: the same words of one place and day are found, floods too, and nothing is dropped unasked."""

from __future__ import annotations

import pandas as pd

from survey_insights.charts import footer
from survey_insights.copies import repeats, same_words, times
from survey_insights.selection import Filters, select
from survey_loader.language import japanese
from survey_loader.voices import Voices

from .towns import Person, Voice, large_town, town

SAME, OTHER = 2**61 + 1, 2**61 + 2


def copied() -> Voices:
    """Persons 1 and 2 say the same on one day at one place, 3 says it elsewhere, 4 on another day, 5 nothing long."""
    people = [
        Person(1),
        Person(2),
        Person(3, place="市場"),
        Person(4, day="2026-02-08"),
        Person(5),
    ]
    voices = [
        Voice(1, likeness=SAME),
        Voice(1, question="future", likeness=SAME),
        Voice(2, {"food": "praise"}, likeness=SAME),
        Voice(3, likeness=SAME),
        Voice(4, likeness=OTHER),
        Voice(5),
        Voice(5),
    ]
    return town(people, voices)


def test_the_same_words_to_one_question_on_one_day_at_one_place_are_copies() -> None:
    comments = copied().comments
    assert times(comments).tolist() == [2, 1, 2, 1, 1, 1, 1]
    assert repeats(comments).tolist() == [False, False, True, False, False, False, False]
    assert same_words(comments) == 2


def test_numbers_that_differ_in_their_last_bit_are_not_the_same_words() -> None:
    voices = town([Person(1), Person(2)], [Voice(1, likeness=SAME), Voice(2, likeness=SAME + 1)])
    assert same_words(voices.comments) == 0


def test_a_flood_over_a_wave_is_one_group_wherever_it_was_written() -> None:
    people = [Person(n, place=f"場所{n}", day=f"2026-02-{n:02}") for n in range(1, 7)]
    people += [Person(7, wave="2025年冬", day="2025-02-01")]
    voices = town(people, [Voice(person.number, likeness=SAME) for person in people])
    assert times(voices.comments).tolist() == [6] * 6 + [1]
    assert repeats(voices.comments).tolist() == [False, True, True, True, True, True, False]
    four = town(people[:4], [Voice(person.number, likeness=SAME) for person in people[:4]])
    assert same_words(four.comments) == 0


def test_copies_without_day_and_place_are_found() -> None:
    people = [Person(1, place="", day=""), Person(2, place="", day="")]
    voices = town(people, [Voice(1, likeness=SAME), Voice(2, likeness=SAME)])
    assert times(voices.comments).tolist() == [2, 2]


def test_counting_once_keeps_the_first_and_everyone_asked() -> None:
    voices = copied()
    once = select(voices, Filters(once=True))
    assert once.comments["number"].tolist() == [1001, 1002, 1004, 1005, 1006, 1007]
    assert once.words.shape[0] == once.themes.shape[0] == 6
    assert len(once.interviews) == 5
    assert select(voices, Filters()) is voices
    assert "同じ文面は一度だけ数えています" in footer(once, japanese)
    assert "同じ文面" not in footer(voices, japanese)


def test_counting_once_keeps_the_first_of_those_that_pass_the_other_filters() -> None:
    chosen = select(copied(), Filters(theme="food", once=True))
    assert chosen.comments["number"].tolist() == [1003]


def test_looking_for_copies_leaves_the_frame_as_it_is() -> None:
    comments = copied().comments
    before = comments.copy()
    times(comments)
    repeats(comments)
    pd.testing.assert_frame_equal(comments, before)


def test_nobody_and_nothing_in_common_have_no_copies(nobody: Voices) -> None:
    assert times(nobody.comments).tolist() == []
    assert same_words(nobody.comments) == 0
    assert same_words(large_town(people=500).comments) == 0
