"""Drafts of editors: what a person has changed and not saved yet, kept for the session, with fields drawn anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Generic, TypeVar, cast

import streamlit as st

Content = TypeVar("Content")


@dataclass(frozen=True)
class Draft(Generic[Content]):
    """A draft of one kind for one survey; `round` is part of the keys of its fields.

    `base` is what was in force when the person began, `seen` the number of that version.
    """

    kind: str
    survey: str
    content: Content
    round: int
    base: Content
    seen: int


def current(kind: str, survey: str, in_force: Content, edition: int) -> Draft[Content]:
    """Return the draft of this session, begun with what is in force where there is none."""
    kept = st.session_state.get(_key(kind))
    if kept is None or kept.survey != survey:
        return begin(kind, survey, in_force, edition)
    return cast("Draft[Content]", kept)


def begin(kind: str, survey: str, in_force: Content, edition: int) -> Draft[Content]:
    """Begin anew with what is in force: fields get other keys, so that they show it."""
    return keep(Draft(kind, survey, in_force, _next_round(kind), in_force, edition))


def replaced(draft: Draft[Content], content: Content) -> Draft[Content]:
    """Keep content made outside the fields, which get other keys; what the draft began from stays."""
    return keep(replace(draft, content=content, round=_next_round(draft.kind)))


def keep(draft: Draft[Content]) -> Draft[Content]:
    """Keep what the fields of this round hold now."""
    st.session_state[_key(draft.kind)] = draft
    return draft


def unsaved(kind: str) -> bool:
    """Whether this session holds a draft of that kind with something changed."""
    kept = st.session_state.get(_key(kind))
    return kept is not None and kept.content != kept.base


def drop(kind: str) -> None:
    """Forget the draft: it is saved, or not wanted."""
    st.session_state.pop(_key(kind), None)


def _next_round(kind: str) -> int:
    number = int(st.session_state.get(f"round_{kind}", 0)) + 1
    st.session_state[f"round_{kind}"] = number
    return number


def _key(kind: str) -> str:
    return f"draft_{kind}"
