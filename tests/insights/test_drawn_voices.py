"""Voices are drawn for a reason that can be told: typical, contrary, minority; the same turn gives the same ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from survey_insights.drawn_voices import AT_ONCE, drawn_voices
from survey_insights.selection import Filters, select
from survey_loader.voices import Voices

from .towns import Person, Voice, random_town, town

SNOW = {"snow": "wish"}
# 1001..1012: twelve ask for snow clearing, most in the same words.
USUAL = [Voice(i, SNOW, ("除雪", "道"), "future", "live", "wish") for i in range(1, 9)]
FURTHER = [Voice(i, SNOW, ("除雪", "道", "朝", f"町{i}"), "future", "live", "wish") for i in (9, 10)]
# One combines themes nobody else combines, one has a word few have.
COMBINED = Voice(11, {**SNOW, "care": "wish"}, ("病院", "坂", "除雪"), "future", "live", "wish")
RARE_WORD = Voice(12, SNOW, ("ロードヒーティング", "坂"), "future", "live", "wish")
# 1013: on the same theme, content; 1014: content, but with food.
CONTENT = Voice(13, {"snow": "praise"}, ("除雪", "早い"), "like", "live", "praise")
OTHER = Voice(14, {"food": "praise"}, ("ラーメン", "ロードヒーティング"), "like", None, "praise")
VOICES = [*USUAL, *FURTHER, COMBINED, RARE_WORD, CONTENT, OTHER]
WISHES = np.arange(1001, 1013)


def snow_town(voices: list[Voice] = VOICES) -> Voices:
    return town([Person(i) for i in range(1, len(voices) + 1)], voices)


def test_the_typical_ones_stand_in_the_middle_of_the_group() -> None:
    assert drawn_voices(snow_town(), WISHES).typical[0] == 1001


def test_short_voices_in_the_very_same_words_are_drawn_once() -> None:
    """「食べ物が美味しい」 beside 「食べ物が美味しい」 tells nothing more."""
    typical = drawn_voices(snow_town(), WISHES).typical
    assert len(typical) == AT_ONCE and len(set(typical) & set(range(1001, 1009))) == 1


def test_the_contrary_ones_speak_of_the_same_theme_with_the_opposite_feeling() -> None:
    found = drawn_voices(snow_town(), WISHES)
    assert (found.contrary.tolist(), found.contrary_by, found.theme) == ([1013], "tone", "snow")


def test_a_minority_is_a_rare_combination_of_themes_first_then_a_rare_word() -> None:
    found = drawn_voices(snow_town(), WISHES)
    assert found.minority[0] == 1011
    later = [drawn_voices(snow_town(), WISHES, turn).minority.tolist() for turn in range(found.turns)]
    assert 1012 in {number for turn in later for number in turn}


def test_a_word_nobody_else_wrote_makes_no_minority() -> None:
    """町9 stands once in all the town: it may be a slip of the pen."""
    found = drawn_voices(snow_town(), WISHES)
    drawn = {n for turn in range(found.turns) for n in drawn_voices(snow_town(), WISHES, turn).minority.tolist()}
    assert not {1009, 1010} & drawn


def test_without_a_theme_the_group_shares_the_fewer_of_an_axis_are_the_contrary_ones() -> None:
    voices = [Voice(i, {}, ("駅", "道"), "like", "live") for i in range(1, 8)]
    voices += [Voice(8, {}, ("駅", "観光"), "like", "visit")]
    found = drawn_voices(snow_town(voices), np.arange(1001, 1009))
    assert (found.contrary.tolist(), found.contrary_by, found.theme) == ([1008], "axis", "")


def test_without_a_theme_the_opposite_feeling_within_the_group_is_contrary() -> None:
    voices = [Voice(i, {}, ("駅", "道"), "like", None, "praise") for i in range(1, 8)]
    voices += [Voice(8, {}, ("駅", "暗い"), "like", None, "trouble")]
    found = drawn_voices(snow_town(voices), np.arange(1001, 1009))
    assert (found.contrary.tolist(), found.contrary_by) == ([1008], "tone")


def test_where_all_agree_nothing_is_called_contrary() -> None:
    found = drawn_voices(snow_town(USUAL), np.arange(1001, 1009))
    assert (found.contrary.size, found.contrary_by) == (0, "")


@pytest.mark.parametrize("size", [0, 1, 4])
def test_a_group_of_fewer_than_five_is_read_whole(size: int) -> None:
    found = drawn_voices(snow_town(), WISHES[:size])
    assert (found.of, found.empty) == (size, True)


def test_nobody_is_drawn_from_an_empty_town(nobody: Voices) -> None:
    assert drawn_voices(nobody, WISHES).of == 0


def test_comments_outside_the_filters_are_never_drawn(sora: Voices) -> None:
    chosen = select(sora, Filters(relations=("visitor",)))
    found = drawn_voices(chosen, sora.comments["number"].to_numpy())
    drawn = {*found.typical, *found.contrary, *found.minority}
    assert drawn and drawn <= set(chosen.comments["number"])


def test_a_comment_that_only_repeats_another_is_not_drawn() -> None:
    copies = [replace(voice, likeness=77 if voice.person < 9 else None) for voice in VOICES]
    found = drawn_voices(snow_town(copies), WISHES)
    assert len({1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008} & set(found.typical)) <= 1


def test_one_word_alone_stands_for_nobody() -> None:
    short = [Voice(15, SNOW, ("除雪",), "future", "live", "wish")]
    assert 1015 not in drawn_voices(snow_town([*VOICES, *short]), np.append(WISHES, 1015)).typical


def test_drawing_again_shows_others_and_comes_round(sora: Voices) -> None:
    group = sora.comments["number"].to_numpy()[:200]
    turns = drawn_voices(sora, group).turns
    assert turns > 2
    first, second = (drawn_voices(sora, group, turn) for turn in (0, 1))
    assert not set(first.typical) & set(second.typical)
    again = drawn_voices(sora, group, turns)
    assert again.typical.tolist() == first.typical.tolist()


def test_nearness_is_that_of_the_textbook() -> None:
    """The closest comment is the one scikit-learn's own vectors put closest to the centroid."""
    texts = ["雪 道 朝", "雪 道 夜", "雪 道", "雪 坂 夜 寒い", "山 川 雪", "雪 道 朝 夜"]
    voices = [Voice(i, {"snow": "wish"}, tuple(text.split())) for i, text in enumerate(texts, start=1)]
    vectors = TfidfVectorizer(token_pattern=r"\S+").fit_transform(texts).toarray()
    middle = vectors.mean(axis=0)
    closest = int(np.argmax(vectors @ middle / np.linalg.norm(middle)))
    assert drawn_voices(snow_town(voices), np.arange(1001, 1007)).typical[0] == 1001 + closest


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(20, 120), st.integers(0, 7), st.sampled_from(["", "snow", "food"]))
def test_no_comment_is_of_two_kinds_and_the_same_turn_draws_the_same(
    seed: int, size: int, turn: int, theme: str
) -> None:
    voices = random_town(size, seed)
    group = voices.comments["number"].to_numpy()[::2]
    found, again = (drawn_voices(voices, group, turn, theme) for _ in range(2))
    kinds = (found.typical.tolist(), found.contrary.tolist(), found.minority.tolist())
    assert kinds == (again.typical.tolist(), again.contrary.tolist(), again.minority.tolist())
    drawn = [number for kind in kinds for number in kind]
    assert len(drawn) == len(set(drawn)) and all(len(kind) <= AT_ONCE for kind in kinds)
    assert set(found.typical) | set(found.minority) <= set(group)
    others = drawn_voices(voices, group, turn + 1, theme)
    assert not set(found.typical) & (set(others.minority) | set(others.contrary))
