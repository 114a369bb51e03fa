"""Two points in time: changed, not changed and open are told apart, and chance alone seldom looks like a change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from survey_insights.change_chart import row_labels, what_changed
from survey_insights.small_multiples import theme_panels
from survey_insights.what_changed import compare, points_in_time
from survey_loader.language import japanese
from survey_loader.voices import Voices

from .towns import WAVES, Person, Voice, empty_town, random_town, town

TWO = ("2025年冬", "2026年冬")


def written(before: tuple[int, int], now: tuple[int, int]) -> Voices:
    """A town in which (people who wrote 雪, people asked) are set for two waves."""
    people, voices = [], []
    for label, (wrote, asked) in zip(TWO, (before, now), strict=True):
        for i in range(asked):
            person = Person(len(people) + 1, label)
            people.append(person)
            voices.append(Voice(person.number, {"snow": "wish"} if i < wrote else {}, question="future", tone="wish"))
    return town(people, voices)


def kind_of_snow(voices: Voices, margin: int = 10) -> str:
    rows = compare(voices, "wave", TWO, "future", margin=margin).rows
    return str(rows.set_index("line").at["snow", "kind"])


@pytest.mark.parametrize(
    ("before", "now", "margin", "kind"),
    [
        ((20, 200), (60, 200), 10, "changed"),
        ((60, 300), (62, 300), 10, "same"),
        ((60, 300), (62, 300), 5, "open"),
        ((6, 30), (8, 30), 10, "open"),
        ((1, 400), (0, 400), 5, "same"),
    ],
)
def test_a_change_is_confirmed_excluded_or_left_open(
    before: tuple[int, int], now: tuple[int, int], margin: int, kind: str
) -> None:
    assert kind_of_snow(written(before, now), margin) == kind


def test_no_change_is_only_said_where_the_whole_interval_lies_within_the_margin() -> None:
    low, high = confint_proportions_2indep(62, 300, 60, 300, method="newcomb", compare="diff")
    assert (round(low, 3), round(high, 3)) == (-0.058, 0.071)
    rows = compare(written((60, 300), (62, 300)), "wave", TWO, "future").rows.set_index("line")
    assert rows.loc["snow", ["low", "high"]].tolist() == pytest.approx([low, high])


def test_rows_hold_themes_axes_and_tones_with_their_own_units() -> None:
    found = compare(random_town(900, 7, 0.14), "wave", TWO, "future", "future")
    sizes = found.rows.groupby("family")["total"].max()
    assert sizes.to_dict() == {"axis": 253, "theme": 253, "tone": 253}
    assert "none" not in set(found.rows["line"])
    assert found.of("changed")["line"].tolist() == ["snow", "live"]
    assert found.rows["kind"].tolist() == sorted(found.rows["kind"], key=["changed", "same", "open"].index)


def test_the_title_names_what_changed_and_counts_the_rest() -> None:
    voices = random_town(900, 7, 0.14)
    found = compare(voices, "wave", TWO, "future", "future")
    chart = what_changed(voices, found, japanese)
    rest = "、10ポイント以上は変わっていないのが11項目、この人数では分からないのが4項目です。"
    assert chart.title == "変わったと言えるのは「雪と除雪」「住む人のための声」" + rest
    assert "聞いた人218人→253人" in chart.subtitle
    assert chart.table.loc[0, "言えること"] == "変わったと言える"
    assert len(chart.table) == len(found.rows)
    calm = random_town(900, 7)
    still = what_changed(calm, compare(calm, "wave", TWO, "future"), japanese)
    assert still.title.startswith("変わったと言えるのは0項目、")


def test_chance_alone_seldom_looks_like_a_change() -> None:
    voices = random_town(600, 11)
    random = np.random.default_rng(5)
    runs, wrong = 60, 0
    codes = voices.interviews["wave"].cat.codes.to_numpy()
    places = pd.Index(voices.interviews["number"]).get_indexer(pd.Index(voices.comments["interview"]))
    for _ in range(runs):
        shuffled = pd.Categorical.from_codes(
            random.permutation(codes), categories=[wave[0] for wave in WAVES], ordered=True
        )
        mixed = replace(
            voices,
            interviews=voices.interviews.assign(wave=shuffled),
            comments=voices.comments.assign(wave=shuffled[places]),
        )
        wrong += len(compare(mixed, "wave", TWO, "future", "future").of("changed")) > 0
    assert wrong <= 0.1 * runs


def test_two_months_are_compared_like_two_waves() -> None:
    voices = random_town(900, 7, 0.14)
    months = points_in_time(voices, "month")
    assert months == ["2024-02", "2024-07", "2025-02", "2026-02"]
    by_month = compare(voices, "month", (months[-2], months[-1]), "future").rows
    by_wave = compare(voices, "wave", TWO, "future").rows
    assert by_month[["line", "count", "kind"]].equals(by_wave[["line", "count", "kind"]])


def test_an_empty_survey_has_nothing_to_compare() -> None:
    assert points_in_time(empty_town(), "wave") == []
    assert compare(empty_town(), "wave", TWO).rows.empty


def test_rows_are_named_in_words() -> None:
    voices = random_town(200, 3)
    rows = pd.DataFrame({"family": ["theme", "axis", "tone"], "line": ["food", "live", "praise"]})
    assert row_labels(voices, rows, japanese) == ["食・農", "住む人のための声", "気持ち・好き"]


def test_panels_share_one_scale_and_mark_only_what_is_confirmed() -> None:
    chart = theme_panels(random_town(900, 7, 0.14), japanese, ("snow", "food", "nature"), "future")
    ranges = {tuple(chart.figure.layout[name].range) for name in ("yaxis", "yaxis2", "yaxis3")}
    assert len(ranges) == 1
    told = [note.text for note in chart.figure.layout.annotations]
    assert told[0].startswith("▲ <b>雪と除雪</b>")
    assert "34%（87人）" in told[0]
    assert not any(mark in text for text in told[1:] for mark in "▲▼")
    assert chart.title == "前回から変わったと言えるのは、「雪と除雪」です。"
    assert "聞いた人は1つの点で206〜253人" in chart.subtitle


def test_panels_say_when_no_change_is_confirmed() -> None:
    assert theme_panels(random_town(900, 7), japanese, ("food", "nature")).title == (
        "どのテーマも、前回との差は確認できません。"
    )
    assert theme_panels(empty_town(), japanese, ("food",)).empty
