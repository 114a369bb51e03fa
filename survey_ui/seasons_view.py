"""The same month of several years on the screen: choose the month and what is compared, and see the years."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from survey_insights import seasons
from survey_insights.chart_list import Asked
from survey_insights.labels import month_name, month_of_year
from survey_insights.seasons import Season, What
from survey_loader.language import N_
from survey_ui import charts, choosing, links, markup, recent, room
from survey_ui.room import Room

WHATS: dict[What, str] = {"axis": N_("だれのための声か"), "tone": N_("気持ち"), "themes": N_("テーマ")}


def show(here: Room, themes: tuple[str, ...]) -> None:
    """Draw one month of all years; `themes` are those chosen on the page."""
    say = here.say
    st.html(markup.heading(say("同じ月を年ごとにくらべる")))
    months = recent.result(
        here.everything, ("season_months", here.filters), lambda: seasons.months_of_several_years(here.voices)
    )
    if not months:
        st.text(say("同じ月の声が2年分そろっていないので、年どうしはまだくらべられません。"))
        return
    with st.container(horizontal=True, gap="small"):
        month = st.selectbox(
            say("月"),
            months,
            format_func=lambda number: month_of_year(number, say),
            key="season_month",
            bind="query-params",
        )
        what: What = choosing.one_of(say("くらべるもの"), WHATS, "axis", "season_what", say, required=False)
    if what == "themes" and not themes:
        st.text(say("上の「テーマ」で、くらべたいテーマを選んでください。"))
        return
    question = room.one_question(here) if what == "tone" else here.question
    found = recent.result(
        here.everything,
        ("season", month, what, question, themes if what == "themes" else (), here.filters, here.language),
        lambda: seasons.season(here.voices, say, month, what, question, themes),
    )
    chart = charts.draw(
        here,
        lambda: seasons.season_chart(here.voices, found, question, say),
        ("seasons", month, what, question, themes if what == "themes" else ()),
        asked=Asked("seasons", question, month=month, form=what, themes=themes if what == "themes" else ()),
    )
    if not chart.empty:
        _links(here, found, question)


def _links(here: Room, found: Season, question: str) -> None:
    """Offer the voices of each year."""
    say = here.say
    with st.container(horizontal=True, gap="small"):
        for year in sorted(int(year) for year in found.rows["year"].unique()):
            questions = (question,) if question else here.filters.questions
            label = say("{when}の声を読む", when=month_name(f"{year}-{found.month:02d}", say))
            chosen = replace(here.filters, months=(f"{year}-{found.month:02d}",), questions=questions)
            links.read_voices(here, chosen, label)
