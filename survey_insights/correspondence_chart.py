"""The map of themes and groups as a chart: what lies where, what is confirmed, and how to read it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from survey_insights.attributes import group_label
from survey_insights.charts import Chart, CodedField, empty_chart, footer, new_figure
from survey_insights.correspondence import RESAMPLES, ThemeMap, farthest
from survey_insights.crosstab import CrossTable
from survey_insights.crosstab_chart import CODED, attribute_name, group_name
from survey_insights.drawing import legend_mark
from survey_insights.labels import percent, text_width, wrap
from survey_insights.led_labels import Placed, place
from survey_insights.palette import GRID, INK_TEXT, MUTED_TEXT, PEOPLE, SERIES_INK, SURFACE, Ink, translucent
from survey_insights.statistics import SIGNIFICANT_Q
from survey_insights.themes import theme_names
from survey_loader.language import Say
from survey_loader.voices import Voices

Floats = NDArray[np.float64]

KEY = "theme_map"
# The drawing holds its labels apart at this size; wider, it only gets more air, and a phone moves it sideways.
WIDTH, HEIGHT = 660, 560
SIDES, ENDS = 96, 34
FRAME_HEIGHT = 48
LETTER, LINE = 7.1, 17
THEME_INK, GROUP_INK = Ink(PEOPLE, "circle", "●", ""), Ink(SERIES_INK[0].colour, "square", "■", "")
MOST_NAMED = 3
# Where it is said how much of the differences the axes show, below all marks.
FOOT = 26
# A line leads from a label to its mark where they are farther apart than this.
LED = 12.0


def map_chart(voices: Voices, table: CrossTable, found: ThemeMap | None, say: Say) -> Chart:
    """Return the map of `cross` of these voices; where no difference is confirmed, its title forbids to read it."""
    if found is None:
        reason = say(
            "地図にするには、くらべるものが3つ以上、テーマも3つ以上いります。テーマの画面の表でくらべられます。"
        )
        return empty_chart(KEY, voices, say, reason)
    coded: tuple[CodedField, ...] = ("themes", *(part for part in CODED if part == table.by))
    return Chart(
        KEY,
        _drawn(voices, table, found, say),
        map_table(voices, table, found, say),
        _title(voices, table, found, say),
        say(
            "{attribute}ごとに、書かれたテーマの割合がどれだけ似ているかを地図にしました（{n}人、よく書かれた{count}テーマ）。"
            "輪は、同じように聞きなおしたときに四角が動きうる範囲",
            attribute=attribute_name(voices, table.by, say), n=f"{table.everyone:,}", count=len(found.theme_keys),
        ),
        footer(voices, say),
        say(
            "四角どうしは近いほど書かれたテーマの割合が似ていて、四角と同じ方向にある丸はそこで多く書かれたテーマです。"
            "ただし、輪が中央の十字にかかる四角は全体との差を確認できず、四角と丸のあいだの近さそのものには意味がありません。"
        )
        + say(
            "計算：対応分析（Greenacre 2017）。輪は、人を引きなおす{times}回の計算による95%の範囲です。",
            times=RESAMPLES,
        ),
        coded=coded,
    )  # fmt: skip


def _title(voices: Voices, table: CrossTable, found: ThemeMap, say: Say) -> str:
    attribute = attribute_name(voices, table.by, say)
    if not table.confirmed:
        return say(
            "テーマの出かたに、{attribute}による差は確認できません。この地図の近さ・遠さは読みとらないでください。",
            attribute=attribute,
        )
    far = farthest(found)
    if not far:
        return say(
            "{attribute}で差のあるテーマはありますが、全体から離れていると確かめられた四角はありません。",
            attribute=attribute,
        )
    names = [group_name(voices, table, key, say) for key in far]
    named = say("、").join(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        named = say("{names}など{n}つ", names=named, n=len(names))
    sentence = say("{attribute}で見ると、{groups}が全体とちがいます。", attribute=attribute, groups=named)
    theme = _more_often(table, far[0])
    if not theme:
        return sentence
    return sentence + say(
        "{group}は、ほかより「{theme}」が多く書かれました。", group=names[0], theme=theme_names(voices, say)[theme]
    )


def _more_often(table: CrossTable, group: str) -> str:
    """The theme a group wrote most beyond the others, among those confirmed; "" where there is none."""
    column = table.groups.index(group)
    rest, others = table.others
    gap = table.shares[:, column] - rest[:, column] / max(int(others[column]), 1)
    gap = np.where(table.stands_out[:, column] > 0, gap, 0.0)
    return table.themes[int(gap.argmax())] if gap.size and gap.max() > 0 else ""


def differing(table: CrossTable, found: ThemeMap) -> list[bool]:
    """Return for each theme of the map whether its share differs between the groups."""
    q = dict(zip(table.themes, table.q, strict=True))
    return [bool(q[key] < SIGNIFICANT_Q) for key in found.theme_keys]


def map_table(voices: Voices, table: CrossTable, found: ThemeMap, say: Say) -> pd.DataFrame:
    """Return the map as a table in the reader's words: the list that says the same as the drawing."""
    names = theme_names(voices, say)
    wrote = dict(zip(table.themes, table.wrote, strict=True))
    asked = dict(zip(table.groups, table.asked, strict=True))
    kinds = [attribute_name(voices, table.by, say)] * len(found.group_keys) + [say("テーマ")] * len(found.theme_keys)
    places = np.concatenate([found.groups, found.themes])
    told = [say("全体と差あり") if yes else say("差は確認できません") for yes in found.apart & table.confirmed]
    told += [say("差あり") if yes else say("差は確認できません") for yes in differing(table, found)]
    return pd.DataFrame(
        {
            say("種類"): kinds,
            say("名前"): [group_label(voices, table.by, key, say) for key in found.group_keys]
            + [names[key] for key in found.theme_keys],
            say("人数"): [int(asked[key]) for key in found.group_keys] + [int(wrote[key]) for key in found.theme_keys],
            say("横の位置"): [f"{x:.3f}" for x in places[:, 0]],
            say("縦の位置"): [f"{y:.3f}" for y in places[:, 1]],
            say("判定"): told,
        }
    )


def _drawn(voices: Voices, table: CrossTable, found: ThemeMap, say: Say) -> go.Figure:
    figure = new_figure(HEIGHT + FOOT + FRAME_HEIGHT)
    middle, scale = _scaled(found)
    apart = (found.apart & table.confirmed).tolist()
    _regions(figure, found, apart)
    names = theme_names(voices, say)
    themes = [wrap(names[key], 14) for key in found.theme_keys]
    groups = [f"<b>{wrap(group_label(voices, table.by, key, say), 14)}</b>" for key in found.group_keys]
    _marks(figure, found.themes, differing(table, found), THEME_INK, 11)
    _marks(figure, found.groups, apart, GROUP_INK, 14)
    _labels(figure, np.concatenate([found.groups, found.themes]), groups + themes, middle, scale)
    legend_mark(figure, attribute_name(voices, table.by, say), GROUP_INK)
    legend_mark(figure, say("テーマ（中が白い印は、差を確認できません）"), THEME_INK)
    _axes(figure, found, middle, scale, say)
    return figure


def _scaled(found: ThemeMap) -> tuple[Floats, float]:
    """The middle of what is drawn, and how many pixels a unit has so that all marks have room for their labels."""
    points = np.concatenate([found.groups, found.themes, np.zeros((1, 2))])
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.maximum(high - low, 1e-6)
    scale = min((WIDTH - 2 * SIDES) / span[0], (HEIGHT - 2 * ENDS) / span[1])
    return np.asarray((low + high) / 2, dtype=np.float64), float(scale)


def _regions(figure: go.Figure, found: ThemeMap, told: list[bool]) -> None:
    """Full where a group is apart from the middle, else a dotted line that does not draw the eye."""
    for number, apart in enumerate(told):
        outline = found.region(number)
        figure.add_scatter(
            x=outline[:, 0].tolist(), y=outline[:, 1].tolist(), mode="lines", hoverinfo="skip", showlegend=False,
            fill="toself" if apart else "none", fillcolor=translucent(GROUP_INK.colour, 0.08),
            line={"color": translucent(GROUP_INK.colour, 0.55), "width": 1, "dash": "solid" if apart else "dot"},
        )  # fmt: skip


def _marks(figure: go.Figure, points: Floats, filled: list[bool], ink: Ink, size: int) -> None:
    figure.add_scatter(
        x=points[:, 0].tolist(), y=points[:, 1].tolist(), mode="markers", showlegend=False, hoverinfo="skip",
        marker={"color": [ink.colour if yes else SURFACE for yes in filled], "symbol": ink.symbol, "size": size,
                "line": {"color": ink.colour, "width": 2}}, cliponaxis=False,
    )  # fmt: skip


def _labels(figure: go.Figure, points: Floats, texts: list[str], middle: Floats, scale: float) -> None:
    pixels = (points - middle) * scale + [WIDTH / 2, HEIGHT / 2]
    plain = [text.replace("<b>", "").replace("</b>", "").split("<br>") for text in texts]
    sizes = [(max(map(text_width, lines)) * LETTER + 6, LINE * len(lines) + 2) for lines in plain]
    for point, text, placed in zip(points, texts, place(pixels, sizes, (WIDTH, HEIGHT)), strict=True):
        figure.add_annotation(**_label(point, text, placed))


def _label(point: Floats, text: str, placed: Placed) -> dict[str, object]:
    return {
        "x": float(point[0]), "y": float(point[1]), "ax": placed.x, "ay": -placed.y, "text": text,
        "xanchor": "center", "yanchor": "middle", "showarrow": True, "arrowhead": 0, "standoff": 6,
        "arrowwidth": 1 if placed.distance > LED else 0.1,
        "arrowcolor": MUTED_TEXT if placed.distance > LED else "rgba(0,0,0,0)",
        "font": {"size": 13, "color": INK_TEXT}, "borderpad": 1,
    }  # fmt: skip


def _axes(figure: go.Figure, found: ThemeMap, middle: Floats, scale: float, say: Say) -> None:
    """Both axes in one scale, the cross where all groups together are, and how much of the differences they show."""
    half = np.array([WIDTH, HEIGHT]) / 2 / scale
    look = {
        "showticklabels": False, "showgrid": False, "zeroline": True, "zerolinecolor": GRID, "zerolinewidth": 2,
        "fixedrange": True,
    }  # fmt: skip
    figure.update_xaxes(**look, range=[float(middle[0] - half[0]), float(middle[0] + half[0])])
    below = FOOT / scale
    figure.update_yaxes(
        **look, range=[float(middle[1] - half[1] - below), float(middle[1] + half[1])], scaleanchor="x", scaleratio=1,
    )  # fmt: skip
    text = say(
        "横はちがい全体の{across}、縦は{up}を表します。十字のところが全体です。",
        across=percent(found.shares[0]), up=percent(found.shares[1]),
    )  # fmt: skip
    figure.add_annotation(
        text=text, x=0, y=0, xref="paper", yref="paper", xanchor="left", yanchor="bottom", showarrow=False,
        font={"size": 13, "color": MUTED_TEXT},
    )  # fmt: skip
