"""Taking it to the stage: the one-page summary, the comments as a sheet, and the charts to hand out."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from survey_exports import coded, one_page, sheets
from survey_insights import balance, cities, themes, trends
from survey_insights.chart_list import Asked as AskedChart
from survey_insights.charts import Chart
from survey_insights.palette import style
from survey_insights.sides import PAIRS
from survey_loader.access import Audience
from survey_loader.acts.codings_told import coded_with
from survey_loader.acts.handing_out import Asked
from survey_loader.acts.sheets import TOOLS
from survey_loader.language import N_
from survey_loader.models import Survey
from survey_loader.store import reads
from survey_loader.store.connection import opened
from survey_loader.store.photos import photos
from survey_ui import badge, charts, comments, leaving, markup, recent, slides_view, taking
from survey_ui.room import Room, known_or_none

# What is handed out is seen outside the committee.
HANDED_TO = Audience.PUBLIC_HALL
# The charts of this screen as the list of charts has them.
HALL_CHARTS = {
    "shared_themes": AskedChart("shared_themes", by="axis"),
    **{key: AskedChart(key) for key in ("balance_change", "top_themes", "themes_by_axis", "axis_trend")},
}
# So many quotes are looked at together for some that may go out.
FEW = 60
# Tools are outside the house, often on the web.
OUTSIDE = Audience.PUBLIC_WEB
# As people know the tools that take comments in.
TOOL_NAMES = {"kouchou-ai": N_("広聴AI"), "talk-to-the-city": N_("Talk to the City")}


def offer_one_page(room: Room) -> None:
    """Offer the A4 page; only photos and words that may leave the committee are on it."""
    if leaving.few(room):
        return
    st.download_button(
        room.say("一枚まとめを保存（PDF）"),
        data=lambda: one_page_pdf(room),
        file_name=f"{room.survey.slug}.pdf",
        mime=charts.PDF_TYPE,
        on_click="ignore",
        icon=":material/picture_as_pdf:",
        type="primary",
        key="one_page",
    )


def one_page_pdf(room: Room) -> bytes:
    """Return the A4 page of what passes the gate for a hall and paper, and write down that it left."""
    name = "one page"
    shown = hall_photos(room)
    quotes = hall_quotes(room, one_page.QUOTES if shown else one_page.QUOTES_ALONE)
    asked = Asked(name, HANDED_TO, quotes, shown, {name: room.voices.people}, name)
    cleared = leaving.hand_out(room, asked)
    return one_page.pdf(room.voices, room.say, photos=cleared.files, quotes=known_or_none(cleared.comments))


def hall_photos(room: Room) -> list[str]:
    """Return the newest photos that may be shown in a hall."""
    people = room.voices.interviews
    chosen = people.loc[people["photographed"], "number"].tolist()
    with opened(room.settings.database) as db:
        frame = photos(db, room.survey.slug, HANDED_TO, interviews=chosen, limit=one_page.PHOTOS)
    return [str(photo) for photo in frame["photo"]]


def hall_quotes(room: Room, most: int) -> list[int]:
    """Return the row numbers of so many comments that may be quoted: newest first, by turns of whom they serve."""
    frame = room.voices.comments[room.voices.comments["quotable"]]
    newest = frame.sort_values(["day", "number"], ascending=False, kind="stable")
    turn = newest.groupby("axis", observed=True).cumcount()
    order = newest.assign(turn=turn)[newest["axis"].notna()].sort_values("turn", kind="stable")
    found: list[int] = []
    numbers = order["number"].to_numpy(dtype=np.int64)
    with opened(room.settings.database) as db:
        for start in range(0, len(numbers), FEW):
            frame = reads.comments(db, numbers[start : start + FEW], HANDED_TO)
            found += frame.loc[frame["text"].map(one_page.has_room_for).astype(bool), "number"].tolist()
            if len(found) >= most:
                break
    return found[:most]


def offer_comments(room: Room) -> None:
    """Offer all comments on the screen as a sheet for the committee."""
    st.download_button(
        room.say("声の一覧を保存（CSV）"),
        data=lambda: comments_csv(room),
        file_name=f"{room.survey.slug}-voices.csv",
        mime=charts.CSV_TYPE,
        on_click="ignore",
        icon=":material/download:",
        key="all_comments",
    )


def offer_tools(room: Room) -> None:
    """Offer the comments on the screen to tools outside the house: only those that may be quoted."""
    if leaving.few(room):
        return
    with st.container(horizontal=True):
        for tool, write in TOOLS.items():
            name = room.say(TOOL_NAMES[tool])
            st.download_button(
                room.say("{tool}の形で保存（CSV）", tool=name),
                data=partial(_for_tool, room, tool, write),
                file_name=f"{room.survey.slug}-{tool}.csv",
                mime=charts.CSV_TYPE,
                on_click="ignore",
                icon=":material/download:",
                key=f"tool_{tool}",
            )


def _for_tool(room: Room, tool: str, write: Callable[[Survey, pd.DataFrame], str]) -> bytes:
    asked = Asked("tool", OUTSIDE, comments.newest_first(room.voices.comments).tolist(), name=tool)
    frame = known_or_none(leaving.hand_out(room, asked).comments)
    return write(room.survey, frame).encode("utf-8")


def comments_csv(room: Room) -> bytes:
    """Return the comments on the screen for the committee, newest first, and write down that they left."""
    asked = Asked("comments", Audience.COMMITTEE, comments.newest_first(room.voices.comments).tolist())
    return sheets.csv(comment_sheet(room, known_or_none(leaving.hand_out(room, asked).comments)))


def comment_sheet(room: Room, frame: pd.DataFrame) -> pd.DataFrame:
    """Return comments (store.reads.COMMENT_FRAME) in the reader's words."""
    with_ = coded_with(room.settings, room.survey.slug)
    return coded.comment_sheet(frame, room.survey, room.everything.theme_list, with_, Audience.COMMITTEE, room.say)


def chart_makers(room: Room) -> dict[Hashable, tuple[str, Callable[[], Chart]]]:
    """Return the charts a presenter asks for: name and how to make it, under the key the other screens draw it by."""
    voices, say, question = room.voices, room.say, room.question
    axis = PAIRS["axis"]
    return {
        "balance_change": (say("住む・訪れる・両方"), lambda: balance.balance_change(voices, say)),
        "top_themes": (say("多かったテーマ"), lambda: themes.top_themes(voices, say, question)),
        "themes_by_axis": (say("テーマと、だれのため"), lambda: themes.themes_by_axis(voices, say, question)),
        ("shared", axis): (say("両方のための声"), lambda: cities.shared_themes(voices, say, axis, question)),
        "axis_trend": (say("推移"), lambda: trends.axis_trend(voices, say, "wave", question)),
    }


def _with_badge(room: Room, make: Callable[[], Chart]) -> Chart:
    return badge.with_badge(room, make())


def offer_charts(room: Room) -> None:
    """Offer each chart as a picture and as numbers, one line a chart."""
    if leaving.few(room):
        return
    for key, (name, make) in chart_makers(room).items():
        chart = recent.result(
            room.everything,
            ("chart", key, room.filters, room.language),
            partial(_with_badge, room, make),
        )
        if chart.empty:
            continue
        with st.container(border=True, gap="xsmall"):
            st.html(markup.heading(name, 4, chart.title))
            with st.container(horizontal=True):
                asked = replace(HALL_CHARTS[chart.key], question=room.question)
                taking.chart_button(room, asked, f"stage_{chart.key}")
                charts.png_button(room, chart, HANDED_TO)
                slides_view.hall_buttons(room, asked)
                charts.chart_csv_button(room, chart, HANDED_TO)
            if st.toggle(room.say("図を見る"), key=f"see_{key}"):
                st.plotly_chart(
                    style(chart.figure, room.dark),
                    key=f"stage_figure_{key}",
                    theme=None,
                    config=charts.FIGURE_CONFIG,
                    alt=chart.title,
                )
