"""Many themes over the same time on one scale, a small panel each."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

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
    rows = -(-len(themes) // COLUMNS)
    height = EDGE_HEIGHT + rows * PANEL_HEIGHT + (rows - 1) * GAP_HEIGHT
    figure = make_subplots(
        rows, COLUMNS, shared_xaxes="all", shared_yaxes="all", horizontal_spacing=0.06,
        vertical_spacing=GAP_HEIGHT / (height - EDGE_HEIGHT) if rows > 1 else 0,
    )  # fmt: skip
    figure.update_layout(template=TEMPLATE, height=height, showlegend=False, margin={"t": 56})
    dated = bool(frame["date"].notna().all())
    steps = dict(zip(moved.index, moved["difference"], strict=True)) if len(moved) else {}
    for place, theme in enumerate(themes):
        part = frame[frame["line"] == theme]
        x = part["date"].dt.strftime("%Y-%m-%d").tolist() if dated else part["label"].tolist()
        step = steps.get(theme, 0.0)
        _add_panel(figure, part.assign(x=x), place, (names[theme], step), say)
    top = min(float(np.nanmax(frame["high"])) * 1.1, 1.0)
    figure.update_yaxes(range=[-0.06 * top, top], tickformat=".0%", nticks=4, fixedrange=True, tickfont={"size": 12})
    figure.update_xaxes(showgrid=False, fixedrange=True, tickangle=0, nticks=4, tickfont={"size": 12})
    if dated:
        first, last = frame["date"].min(), frame["date"].max()
        edge = max((last - first) * 0.14, pd.Timedelta(days=20))
        ends = [day.strftime("%Y-%m-%d") for day in dict.fromkeys((first, last))]
        figure.update_xaxes(type="date", tickformat=say(MONTH_FORMAT), tickvals=ends, range=[first - edge, last + edge])
    return figure


def _add_panel(figure: go.Figure, part: pd.DataFrame, place: int, named: tuple[str, float], say: Say) -> None:
    name, step = named
    row, column = place // COLUMNS + 1, place % COLUMNS + 1
    ink = CHANGED_INK if step else INK
    x = part["x"].tolist()
    where = {"row": row, "col": column}
    figure.add_scatter(
        x=x + x[::-1], y=part["high"].tolist() + part["low"].tolist()[::-1], fill="toself", mode="lines",
        fillcolor=translucent(ink.colour, 0.16), line={"width": 0}, hoverinfo="skip", **where,
    )  # fmt: skip
    stops = [say("{theme}・{side}", theme=name, side=label) for label in part["label"]]
    hover = hovers(part, stops, "count", "total", say, "people")
    figure.add_scatter(
        x=x, y=part["share"].tolist(), mode="lines+markers", line={"color": ink.colour, "width": 2.2},
        marker={"color": ink.colour, "size": 5 if len(part) > 8 else 7}, hovertext=hover, hoverinfo="text", **where,
    )  # fmt: skip
    mark = {1: "▲ ", -1: "▼ ", 0: ""}[int(np.sign(step))]
    last = part.iloc[-1]
    told = say("{percent}（{n}人）", percent=percent(last["share"]), n=f"{int(last['count']):,}")
    figure.add_annotation(
        text=f"{mark}<b>{wrap(name, 20)}</b><br><span style='color:{MUTED_TEXT}'>{told}</span>", x=0, y=1,
        xref="x domain", yref="y domain", xanchor="left", yanchor="bottom", align="left", showarrow=False,
        font={"size": 13, "color": INK_TEXT}, **where,
    )  # fmt: skip


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
