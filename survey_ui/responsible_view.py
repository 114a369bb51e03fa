"""Who answers for a survey and until when it is kept, for all readers, and for organisers what goes soon."""

from __future__ import annotations

import streamlit as st

from survey_insights.kept import day_or_dash, responsible_rows
from survey_loader.access import Actor, Role
from survey_loader.acts import retention
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_ui import markup

ANNOUNCED = N_(
    "「{wave}」は保存期限が近づいています。{day}に、決めたとおりに消えます。延ばすときは「同意と保存」で日を決め直してください。"
)


def warn(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    """Say to who answers for the survey what goes soon."""
    if not actor.may(survey.slug, Role.ORGANISER):
        return
    for wave, day in retention.announced(here, actor, survey):
        st.html(markup.paragraph("⚠ " + say(ANNOUNCED, wave=wave, day=day_or_dash(day, say)), "wrong"))


def foot(survey: Survey, say: Say) -> None:
    """Say who answers for the survey, what for, and how long it is kept."""
    told = [say("{name}：{value}", name=name, value=value) for name, value in responsible_rows(survey, say)]
    st.html(markup.paragraph(say(" ｜ ").join(told), "quiet"))
