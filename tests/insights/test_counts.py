"""Counts are counts of what they say: people once, comments once, and clear denominators."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from survey_insights.counts import (
    comments_of,
    grouping,
    incidence,
    label_counts,
    leaders,
    theme_comments,
    theme_people,
    tones_of_groups,
)
from survey_insights.words import comments_with_words, compare_words, word_counts
from survey_loader.voices import Voices

from .towns import Person, Voice, town


def test_one_person_writing_a_theme_twice_counts_once() -> None:
    voices = town(
        [Person(1), Person(2)],
        [Voice(1, {"food": "praise"}), Voice(1, {"food": "wish"}, question="future"), Voice(2, {})],
    )
    frame: Any = theme_people(voices).set_index("theme")
    assert frame.loc["food", ["people", "asked"]].tolist() == [1, 2]
    assert frame.loc["food", "share"] == 0.5
    assert frame.loc["food", "low"] < 0.5 < frame.loc["food", "high"]
    assert int(incidence(voices).sum()) == 1


def test_someone_who_wrote_nothing_was_still_asked() -> None:
    voices = town([Person(1), Person(2), Person(3)], [Voice(1, {"snow": "wish"}, question="future")])
    assert theme_people(voices, ("future",)).set_index("theme").loc["snow", "asked"] == 3


def test_axis_counts_sum_to_all_comments_with_those_undecided() -> None:
    voices = town([Person(1)], [Voice(1, axis="live"), Voice(1, axis="both"), Voice(1), Voice(1)])
    frame: Any = label_counts(voices, "axis").set_index("label")
    assert frame["comments"].to_dict() == {"live": 1, "visit": 0, "both": 1, "none": 2}
    assert frame["share"].sum() == pytest.approx(1)
    assert (frame["total"] == 4).all()


def test_counts_by_wave_come_in_the_order_of_time() -> None:
    people = [Person(1, "2026年冬"), Person(2, "2024年夏"), Person(3, "2025年冬")]
    voices = town(people, [Voice(i, axis="live") for i in (1, 2, 3)])
    assert grouping(voices, "wave").labels == ("2024年夏", "2025年冬", "2026年冬")
    assert list(label_counts(voices, "axis", by="wave")["group"].unique()) == [
        "2024年夏",
        "2025年冬",
        "2026年冬",
    ]


def test_months_come_from_days_and_unknown_days_are_in_none() -> None:
    people = [Person(1, day="2026-02-28"), Person(2, day="2025-11-03"), Person(3, day="")]
    groups = grouping(town(people, [Voice(i) for i in (1, 2, 3)]), "month")
    assert groups.labels == ("2025-11", "2026-02")
    assert groups.interviews.tolist() == groups.comments.tolist() == [1, 0, -1]


def test_a_comment_for_both_is_in_neither_side() -> None:
    voices = town([Person(1)], [Voice(1, {"transit": "wish"}, axis=axis) for axis in ("live", "visit", "both")])
    frame: Any = theme_comments(voices).set_index(["group", "theme"])
    assert frame.loc[("live", "transit"), ["comments", "total"]].tolist() == [1, 1]
    assert frame.loc[("both", "transit"), ["comments", "total"]].tolist() == [1, 1]


def test_themes_of_a_tone_are_those_of_its_clauses() -> None:
    voices = town([Person(1)], [Voice(1, {"nature": "praise", "transit": "wish"}, tone="mixed")])
    praised = theme_people(voices, tone="praise").set_index("theme")["people"]
    assert (praised["nature"], praised["transit"]) == (1, 0)
    assert comments_of(voices, "transit", tone="wish").tolist() == [1001]
    assert comments_of(voices, "transit", tone="praise").tolist() == []


def test_a_clear_leader_stands_alone_and_near_ties_stand_together() -> None:
    people = [Person(i) for i in range(1, 61)]
    clear = town(people, [Voice(i, {"food": "praise"} if i <= 40 else {"nature": "praise"}) for i in range(1, 51)])
    assert leaders(clear)["theme"].tolist() == ["food"]
    tied = town(people, [Voice(i, {"food": "praise"} if i <= 26 else {"nature": "praise"}) for i in range(1, 51)])
    assert leaders(tied)["theme"].tolist() == ["food", "nature"]


def test_tones_are_counted_within_the_question() -> None:
    voices = town(
        [Person(1)],
        [Voice(1, axis="live", tone="wish", question="future"), Voice(1, axis="live", tone="praise")],
    )
    frame: Any = tones_of_groups(voices, "future", "axis", ("live", "visit", "both", "none")).set_index(
        ["group", "label"]
    )
    assert frame.loc[("live", "wish"), ["comments", "total"]].tolist() == [1, 1]
    assert frame.loc[("live", "praise"), "comments"] == 0


def test_words_are_counted_once_a_comment(sora: Voices) -> None:
    everyone = comments_with_words(sora, np.ones(len(sora.comments), dtype=bool))
    assert everyone.tolist() == np.asarray((sora.words > 0).sum(axis=0)).ravel().tolist()


def test_word_counts_add_up_over_the_axes(sora: Voices) -> None:
    frame = word_counts(sora, at_least=5)
    assert (frame[["live", "visit", "both", "none"]].sum(axis=1) == frame["comments"]).all()
    assert frame["comments"].is_monotonic_decreasing
    lean = frame.set_index("word")["lean"]
    assert (lean["除雪"], lean["動物園"], lean["バス"]) == ("live", "visit", "both")


def test_words_that_mark_residents_and_visitors_are_found(sora: Voices) -> None:
    frame: Any = compare_words(sora, "relation").set_index("word")
    assert frame.loc["除雪", "different"] and frame.loc["除雪", "z"] > 0
    assert frame.loc["動物園", "different"] and frame.loc["動物園", "z"] < 0
    assert (frame["left"] + frame["right"] >= 5).all()


def test_counting_never_writes_into_the_callers_frames(sora: Voices) -> None:
    comments, interviews = sora.comments.copy(), sora.interviews.copy()
    themes = sora.themes.copy()
    theme_people(sora, ("like",), by="relation")
    label_counts(sora, "tone", by="month")
    word_counts(sora)
    pd.testing.assert_frame_equal(sora.comments, comments)
    pd.testing.assert_frame_equal(sora.interviews, interviews)
    assert (sora.themes != themes).nnz == 0 and (sora.themes.data == themes.data).all()


def test_nobody_is_counted_as_nobody(nobody: Voices) -> None:
    assert label_counts(nobody, "axis")["comments"].tolist() == [0, 0, 0, 0]
    assert label_counts(nobody, "axis", by="wave").empty
    assert theme_people(nobody)["people"].sum() == 0
    assert theme_people(nobody)["share"].isna().all()
    assert leaders(nobody).empty and word_counts(nobody).empty and compare_words(nobody).empty
