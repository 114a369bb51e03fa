"""Two points in time side by side: what has changed, what has not, and what so few could not have shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from survey_insights.balance import measured_by
from survey_insights.charts import Chart, empty_chart, footer, new_figure
from survey_insights.counts import comparable
from survey_insights.drawing import FRAME_HEIGHT, end_labels, row_names
from survey_insights.labels import axis_label, percent, points, tone_label, wrap
from survey_insights.palette import MUTED_TEXT, NONE, RULE, SERIES_INK, SURFACE, Ink, translucent
from survey_insights.series import Step, label_series, theme_series
from survey_insights.statistics import compared_shares, detectable
from survey_insights.themes import question_part, theme_names
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

Kind = Literal["changed", "same", "open"]
Family = Literal["theme", "axis", "tone"]
KINDS: dict[Kind, str] = {
    "changed": N_("変わったと言える"),
    "same": N_("大きくは変わっていない"),
    "open": N_("この人数では分からない"),
}
KIND_INK: dict[Kind, Ink] = {
    "changed": SERIES_INK[2],
    "same": Ink(RULE, "circle", "●", ""),
    "open": Ink(RULE, "circle-open", "○", ""),
}
# What a committee would call a large change, in points; the reader may choose another.
MARGINS = (5, 10, 15)
MARGIN = 10
MOST_ROWS, MOST_NAMED = 18, 3
ROW_HEIGHT = 38
# Room right of the longest interval for "12% → 34%".
LABEL_ROOM = 0.75


@dataclass(frozen=True)
class Comparison:
    """Two points in time, the older first, compared row by row.

    rows: family, line (a theme key, axis or tone), count, total, other_count, other_total (now and before; people
    for themes, voices for axis and tone), the columns of `compared_shares` over all rows together, detectable
    (the smallest change these numbers show with 80 % power) and kind. A row is "changed" at q < 0.05; "same" where
    the drawn 95 % interval lies within `margin` points of zero; else "open": too few to tell. The second is the
    equivalence test of Schuirmann (1987, J. Pharmacokinet. Biopharm. 15: 657-680) by its interval, at 2.5 % a side.
    """

    before: str
    now: str
    margin: int
    question: str
    tone_question: str
    rows: pd.DataFrame

    def of(self, kind: Kind) -> pd.DataFrame:
        """Return the rows of one kind."""
        return self.rows[self.rows["kind"] == kind]


def points_in_time(voices: Voices, step: Step, question: str = "") -> list[str]:
    """Return the waves or months that can be compared, in order of time."""
    keys = tuple(theme.key for theme in voices.theme_list[:1])
    series = theme_series(voices, keys, step, (question,) if question else ())
    return list(dict.fromkeys(series["label"]))


def compare(
    voices: Voices,
    step: Step,
    points: tuple[str, str],
    question: str = "",
    tone_question: str = "",
    margin: int = MARGIN,
) -> Comparison:
    """Compare two waves or months (before, now): every theme, the axes, and the tones within one question.

    Themes and axes are of `question`, "" = all questions. Rows nobody wrote in either are left out.
    """
    questions = (question,) if question else ()
    keys = tuple(theme.key for theme in voices.theme_list)
    series: list[tuple[Family, pd.DataFrame]] = [
        ("theme", theme_series(voices, keys, step, questions)),
        ("axis", label_series(comparable(voices), "axis", step, questions)),
    ]
    if tone_question:
        series.append(("tone", label_series(voices, "tone", step, (tone_question,))))
    # The undecided are the rest: their share only mirrors what the others do.
    parts = [_side_by_side(family, frame[frame["line"] != "none"], points) for family, frame in series]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[(rows["count"] + rows["other_count"]) > 0].reset_index(drop=True)
    counts = [rows[name].to_numpy(dtype=float) for name in ("count", "total", "other_count", "other_total")]
    rows = rows.join(compared_shares(*counts))
    now, now_total, before, before_total = counts
    with np.errstate(invalid="ignore", divide="ignore"):
        pooled = (now + before) / (now_total + before_total)
    within = (rows["low"] > -margin / 100) & (rows["high"] < margin / 100)
    kinds = np.where(rows["different"], "changed", np.where(within, "same", "open"))
    rows = rows.assign(detectable=detectable(pooled, now_total, before_total), kind=kinds)
    return Comparison(points[0], points[1], margin, question, tone_question, _ordered(rows))


def _side_by_side(family: Family, series: pd.DataFrame, points: tuple[str, str]) -> pd.DataFrame:
    before, now = (series[series["label"] == point].set_index("line")[["count", "total"]] for point in points)
    lines = now.index.intersection(before.index, sort=False)
    now, before = now.loc[lines], before.loc[lines]
    frame = {
        "family": family, "line": lines, "count": now["count"].to_numpy(dtype=np.int64),
        "total": now["total"].to_numpy(dtype=np.int64), "other_count": before["count"].to_numpy(dtype=np.int64),
        "other_total": before["total"].to_numpy(dtype=np.int64),
    }  # fmt: skip
    return pd.DataFrame(frame)


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """The changed first, the largest change on top; then what has not changed and what is open, most written first."""
    rank = rows["kind"].map({kind: place for place, kind in enumerate(KINDS)})
    size = np.where(rows["kind"] == "changed", rows["difference"].abs(), rows["share"] + rows["other_share"])
    order = np.lexsort((-size, rank.to_numpy()))
    return rows.iloc[order].reset_index(drop=True)


def what_changed(voices: Voices, found: Comparison, say: Say) -> Chart:
    """Return a comparison as differences with their intervals; filled and pink only what is confirmed."""
    rows = found.rows
    if rows.empty:
        return empty_chart("what_changed", voices, say, say("くらべられる2つの時期が、まだありません。"))
    shown = _shown(rows)
    measure = say(
        "{before}から{now}への割合の差（ポイント）と95%の幅。テーマは聞いた人{n}人→{m}人、軸は声{k}件→{j}件",
        before=found.before, now=found.now, **_totals(rows),
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
            "どちらとも言えないものは「この人数では分からない」としました。"
            "調べ方：割合の差の検定（偽発見率5%に調整）と、同等性の検定。",
            margin=found.margin,
        ),
        coded=("themes", "axis", "tone") if found.tone_question else ("themes", "axis"),
    )


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """The changed, then the rest by how often it is written, as many as one looks at; in the order of the rows."""
    written = rows["count"] + rows["other_count"]
    rest = rows[rows["kind"] != "changed"].index
    room = max(MOST_ROWS - (len(rows) - len(rest)), 0)
    kept = written.loc[rest].sort_values(ascending=False, kind="stable").index[:room]
    chosen = [place for place in rows.index if rows.at[place, "kind"] == "changed" or place in set(kept)]
    return rows.loc[chosen[:MOST_ROWS]]


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
    told = [f"{percent(old)} → {percent(new)}" for old, new in zip(rows["other_share"], rows["share"], strict=True)]
    end_labels(figure, ends.tolist(), places.tolist(), told)
    _difference_axis(figure, rows, margin)
    row_names(figure, list(names), 16)
    return figure


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
        for name, row in zip(names, rows.rename(columns={"count": "now"}).itertuples(), strict=True)
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
            say("判定"): [say(KINDS[kind]) for kind in rows["kind"]],
            say("{when}の数", when=found.before): rows["other_count"].to_numpy(),
            say("{when}の全体", when=found.before): rows["other_total"].to_numpy(),
            say("{when}の割合", when=found.before): rows["other_share"].to_numpy(),
            say("{when}の数", when=found.now): rows["count"].to_numpy(),
            say("{when}の全体", when=found.now): rows["total"].to_numpy(),
            say("{when}の割合", when=found.now): rows["share"].to_numpy(),
            say("差の幅（95%）"): [points(low, high, say) for low, high in ends],
            # Text: a small q in a column of shares would be read as one.
            say("q値"): [f"{q:.3f}" for q in rows["q"]],
            say("見つけやすい差"): [say("約{x}ポイント", x=f"{100 * size:.0f}") for size in rows["detectable"]],
        }
    )
