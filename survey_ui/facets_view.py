"""Facets on the screen: what the found comments are about, each a filter with one click, and chips that take it off."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from survey_insights.facets import Facet, facets
from survey_ui import filters, markup, recent
from survey_ui.filters import Choice
from survey_ui.room import Room

# As many values as can be looked over; the filters above have the others.
MOST_VALUES = 6


def show_chosen(room: Room) -> None:
    """Draw what is filtered by as chips, each of which takes itself off."""
    say = room.say
    chips = [(choice, value) for choice in _offered(room) for value in _values(room, choice)]
    if not chips:
        return
    with st.container(horizontal=True, gap="small", key="chips"):
        for choice, value in chips:
            label = say("{label}：{values}", label=choice.label, values=choice.name(value))
            st.button(
                markup.plain(label),
                key=f"off_{choice.key}_{value}",
                icon=":material/close:",
                icon_position="right",
                on_click=_take_off,
                args=(choice, value),
            )


def show(room: Room, rows: NDArray[np.int64], found_by: Hashable) -> None:
    """Draw the counts of these rows of the chosen comments; a click filters by a value. Folded away on a phone."""
    say = room.say
    counted: tuple[Facet, ...] = recent.result(
        room.everything, ("facets", room.filters, found_by), lambda: facets(room.voices, rows)
    )
    offered = {choice.key: choice for choice in _offered(room)}
    with st.expander(say("見つかった声の内訳"), expanded=not _on_phone(), icon=":material/filter_list:", key="facets"):
        st.html(markup.paragraph(say("数は声の件数です。押すと、その声だけに絞ります。"), "quiet"))
        for facet in counted:
            if facet.name in offered:
                _show_one(room, offered[facet.name], facet)


def _show_one(room: Room, choice: Choice, facet: Facet) -> None:
    chosen = _values(room, choice)
    left = [(value, n) for value, n in facet.counts if value not in chosen and value in choice.options]
    if not left:
        return
    with st.container(gap=None, key=f"facet_{facet.name}"):
        st.html(markup.paragraph(choice.label, "column"))
        if choice.single and chosen:
            # A second one cannot be added; what stands beside the chosen one is worth knowing all the same.
            lines = [room.say("{name}（{n}件）", name=choice.name(value), n=f"{n:,}") for value, n in left]
            st.html(markup.listed(lines[:MOST_VALUES]))
            return
        for value, n in left[:MOST_VALUES]:
            st.button(
                room.say("{name}（{n}件）", name=markup.plain(choice.name(value)), n=f"{n:,}"),
                key=f"on_{choice.key}_{value}",
                type="tertiary",
                on_click=_put_on,
                args=(choice, value),
            )
        if len(left) > MOST_VALUES:
            st.html(
                markup.paragraph(
                    room.say("ほかに{n}つ。上の「絞り込み」で選べます。", n=len(left) - MOST_VALUES), "foot"
                )
            )


def _offered(room: Room) -> tuple[Choice, ...]:
    return filters.choices(room.everything, room.say, by_coding=True)


def _values(room: Room, choice: Choice) -> tuple[str, ...]:
    """Return what is chosen of one filter; filters that are no words (a switch) have their own control."""
    value: Any = getattr(room.filters, choice.field)
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(value) if isinstance(value, tuple) else ()


def _put_on(choice: Choice, value: str) -> None:
    before = st.session_state.get(choice.key)
    st.session_state[choice.key] = value if choice.single else [*(before or []), value]


def _take_off(choice: Choice, value: str) -> None:
    before = st.session_state.get(choice.key)
    st.session_state[choice.key] = None if choice.single else [other for other in before or [] if other != value]


def _on_phone() -> bool:
    return "Mobi" in st.context.headers.get("User-Agent", "")
