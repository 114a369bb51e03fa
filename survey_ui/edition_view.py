"""Versions of a codebook or a term list: saving, the re-coding that follows, the history, and going back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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


def show_state(here: Settings, actor: Actor, say: Say) -> None:
    """Say what was saved last, and how far a re-coding under way is."""
    if TOLD in st.session_state:
        with st.container(border=True):
            st.html(markup.paragraph(st.session_state.pop(TOLD), "lead"))
    if jobs.unfinished(here, jobs.RECODE, actor):
        _watch(here, actor, say)


@st.fragment(run_every=POLL_SECONDS)
def _watch(here: Settings, actor: Actor, say: Say) -> None:
    running = jobs.unfinished(here, jobs.RECODE, actor)
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


@dataclass(frozen=True)
class History:
    """The versions of a codebook or a term list; `difference` tells what changed from one TOML to another."""

    here: Settings
    survey: Survey
    actor: Actor
    kind: Kind
    difference: Callable[[str, str], list[str]]
    say: Say

    def show(self) -> None:
        """Draw the versions, newest first and the first state last, each with what it changed and a way back.

        Nothing is read while the history is closed, and no version is parsed that nobody looks at.
        """
        say, slug = self.say, self.survey.slug
        count = words.versions(self.here, slug, self.kind)
        label = say("これまでの版（{n}）", n=count)
        box = st.expander(label, icon=":material/history:", key=f"history_{self.kind}", on_change="rerun")
        if not box.open:
            return
        with box:
            if not count:
                st.text(say("まだ保存した版はありません。はじめから入っているものを使っています。"))
                return
            versions = words.history(self.here, slug, self.kind)
            for edition, before in zip(versions, [*versions[1:], None], strict=True):
                with st.container(border=True, key=f"edition_{edition.number}"):
                    self._show_one(edition, before, versions[0])
            with st.container(border=True, key=f"edition_first_{self.kind}"):
                st.html(markup.heading(say("はじめの状態"), 4, say("はじめから入っているものです。")))
                self._offer_return(words.FIRST, lambda: words.first_content(self.here, self.kind), versions[0])

    def _show_one(self, edition: Edition, before: Edition | None, latest: Edition) -> None:
        say = self.say
        moment = pd.Timestamp(edition.at).tz_convert(self.survey.timezone)
        who = say(ACTOR_LABELS[edition.actor]) if edition.actor in ACTOR_LABELS else edition.actor
        when = f"{day(moment, say)} {moment:%H:%M}"
        head = say("版 {number}　{when}　{who}", number=edition.number, when=when, who=who)
        note = say("はじめの状態に戻しました。") if edition.note == words.BACK_TO_FIRST else edition.note
        st.html(markup.heading(head, 4, note))
        if edition is latest:
            st.html(markup.paragraph(say("いま使っている版です。"), "quiet"))
        self._compare(
            say("この版で変えたところ"),
            f"changed_{edition.number}",
            lambda: before.content if before else words.first_content(self.here, self.kind),
            lambda: edition.content,
        )
        if edition is not latest:
            self._offer_return(edition.number, lambda: edition.content, latest)

    def _offer_return(self, number: int, content: Callable[[], str], latest: Edition) -> None:
        say, slug = self.say, self.survey.slug
        self._compare(say("いまの版とのちがい"), f"differs_{self.kind}_{number}", lambda: latest.content, content)
        if not self._confirmed(f"return_{self.kind}_{number}"):
            return

        def do() -> words.Saved:
            return words.return_to(self.here, self.actor, slug, number, self.kind)

        if save(self.here, self.survey, self.actor, do, say):
            drafts.drop(self.kind)
            st.rerun()

    def _confirmed(self, key: str) -> bool:
        """Draw the way back; where a draft is not saved yet, only after it was said that it would be lost."""
        label = self.say("この版に戻す")
        if not drafts.unsaved(self.kind):
            return st.button(label, key=key, icon=":material/undo:")
        with st.popover(label, icon=":material/undo:", key=f"{key}_ask"):
            told = self.say("まだ保存していない変更があります。この版に戻すと、その変更は消えます。")
            st.html(markup.paragraph(told, "wrong"))
            return st.button(self.say("変更を捨てて、この版に戻す"), key=key)

    def _compare(self, label: str, key: str, old: Callable[[], str], new: Callable[[], str]) -> None:
        box = st.popover(label, type="tertiary", icon=":material/difference:", key=key, on_change="rerun")
        if box.open:
            with box:
                lines = self.difference(old(), new())
                st.html(markup.listed(lines) if lines else markup.paragraph(self.say("ちがいはありません。")))
