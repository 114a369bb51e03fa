"""Themes across the groups of an attribute: who wrote what, tested, with the cells that stand out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from survey_insights.charts import Chart, empty_chart, footer, new_figure
from survey_insights.counts import By, grouping, theme_people
from survey_insights.drawing import row_names
from survey_insights.labels import percent, relation_label, wrap
from survey_insights.palette import GRID, INK_TEXT, PEOPLE, translucent
from survey_insights.statistics import LEAST_COMMENTS, SIGNIFICANT_Q, discoveries, independence, two_proportions
from survey_insights.themes import theme_names
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

# More columns than this no page and no phone shows side by side.
MOST_GROUPS = 8
CELL_HEIGHT, HEAD_HEIGHT = 46, 84
# So many columns do not fit a phone; the page lets them be moved sideways.
WIDE = 5
PEOPLE_COUNTED = N_("{n}人")
MORE, LESS = "▲", "▼"
ATTRIBUTES: dict[By, str] = {
    "relation": N_("立場"), "age": N_("年代"), "place": N_("場所"), "wave": N_("回"),
}  # fmt: skip


@dataclass(frozen=True)
class CrossTable:
    """People by theme (rows) and group (columns).

    people: ints, themes x groups; asked: ints, one a group. p, q: whether the shares of a theme are the same in
    all groups, and the same corrected over the themes; NaN where fewer than 5 people wrote it. stands_out: +1
    where a group wrote the theme more often than all others together, -1 less often, 0 where no difference is
    confirmed, each cell corrected over all tested cells. left_out: how many smaller groups are not in it.
    """

    themes: tuple[str, ...]
    groups: tuple[str, ...]
    people: NDArray[np.int64]
    asked: NDArray[np.int64]
    p: NDArray[np.float64]
    q: NDArray[np.float64]
    stands_out: NDArray[np.int64]
    left_out: int = 0


def usable_attributes(voices: Voices) -> list[By]:
    """Return the attributes in which at least two groups were asked."""
    return [by for by in ATTRIBUTES if len(_largest(voices, by)) > 1]


def _largest(voices: Voices, by: By) -> tuple[str, ...]:
    """The groups with most people asked, at most MOST_GROUPS, in their own order."""
    groups = grouping(voices, by)
    sizes = np.bincount(groups.interviews[groups.interviews >= 0], minlength=len(groups.labels))
    chosen = np.sort(np.argsort(-sizes, kind="stable")[:MOST_GROUPS])
    return tuple(groups.labels[place] for place in chosen if sizes[place] > 0)


def cross(voices: Voices, by: By, questions: tuple[str, ...] = ()) -> CrossTable:
    """Count and test themes by group; themes nobody wrote are left out, most written first."""
    groups = _largest(voices, by)
    left_out = len(grouping(voices, by).labels) - len(groups)
    frame = theme_people(voices, questions, by)
    people = frame.pivot(index="theme", columns="group", values="people")
    asked = frame.drop_duplicates("group").set_index("group")["asked"]
    counts = people.reindex(columns=list(groups), fill_value=0)
    counts = counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    counts = counts[counts.sum(axis=1) > 0]
    table = counts.to_numpy(dtype=np.int64)
    totals = asked.reindex(list(groups), fill_value=0).to_numpy(dtype=np.int64)
    themes = tuple(map(str, counts.index))
    p = np.array([_tested(row, totals) for row in table], dtype=np.float64)
    q = _corrected(p)
    return CrossTable(themes, groups, table, totals, p, q, _standing_out(table, totals, q), left_out)


def _tested(people: NDArray[np.int64], asked: NDArray[np.int64]) -> float:
    if people.sum() < LEAST_COMMENTS or (asked > 0).sum() < 2:
        return float("nan")
    kept = asked > 0
    return independence(np.stack([people[kept], asked[kept] - people[kept]]))


def _corrected(p: NDArray[np.float64]) -> NDArray[np.float64]:
    q = np.full(p.shape, np.nan)
    q[~np.isnan(p)] = discoveries(p[~np.isnan(p)])
    return q


def _standing_out(
    people: NDArray[np.int64], asked: NDArray[np.int64], of_theme: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Each group against all others: the residuals of the table, tested so that small cells are safe, too."""
    if not people.size:
        return np.zeros(people.shape, dtype=np.int64)
    rest, others = people.sum(axis=1, keepdims=True) - people, asked.sum() - asked
    single = two_proportions(people, asked[None, :], rest, others[None, :])
    tested = ~np.isnan(of_theme)
    q = np.ones(single.shape)
    q[tested] = discoveries(single[tested].ravel()).reshape(single[tested].shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        sign = np.sign(people / asked - rest / others)
    confirmed = (q < SIGNIFICANT_Q) & (of_theme < SIGNIFICANT_Q)[:, None]
    return np.where(confirmed, np.nan_to_num(sign), 0).astype(np.int64)


def group_name(by: By, group: str, say: Say) -> str:
    """Return what a group is called."""
    return relation_label(group, say) if by == "relation" else group


def cross_chart(voices: Voices, table: CrossTable, say: Say, by: By, most: int = 12) -> Chart:
    """Return `cross` of these voices as shares drawn in shades, confirmed cells marked ▲ and ▼."""
    if not table.themes or len(table.groups) < 2:
        return empty_chart("crosstab", voices, say, say("くらべられる分け方が、まだありません。"))
    names = theme_names(voices, say)
    labels = [names[theme] for theme in table.themes]
    heads = [group_name(by, group, say) for group in table.groups]
    subtitle = say(
        "{attribute}ごとに聞いた人のうち、そのテーマを書いた人の割合と人数。"
        "{more}{less}は、ほかの全部とくらべて多い・少ないと確かめられたところ",
        attribute=say(ATTRIBUTES[by]), more=MORE, less=LESS,
    )  # fmt: skip
    if table.left_out:
        subtitle += say("（聞いた人の多い{n}つ。ほかに{m}つあります）", n=len(table.groups), m=table.left_out)
    reading = say(
        "色が濃いほど割合が高いところです。印のないところは、差を確認できません。"
        "検定：テーマごとの独立性（カイ二乗。期待度数の小さい表は正確確率）とマスごとの差。"
        "どちらも偽発見率5%に調整しています。"
    )
    figure = _drawn(table, labels[:most], heads, say)
    title = _title(table, by, labels, heads, say)
    key = "crosstab" if len(heads) < WIDE else "crosstab_wide"
    told = _told(table, labels, heads, say)
    return Chart(key, figure, told, title, subtitle, footer(voices, say), reading, coded=("themes",))


def _title(table: CrossTable, by: By, labels: list[str], heads: list[str], say: Say) -> str:
    attribute, n = say(ATTRIBUTES[by]), f"{int(table.asked.sum()):,}"
    rows, columns = np.nonzero(table.stands_out > 0)
    if not rows.size:
        return say("テーマの出かたに、{attribute}による差は確認できません（聞いた{n}人）。", attribute=attribute, n=n)
    shares = table.people[rows, columns] / table.asked[columns]
    rest = (table.people[rows].sum(axis=1) - table.people[rows, columns]) / (table.asked.sum() - table.asked[columns])
    first = int(np.argmax(shares - rest))
    row, column = rows[first], columns[first]
    return say(
        "{attribute}で差が最も大きいのは「{theme}」：{group}に多く、聞いた{n}人のうち{k}人です。",
        attribute=attribute, theme=labels[row], group=heads[column],
        n=f"{int(table.asked[column]):,}", k=f"{int(table.people[row, column]):,}",
    )  # fmt: skip


def _mark(sign: int) -> str:
    return MORE if sign > 0 else LESS if sign < 0 else ""


def _drawn(table: CrossTable, labels: list[str], heads: list[str], say: Say) -> go.Figure:
    rows = len(labels)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = table.people[:rows] / table.asked
    marks = np.vectorize(_mark, otypes=[object])(table.stands_out[:rows])
    texts = [
        [
            f"{percent(share)}{mark}<br>{say(PEOPLE_COUNTED, n=f'{int(n):,}')}"
            for share, mark, n in zip(*cells, strict=True)
        ]
        for cells in zip(shares, marks, table.people[:rows], strict=True)
    ]
    figure = new_figure(HEAD_HEIGHT + CELL_HEIGHT * rows)
    figure.add_heatmap(
        z=np.nan_to_num(shares).tolist(), x=list(range(len(heads))), y=list(range(rows)), text=texts,
        texttemplate="%{text}", textfont={"size": 13, "color": INK_TEXT}, showscale=False,
        xgap=2, ygap=2, zmin=0,
        colorscale=[[0, translucent(PEOPLE, 0.04)], [1, translucent(PEOPLE, 0.5)]], hoverinfo="skip",
    )  # fmt: skip
    row_names(figure, labels)
    ticks = [
        f"{wrap(head, 10)}<br>{say(PEOPLE_COUNTED, n=f'{int(n):,}')}"
        for head, n in zip(heads, table.asked, strict=True)
    ]
    figure.update_xaxes(
        side="top", tickmode="array", tickvals=list(range(len(heads))), ticktext=ticks, tickangle=0, showgrid=False,
        tickfont={"size": 14 if len(heads) <= 3 else 12},
        linecolor=GRID,
    )  # fmt: skip
    return figure


def _told(table: CrossTable, labels: list[str], heads: list[str], say: Say) -> pd.DataFrame:
    columns: dict[str, object] = {say("テーマ"): labels}
    for place, head in enumerate(heads):
        with np.errstate(invalid="ignore", divide="ignore"):
            share = table.people[:, place] / table.asked[place]
        columns[say("{group}：書いた人（聞いた{n}人）", group=head, n=f"{int(table.asked[place]):,}")] = table.people[
            :, place
        ]
        columns[say("{group}：割合", group=head)] = share
        columns[say("{group}：判定", group=head)] = [_judged(int(sign), say) for sign in table.stands_out[:, place]]
    columns[say("q値")] = ["" if np.isnan(q) else f"{q:.3f}" for q in table.q]
    return pd.DataFrame(columns)


def _judged(sign: int, say: Say) -> str:
    return say("多い") if sign > 0 else say("少ない") if sign < 0 else say("差は確認できません")
