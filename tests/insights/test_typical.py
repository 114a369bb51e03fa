"""Promises of typical words: the log-odds of a group against the rest, and no colour without confirmation."""

from __future__ import annotations

import numpy as np
import pytest

from survey_insights.selection import Filters, select
from survey_insights.statistics import marked_words
from survey_insights.typical import group_sizes, typical_words, usable_groups
from survey_loader.voices import Voices

from .towns import Person, Voice, town


@pytest.fixture
def snowy() -> Voices:
    held = [("除雪", "live")] * 40 + [("温泉", "visit")] * 40 + [("花", "live")] * 10 + [("花", "visit")] * 10
    people = [Person(n, wave="2025年冬" if n < 50 else "2026年冬") for n in range(100)]
    return town(people, [Voice(n, words=(word,), axis=axis) for n, (word, axis) in enumerate(held)])


def test_a_sides_words_are_those_of_the_log_odds_against_all_others(snowy: Voices) -> None:
    words = typical_words(snowy, snowy, "live")
    assert words["word"].tolist()[0] == "除雪"
    first = words.iloc[0]
    assert (first["comments"], first["total"], first["rest"], first["rest_total"]) == (40, 50, 0, 50)
    told = marked_words(np.array([0, 10, 40]), np.array([40, 10, 0]))
    assert first["z"] == pytest.approx(told["z"][2]) and first["q"] == pytest.approx(told["q"][2])
    assert first["lean"] == "live"
    assert "温泉" not in set(words["word"])


def test_filtered_voices_are_compared_with_everything_else(snowy: Voices) -> None:
    chosen = select(snowy, Filters(waves=("2026年冬",)))
    assert group_sizes(chosen, snowy, "chosen") == (50, 50)
    words = typical_words(chosen, snowy, "chosen")
    assert words.iloc[0]["word"] == "温泉" and words.iloc[0]["rest"] == 10


def test_only_groups_with_something_to_compare_are_offered(snowy: Voices, nobody: Voices) -> None:
    assert usable_groups(snowy, snowy) == ("live", "visit")
    assert usable_groups(select(snowy, Filters(waves=("2026年冬",))), snowy) == ("live", "visit", "chosen")
    assert usable_groups(nobody, nobody) == ()


def test_a_word_that_is_not_confirmed_has_no_side() -> None:
    voices = town([Person(n) for n in range(20)], [Voice(n, words=("花",), axis="live" if n < 11 else "visit")
                                                   for n in range(20)])  # fmt: skip
    assert not typical_words(voices, voices, "live")["lean"].any()
