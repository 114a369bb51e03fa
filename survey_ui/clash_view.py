"""ぶつかり on the screen: how many, what they speak of, some of them, and the way to all."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from survey_insights.chart_list import Asked
from survey_insights.clash import clash_themes, clashing
from survey_ui import charts, comments, links, markup
from survey_ui.room import Room

FEW = 3


def show(room: Room) -> None:
    """Draw the block of the voices of residents whom visits trouble."""
    say = room.say
    under = say(
        "訪れる人が来ることで、住む人が困っている声（観光客でバスに乗れない、など）。だれが悪いという話ではありません。"
    )
    st.html(markup.heading(say("ぶつかり"), 2, under))
    chart = charts.draw(room, lambda: clash_themes(room.voices, say), "clash_themes", asked=Asked("clash_themes"))
    numbers = comments.newest_first(room.voices.comments[clashing(room.voices)])
    if not len(numbers):
        return
    if chart.empty:
        st.html(markup.paragraph(say("テーマの決められる声は、まだありません。"), "quiet"))
    if room.reads:
        comments.show(room, room.texts(numbers[:FEW]))
    links.read_voices(room, replace(room.filters, clash=True), say("ぶつかりの声{n}件を読む", n=f"{len(numbers):,}"))
