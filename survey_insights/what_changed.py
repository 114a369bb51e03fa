"""Two points in time side by side: what has changed, what has not, and what so few could not have shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from survey_insights.counts import asked, comparable, grouping
from survey_insights.labels import month_name
from survey_insights.series import Step, label_series, theme_series
from survey_insights.statistics import compared_shares, detectable
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

Kind = Literal["changed", "same", "open"]
Family = Literal["theme", "axis", "tone"]
KINDS: dict[Kind, str] = {
    "changed": N_("変わったと言える"),
    "same": N_("大きくは変わっていない"),
    "open": N_("この人数では分からない"),
}
# What a committee would call a large change, in points; the reader may choose another.
MARGINS = (5, 10, 15)
MARGIN = 10


@dataclass(frozen=True)
class Comparison:
    """Two points in time, the older first, compared row by row.

    rows: family, line (a theme key, axis or tone), count, total, other_count, other_total (now and before; people
    for themes, voices for axis and tone), the columns of `compared_shares` over all rows together, detectable
    (the smallest change these numbers show with 80 % power) and kind. A row is "changed" at q < 0.05; "same" where
    the drawn 95 % interval lies within `margin` points of zero; else "open": too few to tell. The second is the
    equivalence test of Schuirmann (1987, J. Pharmacokinet. Biopharm. 15: 657-680) by its interval, at 2.5 % a side.
    """

    step: Step
    before: str
    now: str
    margin: int
    question: str
    tone_question: str
    rows: pd.DataFrame

    def of(self, kind: Kind) -> pd.DataFrame:
        """Return the rows of one kind."""
        return self.rows[self.rows["kind"] == kind]


def point_name(step: Step, label: str, say: Say) -> str:
    """Return what a wave or a month is called."""
    return month_name(label, say) if step == "month" else label


def points_in_time(voices: Voices, step: Step, question: str = "") -> list[str]:
    """Return the waves or months that can be compared, in order of time."""
    groups, were_asked = grouping(voices, step), asked(voices, (question,) if question else ())
    met = np.unique(groups.interviews[were_asked & (groups.interviews >= 0)])
    return [groups.labels[place] for place in met]


def compare(
    voices: Voices,
    step: Step,
    points: tuple[str, str],
    question: str = "",
    tone_question: str = "",
    margin: int = MARGIN,
) -> Comparison:
    """Compare two waves or months (before, now): every theme, the axes, and the tones within one question.

    Themes and axes are of `question`, "" = all questions. Rows nobody wrote in either are left out.
    """
    questions = (question,) if question else ()
    keys = tuple(theme.key for theme in voices.theme_list)
    series: list[tuple[Family, pd.DataFrame]] = [
        ("theme", theme_series(voices, keys, step, questions)),
        ("axis", label_series(comparable(voices), "axis", step, questions)),
    ]
    if tone_question:
        series.append(("tone", label_series(voices, "tone", step, (tone_question,))))
    # The undecided are the rest: their share only mirrors what the others do.
    parts = [_side_by_side(family, frame[frame["line"] != "none"], points) for family, frame in series]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[(rows["count"] + rows["other_count"]) > 0].reset_index(drop=True)
    counts = [rows[name].to_numpy(dtype=float) for name in ("count", "total", "other_count", "other_total")]
    rows = rows.join(compared_shares(*counts))
    now, now_total, before, before_total = counts
    with np.errstate(invalid="ignore", divide="ignore"):
        pooled = (now + before) / (now_total + before_total)
    within = (rows["low"] > -margin / 100) & (rows["high"] < margin / 100)
    kinds = np.where(rows["different"], "changed", np.where(within, "same", "open"))
    rows = rows.assign(detectable=detectable(pooled, now_total, before_total), kind=kinds)
    return Comparison(step, points[0], points[1], margin, question, tone_question, _ordered(rows))


def _side_by_side(family: Family, series: pd.DataFrame, points: tuple[str, str]) -> pd.DataFrame:
    before, now = (series[series["label"] == point].set_index("line")[["count", "total"]] for point in points)
    lines = now.index.intersection(before.index, sort=False)
    now, before = now.loc[lines], before.loc[lines]
    frame = {
        "family": family, "line": lines, "count": now["count"].to_numpy(dtype=np.int64),
        "total": now["total"].to_numpy(dtype=np.int64), "other_count": before["count"].to_numpy(dtype=np.int64),
        "other_total": before["total"].to_numpy(dtype=np.int64),
    }  # fmt: skip
    return pd.DataFrame(frame)


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """The changed first, the largest change on top; then what has not changed and what is open, most written first."""
    rank = rows["kind"].map({kind: place for place, kind in enumerate(KINDS)})
    size = np.where(rows["kind"] == "changed", rows["difference"].abs(), rows["share"] + rows["other_share"])
    order = np.lexsort((-size, rank.to_numpy()))
    return rows.iloc[order].reset_index(drop=True)
