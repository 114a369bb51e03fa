"""Many themes over the same time on one scale, a small panel each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from survey_insights.charts import Chart, empty_chart, footer
from survey_insights.drawing import hovers
from survey_insights.labels import listing, percent, wrap
from survey_insights.palette import INK_TEXT, MUTED_TEXT, SERIES_INK, TEMPLATE, translucent
from survey_insights.series import Step, last_change, theme_series
from survey_insights.themes import question_part, theme_names
from survey_insights.trend_figure import MONTH_FORMAT
from survey_loader.language import Say
from survey_loader.voices import Voices

# Two panels side by side are readable on a phone, and still calm on a wide screen.
COLUMNS = 2
# The space between columns, a part of the width.
ACROSS = 0.06
PANEL_HEIGHT, GAP_HEIGHT, EDGE_HEIGHT = 112, 72, 100
MOST_PANELS = 12
INK, CHANGED_INK = SERIES_INK[3], SERIES_INK[2]


def theme_panels(voices: Voices, say: Say, themes: tuple[str, ...], question: str = "", step: Step = "wave") -> Chart:
    """Return the share of people asked who wrote each theme over time, one panel a theme, one scale for all.

    A theme whose last change is confirmed (q < 0.05 over the themes shown) is drawn in another ink, marked ▲ or ▼.
    """
    names = theme_names(voices, say)
    chosen = [theme for theme in themes if theme in names][:MOST_PANELS]
    frame = theme_series(voices, tuple(chosen), step, (question,) if question else ())
    if frame.empty or frame["count"].sum() == 0:
        return empty_chart("theme_panels", voices, say)
    changes = last_change(frame)
    moved = changes[changes["different"]] if len(changes) else changes
    totals = frame.drop_duplicates("label")["total"]
    return Chart(
        "theme_panels",
        _figure(frame, chosen, names, moved, say),
        _table(frame, names, say),
        _title([names[str(theme)] for theme in moved.index], len(totals), say),
        say(
            "聞いた人のうち、書いた人の割合と95%の幅（{question}）。目盛りはどれも同じ。聞いた人は1つの点で{n}〜{m}人",
            question=question_part(voices, question, say), n=f"{int(totals.min()):,}", m=f"{int(totals.max()):,}",
        ),
        footer(voices, say),
        say(
            "どの小さな図も、たての目盛りと時期が同じなので、高さをそのままくらべられます。うすい帯は割合が動きうる幅です。"
            "▲▼と濃い色は、前回からの変化が確かめられたテーマです（偽発見率5%に調整）。"
        ),
        coded=("themes",),
    )  # fmt: skip


def _title(moved: list[str], stops: int, say: Say) -> str:
    if stops < 2:
        return say("まだ1回分なので、動きはわかりません。")
    if not moved:
        return say("どのテーマも、前回との差は確認できません。")
    return say("前回から変わったと言えるのは、{themes}です。", themes=listing([f"「{name}」" for name in moved], say))


def _figure(frame: pd.DataFrame, themes: list[str], names: dict[str, str], moved: pd.DataFrame, say: Say) -> go.Figure:
    dated = bool(frame["date"].notna().all())
    steps = dict(zip(moved.index, moved["difference"], strict=True)) if len(moved) else {}
    traces: list[dict[str, Any]] = []
    heads = []
    for place, theme in enumerate(themes):
        part = frame[frame["line"] == theme]
        x = part["date"].dt.strftime("%Y-%m-%d").tolist() if dated else part["label"].tolist()
        named = (names[theme], steps.get(theme, 0.0))
        traces += _panel(part.assign(x=x), place, named, say)
        heads.append(_head(part.iloc[-1], place, named, say))
    rows = -(-len(themes) // COLUMNS)
    height = EDGE_HEIGHT + rows * PANEL_HEIGHT + (rows - 1) * GAP_HEIGHT
    layout = {
        "template": TEMPLATE, "height": height, "showlegend": False, "margin": {"t": 56}, "annotations": heads,
        **_axes(frame, len(themes), GAP_HEIGHT / (height - EDGE_HEIGHT), say),
    }  # fmt: skip
    # All at once: part by part, Plotly checks the whole again and again.
    return go.Figure({"data": traces, "layout": layout})


def _axis(place: int) -> str:
    """Return how Plotly numbers the axes of a panel: "" for the first, then "2", "3" ..."""
    return str(place + 1) if place else ""


def _axes(frame: pd.DataFrame, panels: int, gap: float, say: Say) -> dict[str, Any]:
    """Return the axes of all panels, which move as one; only those at the edge are written on."""
    rows = -(-panels // COLUMNS)
    width, height = (1 - ACROSS * (COLUMNS - 1)) / COLUMNS, (1 - gap * (rows - 1)) / rows
    top = min(float(np.nanmax(frame["high"])) * 1.1, 1.0)
    common = {"fixedrange": True, "nticks": 4, "tickfont": {"size": 12}}
    sideways = {**common, "showgrid": False, "tickangle": 0, **_time(frame, say)}
    upright = {**common, "range": [-0.06 * top, top], "tickformat": ".0%"}
    axes = {}
    for place in range(panels):
        row, column = divmod(place, COLUMNS)
        left, floor, own = column * (width + ACROSS), 1 - (row + 1) * height - row * gap, _axis(place)
        axes[f"xaxis{own}"] = {
            **sideways, "anchor": f"y{own}", "domain": [left, left + width], "matches": "x" if place else None,
            "showticklabels": place + COLUMNS >= panels,
        }  # fmt: skip
        axes[f"yaxis{own}"] = {
            **upright, "anchor": f"x{own}", "domain": [max(floor, 0.0), min(floor + height, 1.0)],
            "matches": "y" if place else None, "showticklabels": column == 0,
        }  # fmt: skip
    return axes


def _time(frame: pd.DataFrame, say: Say) -> dict[str, Any]:
    """Return what an axis of dates needs, nothing where a point has no date."""
    if not frame["date"].notna().all():
        return {}
    first, last = frame["date"].min(), frame["date"].max()
    edge = max((last - first) * 0.14, pd.Timedelta(days=20))
    ends = [day.strftime("%Y-%m-%d") for day in dict.fromkeys((first, last))]
    # Plain text: figures of time stamps with zones differ between the screen and a picture.
    reach = [(first - edge).isoformat(), (last + edge).isoformat()]
    return {"type": "date", "tickformat": say(MONTH_FORMAT), "tickvals": ends, "range": reach}


def _panel(part: pd.DataFrame, place: int, named: tuple[str, float], say: Say) -> list[dict[str, Any]]:
    name, step = named
    ink = CHANGED_INK if step else INK
    x = part["x"].tolist()
    where = {"type": "scatter", "xaxis": f"x{_axis(place)}", "yaxis": f"y{_axis(place)}"}
    stops = [say("{theme}・{side}", theme=name, side=label) for label in part["label"]]
    hover = hovers(part, stops, "count", "total", say, "people")
    band = {
        "x": x + x[::-1], "y": part["high"].tolist() + part["low"].tolist()[::-1], "fill": "toself", "mode": "lines",
        "fillcolor": translucent(ink.colour, 0.16), "line": {"width": 0}, "hoverinfo": "skip",
    }  # fmt: skip
    line = {
        "x": x, "y": part["share"].tolist(), "mode": "lines+markers", "line": {"color": ink.colour, "width": 2.2},
        "marker": {"color": ink.colour, "size": 5 if len(part) > 8 else 7}, "hovertext": hover, "hoverinfo": "text",
    }  # fmt: skip
    return [{**band, **where}, {**line, **where}]


def _head(last: pd.Series, place: int, named: tuple[str, float], say: Say) -> dict[str, Any]:
    """Return what stands over a panel: its theme, and its last share with its people."""
    name, step = named
    mark = {1: "▲ ", -1: "▼ ", 0: ""}[int(np.sign(step))]
    told = say("{percent}（{n}人）", percent=percent(last["share"]), n=f"{int(last['count']):,}")
    return {
        "text": f"{mark}<b>{wrap(name, 20)}</b><br><span style='color:{MUTED_TEXT}'>{told}</span>", "x": 0, "y": 1,
        "xref": f"x{_axis(place)} domain", "yref": f"y{_axis(place)} domain", "xanchor": "left", "yanchor": "bottom",
        "align": "left", "showarrow": False, "font": {"size": 13, "color": INK_TEXT},
    }  # fmt: skip


def _table(frame: pd.DataFrame, names: dict[str, str], say: Say) -> pd.DataFrame:
    return pd.DataFrame(
        {
            say("時期"): frame["label"].to_numpy(),
            say("テーマ"): [names[str(line)] for line in frame["line"]],
            say("書いた人"): frame["count"].to_numpy(),
            say("聞いた人"): frame["total"].to_numpy(),
            say("割合"): frame["share"].to_numpy(),
            say("下限"): frame["low"].to_numpy(),
            say("上限"): frame["high"].to_numpy(),
        }
    )
