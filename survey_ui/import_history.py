"""The imports made so far: who brought in what and when, the report of each, and taking one back."""

from __future__ import annotations

import streamlit as st

from survey_loader.access import ACTOR_LABELS, Actor
from survey_loader.acts import imports, undoing
from survey_loader.acts.imports import PastImport
from survey_loader.acts.report_text import told_counts, undone
from survey_loader.acts.undoing import Edited
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_ui import errors, import_work, markup, report_view

SHOWN, MORE, OPENED = 10, "import_history_shown", "import_history_opened"
HASH_SIGNS = 12
# Photos that came alone are told by all their names.
LONGEST_NAME = 80
GOES = N_(
    "「{file}」で入った聞き取り{interviews}件、声{comments}件、写真{photos}枚が、画面から消えます。"
    "内容が変わったものは、前の内容に戻ります。同じファイルを取り込めば、また入ります。"
)
NOTHING_GOES = N_(
    "「{file}」だけで入ったものはないので、画面から消える聞き取りはありません。"
    "内容が変わったものは、前の内容に戻ります。"
)


def show(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    """Draw the imports of a survey, the latest first."""
    st.html(markup.heading(say("これまでの取り込み")))
    made = imports.past_imports(here, survey.slug)
    if not made:
        st.text(say("まだ取り込みはありません。"))
    shown = int(st.session_state.get(MORE, SHOWN))
    for past in made[:shown]:
        _one(here, past, survey, actor, say)
    if len(made) > shown and st.button(say("前の取り込みも見る（あと{n}件）", n=len(made) - shown)):
        st.session_state[MORE] = shown + SHOWN
        st.rerun()
    _show_opened(here, survey, actor, say)


def _one(here: Settings, past: PastImport, survey: Survey, actor: Actor, say: Say) -> None:
    at = past.at.astimezone(survey.zone).strftime("%Y-%m-%d %H:%M")
    who = say(ACTOR_LABELS.get(past.actor, past.actor))
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", gap="small", key=f"import_{past.number}"
    ):
        st.html(
            markup.paragraph(past.file if len(past.file) <= LONGEST_NAME else f"{past.file[:LONGEST_NAME]}…")
            + markup.paragraph(
                say("{at}　{who}　SHA-256 {hash}", at=at, who=who, hash=past.sha256[:HASH_SIGNS]), "quiet"
            )
            + markup.paragraph(undone(past, survey, say) or _summary(past, say), "quiet")
        )
        with st.container(horizontal=True, gap="small", width="content"):
            _opener(say("報告を見る"), "report", past.number, ":material/description:")
            if past.undone_at is None:
                _opener(say("元に戻す"), "undo", past.number, ":material/undo:")


def _opener(label: str, what: str, number: int, icon: str) -> None:
    st.button(label, key=f"{what}_{number}", type="tertiary", icon=icon, on_click=_open, args=(what, number))


def _open(what: str, number: int) -> None:
    st.session_state[OPENED] = (what, number)


def _close() -> None:
    st.session_state.pop(OPENED, None)


def _edit(edit: Edited, say: Say) -> str:
    what = say(undoing.EDIT_LABELS[edit.what])
    return say("{what}：「{words}」", what=what, words=edit.words)


def _summary(past: PastImport, say: Say) -> str:
    counts = told_counts(past.counts, say)
    return "　".join(f"{name} {count:,}" for name, count in counts.items() if count) or say(
        "新しいものはありませんでした。"
    )


def _show_opened(here: Settings, survey: Survey, actor: Actor, say: Say) -> None:
    """Open the dialog that was asked for; it stays open while the screen is drawn anew beneath it."""
    what, number = st.session_state.get(OPENED, ("", 0))
    if not what:
        return
    title = say("取り込みの報告") if what == "report" else say("この取り込みを元に戻しますか")

    @st.dialog(title, width="large" if what == "report" else "small", on_dismiss=_close)
    def opened() -> None:
        with errors.box(say):
            if what == "report":
                report_view.show(here, number, survey, say, "history")
            else:
                _ask(here, number, actor, say)

    opened()


def _ask(here: Settings, number: int, actor: Actor, say: Say) -> None:
    """Draw what would go, and what people have edited since; take it back when told to."""
    seen = undoing.look(here, number)
    goes = GOES if seen.interviews or seen.comments or seen.photos else NOTHING_GOES
    told = say(
        goes,
        file=seen.file,
        interviews=f"{seen.interviews:,}",
        comments=f"{seen.comments:,}",
        photos=f"{seen.photos:,}",
    )
    st.html(markup.paragraph(told))
    sure = True
    if seen.edited:
        st.html(
            markup.heading(say("そのあとで人が手を入れたもの（{n}）", n=seen.edited_interviews), level=4)
            + markup.listed(_edit(edit, say) for edit in seen.edited)
        )
        sure = st.checkbox(say("手を入れたものも、いっしょに元に戻します"), key=f"sure_{number}")
    with st.container(horizontal=True):
        if st.button(say("元に戻す"), type="primary", disabled=not sure, key=f"really_{number}"):
            undoing.undo(here, actor, number, even_if_edited=bool(seen.edited))
            import_work.let_go()
            _close()
            st.rerun()
        if st.button(say("やめておく"), key=f"leave_{number}"):
            _close()
            st.rerun()
