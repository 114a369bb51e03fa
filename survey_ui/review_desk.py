"""What the screen for checking remembers: what lies in front, what is being done to it, what was done last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from survey_loader.access import Actor
from survey_loader.acts import merging, reviewing
from survey_loader.acts.reviewing import Chosen, State, Waiting
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.models import Survey
from survey_loader.settings import Settings

# The interview in front, the one being corrected or set aside and how, and what was done last.
FRONT, DOING, LAST = "review_front", "review_doing", "review_last"
CHECKED = N_("確認しました：{what}")
SHORT = 24


@dataclass(frozen=True)
class Desk:
    """Whose survey, who checks, in which language, and what lies on the desk."""

    here: Settings
    survey: Survey
    actor: Actor
    say: Say
    state: State
    chosen: Chosen
    queue: reviewing.Queue

    @property
    def place(self) -> int:
        """Where in the queue the interview in front is."""
        ids = [one.id for one in self.queue.interviews]
        front = st.session_state.get(FRONT)
        return ids.index(front) if front in ids else 0

    @property
    def front(self) -> Waiting:
        """The interview in front."""
        return self.queue.interviews[self.place]

    def after(self, interview_id: str) -> str:
        """Return which interview comes after one that leaves the queue."""
        ids = [one.id for one in self.queue.interviews]
        following = ids[ids.index(interview_id) + 1 :] if interview_id in ids else []
        return next(iter([*following, *ids]), "")

    def turn(self, step: int) -> None:
        """Lay the next or the last one in front."""
        place = (self.place + step) % len(self.queue.interviews)
        st.session_state[FRONT] = self.queue.interviews[place].id
        st.session_state.pop(DOING, None)

    def button(
        self, label: str, key: str, act: Callable[..., object], *given: Any, told: str, leaves: str = "",
        undo: tuple[str, Any] | None = None, icon: str | None = None, shortcut: str | None = None,
        primary: bool = False,
    ) -> None:  # fmt: skip
        """Draw a button that does an act of this survey and then says what was done.

        `undo` is what Z takes back, `leaves` the interview that goes from the queue by it.
        """
        kind = "primary" if primary else "secondary"
        done = (act, given, told, undo, leaves)
        st.button(label, key=key, icon=icon, shortcut=shortcut, type=kind, on_click=self.do, args=done)  # type: ignore[arg-type]

    def do(
        self, act: Callable[..., object], given: Sequence[Any], told: str, undo: tuple[str, Any] | None, leaves: str
    ) -> None:
        """Do an act before the screen is drawn anew; what somebody else was quicker to do is told."""
        try:
            act(self.here, self.actor, self.survey.slug, *given)
        except SurveyError as error:
            told, undo, leaves = "⚠ " + error.render(self.say), None, ""
        st.session_state[LAST] = {"survey": self.survey.slug, "told": told, "undo": undo}
        st.session_state.pop(DOING, None)
        if leaves and leaves == self.front.id:
            st.session_state[FRONT] = self.after(leaves)

    def take_back(self, undo: tuple[str, Any]) -> None:
        """Take back what was done last."""
        what, one = undo
        if what == "check":
            self.do(reviewing.uncheck, [one], self.say("確認を取り消しました。"), None, "")
            st.session_state[FRONT] = one.id
        else:
            told = BACK_FROM_MERGE if what == "merge" else BACK
            self.do(merging.bring_back, [one], self.say(told), None, "")
            st.session_state[FRONT] = one

    def doing(self) -> str:
        """Return what is being done to the interview in front: edit, aside, or nothing yet."""
        what, identity = st.session_state.get(DOING, ("", ""))
        return str(what) if self.queue.interviews and identity == self.front.id else ""

    def begin(self, what: str) -> None:
        """Begin to correct the interview in front or to set it aside."""
        st.session_state[DOING] = (what, self.front.id)
        st.session_state[FRONT] = self.front.id


BACK = N_("戻しました。")
BACK_FROM_MERGE = N_("戻しました。まとめたときに足したことばは、残したほうの「前の内容とのちがい」から戻せます。")


def short(words: str) -> str:
    """Return the beginning of what somebody wrote, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= SHORT else line[: SHORT - 1] + "…"


def named(looked: reviewing.Looked, say: Say) -> str:
    """Return how an interview is called in a sentence: by its board, else by its first words."""
    now = looked.now
    words = " ".join(answer.text for answer in now.answers)
    if now.board:
        return say("板 {board}", board=now.board)
    return say("「{words}」", words=short(words)) if words else now.place
