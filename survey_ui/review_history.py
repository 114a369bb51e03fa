"""What an interview said before, each version against the one before it, the way back, and who did what."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import streamlit as st

from survey_insights.kept import PHOTO_CONSENT_LABELS
from survey_insights.labels import question_label, relation_label
from survey_loader.acts import comparing, correcting, log_words
from survey_loader.acts.comparing import Change
from survey_loader.acts.reviewing import Looked
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.text.differing import Piece
from survey_ui import entry_form, markup
from survey_ui.review_card import brought_by, moment
from survey_ui.review_desk import Desk

FIELD_NAMES: Mapping[str, str] = {
    "at": N_("聞いた日時"), "wave": N_("回"), "place": N_("場所"), "interviewer": N_("聞いた人"),
    "board": N_("板の番号"), "age": N_("年代"), "relation": N_("まちとの関わり"), "language": N_("言語"),
    "group": N_("グループ"), "note": N_("メモ"), "quote": N_("ことばを発表で紹介する"),
    "photo_committee": N_("写真を実行委員会が見る"), "photo_hall": N_("写真を会場と紙で見せる"),
    "photo_web": N_("写真をネットと新聞で見せる"), "basis": N_("同意とは別の根拠"),
}  # fmt: skip
STAYS = N_("ことばと事実が戻ります。同意は、いまのままです。")


def show(desk: Desk, looked: Looked, called: dict[str, str]) -> None:
    """Draw both, folded away; what is not unfolded is not compared."""
    say = desk.say
    before = len(looked.versions) - 1
    if before:
        told = say("前の内容とのちがい（{n}回直されています）", n=before)
        folded = st.expander(told, icon=":material/history:", key="review_versions", on_change="rerun")
        if folded.open:
            with folded:
                _versions(desk, looked, called)
    with st.expander(say("だれが、いつ、何をしたか"), icon=":material/list_alt:", key="review_lines"):
        for line in looked.lines:
            who = log_words.actor_label(line.actor, say, called)
            act = log_words.act_label(line.act, say)
            parts = [moment(line.at, desk.survey, say), who, act, log_words.told(line.details, say)]
            st.html(markup.paragraph("　".join(filter(None, parts))))


def _versions(desk: Desk, looked: Looked, called: dict[str, str]) -> None:
    say = desk.say
    leaves = looked.interview_id if desk.state == "unchecked" else ""
    newest_first = sorted(looked.versions, key=lambda version: (version.in_force, version.number), reverse=True)
    for later, earlier in pairwise(newest_first):
        st.html(markup.heading(brought_by(later, desk.survey, called, say), 4))
        _changes(comparing.changes(desk.here, desk.survey, earlier, later), desk.survey, say)
        with st.container(horizontal=True, vertical_alignment="center", key=f"review_before_{earlier.number}"):
            told = say("その前：{when}", when=brought_by(earlier, desk.survey, called, say))
            st.html(markup.paragraph(told, "quiet"), width="stretch")
            if not looked.aside:
                desk.button(
                    say("この前の内容に戻す"), f"review_return_{earlier.number}", correcting.return_to,
                    looked.interview_id, earlier.number, looked.now.content, icon=":material/undo:",
                    told=say("前の内容に戻しました。") + say(STAYS), leaves=leaves,
                )  # fmt: skip


def _changes(changes: list[Change], survey: Survey, say: Say) -> None:
    if not changes:
        st.html(markup.paragraph(say("内容は同じです。"), "quiet"))
    rows = [(_name(change, survey, say), _told(change, survey, say)) for change in changes]
    st.html(markup.differences(rows, say("前"), say("あと")))


def _name(change: Change, survey: Survey, say: Say) -> str:
    if change.what in {"field", "consent"}:
        return say(FIELD_NAMES[change.name])
    question = survey.question(change.name)
    name = question_label(question, say) if question else change.name
    return say("{question}（だれにとって）", question=name) if change.what == "said" else name


def _told(change: Change, survey: Survey, say: Say) -> list[Piece]:
    return [Piece(piece.mark, _value(change, piece.text, survey, say)) for piece in change.pieces]


def _value(change: Change, text: str, survey: Survey, say: Say) -> str:
    if change.what == "said":
        return say(entry_form.SAID[text])
    if change.name == "at" and change.what == "field":
        return moment(text, survey, say)
    if change.name == "relation" and change.what == "field":
        return relation_label(text, say)
    if change.what == "consent" and change.name != "basis":
        return say(N_("はい") if text == "yes" else PHOTO_CONSENT_LABELS[text])  # type: ignore[index]
    return text
