"""Every chart says its finding, carries n and source, keeps its intervals, and survives an empty town."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

import numpy as np
import pandas as pd
import pytest

from survey_insights.balance import balance, balance_change
from survey_insights.charts import Chart, footer, new_figure, poster
from survey_insights.cities import common_ground, shared_themes, theme_contrast
from survey_insights.clash import clash_themes
from survey_insights.drawing import row_names
from survey_insights.labels import Split
from survey_insights.palette import style
from survey_insights.plane import compare, plane
from survey_insights.plane_drawing import Look, What
from survey_insights.selection import Filters, select
from survey_insights.sides import compare_themes, sides_of
from survey_insights.themes import themes_by_axis, themes_by_tone, top_themes
from survey_insights.tones import tone_contrast
from survey_insights.trends import axis_trend, theme_trend, tone_trend, word_trend
from survey_insights.words import top_words, word_contrast
from survey_loader.language import Say, japanese
from survey_loader.models import Survey
from survey_loader.voices import Voices

from .towns import SURVEY, WAVES, Person, Voice, large_town, random_town, town


def _plane(voices: Voices, say: Say, what: What) -> Chart:
    frame, sides = compare(voices, what), sides_of(voices, "axis", say, unit="comments")
    return plane(voices, say, frame, sides, what, Look("theme" if what == "word" else "side"))


def _clashing(voices: Voices) -> Voices:
    """Return the voices with every tenth a clash."""
    return replace(voices, comments=voices.comments.assign(clash=np.arange(len(voices.comments)) % 10 == 0))


CHARTS: dict[str, Callable[[Voices, Say], Chart]] = {
    "balance": balance,
    "balance_change": balance_change,
    "top_themes": lambda v, say: top_themes(v, say, "like"),
    "top_themes_all": top_themes,
    "themes_by_axis": themes_by_axis,
    "themes_by_tone": lambda v, say: themes_by_tone(v, say, "future"),
    "shared": shared_themes,
    "shared_relation": lambda v, say: shared_themes(v, say, "relation"),
    "theme_contrast": theme_contrast,
    "theme_contrast_relation": lambda v, say: theme_contrast(v, say, "relation", "like"),
    "tone_contrast": lambda v, say: tone_contrast(v, say, "future"),
    "tone_contrast_relation": lambda v, say: tone_contrast(v, say, "future", "relation"),
    "top_words": top_words,
    "plane_theme": lambda v, say: _plane(v, say, "theme"),
    "plane_word": lambda v, say: _plane(v, say, "word"),
    "clash_themes": lambda v, say: clash_themes(_clashing(v), say),
    "word_contrast": word_contrast,
    "word_contrast_relation": lambda v, say: word_contrast(v, say, "relation"),
    "axis_trend": axis_trend,
    "axis_trend_month": lambda v, say: axis_trend(v, say, "month"),
    "axis_trend_day": lambda v, say: axis_trend(v, say, "day"),
    "tone_trend": lambda v, say: tone_trend(v, say, "future"),
    "theme_trend": lambda v, say: theme_trend(v, say, ("snow", "food"), "future"),
    "word_trend": lambda v, say: word_trend(v, say, ("除雪", "ラーメン")),
}
each_chart = pytest.mark.parametrize("name", CHARTS)


@each_chart
def test_a_chart_says_its_finding_and_carries_its_source(name: str, sora: Voices) -> None:
    chart = CHARTS[name](sora, japanese)
    assert not chart.empty and len(chart.figure.data) and len(chart.table)
    assert chart.title.endswith("。") and chart.subtitle and chart.how_to_read.endswith("。")
    parts = ["聞いた人 900人、声 1,800件", "2024年2月3日〜2026年2月7日", "買物通り", "街頭での聞き取り"]
    for part in [*parts, "そらまち実行委員会（架空）", "見本（架空のまち）", "市民全体の割合ではありません"]:
        assert part in chart.footer


@each_chart
def test_no_chart_speaks_of_a_share_of_citizens(name: str, sora: Voices) -> None:
    chart = CHARTS[name](sora, japanese)
    spoken = chart.title + chart.subtitle + chart.how_to_read + chart.figure.to_json()
    assert "市民の" not in spoken and "急増" not in spoken


@each_chart
def test_an_empty_town_gives_a_plain_sentence_and_no_drawing(name: str, nobody: Voices) -> None:
    chart = CHARTS[name](nobody, japanese)
    assert chart.empty and chart.title.endswith("。")
    assert len(chart.figure.data) == 0 and chart.table.empty
    poster(chart, 390)


@each_chart
def test_one_voice_is_drawn_or_declined_but_never_compared(name: str, one_voice: Voices) -> None:
    chart = CHARTS[name](one_voice, japanese)
    assert chart.empty == (len(chart.figure.data) == 0)
    assert "ふえました" not in chart.title and "へりました" not in chart.title
    style(chart.figure, dark=True)


@each_chart
def test_voices_without_day_place_age_theme_or_word_are_no_trouble(name: str) -> None:
    people = [Person(i, "2025年冬" if i % 2 else "2026年冬", "unknown", "", "", "") for i in range(1, 9)]
    waves = tuple((label, None, None) for label, _, _ in WAVES)
    bare = town(people, [Voice(p.number, question=q) for p in people for q in ("like", "future")], waves=waves)
    chart = CHARTS[name](bare, japanese)
    assert "〜" not in chart.footer
    poster(chart, 1000, dark=True)


@each_chart
def test_figures_stay_small_at_any_number_of_comments(name: str, big: Voices) -> None:
    assert len(CHARTS[name](big, japanese).figure.to_json()) < 40_000


@pytest.fixture(scope="module")
def big() -> Voices:
    return large_town(20_000, 3_000)


@each_chart
def test_every_word_on_a_chart_can_be_translated(name: str, sora: Voices) -> None:
    """A reader's language that spells 'x' for every Japanese letter leaves only the town's own words."""

    def latin(message: str, /, **values: object) -> str:
        return re.sub(r"[ぁ-ヿ㐀-鿿、。（）「」〜｜：]", "x", message).format(**values) if values else re.sub(
            r"[ぁ-ヿ㐀-鿿、。（）「」〜｜：]", "x", message
        )  # fmt: skip

    survey = replace(SURVEY, name_en="Sora", method="street", source="committee")
    chart = CHARTS[name](replace(sora, survey=survey), latin)
    spoken = " ".join([chart.title, chart.subtitle, chart.footer, chart.how_to_read, *map(str, chart.table.columns)])
    drawn = " ".join(re.findall(r'"(?:text|hovertext|name|ticktext)":(\[.*?\]|".*?")', chart.figure.to_json()))
    own = [*sora.vocabulary, *(wave[0] for wave in WAVES), "駅前", "買物通り", "川べり公園", "市場"]
    left = spoken + drawn.encode().decode("unicode_escape", errors="ignore")
    for word in sorted(own, key=len, reverse=True):
        left = left.replace(str(word), "")
    assert re.findall(r"[ぁ-ヿ㐀-鿿]+", left) == []


def test_a_hundred_thousand_comments_count_in_tens_of_milliseconds() -> None:
    voices = large_town()
    select(voices, Filters(axis="live"))
    started = perf_counter()
    theme_contrast(voices, japanese)
    axis_trend(voices, japanese)
    select(voices, Filters(words=("語3",)))
    # Three screens' worth; 0.15 s here. Slow machines of others get ten times as much.
    assert perf_counter() - started < 1.5


def test_the_title_of_an_unclear_order_says_so() -> None:
    people = [Person(i) for i in range(1, 61)]
    tied = town(people, [Voice(i, {"food": "praise"} if i <= 26 else {"nature": "praise"}) for i in range(1, 51)])
    title = top_themes(tied, japanese, "like").title
    assert "「食・農」26人、「自然・景色」24人" in title and "順番の差は確認できません" in title


def test_the_title_of_a_clear_order_names_the_first_and_n() -> None:
    people = [Person(i) for i in range(1, 61)]
    clear = town(people, [Voice(i, {"food": "praise"} if i <= 45 else {"nature": "praise"}) for i in range(1, 51)])
    title = top_themes(clear, japanese, "like").title
    assert title == "「好きなところ」で最も多かったのは「食・農」、聞いた60人のうち45人です。"


def test_a_chart_of_some_themes_says_of_how_many(sora: Voices) -> None:
    whole = top_themes(sora, japanese, "like", most=100)
    assert "テーマのうち" not in whole.subtitle
    cut = top_themes(sora, japanese, "like", most=2)
    assert cut.subtitle == f"{whole.subtitle}（{len(whole.table)}テーマのうち、多い順に2）"


def test_random_labels_show_no_difference_between_the_cities() -> None:
    random = np.random.default_rng(5)
    declared = 0
    for seed in range(20):
        voices = random_town(300, seed)
        shuffled = voices.comments["axis"].to_numpy()[random.permutation(len(voices.comments))]
        comments = voices.comments.assign(axis=pd.Categorical(shuffled, categories=["live", "visit", "both"]))
        shuffled_voices = replace(voices, comments=comments)
        declared += bool(compare_themes(shuffled_voices)["different"].any())
    assert declared <= 3


def test_real_differences_are_named_with_both_sides(sora: Voices) -> None:
    title = theme_contrast(sora, japanese, "relation").title
    assert "住んでいる人に多いのは「雪と除雪」" in title
    assert "訪れた人に多いのは「見どころ・冬の遊び」" in title


@pytest.mark.parametrize("split", ["axis", "relation"])
def test_no_confirmed_difference_is_said_plainly(split: Split) -> None:
    people = [Person(i, relation="resident" if i % 2 else "visitor") for i in range(1, 41)]
    axes = {0: "live", 1: "live", 2: "visit", 3: "visit"}
    voices = [
        Voice(p.number, {"food": "praise"}, ("米", "川") if p.number % 3 else ("米",), axis=axes[p.number % 4])
        for p in people
    ]
    alike = town(people, voices)
    assert "差は確認できません" in theme_contrast(alike, japanese, split).title
    assert "差は確認できません" in word_contrast(alike, japanese, split).title


def test_hollow_marks_are_the_unconfirmed_differences(sora: Voices) -> None:
    chart = theme_contrast(sora, japanese, "relation")
    verdicts = chart.table["判定"].tolist()
    colours = chart.figure.data[0].marker.color
    assert [colour == "#FFFFFF" for colour in colours] == [verdict != "差あり" for verdict in verdicts]
    assert {"差あり", "差は確認できません"} == set(verdicts)


def test_small_sides_are_warned_about(sora: Voices) -> None:
    assert "入れかわりやすい" in word_contrast(sora, japanese).how_to_read


def test_common_ground_needs_both_sides(sora: Voices) -> None:
    frame = common_ground(compare_themes(sora, "relation"))
    assert frame["theme"].iloc[0] in ("nature", "food")
    assert (frame[["left", "right"]].min(axis=1) >= 3).all()
    smaller = frame[["share", "other_share"]].min(axis=1)
    assert smaller.is_monotonic_decreasing


def test_intervals_are_drawn_on_every_share(sora: Voices) -> None:
    bars = top_themes(sora, japanese, "like").figure.data[0]
    assert len(bars.error_x.array) == len(bars.x) and min(bars.error_x.array) > 0
    bands = [trace for trace in axis_trend(sora, japanese).figure.data if trace.fill == "toself"]
    assert len(bands) == 3


def test_the_balance_lists_every_group_with_n_and_interval(sora: Voices) -> None:
    chart = balance(sora, japanese)
    written = " ".join(note.text for note in chart.figure.layout.annotations)
    for name, n in chart.table[["だれのため", "声の数"]].to_numpy():
        assert re.search(rf"{name} {n:,}件 \d+%（\d+〜\d+%）", written)
    assert chart.table["割合"].sum() == pytest.approx(1)


def test_a_real_town_is_no_sample(sora: Voices) -> None:
    survey = Survey(slug="x", name="本物のまち", questions=SURVEY.questions)
    assert "見本" not in footer(replace(sora, survey=survey), japanese)


@pytest.mark.parametrize("width", [390, 1000, 1920])
@pytest.mark.parametrize("dark", [False, True])
def test_a_poster_holds_title_subtitle_and_footer_at_any_width(sora: Voices, width: int, dark: bool) -> None:
    chart = theme_contrast(sora, japanese)
    figure = poster(chart, width, dark=dark)
    texts = [note.text.replace("<br>", "").replace("<b>", "").replace("</b>", "") for note in figure.layout.annotations]
    assert chart.title in texts and chart.subtitle in texts
    assert any("市民全体の割合ではありません" in text for text in texts)
    assert figure.layout.width == width
    assert poster(chart, width, 700).layout.height == 700
    assert len(chart.figure.layout.annotations) == 0


def test_markup_in_a_word_is_shown_as_letters() -> None:
    voices = town([Person(1)], [Voice(1, words=("<b>雪</b>",))])
    ticks = top_words(voices, japanese).figure.layout.yaxis.ticktext
    assert ticks[0].strip() == "&lt;b&gt;雪&lt;/b&gt;"


@pytest.mark.parametrize("names", [["自然（しぜん）・景色（けしき）", "雪"], ["雪と除雪", "食・農"]])
def test_no_row_name_takes_three_lines(names: list[str]) -> None:
    """Three lines of one row stand on those of the next."""
    figure = new_figure(200)
    row_names(figure, names)
    assert max(str(tick).count("<br>") for tick in figure.layout.yaxis.ticktext) <= 1
