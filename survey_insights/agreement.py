"""Agreement between coders, people and machine alike: Krippendorff's alpha with a bootstrap interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import krippendorff
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_insights.accuracy import DRAWS, SEED, Figure, Floats, figure, weights
from survey_insights.reference import AXIS_LABELS, MISSING, TONE_LABELS, Reference, latest, places_of


class Agreement(NamedTuple):
    """Alpha of one field: 1 is perfect, 0 what chance gives. n: comments that at least two coded."""

    field: str
    n: int
    coders: int
    alpha: Figure


def alpha(ratings: NDArray[np.int64], draws: int = DRAWS, seed: int = SEED) -> tuple[int, Figure]:
    """Return (comments coded twice or more, nominal alpha) of ratings (comments x coders), MISSING where not coded.

    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: the point value is the `krippendorff` package's;
    the interval resamples comments, by sums of each comment's own part of the coincidence matrix.
    """
    known = ratings != MISSING
    ratings = ratings[known.sum(axis=1) >= 2]
    if not len(ratings) or len(np.unique(ratings[ratings != MISSING])) < 2:
        return len(ratings), Figure(np.nan, np.nan, np.nan)
    labels = np.unique(ratings[ratings != MISSING])
    counts = (ratings[:, :, None] == labels).sum(axis=1).astype(float)
    coded = counts.sum(axis=1)
    agreeing = (counts * (counts - 1)).sum(axis=1) / (coded - 1)
    drawn = weights(len(ratings), draws, seed)
    values = _alpha(drawn @ agreeing, drawn @ counts)
    table = np.where(ratings == MISSING, np.nan, ratings).T.astype(float)
    values[0] = krippendorff.alpha(reliability_data=table, level_of_measurement="nominal")
    return len(ratings), figure(values)


def _alpha(agreeing: Floats, counts: Floats) -> Floats:
    total = counts.sum(axis=1)
    expected = total * total - (counts * counts).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(expected > 0, 1 - (total - 1) * (total - agreeing) / expected, np.nan))


def between_people(judgements: pd.DataFrame, theme_keys: Sequence[str], draws: int = DRAWS) -> list[Agreement]:
    """Return the agreement of people with each other on comments drawn at random: axis, tone, and all themes."""
    each = latest(judgements)
    coders = each["coder"].nunique()
    found = []
    for field, names in (("axis", AXIS_LABELS), ("tone", TONE_LABELS)):
        n, value = alpha(_table(each, places_of(each[field], names)), draws)
        found.append(Agreement(field, n, coders, value))
    return [*found, Agreement("themes", *_of_themes(each, theme_keys, coders, draws))]


def _of_themes(each: pd.DataFrame, keys: Sequence[str], coders: int, draws: int) -> tuple[int, int, Figure]:
    """All themes at once: each theme of each comment is a yes or no, resampled comment by comment."""
    tables = []
    for key in keys:
        held = np.array([key in themes for themes in each["themes"]], dtype=np.int64)
        tables.append(_table(each, held))
    if not tables or not len(tables[0]):
        return 0, coders, Figure(np.nan, np.nan, np.nan)
    return _pooled(np.stack(tables), coders, draws)


def _pooled(ratings: NDArray[np.int64], coders: int, draws: int) -> tuple[int, int, Figure]:
    twice = (ratings[0] != MISSING).sum(axis=1) >= 2
    ratings = ratings[:, twice]
    counts = (ratings[:, :, :, None] == np.array([0, 1])).sum(axis=2).astype(float)
    coded = counts.sum(axis=2, keepdims=True)
    agreeing = ((counts * (counts - 1)).sum(axis=2) / np.maximum(coded[:, :, 0] - 1, 1)).sum(axis=0)
    drawn = weights(int(twice.sum()), draws, SEED)
    return int(twice.sum()), coders, figure(_alpha(drawn @ agreeing, drawn @ counts.sum(axis=0)))


def _table(each: pd.DataFrame, values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return comments x coders."""
    wide = each.assign(value=values).pivot(index="comment", columns="coder", values="value")
    return np.asarray(wide.fillna(MISSING).to_numpy(), dtype=np.int64)


def with_machine(reference: Reference, draws: int = DRAWS) -> list[Agreement]:
    """Return the agreement of people (together) with the machine: axis, tone, and all themes."""
    found = []
    for field, pairs in (("axis", reference.axis), ("tone", reference.tone)):
        n, value = alpha(pairs, draws)
        found.append(Agreement(field, n, 2, value))
    known = reference.themes_known
    people, machine = reference.themes_people[known].astype(int), reference.themes_machine[known].astype(int)
    if not len(people):
        return [*found, Agreement("themes", 0, 2, Figure(np.nan, np.nan, np.nan))]
    n, coders, value = _pooled(np.stack([people.T, machine.T], axis=2), 2, draws)
    return [*found, Agreement("themes", n, coders, value)]
