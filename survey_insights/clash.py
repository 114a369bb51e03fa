"""ぶつかり: the voices of residents whom visits trouble, how many they are and what they speak of."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_insights.charts import Chart, empty_chart, footer
from survey_insights.counts import with_shares
from survey_insights.drawing import share_bars
from survey_insights.labels import interval, percent
from survey_insights.palette import PEOPLE, Ink
from survey_insights.statistics import LEAST_COMMENTS, wilson
from survey_insights.themes import theme_names
from survey_loader.language import Say
from survey_loader.voices import Voices

# In whole percent a smaller share and its interval would be written as 0.
LEAST_SHARE = 0.005


def clashing(voices: Voices) -> NDArray[np.bool_]:
    """Return which comments are marked ぶつかり."""
    return voices.comments["clash"].to_numpy(dtype=bool)


def clash_themes(voices: Voices, say: Say, most: int = 8) -> Chart:
    """Return how many comments are ぶつかり, and their themes as bars.

    A theme that every one of them holds tells nothing of them (the coding names 観光とくらしの折り合い for each)
    and is left out, where there is another.
    """
    mask = clashing(voices)
    n, of = int(mask.sum()), len(mask)
    if not n:
        return empty_chart("clash_themes", voices, say, say("ぶつかりの声は、声{of}件の中にありません。", of=f"{of:,}"))
    frame = _counted(voices, mask).head(most)
    if frame.empty:
        return empty_chart("clash_themes", voices, say, clash_title(n, of, say))
    names = theme_names(voices, say)
    labels = [names[key] for key in frame["theme"]]
    return Chart(
        "clash_themes",
        share_bars(frame, labels, [Ink(PEOPLE, "circle", "●", "")] * len(frame), "comments", "total", say),
        pd.DataFrame(
            {
                say("テーマ"): labels,
                say("声の数"): frame["comments"].to_numpy(),
                say("ぶつかりの声"): frame["total"].to_numpy(),
                say("割合"): frame["share"].to_numpy(),
                say("下限"): frame["low"].to_numpy(),
                say("上限"): frame["high"].to_numpy(),
            }
        ),
        clash_title(n, of, say),
        say("ぶつかりの声{n}件のうち、そのテーマを含む声の割合と95%の幅", n=f"{n:,}"),
        footer(voices, say),
        say(
            "ぶつかりは、訪れる人が来ることで住む人が困っている声です（観光客でバスに乗れない、など）。"
            "どのぶつかりの声にもつくテーマは、ここでは除いてあります。"
        ),
        coded=("themes",),
    )


def clash_title(n: int, of: int, say: Say) -> str:
    """Return how many of how many comments are ぶつかり; a share only of at least 5, and where it is 0.5 % or more."""
    if n < LEAST_COMMENTS or n / of < LEAST_SHARE:
        return say("ぶつかりの声は、声{of}件のうち{n}件です。", of=f"{of:,}", n=f"{n:,}")
    low, high = wilson(n, of)
    return say(
        "ぶつかりの声は、声{of}件のうち{n}件（{percent}、幅 {interval}）です。",
        of=f"{of:,}", n=f"{n:,}", percent=percent(n / of), interval=interval(float(low), float(high), say),
    )  # fmt: skip


def _counted(voices: Voices, mask: NDArray[np.bool_]) -> pd.DataFrame:
    counts = np.asarray((voices.themes != 0).astype(np.int64).T @ mask.astype(np.int64)).ravel()
    total = int(mask.sum())
    keys = [theme.key for theme in voices.theme_list]
    frame = with_shares(pd.DataFrame({"theme": keys, "comments": counts, "total": total}), "comments", "total")
    frame = frame[frame["comments"] > 0].sort_values("comments", ascending=False, kind="stable")
    telling = frame[frame["comments"] < total]
    return (telling if len(telling) else frame).reset_index(drop=True)
