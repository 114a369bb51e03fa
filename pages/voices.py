"""声と写真: every comment with its photo, its coding and the reason for it; the wall of photos; the map of places."""

from __future__ import annotations

import streamlit as st

from survey_loader.language import N_
from survey_ui import comments, place_view, room, search_view, voice_view, wall

TITLE = N_("声と写真")


def show_all() -> None:
    """Draw the comments, the wall of photos and the map; only the open tab."""
    here = room.enter(TITLE, "voices", by_coding=True)
    names = [here.say(name) for name in (N_("声"), N_("写真"), N_("地図"))]
    words, photos, places = st.tabs(names, key="view", on_change="rerun", bind="query-params")
    if words.open:
        with words:
            search_view.show(here)
    if photos.open:
        with photos:
            wall.show_pages(here, "wall")
    if places.open:
        with places:
            place_view.show(here)


if comment := st.query_params.get(comments.VOICE):
    voice_view.show(TITLE, comment)
else:
    show_all()
