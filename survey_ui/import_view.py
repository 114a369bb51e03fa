"""Handing files in: what was dropped, which of it is the table, which survey it goes into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from survey_insights.labels import survey_name
from survey_loader.acts import browsing, uploading
from survey_loader.acts.uploading import Upload
from survey_loader.language import Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.sources.mapping import Mapping
from survey_ui import import_work, markup, room

WAITING, ROUND, IMPORTS = "import_waiting", "import_round", "import_count"


@dataclass(frozen=True)
class Target:
    """Where a file goes: the slug of the survey, the name of a new one, and the wave or ""."""

    slug: str
    name: str
    wave: str


def receive(here: Settings, say: Say) -> list[Upload]:
    """Draw the upload and return the files that wait; those that came are put into the waiting folder.

    The upload is emptied at once, because Streamlit would hold every file in memory.
    """
    files = st.file_uploader(
        say("ファイルを選ぶ（表・ZIP・写真。まとめて入れられます）"),
        accept_multiple_files=True,
        key=f"import_file_{st.session_state.setdefault(ROUND, 0)}",
    )
    waiting = _waiting()
    if files:
        with st.spinner(say("ファイルを受け取っています。")):
            waiting += [uploading.receive(here, file.name, file) for file in files]
        st.session_state[WAITING] = waiting
        st.session_state[ROUND] += 1
        import_work.let_go()
        st.rerun()
    return waiting


def _waiting() -> list[Upload]:
    """Return the files of this session that have neither been imported nor grown too old."""
    return [upload for upload in st.session_state.get(WAITING, []) if upload.path.exists()]


def choose_table(here: Settings, waiting: Sequence[Upload], say: Say) -> Upload | None:
    """Draw what was handed in, and the choice between several tables; return the table to import."""
    tables = [upload for upload in waiting if upload.kind == "table"]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(markup.paragraph(_listed(waiting, say), "quiet"), width="content")
        if st.button(say("ファイルを片づける"), type="tertiary", icon=":material/close:", key="import_clear"):
            uploading.forget(here, [upload.path for upload in waiting])
            st.session_state[WAITING] = []
            st.rerun()
    if len(tables) < 2:
        return tables[0] if tables else None
    return st.radio(
        say("表が{n}つあります。どれから取り込みますか（ほかは、次に取り込めます）", n=len(tables)),
        tables[::-1],
        format_func=lambda upload: markup.plain(upload.name),
        key=f"import_table_{len(tables)}_{imports()}",
    )


def _listed(waiting: Iterable[Upload], say: Say) -> str:
    """Return the names of the files; many photos are counted."""
    names = [upload.name for upload in waiting if upload.kind != "photos" or upload.path.suffix.casefold() == ".zip"]
    photos = [upload.name for upload in waiting if upload.name not in names]
    if len(photos) > 2:
        photos = [say("写真{n}枚", n=len(photos))]
    listed = say("、").join([*names, *photos])
    return say("入っているファイル：{names}", names=listed)


def chosen_survey(surveys: Iterable[Survey]) -> str:
    """Return the slug of the survey chosen on the screen, before the choice is drawn; "" for a new one."""
    first = _first([survey.slug for survey in surveys if not survey.sample])
    return str(st.session_state.get(_survey_key(first), first))


def _first(slugs: Sequence[str]) -> str:
    """Return the survey a file most likely belongs to: the one looked at, else the first, "" where there is none."""
    looked_at = str(st.session_state.get(room.SURVEY_KEY, ""))
    return looked_at if looked_at in slugs else next(iter(slugs), "")


def _survey_key(first: str) -> str:
    return f"import_survey_{imports()}_{first}"


def choose_target(
    here: Settings, surveys: Iterable[Survey], table: Upload, mapping: Mapping | None, say: Say
) -> Target:
    """Draw which survey the file goes into (unless said otherwise the one looked at), its name if new, the wave."""
    names = {survey.slug: survey_name(survey, say) for survey in surveys if not survey.sample}
    options, first = [*names, ""], _first(list(names))
    with st.grid("auto", min_column_width=260):
        slug = st.selectbox(
            say("どの調査に入れますか"),
            options,
            index=options.index(first),
            format_func=lambda key: names.get(key) or say("新しい調査をつくる"),
            key=_survey_key(first),
        )
        name = "" if slug else _new_name(table, mapping, say)
        wave = st.text_input(
            say("回（空なら日付の月）"), placeholder=say("例：2026年冬"), key=f"import_wave_{imports()}"
        )
    if slug:
        return Target(slug, "", wave.strip())
    declared = mapping.survey.slug if mapping else ""
    return Target(browsing.free_slug(here, declared or name), name, wave.strip())


def _new_name(table: Upload, mapping: Mapping | None, say: Say) -> str:
    proposed = (mapping.survey.name if mapping else "") or stem(table)
    typed = st.text_input(
        say("新しい調査の名前"), value=proposed, key=f"import_name_{table.path.parent.name}_{proposed}"
    )
    return typed.strip() or proposed


def stem(table: Upload) -> str:
    """Return what a file is called without its endings; ODK names its ZIPs form.csv.zip."""
    return table.name.removesuffix(".zip").rsplit(".", 1)[0]


def put_away(used: Iterable[Upload]) -> None:
    """Take files off the list because their import has begun; the others stay."""
    gone = set(used)
    st.session_state[WAITING] = [upload for upload in _waiting() if upload not in gone]
    st.session_state[IMPORTS] = imports() + 1


def imports() -> int:
    """Return how many imports this session has started: each begins with nothing chosen."""
    return int(st.session_state.get(IMPORTS, 0))
