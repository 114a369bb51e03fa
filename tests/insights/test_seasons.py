"""A month is compared with the same month of other years, and noise is not taken for a change."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from survey_insights.seasons import against_earlier_years, months_of_several_years, season, season_chart
from survey_loader.language import japanese
from survey_loader.voices import Voices

from .towns import many_days


def winters(live: tuple[int, int, int], total: int = 120) -> Voices:
    """Januaries of three years with so many voices of 除雪, and one summer in which nobody speaks of it."""
    days = {f"{year}-01-15": (count, total) for year, count in zip((2024, 2025, 2026), live, strict=True)}
    return many_days({**days, "2025-07-20": (0, total)})


def test_only_months_asked_in_two_years_can_be_compared() -> None:
    assert months_of_several_years(winters((30, 30, 30))) == [1]
    assert months_of_several_years(many_days({"2026-01-15": (3, 9), "2026-02-15": (3, 9)})) == []


def test_the_summer_is_no_part_of_a_january() -> None:
    rows = season(winters((30, 40, 50)), japanese, 1, "themes", themes=("snow",)).rows
    assert rows[["year", "count", "total"]].to_numpy().tolist() == [[2024, 30, 120], [2025, 40, 120], [2026, 50, 120]]
    low, high = proportion_confint(30, 120, method="wilson")
    assert rows[["low", "high"]].to_numpy()[0].tolist() == pytest.approx([low, high])


def test_the_latest_year_is_tested_against_each_earlier_one_with_one_correction() -> None:
    compared = against_earlier_years(season(winters((30, 40, 60)), japanese, 1, "themes", themes=("snow", "nature")))
    assert sorted(compared["year"]) == [2024, 2024, 2025, 2025]
    assert compared["q"].to_numpy() == pytest.approx(multipletests(compared["p"].to_numpy(), method="fdr_bh")[1])
    row = compared[(compared["line"] == "snow") & (compared["year"] == 2024)]
    low, high = confint_proportions_2indep(60, 120, 30, 120, method="newcomb", compare="diff")
    assert row[["low", "high"]].to_numpy()[0].tolist() == pytest.approx([low, high])


def test_a_confirmed_difference_between_years_is_said_and_noise_is_not() -> None:
    moved = winters((30, 30, 70))
    chart = season_chart(moved, season(moved, japanese, 1, "themes", themes=("snow",)), "", japanese)
    assert chart.title.startswith("「雪と除雪」は2026年1月は58%で、")
    still = winters((30, 34, 31))
    chart = season_chart(still, season(still, japanese, 1, "axis"), "", japanese)
    assert chart.title == "2026年1月と、それまでの1月との差は確認できません。"
    assert [str(text).split("n=")[1] for text in chart.figure.layout.xaxis.ticktext] == ["120", "120", "120"]


def test_years_that_do_not_differ_show_no_difference_in_95_percent_of_the_runs() -> None:
    random = np.random.default_rng(3)
    silent = 0
    for _ in range(200):
        counts = random.binomial(60, 0.3, 3)
        voices = winters((int(counts[0]), int(counts[1]), int(counts[2])), 60)
        found = against_earlier_years(season(voices, japanese, 1, "themes", themes=("snow",)))
        silent += not found["different"].any()
    assert silent >= 190


def test_one_year_is_said_plainly(nobody: Voices) -> None:
    one = many_days({"2026-01-15": (3, 9)})
    for voices in (one, nobody):
        chart = season_chart(voices, season(voices, japanese, 1, "axis"), "", japanese)
        assert chart.empty
        assert chart.title == "同じ月の声が2年分そろっていないので、年どうしはまだくらべられません。"
