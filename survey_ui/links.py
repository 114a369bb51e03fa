"""Ways from a number back to the comments it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import streamlit as st

from survey_insights.selection import Filters
from survey_ui import filters, markup
from survey_ui.room import Room

VOICES_PAGE = "../pages/voices.py"
# The filters a line of a chart stands for.
Line = Literal["axis", "theme", "tone", "words"]


def read_voices(room: Room, chosen: Filters, label: str = "") -> None:
    """Offer the comments that pass these filters to who may read them; `label` may hold data."""
    if not room.reads:
        return
    st.page_link(
        VOICES_PAGE,
        label=markup.plain(label) or room.say("この声を読む"),
        icon=":material/forum:",
        query_params={_carried(name): values for name, values in address(room, chosen).items()},
    )


def read_theme(room: Room, theme: str, label: str) -> None:
    """Offer the comments of one theme, within what the screen is filtered to."""
    read_voices(room, replace(room.filters, theme=theme), label)


def read_each(room: Room, field: Line, names: Mapping[str, str], within: Filters, when: str = "") -> None:
    """Offer the comments of each line of a chart, in one row; `names` is value of the filter -> its name.

    `within` are the filters of all lines; `when` names the time they are narrowed to, if any.
    """
    say = room.say
    if not room.reads:
        return
    with st.container(horizontal=True, gap="small"):
        for value, name in names.items():
            one: dict[str, Any] = {field: (*within.words, value) if field == "words" else value}
            label = (
                say("{when}の「{name}」の声を読む", when=when, name=name)
                if when
                else say("「{name}」の声を読む", name=name)
            )
            read_voices(room, replace(within, **one), label)


def _carried(name: str) -> str:
    """Return the name under which a link to another screen carries a filter.

    Streamlit drops from such a link what a widget of the screen being left holds (`populate_from_query_string`), and
    the filters bear the same names everywhere. The language belongs to no screen, a group to no widget.
    """
    return name if name in ("lang", filters.GROUP_KEY) else filters.CARRIED + name


def address(room: Room, chosen: Filters) -> dict[str, list[str]]:
    """Return what stands in the address of the comments that pass these filters."""
    found = filters.address(chosen, room.everything, room.say)
    # A link keeps the survey and the language of the one who follows it.
    for key in ("survey", "lang"):
        if key in st.query_params:
            found[key] = st.query_params.get_all(key)
    return found
