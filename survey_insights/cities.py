"""住む×訪れる: what both cities share first, then where they differ, with intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_insights.charts import Chart, empty_chart, footer
from survey_insights.counts import theme_comments
from survey_insights.drawing import Side, dumbbells, share_bars
from survey_insights.labels import Split, leading, q_value
from survey_insights.palette import AXIS_INK
from survey_insights.sides import PAIRS, UNSTABLE, Pair, Sides, compare_themes, pair_of, sides_of
from survey_insights.statistics import leaders_among
from survey_insights.themes import theme_names
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

# A theme that two people of a group wrote is not yet something the group often writes.
COMMON_LEAST = 3


def shared_themes(voices: Voices, say: Say, split: Split | Pair = "axis", question: str = "", most: int = 8) -> Chart:
    """Return what both share: themes of the voices for both, or themes residents and visitors both write."""
    questions = (question,) if question else ()
    if pair_of(split) == PAIRS["axis"]:
        return _shared_by_axis(voices, say, questions, most)
    sides = sides_of(voices, split, say, questions)
    frame = common_ground(compare_themes(voices, split, questions)).head(most)
    if frame.empty or not sides.usable:
        reason = say(
            "{left}と{right}の両方によく出てくるテーマは、まだ見つかりません。",
            left=sides.names[0],
            right=sides.names[1],
        )
        return empty_chart("shared_themes", voices, say, reason)
    names = theme_names(voices, say)
    title = _common_title(names[frame["theme"].iloc[0]], sides, say)
    return _dumbbell_chart("shared_themes", voices, frame, sides, title, say)


def _common_title(theme: str, sides: Sides, say: Say) -> str:
    if sides.pair == PAIRS["relation"]:
        return say("住む人も訪れた人もよく挙げたのは「{theme}」です。", theme=theme)
    left, right = sides.names
    return say("「{left}」にも「{right}」にもよく出てくるのは「{theme}」です。", left=left, right=right, theme=theme)


def common_ground(compared: pd.DataFrame) -> pd.DataFrame:
    """Return the themes at least 3 of each side wrote, the one with the largest smaller share first."""
    both = compared[np.minimum(compared["left"], compared["right"]) >= COMMON_LEAST]
    smaller = both[["share", "other_share"]].min(axis=1)
    return both.loc[smaller.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def _shared_by_axis(voices: Voices, say: Say, questions: tuple[str, ...], most: int) -> Chart:
    frame = theme_comments(voices, "axis", questions)
    frame = frame[(frame["group"] == "both") & (frame["comments"] > 0)]
    frame = frame.sort_values("comments", ascending=False, kind="stable").head(most)
    if frame.empty:
        return empty_chart("shared_themes", voices, say, say("住む人と訪れる人の両方のための声は、まだありません。"))
    names = theme_names(voices, say)
    labels = [names[key] for key in frame["theme"]]
    n = f"{int(frame['total'].iloc[0]):,}"
    figure = share_bars(frame, labels, [AXIS_INK["both"]] * len(frame), "comments", "total", say)
    table = pd.DataFrame(
        {
            say("テーマ"): labels,
            say("声の数"): frame["comments"].to_numpy(),
            say("両方のための声"): frame["total"].to_numpy(),
            say("割合"): frame["share"].to_numpy(),
            say("下限"): frame["low"].to_numpy(),
            say("上限"): frame["high"].to_numpy(),
        }
    )
    return Chart(
        "shared_themes", figure, table,
        _shared_title(labels, frame["comments"].to_numpy(), n, say),
        say("「両方のため」の声{n}件のうちの割合と95%の幅", n=n),
        footer(voices, say),
        say("住む人と訪れる人の両方のためになる話だけを集めました。棒の先の細い線は、割合が動きうる幅です。"),
        coded=("themes", "axis"),
    )  # fmt: skip


def _shared_title(labels: list[str], counts: NDArray[np.int64], n: str, say: Say) -> str:
    places = leaders_among(counts)
    themes = leading([labels[place] for place in places], counts[places].tolist(), say)
    sentence = say("住む人と訪れる人の両方のための声{n}件でよく挙がったのは{themes}です。", n=n, themes=themes)
    return sentence + say("順番の差は確認できません。") if len(places) > 1 else sentence


def theme_contrast(voices: Voices, say: Say, split: Split | Pair = "axis", question: str = "", most: int = 12) -> Chart:
    """Return the themes of both sides as pairs of points with intervals; hollow = no difference confirmed."""
    questions = (question,) if question else ()
    sides = sides_of(voices, split, say, questions)
    frame = compare_themes(voices, split, questions)
    frame = frame[frame["left"] + frame["right"] > 0]
    if frame.empty or not sides.usable:
        return empty_chart("theme_contrast", voices, say, say("くらべられるだけの声が、まだ両方にそろっていません。"))
    largest = (frame["left"] + frame["right"]).sort_values(ascending=False, kind="stable").index[:most]
    frame = frame.loc[largest].sort_values("difference", ascending=False, kind="stable").reset_index(drop=True)
    return _dumbbell_chart(
        "theme_contrast",
        voices,
        frame,
        sides,
        contrast_title(frame, sides, theme_names(voices, say), say),
        say,
    )


def contrast_title(frame: pd.DataFrame, sides: Sides, names: dict[str, str], say: Say) -> str:
    """Return the largest confirmed difference of each direction, or that none is confirmed."""
    confirmed = frame[frame["different"]]
    if confirmed.empty:
        return say("テーマの割合に、{left}と{right}の差は確認できません。", left=sides.names[0], right=sides.names[1])
    message = N_("{side}の声に多いのは「{theme}」") if sides.pair.by == "axis" else N_("{side}に多いのは「{theme}」")
    tops = (
        confirmed[confirmed["difference"] > 0].nlargest(1, "difference"),
        confirmed[confirmed["difference"] < 0].nsmallest(1, "difference"),
    )
    parts = [
        say(message, side=side, theme=names[top["theme"].iloc[0]])
        for side, top in zip(sides.names, tops, strict=True)
        if len(top)
    ]
    return say("、").join(parts) + say("です。")


def _dumbbell_chart(key: str, voices: Voices, frame: pd.DataFrame, sides: Sides, title: str, say: Say) -> Chart:
    names = theme_names(voices, say)
    labels = [names[theme] for theme in frame["theme"]]
    left, right = f"{sides.totals[0]:,}", f"{sides.totals[1]:,}"
    subtitle = (
        say(
            "{left}の声{n}件と{right}の声{m}件のうち、テーマを含む割合と95%の幅",
            left=sides.names[0],
            n=left,
            right=sides.names[1],
            m=right,
        )
        if sides.unit == "comments"
        else say(
            "{left}{n}人と{right}{m}人に聞いたうち、書いた人の割合と95%の幅",
            left=sides.names[0],
            n=left,
            right=sides.names[1],
            m=right,
        )
    )
    reading = say(
        "ぬりつぶしの印は差が確かめられたテーマ、白ぬきの印は差を確認できないテーマです。横の細い線は、割合が動きうる幅です。"
    )
    if sides.unstable:
        reading += say(UNSTABLE)
    table = contrast_table(frame, labels, sides, say)
    figure = dumbbells(labels, frame, _drawn(frame, sides), say)
    return Chart(key, figure, table, title, subtitle, footer(voices, say), reading, coded=sides.coded("themes"))


def contrast_table(frame: pd.DataFrame, labels: list[str], sides: Sides, say: Say) -> pd.DataFrame:
    """Return compared themes as a table in the reader's words."""
    left, right = sides.names
    return pd.DataFrame(
        {
            say("テーマ"): labels,
            say("{side}の数", side=left): frame["left"].to_numpy(),
            say("{side}の全体", side=left): frame["left_total"].to_numpy(),
            say("{side}の割合", side=left): frame["share"].to_numpy(),
            say("{side}の数", side=right): frame["right"].to_numpy(),
            say("{side}の全体", side=right): frame["right_total"].to_numpy(),
            say("{side}の割合", side=right): frame["other_share"].to_numpy(),
            say("差"): frame["difference"].to_numpy(),
            say("差の下限"): frame["low"].to_numpy(),
            say("差の上限"): frame["high"].to_numpy(),
            # Text: a small q in a column of shares would be read as one.
            say("q値"): [q_value(q) for q in frame["q"]],
            say("判定"): [say("差あり") if yes else say("差は確認できません") for yes in frame["different"]],
        }
    )


def _drawn(frame: pd.DataFrame, sides: Sides) -> tuple[Side, Side]:
    left = frame[["left", "left_total", "share"]].set_axis(["count", "total", "share"], axis=1)
    right = frame[["right", "right_total", "other_share"]].set_axis(["count", "total", "share"], axis=1)
    return (
        Side(sides.names[0], sides.inks[0], sides.unit, left),
        Side(sides.names[1], sides.inks[1], sides.unit, right),
    )
