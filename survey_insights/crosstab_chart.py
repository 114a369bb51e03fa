"""A cross table as a chart: shares in shades, confirmed cells marked, and what they say in sentences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from survey_insights.attributes import OTHER, attribute_label, group_label
from survey_insights.charts import Chart, CodedField, empty_chart, footer, new_figure
from survey_insights.crosstab import LEAST_PEOPLE, CrossTable
from survey_insights.drawing import row_names
from survey_insights.labels import percent, q_value, wrap
from survey_insights.palette import GRID, INK_TEXT, PEOPLE, translucent
from survey_insights.themes import question_part, theme_names
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

CELL_HEIGHT, HEAD_LINE = 46, 17
# So many columns do not fit a phone; the page lets them be moved sideways.
WIDE = 5
MORE, LESS = "▲", "▼"
CODED: tuple[CodedField, ...] = ("axis", "tone")
COUNTED = N_("{n}人")
MEASURES = {
    "people": N_(
        "{attribute}ごとに聞いた人のうち、そのテーマを書いた人の割合と人数。"
        "{more}{less}は、ほかの全部とくらべて多い・少ないと確かめられたところ"
    ),
    "writers": N_(
        "{attribute}ごとに、その声を書いた人のうち、そこでそのテーマを書いた人の割合と人数。"
        "{more}{less}は、ほかの全部とくらべて多い・少ないと確かめられたところ"
    ),
}
NOTHING = {
    "people": N_("テーマの出かたに、{attribute}による差は確認できません（聞いた{n}人）。"),
    "writers": N_("テーマの出かたに、{attribute}による差は確認できません（書いた人、延べ{n}人）。"),
}
LARGEST = {
    "people": N_("{attribute}で差が最も大きいのは「{theme}」：{group}に多く、聞いた{n}人のうち{k}人です。"),
    "writers": N_("{attribute}で差が最も大きいのは「{theme}」：{group}に多く、書いた{n}人のうち{k}人です。"),
}
MANY = N_("「{theme}」は{group}に多い：{n}人のうち{k}人（ほかは{m}人のうち{j}人）")
FEW = N_("「{theme}」は{group}に少ない：{n}人のうち{k}人（ほかは{m}人のうち{j}人）")


@dataclass(frozen=True)
class Standout:
    """A confirmed cell in words, with the keys of its theme and group."""

    theme: str
    group: str
    sentence: str


def attribute_name(voices: Voices, by: str, say: Say) -> str:
    """Return what an attribute is called within a sentence; a question's own words stand in quotes."""
    label = attribute_label(voices, by, say)
    return say("「{question}」の答え", question=label) if ":" in by else label


def group_name(voices: Voices, table: CrossTable, group: str, say: Say) -> str:
    """Return who a group is, within a sentence."""
    label = group_label(voices, table.by, group, say)
    if ":" in table.by:
        return say("「{group}」と答えた人", group=label)
    return say("「{group}」の声", group=label) if table.unit == "writers" else label


def cross_chart(voices: Voices, table: CrossTable, say: Say, questions: tuple[str, ...] = (), most: int = 12) -> Chart:
    """Return `cross` of these voices as shares drawn in shades, confirmed cells marked ▲ and ▼."""
    if not table.themes or len(table.groups) < 2:
        return empty_chart("crosstab", voices, say, say("くらべられる分け方が、まだありません。"))
    names = theme_names(voices, say)
    labels = [names[theme] for theme in table.themes]
    heads = [group_label(voices, table.by, group, say) for group in table.groups]
    reading = say(
        "色が濃いほど割合が高いところです。印のないところは、差を確認できません。"
        "検定：テーマごとの独立性（カイ二乗。期待度数の小さい表は正確確率）とマスごとの差。"
        "どちらも偽発見率5%に調整しています。"
    )
    if table.unit == "writers":
        reading += say("同じ人が同じところに何度書いても、1人と数えます。")
    return Chart(
        "crosstab" if len(heads) < WIDE else "crosstab_wide",
        _drawn(table, labels[:most], heads, say),
        _told(table, labels, heads, say),
        cross_title(voices, table, labels, say),
        _measure(voices, table, questions, say),
        footer(voices, say),
        reading,
        coded=("themes", *(part for part in CODED if part == table.by)),
    )


def _measure(voices: Voices, table: CrossTable, questions: tuple[str, ...], say: Say) -> str:
    attribute = attribute_name(voices, table.by, say)
    parts = [say(MEASURES[table.unit], attribute=attribute, more=MORE, less=LESS)]
    parts.append(say("数えた人は{n}人", n=f"{table.everyone:,}"))
    if len(questions) == 1 and table.by != "question":
        parts.append(say("{question}への声だけを数えています", question=question_part(voices, questions[0], say)))
    if table.overlapping:
        parts.append(say("いくつも選んだ人は、それぞれに入っています"))
    if table.joined:
        parts.append(say("「その他」は、小さい{n}つを合わせたものです", n=table.joined))
    if table.left_out:
        parts.append(say("{least}人に満たない{n}つは、のぞいています", least=LEAST_PEOPLE, n=table.left_out))
    if table.unknown:
        parts.append(say("わからない{n}人は、のぞいています", n=f"{table.unknown:,}"))
    return say("。").join(parts)


def standouts(voices: Voices, table: CrossTable, say: Say, most: int = 6) -> list[Standout]:
    """Return the confirmed cells in words, the largest difference of each theme; "その他" is nobody to read."""
    rows, columns = np.nonzero(table.stands_out)
    rest, others = table.others
    gap = table.shares[rows, columns] - rest[rows, columns] / np.maximum(others[columns], 1)
    # Of two groups one has as much less as the other has more: the one that has more is said.
    order = [int(place) for place in np.lexsort((-gap, -np.abs(gap).round(9)))]
    first: dict[int, int] = {}
    for place in order:
        if table.groups[columns[place]] != OTHER:
            first.setdefault(int(rows[place]), int(columns[place]))
    return [_standout(voices, table, row, column, say) for row, column in list(first.items())[:most]]


def _standout(voices: Voices, table: CrossTable, row: int, column: int, say: Say) -> Standout:
    rest, others = table.others
    theme, group = table.themes[row], table.groups[column]
    message = MANY if table.stands_out[row, column] > 0 else FEW
    sentence = say(
        message, theme=theme_names(voices, say)[theme], group=group_name(voices, table, group, say),
        n=f"{int(table.asked[column]):,}", k=f"{int(table.people[row, column]):,}",
        m=f"{int(others[column]):,}", j=f"{int(rest[row, column]):,}",
    )  # fmt: skip
    return Standout(theme, group, sentence)


def cross_title(voices: Voices, table: CrossTable, labels: list[str], say: Say) -> str:
    """Return the confirmed cell with the largest difference as a sentence, or that none is confirmed."""
    attribute = attribute_name(voices, table.by, say)
    rows, columns = np.nonzero(table.stands_out > 0)
    if not rows.size:
        return say(NOTHING[table.unit], attribute=attribute, n=f"{table.everyone:,}")
    rest, others = table.others
    gap = table.shares[rows, columns] - rest[rows, columns] / np.maximum(others[columns], 1)
    first = int(np.argmax(gap))
    row, column = rows[first], columns[first]
    return say(
        LARGEST[table.unit], attribute=attribute, theme=labels[row],
        group=group_name(voices, table, table.groups[column], say),
        n=f"{int(table.asked[column]):,}", k=f"{int(table.people[row, column]):,}",
    )  # fmt: skip


def _mark(sign: int) -> str:
    return MORE if sign > 0 else LESS if sign < 0 else ""


def _texts(table: CrossTable, rows: int, say: Say) -> list[list[str]]:
    return [
        [
            f"{percent(share)}{_mark(int(sign))}<br>{say(COUNTED, n=f'{int(n):,}')}"
            for share, sign, n in zip(*cells, strict=True)
        ]
        for cells in zip(table.shares[:rows], table.stands_out[:rows], table.people[:rows], strict=True)
    ]


def _drawn(table: CrossTable, labels: list[str], heads: list[str], say: Say) -> go.Figure:
    rows = len(labels)
    columns = 14 if len(heads) == 2 else 10
    ticks = [
        f"{wrap(head, columns)}<br>{say(COUNTED, n=f'{int(n):,}')}" for head, n in zip(heads, table.asked, strict=True)
    ]
    above = HEAD_LINE * max(tick.count("<br>") + 1 for tick in ticks) + 10
    figure = new_figure(above + 8 + CELL_HEIGHT * rows)
    figure.add_heatmap(
        z=table.shares[:rows].tolist(), x=list(range(len(heads))), y=list(range(rows)), text=_texts(table, rows, say),
        texttemplate="%{text}", textfont={"size": 13 if len(heads) <= WIDE else 12, "color": INK_TEXT},
        showscale=False, xgap=2, ygap=2, zmin=0, zmax=_darkest(table.shares[:rows]),
        colorscale=[[0, translucent(PEOPLE, 0.04)], [1, translucent(PEOPLE, 0.5)]], hoverinfo="skip",
    )  # fmt: skip
    row_names(figure, labels)
    figure.update_xaxes(
        side="top", tickmode="array", tickvals=list(range(len(heads))), ticktext=ticks, tickangle=0, showgrid=False,
        tickfont={"size": 14 if len(heads) <= 3 else 12},
        linecolor=GRID,
    )  # fmt: skip
    # The heads stand above the table: a picture of set margins needs to know it.
    figure.update_layout(margin={"t": above})
    return figure


def _darkest(shares: NDArray[np.float64]) -> float:
    return float(shares.max()) if shares.size and shares.max() > 0 else 1.0


def _told(table: CrossTable, labels: list[str], heads: list[str], say: Say) -> pd.DataFrame:
    columns: dict[str, object] = {say("テーマ"): labels}
    head = N_("{group}：書いた人（聞いた{n}人）") if table.unit == "people" else N_("{group}：書いた人（{n}人のうち）")
    for place, group in enumerate(heads):
        columns[say(head, group=group, n=f"{int(table.asked[place]):,}")] = table.people[:, place]
        columns[say("{group}：割合", group=group)] = table.shares[:, place]
        columns[say("{group}：判定", group=group)] = [_judged(int(sign), say) for sign in table.stands_out[:, place]]
    columns[say("q値")] = ["" if np.isnan(q) else q_value(q) for q in table.q]
    return pd.DataFrame(columns)


def _judged(sign: int, say: Say) -> str:
    return say("多い") if sign > 0 else say("少ない") if sign < 0 else say("差は確認できません")
