"""With what feeling the voices for living and for visiting speak: tones per side, within one question."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from survey_insights.charts import Chart, empty_chart, footer, new_figure
from survey_insights.counts import SIDES, tones_by_side
from survey_insights.drawing import hovers, row_names
from survey_insights.labels import Split, axis_label, percent, points, relation_label, tone_label
from survey_insights.palette import INK_TEXT, TONE_INK, bar_marker
from survey_insights.statistics import LEAST_COMMENTS, compared_shares, largest_difference
from survey_insights.themes import question_part
from survey_loader.language import Say
from survey_loader.voices import Voices

# Left to right. Wishes and mixed voices are neither praise nor trouble: zero runs through their middle.
ORDER = ("trouble", "mixed", "wish", "praise")
ROW_HEIGHT = 74
WRITTEN_INSIDE = 0.1


def tone_contrast(voices: Voices, say: Say, question: str, split: Split = "axis") -> Chart:
    """Return the tones of each side as diverging bars: trouble left, wishes astride zero, praise right.

    Tones are only compared within one question, so `question` is needed. Voices without
    a tone count in n and are named in the row's label, not drawn.
    """
    frame = tones_by_side(voices, question, split)
    frame = frame[(frame["total"] > 0) & (frame["group"] != "unknown")]
    toned = frame[frame["label"] != "none"]
    if toned.empty or toned["comments"].sum() == 0:
        return empty_chart("tone_contrast", voices, say, say("この設問には、気持ちの読みとれる声がまだありません。"))
    label = axis_label if split == "axis" else relation_label
    groups = list(dict.fromkeys(frame["group"]))
    return Chart(
        "tone_contrast",
        _diverging(frame, groups, [label(str(group), say) for group in groups], say),
        _table(frame, [label(str(group), say) for group in frame["group"]], say),
        tone_title(frame, split, say),
        say("{question}に書かれた声の気持ちの割合", question=question_part(voices, question, say)),
        footer(voices, say),
        say(
            "左が困りごと、右が好き、まん中が願いです。願いは困りごとではありません。気持ちを読みとれない声は、除いてあります。"
        ),
        coded=("tone", "axis") if split == "axis" else ("tone",),
    )


def tone_title(frame: pd.DataFrame, split: Split, say: Say) -> str:
    """Return the largest confirmed difference of tone between the two sides, or that none is confirmed."""
    left, right = (frame[frame["group"] == side].set_index("label") for side in SIDES[split])
    if left.empty or right.empty:
        return say("くらべられるだけの声が、まだ両方にそろっていません。")
    label = axis_label if split == "axis" else relation_label
    names = [label(side, say) for side in SIDES[split]]
    left, right = left.loc[list(ORDER)], right.loc[list(ORDER)]
    tests = compared_shares(left["comments"], left["total"], right["comments"], right["total"])
    tests.index = left.index
    confirmed = tests[tests["different"]]
    if confirmed.empty:
        return say("気持ちの割合に、{left}と{right}の声の差は確認できません。", left=names[0], right=names[1])
    row = largest_difference(confirmed)
    return say(
        "「{tone}」は{left}の声の{share}、{right}の声の{other}です（差の幅 {interval}）。",
        tone=tone_label(str(row.name), say), left=names[0], right=names[1], share=percent(row["share"]),
        other=percent(row["other_share"]), interval=points(row["low"], row["high"], say),
    )  # fmt: skip


def _diverging(frame: pd.DataFrame, groups: list[str], names: list[str], say: Say) -> go.Figure:
    shares = frame.pivot(index="group", columns="label", values="share").loc[groups, list(ORDER)]
    # Half of the neutral middle lies left of zero (Robbins & Heiberger 2011, Plotting Likert scales).
    start = -(shares["trouble"] + (shares["mixed"] + shares["wish"]) / 2)
    figure = new_figure(70 + ROW_HEIGHT * len(groups))
    for tone in ORDER:
        ink, part = TONE_INK[tone], frame[frame["label"] == tone].set_index("group").loc[groups]
        hover = hovers(
            part,
            [say("{side}・{tone}", side=name, tone=tone_label(tone, say)) for name in names],
            "comments",
            "total",
            say,
        )
        figure.add_bar(
            x=shares[tone].tolist(), base=start.tolist(), y=list(range(len(groups))), orientation="h",
            marker=bar_marker(ink), name=tone_label(tone, say), offset=-0.14, width=0.56,
            text=[_inside(share, n, say) for share, n in zip(part["share"], part["comments"], strict=True)],
            textposition="inside", insidetextanchor="middle", textangle=0, constraintext="none",
            textfont={"color": ink.on_colour, "size": 14}, hovertext=hover, hoverinfo="text",
        )  # fmt: skip
        start = start + shares[tone]
    edge = float(max(np.abs(start).max(), np.abs(start - shares.sum(axis=1)).max())) * 1.04
    _row_headings(figure, frame, groups, names, say)
    figure.update_layout(barmode="overlay")
    row_names(figure, [""] * len(groups))
    figure.update_yaxes(visible=False)
    figure.update_xaxes(range=[-edge, edge], showticklabels=False, showgrid=False)
    return figure


def _inside(share: float, comments: int, say: Say) -> str:
    """Return what stands in a piece of a bar: no percentage of fewer than 5 voices."""
    if share < WRITTEN_INSIDE:
        return ""
    return percent(share) if comments >= LEAST_COMMENTS else say("{n}件", n=comments)


def _row_headings(figure: go.Figure, frame: pd.DataFrame, groups: list[str], names: list[str], say: Say) -> None:
    """Write each row's name above its bar: a name beside it would take half a phone."""
    for row, (group, name) in enumerate(zip(groups, names, strict=True)):
        part = frame[frame["group"] == group].set_index("label")
        n, none = f"{int(part['total'].iloc[0]):,}", int(part["comments"]["none"])
        size = say("声{n}件（読みとれない{none}件をふくむ）", n=n, none=f"{none:,}") if none else say("声{n}件", n=n)
        text = f"<b>{name}</b>  {size}"
        figure.add_annotation(
            text=text, x=0, xref="paper", xanchor="left", y=row - 0.16, yanchor="bottom",
            showarrow=False, font={"size": 14, "color": INK_TEXT},
        )  # fmt: skip


def _table(frame: pd.DataFrame, names: list[str], say: Say) -> pd.DataFrame:
    return pd.DataFrame(
        {
            say("だれ"): names,
            say("気持ち"): [tone_label(str(tone), say) for tone in frame["label"]],
            say("声の数"): frame["comments"].to_numpy(),
            say("全体の声の数"): frame["total"].to_numpy(),
            say("割合"): frame["share"].to_numpy(),
            say("下限"): frame["low"].to_numpy(),
            say("上限"): frame["high"].to_numpy(),
        }
    )
