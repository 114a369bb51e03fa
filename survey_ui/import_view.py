"""Importing on the screen: the file that arrived, what it would do, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Values
from pathlib import PurePath
from typing import Any

import pandas as pd
import streamlit as st

from survey_insights.labels import day, question_label, relation_label, survey_name
from survey_loader import jobs
from survey_loader.access import ACTOR_LABELS, Actor
from survey_loader.acts import uploading
from survey_loader.acts.previewing import Preview, preview
from survey_loader.acts.reports import ImportRequest
from survey_loader.language import N_, Say
from survey_loader.models import Interview, Reject, Survey
from survey_loader.settings import PROJECT_DIR, Settings
from survey_loader.sources.mapping import Mapping
from survey_loader.store import reads
from survey_loader.store.connection import opened
from survey_loader.store.uploads import Upload
from survey_ui import charts, markup

MAPPINGS_DIR = PROJECT_DIR / "data" / "mappings"
FILE_TYPES = ["csv", "tsv", "txt", "xlsx"]
COUNT_LABELS = {
    "interviews": N_("新しい聞き取り"),
    "comments": N_("新しい声"),
    "already_there": N_("もう入っている"),
    "changed": N_("内容が変わった"),
    "rejected": N_("取り込めない行"),
    "photos": N_("写真"),
}
WATCHED, ROUND, PREVIEW = "import_watched", "import_round", "import_preview"
POLL_SECONDS = 1.0


def receive(here: Settings, say: Say) -> Upload | None:
    """Draw the upload; a file that came is put into the waiting folder under its own hash."""
    file = st.file_uploader(say("ファイルを選ぶ（CSV・Excel）"), FILE_TYPES, key=f"import_file_{_round()}")
    if file is None:
        return None
    return uploading.receive(here, file.name, file.getvalue())


def _round() -> int:
    """Return how many imports this session has started: each begins with an empty upload."""
    return int(st.session_state.setdefault(ROUND, 0))


def choose_target(surveys: Iterable[Survey], arrived: Upload, say: Say) -> ImportRequest:
    """Draw where the file goes and how it is read; return the request."""
    names = {survey.slug: survey_name(survey, say) for survey in surveys if not survey.sample}
    with st.grid("auto", min_column_width=260):
        slug = st.selectbox(
            say("どの調査に入れますか"),
            [*names, ""],
            format_func=lambda key: names.get(key) or say("新しい調査をつくる"),
        )
        new = "" if slug else st.text_input(say("新しい調査の名前"), value=arrived.path.stem)
        wave = st.text_input(say("回（空なら日付の月）"), placeholder=say("例：2026年冬"))
    with st.expander(say("列の読みかた"), icon=":material/settings:"):
        mappings = {path.stem: path for path in sorted(MAPPINGS_DIR.glob("*.toml"))}
        chosen = st.selectbox(
            say("対応表"),
            ["", *mappings],
            format_func=lambda name: name or say("自動で見分ける"),
            key="import_mapping",
        )
    mapping = Mapping.load(mappings[chosen]) if chosen else None
    return ImportRequest(arrived.path, slug or (new or "").strip(), (wave or "").strip(), mapping)


def preview_of(here: Settings, request: ImportRequest, say: Say) -> Preview:
    """Return what the import would do; read once per file and request, and anew after each import."""
    key = (request, _round())
    known = st.session_state.get(PREVIEW)
    if known is None or known[0] != key:
        with st.spinner(say("ファイルを読んでいます。")):
            known = (key, preview(here, request))
        st.session_state[PREVIEW] = known
    found: Preview = known[1]
    return found


def show_preview(preview: Preview, say: Say) -> None:
    """Draw how the file was read, what would happen to each row, and the first rows."""
    recognised = preview.reading.recognised
    facts = {
        say("調査"): survey_name(preview.survey, say) + (say("（新しくつくります）") if preview.created else ""),
        say("文字コード"): recognised.encoding,
        say("シート"): recognised.sheet,
        say("声の列"): say("、").join(
            f"{asked.column} → {question_label(asked.question, say)}" for asked in preview.reading.mapping.questions
        ),
    }
    st.html(markup.heading(say("このように読みました")) + markup.facts(facts))
    if recognised.assumptions:
        with st.expander(say("列をこうみなしました（{n}）", n=len(recognised.assumptions)), type="compact"):
            st.html(markup.listed([assumption.render(say) for assumption in recognised.assumptions]))
    show_counts(preview.report.counts, say)
    st.html(markup.heading(say("はじめの{n}人", n=len(preview.first))))
    st.dataframe(first_rows(preview.first, preview.survey, say), hide_index=True, alt=say("はじめの行"))
    show_rejects(preview.report.rejects, preview.report.file, say)


def show_counts(counts: Values[str, Any], say: Say) -> None:
    """Draw the counts of an import, or of what one would do."""
    with st.grid("auto", min_column_width=140):
        for name, label in COUNT_LABELS.items():
            if name in counts and (counts[name] or name != "photos"):
                st.metric(say(label), f"{int(counts[name]):,}", border=True)


def first_rows(interviews: Iterable[Interview], survey: Survey, say: Say) -> pd.DataFrame:
    """Return interviews as a table a person can check against the file."""
    labels = {question.key: question_label(question, say) for question in survey.questions}
    rows = []
    for interview in interviews:
        row = {
            say("行"): interview.row,
            say("日付"): day(interview.at.date(), say) if interview.at else "",
            say("場所"): interview.place,
            say("まちとの関わり"): relation_label(interview.relation, say),
            say("年代"): interview.age,
        }
        for answer in interview.answers:
            row[labels.get(answer.question, answer.question)] = answer.text
        rows.append(row)
    return pd.DataFrame(rows).fillna("")


def show_rejects(rejects: Iterable[Reject], name: str, say: Say) -> None:
    """Draw the rows that cannot be taken, each with its reason, and offer them as a file."""
    rows = [
        {say("行"): reject.row, say("理由"): say(reject.reason, **reject.values), **reject.cells} for reject in rejects
    ]
    if not rows:
        return
    frame = pd.DataFrame(rows).fillna("")
    st.html(
        markup.heading(
            say("取り込めない行"), under=say("直したファイルをもう一度取り込むと、足りない分だけが入ります。")
        )
    )
    st.dataframe(frame.head(50), hide_index=True, alt=say("取り込めない行"))
    charts.csv_button(frame, f"{PurePath(name).stem}_rejects", say, say("取り込めない行を保存（CSV）"))


def start(here: Settings, request: ImportRequest, actor: Actor) -> None:
    """Queue the import; the server's runner does it, whether or not somebody watches."""
    st.session_state[WATCHED] = jobs.submit(here, "import", request.arguments(), actor)
    st.session_state[ROUND] = _round() + 1


def show_work(here: Settings, say: Say) -> bool:
    """Draw the import under way, or what came of the one watched; return whether one is under way."""
    running = jobs.unfinished(here, "import")
    if running:
        st.session_state[WATCHED] = running[0].id
        watch(here, running[0].id, say)
        return True
    watched = st.session_state.get(WATCHED)
    if watched and (status := jobs.status(here, watched)):
        with st.container(border=True):
            show_result(here, status, say)
    return False


@st.fragment(run_every=POLL_SECONDS)
def watch(here: Settings, job_id: str, say: Say) -> None:
    """Draw how far a job is, once a second; it goes on when the page is left."""
    status = jobs.status(here, job_id)
    if status is None or status.finished:
        st.rerun()
        return
    if status.state == "waiting":
        st.progress(0.0, say("順番を待っています。"))
    elif status.total:
        text = say("{done} / {total} 行まで読みました。", done=f"{status.done:,}", total=f"{status.total:,}")
        st.progress(min(status.done / status.total, 1.0), text)
    else:
        st.progress(0.0, say("{done} 行まで読みました。", done=f"{status.done:,}"))
    st.html(markup.paragraph(say("この画面をはなれても、取り込みは続きます。"), "quiet"))
    if st.button(say("やめる"), key=f"cancel_{job_id}"):
        jobs.cancel(here, job_id)


def show_result(here: Settings, status: jobs.JobStatus, say: Say) -> None:
    """Draw how an import ended."""
    if status.state == "failed":
        st.html(markup.paragraph("⚠ " + say(status.message, **status.values), "wrong"))
        return
    if status.state == "cancelled":
        st.text(say("取り込みをやめました。何も加えていません。"))
        return
    st.html(markup.paragraph(say("取り込みました。"), "lead"))
    show_counts(status.result, say)
    if status.result.get("rejected"):
        show_batch_rejects(here, int(status.result["batch"]), say)


def show_batch_rejects(here: Settings, batch: int, say: Say) -> None:
    """Draw the rows one import could not take."""
    with opened(here.database) as db:
        frame = reads.rejects(db, batch)
    columns = zip(frame["row"], frame["reason"], frame["values"], frame["cells"], strict=True)
    found = [Reject(int(row), str(reason), values, cells) for row, reason, values, cells in columns]
    show_rejects(found, f"import_{batch}", say)


def history(here: Settings, survey: Survey, say: Say) -> pd.DataFrame:
    """Return the imports of a survey as a table in the reader's words, newest first."""
    with opened(here.database) as db:
        frame = reads.imports(db, survey.slug)
    local = pd.to_datetime(frame["when"], utc=True, format="ISO8601").dt.tz_convert(survey.timezone)
    named = {
        say("いつ"): local.dt.strftime("%Y-%m-%d %H:%M"),
        say("だれが"): [say(ACTOR_LABELS.get(actor, actor)) for actor in frame["actor"]],
        say("ファイル"): frame["file"],
    }
    return pd.DataFrame(named | {say(label): frame[name] for name, label in COUNT_LABELS.items()})
