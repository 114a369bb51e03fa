"""What the found comments are about and who wrote them: counts by facet, straight from the columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_insights.selection import NO_LABEL
from survey_loader.voices import Voices

Rows = NDArray[np.int64]
# The columns of the comments that are facets, in the order readers ask for them; themes come before.
FacetName = Literal["theme", "axis", "tone", "question", "relation", "age", "place", "wave"]
FACETS: tuple[FacetName, ...] = ("theme", "axis", "tone", "question", "relation", "age", "place", "wave")
# No label is an answer of its own in these.
LABELLED = {"axis", "tone"}


@dataclass(frozen=True)
class Facet:
    """How many of the found comments have each value, the most first; "" and values in none are left out.

    A comment may have several themes; in all others it is counted once.
    """

    name: FacetName
    counts: tuple[tuple[str, int], ...]


def rows_of(voices: Voices, numbers: NDArray[np.int64]) -> Rows:
    """Return the rows of these voices whose comment has one of the numbers (ascending), in their own order."""
    own = voices.comments["number"].to_numpy(dtype=np.int64)
    if not len(numbers):
        return np.zeros(0, dtype=np.int64)
    place = np.minimum(np.searchsorted(numbers, own), len(numbers) - 1)
    return np.flatnonzero(numbers[place] == own)


def facets(voices: Voices, rows: Rows) -> tuple[Facet, ...]:
    """Return the counts of these rows by every facet, in the order of FACETS."""
    return tuple(
        Facet(name, _themes(voices, rows) if name == "theme" else _counts(voices.comments[name], rows, name))
        for name in FACETS
    )


def _themes(voices: Voices, rows: Rows) -> tuple[tuple[str, int], ...]:
    chosen = voices.themes[rows]
    found = np.bincount(chosen.indices[chosen.data != 0], minlength=len(voices.theme_list))
    return _ordered([theme.key for theme in voices.theme_list], found)


def _counts(column: pd.Series, rows: Rows, name: str) -> tuple[tuple[str, int], ...]:
    values = column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("category")
    names = [str(value) for value in values.cat.categories]
    # A missing value has the code -1: behind the others it is the last.
    codes = values.cat.codes.to_numpy()[rows].astype(np.int64)
    found = np.bincount(np.where(codes < 0, len(names), codes), minlength=len(names) + 1)
    return _ordered([*names, NO_LABEL if name in LABELLED else ""], found)


def _ordered(names: list[str], found: NDArray[np.int64]) -> tuple[tuple[str, int], ...]:
    order = np.argsort(-found, kind="stable")
    return tuple((names[place], int(found[place])) for place in order if found[place] and names[place])
