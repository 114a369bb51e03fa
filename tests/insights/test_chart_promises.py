"""What every chart promises, whoever wrote it: a finding as a sentence, its measure, n, source, how to read, method."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from survey_insights.charts import Chart
from survey_insights.methods import method
from survey_loader.language import japanese
from survey_loader.voices import Voices

from .every_chart import Maker, charts, functions, hints
from .towns import AGES, Person, Voice, random_town, town

MAKERS = list(charts())
each_chart = pytest.mark.parametrize("maker", MAKERS, ids=str)
# A note in brackets may stand behind the verb.
POLITE = re.compile("(です|ます|ません|でした|ました|ください)(（[^）]*）)?。$")
# What is common to both needs no difference.
CLAIMED = re.compile("差の幅|差が|前回の|に多い")
# A comma may stand in it, and a unit must: 900人, 1,800件.
COUNT = re.compile(r"\d[\d,]*\s?(人|件|つ|回|枚|語|組)|[nN]\s?=\s?\d")
PERCENT = re.compile(r"\d\s?[%％]")
MARKUP = re.compile("<[^>]*>")
NEVER = re.compile("市民の|急増|急減|激増|不満")


def lively(snow: float, food: float, seed: int) -> Voices:
    """A town in which residents write of snow and visitors of food, as often as said, and only lately."""
    random = np.random.default_rng(seed)
    people, voices = [], []
    for number in range(1, 402 + seed):
        wave = ("2025年冬", "2026年冬")[number % 2]
        relation = ("resident", "visitor")[number // 2 % 2]
        people.append(Person(number, wave, relation, ("駅前", "市場")[number % 3 == 0], AGES[number % 7]))
        share = {"snow": snow if relation == "resident" else 0.1, "food": food if relation == "visitor" else 0.1}
        share = {key: part * (1.0 if wave == "2026年冬" else 0.4) for key, part in share.items()}
        for question in ("like", "future"):
            chosen = {key for key, part in share.items() if random.random() < part} or {"nature"}
            words = [{"snow": "除雪", "food": "ラーメン", "nature": "山"}[key] for key in sorted(chosen)]
            words += [{"snow": "道", "food": "店", "nature": "川"}[key] for key in sorted(chosen)]
            axis = "live" if "snow" in chosen else "visit" if "food" in chosen else None
            tone = "praise" if question == "like" else ("trouble", "wish")["food" in chosen]
            clash = axis == "live" and number % 11 == 0
            voices.append(Voice(number, dict.fromkeys(chosen, tone), words, question, axis, tone, clash=clash))
    return town(people, voices)


def alike() -> Voices:
    """Residents and visitors, two waves: all write the same."""
    people = [Person(i, ("2025年冬", "2026年冬")[i % 2], ("resident", "visitor")[i // 2 % 2]) for i in range(1, 81)]
    voices = [
        Voice(p.number, {"food": "praise"}, ("米", "酒"), q, ("live", "visit")[p.number // 2 % 2], "praise")
        for p in people
        for q in ("like", "future")
    ]
    return town(people, voices)


def handful() -> Voices:
    """Four people in two waves, of both sides, with two themes and a word in two comments."""
    people = [Person(i, ("2025年冬", "2026年冬")[i % 2], ("resident", "visitor")[i // 2 % 2]) for i in range(1, 5)]
    themes = ({"snow": "wish"}, {"food": "praise"}, {"snow": "trouble", "food": "wish"}, {"nature": "praise"})
    axes = ("live", "visit", "both", None)
    return town(
        people,
        [
            Voice(i, themes[i - 1], ("除雪", "道") if i % 2 else ("ラーメン", "店"), question, axes[i - 1], "wish")
            for i in range(1, 5)
            for question in ("like", "future")
        ],
    )


@pytest.fixture(scope="module")
def towns() -> tuple[Voices, ...]:
    return (lively(0.8, 0.2, 1), lively(0.2, 0.8, 2), random_town(300, 3), alike())


class Made(dict[str, list[Chart]]):
    """The charts of all towns by name, made when they are asked for: one that fails leaves the others be."""

    def __init__(self, towns: tuple[Voices, ...]) -> None:
        super().__init__()
        self._towns = towns

    def __missing__(self, name: str) -> list[Chart]:
        maker = next(maker for maker in MAKERS if maker.name == name)
        self[name] = [maker.make(voices, japanese) for voices in self._towns]
        return self[name]


@pytest.fixture(scope="module")
def made(towns: tuple[Voices, ...]) -> Made:
    return Made(towns)


def test_every_function_that_returns_a_chart_is_looked_at() -> None:
    names = {maker.name.split()[0] for maker in MAKERS}
    returning = {f.__name__ for f in functions() if hints(f).get("return") is Chart}
    # Nothing is drawn in the first, and the second only adds to a chart.
    assert returning - names == {"empty_chart", "with_events"}
    assert {"balance", "top_themes", "word_contrast", "cross_chart", "theme_trend", "scores"} <= names


@each_chart
def test_the_title_is_a_sentence_and_says_what_was_found(maker: Maker, made: Made) -> None:
    found = made[maker.name]
    for chart in found:
        assert POLITE.search(chart.title), chart.title
        assert "{" not in chart.title and not NEVER.search(chart.title)
    # Titles of towns that differ are not the same: they are computed.
    assert len({chart.title for chart in found}) > 1, found[0].title
    assert any(not chart.empty for chart in found)


@each_chart
def test_the_subtitle_holds_the_measure_and_n(maker: Maker, made: Made) -> None:
    for chart in made[maker.name]:
        if not chart.empty:
            assert COUNT.search(chart.subtitle), chart.subtitle
            assert len(COUNT.sub("", chart.subtitle)) >= 8, chart.subtitle


@each_chart
def test_the_footer_holds_n_source_and_what_it_is_not(maker: Maker, made: Made, towns: tuple[Voices, ...]) -> None:
    for chart, voices in zip(made[maker.name], towns, strict=True):
        n = f"聞いた人 {len(voices.interviews):,}人、声 {len(voices.comments):,}件"
        for part in (n, "出典：", "方法：", "市民全体の割合ではありません"):
            assert part in chart.footer, chart.footer


@each_chart
def test_how_to_read_and_how_it_was_worked_out_are_said_in_sentences(maker: Maker, made: Made) -> None:
    for chart in made[maker.name]:
        if not chart.empty:
            assert POLITE.search(chart.how_to_read), chart.how_to_read
            assert POLITE.search(method(chart, japanese)), method(chart, japanese)


@each_chart
def test_a_comparison_without_a_difference_says_so(maker: Maker, made: Made) -> None:
    """Where all is alike, whatever was tested is said to be unconfirmed: no title, no verdict claims otherwise."""
    chart = made[maker.name][3]
    assert not re.search(
        "上がりました|下がりました|になりました|に多いのは|差が最も大きい|に多いことばは", chart.title
    ), chart.title
    verdicts = [name for name in chart.table.columns if "判定" in str(name)]
    for name in verdicts:
        assert set(chart.table[name]) <= {"差は確認できません"}
    if not chart.empty and any(CLAIMED.search(other.title) for other in made[maker.name][:2]):
        assert re.search("確認できません|確かめられた.*ありません", chart.title), chart.title


def texts(figure: Any) -> Iterator[str]:
    """Yield every text a figure shows, also those that wait for a finger."""
    for trace in figure.data:
        for name in ("text", "hovertext", "labels", "name"):
            yield from _flat(getattr(trace, name, None))
        # A point's facts are shown together, by its template.
        rows = trace.customdata if trace.customdata is not None else ()
        yield from (_filled(trace.hovertemplate, list(row)) for row in rows if trace.hovertemplate)
    for note in figure.layout.annotations:
        yield note.text or ""
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        # A round percent at a tick is the scale, nobody's share.
        yield from (text for text in _flat(axis.ticktext) if not re.fullmatch(r"\d+%", text))


def _filled(template: str, facts: list[str]) -> str:
    return re.sub(r"%{customdata\[(\d+)\]}", lambda place: str(facts[int(place[1])]), template)


def _flat(value: Any) -> Iterator[str]:
    if value is None:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple, np.ndarray)):
        for part in value:
            yield from _flat(part)


@each_chart
def test_no_percentage_of_a_handful_stands_without_its_n(maker: Maker) -> None:
    """3人中2人 is never just 67%: of four people every percent has its number in the same text."""
    chart = maker.make(handful(), japanese)
    shown = [*texts(chart.figure), chart.title, chart.subtitle, *map(str, chart.table.columns)]
    shown = [MARKUP.sub(" ", text) for text in shown]
    # The width of an interval is a setting of ours, not a share of theirs.
    shown = [text.replace("95%", "") for text in shown]
    assert [text for text in shown if PERCENT.search(text) and not COUNT.search(text)] == []


@each_chart
def test_a_table_with_shares_has_the_numbers_they_come_from(maker: Maker, made: Made) -> None:
    for table in (made[maker.name][0].table, maker.make(handful(), japanese).table):
        shares = [name for name in table.columns if pd.api.types.is_float_dtype(table[name])]
        counts = [name for name in table.columns if pd.api.types.is_integer_dtype(table[name])]
        assert not shares or counts, list(table.columns)


@each_chart
def test_nothing_a_chart_says_is_on_the_list_of_what_is_never_said(maker: Maker, made: Made) -> None:
    for chart in made[maker.name]:
        said = " ".join([chart.title, chart.subtitle, chart.how_to_read, chart.method, *texts(chart.figure)])
        assert not NEVER.search(said)
