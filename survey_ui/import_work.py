"""Work under way: how far an import is, whether or not the page was left, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from survey_insights.labels import survey_name
from survey_loader import jobs
from survey_loader.access import Actor
from survey_loader.acts.reports import ImportRequest
from survey_loader.language import N_, Say
from survey_loader.settings import Settings
from survey_loader.store import reads
from survey_loader.store.connection import opened
from survey_ui import markup, report_view, room
from survey_ui.preview_view import brings_nothing, counts

WATCHED, FOLLOWED, STOPPING = "import_watched", "import_followed", "import_stopping"
POLL_SECONDS = 1.0
PHOTOS, PHOTO_COUNTS = "photos", ("photos", "photos_waiting")
OVERVIEW_PAGE = "../pages/overview.py"


def start(here: Settings, request: ImportRequest, actor: Actor) -> None:
    """Queue the import; the server's runner does it, whether or not somebody watches."""
    st.session_state[WATCHED] = jobs.submit(here, "import", request.arguments(), actor)


def start_photos(here: Settings, slug: str, photos: Sequence[Path], actor: Actor) -> None:
    """Queue photos that came without a table."""
    arguments = {"survey": slug, "photos": [str(path) for path in photos]}
    st.session_state[WATCHED] = jobs.submit(here, PHOTOS, arguments, actor)


def follow(here: Settings, actor: Actor) -> None:
    """Look at the survey an import went into, once it is there; before the choice of a survey is drawn."""
    watched = st.session_state.get(WATCHED)
    status = jobs.status(here, watched, actor) if watched and watched != st.session_state.get(FOLLOWED) else None
    if status is None or not status.finished:
        return
    st.session_state[FOLLOWED] = watched
    slug = str(status.result.get("survey", ""))
    if any(survey.slug == slug for survey in room.surveys(here)):
        st.session_state[room.SURVEY_KEY] = slug


def let_go() -> None:
    """Speak no longer of the last import: the next files have come."""
    st.session_state.pop(WATCHED, None)


def show(here: Settings, actor: Actor, say: Say) -> bool:
    """Draw the import under way, or what came of the one watched; return whether one is under way."""
    running = [job for kind in ("import", PHOTOS) for job in jobs.unfinished(here, kind, actor)]
    if running:
        st.session_state[WATCHED] = running[0].id
        watch(here, running[0].id, actor, say)
        return True
    watched = st.session_state.get(WATCHED)
    if watched and (status := jobs.status(here, watched, actor)):
        with st.container(border=True):
            show_result(here, status, actor, say)
    return False


@st.fragment(run_every=POLL_SECONDS)
def watch(here: Settings, job_id: str, actor: Actor, say: Say) -> None:
    """Draw how far a job is, once a second; it goes on when the page is left."""
    status = jobs.status(here, job_id, actor)
    if status is None or status.finished:
        st.rerun()
        return
    if status.state == "waiting":
        st.progress(0.0, say("順番を待っています。"))
    elif status.total and status.done:
        text = say("{done} / {total} まで進みました。", done=f"{status.done:,}", total=f"{status.total:,}")
        st.progress(min(status.done / status.total, 1.0), text)
    elif not status.done:
        st.progress(0.0, say("読みはじめています。"))
    else:
        st.progress(0.0, say("{done} まで進みました。", done=f"{status.done:,}"))
    st.html(markup.paragraph(say("この画面をはなれても、取り込みは続きます。"), "quiet"))
    stopping = st.session_state.get(STOPPING) == job_id
    label = say("やめています") if stopping else say("やめる")
    st.button(label, key=f"cancel_{job_id}", disabled=stopping, on_click=_cancel, args=(here, job_id, actor))


def _cancel(here: Settings, job_id: str, actor: Actor) -> None:
    """Ask the runner to stop; it may take some seconds to come to a place where it can."""
    jobs.cancel(here, job_id, actor)
    st.session_state[STOPPING] = job_id


def show_result(here: Settings, status: jobs.JobStatus, actor: Actor, say: Say) -> None:
    """Draw how an import ended; one that failed can be tried again."""
    if status.state == "failed":
        st.html(markup.paragraph("⚠ " + say(status.message, **status.values), "wrong"))
        if st.button(say("同じファイルでもう一度"), key=f"again_{status.id}", icon=":material/refresh:"):
            st.session_state[WATCHED] = jobs.repeat(here, status.id, actor)
            st.rerun()
        return
    if status.state == "cancelled":
        st.text(say("取り込みをやめました。何も加えていません。"))
        return
    with opened(here.database) as db:
        survey = reads.survey(db, str(status.result["survey"]))
    if survey is None:
        return
    st.html(markup.paragraph(say("取り込みました。"), "lead"))
    # Photos that came alone bring neither interviews nor comments: noughts there would only puzzle.
    brought = {name: status.result.get(name, 0) for name in PHOTO_COUNTS} if status.kind == PHOTOS else status.result
    told = N_("新しいものはありませんでした。「{name}」に、もう入っています。")
    if not brings_nothing(brought):
        told = N_("「{name}」に入りました。")
    st.html(markup.paragraph(say(told, name=survey_name(survey, say))))
    counts(brought, say)
    address = report_view.address(survey, say)
    st.page_link(OVERVIEW_PAGE, label=say("概要を見る"), icon=":material/home:", query_params=address)
    report_view.link_to_joining(int(status.result.get("photos_waiting", 0)), survey, say)
    with st.expander(say("この取り込みの報告"), icon=":material/description:"):
        report_view.show(here, int(status.result["batch"]), survey, say, "result")
