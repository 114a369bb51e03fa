"""For whom the voices are: living here, visiting, both, or undecided; now and against the last wave."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from survey_insights.charts import Chart, empty_chart, footer, new_figure
from survey_insights.counts import asked_alike, comparable, label_counts
from survey_insights.labels import axis_label, interval, percent, points, wrap
from survey_insights.methods import DIFFERENCES, NEWCOMBE, WILSON, told
from survey_insights.palette import AXIS_INK, GRID, INK_TEXT, MUTED_TEXT, NONE, bar_marker
from survey_insights.statistics import LEAST_COMMENTS, compared_shares, largest_difference
from survey_loader.language import Say
from survey_loader.models import AXES
from survey_loader.voices import Voices

ORDER = ("live", "both", "visit", "none")
BLOCK_HEIGHT = 190
# Narrower pieces cannot hold "12%" on a phone; their number stands in the list below the bar.
WRITTEN_INSIDE = 0.11


def balance(voices: Voices, say: Say) -> Chart:
    """Return one stacked bar of all voices by axis, every number with n and interval below it."""
    frame = label_counts(voices, "axis")
    if frame["total"].sum() == 0:
        return empty_chart("balance", voices, say)
    return _chart("balance", voices, frame, [""], _now_title(frame, say), say)


def balance_change(voices: Voices, say: Say) -> Chart:
    """Return the balance of the last wave above that of the wave before it, with what changed."""
    frame = label_counts(comparable(voices), "axis", by="wave")
    waves = [str(wave) for wave, total in frame.groupby("group", sort=False)["total"].first().items() if total > 0]
    if not waves:
        return empty_chart("balance_change", voices, say)
    if len(waves) == 1:
        title = say("まだ1回分の声なので、前回とはくらべられません。")
        return _chart("balance_change", voices, frame[frame["group"] == waves[0]], waves, title, say)
    shown = [waves[-1], waves[-2]]
    frame = frame[frame["group"].isin(shown)]
    return _chart("balance_change", voices, frame, shown, change_title(frame, shown, say), say)


def change_title(frame: pd.DataFrame, waves: list[str], say: Say) -> str:
    """Return what changed between two waves (the newer first), or that no difference is confirmed."""
    new, old = (frame[frame["group"] == wave].set_index("label").loc[list(AXES)] for wave in waves)
    tests = compared_shares(new["comments"], new["total"], old["comments"], old["total"])
    tests.index = new.index
    confirmed = tests[tests["different"]]
    if confirmed.empty:
        return say("住む人・訪れる人のための声の割合に、前回との差は確認できません。")
    row = largest_difference(confirmed)
    return say(
        "「{label}」の声は前回の{old}から{new}になりました（差の幅 {interval}）。",
        label=axis_label(str(row.name), say),
        old=percent(row["other_share"]),
        new=percent(row["share"]),
        interval=points(row["low"], row["high"], say),
    )


def _now_title(frame: pd.DataFrame, say: Say) -> str:
    n = frame.set_index("label")["comments"]
    return say(
        "住む人のための声{live}件、訪れる人のための声{visit}件、両方のための声{both}件でした。",
        live=f"{n['live']:,}",
        visit=f"{n['visit']:,}",
        both=f"{n['both']:,}",
    )


def measured_by(voices: Voices, say: Say) -> str:
    """Return how waves were made comparable, as a sentence to put behind the measure; "" where they are."""
    if asked_alike(voices):
        return ""
    return say("回をくらべるため、「だれにとって？」の答えは使わず、書かれたことばだけで分けています。")


def _chart(key: str, voices: Voices, frame: pd.DataFrame, waves: list[str], title: str, say: Say) -> Chart:
    figure = new_figure(16 + BLOCK_HEIGHT * len(waves))
    note = say(" ｜ ") + measured_by(voices, say) if len(waves) > 1 and measured_by(voices, say) else ""
    for row, wave in enumerate(waves):
        part = frame[frame["group"] == wave].set_index("label").loc[list(ORDER)]
        _add_bar(figure, part, row, wave, len(waves), say)
    figure.update_layout(barmode="stack", bargap=0, showlegend=False, hovermode="closest")
    figure.update_xaxes(visible=False, range=[0, 1], fixedrange=True)
    figure.update_yaxes(visible=False, range=[len(waves), 0], fixedrange=True)
    return Chart(
        key,
        figure,
        balance_table(frame, say),
        title,
        say("声{n}件が、だれのための話か（かっこは95%の幅）", n=f"{int(frame['comments'].sum()):,}") + note,
        footer(voices, say),
        say(
            "だれが書いたかではなく、だれのための話かで分けています。点数でも勝ち負けでもありません。"
            "「雪」だけのように決められない声も、ひとつの答えです。"
        ),
        coded=("axis",),
        method=told([WILSON, NEWCOMBE, DIFFERENCES] if len(waves) > 1 else [WILSON], say),
    )


def _add_bar(figure: go.Figure, part: pd.DataFrame, row: int, wave: str, rows: int, say: Say) -> None:
    name_room = 0.13 if wave else 0.0
    bar_top, bar_height = row + name_room + 0.02, 0.24
    for label, cell in part.iterrows():
        ink, share = AXIS_INK[str(label)], float(cell["share"])
        figure.add_bar(
            x=[share], y=[bar_top + bar_height / 2], width=bar_height, orientation="h",
            marker=bar_marker(ink), text=[_inside(share, int(cell["comments"]), say)],
            textposition="inside", insidetextanchor="middle", textangle=0, constraintext="none",
            textfont={"color": ink.on_colour, "size": 16}, showlegend=False,
            hovertext=_line(str(label), cell, say), hoverinfo="text",
        )  # fmt: skip
    if wave:
        text = f"<b>{wrap(wave, 40)}</b>  " + say("声{n}件", n=f"{int(part['total'].iloc[0]):,}")
        _write(figure, text, row + name_room / 2, 15)
    for place, label in enumerate(part.index):
        line = _line(str(label), part.loc[label], say)
        glyph = AXIS_INK[str(label)]
        colour = glyph.colour if glyph.colour != NONE else MUTED_TEXT
        text = f"<span style='color:{colour}'>{glyph.glyph}</span> {line}"
        _write(figure, text, bar_top + bar_height + 0.09 + place * 0.135, 14)
    if row + 1 < rows:
        figure.add_hline(y=row + 0.99, line={"color": GRID, "width": 1})


def _inside(share: float, comments: int, say: Say) -> str:
    """Return what stands in a piece of the bar: no percentage of fewer than 5 voices."""
    if share < WRITTEN_INSIDE:
        return ""
    return percent(share) if comments >= LEAST_COMMENTS else say("{n}件", n=comments)


def _line(label: str, cell: pd.Series, say: Say) -> str:
    return say(
        "{label} {n}件 {percent}（{interval}）",
        label=axis_label(label, say),
        n=f"{int(cell['comments']):,}",
        percent=percent(cell["share"]),
        interval=interval(cell["low"], cell["high"], say),
    )


def _write(figure: go.Figure, text: str, y: float, size: int) -> None:
    figure.add_annotation(
        text=text, x=0, y=y, xref="paper", yref="y", xanchor="left", yanchor="middle",
        showarrow=False, font={"size": size, "color": INK_TEXT}, align="left",
    )  # fmt: skip


def balance_table(frame: pd.DataFrame, say: Say) -> pd.DataFrame:
    """Return label counts as a table in the reader's words."""
    columns = {
        say("だれのため"): [axis_label(label, say) for label in frame["label"]],
        say("声の数"): frame["comments"].to_numpy(),
        say("全体の声の数"): frame["total"].to_numpy(),
        say("割合"): frame["share"].to_numpy(),
        say("下限"): frame["low"].to_numpy(),
        say("上限"): frame["high"].to_numpy(),
    }
    if frame["group"].astype(bool).any():
        columns = {say("回"): frame["group"].to_numpy(), **columns}
    return pd.DataFrame(columns)
