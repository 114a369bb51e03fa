"""Themes by group on the screen: choose the attribute, see the table, read the voices of a cell that stands out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from survey_insights import crosstab
from survey_insights.counts import By
from survey_insights.crosstab import ATTRIBUTES, CrossTable, cross, group_name
from survey_insights.selection import PEOPLE_FILTERS, Filters
from survey_insights.themes import theme_names
from survey_ui import charts, links, markup, recent
from survey_ui.room import Room

KEY = "by"
MOST_LINKS = 6


def show(room: Room) -> None:
    """Draw the cross table of themes and one attribute."""
    say = room.say
    offered = recent.result(
        room.everything, ("attributes", room.filters), lambda: crosstab.usable_attributes(room.voices)
    )
    if not offered:
        return
    st.html(markup.heading(say("テーマを、だれが書いたか")))
    by: By = (
        st.segmented_control(
            say("くらべ方"),
            offered,
            default=offered[0],
            format_func=lambda key: say(ATTRIBUTES[key]),
            key=KEY,
            bind="query-params",
            required=True,
        )
        or offered[0]
    )
    asked = ("crosstab", by, room.question)
    questions = (room.question,) if room.question else ()
    # The tests of a table are the work: the chart and the links share one.
    table = recent.result(room.everything, (*asked, room.filters), lambda: cross(room.voices, by, questions))
    chart = charts.draw(room, lambda: crosstab.cross_chart(room.voices, table, say, by), asked)
    if not chart.empty:
        _links(room, by, table)


def _links(room: Room, by: By, table: CrossTable) -> None:
    """Offer the voices of the cells in which a group wrote a theme more often than all others."""
    say = room.say
    names = theme_names(room.everything, say)
    rows, columns = np.nonzero(table.stands_out > 0)
    order = np.argsort(-table.people[rows, columns], kind="stable")[:MOST_LINKS]
    field = next(name for name, column in PEOPLE_FILTERS.items() if column == by)
    with st.container(horizontal=True, gap="small"):
        for place in order:
            theme, group = table.themes[rows[place]], table.groups[columns[place]]
            people: dict[str, Any] = {field: (group,)}
            chosen: Filters = replace(room.filters, theme=theme, **people)
            label = say("{group}の「{theme}」の声を読む", group=group_name(by, group, say), theme=names[theme])
            links.read_voices(room, chosen, label)
