"""コーディング: people judge comments, to measure the automatic coding and to better it."""

from __future__ import annotations

import streamlit as st

from survey_loader.access import LOCAL_ORGANISER
from survey_loader.language import N_
from survey_ui import desk_view, markup, room

here = room.enter(N_("コーディング"), filtered=False)
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    purpose = desk_view.choose_purpose(here)
    coder = desk_view.choose_coder(here)
if coder:
    desk_view.Desk(here, LOCAL_ORGANISER, coder, purpose).show()
else:
    st.html(markup.paragraph(here.say("お名前を入れると、声がひとつずつ出てきます。"), "lead"))
