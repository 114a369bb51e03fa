"""Trends stand on real days, and speak of change only where chance hardly explains it."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from survey_insights.balance import balance_change
from survey_insights.series import (
    MOST_DAYS,
    fitting_step,
    label_series,
    last_change,
    most_outstanding,
    outstanding,
    theme_series,
    word_series,
)
from survey_insights.trends import axis_trend, theme_trend, tone_trend, word_trend
from survey_loader.language import japanese
from survey_loader.voices import Voices

from .towns import WAVES, Person, Voice, many_days, random_town, town


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


def days(most: int, live: int = 4, total: int = 12) -> dict[str, tuple[int, int]]:
    """The first days of 2026, all alike."""
    return {str(day.date()): (live, total) for day in pd.date_range("2026-01-01", periods=most)}


def test_days_stand_at_their_own_date_with_the_interval_statsmodels_gives() -> None:
    frame = label_series(many_days({"2026-01-09": (3, 8), "2026-01-11": (5, 9)}), "axis", "day")
    live = frame[frame["line"] == "live"]
    assert live["date"].dt.strftime("%Y-%m-%d").tolist() == ["2026-01-09", "2026-01-11"]
    assert live[["count", "total"]].to_numpy().tolist() == [[3, 8], [5, 9]]
    for row in live.itertuples():
        low, high = proportion_confint(row.count, row.total, method="wilson")
        assert (row.low, row.high) == pytest.approx((low, high))


def test_a_day_unlike_all_others_is_named_and_one_of_few_voices_is_not() -> None:
    odd = axis_trend(many_days(days(20) | {"2026-02-01": (28, 30)}), japanese, "day")
    assert re.match(
        r"2026年2月1日の「住む人のため」は30件のうち93%で、ほかの日の240件のうち33%より高めです（差の幅 \+\d+〜",
        odd.title,
    )
    few = axis_trend(many_days(days(20) | {"2026-02-01": (2, 2)}), japanese, "day")
    assert few.title == "日による差は確認できません。"


def test_the_odd_day_is_found_by_the_test_scipy_gives_with_all_points_as_one_family() -> None:
    frame = label_series(many_days(days(6) | {"2026-02-01": (20, 24)}), "axis", "day")
    frame = frame[frame["line"].isin(["live", "both"])]
    compared = outstanding(frame)
    row = compared[(compared["line"] == "live") & (compared["label"] == "2026-02-01")].iloc[0]
    table = [[20, 4], [24, 48]]
    n = 24 + 72
    # Campbell's N-1 correction of Pearson's chi-square.
    p = stats.chi2.sf(stats.chi2_contingency(table, correction=False).statistic * (n - 1) / n, 1)
    assert row["p"] == pytest.approx(p, rel=1e-6)
    assert compared["q"].to_numpy() == pytest.approx(stats.false_discovery_control(compared["p"].to_numpy()))


def test_days_of_the_same_shares_are_called_different_in_few_towns_of_chance() -> None:
    random = np.random.default_rng(5)
    towns = ({day: (int(random.binomial(15, 0.4)), 15) for day in days(40)} for _ in range(40))
    named = sum(most_outstanding(label_series(many_days(town), "axis", "day")) is not None for town in towns)
    assert named <= 5


def test_a_day_of_few_voices_has_no_point_but_its_n_in_strip_and_table() -> None:
    chart = axis_trend(many_days(days(5) | {"2026-02-01": (1, 1)}), japanese, "day")
    points = [x for trace in chart.figure.data if trace.type == "scatter" for x in trace.x]
    strip = next(trace for trace in chart.figure.data if trace.type == "bar")
    assert "2026-02-01" not in points
    assert dict(zip(strip.x, strip.y, strict=True))["2026-02-01"] == 1
    assert "2026年2月1日" in set(chart.table["時期"])
    assert "5件より少ない日は割合を示さず" in chart.subtitle


def test_too_many_days_become_months_and_the_chart_says_so() -> None:
    assert fitting_step(many_days(days(MOST_DAYS)), "day") == "day"
    voices = many_days(days(MOST_DAYS + 1))
    for chart in (
        axis_trend(voices, japanese, "day"),
        tone_trend(voices, japanese, "future", "day"),
        theme_trend(voices, japanese, ("snow",), "future", "day"),
        word_trend(voices, japanese, ("除雪",), "future", "day"),
    ):
        assert "121日分と多いので、月ごとに示しています" in chart.subtitle
        assert set(chart.table["時期"]) == {f"2026年{month}月" for month in range(1, 6)}


def test_a_month_is_compared_with_the_month_before_by_name() -> None:
    still = axis_trend(many_days({"2026-01-09": (10, 30), "2026-03-09": (11, 30)}), japanese, "month")
    assert still.title.startswith("2026年1月と2026年3月の差は確認できません。この件数で見つけやすいのは約")
    moved = axis_trend(many_days({"2026-01-09": (5, 60), "2026-03-09": (40, 60)}), japanese, "month")
    assert re.match(r"「.+」は2026年1月の\d+%から、2026年3月は\d+%に", moved.title)


def test_one_day_has_no_difference_between_days() -> None:
    chart = axis_trend(many_days({"2026-01-09": (3, 8)}), japanese, "day")
    assert chart.title == "まだ1日分なので、動きはわかりません。"
