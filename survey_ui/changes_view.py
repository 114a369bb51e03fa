"""What has changed, on the screen: two points in time chosen by the reader, and every theme small beside the others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from survey_insights import change_chart, what_changed
from survey_insights.chart_list import Asked
from survey_insights.selection import Filters
from survey_insights.series import Step
from survey_insights.small_multiples import MOST_PANELS, theme_panels
from survey_insights.what_changed import MARGIN, MARGINS, Comparison
from survey_loader.language import N_
from survey_ui import charts, links, markup, recent, room, theme_view
from survey_ui.room import Room

MOST_LINKS = 6
# A day holds too few voices to be compared with another.
COMPARED: dict[Step, Step] = {"wave": "wave", "month": "month", "day": "month"}
NOT_CAUSES = N_("変わったかどうかだけを見ています。なぜ変わったかは、この表からは言えません。")


def show_panels(here: Room, step: Step) -> None:
    """Draw the most written themes as small panels on one scale, and the way to their voices."""
    step, themes = COMPARED[step], tuple(theme_view.most_written(here, MOST_PANELS))
    key = ("theme_panels", step, themes)
    asked = Asked("theme_panels", here.question, step, themes)
    chart = charts.draw(
        here, lambda: theme_panels(here.voices, here.say, themes, here.question, step), key, asked=asked
    )
    if here.reads and not chart.empty:
        with st.expander(here.say("テーマごとの声を読む"), icon=":material/forum:"):
            theme_view.links_below(here, list(themes))


def show(here: Room, step: Step) -> None:
    """Draw the comparison of two points in time, each row told as changed, not changed or open."""
    say, step = here.say, COMPARED[step]
    key = ("points_in_time", step, here.question, here.filters)
    offered = recent.result(here.everything, key, lambda: what_changed.points_in_time(here.voices, step, here.question))
    head = say("変わったこと・変わっていないこと・この人数では分からないこと")
    st.html(markup.heading(head, 2, say(NOT_CAUSES)))
    if len(offered) < 2:
        st.text(say("くらべられる2つの時期が、まだありません。"))
        return
    points, margin = _choose(here, step, offered)
    if points[0] == points[1]:
        st.text(say("ちがう2つの時期を選んでください。"))
        return
    asked = ("what_changed", step, points, margin, here.question)
    tone_question = room.one_question(here)
    found = recent.result(
        here.everything,
        (*asked, here.filters),
        lambda: what_changed.compare(here.voices, step, points, here.question, tone_question, margin),
    )
    again = Asked("what_changed", here.question, step, left=points[0], right=points[1])
    charts.draw(here, lambda: change_chart.what_changed(here.voices, found, say), asked, asked=again)
    _links(here, step, found)


def _choose(here: Room, step: Step, offered: list[str]) -> tuple[tuple[str, str], int]:
    """Draw the choice of the two points and of what counts as large; the older point comes first."""
    say = here.say

    def point(label: str, key: str, index: int) -> str:
        return st.selectbox(
            label,
            offered,
            index=index,
            format_func=lambda name: what_changed.point_name(step, name, say),
            key=key,
            bind="query-params",
            width=200,
        )

    with st.container(horizontal=True, vertical_alignment="bottom"):
        before = point(say("くらべるもと"), f"before_{step}", len(offered) - 2)
        now = point(say("くらべる先"), f"now_{step}", len(offered) - 1)
        margin = st.segmented_control(
            say("どれだけ動けば大きな変化とみるか"),
            MARGINS,
            default=MARGIN,
            format_func=lambda size: say("{x}ポイント", x=size),
            key="margin",
            bind="query-params",
            required=True,
        )
    first, second = sorted((before, now), key=offered.index)
    return (first, second), margin or MARGIN


def _links(here: Room, step: Step, found: Comparison) -> None:
    """Offer the voices of both points of what changed, or of the most written rows where nothing did."""
    say = here.say
    rows = found.of("changed") if len(found.of("changed")) else found.rows
    names = change_chart.row_labels(here.everything, rows, say)
    with st.container(horizontal=True, gap="small"):
        for name, row in list(zip(names, rows.itertuples(), strict=True))[:MOST_LINKS]:
            chosen = _filters(here.filters, step, found, str(row.family), str(row.line))
            links.read_voices(here, chosen, say("{what}を読む（2つの時期）", what=name))


def _filters(filters: Filters, step: Step, found: Comparison, family: str, line: str) -> Filters:
    """Return the filters of a row's voices at both points."""
    row: dict[str, Any] = {family: line}
    chosen: Filters = replace(filters, **row)
    if family == "tone" and not filters.questions:
        chosen = replace(chosen, questions=(found.tone_question,))
    both = (found.before, found.now)
    return replace(chosen, waves=both) if step == "wave" else replace(chosen, months=both)
