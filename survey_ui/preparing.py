"""Files that take a while: made beside the page, one at a time, with how far they are; taken when they are ready."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from survey_loader.acts import handing_out
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_ui import errors, leaving, markup
from survey_ui.room import Room

POLL_SECONDS = 1.0
# Two of them at once would keep the screens of everybody else waiting.
_turn = threading.Lock()
STOPPED = N_("途中でやめました。")
OUTDATED = N_(
    "絞り込みが変わったか、取り下げられた声や写真があるので、前に作ったものは捨てました。もう一度作ってください。"
)

Told = Callable[[int, int], None]


class Stopped(SurveyError):
    """Somebody pressed stop."""


@dataclass(frozen=True)
class Made:
    """A file that is ready, and what is to be said of it."""

    content: bytes
    name: str
    mime: str
    remark: str = ""


@dataclass
class Work:
    """A file being made; its thread writes, the page reads. `of` and `wanted` say whether it is what is asked for.

    `outputs` are the numbers under which it was written down.
    """

    of: Hashable
    wanted: Hashable
    done: int = 0
    total: int = 0
    begun: bool = False
    made: Made | None = None
    outputs: list[int] = field(default_factory=list)
    error: Exception | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.made is not None or self.error is not None

    def told(self, done: int, total: int) -> None:
        """Note how far the work is, and end it where somebody pressed stop."""
        self.done, self.total = done, total
        if self.stop.is_set():
            raise Stopped(STOPPED)


def offer(
    room: Room,
    key: str,
    labels: tuple[str, str],
    make: Callable[[Told], Made],
    icon: str,
    *,
    wanted: Hashable = None,
    disabled: bool = False,
) -> None:
    """Offer to make a file, and the file once it is ready; `labels` of the two buttons, `key` names the work.

    `wanted` is what is chosen of it: with another choice a file made before is gone. `make` may call nothing of
    Streamlit's; it goes on while the page is drawn anew.
    """
    kept = f"{key}_work"
    before: Work | None = st.session_state.get(kept)
    if before is not None and before.wanted != wanted:
        before.stop.set()
        del st.session_state[kept]
    if st.button(labels[0], icon=f":material/{icon}:", key=f"make_{key}", disabled=disabled):
        _start(room, kept, wanted, make)
    _show(room, kept, labels[1])


def _start(room: Room, key: str, wanted: Hashable, make: Callable[[Told], Made]) -> None:
    if (before := st.session_state.get(key)) is not None:
        before.stop.set()
    work = Work((room.survey.slug, room.filters, room.language), wanted)
    st.session_state[key] = work

    def run() -> None:
        try:
            with _turn:
                work.told(0, 0)
                work.begun = True
                with leaving.written_down() as work.outputs:
                    work.made = make(work.told)
        except Exception as error:  # whatever it was, the page says so
            work.error = error

    threading.Thread(target=run, name=f"making {key}", daemon=True).start()


def _show(room: Room, key: str, label: str) -> None:
    """Draw how far the work is, what came of it, or nothing where none was asked for."""
    work: Work | None = st.session_state.get(key)
    if work is None:
        return
    if work.of != (room.survey.slug, room.filters, room.language) or _taken_back(room, work):
        work.stop.set()
        del st.session_state[key]
        st.html(markup.paragraph(room.say(OUTDATED), "quiet"))
    elif work.finished:
        _result(room, work, key, label)
    else:
        _watch(work, key, room.say)


@st.fragment(run_every=POLL_SECONDS)
def _watch(work: Work, key: str, say: Say) -> None:
    if work.finished:
        st.rerun()
    if work.total:
        text = say("{done} / {total} まで進みました。", done=f"{work.done:,}", total=f"{work.total:,}")
        st.progress(min(work.done / work.total, 1.0), text)
    else:
        st.progress(0.0, say("用意しています。") if work.begun else say("順番を待っています。"))
    st.button(say("やめる"), key=f"{key}_stop", on_click=work.stop.set, type="tertiary")


def _taken_back(room: Room, work: Work) -> bool:
    """Whether somebody took back, or held back, what is in a file that is ready."""
    slug = room.survey.slug
    return any(handing_out.taken_back(room.settings, room.actor, slug, output) for output in work.outputs)


def _content(room: Room, work: Work) -> bytes:
    """Return a file that is ready, when somebody takes it; the page that offers it may be older than a withdrawal."""
    assert work.made is not None
    if _taken_back(room, work):
        raise SurveyError(OUTDATED)
    return work.made.content


def _result(room: Room, work: Work, key: str, label: str) -> None:
    say = room.say
    if work.error is not None:
        errors.show(work.error, say)
        return
    assert work.made is not None
    st.download_button(
        label, data=partial(_content, room, work), file_name=work.made.name,
        mime=work.made.mime, on_click="ignore", icon=":material/download:", type="primary", key=f"{key}_take",
    )  # fmt: skip
    if work.made.remark:
        st.html(markup.paragraph(work.made.remark, "quiet"))
