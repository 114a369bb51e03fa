"""The picture of a trend: lines with bands on a real date axis, or days as dots over how many voices each has."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from survey_insights.charts import new_figure
from survey_insights.drawing import hovers
from survey_insights.labels import day, month_name
from survey_insights.palette import MUTED_TEXT, RULE, Ink, translucent
from survey_insights.series import Step
from survey_loader.language import N_, Say

HEIGHT = 420
# In two lines: side by side on a phone, 2024年2月 and 2024年7月 would lean over.
MONTH_FORMAT = N_("%Y年<br>%-m月")
DAY_FORMAT = N_("%-m月%-d日<br>%Y年")
# Nearer than this part of the axis, labels of two points touch on a phone.
NEAR = 0.17
# More n than this stand on each other on a phone; a strip of bars shows them then.
MOST_WRITTEN_N = 14
# A share of fewer voices in a day says nothing, and would stretch the axis to 100 %.
LEAST_A_DAY = 5
# From here up, part of the drawing: the strip of n below it, and a gap.
STRIP_TOP, LINES_BOTTOM = 0.15, 0.24
DOT_PIXELS = (5.0, 13.0)
# On a phone, 45 months of large marks are one thick line.
MARK_PIXELS, CROWDED_MARK_PIXELS = 11, 6


@dataclass(frozen=True)
class Lines:
    """The lines of a trend: the long frame of `series`, each line's name and ink; unit people or comments."""

    frame: pd.DataFrame
    names: dict[str, str]
    inks: dict[str, Ink]
    unit: str
    step: Step = "wave"


def label_of(label: str, step: Step, say: Say) -> str:
    """Return what a wave, month ("2026-01") or day ("2026-01-09") of a series is called."""
    if step == "day":
        return day(pd.Timestamp(label), say)
    if step == "month":
        return month_name(label, say)
    return label


def trend_figure(lines: Lines, say: Say) -> go.Figure:
    """Return the figure of a trend; its x axis is of dates wherever every point has one."""
    frame, figure = lines.frame, new_figure(HEIGHT)
    # Without days there is no real axis: the labels stand in their order.
    dated = bool(frame["date"].notna().all())
    frame = frame.assign(x=frame["date"] if dated else frame["label"])
    drawn = frame[frame["total"] >= LEAST_A_DAY] if lines.step == "day" else frame
    for line, name in lines.names.items():
        part = drawn[drawn["line"] == line]
        if part.empty:
            continue
        _add_dots(figure, part, name, lines, say) if lines.step == "day" else _add_line(figure, part, name, lines, say)
    stops = frame.drop_duplicates("label")
    strip = lines.step == "day" or len(stops) > MOST_WRITTEN_N
    _add_strip(figure, stops, lines, say) if strip else _add_totals(figure, stops, say)
    highest = float(drawn["high"].max()) if len(drawn) else 1.0
    top = min(highest * 1.12, 1.0)
    figure.update_yaxes(tickformat=".0%", range=[0 if strip else -0.13 * top, top], nticks=6, fixedrange=True)
    if strip:
        _place_strip(figure, stops, say)
    _time_axis(figure, frame, dated, lines.step, say)
    return figure


def _time_axis(figure: go.Figure, frame: pd.DataFrame, dated: bool, step: Step, say: Say) -> None:
    figure.update_xaxes(showgrid=False, fixedrange=True, tickfont={"size": 13}, tickangle=0)
    if not dated:
        figure.update_xaxes(type="category")
        return
    stops = frame["x"].drop_duplicates().sort_values()
    span = max((stops.max() - stops.min()) * 0.1, pd.Timedelta(days=1 if step == "day" else 20))
    # Plain text: figures of time stamps with zones differ between the screen and a picture.
    reach = [(stops.min() - span).isoformat(), (stops.max() + span).isoformat()]
    shape = DAY_FORMAT if step == "day" else MONTH_FORMAT
    figure.update_xaxes(type="date", tickformat=say(shape), range=reach, nticks=5)
    if step == "day":
        # Plotly would go on to hours where there are few days.
        figure.update_xaxes(minallowed=reach[0], maxallowed=reach[1], tickmode="auto")
        if len(stops) <= 3:
            figure.update_xaxes(tickvals=stops.dt.strftime("%Y-%m-%d").tolist(), tickmode="array")
        return
    if not _crowded(stops):
        figure.update_xaxes(tickvals=stops.dt.strftime("%Y-%m-%d").tolist())


def _crowded(stops: pd.Series) -> bool:
    """Return whether two neighbouring points stand too near for level labels."""
    if not pd.api.types.is_datetime64_any_dtype(stops):
        return len(stops) > 1 / NEAR
    gaps = stops.sort_values().diff().dropna()
    return bool(len(gaps)) and bool(gaps.min() < NEAR * 1.2 * (stops.max() - stops.min()))


def _plain(x: pd.Series) -> list[str]:
    """Dates as ISO text: the same on the screen and in a picture, and free of time zones."""
    return x.dt.strftime("%Y-%m-%d").tolist() if pd.api.types.is_datetime64_any_dtype(x) else x.astype(str).tolist()


def _add_band(figure: go.Figure, part: pd.DataFrame, ink: Ink) -> None:
    x = _plain(part["x"])
    figure.add_scatter(
        x=x + x[::-1], y=part["high"].tolist() + part["low"].tolist()[::-1], fill="toself", mode="lines",
        fillcolor=translucent(ink.colour, 0.16), line={"width": 0}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip


def _add_dots(figure: go.Figure, part: pd.DataFrame, name: str, lines: Lines, say: Say) -> None:
    """Draw days apart, each with its interval, larger where more spoke: a line would make news of every few voices."""
    ink = lines.inks[str(part["line"].iloc[0])]
    least, most = DOT_PIXELS
    sizes = (least + (most - least) * (part["total"] / lines.frame["total"].max()) ** 0.5).round(1)
    labels = [f"{label_of(str(label), lines.step, say)} {name}" for label in part["label"]]
    figure.add_scatter(
        x=_plain(part["x"]), y=part["share"].tolist(), mode="markers", name=name,
        marker={"color": ink.colour, "symbol": ink.symbol, "size": sizes.tolist()},
        error_y={"type": "data", "symmetric": False, "array": (part["high"] - part["share"]).tolist(),
                 "arrayminus": (part["share"] - part["low"]).tolist(), "color": translucent(ink.colour, 0.35),
                 "thickness": 1.2, "width": 0},
        hovertext=hovers(part, labels, "count", "total", say, lines.unit), hoverinfo="text", customdata=_points(part),
    )  # fmt: skip


def _add_strip(figure: go.Figure, stops: pd.DataFrame, lines: Lines, say: Say) -> None:
    """Draw n of each point as a bar below: where points are many, their numbers would stand on each other."""
    message = N_("{when} n={n}")
    figure.add_bar(
        x=_plain(stops["x"]), y=stops["total"].tolist(), yaxis="y2", name="n", showlegend=False,
        marker={"color": RULE, "line": {"width": 0}},
        hovertext=[say(message, when=label_of(str(label), lines.step, say), n=f"{int(n):,}")
                   for label, n in zip(stops["label"], stops["total"], strict=True)], hoverinfo="text",
    )  # fmt: skip


def _place_strip(figure: go.Figure, stops: pd.DataFrame, say: Say) -> None:
    most = int(stops["total"].max())
    figure.update_layout(
        yaxis={"domain": [LINES_BOTTOM, 1]},
        yaxis2={
            "domain": [0, STRIP_TOP], "range": [0, most * 1.05], "tickvals": [most],
            "ticktext": [say("n={n}", n=f"{most:,}")], "showgrid": False, "fixedrange": True, "tickfont": {"size": 12},
        },
        xaxis={"anchor": "y2"},
    )  # fmt: skip


def _add_line(figure: go.Figure, part: pd.DataFrame, name: str, lines: Lines, say: Say) -> None:
    ink = lines.inks[str(part["line"].iloc[0])]
    _add_band(figure, part, ink)
    # A lone point has no band to stand in: it keeps a whisker.
    lone = len(part) == 1
    size = MARK_PIXELS if len(part) <= MOST_WRITTEN_N else CROWDED_MARK_PIXELS
    labels = [f"{label_of(str(label), lines.step, say)} {name}" for label in part["label"]]
    hover = hovers(part, labels, "count", "total", say, lines.unit)
    figure.add_scatter(
        x=_plain(part["x"]), y=part["share"].tolist(), mode="lines+markers", name=name,
        line={"color": ink.colour, "width": 2.6},
        marker={"color": ink.colour, "symbol": ink.symbol, "size": size},
        error_y={"type": "data", "symmetric": False, "array": (part["high"] - part["share"]).tolist(),
                 "arrayminus": (part["share"] - part["low"]).tolist(), "color": ink.colour, "visible": lone},
        hovertext=hover, hoverinfo="text", customdata=_points(part),
    )  # fmt: skip


def _points(part: pd.DataFrame) -> list[list[str]]:
    """What a point says of itself when it is pressed: its line, and its wave, month or day as in `series`."""
    return part[["line", "label"]].astype(str).to_numpy().tolist()


def _add_totals(figure: go.Figure, stops: pd.DataFrame, say: Say) -> None:
    turned = _crowded(stops["x"])
    for x, total in zip(_plain(stops["x"]), stops["total"], strict=True):
        figure.add_annotation(
            x=x, y=0, yref="paper", text=say("n={n}", n=f"{int(total):,}"), showarrow=False,
            yanchor="bottom", textangle=-90 if turned else 0, font={"size": 12, "color": MUTED_TEXT},
        )  # fmt: skip
