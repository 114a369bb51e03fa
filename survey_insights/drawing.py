"""The parts figures are made of: bars with whiskers and numbers, axes of shares, rows of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from survey_insights.charts import new_figure
from survey_insights.labels import escape, interval, percent, text_width, wrap
from survey_insights.palette import GRID, INK_TEXT, SURFACE, Ink
from survey_insights.statistics import wilson
from survey_loader.language import N_, Say

ROW_HEIGHT = 46
WIDER_COLUMNS = 20
FRAME_HEIGHT = 64
# Room right of the longest whisker for "38%（123人）" also on a phone.
LABEL_ROOM = 1.75
PHONE_PLOT, COLUMN_PIXELS = 215, 7.3


def share_axis(figure: go.Figure, highest: float, room: float = 1.0) -> None:
    """Give the x axis whole percents from 0, wide enough for the highest interval and its label."""
    top = highest if np.isfinite(highest) and highest > 0 else 1.0
    figure.update_xaxes(range=[-0.02 * top * room, top * room], tickformat=".0%", nticks=5)
    if top * room > 1:
        # A share ends at 100 %: the axis must not promise more.
        figure.update_xaxes(tickvals=[0, 0.25, 0.5, 0.75, 1])


def whiskers(shares: Any, lows: Any, highs: Any) -> dict[str, Any]:
    """Return asymmetric error bars of an interval around shares."""
    share, low, high = (np.asarray(part, dtype=float) for part in (shares, lows, highs))
    return {
        "type": "data",
        "symmetric": False,
        "array": np.maximum(high - share, 0).tolist(),
        "arrayminus": np.maximum(share - low, 0).tolist(),
        "color": INK_TEXT,
        "thickness": 1.4,
        "width": 4,
    }


def counted(frame: pd.DataFrame, count: str, say: Say, unit: str = "") -> list[str]:
    """Return direct labels: share and n of each row ("38%（23人）" or 件)."""
    message = N_("{percent}（{n}人）") if (unit or count) == "people" else N_("{percent}（{n}件）")
    return [
        say(message, percent=percent(share), n=f"{int(n):,}")
        for share, n in zip(frame["share"], frame[count], strict=True)
    ]


def hovers(frame: pd.DataFrame, names: Sequence[str], count: str, total: str, say: Say, unit: str = "") -> list[str]:
    """Return hover texts: name, count of total, share and its interval; `unit` is people or comments."""
    message = (
        N_("{total}人のうち{n}人（{percent}、幅 {interval}）")
        if (unit or count) == "people"
        else N_("{total}件のうち{n}件（{percent}、幅 {interval}）")
    )
    rows = zip(names, frame[count], frame[total], frame["share"], frame["low"], frame["high"], strict=True)
    return [
        f"<b>{wrap(name, 30)}</b><br>"
        + say(message, total=f"{int(m):,}", n=f"{int(n):,}", percent=percent(p), interval=interval(lo, hi, say))
        for name, n, m, p, lo, hi in rows
    ]


def share_bars(
    frame: pd.DataFrame, names: Sequence[str], inks: Sequence[Ink], count: str, total: str, say: Say
) -> go.Figure:
    """Draw horizontal bars, first row on top, with Wilson whiskers and share and n at their end."""
    figure = new_figure(FRAME_HEIGHT + ROW_HEIGHT * len(frame))
    rows = list(range(len(frame)))
    figure.add_bar(
        x=frame["share"].tolist(), y=rows, orientation="h",
        error_x=whiskers(frame["share"], frame["low"], frame["high"]),
        marker={"color": [ink.colour for ink in inks],
                "pattern": {"shape": [ink.pattern for ink in inks], "fgcolor": "#FFFFFF",
                            "fgopacity": 0.22, "size": 7, "solidity": 0.25, "fillmode": "overlay"}},
        hovertext=hovers(frame, names, count, total, say), hoverinfo="text", showlegend=False,
    )  # fmt: skip
    labels = counted(frame, count, say)
    end_labels(figure, frame["high"].tolist(), rows, labels)
    share_axis(figure, float(frame["high"].max()), _label_room(labels))
    row_names(figure, names)
    return figure


def _label_room(labels: Sequence[str]) -> float:
    """How much wider than its bars a plot must be for the longest label to stand whole on a phone."""
    longest = max((text_width(label) for label in labels), default=0) * COLUMN_PIXELS + 6
    return max(LABEL_ROOM, PHONE_PLOT / max(PHONE_PLOT - longest, PHONE_PLOT / 4))


def end_labels(figure: go.Figure, x: Sequence[float], y: Sequence[float], texts: Sequence[str]) -> None:
    """Write a text right of each x: numbers next to what they measure, never on top of a whisker."""
    figure.add_scatter(
        x=list(x), y=list(y), mode="text", text=[f" {text}" for text in texts], cliponaxis=False,
        textposition="middle right", textfont={"size": 14, "color": INK_TEXT},
        hoverinfo="skip", showlegend=False,
    )  # fmt: skip


def row_names(figure: go.Figure, names: Sequence[str], columns: int = 14) -> None:
    """Name the rows 0, 1, ... from the top; long names wrap, very long ones into wider lines."""
    # Three lines of one row would touch those of the next.
    if any(wrap(name, columns).count("<br>") > 1 for name in names):
        columns = WIDER_COLUMNS
    figure.update_yaxes(
        tickvals=list(range(len(names))), ticktext=[f"{wrap(name, columns)} " for name in names],
        range=[len(names) - 0.5, -0.5], showgrid=False, fixedrange=True,
    )  # fmt: skip
    figure.update_xaxes(fixedrange=True)


def row_lines(figure: go.Figure, rows: int) -> None:
    """Draw thin lines between rows, all at once: one by one, Plotly checks those before again."""
    line = {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "line": {"color": GRID, "width": 1}, "layer": "below"}
    figure.update_layout(shapes=[line | {"y0": row + 0.5, "y1": row + 0.5} for row in range(rows)])


def legend_mark(figure: go.Figure, name: str, ink: Ink) -> None:
    """Add a legend entry that shows colour and mark but draws nothing."""
    figure.add_scatter(
        x=[None], y=[None], mode="markers", name=escape(name), hoverinfo="skip",
        marker={"color": ink.colour, "symbol": ink.symbol, "size": 12},
    )  # fmt: skip


def heading(figure: go.Figure, name: str, ink: Ink, x: float, anchor: str) -> None:
    """Write a group's mark and name above the plot at a paper position 0..1."""
    text = f"<span style='color:{ink.colour}'>{ink.glyph}</span> {escape(name)}"
    figure.add_annotation(
        text=text, x=x, y=1, xref="paper", yref="paper", xanchor=anchor, yanchor="bottom",
        showarrow=False, font={"size": 14, "color": INK_TEXT},
    )  # fmt: skip


DUMBBELL_HEIGHT = 60
# The two points of a row stand this far above and below its middle, so that whiskers never cover each other.
APART = 0.17


@dataclass(frozen=True)
class Side:
    """One side of a comparison as drawn: `frame` has count, total and share, row by row like the labels."""

    name: str
    ink: Ink
    unit: str
    frame: pd.DataFrame


def dumbbells(labels: Sequence[str], compared: pd.DataFrame, sides: tuple[Side, Side], say: Say) -> go.Figure:
    """Draw two points a row with whiskers; filled where `compared.different`, hollow where not."""
    figure = new_figure(FRAME_HEIGHT + 44 + DUMBBELL_HEIGHT * len(labels))
    different = compared["different"].to_numpy(dtype=bool)
    highest = 0.0
    row_lines(figure, len(labels))
    for side, shift in zip(sides, (-APART, APART), strict=True):
        highest = max(highest, _add_points(figure, labels, different, side, shift, say))
    share_axis(figure, highest, LABEL_ROOM)
    row_names(figure, labels)
    return figure


def _add_points(figure: go.Figure, names: Sequence[str], different: Any, side: Side, shift: float, say: Say) -> float:
    low, high = wilson(side.frame["count"], side.frame["total"])
    frame = side.frame.assign(low=low, high=high)
    y = [row + shift for row in range(len(names))]
    hover = hovers(
        frame,
        [say("{theme}・{side}", theme=name, side=side.name) for name in names],
        "count",
        "total",
        say,
        side.unit,
    )
    verdict = [say("差あり") if yes else say("差は確認できません") for yes in different]
    figure.add_scatter(
        x=frame["share"].tolist(), y=y, mode="markers", name=escape(side.name),
        marker={"color": [side.ink.colour if yes else SURFACE for yes in different],
                "symbol": side.ink.symbol, "size": 13, "line": {"color": side.ink.colour, "width": 2.4}},
        error_x=whiskers(frame["share"], low, high) | {"color": side.ink.colour},
        hovertext=[f"{text}<br>{said}" for text, said in zip(hover, verdict, strict=True)],
        hoverinfo="text", showlegend=False, cliponaxis=False,
    )  # fmt: skip
    legend_mark(figure, side.name, side.ink)
    # An em space: the marker is wider than a short whisker.
    labels = [f"\u2003{text}" for text in counted(frame, "count", say, side.unit)]
    end_labels(figure, high.tolist(), y, labels)
    return float(np.nanmax(high)) if np.isfinite(high).any() else 0.0
