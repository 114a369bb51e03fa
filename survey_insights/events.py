"""What happened in the town, on the time axis of a chart: thin marks and bands with names, never a cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import plotly.graph_objects as go

from survey_insights.charts import Chart
from survey_insights.labels import day, escape, text_width
from survey_insights.palette import MUTED_TEXT, RULE, SURFACE, translucent
from survey_loader.language import N_, Say
from survey_loader.models import TownEvent

NO_CAUSE = N_("時期が重なっていても、できごとが原因とは言えません。")
# The plot of a phone: where names do not touch there, they do not touch anywhere.
NARROWEST_PLOT = 285
LETTER_PIXELS, NAME_GAP = 6.3, 10
NAME_SIZE, LANE_PIXELS = 12, 18
# A longer name is cut in the figure only: about half of a phone's plot.
NAME_COLUMNS = 22
MOST_LANES = 6
BAND_OPACITY = 0.13
# More would make the words below a picture longer than the picture.
MOST_LISTED = 12


@dataclass(frozen=True)
class Placed:
    """An event in a figure: its days within the axis, its lane from the top (-1: no room for the name), and side."""

    event: TownEvent
    starts: pd.Timestamp
    ends: pd.Timestamp
    lane: int
    left_of_mark: bool


def with_events(chart: Chart, events: Sequence[TownEvent], say: Say) -> Chart:
    """Return a chart over time with the town's events drawn in and listed in its footer; the caller's stays as it is.

    Events outside the axis are left out. A chart without a real date axis cannot show when something happened and
    comes back unchanged.
    """
    reach = _reach(chart.figure)
    if chart.empty or reach is None:
        return chart
    placed = place(events, *reach)
    if not placed:
        return chart
    figure = go.Figure(chart.figure)
    _make_room(figure, max(one.lane for one in placed) + 1)
    for one in placed:
        _mark(figure, one)
        if one.lane >= 0:
            _name(figure, one)
    told = say("まちのできごと（縦の線と帯）：{events}", events=_listing([one.event for one in placed], say))
    return replace(chart, figure=figure, footer=say(" ｜ ").join((told, say(NO_CAUSE), chart.footer)))


def place(events: Sequence[TownEvent], first: pd.Timestamp, last: pd.Timestamp) -> list[Placed]:
    """Return the events within an axis with lanes in which no two names touch, even on a phone."""
    within = [event for event in events if pd.Timestamp(event.starts) <= last and pd.Timestamp(event.last) >= first]
    free = [0.0] * MOST_LANES
    placed = []
    for event in sorted(within, key=lambda one: (one.starts, one.name)):
        starts, ends = max(pd.Timestamp(event.starts), first), min(_until(event), last)
        at = _pixel(starts, first, last)
        width = text_width(short(event.name)) * LETTER_PIXELS + NAME_GAP
        left = at + width > NARROWEST_PLOT
        begins = max(at - width, 0.0) if left else at
        lane = next((number for number, end in enumerate(free) if begins >= end), -1)
        if lane >= 0:
            free[lane] = begins + width
        placed.append(Placed(event, starts, ends, lane, left))
    return placed


def short(name: str) -> str:
    """Return a name as it fits into a figure; the list below has it whole."""
    if text_width(name) <= NAME_COLUMNS:
        return name
    while text_width(name) > NAME_COLUMNS - 2:
        name = name[:-1]
    return f"{name}…"


def told_event(event: TownEvent, say: Say) -> str:
    """Return an event with its days, for example 雪まつり（2026年2月6日〜2026年2月11日）."""
    if event.ends is None:
        return say("{name}（{day}）", name=event.name, day=day(event.starts, say))
    return say("{name}（{first}〜{last}）", name=event.name, first=day(event.starts, say), last=day(event.ends, say))


def _listing(events: Sequence[TownEvent], say: Say) -> str:
    named = say("、").join(told_event(event, say) for event in events[:MOST_LISTED])
    more = len(events) - MOST_LISTED
    return say("{events}ほか{n}件", events=named, n=more) if more > 0 else named


def _reach(figure: go.Figure) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    axis = figure.layout.xaxis
    if axis.type != "date" or axis.range is None:
        return None
    return pd.Timestamp(axis.range[0]), pd.Timestamp(axis.range[1])


def _until(event: TownEvent) -> pd.Timestamp:
    # A band ends with its last day; one day is a line.
    return pd.Timestamp(event.last) + pd.Timedelta(days=1 if event.ends else 0)


def _pixel(at: pd.Timestamp, first: pd.Timestamp, last: pd.Timestamp) -> float:
    return float((at - first) / (last - first)) * NARROWEST_PLOT


def _make_room(figure: go.Figure, lanes: int) -> None:
    """Make the figure higher by its lanes of names, and keep its lines below them."""
    figure.update_layout(height=int(figure.layout.height) + lanes * LANE_PIXELS)
    floor = float(figure.layout.yaxis.domain[0]) if figure.layout.yaxis.domain else 0.0
    figure.update_layout(yaxis={"domain": [floor, 1 - _lane_height(figure) * lanes]})


def _lane_height(figure: go.Figure) -> float:
    """One lane as a part of the plot, which legend and dates make smaller than the figure."""
    return LANE_PIXELS / (int(figure.layout.height) - 90)


def _mark(figure: go.Figure, one: Placed) -> None:
    top = 1 - max(one.lane, 0) * _lane_height(figure)
    days = [when.isoformat() for when in (one.starts, one.ends)]
    if one.event.ends:
        figure.add_shape(
            type="rect", x0=days[0], x1=days[1], y0=0, y1=top, yref="paper", layer="below",
            fillcolor=translucent(RULE, BAND_OPACITY), line={"width": 0},
        )  # fmt: skip
    figure.add_shape(
        type="line", x0=days[0], x1=days[0], y0=0, y1=top, yref="paper", layer="below",
        line={"color": RULE, "width": 1.2, "dash": "dot"},
    )  # fmt: skip


def _name(figure: go.Figure, one: Placed) -> None:
    figure.add_annotation(
        x=one.starts.isoformat(), y=1 - one.lane * _lane_height(figure), yref="paper",
        text=escape(short(one.event.name)), showarrow=False, xanchor="right" if one.left_of_mark else "left",
        yanchor="top", xshift=-3 if one.left_of_mark else 3, borderpad=0,
        font={"size": NAME_SIZE, "color": MUTED_TEXT}, bgcolor=translucent(SURFACE, 0.85),
    )  # fmt: skip
