"""The log on the screen: filtered by person, act and day, newest first, page by page, and as a sheet."""

from __future__ import annotations

import streamlit as st

from survey_loader.access import Actor
from survey_loader.acts import log_words, logbook
from survey_loader.acts.logbook import LogFilter
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store.log import Line
from survey_ui import charts, choosing, markup

INTRODUCTION = N_(
    "だれが、いつ、何をしたかの記録です。書き足すだけで、直すことも消すこともできません。ことばや写真は入りません。"
)
NONE = N_("この条件に合う記録はありません。")
# Enough of an id to tell two apart; all of it is in the sheet.
ID_SIGNS = 13


def show(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    """Draw the filters, one page of lines, and the sheet of all that pass the filters."""
    st.html(markup.paragraph(say(INTRODUCTION)))
    called = logbook.called(here, actor, survey)
    chosen = _filters(here, survey, actor, called, say)
    lines, pages = logbook.pages(here, actor, survey, chosen)
    if not lines:
        st.text(say(NONE))
        return
    st.html(markup.paragraph(say("{n}件", n=f"{lines:,}"), "quiet"))
    slot = st.container()
    number = 1
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            number = st.pagination(pages, key=f"log_page_{hash(chosen)}")
    with slot.container(gap="small"):
        _lines(logbook.page(here, actor, survey, chosen, number), survey, called, say)
    st.download_button(
        say("記録を保存（CSV）"),
        data=lambda: logbook.sheet(here, actor, survey, chosen, say),
        file_name=f"{survey.slug}-log.csv",
        mime=charts.CSV_TYPE,
        on_click="ignore",
        icon=":material/download:",
        key="log_csv",
    )


def _filters(here: Settings, survey: Survey, actor: Actor, called: dict[str, str], say: Say) -> LogFilter:
    people, acts = logbook.people_and_acts(here, actor, survey)
    with st.grid("auto", min_column_width=210):
        person = st.selectbox(
            say("だれが"),
            ["", *people],
            format_func=lambda name: (
                markup.plain(log_words.actor_label(name, say, called)) if name else say("（みんな）")
            ),
            key="log_person",
        )
        act = st.selectbox(
            say("何を"),
            ["", *acts],
            format_func=lambda act: log_words.act_label(act, say) if act else say("（すべて）"),
            key="log_act",
        )
        first = choosing.a_day(say("この日から"), "log_first")
        last = choosing.a_day(say("この日まで"), "log_last")
    return LogFilter(person, act, first, last)


def _lines(lines: list[Line], survey: Survey, called: dict[str, str], say: Say) -> None:
    for line in lines:
        when = f"{logbook.local(line, survey):%Y-%m-%d %H:%M:%S}"
        who = log_words.actor_label(line.actor, say, called)
        about = [when, who, _record(line, say), log_words.told(line.details, say)]
        st.html(
            markup.paragraph(log_words.act_label(line.act, say))
            + markup.paragraph("　".join(filter(None, about)), "quiet")
        )


def _record(line: Line, say: Say) -> str:
    if not line.record or line.record == line.survey:
        return ""
    record = line.record if len(line.record) <= ID_SIGNS else f"{line.record[:ID_SIGNS]}…"
    return say("対象：{record}", record=record)
