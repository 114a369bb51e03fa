"""推移: whether it moves: axes, feelings, themes and words over the waves, each with its interval."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace

import streamlit as st

from survey_insights import trends
from survey_insights.chart_list import Asked
from survey_insights.charts import Chart
from survey_insights.events import with_events
from survey_insights.labels import axis_label, tone_label
from survey_insights.series import Step
from survey_insights.themes import theme_names
from survey_loader.language import N_
from survey_ui import (
    changes_view,
    charts,
    choosing,
    events_view,
    links,
    moment,
    room,
    seasons_view,
    theme_view,
    touch,
    word_view,
)

STEPS: dict[Step, str] = {"wave": N_("回ごと"), "month": N_("月ごと"), "day": N_("日ごと")}
MOST_LINES = 5

here = room.enter(N_("推移"), "trends")
say = here.say
touch.leave_swipes_to_the_page()
step: Step = choosing.one_of(say("区切り"), STEPS, "wave", "step", say, required=False)
time = moment.choose(here, step)
happened = events_view.happened(here)


def draw(make: Callable[[], Chart], asked: Asked, *key: Hashable) -> None:
    """Draw a trend with the town's events in it; a point that is pressed chooses its time."""
    charts.draw(here, lambda: with_events(make(), happened, say), (*key, step, happened), pick=time.pick, asked=asked)


def read(field: links.Line, names: Mapping[str, str], question: str = "") -> None:
    """Offer the voices of each line, of all times or of the one chosen."""
    within = replace(here.filters, questions=(question,)) if question else here.filters
    links.read_each(here, field, names, time.within(within), time.name)


draw(
    lambda: trends.axis_trend(here.voices, say, step, here.question),
    Asked("axis_trend", here.question, step),
    "axis_trend",
)
read("axis", {axis: axis_label(axis, say) for axis in ("live", "both", "visit")})
events_view.edit(here, happened)

changes_view.show(here, step)
changes_view.show_panels(here, step)
names = theme_names(here.everything, say)
chosen = tuple(
    st.multiselect(
        say("テーマ（5つまで）"),
        list(names),
        default=theme_view.most_written(here)[:3],
        format_func=names.__getitem__,
        max_selections=MOST_LINES,
        key="themes",
        bind="query-params",
    )
)
if chosen:
    lines = Asked("theme_trend", here.question, step, themes=chosen)
    draw(lambda: trends.theme_trend(here.voices, say, chosen, here.question, step), lines, "themes", chosen)
    read("theme", {theme: names[theme] for theme in chosen})
if question := room.one_question(here):
    felt = Asked("tone_trend", question, step)
    draw(lambda: trends.tone_trend(here.voices, say, question, step), felt, "tone_trend", question)
    read("tone", {tone: tone_label(tone, say) for tone in ("praise", "wish", "trouble")}, question)
words = tuple(
    st.multiselect(
        say("ことば（5つまで）"),
        word_view.options(here),
        max_selections=MOST_LINES,
        placeholder=say("例：除雪"),
        key="trend_words",
        bind="query-params",
    )
)
if words:
    lines = Asked("word_trend", here.question, step, words=words)
    draw(lambda: trends.word_trend(here.voices, say, words, here.question, step), lines, "words", words)
    read("words", {word: word for word in words})

seasons_view.show(here, chosen)
