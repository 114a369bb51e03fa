"""写真から入力, the organiser's part: putting photos in, who may type, and what second readers corrected."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from survey_loader.access import Actor
from survey_loader.acts import logbook, typed_words, typing, uploading
from survey_loader.acts.log_words import actor_label
from survey_loader.language import Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.sources.members import PHOTO_NAMES
from survey_loader.store.pictures import MAX_BYTES
from survey_loader.store.typed import Setting
from survey_ui import errors, import_work, markup, typing_view

ROUND, TOLD = "typing_photos_round", "typing_desk_told"
# As many as one afternoon brings; more are put in turn by turn.
MOST_AT_ONCE = 300


def show(here: Settings, survey: Survey, actor: Actor, setting: Setting, say: Say) -> None:
    """Draw what organisers do here, folded away."""
    _photos(here, survey, actor, say)
    _who(here, survey, actor, setting, say)
    _corrections(here, survey, actor, say)


def _photos(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    waiting = typing.progress(here, actor, survey.slug).waiting
    label = say("板の写真をまとめて入れる")
    with st.expander(label, icon=":material/add_photo_alternate:", expanded=not waiting, key="typing_photos"):
        st.html(
            markup.paragraph(
                say(
                    "一度に{n}枚まで。名前や板の番号、撮影時刻で持ち主が決まる写真はその聞き取りに、"
                    "決まらない写真は新しい聞き取りとして入力します。",
                    n=MOST_AT_ONCE,
                ),
                "quiet",
            )
        )
        import_work.show(here, actor, say)
        files = st.file_uploader(
            say("写真を選ぶ"),
            [name.removeprefix(".") for name in sorted(PHOTO_NAMES)],
            accept_multiple_files=True,
            max_upload_size=MAX_BYTES // 1_000_000,
            key=f"typing_files_{st.session_state.setdefault(ROUND, 0)}",
        )
        if not files:
            return
        with errors.box(say):
            if len(files) > MOST_AT_ONCE:
                st.text(say("{n}枚あります。{most}枚までに分けて入れてください。", n=len(files), most=MOST_AT_ONCE))
                return
            with st.spinner(say("ファイルを受け取っています。")):
                paths = [uploading.receive(here, file.name, file).path for file in files]
            import_work.start_photos(here, survey.slug, paths, actor)
            # Emptied at once: Streamlit would hold every photo in memory.
            st.session_state[ROUND] += 1
            st.rerun()


def _who(here: Settings, survey: Survey, actor: Actor, setting: Setting, say: Say) -> None:
    with st.expander(say("だれが、何を入力するか"), icon=":material/group:", key="typing_who"):
        students = st.toggle(
            say("学生（聞き取りをする人）も入力できる"),
            value=setting.students,
            key=f"typing_students_{survey.slug}_{setting.students}",
        )
        st.html(
            markup.paragraph(
                say("学生に見えるのは、自分がいま入力している1枚だけです。ほかの写真や聞き取りは見えません。"), "quiet"
            )
        )
        waiting = st.toggle(
            say("持ち主の決まっていない写真も並べる"),
            value=setting.waiting,
            key=f"typing_waiting_{survey.slug}_{setting.waiting}",
        )
        wanted = Setting(students, waiting)
        if wanted != setting:
            typing.configure(here, actor, survey.slug, wanted)
            st.rerun()


def _corrections(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    found = typed_words.corrections(here, actor, survey.slug)
    if not found:
        return
    called = logbook.called(here, actor, survey)
    label = say("二人目が直したもの（新しい順に{n}件）", n=f"{len(found):,}")
    with st.expander(label, icon=":material/difference:", key="typing_corrections"):
        for one in found:
            at = datetime.fromisoformat(one.proofed_at).astimezone(survey.zone)
            who = say(
                "{at}　入力：{typist}　確かめ：{reader}",
                at=f"{at:%Y/%m/%d %H:%M}",
                typist=actor_label(one.typed_by, say, called),
                reader=actor_label(one.proofed_by, say, called),
            )
            st.html(markup.paragraph(who, "quiet") + typing_view.differences(survey, one.differences, say))
