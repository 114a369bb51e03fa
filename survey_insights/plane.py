"""The map of two sides: each word or theme as a point, its share on the one side across, on the other upwards."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from survey_insights import plane_drawing
from survey_insights.charts import Chart, empty_chart, footer
from survey_insights.cities import contrast_table
from survey_insights.labels import Split
from survey_insights.plane_drawing import Look, What
from survey_insights.sides import UNSTABLE, Pair, Sides, compare_themes
from survey_insights.themes import theme_names
from survey_insights.words import compare_words, contrasted_words
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

KINDS: dict[What, str] = {"theme": N_("テーマ"), "word": N_("ことば")}

# More points than this hide each other; the list has all of them.
MOST_POINTS, MOST_MARKED = 150, 35


def compare(voices: Voices, what: What, split: Split | Pair = "axis", questions: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return themes or words of two sides: `key` and the columns of their comparison, most frequent first."""
    if what == "theme":
        frame = compare_themes(voices, split, questions).rename(columns={"theme": "key"})
    else:
        frame = compare_words(voices, split).rename(columns={"word": "key"})
    frame = frame[frame["left"] + frame["right"] > 0]
    order = np.lexsort((frame["key"].astype(str), -(frame["left"] + frame["right"])))
    return frame.iloc[order].reset_index(drop=True)


def names_of(voices: Voices, what: What, keys: Sequence[str], say: Say) -> list[str]:
    """Return what the points are called: a word is its own name."""
    names = theme_names(voices, say) if what == "theme" else {}
    return [names.get(key, key) for key in keys]


def drawn_points(frame: pd.DataFrame, look: Look) -> pd.DataFrame:
    """Return the rows of `compare` that are drawn, the most important first.

    First what the reader chose and found, then the largest confirmed differences of each side, then what most
    comments hold.
    """
    wanted = frame["key"].isin({*look.found, look.chosen})
    sure = frame[frame["different"]]
    marked = pd.concat(
        [sure[sure["difference"] > 0].nlargest(MOST_MARKED, "difference"),
         sure[sure["difference"] < 0].nsmallest(MOST_MARKED, "difference")]
    )  # fmt: skip
    marked = marked.iloc[np.argsort(-marked["difference"].abs(), kind="stable")]
    order = pd.concat([frame[frame["key"] == look.chosen], frame[wanted], marked, frame])
    return order[~order.index.duplicated()].head(max(MOST_POINTS, int(wanted.sum())))


def plane(voices: Voices, say: Say, frame: pd.DataFrame, sides: Sides, what: What, look: Look) -> Chart:
    """Return the map of `compare`: right side across, left side upwards, both on the scale of `spread`.

    Filled points are confirmed differences (q < 0.05), hollow ones are not; the diagonal is where both say it
    equally often.
    """
    if frame.empty or not sides.usable:
        return empty_chart("plane", voices, say, say("くらべられるだけの声が、まだ両方にそろっていません。"))
    chosen = drawn_points(frame, look)
    names = names_of(voices, what, list(chosen["key"]), say)
    if what == "theme":
        table = contrast_table(frame, names_of(voices, what, list(frame["key"]), say), sides, say)
    else:
        table = contrasted_words(frame.rename(columns={"key": "word"}), sides.names, say)
    reading = say(
        "点が左上にあるほど「{left}」に、右下にあるほど「{right}」に多く出てきます。ななめの線の上は、同じくらいです。"
        "ぬりつぶしの点は差が確かめられたもの、白ぬきの点は差を確認できないものです。"
        "目もりは、小さい割合も見分けられるように広げてあります。",
        left=sides.names[0], right=sides.names[1],
    )  # fmt: skip
    if sides.unstable:
        reading += say(UNSTABLE)
    return Chart(
        "plane", plane_drawing.drawn(voices, chosen, names, sides, what, look, say), table,
        split_title(frame, sides, what, say),
        measure(sides, what, len(chosen), len(frame), say), footer(voices, say), reading,
        coded=sides.coded("themes") if what == "theme" else sides.coded(),
    )  # fmt: skip


def split_title(frame: pd.DataFrame, sides: Sides, what: What, say: Say) -> str:
    """Return how many points are more frequent on each side, and for how many that is not confirmed."""
    sure = frame["different"].to_numpy(bool)
    left = frame["difference"].to_numpy() > 0
    if not sure.any():
        message = N_("どのテーマにも、{left}と{right}の差は確認できません。") if what == "theme" else N_(
            "どのことばにも、{left}と{right}の差は確認できません。")  # fmt: skip
        return say(message, left=sides.names[0], right=sides.names[1])
    message = (
        N_("「{left}」に多いテーマは{a}、「{right}」に多いテーマは{b}。差を確認できないテーマは{c}です。")
        if what == "theme"
        else N_("「{left}」に多いことばは{a}、「{right}」に多いことばは{b}。差を確認できないことばは{c}です。")
    )
    counts = {"a": (sure & left).sum(), "b": (sure & ~left).sum(), "c": (~sure).sum()}
    return say(
        message, left=sides.names[0], right=sides.names[1], **{name: f"{int(n):,}" for name, n in counts.items()}
    )


def measure(sides: Sides, what: What, drawn: int, of: int, say: Say) -> str:
    """Return what the axes measure, with n of both sides, and how many of how many points are drawn."""
    values = {
        "left": sides.names[0],
        "right": sides.names[1],
        "n": f"{sides.totals[0]:,}",
        "m": f"{sides.totals[1]:,}",
    }
    if what == "word":
        text = say("「{left}」の声{n}件と「{right}」の声{m}件のうち、ことばを含む声の割合", **values)
    elif sides.unit == "comments":
        text = say("「{left}」の声{n}件と「{right}」の声{m}件のうち、テーマを含む声の割合", **values)
    else:
        text = say("「{left}」{n}人と「{right}」{m}人に聞いたうち、テーマを書いた人の割合", **values)
    if drawn < of:
        text += say("（5件以上に出てきた{of}のことばから{drawn}を図に。ほかも探すと出ます）", of=f"{of:,}", drawn=drawn)
    return text
