"""Places compared: how many were asked there, and whom the voices of each are for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from survey_insights.charts import Chart, empty_chart, footer
from survey_insights.counts import asked_alike, comparable, grouping, label_counts
from survey_insights.drawing import share_bars
from survey_insights.labels import axis_label, interval, percent, q_value
from survey_insights.palette import AXIS_INK, PEOPLE, Ink
from survey_insights.statistics import compared_shares, wilson
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

# More rows nobody reads in a figure; the table has all.
MOST_ROWS = 15
# Fewer decided voices say little of a place.
SMALL = 30
HIGHEST = {
    "live": N_("住む人のための声の割合がほかの場所より高いのは「{place}」（{total}件のうち{n}件）"),
    "visit": N_("訪れる人のための声の割合がほかの場所より高いのは「{place}」（{total}件のうち{n}件）"),
}
EVEN_INK = Ink(PEOPLE, "circle", "●", "")
COLUMNS = (
    "place", "people", "comments", "live", "visit", "both", "none", "decided", "share", "low", "high", "q", "lean",
)  # fmt: skip


def lean_ink(lean: str) -> Ink:
    """Return how a lean is drawn; "" is a place for which no difference is confirmed."""
    return AXIS_INK[lean] if lean else EVEN_INK


def place_frame(voices: Voices) -> pd.DataFrame:
    """Return one row a place, the one where most people were asked first, columns COLUMNS.

    share: the part of `live` among the `decided` voices (live + visit; what is for both is its own group), with its
    Wilson interval. q, lean: whether it differs from that of all other places together (score test, corrected over
    the places after Benjamini-Hochberg): "live" or "visit" where the place has more of these, "" where no difference
    is confirmed. Voices without a place are left out.
    """
    alike = comparable(voices)
    groups = grouping(alike, "place")
    if not groups.labels:
        return pd.DataFrame(columns=list(COLUMNS))
    counts = label_counts(alike, "axis", "place").pivot(index="group", columns="label", values="comments")
    counts = counts.reindex(list(groups.labels), fill_value=0)
    asked = groups.interviews[groups.interviews >= 0]
    frame = pd.DataFrame(
        {"place": list(groups.labels), "people": np.bincount(asked, minlength=len(groups.labels))}
        | {axis: counts[axis].to_numpy(dtype=np.int64) for axis in ("live", "visit", "both", "none")}
    )
    frame["comments"] = frame[["live", "visit", "both", "none"]].sum(axis=1)
    frame["decided"] = frame["live"] + frame["visit"]
    frame = frame.sort_values(["people", "place"], ascending=[False, True], kind="stable").reset_index(drop=True)
    return _compared(frame)[list(COLUMNS)]


def _compared(frame: pd.DataFrame) -> pd.DataFrame:
    live, decided = frame["live"], frame["decided"]
    tested = compared_shares(live, decided, live.sum() - live, decided.sum() - decided)
    low, high = wilson(live, decided)
    more = np.where(tested["difference"] > 0, "live", "visit")
    lean = np.where(tested["different"], more, "")
    return frame.assign(share=tested["share"], low=low, high=high, q=tested["q"], lean=lean)


def finding(frame: pd.DataFrame, say: Say) -> str:
    """Return what the places show as a sentence: the largest confirmed difference each way, or that there is none."""
    parts = []
    for lean, message in HIGHEST.items():
        own = frame[frame["lean"] == lean].sort_values("share", ascending=lean == "visit", kind="stable")
        if len(own):
            first = own.iloc[0]
            total, n = f"{int(first['decided']):,}", f"{int(first[lean]):,}"
            parts.append(say(message, place=str(first["place"]), total=total, n=n))
    if not parts:
        return say("住む人のための声と訪れる人のための声の割合に、場所による差は確認できません。")
    return say("、").join(parts) + say("です。")


def place_shares(voices: Voices, frame: pd.DataFrame, say: Say) -> Chart:
    """Return the share of `place_frame` as bars, most people asked on top; coloured where a difference is confirmed."""
    shown = frame[frame["decided"] > 0].head(MOST_ROWS).reset_index(drop=True)
    if shown.empty:
        return empty_chart("place_shares", voices, say, say("場所のわかる声が、まだありません。"))
    names = [
        say("{place}（{n}件）", place=place, n=f"{int(n):,}")
        for place, n in zip(shown["place"], shown["decided"], strict=True)
    ]
    figure = share_bars(shown, names, [lean_ink(lean) for lean in shown["lean"]], "live", "decided", say)
    subtitle = say(
        "場所ごとの「住む人のため」の声の割合と95%の幅（「住む人のため」と「訪れる人のため」の声{n}件のうち）。"
        "名前のあとは、その場所でのこの2つの声の数。聞いた人の多い順",
        n=f"{int(frame['decided'].sum()):,}",
    )
    if not asked_alike(voices):
        subtitle += say(
            "。どの場所でも同じように分けるため、「だれにとって？」の答えは使わず、書かれたことばだけで分けています"
        )
    if len(frame) > len(shown):
        subtitle += say("（ほかの{n}か所は表にあります）", n=f"{len(frame) - len(shown):,}")
    return Chart(
        "place_shares", figure, table(frame, say), finding(frame, say), subtitle, footer(voices, say),
        reading(frame, say), coded=("axis",),
    )  # fmt: skip


def reading(frame: pd.DataFrame, say: Say) -> str:
    """Return how to read the shares of places, small numbers named."""
    told = say(
        "緑は住む人のための声が、橙は訪れる人のための声が、ほかの場所全部とくらべて多いと確かめられた場所です。"
        "灰色の場所は、差を確認できません。「両方のため」と「決められない」声は、この割合には入れていません。"
    )
    small = int((frame["decided"] < SMALL).sum())
    if small:
        told += say("{n}か所は声が{least}件に届かず、割合は大きく動きえます。", n=f"{small:,}", least=SMALL)
    return told


def judged(lean: str, say: Say) -> str:
    """Return the verdict on a place in words."""
    if not lean:
        return say("差は確認できません")
    return say("「{axis}」が多い", axis=axis_label(lean, say))


def share_told(row: pd.Series, say: Say) -> str:
    """Return the share of one row of `place_frame` with n and interval, in words."""
    if not row["decided"]:
        return say("まだわかりません（0件）")
    return say(
        "{total}件のうち{n}件（{percent}、幅 {interval}）",
        total=f"{int(row['decided']):,}",
        n=f"{int(row['live']):,}",
        percent=percent(row["share"]),
        interval=interval(row["low"], row["high"], say),
    )


def table(frame: pd.DataFrame, say: Say) -> pd.DataFrame:
    """Return `place_frame` in the reader's words."""
    return pd.DataFrame(
        {
            say("場所"): frame["place"].to_numpy(),
            say("聞いた人"): frame["people"].to_numpy(),
            say("声の数"): frame["comments"].to_numpy(),
            **{axis_label(axis, say): frame[axis].to_numpy() for axis in ("live", "visit", "both", "none")},
            say("「住む人のため」の割合"): frame["share"].to_numpy(dtype=float),
            say("下限"): frame["low"].to_numpy(dtype=float),
            say("上限"): frame["high"].to_numpy(dtype=float),
            # Text: a small q in a column of shares would be read as one.
            say("q値"): [q_value(q) for q in frame["q"]],
            say("判定"): [judged(lean, say) for lean in frame["lean"]],
        }
    )
