"""One point in time of 推移: chosen from a list or by pressing a point of a chart, and the voices it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from survey_insights.attributes import DAY, GROUP_SIGN
from survey_insights.counts import grouping
from survey_insights.selection import Filters
from survey_insights.series import Step, fitting_step
from survey_insights.trend_figure import label_of
from survey_ui import recent
from survey_ui.room import Room


@dataclass(frozen=True)
class Moment:
    """The wave, month or day chosen, "" for none: as in `series`, and as a reader calls it."""

    step: Step
    label: str
    name: str

    def pick(self, point: Mapping[str, Any]) -> None:
        """Take over the point of a trend that was pressed."""
        st.session_state[_key(self.step)] = point["customdata"][1]

    def within(self, filters: Filters) -> Filters:
        """Return the filters narrowed to this time."""
        if not self.label:
            return filters
        if self.step == "day":
            return replace(filters, group=f"{DAY}{GROUP_SIGN}{self.label}")
        return replace(filters, waves=(self.label,)) if self.step == "wave" else replace(filters, months=(self.label,))


def choose(room: Room, asked_for: Step) -> Moment:
    """Draw the list of times and return the one chosen; a pressed point chooses it, too."""
    say, step = room.say, fitting_step(room.voices, asked_for)
    labels = recent.result(room.everything, ("moments", step, room.filters), lambda: grouping(room.voices, step).labels)
    if st.session_state.get(_key(step)) not in labels:
        st.session_state.pop(_key(step), None)
    label = st.selectbox(
        say("ひとつの時期の声を読む（図の点を押しても選べます）"),
        labels,
        index=None,
        format_func=lambda one: label_of(one, step, say),
        placeholder=say("時期を選ぶ"),
        key=_key(step),
        bind="query-params",
        width=440,
    )
    return Moment(step, label or "", label_of(label, step, say) if label else "")


def _key(step: Step) -> str:
    return f"moment_{step}"
