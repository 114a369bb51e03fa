"""コーディング: people judge comments, to measure the automatic coding and to better it, or correct one of them."""

from __future__ import annotations

import streamlit as st

from survey_loader.access import LOCAL_ORGANISER
from survey_loader.language import N_
from survey_ui import desk_view, markup, room

COMMENT = "comment"

here = room.enter(N_("コーディング"), filtered=False)
comment = st.query_params.get(COMMENT, "")
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    purpose = None if comment else desk_view.choose_purpose(here)
    coder = desk_view.choose_coder(here)
if not coder:
    st.html(markup.paragraph(here.say("お名前を入れると、声がひとつずつ出てきます。"), "lead"))
elif purpose is None:
    desk_view.Desk(here, LOCAL_ORGANISER, coder, "correction").correct(comment)
else:
    desk_view.Desk(here, LOCAL_ORGANISER, coder, purpose).show()
