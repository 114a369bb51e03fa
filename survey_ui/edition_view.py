"""Versions of a codebook or a term list: saving, the re-coding that follows, the history, and going back."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from survey_insights.labels import day
from survey_loader import jobs
from survey_loader.access import ACTOR_LABELS, Actor
from survey_loader.acts import words
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store.editions import Edition, Kind
from survey_ui import drafts, markup

POLL_SECONDS = 1.0
TOLD = "edition_told"
SAVED = N_("保存しました。声を分け直しました。")
LATER = N_("保存しました。声が多いので、分け直しは裏で進めます。このページを離れてもかまいません。")


def save(here: Settings, survey: Survey, actor: Actor, do: Callable[[], words.Saved], say: Say) -> bool:
    """Save by `do`; queue what is too much for a moment. Returns whether it is saved; else says why not."""
    try:
        saved = do()
    except SurveyError as error:
        st.text("⚠ " + error.render(say))
        return False
    if not saved.whole:
        jobs.submit(here, jobs.RECODE, {"survey": survey.slug}, actor)
    st.session_state[TOLD] = say(SAVED if saved.whole else LATER)
    return True


def show_state(here: Settings, say: Say) -> None:
    """Say what was saved last, and how far a re-coding under way is."""
    if TOLD in st.session_state:
        with st.container(border=True):
            st.html(markup.paragraph(st.session_state.pop(TOLD), "lead"))
    if jobs.unfinished(here, jobs.RECODE):
        _watch(here, say)


@st.fragment(run_every=POLL_SECONDS)
def _watch(here: Settings, say: Say) -> None:
    running = jobs.unfinished(here, jobs.RECODE)
    if not running:
        st.rerun()
    job = running[0]
    told = say("声を分け直しています（{done}／{total}件）", done=f"{job.done:,}", total=f"{job.total or 0:,}")
    st.progress(job.done / job.total if job.total else 0.0, text=told)


def show_overtaken(say: Say, kind: Kind, redo: Callable[[], None]) -> None:
    """Say that somebody saved a version after this draft began, and offer to do its changes again on that one."""
    told = say("そのあいだに、ほかの人が新しい版を保存しました。このままでは保存できません。")
    st.html(markup.paragraph(told, "wrong"))
    if st.button(say("新しい版の上に、自分の変更をやりなおす"), icon=":material/redo:", key=f"{kind}_redo"):
        redo()


def show_history(
    here: Settings, survey: Survey, actor: Actor, kind: Kind, difference: Callable[[Edition], list[str]], say: Say
) -> None:
    """Draw the saved versions, newest first, each with what it differs in from the one in force and a way back."""
    versions = words.history(here, survey.slug, kind)
    with st.expander(say("これまでの版（{n}）", n=len(versions)), icon=":material/history:"):
        if not versions:
            st.text(say("まだ保存した版はありません。はじめから入っているものを使っています。"))
        for place, edition in enumerate(versions):
            with st.container(border=True, key=f"edition_{edition.number}"):
                _show_edition(here, survey, actor, edition, place == 0, difference, say)


def _show_edition(
    here: Settings,
    survey: Survey,
    actor: Actor,
    edition: Edition,
    in_force: bool,
    difference: Callable[[Edition], list[str]],
    say: Say,
) -> None:
    moment = pd.Timestamp(edition.at).tz_convert(survey.timezone)
    who = say(ACTOR_LABELS[edition.actor]) if edition.actor in ACTOR_LABELS else edition.actor
    when = f"{day(moment, say)} {moment:%H:%M}"
    head = say("版 {number}　{when}　{who}", number=edition.number, when=when, who=who)
    st.html(markup.heading(head, 4, edition.note))
    if in_force:
        st.html(markup.paragraph(say("いま使っている版です。"), "quiet"))
        return
    with st.popover(say("いまの版とのちがい"), type="tertiary", icon=":material/difference:"):
        lines = difference(edition)
        st.html(markup.listed(lines) if lines else markup.paragraph(say("ちがいはありません。")))
    pressed = st.button(say("この版に戻す"), key=f"return_{edition.number}", icon=":material/undo:")
    if pressed and save(here, survey, actor, lambda: words.return_to(here, actor, survey.slug, edition.number), say):
        drafts.drop(edition.kind)
        st.rerun()
