"""Words: in how many comments each stands, and which ones mark one side."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from survey_insights.charts import Chart, empty_chart, footer, new_figure
from survey_insights.counts import LABELS, Mask, label_codes, with_shares
from survey_insights.drawing import FRAME_HEIGHT, heading, legend_mark, row_names, share_bars
from survey_insights.labels import Split, axis_label, escape, leading, percent, points, q_value, wrap
from survey_insights.palette import AXIS_INK, INK_TEXT, PEOPLE, RULE, SURFACE, Ink
from survey_insights.sides import UNSTABLE, Pair, Sides, side_masks, sides_of
from survey_insights.statistics import LEAST_COMMENTS, leaders_among, marked_words, newcombe
from survey_loader.language import Say
from survey_loader.voices import Voices

WORD_ROW = 34


def comments_with_words(voices: Voices, mask: Mask) -> NDArray[np.int64]:
    """Return, for each word of the vocabulary, in how many comments of the mask it stands."""
    kept = np.repeat(mask, np.diff(voices.words.indptr)) & (voices.words.data != 0)
    return np.bincount(voices.words.indices[kept], minlength=len(voices.vocabulary)).astype(np.int64)


def most_written(voices: Voices, most: int) -> list[str]:
    """Return the words in most comments, the most frequent first; no more is counted than that."""
    often = comments_with_words(voices, np.ones(len(voices.comments), dtype=bool))
    order = np.argsort(-often, kind="stable")[:most]
    return [str(word) for word in voices.vocabulary[order[often[order] > 0]]]


def word_counts(voices: Voices, at_least: int = 1) -> pd.DataFrame:
    """Return word, comments, total, share, low, high, live, visit, both, none, lean; most frequent first.

    Counts are comments that contain the word. `lean` is the axis whose comments the word
    marks (log-odds against all other comments, Benjamini-Hochberg over all words and
    axes, q < 0.05), "" where no difference is confirmed.
    """
    codes = label_codes(voices, "axis")
    counts = {label: comments_with_words(voices, codes == i) for i, label in enumerate(LABELS["axis"])}
    total = sum(counts.values(), np.zeros(len(voices.vocabulary), dtype=np.int64))
    frame = pd.DataFrame({"word": voices.vocabulary, "comments": total, **counts, "lean": _leans(counts, total)})
    frame = with_shares(frame.assign(total=len(voices.comments)), "comments", "total")
    frame = frame[frame["comments"] >= max(at_least, 1)]
    columns = ["word", "comments", "total", "share", "low", "high", *LABELS["axis"], "lean"]
    # Ties in the order of the word itself: the same table every time.
    return frame.sort_values(["comments", "word"], ascending=[False, True])[columns].reset_index(drop=True)


def _leans(counts: dict[str, NDArray[np.int64]], total: NDArray[np.int64]) -> NDArray[np.object_]:
    axes = ("live", "visit", "both")
    left = np.concatenate([counts[axis] for axis in axes])
    right = np.concatenate([total - counts[axis] for axis in axes])
    size = total.size
    tests = [marked_words(left[i * size : (i + 1) * size], right[i * size : (i + 1) * size]) for i in range(3)]
    z = np.stack([np.where(test["different"], test["z"], 0.0) for test in tests])
    best = z.argmax(axis=0) if size else np.zeros(0, dtype=int)
    names = np.array(axes, dtype=object)[best]
    return np.where(z.max(axis=0) > 0, names, "") if size else names


def top_words(voices: Voices, say: Say, most: int = 20) -> Chart:
    """Return the words in most comments as bars, coloured by the axis they mark where that is confirmed."""
    frame = word_counts(voices).head(most)
    if frame.empty:
        return empty_chart("top_words", voices, say, say("数えられることばは、まだありません。"))
    inks = [AXIS_INK[lean] if lean else Ink(PEOPLE, "circle", "●", "") for lean in frame["lean"]]
    names = [f"{AXIS_INK[lean].glyph} {word}" if lean else word
             for word, lean in zip(frame["word"], frame["lean"], strict=True)]  # fmt: skip
    figure = share_bars(frame, names, inks, "comments", "total", say)
    figure.update_layout(height=FRAME_HEIGHT + 30 + WORD_ROW * len(frame))
    for axis in ("live", "both", "visit"):
        if (frame["lean"] == axis).any():
            legend_mark(figure, axis_label(axis, say), AXIS_INK[axis])
    n = f"{len(voices.comments):,}"
    return Chart(
        "top_words", figure, word_table(frame, say),
        top_title(frame, n, say),
        say("そのことばを含む声の割合と95%の幅（1つの声に何度出ても1件）"), footer(voices, say),
        say("色と模様がついたことばは、住む人・訪れる人・両方のための声のどれかに多いと確かめられたことばです。"),
    )  # fmt: skip


def top_title(frame: pd.DataFrame, n: str, say: Say) -> str:
    """Return which words of `word_counts` stand in most comments, or which ones nobody can put in order."""
    places = leaders_among(frame["comments"], least=2)
    if not len(places):
        return say("どのことばも1件ずつです（声{n}件）。", n=n)
    chosen = frame.iloc[places]
    words = leading(chosen["word"].tolist(), chosen["comments"].tolist(), say, unit=say("ことば"))
    sentence = say("声{n}件で多くの声に出てきたことばは{words}です。", n=n, words=words)
    return sentence + say("順番の差は確認できません。") if len(places) > 1 else sentence


def word_table(frame: pd.DataFrame, say: Say) -> pd.DataFrame:
    """Return `word_counts` as a table in the reader's words."""
    leans = [axis_label(lean, say) if lean else say("差は確認できません") for lean in frame["lean"]]
    counts = {axis_label(label, say): frame[label].to_numpy() for label in LABELS["axis"]}
    return pd.DataFrame(
        {
            say("ことば"): frame["word"].to_numpy(),
            say("声の数"): frame["comments"].to_numpy(),
            say("割合"): frame["share"].to_numpy(),
            say("下限"): frame["low"].to_numpy(),
            say("上限"): frame["high"].to_numpy(),
            **counts,
            say("多いのは"): leans,
        }
    )


def compare_words(voices: Voices, split: Split | Pair = "axis") -> pd.DataFrame:
    """Return the words of two sides, strongest |z| first.

    Columns word, left, left_total, right, right_total (comments), share, other_share, difference with Newcombe's
    low and high, and delta, z, p, q, different of `marked_words`. Only words in at least 5 comments of the two
    sides together.
    """
    masks = side_masks(voices, split)
    left, right = (comments_with_words(voices, mask) for mask in masks)
    kept = left + right >= LEAST_COMMENTS
    n, m = (int(mask.sum()) for mask in masks)
    frame = pd.DataFrame(
        {"word": voices.vocabulary[kept], "left": left[kept], "left_total": n, "right": right[kept], "right_total": m}
    )
    low, high = newcombe(frame["left"], frame["left_total"], frame["right"], frame["right_total"])
    share, other = frame["left"] / max(n, 1), frame["right"] / max(m, 1)
    frame = frame.assign(share=share, other_share=other, difference=share - other, low=low, high=high)
    frame = frame.join(marked_words(frame["left"], frame["right"]))
    # The test counts against all words, the drawn share against all comments: where the comments of one side are
    # longer the two may point to different sides, and then nothing is called different.
    frame["different"] &= np.sign(frame["z"]) == np.sign(frame["difference"])
    order = frame["z"].abs().sort_values(ascending=False, kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def word_contrast(voices: Voices, say: Say, split: Split | Pair = "axis", most: int = 10) -> Chart:
    """Return the words that mark each side, left and right of zero; grey where no difference is confirmed.

    The words are chosen by z; their bars are as long as the shares of the comments that hold them differ.
    """
    sides = sides_of(voices, split, say, unit="comments")
    frame = compare_words(voices, split)
    shown = pd.concat([frame[frame["z"] > 0].head(most), frame[frame["z"] < 0].head(most)])
    if shown.empty or not sides.usable:
        return empty_chart(
            "word_contrast", voices, say, say("くらべられるだけのことばが、まだ両方にそろっていません。")
        )
    shown = shown.sort_values("difference", ascending=False, kind="stable").reset_index(drop=True)
    reading = say(
        "棒が長いほど、含む声の割合の差が大きいことばです。灰色のことばは、差を確認できません。"
        "どのことばを載せるかは、対数オッズ比（z値）の大きさで選んでいます。"
    )
    if sides.unstable:
        reading += say(UNSTABLE)
    subtitle = say(
        "{left}の声{n}件と{right}の声{m}件で、ことばを含む声の割合の差。数字は含む声の数（左／右）",
        left=sides.names[0], n=f"{sides.totals[0]:,}", right=sides.names[1], m=f"{sides.totals[1]:,}",
    )  # fmt: skip
    return Chart(
        "word_contrast",
        _mirror(shown, sides, say),
        contrasted_words(frame, sides.names, say),
        word_title(frame, sides.names, say),
        subtitle,
        footer(voices, say),
        reading,
        coded=sides.coded(),
    )


def word_title(frame: pd.DataFrame, names: tuple[str, str], say: Say) -> str:
    """Return the words most marked on each side, or that none is confirmed."""
    confirmed = frame[frame["different"]]
    if confirmed.empty:
        return say("ことばの出かたに、{left}と{right}の声の差は確認できません。", left=names[0], right=names[1])
    parts = [
        say("{side}の声に多いことばは「{words}」", side=name, words=say("」「").join(words))
        for name, words in zip(
            names,
            (confirmed[confirmed["z"] > 0]["word"].head(2), confirmed[confirmed["z"] < 0]["word"].head(2)),
            strict=True,
        )
        if len(words)
    ]
    return say("、").join(parts) + say("です。")


def contrasted_words(frame: pd.DataFrame, names: tuple[str, str], say: Say) -> pd.DataFrame:
    """Return `compare_words` as a table in the reader's words."""
    return pd.DataFrame(
        {
            say("ことば"): frame["word"].to_numpy(),
            say("{side}の数", side=names[0]): frame["left"].to_numpy(),
            say("{side}の割合", side=names[0]): frame["share"].to_numpy(),
            say("{side}の数", side=names[1]): frame["right"].to_numpy(),
            say("{side}の割合", side=names[1]): frame["other_share"].to_numpy(),
            say("差"): frame["difference"].to_numpy(),
            say("差の下限"): frame["low"].to_numpy(),
            say("差の上限"): frame["high"].to_numpy(),
            say("z値"): frame["z"].to_numpy(),
            # Text: a small q in a column of shares would be read as one.
            say("q値"): [q_value(q) for q in frame["q"]],
            say("判定"): [say("差あり") if yes else say("差は確認できません") for yes in frame["different"]],
        }
    )


def counted_words(row: Any, sides: Sides, say: Say) -> str:
    """Return, for a hover text, both counts of a row of `compare_words` with shares, and the difference's interval."""
    lines = [
        say("{side} {n}件（{percent}）", side=name, n=f"{n:,}", percent=percent(share))
        for name, n, share in zip(sides.names, (row.left, row.right), (row.share, row.other_share), strict=True)
    ]
    lines.append(say("差の幅 {interval}", interval=points(row.low, row.high, say)))
    return "<br>".join(map(escape, lines))


def _mirror(frame: pd.DataFrame, sides: Sides, say: Say) -> go.Figure:
    """Draw words left and right of zero; the left side's words run to the left."""
    figure = new_figure(FRAME_HEIGHT + 30 + WORD_ROW * len(frame))
    rows = pd.Series(range(len(frame)), index=frame.index)
    for ink, name, chosen in (
        (sides.inks[0], sides.names[0], frame["different"] & (frame["z"] > 0)),
        (sides.inks[1], sides.names[1], frame["different"] & (frame["z"] < 0)),
        (Ink(SURFACE, "circle", "○", "", INK_TEXT), say("差は確認できません"), ~frame["different"]),
    ):
        part = frame[chosen]
        figure.add_bar(
            x=(-part["difference"]).tolist(), y=rows[chosen].tolist(), orientation="h", name=escape(name),
            cliponaxis=False,
            marker={"color": ink.colour, "line": {"color": RULE, "width": 1},
                    "pattern": {"shape": ink.pattern, "fgcolor": "#FFFFFF", "fgopacity": 0.22, "size": 7,
                                "solidity": 0.25, "fillmode": "overlay"}},
            showlegend=False,
            hovertext=[
                f"<b>{wrap(str(row.word), 30)}</b><br>"
                + counted_words(row, sides, say) + f"<br>{escape(name)}"
                for row in part.itertuples()
            ], hoverinfo="text",
        )  # fmt: skip
    for place, position in ((frame["difference"] > 0, "middle right"), (frame["difference"] <= 0, "middle left")):
        # On the empty side of zero: beside the end of a long bar there is no room on a phone.
        figure.add_scatter(
            x=[0] * int(place.sum()), y=rows[place].tolist(), mode="text", textposition=position,
            text=[f" {row.left:,} / {row.right:,} " for row in frame[place].itertuples()],
            textfont={"size": 13, "color": INK_TEXT}, hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    edge = float(frame["difference"].abs().max()) * 1.05
    figure.update_xaxes(range=[-edge, edge], showticklabels=False, showgrid=False, zeroline=True, zerolinecolor=RULE)
    figure.update_layout(barmode="overlay", margin={"t": 40})
    row_names(figure, list(frame["word"]), 14)
    heading(figure, sides.names[0], sides.inks[0], 0.0, "left")
    heading(figure, sides.names[1], sides.inks[1], 1.0, "right")
    return figure
