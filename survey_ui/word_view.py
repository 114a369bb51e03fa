"""Words on the screen: the table of counts, and the words a visitor can choose from."""

from __future__ import annotations

import streamlit as st

from survey_insights.chart_list import Asked
from survey_insights.words import most_written, top_words, word_counts, word_table
from survey_ui import charts, markup, recent
from survey_ui.room import Room

AT_LEAST = 2
MOST_ROWS = 500
MOST_OPTIONS = 1000
MOST_BARS = 20


def counts(room: Room) -> None:
    """Draw in how many comments each word stands: the first as bars, all as a table."""
    charts.draw(room, lambda: top_words(room.voices, room.say, MOST_BARS), "top_words", asked=Asked("top_words"))
    under = room.say("2件以上の声に出てきたことば。1つの声に何度出ても1件です。割合の幅は95%の区間です。")
    st.html(markup.heading(room.say("ことばの数え表"), under=under))
    key = ("word_counts", room.filters, room.language)
    table = recent.result(
        room.everything, key, lambda: word_table(word_counts(room.voices, AT_LEAST).head(MOST_ROWS), room.say)
    )
    if table.empty:
        st.text(room.say("数えられることばは、まだありません。"))
        return
    charts.table(table, room.say("ことばの数え表"), room.say)
    charts.csv_button(room, table, "words")


def options(room: Room) -> list[str]:
    """Return the words a visitor can choose from, those in most comments first."""
    key = ("word_options", room.filters)
    return recent.result(room.everything, key, lambda: most_written(room.voices, MOST_OPTIONS))
