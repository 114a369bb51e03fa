"""取り込み: a file from upload to preview to import, with every row accounted for."""

from __future__ import annotations

import streamlit as st

from survey_loader.access import LOCAL_ORGANISER
from survey_loader.language import N_
from survey_ui import import_view, markup, room

say, here, survey = room.enter_for_work(N_("取り込み"))

under_way = import_view.show_work(here, say)
arrived = import_view.receive(here, say)
if arrived:
    request = import_view.choose_target(room.surveys(here), arrived, say)
    import_view.show_preview(import_view.preview_of(here, request, say), say)
    if st.button(say("この内容で取り込む"), type="primary", disabled=under_way, icon=":material/upload:"):
        import_view.start(here, request, LOCAL_ORGANISER)
        st.rerun()

if survey is not None:
    st.html(markup.heading(say("これまでの取り込み")))
    table = import_view.history(here, survey, say)
    if table.empty:
        st.text(say("まだ取り込みはありません。"))
    else:
        st.dataframe(table, hide_index=True, alt=say("これまでの取り込み"))
