"""街頭の準備: invitations listed and taken back, and what a lost phone had sent."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from survey_loader.access import Actor
from survey_loader.acts import inviting
from survey_loader.acts.inviting import Listed
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_ui import errors, invitation_view, markup

TOLD = "invitation_told"
STATES = {"live": N_("使えます"), "expired": N_("期限切れ"), "revoked": N_("取り消し済み")}


def show(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    """Draw the screen for an organiser."""
    told = st.session_state.pop(TOLD, "")
    if told:
        st.success(markup.plain(told))
    invitation_view.show(here, survey, actor, say)
    found = inviting.listed(here, actor, survey.slug)
    if not found:
        st.text(say("まだ招待はありません。上で作ると、QRコードが出ます。"))
        return
    _table(found, survey, say)
    _one(here, survey, actor, found, say)


def _table(found: list[Listed], survey: Survey, say: Say) -> None:
    headings = (
        say("招待"), say("いま"), say("最後に使える日"), say("最後に使った"), say("聞き取り"), say("写真"),
    )  # fmt: skip
    rows = [
        [
            _label(one, say),
            markup.paragraph(say(STATES[one.state])),
            markup.paragraph(_moment(one.invitation.expires, survey, "%Y/%m/%d")),
            markup.paragraph(_moment(one.invitation.seen_at, survey, "%Y/%m/%d %H:%M")),
            markup.paragraph(f"{one.sent.interviews:,}"),
            markup.paragraph(f"{one.sent.photos:,}"),
        ]
        for one in found
    ]
    st.html(markup.heading(say("作った招待")))
    st.html(markup.table(headings, rows, say("招待の一覧"), words=(0, 1, 2, 3)))


def _label(one: Listed, say: Say) -> str:
    it = one.invitation
    fixed = say("、").join(filter(None, (it.wave, it.interviewer, it.place)))
    return markup.paragraph(it.label) + (markup.paragraph(fixed, "quiet") if fixed else "")


def _moment(told: str | None, survey: Survey, form: str) -> str:
    return datetime.fromisoformat(told).astimezone(survey.zone).strftime(form) if told else "—"


def _one(here: Settings, survey: Survey, actor: Actor, found: list[Listed], say: Say) -> None:
    by_number = {one.invitation.number: one for one in found}
    st.html(
        markup.heading(
            say("ひとつの招待"),
            under=say("スマホをなくしたら、取り消してください。それまでに送られたものは、ここに残っています。"),
        )
    )
    number = st.selectbox(
        say("どの招待"), list(by_number), format_func=lambda n: markup.plain(by_number[n].invitation.label)
    )
    chosen = by_number[number]
    if chosen.state == "live" and st.button(say("取り消す"), icon=":material/phonelink_erase:", key=f"revoke_{number}"):
        with errors.box(say):
            inviting.revoke(here, actor, survey.slug, number)
            invitation_view.forget(number)
            st.session_state[TOLD] = say("「{label}」の招待を取り消しました。", label=chosen.invitation.label)
            st.rerun()
    _sent(here, survey, actor, number, say)


def _sent(here: Settings, survey: Survey, actor: Actor, number: int, say: Say) -> None:
    sent = inviting.sent(here, actor, survey.slug, number)
    if not sent:
        st.text(say("この招待からは、まだ何も届いていません。"))
        return
    headings = (say("聞いた日時"), say("場所"), say("板の番号"), say("声"))
    rows = [
        [
            markup.paragraph(_moment(one.at, survey, "%Y/%m/%d %H:%M")),
            markup.paragraph(one.place),
            markup.paragraph(one.board or "—"),
            "".join(markup.paragraph(text) for text in one.texts) or markup.paragraph(say("写真だけ"), "quiet"),
        ]
        for one in sent
    ]
    st.html(markup.table(headings, rows, say("この招待から届いた聞き取り"), words=(0, 1, 2, 3)))
