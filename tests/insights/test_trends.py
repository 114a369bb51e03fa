"""Trends stand on real days, and speak of change only where chance hardly explains it."""

from __future__ import annotations

import re

from survey_insights.balance import balance_change
from survey_insights.series import last_change, theme_series, word_series
from survey_insights.trends import axis_trend, theme_trend
from survey_loader.language import japanese
from survey_loader.voices import Voices

from .towns import WAVES, Person, Voice, random_town, town


def test_a_trend_stands_at_the_middle_day_of_each_wave(sora: Voices) -> None:
    chart = axis_trend(sora, japanese)
    assert chart.figure.layout.xaxis.type == "date"
    assert chart.figure.data[1].x == ("2024-02-07", "2024-07-31", "2025-02-05", "2026-02-11")
    written = {note.text for note in chart.figure.layout.annotations}
    assert len([text for text in written if text.startswith("n=")]) == 4


def test_a_wave_without_dates_stands_at_its_interviews() -> None:
    waves = (("2025年冬", None, None), WAVES[3])
    people = [
        Person(1, "2025年冬", day="2025-02-03"),
        Person(2, "2025年冬", day="2025-02-05"),
        Person(3, "2026年冬"),
    ]
    frame = theme_series(town(people, [Voice(i, {"snow": "wish"}) for i in (1, 2, 3)], waves=waves), ("snow",), "wave")
    assert frame["date"].dt.strftime("%Y-%m-%d").tolist() == ["2025-02-04", "2026-02-11"]


def test_word_series_count_people_not_comments() -> None:
    voices = town([Person(1), Person(2)], [Voice(1, words=("雪",)), Voice(1, words=("雪",), question="future")])
    assert word_series(voices, ("雪",), "wave")[["count", "total"]].to_numpy().tolist() == [[1, 2]]


def test_a_confirmed_change_is_said_with_its_interval_and_noise_is_not() -> None:
    moved = theme_trend(random_town(900, 7, 0.14), japanese, ("snow",), "future")
    assert re.search(r"「雪と除雪」は前回の\d+%から\d+%に上がりました（差の幅 \+\d+〜\+\d+ポイント）。", moved.title)
    still = theme_trend(random_town(900, 7), japanese, ("snow", "food"), "future")
    assert re.search(r"前回との差は確認できません。この人数で見つけやすいのは約\d+ポイント以上の差です。", still.title)


def test_a_single_wave_has_no_change() -> None:
    voices = town([Person(1), Person(2)], [Voice(1, {"snow": "wish"}, axis="live"), Voice(2, axis="visit")])
    assert last_change(theme_series(voices, ("snow",), "wave")).empty
    assert "1回分" in axis_trend(voices, japanese).title
    assert "1回分" in balance_change(voices, japanese).title
