"""What a coder has answered of a comment before it is saved: on a sheet of their own, so that blind stays blind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from survey_loader.store.judgements import Purpose

NONE = "none"
TURNS = "desk_turns"


@dataclass(frozen=True, slots=True)
class Answers:
    """What is chosen on a sheet; `axis` and `tone` are None where nothing was chosen yet."""

    axis: str | None
    tone: str | None
    themes: tuple[str, ...] = ()
    clash: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The answers of one coder to one comment for one purpose; nobody else's sheet has its keys."""

    comment: str
    coder: str
    purpose: Purpose

    def key(self, name: str) -> str:
        """Return the session key of one answer: axis, tone, themes or clash."""
        return f"desk_{name}_{self.purpose}_{self.coder}_{self.comment}"

    def chosen(self, name: str) -> Any:
        """Return what is chosen, None where nothing is."""
        return st.session_state.get(self.key(name))

    def choose(self, name: str, value: str) -> None:
        """Choose one answer."""
        st.session_state[self.key(name)] = value

    @property
    def begun(self) -> bool:
        """Whether the sheet lies on the desk already."""
        return self.key("themes") in st.session_state

    def fill(self, answers: Answers, themes: Collection[str]) -> None:
        """Write answers on the sheet, before its fields are drawn; themes the codebook lost are left out."""
        kept = [theme for theme in answers.themes if theme in themes]
        said = {"axis": answers.axis, "tone": answers.tone, "themes": kept, "clash": answers.clash}
        for name, value in said.items():
            st.session_state[self.key(name)] = value

    def put_off(self) -> None:
        """Let every other comment come first."""
        turns = _turns(self.coder, self.purpose)
        turns[self.comment] = max(turns.values(), default=0) + 1

    def put_in_front(self) -> None:
        """Let this comment come before every other one."""
        turns = _turns(self.coder, self.purpose)
        turns[self.comment] = min([0, *turns.values()]) - 1


def in_front(comments: Sequence[str], coder: str, purpose: Purpose) -> str:
    """Return the comment whose turn it is: in the order given, those put off last and in the order they were."""
    turns = _turns(coder, purpose)
    return min(comments, key=lambda comment: turns.get(comment, 0))


def _turns(coder: str, purpose: Purpose) -> dict[str, int]:
    """Return {comment: turn} of what a coder put off (above 0) or asked for (below 0) in this session."""
    every: dict[tuple[str, str], dict[str, int]] = st.session_state.setdefault(TURNS, {})
    return every.setdefault((coder, purpose), {})
