"""声と写真: every comment with its photo, its coding and the reason for it; and the wall of photos."""

from __future__ import annotations

import streamlit as st

from survey_loader.language import N_
from survey_ui import comments, room, wall

here = room.enter(N_("声と写真"), by_coding=True)
say = here.say
words, photos = st.tabs([say("声"), say("写真")], key="view", on_change="rerun")
if words.open:
    with words:
        query = st.text_input(
            say("ことばで探す"),
            type="search",
            placeholder=say("例：除雪、駅前、バス"),
            key="q",
            bind="query-params",
        )
        comments.show_found(here, (query or "").strip())
if photos.open:
    with photos:
        wall.show_pages(here, "wall")
