"""コーディング: people judge comments, to measure the automatic coding and to better it, or correct one of them."""

from __future__ import annotations

import streamlit as st

from survey_loader.language import N_
from survey_ui import desk_view, markup, room

COMMENT = "comment"

here = room.enter(N_("コーディング"), "coding", filtered=False)
comment = st.query_params.get(COMMENT, "")
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    purpose = None if comment else desk_view.choose_purpose(here)
    coder = desk_view.choose_coder(here)
if purpose is None:
    if not coder:
        st.html(markup.paragraph(here.say("お名前を入れると、この声の分け方を直せます。"), "lead"))
    desk_view.Desk(here, coder, "correction").correct(comment)
elif not coder:
    st.html(markup.paragraph(here.say("お名前を入れると、声がひとつずつ出てきます。"), "lead"))
else:
    desk_view.Desk(here, coder, purpose).show()
