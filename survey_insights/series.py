"""Shares over time as frames: one row a line and wave, month or day, with n, interval and a real date."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from survey_insights.counts import (
    By,
    asked,
    grouping,
    label_counts,
    question_mask,
    theme_people,
    with_shares,
)
from survey_insights.selection import with_word
from survey_insights.statistics import compared_shares, detectable, largest_difference
from survey_loader.voices import Voices

Step = Literal["wave", "month", "day"]
# More days than this are a cloud of points on any screen, and each holds too little to be told from the next.
MOST_DAYS = 120
COLUMNS = ["line", "label", "date", "count", "total", "share", "low", "high"]


def days_with_voices(voices: Voices) -> int:
    """Return on how many calendar days somebody was asked or wrote; unknown days count as none."""
    return len(grouping(voices, "day").labels)


def fitting_step(voices: Voices, step: Step) -> Step:
    """Return the step that is drawn: months in place of more than MOST_DAYS days."""
    return "month" if step == "day" and days_with_voices(voices) > MOST_DAYS else step


def dates_of(voices: Voices, step: Step) -> pd.Series:
    """Return the day each wave (its middle), month (its 15th) or day stands at, by label; NaT where unknown.

    A wave without dates stands at the median day of its interviews.
    """
    labels = list(grouping(voices, step).labels)
    index = pd.Index(labels, dtype=object)
    if step == "month":
        return pd.Series(pd.to_datetime([f"{label}-15" for label in labels]), index=index)
    if step == "day":
        return pd.Series(pd.to_datetime(labels), index=index)
    waves = voices.waves.drop_duplicates("label").set_index("label").reindex(labels)
    starts, ends = pd.to_datetime(waves["starts"]), pd.to_datetime(waves["ends"])
    middle = starts.fillna(ends) + (ends.fillna(starts) - starts.fillna(ends)) / 2
    seen = voices.interviews["day"].groupby(voices.interviews["wave"].astype(object)).median()
    return pd.Series(middle.dt.normalize().fillna(seen.reindex(labels)), index=index)


def _in_time(frame: pd.DataFrame, voices: Voices, step: Step) -> pd.DataFrame:
    dates = dates_of(voices, step).astype("datetime64[ns]")
    dated = frame.assign(date=dates.reindex(pd.Index(frame["label"], dtype=object)).to_numpy())
    return dated[dated["total"] > 0][COLUMNS].reset_index(drop=True)


def label_series(
    voices: Voices, name: Literal["axis", "tone"], step: Step, questions: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Return the shares of comments by axis or tone over time; columns COLUMNS, `line` the axis or tone."""
    frame = label_counts(voices, name, by=step, questions=questions)
    frame = frame.rename(columns={"label": "line", "group": "label", "comments": "count"})
    return _in_time(frame, voices, step)


def theme_series(voices: Voices, themes: tuple[str, ...], step: Step, questions: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the share of people asked who wrote each theme over time; COLUMNS, `line` the theme key."""
    frame = theme_people(voices, questions, by=step)
    frame = frame[frame["theme"].isin(themes)]
    frame = frame.rename(columns={"theme": "line", "group": "label", "people": "count", "asked": "total"})
    return _in_time(frame, voices, step)


def word_series(voices: Voices, words: tuple[str, ...], step: Step, questions: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the share of people asked who wrote each word over time; columns COLUMNS, `line` the word."""
    by: By = step
    groups, mask = grouping(voices, by), question_mask(voices, questions)
    were_asked = asked(voices, questions) & (groups.interviews >= 0)
    totals = np.bincount(groups.interviews[were_asked], minlength=len(groups.labels))
    position = pd.Index(voices.interviews["number"]).get_indexer(pd.Index(voices.comments["interview"]))
    parts = []
    for word in words:
        people = np.unique(position[with_word(voices, word) & mask])
        people = people[people >= 0]
        codes = groups.interviews[people[were_asked[people]]]
        counts = np.bincount(codes, minlength=len(groups.labels))
        part = pd.DataFrame({"line": word, "label": groups.labels, "count": counts, "total": totals})
        parts.append(with_shares(part, "count", "total"))
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    return _in_time(pd.concat(parts, ignore_index=True), voices, step)


def last_change(series: pd.DataFrame) -> pd.DataFrame:
    """Return each line's last point against the one before: compared_shares' columns, index the line.

    Further columns label, previous, count, total, other_count, other_total, detectable
    (smallest difference seen with 80 % power). Empty with fewer than two points in time.
    """
    # Groups come in order of time, also where a wave has no date.
    labels = list(dict.fromkeys(series["label"]))
    if len(labels) < 2:
        return pd.DataFrame()
    new, old = (series[series["label"] == label].set_index("line") for label in (labels[-1], labels[-2]))
    old = old.reindex(new.index)
    frame = compared_shares(new["count"], new["total"], old["count"].fillna(0), old["total"].fillna(0))
    frame.index = new.index
    pooled = (new["count"] + old["count"].fillna(0)) / (new["total"] + old["total"].fillna(0))
    return frame.assign(
        label=labels[-1],
        previous=labels[-2],
        count=new["count"],
        total=new["total"],
        other_count=old["count"],
        other_total=old["total"],
        detectable=detectable(pooled, new["total"], old["total"]),
    )


def outstanding(series: pd.DataFrame) -> pd.DataFrame:
    """Return each point against all other points of its line together: compared_shares' columns, index as given.

    Further columns line, label, count, total, other_count, other_total. Benjamini-Hochberg runs over all points
    of all lines, since whoever looks for the odd day among many will find one by chance.
    """
    sums = series.groupby("line")[["count", "total"]].transform("sum")
    others = sums - series[["count", "total"]]
    frame = compared_shares(series["count"], series["total"], others["count"], others["total"])
    frame.index = series.index
    known = series[["line", "label", "count", "total"]]
    return frame.join(known).assign(other_count=others["count"], other_total=others["total"])


def most_outstanding(series: pd.DataFrame) -> pd.Series | None:
    """Return the confirmed row of `outstanding` with the largest difference, None where there is none."""
    compared = outstanding(series)
    confirmed = compared[compared["different"]]
    return None if confirmed.empty else largest_difference(confirmed)
