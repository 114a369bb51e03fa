"""How the map of two sides is drawn: points, rings around what was found, names that do not cover each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from survey_insights.charts import new_figure
from survey_insights.drawing import legend_mark
from survey_insights.labels import escape, interval, percent, points, text_width, wrap
from survey_insights.palette import INK_TEXT, PEOPLE, RULE, SERIES_INK, SURFACE, Ink
from survey_insights.placing import Floats, Paper, placed
from survey_insights.sides import Sides
from survey_insights.statistics import LEAST_COMMENTS, wilson
from survey_insights.themes import theme_names
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

What = Literal["theme", "word"]
Colours = Literal["side", "theme"]
# Room for the names of the axes inside the frame, where a picture or a phone cannot cut them off.
BAND = 0.085
TICKS = (0, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1)
FAINT = 0.5
RADIUS, FOUND_RADIUS, CHOSEN_RADIUS = 6.0, 9.0, 12.0
# A word takes the colour of a theme that at least half of its comments speak of.
OF_ONE_THEME = 0.5
OTHER_THEMES = Ink(PEOPLE, "circle", "●", "")
UNSURE = Ink(PEOPLE, "circle", "○", "")
# The legend takes one line on a wide screen and more on a narrow one, and the plot has what is left.
LEGEND_LINES, LEGEND_LINE, LEGEND_MARK, LEGEND_COLUMN = 2, 24, 62, 7.3


def _shapes(widths: tuple[int, ...], height: int) -> tuple[tuple[int, int], ...]:
    return tuple((width, height + lines * LEGEND_LINE) for width in widths for lines in range(LEGEND_LINES + 1))


DESKTOP = Paper(_shapes((400, 500, 600, 700, 800, 950), 560), size=13)
PHONE = Paper(_shapes((230, 265, 300, 335, 375), 400), size=12)
# The least distance of ticks, in parts of the axis: "0.5%" beside "1%" on a phone.
TICK_APART = {DESKTOP: 0.06, PHONE: 0.115}
MARGIN = {"l": 46, "r": 10, "t": 12, "b": 34}
MOST_LABELS = {DESKTOP: 60, PHONE: 24}


@dataclass(frozen=True)
class Look:
    """How the reader wants the map: colours by side or theme, points found and the one chosen, a narrow screen."""

    colours: Colours = "side"
    found: tuple[str, ...] = ()
    chosen: str = ""
    narrow: bool = False

    @property
    def paper(self) -> Paper:
        """The sizes labels are placed for."""
        return PHONE if self.narrow else DESKTOP


def spread(shares: Any, sides: Sides) -> Floats:
    """Return where shares stand on an axis: by ratio where they are large, near zero where noise is.

    A started logarithm (Tukey 1977, Exploratory Data Analysis, ch. 3), started at what 5 comments of the smaller
    side are: below that nobody can tell 0 from a little, above it twice as often is equally far everywhere.
    """
    return np.asarray(np.log1p(np.asarray(shares, dtype=np.float64) * min(sides.totals) / LEAST_COMMENTS).round(4))


def drawn(
    voices: Voices, chosen: pd.DataFrame, names: list[str], sides: Sides, what: What, look: Look, say: Say
) -> go.Figure:
    """Draw `chosen`, the most important point first, whose names are given, on one scale for both sides."""
    figure = new_figure(DESKTOP.shapes[0][1])
    x, y = (spread(chosen[share].to_numpy(float), sides) for share in ("other_share", "share"))
    top = float(np.max([x, y])) * 1.04
    low, high = -BAND * top, top * (1 + BAND)
    _axes(figure, sides, look, (top, low, high), say)
    inks = _colours(voices, figure, chosen, what, say) if look.colours == "theme" else None
    _legend(figure, sides, inks is not None, say)
    _rings(figure, x, y, chosen, look)
    _points(figure, x, y, chosen, names, sides, inks, say)
    radii = _radii(chosen["key"], look)
    _write_names(figure, (x, y, radii), names, (low, high), look, _axis_names(sides, say))
    width, height = look.paper.shapes[0]
    figure.update_layout(height=height + MARGIN["t"] + MARGIN["b"] + _legend_height(figure, width))
    return figure


def _legend_height(figure: go.Figure, width: int) -> int:
    """Return the pixels Plotly takes for the legend at this width: columns as wide as the widest entry."""
    names = [trace.name for trace in figure.data if trace.name and trace.showlegend is not False]
    widest = max((text_width(name) for name in names), default=0) * LEGEND_COLUMN + LEGEND_MARK
    return math.ceil(len(names) / max(int(width // widest), 1)) * LEGEND_LINE + 10


def _axes(figure: go.Figure, sides: Sides, look: Look, span: tuple[float, float, float], say: Say) -> None:
    top, low, high = span
    ticks: list[float] = []
    places: list[float] = []
    for tick in TICKS:
        place = float(spread(tick, sides))
        if place <= top and (not places or place - places[-1] >= TICK_APART[look.paper] * top):
            ticks.append(tick)
            places.append(place)
    style: dict[str, Any] = {
        "tickangle": 0,
        "tickvals": places, "ticktext": [f"{100 * tick:g}%" for tick in ticks],
        "range": [low, high], "fixedrange": True, "automargin": False, "tickfont": {"size": 12, "color": INK_TEXT},
    }  # fmt: skip
    figure.update_xaxes(**style)
    figure.update_yaxes(**style)
    figure.add_scatter(
        x=[0, top], y=[0, top], mode="lines", hoverinfo="skip", name=escape(say("同じくらい")), legendrank=2000,
        line={"color": RULE, "width": 1.2, "dash": "dot"},
    )  # fmt: skip
    corners = (
        {"x": 0.005, "y": 0.995, "xanchor": "left", "yanchor": "top", "yshift": -12},
        {"x": 0.995, "y": 0.005, "xanchor": "right", "yanchor": "bottom"},
    )
    for (text, _), corner, ink in zip(_axis_names(sides, say), corners, sides.inks, strict=True):
        mark = f"<span style='color:{ink.colour}'>{ink.glyph}</span> "
        figure.add_annotation(
            text=mark + escape(text), xref="paper", yref="paper", showarrow=False,
            font={"size": 13, "color": INK_TEXT}, **corner,
        )  # fmt: skip
    figure.update_layout(margin=MARGIN, hovermode="closest")


def _axis_names(sides: Sides, say: Say) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return what the axes are called, and in which corner that stands: up and across."""
    message = N_("「{side}」{n}件のうち") if sides.unit == "comments" else N_("「{side}」{n}人のうち")
    up, across = (
        say(message, side=side, n=f"{total:,}") for side, total in zip(sides.names, sides.totals, strict=True)
    )
    return ("↑ " + up, "upper left"), (across + " →", "lower right")


def _colours(voices: Voices, figure: go.Figure, chosen: pd.DataFrame, what: What, say: Say) -> NDArray[np.object_]:
    """Return a colour a point, and name the themes of words in the legend; themes are named on the map itself."""
    keys = list(chosen["key"])
    themes = keys if what == "theme" else themes_of_words(voices, keys)
    inks = theme_inks(voices, themes)
    if what == "word":
        names = theme_names(voices, say)
        for theme, ink in inks.items():
            if ink is not OTHER_THEMES:
                legend_mark(figure, names[theme], ink)
        if OTHER_THEMES in inks.values() or "" in themes:
            legend_mark(figure, say("そのほか"), OTHER_THEMES)
    return np.array([inks.get(theme, OTHER_THEMES).colour for theme in themes], dtype=object)


def _legend(figure: go.Figure, sides: Sides, by_theme: bool, say: Say) -> None:
    """Name the marks: the shape of each side, in its colour unless colours are those of themes, and the hollow ones."""
    for side, ink in zip(sides.names, sides.inks, strict=True):
        shown = Ink(INK_TEXT, ink.symbol, ink.glyph, "") if by_theme else ink
        legend_mark(figure, say("「{side}」に多い", side=side), shown)
    legend_mark(figure, say("差は確認できません"), Ink(PEOPLE, "circle-open", "○", ""))


def _points(
    figure: go.Figure, x: Floats, y: Floats, chosen: pd.DataFrame, names: list[str],
    sides: Sides, inks: NDArray[np.object_] | None, say: Say,
) -> None:  # fmt: skip
    different = chosen["different"].to_numpy(bool)
    left = chosen["difference"].to_numpy() > 0
    facts = _facts(chosen, names, say)
    groups = (
        (~different, say("差は確認できません"), UNSURE),
        (different & left, say("「{side}」に多い", side=sides.names[0]), sides.inks[0]),
        (different & ~left, say("「{side}」に多い", side=sides.names[1]), sides.inks[1]),
    )
    for mask, name, ink in groups:
        if not mask.any():
            continue
        colours = (inks[mask] if inks is not None else np.full(int(mask.sum()), ink.colour, dtype=object)).tolist()
        sure = ink is not UNSURE
        opacity = 0.95 if sure else FAINT
        figure.add_scatter(
            x=x[mask].tolist(), y=y[mask].tolist(), mode="markers", name=escape(name), cliponaxis=False,
            customdata=facts[mask].tolist(),
            marker={"symbol": ink.symbol, "size": 2 * RADIUS if sure else 10, "opacity": opacity,
                    "color": colours if sure else SURFACE,
                    "line": {"color": SURFACE if sure else colours, "width": 1 if sure else 1.8}},
            # The page draws the chosen point itself; Plotly must not fade all others meanwhile.
            selected={"marker": {"opacity": opacity}}, unselected={"marker": {"opacity": opacity}},
            hovertemplate=_hover(sides, sure, say), showlegend=False,
        )  # fmt: skip


def _facts(chosen: pd.DataFrame, names: list[str], say: Say) -> NDArray[np.object_]:
    """Return what a point carries, one row a point: its key, and what `_hover` writes of it."""
    columns: list[list[str]] = [list(chosen["key"]), [wrap(name, 30) for name in names]]
    for count, total, share in (("left", "left_total", "share"), ("right", "right_total", "other_share")):
        low, high = wilson(chosen[count], chosen[total])
        columns += [
            [f"{n:,}" for n in chosen[count]],
            [escape(percent(p)) for p in chosen[share]],
            [interval(lo, hi, say) for lo, hi in zip(low, high, strict=True)],
        ]
    columns.append([points(lo, hi, say) for lo, hi in zip(chosen["low"], chosen["high"], strict=True)])
    return np.array(columns, dtype=object).T


def _hover(sides: Sides, sure: bool, say: Say) -> str:
    """Return the hover text of all points of a trace, with places for the `_facts` of each."""
    message = N_("{side} {n}件（{percent}、幅 {interval}）")
    if sides.unit == "people":
        message = N_("{side} {n}人（{percent}、幅 {interval}）")
    lines = [
        say(message, side=escape(side), n=_fact(place), percent=_fact(place + 1), interval=_fact(place + 2))
        for side, place in zip(sides.names, (2, 5), strict=True)
    ]
    verdict = say("差あり") if sure else say("差は確認できません")
    difference = say("差の幅 {interval}", interval=_fact(8))
    return "<br>".join([f"<b>{_fact(1)}</b>", *lines, f"{difference}　{verdict}"]) + "<extra></extra>"


def _fact(place: int) -> str:
    return f"%{{customdata[{place}]}}"


def _rings(figure: go.Figure, x: Floats, y: Floats, chosen: pd.DataFrame, look: Look) -> None:
    """Ring what was found, and twice what was chosen."""
    keys = chosen["key"]
    rings = ((keys.isin(look.found), FOUND_RADIUS, 2.0), (keys == look.chosen, CHOSEN_RADIUS, 3.0))
    for ringed, radius, width in rings:
        mask = ringed.to_numpy(bool)
        if mask.any():
            figure.add_scatter(
                x=x[mask].tolist(), y=y[mask].tolist(), mode="markers", hoverinfo="skip", showlegend=False,
                cliponaxis=False,
                marker={"symbol": "circle-open", "size": 2 * radius, "color": INK_TEXT, "line": {"width": width}},
            )  # fmt: skip


def _radii(keys: pd.Series, look: Look) -> Floats:
    """Return the radius in pixels of each point with its ring."""
    found = np.where(keys.isin(look.found), FOUND_RADIUS, RADIUS)
    return np.asarray(np.where(keys == look.chosen, CHOSEN_RADIUS, found), dtype=np.float64)


def _write_names(
    figure: go.Figure, where: tuple[Floats, Floats, Floats], names: list[str], span: tuple[float, float], look: Look,
    corners: tuple[tuple[str, str], ...],
) -> None:  # fmt: skip
    (x, y, radii), (low, high), paper = where, span, look.paper
    across, up = (x - low) / (high - low), (y - low) / (high - low)
    positions = placed(across, up, radii, names, paper, MOST_LABELS[paper], corners)
    shown = [place for place, position in enumerate(positions) if position]
    figure.add_scatter(
        x=x[shown].tolist(), y=y[shown].tolist(), mode="markers+text", text=[escape(names[place]) for place in shown],
        textposition=[positions[place] for place in shown], textfont={"size": paper.size, "color": INK_TEXT},
        hoverinfo="skip", showlegend=False, cliponaxis=False, meta="names",
        # Not seen: Plotly keeps text as far from a point as the marker of its own trace is large.
        marker={"size": (2 * radii[shown]).tolist(), "opacity": 0},
    )  # fmt: skip


def themes_of_words(voices: Voices, words: Sequence[str]) -> list[str]:
    """Return for each word the theme that at least half of its comments hold, "" where none does."""
    column = {word: place for place, word in enumerate(voices.vocabulary)}
    places = [column[word] for word in words]
    if not places or not voices.theme_list:
        return [""] * len(words)
    holding = voices.words[:, places].astype(np.int64)
    together = np.asarray((holding.T @ (voices.themes != 0).astype(np.int64)).todense())
    counts = np.asarray(holding.sum(axis=0)).ravel()
    best = together.argmax(axis=1)
    enough = together[np.arange(len(places)), best] >= np.maximum(OF_ONE_THEME * counts, 1)
    return [voices.theme_list[theme].key if yes else "" for theme, yes in zip(best, enough, strict=True)]


def theme_inks(voices: Voices, themes: Sequence[str]) -> dict[str, Ink]:
    """Return the ink of each theme: its own colour, else one of the palette for those that come most often."""
    ordered = sorted({theme for theme in themes if theme}, key=lambda theme: (-list(themes).count(theme), theme))
    own = {theme.key: theme.color for theme in voices.theme_list if theme.color}
    spare = iter([Ink(ink.colour, "circle", "●", "") for ink in SERIES_INK])
    return {
        theme: Ink(own[theme], "circle", "●", "") if theme in own else next(spare, OTHER_THEMES) for theme in ordered
    }
