"""Promises of sides: any two groups are two disjoint sets, counted by hand, tested as statsmodels tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from survey_insights.cities import shared_themes, theme_contrast
from survey_insights.palette import AXIS_INK
from survey_insights.selection import Filters, select
from survey_insights.sides import (
    Attribute,
    Pair,
    compare_themes,
    groups_beside,
    groups_of,
    narrowed,
    on_both_sides,
    outside,
    people_masks,
    side_inks,
    side_masks,
    sides_of,
    usual_pair,
)
from survey_insights.statistics import two_proportions
from survey_insights.tones import tone_contrast
from survey_insights.words import compare_words, word_contrast
from survey_loader.language import japanese
from survey_loader.voices import Voices

from .towns import Person, Voice, random_town, town

SPLITS: tuple[Attribute, ...] = ("axis", "relation", "wave", "place", "age", "question")


@pytest.fixture
def corner() -> Voices:
    """Six people at two places in two waves, counted by hand below."""
    people = [
        Person(1, "2025年冬", "resident", "駅前", "20代"),
        Person(2, "2025年冬", "resident", "市場", "20代"),
        Person(3, "2026年冬", "visitor", "駅前", "60代"),
        Person(4, "2026年冬", "visitor", "市場", "60代"),
        Person(5, "2026年冬", "rooted", "駅前", ""),
        Person(6, "2026年冬", "resident", "駅前", "20代"),
    ]
    voices = [
        Voice(1, {"snow": "wish"}, ("除雪", "早い"), "future", "live", "wish"),
        Voice(1, {"food": "praise"}, ("米",), "like", None, "praise"),
        Voice(2, {"snow": "trouble"}, ("除雪",), "future", "live", "trouble"),
        Voice(3, {"food": "praise", "sights": "praise"}, ("米", "動物園"), "like", "visit", "praise"),
        Voice(3, {"snow": "wish"}, ("除雪",), "future", "visit", "wish"),
        Voice(4, {"sights": "praise"}, ("動物園",), "like", "visit", "praise"),
        Voice(5, {"transit": "wish"}, ("バス",), "future", "both", "wish"),
        Voice(6, {"food": "praise"}, ("米",), "like", "live", "praise"),
    ]
    return town(people, voices)


def counted(voices: Voices, pair: Pair) -> dict[str, list[int]]:
    frame = compare_themes(voices, pair)
    frame = frame[frame["left"] + frame["right"] > 0]
    columns = frame[["left", "left_total", "right", "right_total"]]
    return dict(zip(frame["theme"], columns.to_numpy().tolist(), strict=True))


def test_themes_of_the_axes_are_counted_in_comments(corner: Voices) -> None:
    # For living: 3 comments; for visiting: 3. 「両方」 and the one nobody can tell are on neither side.
    assert counted(corner, Pair("axis", "live", "visit")) == {
        "snow": [2, 3, 1, 3],
        "food": [1, 3, 1, 3],
        "sights": [0, 3, 2, 3],
    }
    assert outside(corner, "axis") == {"none": 1, "both": 1}
    assert on_both_sides(corner, "axis") == 0


def test_themes_of_places_and_waves_are_counted_in_people_asked(corner: Voices) -> None:
    assert counted(corner, Pair("place", "駅前", "市場")) == {
        "snow": [2, 4, 1, 2],
        "transit": [1, 4, 0, 2],
        "food": [3, 4, 0, 2],
        "sights": [1, 4, 1, 2],
    }
    assert counted(corner, Pair("wave", "2025年冬", "2026年冬"))["snow"] == [2, 2, 1, 4]
    assert counted(corner, Pair("age", "20代", "60代"))["food"] == [2, 3, 1, 2]
    assert outside(corner, Pair("age", "20代", "60代")) == {"none": 1}


def test_questions_are_sides_of_comments_and_people_who_answered_both_are_said(corner: Voices) -> None:
    pair = Pair("question", "like", "future")
    assert counted(corner, pair)["snow"] == [0, 4, 3, 4]
    assert on_both_sides(corner, pair) == 2
    assert sides_of(corner, pair, japanese).names == ("好きなところ", "どんなまちになってほしい")


@pytest.mark.parametrize("by", SPLITS)
def test_no_comment_and_nobody_is_on_both_sides(sora: Voices, by: Attribute) -> None:
    pair = usual_pair(sora, by)
    assert pair is not None
    left, right = side_masks(sora, pair)
    assert left.any() and right.any() and not (left & right).any()
    assert int(left.sum() + right.sum()) + sum(outside(sora, pair).values()) == len(sora.comments)
    if pair.unit == "people":
        first, second = people_masks(sora, pair)
        assert not (first & second).any() and on_both_sides(sora, pair) == 0


@pytest.mark.parametrize("by", SPLITS)
def test_the_way_to_a_side_finds_just_its_comments(sora: Voices, by: Attribute) -> None:
    pair = usual_pair(sora, by)
    assert pair is not None
    for mask, group in zip(side_masks(sora, pair), pair.keys, strict=True):
        found = select(sora, narrowed(Filters(theme="snow"), by, group)).comments["number"]
        snow = np.asarray((sora.themes[:, 0] != 0).todense()).ravel()
        assert found.tolist() == sora.comments["number"][mask & snow].tolist()


@pytest.mark.parametrize("by", SPLITS)
def test_comparisons_are_those_of_statsmodels(sora: Voices, by: Attribute) -> None:
    pair = usual_pair(sora, by)
    assert pair is not None
    frame = compare_themes(sora, pair)
    a, n, b, m = (frame[name].to_numpy() for name in ("left", "left_total", "right", "right_total"))
    for row in range(len(frame)):
        low, high = confint_proportions_2indep(a[row], n[row], b[row], m[row], method="newcomb", compare="diff")
        assert frame["low"][row] == pytest.approx(low) and frame["high"][row] == pytest.approx(high)
    tested = a + b >= 5
    q = multipletests(two_proportions(a, n, b, m)[tested], method="fdr_bh")[1]
    assert frame["q"][tested].to_numpy() == pytest.approx(q)
    assert (frame["different"] == (frame["q"] < 0.05)).all()


@pytest.mark.parametrize("by", ["wave", "place", "age"])
def test_groups_that_do_not_differ_are_hardly_ever_called_different(by: Attribute) -> None:
    declared = 0
    for seed in range(10):
        voices = random_town(300, 100 + seed)
        drawn = np.random.default_rng(seed)
        # Shuffled among people: what they wrote has nothing to do with the group any more.
        groups = voices.interviews[by].to_numpy()[drawn.permutation(len(voices.interviews))]
        told = pd.Series(groups, index=voices.interviews["number"])
        comments = voices.comments.assign(**{by: told.loc[voices.comments["interview"]].to_numpy()})
        shuffled = replace(voices, interviews=voices.interviews.assign(**{by: groups}), comments=comments)
        pair = usual_pair(shuffled, by)
        assert pair is not None
        declared += bool(compare_themes(shuffled, pair)["different"].any())
        declared += bool(compare_words(shuffled, pair)["different"].any())
    assert declared <= 3


def test_a_wave_that_moved_is_found() -> None:
    moved = random_town(900, 3, drift=0.4)
    frame: Any = compare_themes(moved, Pair("wave", "2025年冬", "2026年冬")).set_index("theme")
    assert bool(frame.loc["snow", "different"]) and frame.loc["snow", "difference"] < 0
    title = theme_contrast(moved, japanese, Pair("wave", "2025年冬", "2026年冬")).title
    assert title.endswith("2026年冬に多いのは「雪と除雪」です。")


def test_only_the_axes_and_those_who_know_them_wear_their_colours(sora: Voices) -> None:
    cities = {AXIS_INK["live"].colour, AXIS_INK["visit"].colour}
    for by in SPLITS:
        pair = usual_pair(sora, by)
        assert pair is not None
        assert bool({ink.colour for ink in side_inks(pair)} & cities) == (by in ("axis", "relation"))


@pytest.mark.parametrize("by", SPLITS)
def test_every_chart_of_two_sides_opens_for_every_split(sora: Voices, by: Attribute) -> None:
    pair = usual_pair(sora, by)
    assert pair is not None
    charts = [
        shared_themes(sora, japanese, pair),
        theme_contrast(sora, japanese, pair),
        word_contrast(sora, japanese, pair),
    ]
    assert not any(chart.empty for chart in charts)
    tones = tone_contrast(sora, japanese, "future", pair)
    # Feelings compare only within one question.
    assert tones.empty == (by == "question")


def test_the_usual_pair_is_the_latest_two_waves_and_the_largest_places(corner: Voices, one_voice: Voices) -> None:
    assert usual_pair(corner, "wave") == Pair("wave", "2025年冬", "2026年冬")
    assert groups_of(corner, "age") == ("20代", "60代")
    assert usual_pair(one_voice, "wave") is None


def test_few_groups_are_all_drawn_and_of_many_only_the_pair(sora: Voices) -> None:
    assert groups_beside(sora, Pair("axis", "live", "visit"), 5) == ("live", "visit", "both", "none")
    assert groups_beside(sora, Pair("relation", "resident", "visitor"), 5) == (
        "resident", "commuter", "rooted", "visitor",
    )  # fmt: skip
    assert groups_beside(sora, Pair("age", "20代", "60代"), 5) == ("20代", "60代")


def test_a_word_bar_is_the_difference_of_the_shares_and_z_stays_in_the_table(sora: Voices) -> None:
    chart = word_contrast(sora, japanese, "relation")
    assert "z値" not in chart.subtitle and "割合の差" in chart.subtitle
    assert "z値" in chart.table.columns
    # The sides are named above the plot; a legend would stand on top of that.
    assert all(trace.showlegend is False for trace in chart.figure.data)
    drawn = {
        name.strip(): x
        for trace in chart.figure.data
        if trace.type == "bar"
        for name, x in zip([chart.figure.layout.yaxis.ticktext[y] for y in trace.y], trace.x, strict=True)
    }
    table = chart.table.set_index("ことば")["差"]
    assert drawn and all(-x == pytest.approx(table[word]) for word, x in drawn.items())


def test_wishes_stand_beside_praise_and_trouble_and_not_between(sora: Voices) -> None:
    figure = tone_contrast(sora, japanese, "future").figure
    bars = {trace.name: trace for trace in figure.data if trace.type == "bar"}
    assert all(
        start + length == pytest.approx(0)
        for start, length in zip(bars["困りごと"].base, bars["困りごと"].x, strict=True)
    )
    assert set(bars["好き"].base) == {0} and set(bars["願い"].base) == {0}
    assert (bars["好き"].xaxis, bars["困りごと"].xaxis, bars["願い"].xaxis) == ("x", "x", "x2")
    first, second = figure.layout.xaxis, figure.layout.xaxis2
    per_percent = [(axis.domain[1] - axis.domain[0]) / (axis.range[1] - axis.range[0]) for axis in (first, second)]
    assert per_percent[0] == pytest.approx(per_percent[1])


def test_a_place_called_like_markup_is_shown_as_letters() -> None:
    people = [Person(n, place="<b>駅</b>" if n % 2 else "市場") for n in range(1, 21)]
    voices = town(people, [Voice(n, {"food": "praise"}, ("米",), axis="live", tone="praise") for n in range(1, 21)])
    pair = Pair("place", "<b>駅</b>", "市場")
    for chart in (theme_contrast(voices, japanese, pair), word_contrast(voices, japanese, pair),
                  tone_contrast(voices, japanese, "like", pair)):  # fmt: skip
        assert "<b>駅</b>" not in chart.figure.to_json().replace("\\u003c", "<").replace("\\u003e", ">")
