"""The comparison of two points in time as a chart: differences with their intervals, each kind with its own mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from survey_insights.balance import measured_by
from survey_insights.charts import Chart, empty_chart, footer, new_figure
from survey_insights.drawing import FRAME_HEIGHT, end_labels, row_names
from survey_insights.labels import axis_label, percent, points, q_value, tone_label, wrap
from survey_insights.methods import ALIKE, DETECTABLE, DIFFERENCES, NEWCOMBE, told
from survey_insights.palette import MUTED_TEXT, NONE, RULE, SERIES_INK, SURFACE, Ink, translucent
from survey_insights.statistics import LEAST_COMMENTS
from survey_insights.themes import question_part, theme_names
from survey_insights.what_changed import KINDS, Comparison, Kind, point_name
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

KIND_INK: dict[Kind, Ink] = {
    "changed": SERIES_INK[2],
    "same": Ink(RULE, "circle", "●", ""),
    "open": Ink(RULE, "circle-open", "○", "/"),
}
MOST_ROWS, MOST_NAMED = 18, 3
ROW_HEIGHT = 38
# Room right of the longest interval for "12% → 34%".
LABEL_ROOM = 0.75


def what_changed(voices: Voices, found: Comparison, say: Say, most: int = MOST_ROWS) -> Chart:
    """Return a comparison as differences with their intervals; filled and pink only what is confirmed.

    `most` rows are drawn; the table has all of them.
    """
    rows = found.rows
    if rows.empty:
        return empty_chart("what_changed", voices, say, say("くらべられる2つの時期が、まだありません。"))
    shown = _shown(rows, most)
    measure = say(
        "{before}から{now}への割合の差（ポイント）と95%の幅。テーマは聞いた人{n}人→{m}人、軸は声{k}件→{j}件",
        before=_before(found, say), now=_now(found, say), **_totals(rows),
    )  # fmt: skip
    if found.tone_question:
        part = question_part(voices, found.tone_question, say)
        measure += say("。気持ちは{question}の中だけでくらべます", question=part)
    if len(shown) < len(rows):
        measure += say("（図には{n}項目、表には全{m}項目）", n=len(shown), m=len(rows))
    if note := measured_by(voices, say):
        measure += say(" ｜ ") + note
    names = row_labels(voices, rows, say)
    return Chart(
        "what_changed",
        _figure(shown, [names[place] for place in shown.index], found, say),
        _table(rows, names, found, say),
        _title(found, names, say),
        measure,
        footer(voices, say),
        say(
            "まん中の縦線より右は増えた、左は減ったほうです。横の線は差が動きうる幅で、縦線にかかっていれば偶然でも起こります。"
            "「大きくは変わっていない」は、差の幅がまるごと灰色の帯（±{margin}ポイント）に入るものです。"
            "どちらとも言えないものは「この人数では分からない」としました。",
            margin=found.margin,
        ),
        coded=("themes", "axis", "tone") if found.tone_question else ("themes", "axis"),
        method=told([NEWCOMBE, DIFFERENCES, ALIKE, DETECTABLE], say),
    )


def _before(found: Comparison, say: Say) -> str:
    return point_name(found.step, found.before, say)


def _now(found: Comparison, say: Say) -> str:
    return point_name(found.step, found.now, say)


def _shown(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """The changed, then the rest by how often it is written, as many as one looks at; in the order of the rows."""
    written = rows["count"] + rows["other_count"]
    rest = rows[rows["kind"] != "changed"].index
    room = max(most - (len(rows) - len(rest)), 0)
    kept = written.loc[rest].sort_values(ascending=False, kind="stable").index[:room]
    chosen = [place for place in rows.index if rows.at[place, "kind"] == "changed" or place in set(kept)]
    return rows.loc[chosen[:most]]


def _totals(rows: pd.DataFrame) -> dict[str, str]:
    of = {family: rows[rows["family"] == family] for family in ("theme", "axis")}

    def largest(family: str, column: str) -> str:
        return f"{int(of[family][column].max()):,}" if len(of[family]) else "0"

    return {
        "n": largest("theme", "other_total"),
        "m": largest("theme", "total"),
        "k": largest("axis", "other_total"),
        "j": largest("axis", "total"),
    }


def row_labels(voices: Voices, rows: pd.DataFrame, say: Say) -> list[str]:
    """Return what each row is called: the theme, or 軸 and 気持ち with their label."""
    themes = theme_names(voices, say)
    made: dict[str, Any] = {
        "theme": lambda line: themes[line],
        "axis": lambda line: say("{label}の声", label=axis_label(line, say)),
        "tone": lambda line: say("気持ち・{label}", label=tone_label(line, say)),
    }
    return [made[family](line) for family, line in zip(rows["family"], rows["line"], strict=True)]


def _title(found: Comparison, names: Sequence[str], say: Say) -> str:
    changed = found.of("changed")
    told = [_changed_part(changed, names, say)]
    if same := len(found.of("same")):
        told.append(say("{x}ポイント以上は変わっていないのが{n}項目", x=found.margin, n=same))
    if unknown := len(found.of("open")):
        told.append(say("この人数では分からないのが{n}項目", n=unknown))
    return say("、").join(told) + say("です。")


def _changed_part(changed: pd.DataFrame, names: Sequence[str], say: Say) -> str:
    if changed.empty:
        return say("変わったと言えるのは0項目")
    listed = "".join(say("「{name}」", name=names[place]) for place in changed.index[:MOST_NAMED])
    if len(changed) > MOST_NAMED:
        listed += say("など{n}項目", n=len(changed))
    return say("変わったと言えるのは{names}", names=listed)


def _figure(rows: pd.DataFrame, names: Sequence[str], found: Comparison, say: Say) -> go.Figure:
    figure = new_figure(FRAME_HEIGHT + 40 + ROW_HEIGHT * len(rows))
    margin = found.margin / 100
    figure.add_vrect(x0=-margin, x1=margin, fillcolor=translucent(NONE, 0.28), line_width=0, layer="below")
    figure.add_vline(x=0, line={"color": RULE, "width": 1.4}, layer="below")
    places = np.arange(len(rows))
    for kind, label in KINDS.items():
        chosen = rows["kind"].to_numpy() == kind
        if chosen.any():
            _add_points(figure, rows[chosen], places[chosen], [names[i] for i in places[chosen]], kind, say(label), say)
    ends = np.maximum(rows["high"].to_numpy(dtype=float), margin)
    end_labels(figure, ends.tolist(), places.tolist(), [_both_shares(row, say) for row in _plain(rows)])
    _difference_axis(figure, rows, margin)
    row_names(figure, list(names), 16)
    return figure


def _plain(rows: pd.DataFrame) -> Iterator[Any]:
    # `count` is a method of what itertuples yields.
    return rows.rename(columns={"count": "now"}).itertuples()


def _both_shares(row: Any, say: Say) -> str:
    """Return both shares; with their numbers where one is of a handful."""
    told = f"{percent(row.other_share)} → {percent(row.share)}"
    if min(row.other_count, row.now) >= LEAST_COMMENTS:
        return told
    message = N_("{shares}（{n}人→{m}人）") if row.family == "theme" else N_("{shares}（{n}件→{m}件）")
    return say(message, shares=told, n=row.other_count, m=row.now)


def _difference_axis(figure: go.Figure, rows: pd.DataFrame, margin: float) -> None:
    low, high = min(float(rows["low"].min()), -margin), max(float(rows["high"].max()), margin)
    span = high - low
    step = next((size for size in (0.05, 0.1, 0.2) if span / size <= 6), 0.5)
    ticks = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    figure.update_xaxes(
        range=[low - 0.04 * span, high + LABEL_ROOM * span], zeroline=False, tickvals=ticks.tolist(),
        ticktext=[f"{100 * tick:+.0f}" if abs(tick) > 1e-9 else "0" for tick in ticks],
        tickfont={"color": MUTED_TEXT, "size": 13},
    )  # fmt: skip


def _add_points(
    figure: go.Figure,
    rows: pd.DataFrame,
    places: NDArray[np.int64],
    names: Sequence[str],
    kind: Kind,
    label: str,
    say: Say,
) -> None:
    ink, difference = KIND_INK[kind], rows["difference"].to_numpy(dtype=float)
    told = [
        f"<b>{wrap(name, 30)}</b><br>" + _told(row, say) + f"<br>{label}"
        for name, row in zip(names, _plain(rows), strict=True)
    ]
    figure.add_scatter(
        x=difference.tolist(), y=places.tolist(), mode="markers", name=label,
        marker={"color": SURFACE if kind == "open" else ink.colour, "symbol": ink.symbol.removesuffix("-open"),
                "size": 12, "line": {"color": ink.colour, "width": 2}},
        error_x={"type": "data", "symmetric": False, "array": (rows["high"].to_numpy() - difference).tolist(),
                 "arrayminus": (difference - rows["low"].to_numpy()).tolist(), "color": ink.colour,
                 "thickness": 1.6, "width": 4},
        hovertext=told, hoverinfo="text",
    )  # fmt: skip


def _told(row: Any, say: Say) -> str:
    values = {
        "before": f"{row.other_count:,}", "n": f"{row.other_total:,}", "now": f"{row.now:,}", "m": f"{row.total:,}",
        "old": percent(row.other_share), "new": percent(row.share), "interval": points(row.low, row.high, say),
    }  # fmt: skip
    message = (
        say("{n}人中{before}人（{old}）→ {m}人中{now}人（{new}）、差の幅 {interval}")
        if row.family == "theme"
        else say("{n}件中{before}件（{old}）→ {m}件中{now}件（{new}）、差の幅 {interval}")
    )
    return message.format(**values)


def _table(rows: pd.DataFrame, names: Sequence[str], found: Comparison, say: Say) -> pd.DataFrame:
    ends = zip(rows["low"], rows["high"], strict=True)
    return pd.DataFrame(
        {
            say("項目"): list(names),
            say("言えること"): [say(KINDS[kind]) for kind in rows["kind"]],
            say("{when}の数", when=_before(found, say)): rows["other_count"].to_numpy(),
            say("{when}の全体", when=_before(found, say)): rows["other_total"].to_numpy(),
            say("{when}の割合", when=_before(found, say)): rows["other_share"].to_numpy(),
            say("{when}の数", when=_now(found, say)): rows["count"].to_numpy(),
            say("{when}の全体", when=_now(found, say)): rows["total"].to_numpy(),
            say("{when}の割合", when=_now(found, say)): rows["share"].to_numpy(),
            say("差の幅（95%）"): [points(low, high, say) for low, high in ends],
            # Text: a small q in a column of shares would be read as one.
            say("q値"): [q_value(q) for q in rows["q"]],
            say("見つけやすい差"): [say("約{x}ポイント", x=f"{100 * size:.0f}") for size in rows["detectable"]],
        }
    )
