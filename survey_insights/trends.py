"""What moves: shares over waves or months on a real date axis, with Wilson bands and n at each point."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from survey_insights.balance import measured_by
from survey_insights.charts import Chart, CodedField, empty_chart, footer, new_figure
from survey_insights.counts import comparable
from survey_insights.drawing import hovers
from survey_insights.labels import axis_label, interval, percent, points, tone_label
from survey_insights.methods import DETECTABLE, DIFFERENCES, NEWCOMBE, WILSON, told
from survey_insights.palette import AXIS_INK, MUTED_TEXT, SERIES_INK, TONE_INK, Ink, translucent
from survey_insights.series import Step, label_series, last_change, theme_series, word_series
from survey_insights.statistics import largest_difference
from survey_insights.themes import question_part, theme_names
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

HEIGHT = 420
# In two lines: side by side on a phone, 2024年2月 and 2024年7月 would lean over.
MONTH_FORMAT = N_("%Y年<br>%-m月")
# Nearer than this part of the axis, labels of two points touch on a phone.
NEAR = 0.17
# More n than this stand on each other on a phone; hover and table still have them.
MOST_WRITTEN_N = 14
MOST_LINES = len(SERIES_INK)

# On which part of the coding each of these charts rests; words rest on none.
CODED: dict[str, tuple[CodedField, ...]] = {
    "axis_trend": ("axis",),
    "tone_trend": ("tone",),
    "theme_trend": ("themes",),
}


@dataclass(frozen=True)
class Lines:
    """The lines of a trend: the long frame of `series`, each line's name and ink; unit people or comments."""

    frame: pd.DataFrame
    names: dict[str, str]
    inks: dict[str, Ink]
    unit: str


def axis_trend(voices: Voices, say: Say, step: Step = "wave", question: str = "") -> Chart:
    """Return the shares of voices for living, visiting and both over time, among all voices of each wave."""
    frame = label_series(comparable(voices), "axis", step, (question,) if question else ())
    lines = Lines(
        frame[frame["line"] != "none"],
        {axis: axis_label(axis, say) for axis in ("live", "both", "visit")},
        AXIS_INK,
        "comments",
    )
    measure = say("声{n}件のうち、住む人・訪れる人・両方のための声の割合と95%の幅", n=_asked(frame))
    if note := measured_by(voices, say):
        measure += say(" ｜ ") + note
    return _trend("axis_trend", voices, lines, measure, say)


def tone_trend(voices: Voices, say: Say, question: str, step: Step = "wave") -> Chart:
    """Return the shares of tones over time within one question."""
    frame = label_series(voices, "tone", step, (question,))
    names = {tone: tone_label(tone, say) for tone in ("praise", "wish", "mixed", "trouble")}
    used = frame.groupby("line")["count"].sum()
    names = {tone: name for tone, name in names.items() if used.get(tone, 0) > 0}
    measure = say(
        "{question}に書かれた声{n}件の気持ちの割合と95%の幅",
        question=question_part(voices, question, say), n=_asked(frame),
    )  # fmt: skip
    lines = Lines(frame[frame["line"].isin(list(names))], names, TONE_INK, "comments")
    return _trend("tone_trend", voices, lines, measure, say)


def theme_trend(voices: Voices, say: Say, themes: tuple[str, ...], question: str = "", step: Step = "wave") -> Chart:
    """Return the share of people asked who wrote each theme over time; at most five themes."""
    names = theme_names(voices, say)
    chosen = tuple(theme for theme in themes if theme in names)[:MOST_LINES]
    frame = theme_series(voices, chosen, step, (question,) if question else ())
    return _chosen("theme_trend", voices, frame, {key: names[key] for key in chosen}, question, say)


def word_trend(voices: Voices, say: Say, words: tuple[str, ...], question: str = "", step: Step = "wave") -> Chart:
    """Return the share of people asked who wrote each word over time; at most five words."""
    chosen = tuple(dict.fromkeys(words))[:MOST_LINES]
    frame = word_series(voices, chosen, step, (question,) if question else ())
    return _chosen("word_trend", voices, frame, {word: word for word in chosen}, question, say)


def _chosen(key: str, voices: Voices, frame: pd.DataFrame, names: dict[str, str], question: str, say: Say) -> Chart:
    inks = dict(zip(names, SERIES_INK, strict=False))
    part = question_part(voices, question, say)
    measure = say("聞いた{n}人のうち、書いた人の割合と95%の幅（{question}）", question=part, n=_asked(frame))
    return _trend(key, voices, Lines(frame, names, inks, "people"), measure, say)


def _asked(frame: pd.DataFrame) -> str:
    """Return of how many people or comments a series speaks: the totals of its points, each once."""
    return f"{int(frame.drop_duplicates('label')['total'].sum()):,}"


def _trend(key: str, voices: Voices, lines: Lines, measure: str, say: Say) -> Chart:
    frame = lines.frame
    if frame.empty or frame["count"].sum() == 0:
        return empty_chart(key, voices, say)
    drawn = Lines(frame, lines.names, lines.inks, lines.unit)
    return Chart(
        key,
        _figure(drawn, say),
        _table(drawn, say),
        trend_title(drawn, say),
        measure,
        footer(voices, say),
        say("点は1回ごとの割合、うすい帯は割合が動きうる幅です。帯が大きく重なる上がり下がりは、偶然でも起こります。"),
        coded=CODED.get(key, ()),
        method=told([WILSON, NEWCOMBE, DIFFERENCES, DETECTABLE], say),
    )


def trend_title(lines: Lines, say: Say) -> str:
    """Return the largest confirmed change since the point before, or that none is and what could be seen."""
    changes = last_change(lines.frame)
    if changes.empty:
        return say("まだ1回分なので、動きはわかりません。")
    confirmed = changes[changes["different"]]
    if confirmed.empty:
        largest = f"{float(changes['detectable'].max()) * 100:.0f}"
        if lines.unit == "people":
            return say("前回との差は確認できません。この人数で見つけやすいのは約{x}ポイント以上の差です。", x=largest)
        return say("前回との差は確認できません。この件数で見つけやすいのは約{x}ポイント以上の差です。", x=largest)
    row = largest_difference(confirmed)
    message = (
        say("「{line}」は前回の{old}から{new}に上がりました（差の幅 {interval}）。")
        if row["difference"] > 0
        else say("「{line}」は前回の{old}から{new}に下がりました（差の幅 {interval}）。")
    )
    return message.format(
        line=lines.names[str(row.name)],
        old=percent(row["other_share"]),
        new=percent(row["share"]),
        interval=points(row["low"], row["high"], say),
    )


def _figure(lines: Lines, say: Say) -> go.Figure:
    frame, figure = lines.frame, new_figure(HEIGHT)
    # Without days there is no real axis: the labels stand in their order.
    dated = bool(frame["date"].notna().all())
    frame = frame.assign(x=frame["date"] if dated else frame["label"])
    for line, name in lines.names.items():
        part = frame[frame["line"] == line]
        if part.empty:
            continue
        _add_band(figure, part, lines.inks[line])
        _add_line(figure, part, name, lines, lines.inks[line], say)
    _add_totals(figure, frame.drop_duplicates("label"), say)
    top = min(float(frame["high"].max()) * 1.12, 1.0)
    figure.update_yaxes(tickformat=".0%", range=[-0.13 * top, top], nticks=6, fixedrange=True)
    _time_axis(figure, frame, dated, say)
    return figure


def _time_axis(figure: go.Figure, frame: pd.DataFrame, dated: bool, say: Say) -> None:
    figure.update_xaxes(showgrid=False, fixedrange=True, tickfont={"size": 13}, tickangle=0)
    if not dated:
        figure.update_xaxes(type="category")
        return
    stops = frame["x"].drop_duplicates().sort_values()
    span = max((stops.max() - stops.min()) * 0.1, pd.Timedelta(days=20))
    reach = [stops.min() - span, stops.max() + span]
    figure.update_xaxes(type="date", tickformat=say(MONTH_FORMAT), range=reach, nticks=5)
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


def _add_line(figure: go.Figure, part: pd.DataFrame, name: str, lines: Lines, ink: Ink, say: Say) -> None:
    # A lone point has no band to stand in: it keeps a whisker.
    lone = len(part) == 1
    hover = hovers(part, [f"{label} {name}" for label in part["label"]], "count", "total", say, lines.unit)
    figure.add_scatter(
        x=_plain(part["x"]), y=part["share"].tolist(), mode="lines+markers", name=name,
        line={"color": ink.colour, "width": 2.6},
        marker={"color": ink.colour, "symbol": ink.symbol, "size": 11},
        error_y={"type": "data", "symmetric": False, "array": (part["high"] - part["share"]).tolist(),
                 "arrayminus": (part["share"] - part["low"]).tolist(), "color": ink.colour, "visible": lone},
        hovertext=hover, hoverinfo="text",
    )  # fmt: skip


def _add_totals(figure: go.Figure, stops: pd.DataFrame, say: Say) -> None:
    if len(stops) > MOST_WRITTEN_N:
        return
    turned = _crowded(stops["x"])
    for x, total in zip(_plain(stops["x"]), stops["total"], strict=True):
        figure.add_annotation(
            x=x, y=0, yref="paper", text=say("n={n}", n=f"{int(total):,}"), showarrow=False,
            yanchor="bottom", textangle=-90 if turned else 0, font={"size": 12, "color": MUTED_TEXT},
        )  # fmt: skip


def _table(lines: Lines, say: Say) -> pd.DataFrame:
    frame = lines.frame
    return pd.DataFrame(
        {
            say("時期"): frame["label"].to_numpy(),
            say("まん中の日"): frame["date"].dt.strftime("%Y-%m-%d").to_numpy(),
            say("系列"): [lines.names[str(line)] for line in frame["line"]],
            say("数"): frame["count"].to_numpy(),
            say("全体"): frame["total"].to_numpy(),
            say("割合"): frame["share"].to_numpy(),
            say("幅"): [interval(low, high, say) for low, high in zip(frame["low"], frame["high"], strict=True)],
        }
    )
