"""The same month of several years side by side, so that a season is not taken for a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from survey_insights.charts import Chart, CodedField, empty_chart, footer, new_figure
from survey_insights.counts import comparable, grouping
from survey_insights.drawing import hovers, whiskers
from survey_insights.labels import axis_label, interval, month_name, month_of_year, percent, points, tone_label
from survey_insights.palette import AXIS_INK, MUTED_TEXT, SERIES_INK, TONE_INK, Ink
from survey_insights.series import label_series, theme_series
from survey_insights.statistics import compared_shares, largest_difference
from survey_insights.themes import question_part, theme_names
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

What = Literal["axis", "tone", "themes"]
HEIGHT = 420
# More years would put the whiskers of one year on those of the next on a phone.
MOST_YEARS = 6
MOST_THEMES = len(SERIES_INK)
# How far the marks of one year reach to both sides of its middle, in years.
SPREAD = 0.24


@dataclass(frozen=True)
class Season:
    """One month over the years: rows as in `series` with `year`, names and inks of its lines, and the unit."""

    month: int
    rows: pd.DataFrame
    names: Mapping[str, str]
    inks: Mapping[str, Ink]
    unit: str
    what: What


def months_of_several_years(voices: Voices) -> list[int]:
    """Return the months 1..12 in which people were asked in at least two years, the one asked in last first."""
    labels = list(grouping(voices, "month").labels)
    months = [int(label[5:7]) for label in labels]
    return [month for month in dict.fromkeys(reversed(months)) if months.count(month) > 1]


def season(
    voices: Voices, say: Say, month: int, what: What, question: str = "", themes: tuple[str, ...] = ()
) -> Season:
    """Return one month's shares in each year, at most MOST_YEARS latest ones.

    Axes count comments of the question ("" = all), tones those of the one question given, themes
    the people asked; at most five themes.
    """
    questions = (question,) if question else ()
    if what == "themes":
        every = theme_names(voices, say)
        names = {key: every[key] for key in themes[:MOST_THEMES] if key in every}
        series, inks = (
            theme_series(voices, tuple(names), "month", questions),
            dict(zip(names, SERIES_INK, strict=False)),
        )
    elif what == "axis":
        names = {axis: axis_label(axis, say) for axis in ("live", "both", "visit")}
        series, inks = label_series(comparable(voices), "axis", "month", questions), dict(AXIS_INK)
    else:
        names = {tone: tone_label(tone, say) for tone in ("praise", "wish", "mixed", "trouble")}
        series, inks = label_series(voices, "tone", "month", questions), dict(TONE_INK)
    label = series["label"].astype(str)
    rows = series[(label.str[5:7] == f"{month:02d}") & series["line"].isin(list(names))]
    rows = rows.assign(year=rows["label"].astype(str).str[:4].astype(int))
    latest = sorted(rows["year"].unique())[-MOST_YEARS:]
    rows = rows[rows["year"].isin(latest)].reset_index(drop=True)
    return Season(month, rows, names, inks, "people" if what == "themes" else "comments", what)


def against_earlier_years(found: Season) -> pd.DataFrame:
    """Return the latest year against each earlier one, line by line: compared_shares' columns, line and year.

    Benjamini-Hochberg runs over all lines and years together. Empty with fewer than two years.
    """
    rows = found.rows
    earlier = rows[rows["year"] < rows["year"].max()]
    if earlier.empty:
        return pd.DataFrame()
    now = rows[rows["year"] == rows["year"].max()].set_index("line")[["count", "total"]].reindex(earlier["line"])
    frame = compared_shares(now["count"], now["total"], earlier["count"], earlier["total"])
    return frame.assign(line=earlier["line"].to_numpy(), year=earlier["year"].to_numpy())


def season_chart(voices: Voices, found: Season, question: str, say: Say) -> Chart:
    """Return one month of several years side by side, with Wilson intervals and n of each year."""
    compared = against_earlier_years(found)
    if compared.empty or found.rows["count"].sum() == 0:
        return empty_chart(
            "seasons", voices, say, say("同じ月の声が2年分そろっていないので、年どうしはまだくらべられません。")
        )
    part = question_part(voices, question, say)
    message = (
        N_("各年の{month}に聞いた人（あわせて{n}人）のうち、書いた人の割合と95%の幅（{question}）")
        if found.unit == "people"
        else N_("各年の{month}の声（あわせて{n}件）のうちの割合と95%の幅（{question}）")
    )
    n = int(found.rows.drop_duplicates("year")["total"].sum())
    measure = say(message, month=month_of_year(found.month, say), question=part, n=f"{n:,}")
    coded: tuple[CodedField, ...] = (found.what,)
    return Chart(
        "seasons", _figure(found, say), _table(found, say), _title(found, compared, say), measure, footer(voices, say),
        say(
            "同じ月どうしをくらべると、季節によるちがいに惑わされにくくなります。"
            "線は割合が動きうる幅です。聞いた場所や人が年によって違うこともあります。"
        ),
        coded=coded,
    )  # fmt: skip


def _title(found: Season, compared: pd.DataFrame, say: Say) -> str:
    latest, name = int(found.rows["year"].max()), month_of_year(found.month, say)
    confirmed = compared[compared["different"]]
    if confirmed.empty:
        return say("{year}年{month}と、それまでの{month}との差は確認できません。", year=latest, month=name)
    row = largest_difference(confirmed)
    values = {
        "line": found.names[str(row["line"])], "year": latest, "month": name, "earlier": int(row["year"]),
        "new": percent(row["share"]), "old": percent(row["other_share"]),
        "interval": points(row["low"], row["high"], say),
    }  # fmt: skip
    if row["difference"] > 0:
        return say(
            "「{line}」は{year}年{month}は{new}で、"
            "{earlier}年{month}の{old}より多くなっています（差の幅 {interval}）。",
            **values,
        )
    return say(
        "「{line}」は{year}年{month}は{new}で、{earlier}年{month}の{old}より少なくなっています（差の幅 {interval}）。",
        **values,
    )


def _figure(found: Season, say: Say) -> go.Figure:
    rows, figure = found.rows, new_figure(HEIGHT)
    years = sorted(rows["year"].unique())
    lines = [line for line in found.names if (rows["line"] == line).any()]
    for place, line in enumerate(lines):
        shift = SPREAD * (2 * place / max(len(lines) - 1, 1) - 1) if len(lines) > 1 else 0.0
        _add_line(figure, rows[rows["line"] == line], years, shift, found, say)
    totals = rows.drop_duplicates("year").set_index("year")["total"]
    figure.update_xaxes(
        tickvals=list(range(len(years))), range=[-0.5, len(years) - 0.5], showgrid=False, fixedrange=True, tickangle=0,
        ticktext=[say("{year}年", year=year) + "<br>" + say("n={n}", n=f"{int(totals[year]):,}") for year in years],
        tickfont={"size": 12, "color": MUTED_TEXT},
    )  # fmt: skip
    top = min(1.0, 1.12 * float(rows["high"].max()))
    figure.update_yaxes(tickformat=".0%", range=[-0.03 * top, top], nticks=6, fixedrange=True)
    return figure


def _add_line(figure: go.Figure, part: pd.DataFrame, years: list[int], shift: float, found: Season, say: Say) -> None:
    line = str(part["line"].iloc[0])
    ink, name = found.inks[line], found.names[line]
    heads = [f"{month_name(f'{year}-{found.month}', say)} {name}" for year in part["year"]]
    figure.add_scatter(
        x=[years.index(year) + shift for year in part["year"]], y=part["share"].tolist(), mode="lines+markers",
        name=name, line={"color": ink.colour, "width": 1, "dash": "dot"},
        marker={"color": ink.colour, "symbol": ink.symbol, "size": 11},
        error_y=whiskers(part["share"], part["low"], part["high"]) | {"color": ink.colour},
        hovertext=hovers(part, heads, "count", "total", say, found.unit), hoverinfo="text",
    )  # fmt: skip


def _table(found: Season, say: Say) -> pd.DataFrame:
    rows = found.rows
    return pd.DataFrame(
        {
            say("時期"): [month_name(f"{year}-{found.month}", say) for year in rows["year"]],
            say("系列"): [found.names[str(line)] for line in rows["line"]],
            say("数"): rows["count"].to_numpy(),
            say("全体"): rows["total"].to_numpy(),
            say("割合"): rows["share"].to_numpy(),
            say("幅"): [interval(low, high, say) for low, high in zip(rows["low"], rows["high"], strict=True)],
        }
    )
