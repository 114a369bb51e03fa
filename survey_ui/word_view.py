"""Words on the screen: the table of counts, and the comments in which a word stands."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from survey_insights.words import word_counts, word_table
from survey_ui import charts, comments, recent
from survey_ui.room import Room

AT_LEAST = 2
MOST_ROWS = 500
MOST_OPTIONS = 1000
KEY = "word"


def counts(room: Room) -> None:
    """Draw in how many comments each word stands."""
    key = ("word_counts", room.filters, room.language)
    table = recent.result(
        room.everything, key, lambda: word_table(word_counts(room.voices, AT_LEAST).head(MOST_ROWS), room.say)
    )
    if table.empty:
        st.text(room.say("数えられることばは、まだありません。"))
        return
    charts.table(table, room.say("ことばの数え表"), room.say)
    charts.csv_button(table, "words", room.say)


def options(room: Room) -> list[str]:
    """Return the words a visitor can choose from, those in most comments first."""
    key = ("word_options", room.filters)
    return recent.result(room.everything, key, lambda: word_counts(room.voices).head(MOST_OPTIONS)["word"].tolist())


def search(room: Room) -> None:
    """Draw the choice of a word and the comments that hold it, whatever form it has there."""
    word = st.selectbox(
        room.say("ことば"),
        options(room),
        index=None,
        placeholder=room.say("例：除雪"),
        key=KEY,
        bind="query-params",
        label_visibility="collapsed",
    )
    if word:
        own = recent.selected(room.everything, replace(room.filters, word=word))
        comments.show_pages(room, comments.newest_first(own.comments), "word", word)
