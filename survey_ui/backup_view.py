"""When the last backup was made, and a warning where it is too long ago."""

from __future__ import annotations

import streamlit as st

from survey_loader.acts import backups
from survey_loader.language import Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_ui import markup


def show(here: Settings, survey: Survey, say: Say) -> None:
    """Draw how the backups stand: one quiet line, or a warning."""
    state = backups.state(here)
    made = state.last.astimezone(survey.zone).strftime("%Y-%m-%d %H:%M") if state.last else ""
    st.html(markup.heading(say("控え（バックアップ）")))
    if state.message:
        st.warning(
            say("控えを作れませんでした。{why}", why=say(state.message, **state.values)), icon=":material/warning:"
        )
    if state.late:
        st.warning(
            say("最後の控えは {when} のものです。{hours}時間ごとに作られるはずなので、管理者に伝えてください。",
                when=made, hours=state.hours),
            icon=":material/warning:",
        )  # fmt: skip
    elif made:
        st.html(markup.paragraph(say("最後の控え：{when}（ぜんぶで{n}個あります）", when=made, n=state.runs), "quiet"))
    elif state.hours and not state.message:
        line = say("控えはまだありません。このソフトを10分より長く動かすと、自動で作られます。")
        st.html(markup.paragraph(line, "quiet"))
    if not state.hours:
        st.html(markup.paragraph(say("自動の控えは止めてあります（設定 MACHI_BACKUP_HOURS）。"), "quiet"))
