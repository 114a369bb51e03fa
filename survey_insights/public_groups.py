"""Voices whose groups are large enough to be told in public, and which ways of grouping must not stand side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_insights.attributes import OTHER, UNANSWERED
from survey_insights.counts import asked
from survey_insights.disclosure import joined
from survey_insights.selection import FEWEST_PEOPLE, remember_asked
from survey_loader.voices import Voices

# What people are told apart by in public, the most telling first; a wave is one of them.
PUBLIC_ATTRIBUTES = ("wave", "relation", "age", "place")
MOST_GROUPS = 8
# A survey that runs for years has many waves; they stand side by side on a line.
MOST_WAVES = 120
NOBODY_KNOWS = ""


def with_large_groups(voices: Voices, by: str, question: str = "") -> tuple[Voices, int]:
    """Return voices in which the small groups of an attribute are one (`attributes.OTHER`), and how many are in it.

    Small by who was asked the question, "" for everybody. Those nobody knows the group of are a group, too: the total
    less the others would tell of them.
    """
    remembered = remember_asked(voices)
    of_person = plain(remembered.interviews[by])
    sizes = of_person[asked(remembered, (question,) if question else ())].value_counts()
    together = joined(sizes.to_numpy(), MOST_WAVES if by == "wave" else MOST_GROUPS)
    small = {str(group) for group in sizes.index[together]}
    if not small:
        return remembered, 0
    return recoded(remembered, by, small), len(small)


def recoded(voices: Voices, by: str, small: set[str]) -> Voices:
    """Return voices in which these groups of an attribute are one, `attributes.OTHER`, behind all others."""

    def joint(column: pd.Series) -> pd.Series:
        names = plain(column)
        return pd.Series(
            pd.Categorical(names.where(~names.isin(small), OTHER), categories=_order(column, small)), index=column.index
        )

    return replace(
        voices,
        interviews=voices.interviews.assign(**{by: joint(voices.interviews[by])}),
        comments=voices.comments.assign(**{by: joint(voices.comments[by])}),
    )


def plain(column: pd.Series) -> pd.Series:
    """Return the column as plain text; who is in no group is `NOBODY_KNOWS`."""
    names = column.astype(object)
    return names.where(names.notna() & ~names.isin(UNANSWERED), NOBODY_KNOWS).astype(str)


def _order(column: pd.Series, small: set[str]) -> list[str]:
    known = list(column.cat.categories) if isinstance(column.dtype, pd.CategoricalDtype) else sorted(set(column))
    order = dict.fromkeys([*map(str, known), NOBODY_KNOWS])
    return [group for group in order if group not in small and group not in UNANSWERED[1:]] + [OTHER]


def too_alike(first: NDArray[np.int64], second: NDArray[np.int64]) -> bool:
    """Return whether a group of one attribute is inside a group of another but for fewer than five people.

    Both as `codes` of the same people. Side by side the two would tell of those few by subtraction (differencing:
    Hundepool et al. 2012, 4.7), and where they are the very same people, each would tell what the other keeps back.
    """
    table = np.zeros((first.max(initial=-1) + 1, second.max(initial=-1) + 1), dtype=np.int64)
    np.add.at(table, (first, second), 1)
    if min(table.shape) < 2:
        return False
    rows, columns = table.sum(axis=1)[:, None], table.sum(axis=0)[None, :]
    inside = ((table == rows) & (columns - rows < FEWEST_PEOPLE)) | (
        (table == columns) & (rows - columns < FEWEST_PEOPLE)
    )
    return bool((inside & (table > 0)).any())


def codes(voices: Voices, by: str, question: str) -> NDArray[np.int64]:
    """Return the group of each person who was asked a question as a number, small groups as one."""
    large, _ = with_large_groups(voices, by, question)
    people = plain(large.interviews[by])[asked(large, (question,))]
    return np.asarray(pd.factorize(people)[0], dtype=np.int64)
