"""A chart laid out for a hall: 16:9, no type smaller than the back row can read."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from survey_insights.charts import FOOTER_SIZE, TITLE_SIZE, Chart, poster

# Drawn twice as large this is 1920 x 1080, and its 12 pixels are 24.
WIDTH, HEIGHT = 960, 540
LEAST_TYPE = FOOTER_SIZE
# A long finding steps back before the drawing gets less than this.
LEAST_PLOT = 230
TITLE_SIZES = (TITLE_SIZE, 23, 20)
# Labels placed by the pixel would cover each other in so little height: these keep their own.
NOT_FOR_HALLS = frozenset({"theme_map"})
FONTS = ("font", "textfont", "tickfont", "title_font", "insidetextfont", "outsidetextfont")


def hall_poster(chart: Chart, dark: bool = False) -> go.Figure:
    """Return the chart of WIDTH x HEIGHT: finding on top, measure, drawing, and n, dates, places, method below.

    One of NOT_FOR_HALLS is as high as it needs.
    """
    if chart.key in NOT_FOR_HALLS:
        return readable(poster(chart, WIDTH, dark=dark))
    for size in TITLE_SIZES:
        figure = poster(chart, WIDTH, HEIGHT, dark, size)
        margin = figure.layout.margin
        if HEIGHT - margin.t - margin.b >= LEAST_PLOT:
            break
    return readable(figure)


def readable(figure: go.Figure) -> go.Figure:
    """Return a copy in which no letter is smaller than LEAST_TYPE pixels."""
    return go.Figure(_raised(figure.to_dict()), _validate=False)


def _raised(node: Any, font: bool = False) -> Any:
    if isinstance(node, dict):
        return {
            key: max(value, LEAST_TYPE) if font and key == "size" and isinstance(value, int | float)
            else _raised(value, key in FONTS)
            for key, value in node.items()
        }  # fmt: skip
    if isinstance(node, list | tuple):
        return [max(part, LEAST_TYPE) if font and isinstance(part, int | float) else _raised(part) for part in node]
    return node
