"""入力: one interview, typed in from its board."""

from __future__ import annotations

import streamlit as st

from survey_loader.acts import entering
from survey_loader.errors import SurveyError, UnusableEntry
from survey_loader.language import N_
from survey_ui import consent_view, entry_draft, entry_form, markup, own_entries, room

SAVED = "entry_saved"
# The id and board number of the interview saved last, whose withdrawal code stays in sight until the next.
LAST = "entry_last"

say, here, actor, survey = room.enter_for_work(N_("入力"), "entry")
# Always drawn, full or empty: where the fields below change their place, what is typed at that moment is lost.
with st.container(key="entry_told"):
    if entry_form.pressed():
        st.session_state.pop(SAVED, None)
    if SAVED in st.session_state:
        with st.container(border=True):
            st.html(markup.paragraph(say("保存しました。") + st.session_state[SAVED], "lead"))
    if LAST in st.session_state:
        identity, board = st.session_state[LAST]
        consent_view.after_entry(here, survey, actor, identity, board, say)
    entry_draft.offer(here, actor, survey, say)

entry, slots = entry_form.draw(survey, room.listed(here, survey, actor), say)
if entry is None:
    entry_draft.keep(here, actor, survey, say)
else:
    try:
        entering.enter(here, actor, entry)
    except UnusableEntry as error:
        slots.show(error.field, error.render(say))
    except SurveyError as error:
        slots.show("", error.render(say))
    else:
        st.session_state[SAVED] = say("板の番号は {board} です。", board=entry.board) if entry.board else ""
        st.session_state[LAST] = (entry.id, entry.board)
        room.wrote(here, survey, actor)
        entry_form.start_next()
        st.rerun()
own_entries.show(here, actor, survey, say)
