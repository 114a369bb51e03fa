"""One theme from close by: its way through the waves, its words, its comments."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from survey_insights.chart_list import Asked
from survey_insights.counts import theme_people
from survey_insights.selection import Filters
from survey_insights.themes import theme_names
from survey_insights.trends import theme_trend
from survey_insights.words import top_words
from survey_ui import charts, comments, drawn_voices_view, links, markup, recent, taking
from survey_ui.room import Room

KEY = "theme"
MOST_LINKS = 6
MOST_WORDS = 12


def most_written(room: Room, most: int = MOST_LINKS) -> list[str]:
    """Return the keys of the themes most people wrote, as the charts of themes order them."""

    def ordered() -> list[str]:
        frame = theme_people(room.voices, (room.question,) if room.question else ())
        frame = frame[frame["people"] > 0].sort_values("people", ascending=False, kind="stable")
        return [str(theme) for theme in frame["theme"].head(most)]

    return recent.result(room.everything, ("most_written", most, room.filters), ordered)


def links_below(room: Room, themes: list[str]) -> None:
    """Offer the comments of each of these themes, under the chart that counts them."""
    names = theme_names(room.everything, room.say)
    links.read_each(room, "theme", {theme: names[theme] for theme in themes}, room.filters)


def choose(room: Room) -> str:
    """Draw the choice of one theme; it stands in the address."""
    names = theme_names(room.everything, room.say)
    return (
        st.selectbox(
            room.say("テーマをひとつ選ぶと、推移・ことば・声が見られます"),
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder=room.say("テーマを選ぶ"),
            key=KEY,
            bind="query-params",
        )
        or ""
    )


def show(room: Room, theme: str) -> None:
    """Draw the theme's trend, its words and its comments."""
    filters: Filters = replace(room.filters, theme=theme)
    own = recent.selected(room.everything, filters)
    st.html(markup.heading(theme_names(room.everything, room.say)[theme], 2))
    taking.theme_button(room, theme)
    charts.draw(
        room,
        lambda: theme_trend(room.voices, room.say, (theme,), room.question),
        ("theme_trend", theme),
        asked=Asked("theme_trend", room.question, themes=(theme,)),
    )
    charts.draw(room, lambda: top_words(own, room.say, most=MOST_WORDS), ("theme_words", theme))
    if not room.reads:
        return
    st.html(markup.heading(room.say("このテーマの声（{n}件）", n=f"{len(own.comments):,}")))
    drawn_voices_view.offer(room, own.comments["number"].to_numpy(dtype=np.int64), "theme", theme)
    comments.show_pages(room, comments.newest_first(own.comments), f"theme_{theme}")
