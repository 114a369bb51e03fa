"""Drafts of interviews being typed in: kept at each field, and offered again where a session was lost."""

from __future__ import annotations

import uuid

import streamlit as st

from survey_insights.labels import day
from survey_loader.access import Actor
from survey_loader.acts import drafting
from survey_loader.acts.drafting import EntryDraft
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_ui import entry_form, markup

HOLDER = "entry_holder"
KEPT = "entry_kept"
# A message for the next run, said once.
TOLD = "entry_draft_told"
GONE = N_("この書きかけは、もう保存したか、消してあります。")
ELSEWHERE = N_("この書きかけは、別の画面で続けています。ここには新しい用紙を出しました。")
# As much of a draft's words as tells it from another.
SHOWN = 40


def offer(here: Settings, actor: Actor, survey: Survey, say: Say) -> None:
    """Draw the drafts that are not open here, each to go on with or to throw away; nothing where there are none."""
    if told := st.session_state.pop(TOLD, ""):
        st.html(markup.paragraph(say(told), "wrong"))
    waiting = [draft for draft in drafting.kept(here, actor, survey.slug) if draft.id != entry_form.client()]
    if not waiting:
        return
    with st.container(border=True, key="entry_drafts"):
        st.html(
            markup.heading(say("書きかけの聞き取りがあります"), under=say("写真は入っていません。選び直してください。"))
        )
        for draft in waiting:
            _one(here, actor, survey, draft, say)


def _one(here: Settings, actor: Actor, survey: Survey, draft: EntryDraft, say: Say) -> None:
    local = draft.at.astimezone(survey.zone)
    words = next((value for name, value in draft.fields.items() if name.startswith("answer_")), "")
    told = [day(local, say) + f" {local:%H:%M}", draft.fields.get("carry_place", "")]
    told.append(words if len(words) <= SHOWN else words[:SHOWN] + "…")
    st.html(markup.paragraph("　".join(part for part in told if part)))
    with st.container(horizontal=True):
        if st.button(say("続きを書く"), key=f"entry_go_on_{draft.id}"):
            _go_on(here, actor, survey, draft)
        if st.button(say("消す"), key=f"entry_drop_{draft.id}", type="tertiary"):
            drafting.drop(here, actor, survey.slug, draft.id)
            st.rerun()


def _go_on(here: Settings, actor: Actor, survey: Survey, draft: EntryDraft) -> None:
    if drafting.take(here, actor, survey.slug, draft.id, _holder()):
        entry_form.go_on(survey, draft.id, draft.fields)
    else:
        st.session_state[TOLD] = GONE
    st.rerun()


def keep(here: Settings, actor: Actor, survey: Survey, say: Say) -> None:
    """Write down what stands in the fields, and say so below them."""
    fields = entry_form.typed()
    if not fields:
        return
    if st.session_state.get(KEPT) != (entry_form.client(), fields) and not _kept(here, actor, survey, fields):
        return
    st.html(markup.paragraph(say("書きかけを控えました。画面が閉じても、続きから書けます。"), "quiet"))


def _kept(here: Settings, actor: Actor, survey: Survey, fields: dict[str, str]) -> bool:
    try:
        mine = drafting.keep_fields(here, actor, survey.slug, entry_form.client(), fields, _holder())
    except SurveyError:
        # A full or busy disk: what is typed stands on the screen, and saving tells what to do.
        return False
    if mine:
        st.session_state[KEPT] = (entry_form.client(), fields)
        return True
    st.session_state[TOLD] = ELSEWHERE
    entry_form.start_next()
    st.rerun()


def _holder() -> str:
    return str(st.session_state.setdefault(HOLDER, str(uuid.uuid4())))
