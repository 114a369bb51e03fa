"""Promises of the list of charts: a key with its choices is enough to make a chart again, from any voices."""

from __future__ import annotations

import pytest

from survey_insights import themes, trends
from survey_insights.chart_list import CHARTS, HALL_ROWS, Asked, UnknownChart, made, name_of, usual
from survey_loader.language import japanese
from survey_loader.voices import Voices

from .towns import random_town, town


@pytest.fixture(scope="module")
def voices() -> Voices:
    return random_town(300, 3)


@pytest.mark.parametrize("key", CHARTS)
def test_every_listed_chart_is_made_or_says_why_not(key: str, voices: Voices) -> None:
    for hall in (False, True):
        for few in (voices, town([], [])):
            chart = made(Asked(key), few, japanese, hall)
            assert chart.title and (chart.empty or len(chart.figure.data))
            assert chart.empty or len(chart.table)


def test_what_was_asked_for_survives_as_text() -> None:
    for asked in (
        Asked("balance"),
        Asked("theme_trend", "future", "month", ("snow", "food")),
        Asked("word_trend", words=("除雪", "ラーメン&餃子", "100%")),
        Asked("theme_contrast", by="wave", left="2025年冬", right="2026年冬"),
        Asked("seasons", form="themes", month=2),
    ):
        assert Asked.parse(str(asked)) == asked
    assert str(Asked("balance")) == "balance"


@pytest.mark.parametrize(
    "text", ["weather", "top_themes?colour=red", "top_themes?key=balance", "", "axis_trend?step=x"]
)
def test_what_is_not_in_the_list_is_told_in_words(text: str) -> None:
    with pytest.raises(UnknownChart) as refused:
        Asked.parse(text)
    assert "一覧からもう一度" in str(refused.value)


def test_the_same_key_gives_the_chart_the_screens_draw(voices: Voices) -> None:
    listed = made(Asked("top_themes", "future"), voices, japanese)
    drawn = themes.top_themes(voices, japanese, "future")
    assert (listed.title, listed.footer) == (drawn.title, drawn.footer)
    assert listed.table.equals(drawn.table)
    trend = made(Asked("theme_trend", themes=("snow",), step="month"), voices, japanese)
    assert trend.table.equals(trends.theme_trend(voices, japanese, ("snow",), step="month").table)


def test_a_hall_sees_few_rows_of_the_same_finding(voices: Voices) -> None:
    near, far = (made(Asked("top_themes"), voices, japanese, hall) for hall in (False, True))
    assert far.title == near.title and len(far.table) <= HALL_ROWS
    assert far.table.equals(near.table.head(len(far.table)))


def test_a_chart_is_called_by_what_was_chosen(voices: Voices) -> None:
    name = name_of(Asked("theme_trend", "future", "month", ("snow",)), voices, japanese)
    assert name.startswith("テーマの推移（「") and "月ごと" in name
    assert name_of(Asked("balance"), voices, japanese) == "住む・訪れる・両方"


def test_a_presenter_is_offered_charts_of_the_list_once_each(voices: Voices) -> None:
    offered = usual(voices)
    assert len(set(offered)) == len(offered) and {asked.key for asked in offered} <= CHARTS.keys()
