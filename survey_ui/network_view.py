"""The network of words on the screen: the map, the list of pairs beside it, and the comments behind each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from survey_insights import network_chart
from survey_insights.chart_list import Asked
from survey_insights.labels import q_value
from survey_insights.network import Pairs, strongest, together
from survey_insights.network_chart import MUCH_LABELS, SIZES, Much, word_comments
from survey_insights.selection import Filters
from survey_insights.word_map import WordMap, with_places, word_map
from survey_loader.voices import Voices
from survey_ui import charts, choosing, comments, links, markup, recent, touch
from survey_ui.room import Room

MUCH_KEY, CHOSEN_KEY, LIST_KEY = "much", "pair", "pair_list"
JOINED = "＋"
LIST_HEIGHT, LIST_ROW = 560, 35


def _pairs(everything: Voices, filters: Filters) -> Pairs:
    return recent.result(everything, ("pairs", filters), lambda: together(recent.selected(everything, filters)))


def map_of(everything: Voices, much: Much) -> WordMap:
    """Return the map of the whole survey, whatever is filtered: every word keeps its place."""
    return recent.result(everything, ("word_map", much), lambda: word_map(_pairs(everything, Filters()), *SIZES[much]))


@st.fragment
def show(room: Room) -> None:
    """Draw the network; a click on a word or a line draws the comments below, and nothing else anew."""
    say = room.say
    touch.leave_swipes_to_the_page()
    much: Much = choosing.one_of(say("ことばの数"), MUCH_LABELS, "usual", MUCH_KEY, say)
    pairs, known = _pairs(room.everything, room.filters), map_of(room.everything, much)
    shown = strongest(pairs.found, *SIZES[much])
    fits = shown.empty or network_chart.narrow(known, with_places(known, shown))
    with st.container(key="network" if fits else "network_wide"):
        wide, side = st.columns([13, 8], gap="medium")
        with wide:
            if not fits:
                aside = say("図は横に動かして見られます。ことばの数は「少なめ」にもできます。")
                st.html(markup.paragraph(aside, "aside"))
            chart = charts.draw(
                room,
                lambda: network_chart.network(room.voices, say, pairs, known, much),
                ("network", much),
                pick=lambda point: _choose(shown, tuple(map(str, point["customdata"]))),
                asked=Asked("network", form=much),
            )
            if chart.empty:
                return
        with side:
            _list(room, shown)
    _chosen(room, shown)


def _options(shown: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return what can be chosen: {as it is named: its one or two words}, pairs first."""
    pairs = [(str(first), str(second)) for first, second in zip(shown["first"], shown["second"], strict=True)]
    return {JOINED.join(pair): pair for pair in pairs} | {word: (word,) for word in word_comments(shown)}


def _take_row(shown: pd.DataFrame) -> None:
    rows = st.session_state[LIST_KEY]["selection"]["rows"]
    if rows:
        pair = shown.iloc[rows[0]]
        _choose(shown, (str(pair["first"]), str(pair["second"])))


def _choose(shown: pd.DataFrame, words: tuple[str, ...]) -> None:
    if (name := JOINED.join(words)) in _options(shown):
        st.session_state[CHOSEN_KEY] = name


def _list(room: Room, shown: pd.DataFrame) -> None:
    say = room.say
    st.html(markup.heading(say("組の一覧"), 4, say("結びつきの強い順。行をえらぶと、その声が下に出ます。")))
    table = pd.DataFrame(
        {
            say("組"): shown["first"] + JOINED + shown["second"],
            say("声の数"): shown["comments"],
            say("偶然なら"): shown["expected"],
            say("q値"): [q_value(q) for q in shown["q"]],
        }
    )
    formats: dict[str, Any] = {
        say("組"): st.column_config.TextColumn(width=128),
        say("声の数"): st.column_config.NumberColumn(width=56),
        say("偶然なら"): st.column_config.NumberColumn(format="%.1f", width=64),
        say("q値"): st.column_config.TextColumn(width=56),
    }
    height = min(LIST_HEIGHT, LIST_ROW * (len(table) + 1) + 3)
    st.dataframe(
        table, hide_index=True, height=height, key=LIST_KEY, on_select=lambda: _take_row(shown),
        selection_mode="single-row", column_config=formats, alt=say("同じ板に書かれた言葉の組と、その声の数"),
    )  # fmt: skip


def _chosen(room: Room, shown: pd.DataFrame) -> None:
    """Draw the comments of the chosen word or pair."""
    say, options = room.say, _options(shown)
    name = st.selectbox(
        say("声を読むことば、または組"), list(options), index=None, key=CHOSEN_KEY, bind="query-params",
        placeholder=say("図の印や線、一覧の行をえらんでも出ます"),
    )  # fmt: skip
    if not name:
        return
    words = options[name]
    found = replace(room.filters, words=words)
    own = recent.selected(room.everything, found)
    n = f"{len(own.comments):,}"
    title = (
        say("「{first}」と「{second}」の両方がある声 {n}件", first=words[0], second=words[1], n=n)
        if len(words) == 2
        else say("「{word}」がある声 {n}件", word=words[0], n=n)
    )
    st.html(markup.heading(title))
    links.read_voices(room, found, say("この{n}件を「声と写真」で読む", n=n))
    comments.show_pages(room, comments.newest_first(own.comments), "pair_voices", words)
