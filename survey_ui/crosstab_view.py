"""Themes by group on the screen: choose any attribute, see the table, read the voices behind a cell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from survey_insights import crosstab, crosstab_chart
from survey_insights.attributes import GROUP_SIGN, OTHER, attribute_label, group_label
from survey_insights.chart_list import Asked
from survey_insights.crosstab import CrossTable, cross
from survey_insights.selection import PEOPLE_FILTERS, Filters
from survey_insights.themes import theme_names
from survey_ui import charts, links, markup, recent
from survey_ui.room import Room, one_question

KEY = "by"
# Attributes that a filter of the screens knows; all others go by `Filters.group`.
FILTERS: dict[str, str] = {column: name for name, column in PEOPLE_FILTERS.items()} | {"question": "questions"}
SINGLE = ("axis", "tone")


def narrowed(chosen: Filters, by: str, group: str) -> Filters:
    """Return filters that also keep to one group of an attribute."""
    if by in FILTERS or by in SINGLE:
        value: Any = group if by in SINGLE else (group,)
        return replace(chosen, **{FILTERS.get(by, by): value})
    return replace(chosen, group=f"{by}{GROUP_SIGN}{group}")


def choose(room: Room, key: str = KEY, least: int = 2) -> str:
    """Draw the choice of an attribute; it stands in the address. "" where none has so many groups."""
    say = room.say
    offered = recent.result(
        room.everything,
        ("attributes", least, room.filters),
        lambda: crosstab.usable_attributes(room.voices, lambda by: questions_for(room, by), least),
    )
    if not offered:
        return ""
    names = {by: attribute_label(room.everything, by, say) for by in offered}
    by = st.selectbox(say("くらべ方"), offered, format_func=names.__getitem__, key=key, bind="query-params")
    return by or offered[0]


def questions_for(room: Room, by: str) -> tuple[str, ...]:
    """Return the one question whose answers are compared, () for all; feelings compare only within one."""
    question = one_question(room) if by == "tone" else room.question
    return (question,) if question else ()


def table_of(room: Room, by: str) -> CrossTable:
    """Return the tested table of an attribute; the chart, the map and the links share one."""
    return recent.result(
        room.everything, ("cross", by, room.filters), lambda: cross(room.voices, by, questions_for(room, by))
    )


def show(room: Room) -> None:
    """Draw the cross table of themes and one attribute."""
    say = room.say
    st.html(markup.heading(say("テーマを、だれが書いたか")))
    by = choose(room)
    if not by:
        st.text(say("{n}人以上の分け方が2つ以上あると、ここでくらべられます。", n=crosstab.LEAST_PEOPLE))
        return
    table = table_of(room, by)
    questions = questions_for(room, by)
    chart = charts.draw(
        room,
        lambda: crosstab_chart.cross_chart(room.voices, table, say, questions),
        ("crosstab", by),
        asked=Asked("crosstab", "".join(questions[:1]), by=by),
    )
    if room.reads and not chart.empty:
        within = replace(room.filters, questions=questions or room.filters.questions)
        _standing_out(room, table, within)
        _one_cell(room, table, within)


def _standing_out(room: Room, table: CrossTable, within: Filters) -> None:
    """Say the confirmed cells in sentences, each a way to its voices."""
    found = crosstab_chart.standouts(room.everything, table, room.say)
    with st.container(gap="xsmall", key="standouts"):
        for cell in found:
            chosen = narrowed(replace(within, theme=cell.theme), table.by, cell.group)
            links.read_voices(room, chosen, cell.sentence)


def _one_cell(room: Room, table: CrossTable, within: Filters) -> None:
    """Offer the voices of any cell: choose its theme and its group."""
    say = room.say
    names = theme_names(room.everything, say)
    groups = [group for group in table.groups if group != OTHER]
    heads = {group: group_label(room.everything, table.by, group, say) for group in groups}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        theme = st.selectbox(
            say("テーマ"), table.themes, format_func=names.__getitem__, index=None, placeholder=say("テーマを選ぶ"),
            key="cell_theme", width=260,
        )  # fmt: skip
        group = st.selectbox(
            say("分け方"), groups, format_func=heads.__getitem__, index=None, placeholder=say("ひとつ選ぶ"),
            key=f"cell_group_{table.by}", width=260,
        )  # fmt: skip
        if theme and group:
            row, column = table.themes.index(theme), table.groups.index(group)
            label = say(
                "{group}の「{theme}」の声を読む（{n}）", theme=names[theme],
                group=crosstab_chart.group_name(room.everything, table, group, say),
                n=say(crosstab_chart.COUNTED, n=f"{int(table.people[row, column]):,}"),
            )  # fmt: skip
            links.read_voices(room, narrowed(replace(within, theme=theme), table.by, group), label)
