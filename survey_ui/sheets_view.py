"""Tables to take along: a workbook for the committee or for outside, and files to analyse elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

import pandas as pd
import streamlit as st

from survey_exports import coded, read_me, sheets, spss, tidy, workbook
from survey_exports.workbook import Sheet
from survey_insights import places, themes, words
from survey_insights.charts import Chart
from survey_insights.labels import question_label, theme_label
from survey_insights.public_list import counted, usual
from survey_insights.public_telling import published
from survey_insights.selection import Filters
from survey_loader.access import Audience
from survey_loader.acts.codings_told import CodedWith, coded_with, interview_ids
from survey_loader.language import N_
from survey_loader.store import reads
from survey_ui import badge, choosing, comments, filters, leaving, markup, preparing, recent, stage_view
from survey_ui.preparing import Made, Told
from survey_ui.room import Room, known_or_none

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP_TYPE = "application/zip"
# What is handed outside may end on the web.
USERS = {Audience.COMMITTEE: N_("委員会の中で使う"), Audience.PUBLIC_WEB: N_("外に渡す")}
Form = Literal["xlsx", "csv", "sav"]
FORMS: dict[Form, str] = {"xlsx": N_("Excelファイル"), "csv": N_("CSVファイル"), "sav": N_("SPSSファイル")}
NOBODY_HEARS: Told = lambda done, total: None  # noqa: E731
WHOLE = N_(
    "外に渡す表は、絞り込みを使わず調査の全体で作り、5人より少ない数はのせません。声は、絞り込んだものだけです。"
)
# Read at a time.
CHUNK = 5_000


def offer(room: Room) -> None:
    """Offer the workbook for whom it is chosen, and inside the committee the files to analyse."""
    say = room.say
    if not room.reads:
        return
    chosen = st.segmented_control(
        say("だれが使いますか"),
        list(USERS),
        default=Audience.COMMITTEE,
        format_func=lambda user: say(USERS[user]),
        key="sheets_for",
        required=True,
    )
    audience = Audience(chosen or Audience.COMMITTEE)
    st.html(markup.paragraph(say(read_me.USES[audience.public]), "quiet"))
    if audience.public:
        st.html(markup.paragraph(say(WHOLE), "quiet"))
        if leaving.few(room):
            return
    name = f"{room.survey.slug}-public" if audience.public else room.survey.slug
    preparing.offer(
        room, "tables", (say("表と声を作る（Excel）"), say("表と声を保存（Excel）")),
        lambda told: Made(tables_xlsx(room, audience, told), f"{name}-tables.xlsx", XLSX_TYPE), "table_view",
        wanted=audience,
    )  # fmt: skip
    if audience.public:
        return
    st.html(
        markup.heading(
            say("分析用のファイル"),
            4,
            say("人・声・テーマの3つの表と、変数の説明です。SPSS には、変数と値の名前が付きます。"),
        )
    )
    kind: Form = choosing.one_of(say("ファイルの形"), FORMS, "xlsx", "analysis_form", say)
    writers: dict[Form, tuple[Callable[[Told], bytes], str, str]] = {
        "xlsx": (lambda told: analysis_xlsx(room, told), "analysis.xlsx", XLSX_TYPE),
        "csv": (lambda told: analysis_csv(room), "analysis-csv.zip", ZIP_TYPE),
        "sav": (lambda told: analysis_sav(room), "analysis-spss.zip", ZIP_TYPE),
    }
    write, ending, mime = writers[kind]
    preparing.offer(
        room, "analysis", (say("分析用のファイルを作る"), say("分析用のファイルを保存")),
        lambda told: Made(write(told), f"{name}-{ending}", mime), "table_view", wanted=kind,
    )  # fmt: skip


def tables_xlsx(room: Room, audience: Audience, told: Told = NOBODY_HEARS) -> bytes:
    """Return the charts' tables, the comments this audience may read with their coding, and the codebook.

    `told` as for workbook.xlsx, here and below; what is in a file is written down as having left.
    """
    say, with_ = room.say, coded_with(room.settings, room.survey.slug)
    drawn = _public_charts(room) if audience.public else _charts(room)
    made, read = [sheet for _, sheet in drawn], texts(room, audience)
    said = coded.comment_sheet(read, room.survey, room.everything.theme_list, with_, audience, say)
    made += [
        Sheet(say("声"), say("ひとつの設問に書かれた声ひとつが1行"), said),
        Sheet(
            say("テーマの一覧"),
            say("テーマひとつが1行。なにを、どのことばで見つけるか"),
            coded.codebook_sheet(with_, audience, say),
        ),
    ]
    content = _with_read_me(room, made, with_, audience, told)
    leaving.whole(
        _whole(room) if audience.public else room, "sheets", audience, name="tables",
        comments=read["number"].tolist(), tables=[key for key, _ in drawn],
    )  # fmt: skip
    return content


def _whole(room: Room) -> Room:
    """Return the room without filters: from tables of parts of a survey small counts can be told by subtracting."""
    return replace(room, filters=Filters(), voices=room.everything)


def _charts(room: Room) -> list[tuple[str, Sheet]]:
    """Return (chart, its sheet) for the committee, of those that have something to show."""
    drawn = [(name, _chart(room, key, make)) for key, (name, make) in charts(room).items()]
    return [(chart.key, read_me.chart_sheet(name, chart, room.say)) for name, chart in drawn if not chart.empty]


def _public_charts(room: Room) -> list[tuple[str, Sheet]]:
    """Return (chart, its sheet) for outside: of the whole survey, small counts kept back as on the public site."""
    found = published(room.everything, counted(room.everything, usual(room.everything)), room.say)
    return [(chart.key, read_me.public_sheet(chart, room.say)) for chart in found if not chart.empty]


def charts(room: Room) -> dict[object, tuple[str, Callable[[], Chart]]]:
    """Return the charts whose tables are in the workbook: those of the stage and some more."""
    voices, say = room.voices, room.say
    found: dict[object, tuple[str, Callable[[], Chart]]] = dict(stage_view.chart_makers(room))
    for question in room.survey.questions:
        if question.kind == "text" and not room.question:
            name = say("多かったテーマ：{question}", question=question_label(question, say))
            found["top_themes", question.key] = (name, lambda key=question.key: themes.top_themes(voices, say, key))  # type: ignore[misc]
    found["themes_by_tone"] = (say("テーマと気持ち"), lambda: themes.themes_by_tone(voices, say, room.question))
    found["place_shares"] = (say("場所ごと"), lambda: places.place_shares(voices, places.place_frame(voices), say))
    found["top_words"] = (say("よく書かれたことば"), lambda: words.top_words(voices, say))
    return found


def _chart(room: Room, key: object, make: Callable[[], Chart]) -> Chart:
    named = ("chart", key, room.filters, room.language)
    return recent.result(room.everything, named, lambda: badge.with_badge(room, make()))


def analysis_xlsx(room: Room, told: Told = NOBODY_HEARS) -> bytes:
    """Return the tidy tables with their variables and themes explained, as one workbook."""
    say, with_ = room.say, coded_with(room.settings, room.survey.slug)
    found = tidied(room, with_)
    made = [
        Sheet(table.name, table.about, table.frame, columns={v.name: v.label for v in table.variables})
        for table in found
    ]
    made += [
        Sheet(say("変数"), say("変数の値ひとつが1行"), tidy.variable_sheet(found, say)),
        Sheet(
            say("テーマの一覧"),
            say("テーマひとつが1行。なにを、どのことばで見つけるか"),
            coded.codebook_sheet(with_, Audience.COMMITTEE, say),
        ),
    ]
    content = _with_read_me(room, made, with_, Audience.COMMITTEE, told)
    _left(room)
    return content


def _left(room: Room) -> None:
    """Write down that the files to analyse leave: with every comment on the screen."""
    numbers = comments.newest_first(room.voices.comments).tolist() if room.reads else []
    leaving.whole(room, "sheets", Audience.COMMITTEE, name="analysis", comments=numbers, tables=["analysis"])


def analysis_csv(room: Room) -> bytes:
    """Return the tidy tables as CSV with a BOM in a ZIP, beside their variables, the themes and the read-me."""
    say, with_ = room.say, coded_with(room.settings, room.survey.slug)
    found = tidied(room, with_)
    made = [Sheet(f"{table.name}.csv", table.about, table.frame) for table in found]
    made += [
        Sheet("variables.csv", say("変数の値ひとつが1行"), tidy.variable_sheet(found, say)),
        Sheet(
            "themes.csv",
            say("テーマひとつが1行。なにを、どのことばで見つけるか"),
            coded.codebook_sheet(with_, Audience.COMMITTEE, say),
        ),
    ]
    first = read_me.read_me(_facts(room, with_, Audience.COMMITTEE), made, say)
    files = {sheet.name: sheets.csv(sheet.frame) for sheet in (replace(first, name="read-me.csv"), *made)}
    _left(room)
    return sheets.zipped(files)


def analysis_sav(room: Room) -> bytes:
    """Return people and comments as SPSS files in a ZIP, beside the read-me."""
    say, with_ = room.say, coded_with(room.settings, room.survey.slug)
    names = {theme.key: theme_label(theme, say) for theme in room.everything.theme_list}
    files = spss.savs(tidied(room, with_), room.everything.theme_list, names, say)
    about = {
        "interviews.sav": say("答えた人ひとりが1件"),
        "comments.sav": say("声ひとつが1件。書いた人のことも付けています"),
    }
    first = read_me.read_me(
        [*_facts(room, with_, Audience.COMMITTEE), *((name, told) for name, told in about.items())], [], say
    )
    _left(room)
    return sheets.zipped({"read-me.csv": sheets.csv(first.frame), **files})


def tidied(room: Room, with_: CodedWith) -> list[tidy.Table]:
    """Return the tidy tables of what passes the filters, for the committee."""
    numbers = room.voices.interviews["number"].tolist() if room.reads else []
    ids = interview_ids(room.settings, numbers)
    return tidy.tables(room.voices, texts(room, Audience.COMMITTEE), ids, with_, room.say)


def texts(room: Room, audience: Audience) -> pd.DataFrame:
    """Return the comments on the screen as far as this audience may read them, newest first."""
    numbers: Sequence[int] = comments.newest_first(room.voices.comments).tolist() if room.reads else []
    with room.database() as db:
        parts = [
            reads.comments(db, numbers[start : start + CHUNK], audience)
            for start in range(0, max(1, len(numbers)), CHUNK)
        ]
    return known_or_none(pd.concat(parts, ignore_index=True))


def _with_read_me(room: Room, made: list[Sheet], with_: CodedWith, audience: Audience, told: Told) -> bytes:
    return workbook.xlsx([read_me.read_me(_facts(room, with_, audience), made, room.say), *made], told)


def _facts(room: Room, with_: CodedWith, audience: Audience) -> read_me.Facts:
    today = datetime.now(room.survey.zone).date()
    of = room.everything if audience.public else room.voices
    return read_me.facts(of, with_, audience, _chosen(room), today, room.say)


def _chosen(room: Room) -> str:
    """Return what the reader filtered, in words."""
    say, parts = room.say, []
    for choice in filters.choices(room.everything, say, by_coding=True):
        values = getattr(room.filters, choice.field)
        names = [choice.name(value) for value in ((values,) if isinstance(values, str) else values) if value]
        if names:
            parts.append(say("{label}：{values}", label=choice.label, values=say("、").join(names)))
    return "　／　".join(parts)
