"""Filters choose people or comments, never both by mistake, and leave the caller's voices alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from survey_insights.counts import asked, theme_people
from survey_insights.selection import Filters, remember_asked, select
from survey_loader.voices import Voices

from .towns import Person, Voice, town


def three_people() -> Voices:
    people = [
        Person(1, "2025年冬", "resident", "駅前", "20代", "2025-02-01"),
        Person(2, "2026年冬", "visitor", "市場", "40代"),
        Person(3, "2026年冬", "resident", "駅前", "", ""),
    ]
    voices = [
        Voice(1, {"snow": "wish"}, ("除雪",), "future", "live", "wish"),
        Voice(1, {"food": "praise"}, ("ラーメン", "おいしい"), "like", None, "praise"),
        Voice(2, {"food": "praise", "sights": "praise"}, ("ラーメン", "動物園"), "like", "visit", "praise"),
        Voice(3, {"transit": "wish"}, ("バス",), "future", "both", None),
    ]
    return town(people, voices)


def numbers(voices: Voices) -> list[int]:
    return voices.comments["number"].tolist()


def test_no_filter_returns_the_same_voices() -> None:
    voices = three_people()
    assert Filters().empty
    assert select(voices, Filters()) is voices


def test_people_filters_choose_interviews_and_their_comments() -> None:
    voices = three_people()
    chosen = select(voices, Filters(waves=("2026年冬",), relations=("resident",)))
    assert numbers(chosen) == [1004]
    assert chosen.interviews["number"].tolist() == [3]
    assert numbers(select(voices, Filters(places=("市場",)))) == [1003]
    assert numbers(select(voices, Filters(ages=("20代", "40代")))) == [1001, 1002, 1003]


def test_comment_filters_leave_the_people_as_denominator() -> None:
    voices = three_people()
    for filters, expected in (
        (Filters(questions=("like",)), [1002, 1003]),
        (Filters(axis="live"), [1001]),
        (Filters(axis="none"), [1002]),
        (Filters(tone="none"), [1004]),
        (Filters(tone="praise"), [1002, 1003]),
        (Filters(theme="food"), [1002, 1003]),
        (Filters(words=("ラーメン",)), [1002, 1003]),
        (Filters(theme="food", axis="visit"), [1003]),
    ):
        chosen = select(voices, filters)
        assert numbers(chosen) == expected
        assert len(chosen.interviews) == 3


def test_matrices_stay_in_step_with_the_comments() -> None:
    chosen = select(three_people(), Filters(theme="sights"))
    assert chosen.words.shape[0] == chosen.themes.shape[0] == len(chosen.comments) == 1
    words = chosen.vocabulary[chosen.words.toarray()[0] > 0]
    assert set(words) == {"ラーメン", "動物園"}


def test_an_unknown_value_lets_nothing_through() -> None:
    voices = three_people()
    for filters in (Filters(words=("存在しない",)), Filters(theme="nothing"), Filters(waves=("1999年",))):
        assert numbers(select(voices, filters)) == []


def test_a_wave_without_a_theme_was_still_asked() -> None:
    voices = select(three_people(), Filters(theme="snow"))
    frame: Any = theme_people(voices, ("future",), by="wave").set_index(["group", "theme"])
    # 2026: two people were asked, none wrote 除雪; the filter must not make them vanish.
    assert frame.loc[("2026年冬", "snow"), ["people", "asked"]].tolist() == [0, 2]
    assert frame.loc[("2025年冬", "snow"), ["people", "asked"]].tolist() == [1, 1]


def test_a_question_of_one_wave_is_asked_in_that_wave_only() -> None:
    people = [Person(1, "2025年冬"), Person(2, "2026年冬"), Person(3, "2026年冬")]
    voices = town(people, [Voice(1, question="like"), Voice(2, question="future")])
    assert asked(voices, ("future",)).tolist() == [False, True, True]
    assert asked(voices, ("like", "future")).tolist() == [True, True, True]


def test_selecting_never_writes_into_the_callers_frames() -> None:
    voices = three_people()
    comments, interviews = voices.comments.copy(), voices.interviews.copy()
    words = voices.words.copy()
    select(voices, Filters(waves=("2026年冬",), words=("ラーメン",)))
    remember_asked(voices)
    pd.testing.assert_frame_equal(voices.comments, comments)
    pd.testing.assert_frame_equal(voices.interviews, interviews)
    assert (voices.words != words).nnz == 0


def test_nobody_can_be_filtered(nobody: Voices) -> None:
    chosen = select(nobody, Filters(waves=("2026年冬",), axis="live", theme="snow", words=("雪",)))
    assert len(chosen.comments) == len(chosen.interviews) == 0


def test_selecting_agrees_with_looking_at_each_row(sora: Voices) -> None:
    chosen = select(sora, Filters(words=("ラーメン",), relations=("visitor",)))
    column = int(np.flatnonzero(sora.vocabulary == "ラーメン")[0])
    has = np.asarray(sora.words[:, [column]].todense()).ravel() > 0
    expected = sora.comments["number"][has & (sora.comments["relation"] == "visitor").to_numpy()]
    assert numbers(chosen) == expected.tolist()


def test_months_choose_the_people_and_their_comments(sora: Voices) -> None:
    one = select(sora, Filters(months=("2026-02",)))
    days = one.interviews["day"]
    assert len(one.interviews) == int((sora.interviews["day"].dt.strftime("%Y-%m") == "2026-02").sum()) > 0
    assert set(days.dt.strftime("%Y-%m")) == {"2026-02"}
    assert set(one.comments["interview"]) <= set(one.interviews["number"])
    assert select(sora, Filters(months=("1999-01",))).comments.empty


def test_the_public_is_told_no_word_that_fewer_than_five_people_wrote() -> None:
    people = [Person(number, "2026年冬", "resident", "駅前", "", "") for number in range(1, 7)]
    voices = [Voice(number, {"snow": "wish"}, ("除雪",), "future", "live", "wish") for number in range(1, 6)]
    # One person five times is one person.
    voices += [Voice(6, {"food": "praise"}, ("みかん",), "like", None, "praise") for _ in range(5)]
    everyone = town(people, voices)
    chosen = select(everyone, Filters(public=True))
    assert chosen.vocabulary.tolist() == ["除雪"]
    assert chosen.words.toarray()[:, 0].tolist() == [1] * 5 + [0] * 5
    assert numbers(chosen) == numbers(everyone)
    assert set(everyone.vocabulary) == {"除雪", "みかん"}
    # What counts is who is left after the other filters.
    assert select(everyone, Filters(public=True, theme="food")).vocabulary.tolist() == []
