"""The network of words as a chart: marks for words, lines for pairs on the same comment, groups by colour and mark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from survey_insights.charts import Chart, empty_chart, footer, new_figure
from survey_insights.labels import escape
from survey_insights.network import Pairs, strongest
from survey_insights.palette import INK_TEXT, NONE, PEOPLE, SERIES_INK, Ink
from survey_insights.statistics import LEAST_COMMENTS, STABLE_COMMENTS
from survey_insights.word_map import HEIGHT, LABEL_SIZE, MOST_GROUPS, WIDTH, WordMap, box, with_places
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

Much = Literal["few", "usual", "many"]
# Words and pairs at most.
SIZES: dict[Much, tuple[int, int]] = {"few": (30, 50), "usual": (60, 120), "many": (100, 200)}
MUCH_LABELS: dict[Much, str] = {"few": N_("少なめ"), "usual": N_("ふつう"), "many": N_("多め")}
# Lines of three widths: from this NPMI on, so many pixels.
THICKNESS = ((-1.0, 1.2), (0.25, 2.6), (0.5, 4.6))
# Five colours and eight marks: no two groups share both, and none is told by colour alone.
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "star", "cross", "x", "hexagon")
OUTSIDE = Ink(PEOPLE, "circle-open", "○", "")
MOST_NAMES = 3
NO_CAUSE = N_("いっしょに書かれたというだけで、どちらかがもう一方の原因だという意味ではありません。")
# A word hangs below its mark; together they are centred on the place.
LABEL_DROP = 10
EDGE = 40
# What a phone shows without being pushed aside.
NARROW = 340
LEGEND_ROW, LEGEND_COLUMNS = 24, 2


def group_ink(number: int) -> Ink:
    """Return how a group is drawn; beyond the eighth all are drawn alike."""
    if number >= MOST_GROUPS:
        return OUTSIDE
    return Ink(SERIES_INK[number % len(SERIES_INK)].colour, SYMBOLS[number], "●", "")


def network(voices: Voices, say: Say, pairs: Pairs, known: WordMap, much: Much = "usual") -> Chart:
    """Return the strongest confirmed pairs as a network; `known` is the map of the whole survey.

    Clicks find in `customdata` of a mark its word or the two words of its line.
    """
    shown = strongest(pairs.found, *SIZES[much])
    if shown.empty:
        return empty_chart("network", voices, say, _nothing(pairs, say))
    here = with_places(known, shown)
    names = group_names(shown, here, say)
    left, right, top, bottom = _extent(known, here)
    figure = new_figure(math.ceil(bottom - top) + LEGEND_ROW * math.ceil(len(names) / LEGEND_COLUMNS) + 10)
    _lines(figure, shown, here)
    _middles(figure, shown, here, say)
    _words(figure, shown, here, names, say)
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0}, hovermode="closest", dragmode=False,
        legend={"itemsizing": "constant", "itemclick": False, "itemdoubleclick": False},
    )  # fmt: skip
    figure.update_xaxes(visible=False, range=[left, right], fixedrange=True)
    figure.update_yaxes(visible=False, range=[bottom, top], fixedrange=True)
    return Chart(
        "network", figure, pair_table(shown, say), _title(shown, pairs, say), _subtitle(shown, pairs, say),
        footer(voices, say), _reading(pairs, say),
    )  # fmt: skip


def narrow(known: WordMap, here: WordMap) -> bool:
    """Whether a phone shows the whole map without it being pushed aside."""
    left, right, _, _ = _extent(known, here)
    return right - left <= NARROW


def _extent(known: WordMap, here: WordMap) -> tuple[float, float, float, float]:
    """Return left, right, top and bottom of what is drawn, in pixels: those of the survey's map.

    So filters do not move it. A few words take no more room than a phone has.
    """
    words = {**known.places, **here.places}
    halves = {word: box(word)[0] / 2 for word in words}
    left = min(place[0] - halves[word] for word, place in words.items())
    right = max(place[0] + halves[word] for word, place in words.items())
    heights = [place[1] for place in words.values()]
    top, bottom = max(min(heights) - EDGE, 0.0), min(max(heights) + EDGE, float(HEIGHT))
    if right - left > NARROW:
        return 0.0, float(WIDTH), top, bottom
    middle = (left + right) / 2
    return middle - NARROW / 2, middle + NARROW / 2, top, bottom


def _nothing(pairs: Pairs, say: Say) -> str:
    if pairs.tested == 0:
        return say("{least}件以上の声に出てくることばが、まだ2つありません。", least=LEAST_COMMENTS)
    return say("声{n}件では、偶然より多く同じ板に書かれたと言えることばの組は、確認できません。", n=f"{pairs.total:,}")


def _title(shown: pd.DataFrame, pairs: Pairs, say: Say) -> str:
    top = shown.iloc[0]
    return say(
        "同じ板にいちばん結びついて書かれたのは「{first}」と「{second}」です"
        "（声{total}件のうち{n}件。偶然なら{expected}）。",
        first=top["first"], second=top["second"], n=f"{int(top['comments']):,}",
        expected=_rounded(float(top["expected"]), say), total=f"{pairs.total:,}",
    )  # fmt: skip


def _rounded(expected: float, say: Say) -> str:
    return say("1件未満") if expected < 1 else say("{n}件ほど", n=f"{expected:,.0f}")


def _subtitle(shown: pd.DataFrame, pairs: Pairs, say: Say) -> str:
    words = len({*shown["first"], *shown["second"]})
    measure = say(
        "声{n}件で、偶然より多く同じ板に書かれたと確かめられた{all}組のうち、結びつきの強い{shown}組（{words}語）。",
        n=f"{pairs.total:,}", all=f"{len(pairs.found):,}", shown=len(shown), words=words,
    )  # fmt: skip
    return say("同じ板に書かれた言葉") + say("｜") + measure + say(NO_CAUSE)


def _reading(pairs: Pairs, say: Say) -> str:
    parts = [
        say("線でつないだことばは、同じ板に、偶然より多くいっしょに書かれたことばです。線が太いほど結びつきが強く、"
            "同じ色と印のことばは、たがいに結びつきやすい仲間です。場所や線の長さに意味はありません。"),
        say("{least}件以上の声に出てくる{words}語の、{tested}組すべてをくらべ、まぐれ当たりの分も差し引いて（q<0.05）"
            "残った組だけです。太さは結びつきの強さ（NPMI）で3段階です。",
            least=LEAST_COMMENTS, words=f"{pairs.words:,}", tested=f"{pairs.tested:,}"),
        say("「駅」と「駅前」のように、片方がもう片方にふくまれる組や、つなげて1つのことばになる組は結びません。"),
    ]  # fmt: skip
    if pairs.total < STABLE_COMMENTS:
        parts.append(say("声が300件に届かないので、組は入れかわりやすいです。"))
    return "".join(parts)


def _lines(figure: go.Figure, shown: pd.DataFrame, here: WordMap) -> None:
    levels = np.searchsorted([level for level, _ in THICKNESS], shown["npmi"].to_numpy(), side="right") - 1
    for level, (_, width) in enumerate(THICKNESS):
        chosen = shown[levels == level]
        x: list[float | None] = []
        y: list[float | None] = []
        for first, second in zip(chosen["first"], chosen["second"], strict=True):
            (x0, y0), (x1, y1) = here.places[first], here.places[second]
            x += [x0, x1, None]
            y += [y0 - LABEL_DROP, y1 - LABEL_DROP, None]
        figure.add_scatter(
            x=x, y=y, mode="lines", line={"color": NONE, "width": width}, hoverinfo="skip", showlegend=False
        )


def _middles(figure: go.Figure, shown: pd.DataFrame, here: WordMap, say: Say) -> None:
    """Mark the middle of each line: what a finger or a pointer can meet."""
    ends = [(here.places[a], here.places[b]) for a, b in zip(shown["first"], shown["second"], strict=True)]
    figure.add_scatter(
        x=[(a[0] + b[0]) / 2 for a, b in ends], y=[(a[1] + b[1]) / 2 - LABEL_DROP for a, b in ends], mode="markers",
        marker={"size": 7, "color": NONE, "symbol": "circle", "line": {"width": 0}},
        selected={"marker": {"opacity": 1, "size": 13}}, unselected={"marker": {"opacity": 1}},
        customdata=shown[["first", "second"]].to_numpy(dtype=object).tolist(),
        hovertext=[_pair_hover(pair, say) for pair in shown.itertuples()], hoverinfo="text", showlegend=False,
    )  # fmt: skip


def _pair_hover(pair: object, say: Say) -> str:
    return escape(
        say(
            "「{first}」と「{second}」：{n}件（偶然なら{expected}）",
            first=getattr(pair, "first"), second=getattr(pair, "second"),  # noqa: B009
            n=f"{getattr(pair, 'comments'):,}",  # noqa: B009
            expected=_rounded(float(getattr(pair, "expected")), say),  # noqa: B009
        )
    )  # fmt: skip


def _words(figure: go.Figure, shown: pd.DataFrame, here: WordMap, names: Sequence[tuple[int, str]], say: Say) -> None:
    often = word_comments(shown)
    ranks = pd.Series(often).rank(pct=True)
    for number, name in names:
        words = [word for word in often if min(here.groups[word], MOST_GROUPS) == number]
        ink = group_ink(number)
        figure.add_scatter(
            x=[here.places[word][0] for word in words], y=[here.places[word][1] - LABEL_DROP for word in words],
            mode="markers+text", text=[escape(word) for word in words], textposition="bottom center",
            textfont={"size": LABEL_SIZE, "color": INK_TEXT}, cliponaxis=False,
            marker={"size": [9 + 7 * float(ranks[word]) for word in words], "color": ink.colour, "symbol": ink.symbol,
                    "opacity": 1, "line": {"width": 1.5, "color": ink.colour}},
            selected={"marker": {"opacity": 1}, "textfont": {"color": ink.colour}},
            unselected={"marker": {"opacity": 1}, "textfont": {"color": INK_TEXT}},
            customdata=[[word] for word in words],
            hovertext=[escape(say("「{word}」：声{n}件", word=word, n=f"{often[word]:,}")) for word in words],
            hoverinfo="text", name=escape(name),
        )  # fmt: skip


def word_comments(shown: pd.DataFrame) -> dict[str, int]:
    """Return in how many comments each word of these pairs stands, most first."""
    sides = [shown[[name, f"{name}_comments"]].set_axis(["word", "n"], axis=1) for name in ("first", "second")]
    words = pd.concat(sides).drop_duplicates("word").sort_values(["n", "word"], ascending=[False, True])
    return {str(word): int(n) for word, n in zip(words["word"], words["n"], strict=True)}


def group_names(shown: pd.DataFrame, here: WordMap, say: Say) -> list[tuple[int, str]]:
    """Return each group on show with its name: its own words in most comments."""
    often = word_comments(shown)
    members: dict[int, list[str]] = {}
    for word in often:
        members.setdefault(min(here.groups[word], MOST_GROUPS), []).append(word)
    return [(number, _name(number, words, say)) for number, words in sorted(members.items())]


def _name(number: int, words: Sequence[str], say: Say) -> str:
    if number == MOST_GROUPS:
        return say("小さな組")
    return say("・").join(words[:MOST_NAMES])


def pair_table(shown: pd.DataFrame, say: Say) -> pd.DataFrame:
    """Return pairs as a table in the reader's words, strongest first."""
    return pd.DataFrame(
        {
            say("ことば"): shown["first"].to_numpy(),
            say("もう一つのことば"): shown["second"].to_numpy(),
            say("両方ある声"): shown["comments"].to_numpy(),
            say("偶然なら"): shown["expected"].round(1).to_numpy(),
            say("q値"): shown["q"].to_numpy(),
            say("前のことばの声"): shown["first_comments"].to_numpy(),
            say("後のことばの声"): shown["second_comments"].to_numpy(),
            say("結びつき（NPMI）"): shown["npmi"].to_numpy(),
        }
    )
