"""What public charts count: themes by group, labels by wave, words; with what of it is kept back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from survey_insights.attributes import OTHER
from survey_insights.counts import LABELS, asked, comparable, grouping, label_codes, question_mask, theme_people
from survey_insights.crosstab import CrossTable, cross
from survey_insights.disclosure import hidden, joined
from survey_insights.public_charts import Counts, Mask
from survey_insights.public_groups import MOST_WAVES, NOBODY_KNOWS, plain, recoded, with_large_groups
from survey_insights.selection import FEWEST_PEOPLE, remember_asked
from survey_loader.voices import Voices


@dataclass(frozen=True)
class Table:
    """Counts by row and group that may be shown: `hidden` where one is kept back; totals one a group.

    rows, groups: keys; the last group may be those nobody knows the group of (`NOBODY_KNOWS`), or
    `attributes.OTHER`. joined: how many groups are in the latter, joined_rows: how many labels in the row of that
    name. tested: the table behind the marks, without what is kept back.
    """

    rows: tuple[str, ...]
    groups: tuple[str, ...]
    counts: Counts
    totals: Counts
    hidden: Mask
    marks: Counts
    joined: int = 0
    joined_rows: int = 0
    tested: CrossTable | None = None


def people_by_theme(voices: Voices, question: str) -> pd.DataFrame:
    """Return theme, people, asked of one question: themes that five people or more wrote, most written first."""
    frame = theme_people(voices, (question,)).drop(columns="group")
    frame = frame[frame["people"] >= FEWEST_PEOPLE]
    return frame.sort_values("people", ascending=False, kind="stable").reset_index(drop=True)


def people_by_group(voices: Voices, by: str, question: str) -> Table:
    """Return people by theme and group of an attribute, of one question; fewer than two groups are an empty table.

    The groups are everybody who was asked, so that each row adds up to the theme's number, which is shown elsewhere.
    """
    large, together = with_large_groups(voices, by, question)
    table = cross(large, by, (question,))
    told = people_by_theme(voices, question).set_index("theme")["people"]
    kept = [place for place, theme in enumerate(table.themes) if theme in told.index]
    table = _of_rows(table, kept)
    counts, totals, groups = table.people, table.asked, table.groups
    if table.unknown:
        of_nobody = told.reindex(list(table.themes)).to_numpy(dtype=np.int64) - table.wrote
        counts = np.hstack([counts, of_nobody[:, None]])
        totals, groups = np.append(totals, table.unknown), (*groups, NOBODY_KNOWS)
    if len(groups) < 2 or not kept:
        return _nothing()
    back = hidden(counts)
    marks = np.zeros(counts.shape, dtype=np.int64)
    own = np.array([group != OTHER for group in table.groups])
    shown = np.where(back[:, : len(table.groups)] | ~own, 0, table.stands_out)
    marks[:, : len(table.groups)] = shown
    return Table(
        table.themes, groups, counts, totals, back, marks, together, tested=replace(table, stands_out=shown)
    )  # fmt: skip


def people_by_wave(voices: Voices, question: str) -> Table:
    """Return people by theme and wave as `people_by_group`; waves stand in order of time, without marks."""
    large, together = with_large_groups(voices, "wave", question)
    told = people_by_theme(voices, question).set_index("theme")["people"]
    frame = theme_people(large, (question,), by="wave")
    frame = frame[(frame["asked"] > 0) & frame["theme"].isin(told.index)]
    groups = tuple(frame["group"].drop_duplicates())
    if len(groups) < 2:
        return _nothing()
    wide = frame.pivot(index="theme", columns="group", values="people").loc[list(told.index), list(groups)]
    counts, totals = (
        wide.to_numpy(dtype=np.int64),
        frame.groupby("group")["asked"].first()[list(groups)].to_numpy(dtype=np.int64),
    )
    # Those of no wave at all.
    of_nobody = told.to_numpy(dtype=np.int64) - counts.sum(axis=1)
    unknown = asked_in(large, question) - int(totals.sum())
    if unknown:
        groups, counts = (*groups, NOBODY_KNOWS), np.hstack([counts, of_nobody[:, None]])
        totals = np.append(totals, unknown)
    marks = np.zeros(counts.shape, dtype=np.int64)
    return Table(tuple(told.index), groups, counts, totals, hidden(counts), marks, together)


def _of_rows(table: CrossTable, kept: list[int]) -> CrossTable:
    return replace(
        table, themes=tuple(table.themes[place] for place in kept), people=table.people[kept], p=table.p[kept],
        q=table.q[kept], stands_out=table.stands_out[kept], wrote=table.wrote[kept],
    )  # fmt: skip


def _nothing() -> Table:
    nothing = np.zeros((0, 0), dtype=np.int64)
    return Table((), (), nothing, nothing[0:0, 0:0].ravel(), nothing.astype(bool), nothing)


def comments_by_label(voices: Voices, name: Literal["axis", "tone"], question: str = "") -> Table:
    """Return comments by axis or tone and wave, so that neither a wave's nor a label's total tells what is kept back.

    Waves and labels of fewer than five people are one each. A count that rests on fewer than five people is kept
    back, however much they wrote.
    """
    alike = remember_asked(voices)
    alike = comparable(alike) if name == "axis" else alike
    mask = question_mask(alike, (question,) if question else ())
    chosen = alike.where(mask, np.ones(len(alike.interviews), dtype=bool))
    small = _small_waves(chosen)
    if small:
        chosen = recoded(chosen, "wave", small)
    return _labelled(chosen, name, len(small))


def _small_waves(voices: Voices) -> set[str]:
    """The waves in which fewer than five people answered one of the questions: charts of the others would tell."""
    waves, questions = plain(voices.comments["wave"]), plain(voices.comments["question"])
    writers = voices.comments.groupby([waves.rename("wave"), questions.rename("question")])["interview"].nunique()
    fewest = writers.groupby(level="wave").min()
    return {str(wave) for wave in fewest.index[joined(fewest.to_numpy(), MOST_WAVES)]}


def _labelled(voices: Voices, name: Literal["axis", "tone"], small: int) -> Table:
    codes, groups = label_codes(voices, name), grouping(voices, "wave")
    frame = pd.DataFrame({"person": voices.comments["interview"], "label": codes, "group": groups.comments})
    labels = LABELS[name]
    of_label = frame.groupby("label")["person"].nunique().reindex(range(len(labels)), fill_value=0).to_numpy()
    together = joined(of_label, len(labels))
    frame["label"] = np.where(together[frame["label"]], len(labels), frame["label"])
    rows = sorted(frame["label"].unique())
    counts, people = (
        frame.pivot_table(index="label", columns="group", values="person", aggfunc=how, fill_value=0)
        .reindex(index=rows, columns=range(len(groups.labels)), fill_value=0)
        .to_numpy(dtype=np.int64)
        for how in ("count", "nunique")
    )
    # Waves in which nobody was asked the question.
    used = np.flatnonzero(counts.sum(axis=0))
    counts, people = counts[:, used], people[:, used]
    if not rows or frame["person"].nunique() < FEWEST_PEOPLE or (counts.sum(axis=0) < FEWEST_PEOPLE).any():
        return _nothing()
    named = (*labels, OTHER)
    marks = np.zeros(counts.shape, dtype=np.int64)
    back = hidden(counts, both=True, few=people < FEWEST_PEOPLE)
    shown = tuple(groups.labels[place] for place in used)
    return Table(
        tuple(named[row] for row in rows), shown, counts, counts.sum(axis=0), back, marks, small, int(together.sum())
    )


def asked_in(voices: Voices, question: str) -> int:
    """Return how many people were asked a question."""
    return int(asked(remember_asked(voices), (question,)).sum())
