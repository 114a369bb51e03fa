"""What somebody entered by hand, below the form: to see that it is there, and what to tell the organiser to mend."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from survey_insights.labels import day
from survey_loader.access import Actor
from survey_loader.acts import entering
from survey_loader.language import Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_ui import markup


def show(here: Settings, actor: Actor, survey: Survey, say: Say) -> None:
    """Draw the actor's own entries, the newest first, folded away; nothing where there are none."""
    found = entering.own(here, actor, survey.slug)
    if not found:
        return
    label = say("自分が入れた聞き取り（新しい順に{n}件）", n=f"{len(found):,}")
    with st.expander(label, icon=":material/list:", key="own_entries"):
        for entry in found:
            local = datetime.fromisoformat(entry.at).astimezone(survey.zone) if entry.at else None
            told = [day(local, say) + f" {local:%H:%M}" if local else "", entry.place]
            told.append(say("板 {board}", board=entry.board) if entry.board else "")
            st.html(markup.paragraph("　".join(part for part in told if part), "quiet"))
            for text in entry.texts:
                st.text(text)
