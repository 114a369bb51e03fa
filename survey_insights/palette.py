"""The palette: colours, marks and patterns of axes and tones, and the Plotly look in light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

FONTS = '"Hiragino Sans", "Yu Gothic UI", Meiryo, "Noto Sans JP", "Noto Sans CJK JP", sans-serif'


@dataclass(frozen=True)
class Ink:
    """How one group is drawn: colour, marker symbol, the same mark as text, bar pattern."""

    colour: str
    symbol: str
    glyph: str
    pattern: str
    on_colour: str = "#FFFFFF"


# Light-surface colours. Within a set any two are at least 20 apart in CAM02-UCS, and 12 under simulated
# protanopia, deuteranopia and tritanopia (tests/insights/test_palette.py, docs/access.md). `none` is a grey with a
# breath of violet: a plain mid grey equals live's teal for a deuteranope, a lighter one is too faint to be seen.
INK_TEXT = "#1F2937"
MUTED_TEXT = "#4B5563"
GRID = "#E2E5EA"
RULE = "#6B7280"
SURFACE = "#FFFFFF"
LIVE, VISIT, BOTH, NONE = "#0F766E", "#C2410C", "#5B3F99", "#9194A1"
# Bars that are neither: light enough for a whisker to be seen on them.
PEOPLE = "#64748B"

AXIS_INK = {
    "live": Ink(LIVE, "circle", "●", ""),
    "visit": Ink(VISIT, "diamond", "◆", "/"),
    "both": Ink(BOTH, "square", "■", "x"),
    "none": Ink(NONE, "circle-open", "○", "", INK_TEXT),
}
TONE_INK = {
    "praise": Ink("#BE185D", "circle", "♥", ""),
    "wish": Ink("#1D4ED8", "star", "★", "/"),
    "mixed": Ink("#8A7000", "cross", "✚", "x"),
    "trouble": Ink("#172033", "triangle-up", "▲", "\\"),
    "none": Ink(NONE, "circle-open", "○", "", INK_TEXT),
}
# Residents and visitors are who speaks, but they wear the colours of the city they know best.
RELATION_INK = {
    "resident": AXIS_INK["live"],
    "visitor": AXIS_INK["visit"],
    "commuter": Ink("#2B3A67", "square-open", "□", ""),
    "rooted": Ink("#5C2E0E", "triangle-up", "▲", "/"),
    "unknown": AXIS_INK["none"],
}
# Lines that are neither axis nor tone: themes and words over time.
SERIES_INK = (
    Ink("#1E40AF", "circle", "●", ""),
    Ink("#8A7000", "diamond", "◆", ""),
    Ink("#BE185D", "square", "■", ""),
    Ink("#172033", "triangle-up", "▲", ""),
    Ink("#4A7C8C", "star", "★", ""),
)

# What a light colour becomes on a dark surface: lighter, so that it keeps its contrast.
DARK_OF = {
    INK_TEXT: "#F3F4F6",
    MUTED_TEXT: "#C3C9D2",
    GRID: "#333A46",
    RULE: "#9CA3AF",
    SURFACE: "#15161D",
    LIVE: "#2DB5A5",
    VISIT: "#F97F45",
    BOTH: "#B79CF7",
    NONE: "#666B78",
    PEOPLE: "#A9B4C4",
    "#BE185D": "#F472B6",
    "#1D4ED8": "#6BA5F9",
    "#8A7000": "#D6B94A",
    "#172033": "#CBD5E1",
    "#2B3A67": "#C7D2FE",
    "#5C2E0E": "#F5DFA8",
    "#1E40AF": "#4F86F7",
    "#4A7C8C": "#83907C",
}


def translucent(colour: str, opacity: float) -> str:
    """Return a hex colour as `rgba(...)`; `style` knows it again on a dark surface."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity:g})"


def bar_marker(ink: Ink) -> dict[str, Any]:
    """Return the marker of a bar: its colour, a quiet pattern and a thin edge."""
    pattern = {"shape": ink.pattern, "fgcolor": ink.on_colour, "fgopacity": 0.22, "size": 7, "solidity": 0.25}
    return {
        "color": ink.colour,
        "line": {"color": SURFACE, "width": 1},
        "pattern": {**pattern, "fillmode": "overlay"} if ink.pattern else {},
    }


def _axis_look() -> dict[str, Any]:
    return {
        "gridcolor": GRID,
        "gridwidth": 1,
        "zeroline": False,
        "linecolor": RULE,
        "automargin": True,
        "ticks": "",
        "title": {"font": {"size": 14, "color": MUTED_TEXT}},
        "tickfont": {"size": 14, "color": INK_TEXT},
    }


def _light_template() -> go.layout.Template:
    layout = {
        "font": {"family": FONTS, "size": 15, "color": INK_TEXT},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": [ink.colour for ink in SERIES_INK],
        "xaxis": _axis_look(),
        "yaxis": _axis_look(),
        "margin": {"l": 8, "r": 8, "t": 16, "b": 8},
        "bargap": 0.35,
        "hoverlabel": {"font": {"family": FONTS, "size": 14, "color": INK_TEXT}, "bgcolor": SURFACE},
        "legend": {
            "orientation": "h",
            "yanchor": "bottom",
            "y": 1.0,
            "xanchor": "left",
            "x": 0.0,
            "font": {"size": 14},
            "bgcolor": "rgba(0,0,0,0)",
            "traceorder": "normal",
        },
    }
    return go.layout.Template(layout=layout)


TEMPLATE = _light_template()


def _dark_swaps() -> dict[str, str]:
    plain = {light.lower(): dark for light, dark in DARK_OF.items()}
    bands = {translucent(light, 0).rsplit(",", 1)[0]: translucent(dark, 0).rsplit(",", 1)[0]
             for light, dark in DARK_OF.items()}  # fmt: skip
    return plain | bands


def _recolour(node: Any, swaps: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _recolour(value, swaps) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_recolour(value, swaps) for value in node]
    if isinstance(node, str):
        if node.lower() in swaps:
            return swaps[node.lower()]
        if node.startswith("rgba(") and (stem := node.rsplit(",", 1)[0]) in swaps:
            return f"{swaps[stem]},{node.rsplit(',', 1)[1]}"
        if "<span style=" in node:
            for light, dark in DARK_OF.items():
                node = node.replace(f"color:{light}", f"color:{dark}")
    return node


def style(figure: go.Figure, dark: bool) -> go.Figure:
    """Return a copy of a figure of this package for a light or a dark surface.

    Figures are built with the light colours; on dark each known colour is swapped for
    its lighter sister. The caller's figure stays as it is.
    """
    parts = figure.to_dict()
    parts.setdefault("layout", {})["template"] = TEMPLATE.to_plotly_json()
    if dark:
        parts = _recolour(parts, _dark_swaps())
    # All of it was checked when it was built; a second check would take five times as long as the copy.
    return go.Figure(parts, _validate=False)
