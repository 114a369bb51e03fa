"""A chart as it travels: figure, table, the words that stay with it, and the poster that has all of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from survey_insights.labels import listing, period, survey_name, text_width, wrap
from survey_insights.palette import FONTS, INK_TEXT, MUTED_TEXT, SURFACE, TEMPLATE, style
from survey_loader.language import Say
from survey_loader.voices import Voices

CodedField = Literal["axis", "tone", "themes"]


@dataclass(frozen=True)
class Chart:
    """A figure and what must travel with it.

    title: the finding as a sentence. subtitle: the measure. footer: n, dates, places,
    method, source. how_to_read: one or two sentences for a reader who never saw such a
    chart. table: the same numbers, columns in the reader's language, shares 0..1. The
    figure carries none of these words, and the light look: see `palette.style` and
    `poster`. empty: there is nothing to draw; the title says so plainly, the figure has
    no traces and the table no rows. coded: on which part of the coding the numbers rest,
    so that how right that is can stand beside them. method: which interval or test the
    numbers rest on, in plain sentences; where it is "", `methods.method` tells it from the
    table.
    """

    key: str
    figure: go.Figure
    table: pd.DataFrame
    title: str
    subtitle: str
    footer: str
    how_to_read: str
    empty: bool = False
    coded: tuple[CodedField, ...] = ()
    method: str = ""


def new_figure(height: int) -> go.Figure:
    """Return an empty figure in the house look, of a height in pixels; its width follows the page."""
    return go.Figure(layout={"template": TEMPLATE, "height": height})


def footer(voices: Voices, say: Say) -> str:
    """Return n, dates, places, method and source of these voices, and what they are not."""
    days = voices.interviews["day"]
    places = voices.interviews["place"].value_counts(sort=True)
    named = [str(place) for place in places[places > 0].index if place]
    survey = voices.survey
    parts = [
        say("見本（架空のまち）") if survey.sample else "",
        survey_name(survey, say),
        say("聞いた人 {people}人、声 {comments}件", people=f"{len(voices.interviews):,}",
            comments=f"{len(voices.comments):,}"),
        period(days, say),
        listing(named, say, most=3),
        say("方法：{method}", method=survey.method) if survey.method else "",
        say("同じ文面は一度だけ数えています") if voices.once else "",
        say("出典：{source}", source=survey.source) if survey.source else "",
        say("足を止めてくれた人の声であり、市民全体の割合ではありません。"),
    ]  # fmt: skip
    return say(" ｜ ").join(part for part in parts if part)


def empty_chart(key: str, voices: Voices, say: Say, reason: str = "") -> Chart:
    """Return the chart of nothing: a plain sentence instead of an empty frame."""
    title = reason or say("この条件に合う声は、まだありません。")
    return Chart(key, new_figure(80), pd.DataFrame(), title, "", footer(voices, say), "", empty=True)


# Pixels at 1000 wide; a phone gets smaller titles, never smaller than 10 px.
EDGE = 24
TITLE_SIZE, SUBTITLE_SIZE, FOOTER_SIZE = 26, 16, 12
LINE = 1.35
NARROW, NARROW_SCALE = 600, 0.72
# Half the width of a full-width letter at the 14 px of row names.
COLUMN_PIXELS = 7.3
LEGEND_ROW, LEGEND_MARK = 24, 62
# Two lines of a time axis, one of any other.
TICK_ROOM = 30


@dataclass(frozen=True)
class _Text:
    """A wrapped text and its size in pixels."""

    text: str
    size: float

    @property
    def height(self) -> int:
        return math.ceil((self.text.count("<br>") + 1) * self.size * LINE) if self.text else 0


@dataclass(frozen=True)
class _Margins:
    """Room around the plot in pixels, all of it known beforehand."""

    left: int
    right: int
    top: int
    bottom: int


def _fit(text: str, size: float, width: int, scale: float) -> _Text:
    pixels = max(size * scale, 10)
    return _Text(wrap(text, int(2 * (width - 2 * EDGE) / pixels)), pixels)


def _row_name_room(figure: go.Figure) -> int:
    axis = figure.layout.yaxis
    if axis.visible is False:
        return 0
    names = axis.ticktext or ("100%",)
    longest = max((text_width(line) for name in names for line in str(name).split("<br>")), default=0)
    return math.ceil(longest * COLUMN_PIXELS) + 6


def _legend_room(figure: go.Figure, width: float) -> int:
    names = [str(trace.name) for trace in figure.data if trace.name and trace.showlegend is not False]
    if figure.layout.showlegend is False or not names:
        return 0
    entry = max(text_width(name) for name in names) * COLUMN_PIXELS + LEGEND_MARK
    # Plotly sets the entries in columns of the widest one.
    return math.ceil(len(names) / max(1, int(width // entry))) * LEGEND_ROW + 10


def poster(
    chart: Chart, width: int = 1000, height: int | None = None, dark: bool = False, title_size: float = TITLE_SIZE
) -> go.Figure:
    """Return the figure with title, subtitle and footer drawn in, of a set size: for pictures and slides.

    Texts wrap to the width. `height` stretches the drawing, never the words; by default
    the drawing keeps the height it has on the page. The background is opaque. The
    margins are reckoned here and Plotly's own are off: words placed from the paper's
    edge would otherwise move with the width of the row names.
    """
    scale = NARROW_SCALE if width < NARROW else 1.0
    title = _fit(chart.title, title_size, width, scale)
    subtitle = _fit(chart.subtitle, SUBTITLE_SIZE, width, scale)
    foot = _fit(chart.footer, FOOTER_SIZE, width, scale)
    figure = go.Figure(chart.figure)
    shown = [axis for axis in figure.select_xaxes() if axis.visible is not False and axis.showticklabels is not False]
    ticks = TICK_ROOM if shown or not figure.data else 0
    left = EDGE + _row_name_room(figure)
    legend = _legend_room(figure, width - left - EDGE)
    inner = int(figure.layout.margin.t or 16)
    top = EDGE + title.height + subtitle.height + 8 + legend + inner
    margins = _Margins(left, EDGE, top, EDGE + foot.height + 14 + ticks)
    body = int(figure.layout.height or 400)
    total = height or body + top + margins.bottom - (ticks + inner + legend)
    _frame(figure, width, total, margins)
    canvas = _Canvas(width, total, margins)
    _write(figure, f"<b>{title.text}</b>", title.size, INK_TEXT, canvas, EDGE, "top")
    if subtitle.text:
        _write(figure, subtitle.text, subtitle.size, MUTED_TEXT, canvas, EDGE + title.height + 6, "top")
    _write(figure, foot.text, foot.size, MUTED_TEXT, canvas, total - EDGE + 6, "bottom")
    return style(figure, dark)


@dataclass(frozen=True)
class _Canvas:
    """The picture in pixels, and where a pixel is in paper coordinates."""

    width: int
    height: int
    margins: _Margins

    def x(self, pixel: float) -> float:
        return (pixel - self.margins.left) / max(self.width - self.margins.left - self.margins.right, 1)

    def y(self, pixel: float) -> float:
        plot = max(self.height - self.margins.top - self.margins.bottom, 1)
        return 1 - (pixel - self.margins.top) / plot


def _frame(figure: go.Figure, width: int, height: int, margins: _Margins) -> None:
    figure.update_layout(
        width=width,
        height=height,
        paper_bgcolor=SURFACE,
        margin={
            "l": margins.left,
            "r": margins.right,
            "t": margins.top,
            "b": margins.bottom,
            "autoexpand": False,
        },
    )
    figure.update_xaxes(automargin=False)
    figure.update_yaxes(automargin=False)


def _write(figure: go.Figure, text: str, size: float, colour: str, canvas: _Canvas, pixel: float, anchor: Any) -> None:
    figure.add_annotation(
        text=text, x=canvas.x(EDGE), y=canvas.y(pixel), xref="paper", yref="paper", xanchor="left",
        yanchor=anchor, align="left", showarrow=False, font={"size": size, "color": colour, "family": FONTS},
        borderpad=0,
    )  # fmt: skip
