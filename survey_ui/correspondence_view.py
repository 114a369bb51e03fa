"""The map of themes and groups on the screen, and the same as a list with links to the voices."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from survey_insights.attributes import OTHER, group_label
from survey_insights.chart_list import Asked
from survey_insights.correspondence import LEAST_SIDES, ThemeMap, theme_map
from survey_insights.correspondence_chart import differing, map_chart
from survey_insights.crosstab import LEAST_PEOPLE, CrossTable
from survey_insights.selection import Filters
from survey_insights.themes import theme_names
from survey_ui import charts, links, markup, recent
from survey_ui.crosstab_view import choose, narrowed, questions_for, table_of
from survey_ui.hierarchy_view import VOICES
from survey_ui.room import Room

KEY = "map_by"


@st.fragment
def show(room: Room) -> None:
    """Draw the map of themes and the groups of one attribute."""
    say = room.say
    by = choose(room, KEY, LEAST_SIDES)
    if not by:
        st.text(say("{n}人以上の分け方が3つ以上あると、ここに地図を描きます。", n=LEAST_PEOPLE))
        return
    table = table_of(room, by)
    questions = questions_for(room, by)
    found = recent.result(
        room.everything, ("theme_map", by, room.filters), lambda: theme_map(room.voices, table, questions)
    )
    with st.container(key="theme_map_parts"):
        with st.container():
            asked = Asked("theme_map", "".join(questions[:1]), by=by)
            key = ("theme_map", by)
            chart = charts.draw(room, lambda: map_chart(room.voices, table, found, say), key, asked=asked)
        if found is None or chart.empty:
            return
        with st.expander(say("一覧で見る（声へのリンクつき）"), icon=":material/format_list_bulleted:"):
            within = replace(room.filters, questions=questions or room.filters.questions)
            lists = _groups(room, table, found, within) + _themes(room, table, found, within)
            st.html(f'<div class="koe-parts">{lists}</div>')


def _groups(room: Room, table: CrossTable, found: ThemeMap, within: Filters) -> str:
    say = room.say
    rows = []
    asked = dict(zip(table.groups, table.asked, strict=True))
    for key, apart in zip(found.group_keys, found.apart & table.confirmed, strict=True):
        name = group_label(room.everything, table.by, key, say)
        told = say("全体と差あり") if apart else say("差は確認できません")
        chosen = None if key == OTHER else narrowed(within, table.by, key)
        rows.append(_row(room, name, chosen, say("{n}人", n=f"{int(asked[key]):,}"), told))
    return f"<ul>{''.join(rows)}</ul>"


def _themes(room: Room, table: CrossTable, found: ThemeMap, within: Filters) -> str:
    say = room.say
    rows = []
    names, wrote = theme_names(room.everything, say), dict(zip(table.themes, table.wrote, strict=True))
    for key, differs in zip(found.theme_keys, differing(table, found), strict=True):
        told = say("差あり") if differs else say("差は確認できません")
        chosen = replace(within, theme=key)
        rows.append(_row(room, names[key], chosen, say("{n}人", n=f"{int(wrote[key]):,}"), told))
    return f"<ul>{''.join(rows)}</ul>"


def _row(room: Room, name: str, chosen: Filters | None, counted: str, told: str) -> str:
    """One mark of the map: its name, a way to its voices, how many people, and whether it differs."""
    linked = escape(name) if chosen is None else markup.link(name, VOICES, links.address(room, chosen))
    return f"<li>{linked}　<small>{escape(counted)}　{escape(told)}</small></li>"
