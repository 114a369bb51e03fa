"""声と写真: every comment with its photo, its coding and the reason for it; the wall of photos; the map of places."""

from __future__ import annotations

import streamlit as st

from survey_loader.language import N_
from survey_ui import comments, place_view, room, search_view, voice_view, wall

TITLE = N_("声と写真")

if comment := st.query_params.get(comments.VOICE):
    voice_view.show(TITLE, comment)
    st.stop()

here = room.enter(TITLE, "voices", by_coding=True)
say = here.say
words, photos, places = st.tabs(
    [say("声"), say("写真"), say("地図")], key="view", on_change="rerun", bind="query-params"
)
if words.open:
    with words:
        search_view.show(here)
if photos.open:
    with photos:
        wall.show_pages(here, "wall")
if places.open:
    with places:
        place_view.show(here)
