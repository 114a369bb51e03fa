"""Requests to stop: how many wait, in plain sight; whose interview it may be; and closing them."""

from __future__ import annotations

from html import escape

import streamlit as st

from survey_insights.kept import day_or_dash
from survey_loader.access import Actor, Role
from survey_loader.acts import logbook, stopping
from survey_loader.acts.log_words import actor_label
from survey_loader.acts.stopping import OUTCOMES, Outcome, Request
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_ui import consent_view, errors, markup

TOLD = "stop_told"
HOW = N_(
    "答えた人が、紙の番号で取り下げを求めています。番号の聞き取りを開いて確かめ、下の「取り下げ」で消すと、求めはひとりでに閉じます。"
    "{days}日以内に消す約束です。"
)
NOT_YET = N_(
    "この番号の聞き取りは、届いていません。スマホにまだ残っているかもしれないので、すべて送られるまでは閉じないでください。"
)
SEVERAL = N_(
    "同じ番号の聞き取りが{n}件あります。日と場所を見くらべ、分からなければ消す前に本人からの連絡を待ってください。"
)
UNCERTAIN = N_(
    "どの調査への求めか、分かりません。この調査に心当たりがなければ、ほかの調査の担当者にも確かめてください。"
)
WAITING = N_("取り下げの求めが{n}件あります。「同意と保存」で確かめてください。")
LATE = N_("そのうち{n}件は、約束の日を過ぎています。")


def warn(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    """Say to who answers for the survey how many requests wait."""
    if not actor.may(survey.slug, Role.ORGANISER):
        return
    waiting, overdue = stopping.waiting(here, actor, survey)
    if waiting:
        late = markup.paragraph(say(LATE, n=overdue), "wrong") if overdue else ""
        st.html(markup.paragraph("⚠ " + say(WAITING, n=waiting), "wrong") + late)


def show(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    """Draw the open requests with the interviews of their numbers, and what became of earlier ones."""
    found = stopping.open_requests(here, actor, survey)
    heading = say("取り下げの求め（{n}件）", n=len(found))
    st.html(markup.heading(heading, under=say(HOW, days=stopping.DAYS) if found else ""))
    if told := st.session_state.pop(TOLD, ""):
        st.html(markup.paragraph(told, "lead"))
    if not found:
        st.text(say("いま、求めはありません。"))
    for one in found:
        with st.container(border=True, key=f"stop_{one.number}"), errors.box(say):
            _one(here, survey, actor, one, say)
    _closed(here, survey, actor, say)


def _one(here: Settings, survey: Survey, actor: Actor, request: Request, say: Say) -> None:
    days = say(
        "{asked}に求め、{due}までに消す約束", asked=day_or_dash(request.asked, say), due=day_or_dash(request.due, say)
    )
    st.html(markup.heading(request.board, level=4) + markup.paragraph(days, "quiet"))
    if request.overdue:
        st.html(markup.paragraph("⚠ " + say("約束の日を過ぎています。"), "wrong"))
    if not request.certain:
        st.html(markup.paragraph(say(UNCERTAIN)))
    if not request.interviews:
        st.html(markup.paragraph(say(NOT_YET)))
    elif len(request.interviews) > 1:
        st.html(markup.paragraph(say(SEVERAL, n=len(request.interviews))))
    for interview in request.interviews:
        consent_view.line(interview, f"stop_{request.number}_", say)
    with st.popover(say("消さずに閉じる"), icon=":material/task_alt:", key=f"stop_close_{request.number}"):
        _close(here, survey, actor, request, say)


def _close(here: Settings, survey: Survey, actor: Actor, request: Request, say: Say) -> None:
    st.html(markup.paragraph(say("閉じると、だれがいつ閉じたかだけが残り、番号は消えます。"), "quiet"))
    offered: list[Outcome] = [one for one in OUTCOMES if one != "erased" or not request.interviews]
    outcome = st.radio(
        say("どうなったか"),
        offered,
        index=None,
        format_func=lambda one: say(OUTCOMES[one]),
        key=f"stop_outcome_{request.number}",
    )
    pressed = st.button(say("この求めを閉じる"), key=f"stop_settle_{request.number}", disabled=outcome is None)
    if pressed and outcome is not None:
        with errors.box(say):
            stopping.settle(here, actor, survey.slug, request.number, outcome)
            st.session_state[TOLD] = say("求めを閉じました。")
            st.rerun()


def _closed(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    done = stopping.settled(here, actor, survey)
    if not done:
        return
    called = logbook.called(here, actor, survey)
    headings = [say("求めた日"), say("閉じた日"), say("だれが"), say("どうなったか")]
    labels = {str(outcome): label for outcome, label in OUTCOMES.items()}
    rows = [
        [
            day_or_dash(one.asked, say),
            day_or_dash(one.closed, say),
            actor_label(one.closed_by, say, called),
            say(labels.get(one.outcome, one.outcome)),
        ]
        for one in done
    ]
    with st.expander(say("閉じた求め（{n}件）", n=len(done)), icon=":material/history:"):
        cells = [[escape(cell) for cell in row] for row in rows]
        st.html(markup.table(headings, cells, say("閉じた求め"), words=(0, 1, 2, 3)))
