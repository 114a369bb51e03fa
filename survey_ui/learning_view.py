"""Learning from people's codings, on the screen: start it, and say plainly what came of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from survey_insights.accuracy_charts import FIELD_NAMES
from survey_insights.labels import day
from survey_loader import jobs
from survey_loader.access import EVERY_SURVEY, Role
from survey_loader.acts import learning
from survey_loader.language import Say
from survey_loader.text.learning import LEAST
from survey_ui import edition_view, markup
from survey_ui.room import Room


def show(room: Room) -> None:
    """Draw how learning went last, and the way to learn again."""
    say, here, actor = room.say, room.settings, room.actor
    st.html(markup.heading(say("人の判断から学ぶ"), 2))
    st.html(
        markup.paragraph(
            say(
                "だれのため・気持ちは、まず規則で決めます。人が見た声が{least}件を超えると、その判断から学べます。"
                "学んだことは、まだ見ていない声で規則より良いと確かめられたときだけ使います。すべての調査の判断をまとめて使います。",
                least=LEAST,
            ),
            "quiet",
        )
    )
    for report in learning.reports(here):
        st.html(markup.paragraph(_told(report, say)))
    running = jobs.unfinished(here, jobs.LEARN, actor)
    if actor.may(EVERY_SURVEY, Role.ORGANISER) and st.button(
        say("学習しなおす"), icon=":material/school:", disabled=bool(running)
    ):
        jobs.submit(here, jobs.LEARN, {}, actor)
        st.rerun()
    if running or jobs.unfinished(here, jobs.RECODE, actor):
        _watch(room)


@st.fragment(run_every=edition_view.POLL_SECONDS)
def _watch(room: Room) -> None:
    say = room.say
    if not any(jobs.unfinished(room.settings, kind, room.actor) for kind in (jobs.LEARN, jobs.RECODE)):
        st.rerun()
    st.html(markup.paragraph(say("学んでいます。このページを離れてもかまいません。"), "quiet"))


def _told(report: dict[str, Any], say: Say) -> str:
    kind, message = report["kind"], report["message"]
    field, told = say(FIELD_NAMES[kind]), say(message, n=report["n"], least=LEAST)
    if not np.isfinite(report["rules"]):
        return say("{field}：{told}", field=field, told=told)
    return say(
        "{field}：{told}（{day}、人が見た{n}件。F1は規則だけで{rules}、学ぶと{learned}、差の幅 {low}〜{high}）",
        field=field,
        told=told,
        day=day(pd.Timestamp(report["at"]), say),
        n=report["n"],
        rules=f"{report['rules']:.2f}",
        learned=f"{report['learned']:.2f}",
        low=f"{report['low']:+.2f}",
        high=f"{report['high']:+.2f}",
    )
