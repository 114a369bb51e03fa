"""The report of an import on the screen, and as files to keep."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

import pandas as pd
import streamlit as st

from survey_insights.labels import survey_name
from survey_loader.acts import imports
from survey_loader.acts.imports import PastImport
from survey_loader.acts.rejected import rejected_csv
from survey_loader.acts.report_text import (
    report_text,
    told_assumptions,
    told_columns,
    told_counts,
    told_recognition,
    told_reject,
)
from survey_loader.acts.reports import ImportReport
from survey_loader.language import N_, Say
from survey_loader.models import Reject, Survey
from survey_loader.settings import Settings
from survey_ui import language, markup, room

SHOWN_REJECTS = 50
JOINING_PAGE = "../pages/joining.py"


def show_problems(report: ImportReport, say: Say, place: str) -> None:
    """Draw the rows that cannot be taken, and what is to be said of photos and files."""
    if report.rejects:
        st.html(
            markup.heading(
                say("取り込めない行（{n}）", n=len(report.rejects)),
                level=4,
                under=say("直したファイルをもう一度取り込むと、足りない分だけが入ります。"),
            )
        )
        frame = rejects_table(report.rejects[:SHOWN_REJECTS], say)
        st.dataframe(frame, hide_index=True, alt=say("取り込めない行"))
        csv_button(report, say, place)
    _folded(say("人が直したので変えない行（{n}）", n=len(report.conflicting)), report.conflicting, say)
    _folded(say("写真について（{n}）", n=len(report.photo_problems)), report.photo_problems, say)
    _folded(say("使わなかったファイル（{n}）", n=len(report.file_problems)), report.file_problems, say)


def _folded(title: str, rejects: Sequence[Reject], say: Say) -> None:
    if rejects:
        with st.expander(title, type="compact"):
            st.html(markup.listed(told_reject(reject, say) for reject in rejects[:SHOWN_REJECTS]))
            if len(rejects) > SHOWN_REJECTS:
                st.text(say("ほか{n}件（報告に全部あります）", n=len(rejects) - SHOWN_REJECTS))


def rejects_table(rejects: Sequence[Reject], say: Say) -> pd.DataFrame:
    """Return rejected rows with reason and cells as a table."""
    rows = [
        {say("行"): reject.row, say("理由"): say(reject.reason, **reject.values), **reject.cells} for reject in rejects
    ]
    return pd.DataFrame(rows).fillna("")


def csv_button(report: ImportReport, say: Say, place: str) -> None:
    """Offer the rows that could not be taken as CSV, to mend and hand in again."""
    st.download_button(
        say("取り込めない行を保存（CSV）"),
        data=lambda: rejected_csv(report.rejects, say).encode("utf-8"),
        file_name=f"{PurePath(report.file).stem}_rejects.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
        key=f"rejects_{place}_{report.batch}",
    )


def show(here: Settings, number: int, survey: Survey, say: Say, place: str) -> None:
    """Draw the report of an import that was made; `place` tells apart where the same one is drawn twice."""
    past, report = imports.past_import(here, number)
    facts = told_recognition(past.recognised, say) | {"SHA-256": past.sha256}
    counted = {name: f"{count:,}" for name, count in told_counts(past.counts, say).items()}
    st.html(markup.facts({say("ファイル"): past.file} | counted | facts))
    for title, lines in (
        (N_("列の意味（{n}）"), told_columns(past.recognised, say)),
        (N_("列をこうみなしました（{n}）"), told_assumptions(past.recognised, say)),
    ):
        if lines:
            with st.expander(say(title, n=len(lines)), type="compact"):
                st.html(markup.listed(lines))
    if not past.undone_at:
        link_to_joining(report.photos_waiting, survey, say)
    show_problems(report, say, place)
    download(past, report, survey, say, place)


def link_to_joining(waiting: int, survey: Survey, say: Say) -> None:
    """Draw the way to the photos nobody could be found for, where there are any."""
    if waiting:
        st.page_link(
            JOINING_PAGE,
            label=say("だれのものか決まらない写真{n}枚をつなぐ", n=waiting),
            icon=":material/link:",
            query_params=address(survey, say),
        )


def address(survey: Survey, say: Say) -> dict[str, list[str]]:
    """Return the address of a survey, as its choice stands there; the language stays."""
    kept = {name: st.query_params.get_all(name) for name in (language.KEY,) if name in st.query_params}
    return kept | {room.SURVEY_KEY: [survey_name(survey, say)]}


def download(past: PastImport, report: ImportReport, survey: Survey, say: Say, place: str) -> None:
    """Offer the whole report as one text."""
    st.download_button(
        say("報告を保存"),
        # With a mark and as .txt a double click opens it everywhere, in Notepad of old too.
        data=lambda: report_text(past, report, survey, say).encode("utf-8-sig"),
        file_name=f"{PurePath(past.file).stem}_report.txt",
        mime="text/plain",
        on_click="ignore",
        icon=":material/description:",
        type="tertiary",
        key=f"report_{place}_{past.number}",
    )
