"""With what feeling the voices of each side speak: tones per side, within one question."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from survey_insights.charts import Chart, empty_chart, footer, new_figure
from survey_insights.counts import tones_of_groups
from survey_insights.drawing import hovers, row_names
from survey_insights.labels import Split, escape, percent, points, tone_label
from survey_insights.palette import INK_TEXT, RULE, TONE_INK, bar_marker
from survey_insights.sides import Pair, group_label, groups_beside, pair_of
from survey_insights.statistics import LEAST_COMMENTS, compared_shares, largest_difference
from survey_insights.themes import question_part
from survey_loader.language import Say
from survey_loader.voices import Voices

# Praise and trouble run to their own sides of one zero. Wishes and mixed voices are neither: they stand in a place of
# their own beside them. Bars on a common zero are compared better than bars that float (Cleveland & McGill 1984,
# J. Am. Stat. Assoc. 79: 531-554).
ORDER = ("trouble", "praise", "wish", "mixed")
ROW_HEIGHT = 74
# Parts of the width: between the two places, and the least that either gets.
GAP, LEAST_WIDTH = 0.06, 0.3
WRITTEN_INSIDE = 0.1
# With more groups than these only the two compared are drawn.
MOST_ROWS = 5


def tone_contrast(voices: Voices, say: Say, question: str, split: Split | Pair = "axis") -> Chart:
    """Return the tones of each side as bars: trouble left and praise right of one zero, wishes in their own place.

    Tones are only compared within one question, so `question` is needed; where the sides are questions there is
    nothing to compare. Voices without a tone count in n and are named in the row's label, not drawn.
    """
    pair = pair_of(split)
    if pair.by == "question":
        return empty_chart("tone_contrast", voices, say, say("気持ちは、ひとつの設問の中だけでくらべます。"))
    frame = tones_of_groups(voices, question, pair.by, groups_beside(voices, pair, MOST_ROWS))
    frame = frame[frame["total"] > 0]
    toned = frame[frame["label"] != "none"]
    if toned.empty or toned["comments"].sum() == 0:
        return empty_chart("tone_contrast", voices, say, say("この設問には、気持ちの読みとれる声がまだありません。"))
    groups = list(dict.fromkeys(frame["group"]))
    return Chart(
        "tone_contrast",
        _drawn(frame, groups, [group_label(voices, pair.by, str(group), say) for group in groups], say),
        _table(frame, [group_label(voices, pair.by, str(group), say) for group in frame["group"]], say),
        tone_title(voices, frame, pair, say),
        say(
            "{question}に書かれた声{n}件の気持ちの割合",
            question=question_part(voices, question, say),
            n=f"{int(frame['comments'].sum()):,}",
        ),
        footer(voices, say),
        say(
            "左の図は、左が困りごと、右が好きです。願いは困りごとではないので、となりに分けてあります。"
            "気持ちを読みとれない声は、割合の分母には入れ、棒にはしていません。割合の動きうる幅は、棒にふれるか表で見られます。"
        ),
        coded=("tone", "axis") if pair.by == "axis" else ("tone",),
    )


def tone_title(voices: Voices, frame: pd.DataFrame, pair: Pair, say: Say) -> str:
    """Return the largest confirmed difference of tone between the two sides, or that none is confirmed."""
    left, right = (frame[frame["group"] == side].set_index("label") for side in pair.keys)
    if left.empty or right.empty:
        return say("くらべられるだけの声が、まだ両方にそろっていません。")
    names = [group_label(voices, pair.by, side, say) for side in pair.keys]
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


def _drawn(frame: pd.DataFrame, groups: list[str], names: list[str], say: Say) -> go.Figure:
    shares = frame.pivot(index="group", columns="label", values="share").loc[groups, list(ORDER)]
    starts = {"trouble": -shares["trouble"], "praise": 0 * shares["praise"], "wish": 0 * shares["wish"],
              "mixed": shares["wish"]}  # fmt: skip
    figure = new_figure(70 + ROW_HEIGHT * len(groups))
    for tone in ORDER:
        ink, part = TONE_INK[tone], frame[frame["label"] == tone].set_index("group").loc[groups]
        named = [say("{side}・{tone}", side=name, tone=tone_label(tone, say)) for name in names]
        figure.add_bar(
            x=shares[tone].tolist(), base=starts[tone].tolist(), y=list(range(len(groups))), orientation="h",
            xaxis="x" if tone in ("trouble", "praise") else "x2",
            marker=bar_marker(ink), name=tone_label(tone, say), offset=-0.14, width=0.56,
            text=[_inside(share, n, say) for share, n in zip(part["share"], part["comments"], strict=True)],
            textposition="inside", insidetextanchor="middle", textangle=0, constraintext="none",
            textfont={"color": ink.on_colour, "size": 14},
            hovertext=hovers(part, named, "comments", "total", say), hoverinfo="text",
        )  # fmt: skip
    _row_headings(figure, frame, groups, names, say)
    row_names(figure, [""] * len(groups))
    figure.update_yaxes(visible=False)
    figure.update_layout(barmode="overlay", **_places(shares))
    return figure


def _places(shares: pd.DataFrame) -> dict[str, dict[str, object]]:
    """Return the two x axes, side by side, on which one percent is equally long."""
    trouble, praise = (max(float(shares[tone].max()), 0.01) for tone in ("trouble", "praise"))
    aside = max(float((shares["wish"] + shares["mixed"]).max()), 0.01)
    width = 1 - GAP
    first = float(np.clip(width * (trouble + praise) / (trouble + praise + aside), LEAST_WIDTH, width - LEAST_WIDTH))
    unit = max((trouble + praise) / first, aside / (width - first))
    spare = (unit * first - trouble - praise) / 2
    look = {"showticklabels": False, "showgrid": False, "zeroline": True, "zerolinecolor": RULE, "fixedrange": True}
    return {
        "xaxis": look | {"domain": [0, first], "range": [-trouble - spare, praise + spare]},
        "xaxis2": look | {"domain": [first + GAP, 1], "range": [0, unit * (width - first)], "anchor": "y"},
    }


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
        text = f"<b>{escape(name)}</b>  {size}"
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
