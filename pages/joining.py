"""写真をつなぐ: the photos nobody could be found for, beside the interviews that have none."""

from __future__ import annotations

import streamlit as st

from survey_loader.language import N_
from survey_ui import joining_view, room

say, here, actor, survey = room.enter_for_work(N_("写真をつなぐ"), "joining")

view = joining_view.Joining(here, survey, actor, say)
view.show_last()
photos = view.waiting()
if photos.empty:
    st.text(say(joining_view.NONE_WAITING))
else:
    left, right = st.columns(2, gap="large")
    with left:
        photo = view.show_photo(photos)
    with right:
        view.show_candidates(photo)
view.show_joined()
