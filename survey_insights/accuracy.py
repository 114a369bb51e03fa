"""How right the automatic coding is: precision, recall and F1 by label, with bootstrap intervals over comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_insights.reference import AXIS_LABELS, MISSING, NONE, TONE_LABELS, Reference
from survey_insights.statistics import CONFIDENCE, wilson

Field = Literal["axis", "tone", "themes", "clash"]
DRAWS, SEED = 1000, 20261126
# Fewer comments than this say next to nothing; of a label, fewer than these.
LEAST, LEAST_OF_A_LABEL = 50, 10

Floats = NDArray[np.float64]


class Figure(NamedTuple):
    """A share 0..1 with its 95 % interval; NaN where nothing can be said."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Measured:
    """One field measured. `labels`: columns label, right, given, wanted, precision, recall, f1, each of the last three
    with _low and _high. agree: comments on which people and machine say the same. macro_f1: mean over the labels that
    occur. given_right, coverage: of the labels given (not none), how many are right, and how many were given for each
    that should be.
    """

    field: Field
    n: int
    labels: pd.DataFrame
    agree: Figure
    macro_f1: Figure
    given_right: Figure
    coverage: Figure


def measure(reference: Reference, field: Field, draws: int = DRAWS, seed: int = SEED) -> Measured:
    """Return one field of a reference measured.

    Plain shares of comments (agree, precision, recall of a label) have Wilson intervals, which stay honest where all
    or none are right; the others are percentile bootstrap over comments (Efron 1979).
    """
    if field == "themes":
        return _of_themes(reference, draws, seed)
    pairs = {"axis": reference.axis, "tone": reference.tone, "clash": reference.clash}[field]
    names = {"axis": AXIS_LABELS, "tone": TONE_LABELS, "clash": (NONE, "clash")}[field]
    known = pairs[:, 0] != MISSING
    wanted, given = pairs[known].T
    size = len(names)
    hit = np.zeros((len(wanted), size * size))
    hit[np.arange(len(wanted)), wanted * size + given] = 1.0
    counts = (weights(len(wanted), draws, seed) @ hit).reshape(-1, size, size)
    right = np.diagonal(counts, axis1=1, axis2=2)
    labels = _labels(names, right, counts.sum(axis=1), counts.sum(axis=2))
    none = names.index(NONE)
    others = [place for place in range(size) if place != none]
    labelled = counts[:, :, others].sum(axis=(1, 2))
    should = counts[:, others, :].sum(axis=(1, 2))
    return Measured(
        field,
        len(wanted),
        labels,
        proportion(right[0].sum(), len(wanted)),
        figure(_macro(right, counts.sum(axis=1), counts.sum(axis=2))),
        proportion(right[:, others].sum(axis=1)[0], labelled[0]),
        figure(_share(labelled, should)),
    )


def _of_themes(reference: Reference, draws: int, seed: int) -> Measured:
    known = reference.themes_known
    people, machine = reference.themes_people[known], reference.themes_machine[known]
    drawn = weights(len(people), draws, seed)
    right, given, wanted = (drawn @ part.astype(float) for part in (people & machine, machine, people))
    same = (people == machine).all(axis=1)
    labels = _labels(reference.theme_keys, right, given, wanted)
    precision, recall = _share(right.sum(axis=1), given.sum(axis=1)), _share(right.sum(axis=1), wanted.sum(axis=1))
    return Measured(
        "themes",
        len(people),
        labels,
        proportion(same.sum(), len(same)),
        figure(_share(2 * right.sum(axis=1), given.sum(axis=1) + wanted.sum(axis=1))),
        figure(precision),
        figure(recall),
    )


def weights(n: int, draws: int, seed: int) -> Floats:
    """Return (1 + draws, n): how often each comment stands in each resample; the first row is the sample itself."""
    if not n:
        return np.zeros((1 + draws, 0))
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=draws)
    return np.vstack([np.ones((1, n)), drawn]).astype(float)


def proportion(count: float, total: float) -> Figure:
    """Return a share of comments with its Wilson interval."""
    low, high = wilson(count, total)
    return Figure(float(count / total) if total else np.nan, float(low), float(high))


def figure(values: Floats) -> Figure:
    """Return the first value with the percentile interval of the others; resamples that say nothing are left out."""
    value, resampled = float(values[0]), values[1:][np.isfinite(values[1:])]
    if not np.isfinite(value) or not len(resampled):
        return Figure(value, np.nan, np.nan)
    edge = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(resampled, [edge, 100 - edge])
    return Figure(value, float(low), float(high))


def _share(count: Floats, total: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(total > 0, count / total, np.nan))


def _macro(right: Floats, given: Floats, wanted: Floats) -> Floats:
    """The mean F1 over the labels that people or the machine used in the sample itself."""
    used = (given[0] + wanted[0]) > 0
    if not used.any():
        return np.full(len(right), np.nan)
    scores = _share(2 * right[:, used], given[:, used] + wanted[:, used])
    return np.asarray(np.nan_to_num(scores, nan=0.0).mean(axis=1))


def _labels(names: Sequence[str], right: Floats, given: Floats, wanted: Floats) -> pd.DataFrame:
    rows = []
    for place, name in enumerate(names):
        r, g, w = right[:, place], given[:, place], wanted[:, place]
        row: dict[str, object] = {"label": name, "right": int(r[0]), "given": int(g[0]), "wanted": int(w[0])}
        found_kinds = (
            ("precision", proportion(r[0], g[0])),
            ("recall", proportion(r[0], w[0])),
            ("f1", figure(_share(2 * r, g + w))),
        )
        for kind, found in found_kinds:
            row |= {kind: found.value, f"{kind}_low": found.low, f"{kind}_high": found.high}
        rows.append(row)
    return pd.DataFrame(rows)


def by_group(reference: Reference, field: Field, column: str, draws: int = DRAWS) -> pd.DataFrame:
    """Return agreement of people and machine by question, wave or language: columns group, n, value, low, high."""
    rows = []
    for group in sorted(reference.facts[column].unique()):
        found = measure(reference.where((reference.facts[column] == group).to_numpy()), field, draws)
        rows.append({"group": group, "n": found.n, **found.agree._asdict()})
    return pd.DataFrame(rows, columns=["group", "n", "value", "low", "high"])


def still_needed(found: Measured) -> int:
    """Return how many more comments people must judge before a figure is shown at all."""
    return max(LEAST - found.n, 0)


def needed_for(share: float, half_width: float, have: int, population: int) -> int:
    """Return how many more comments make the 95 % interval of a share this narrow (+-), 0 where it is already.

    n = z^2 p (1-p) / h^2 with the correction for a finite population: Cochran (1977), Sampling Techniques, 4.4.
    Where the share is not known yet (NaN), 0.5 is the safe guess.
    """
    p = share if np.isfinite(share) and 0 < share < 1 else 0.5
    n = 1.959964**2 * p * (1 - p) / half_width**2
    corrected = n / (1 + (n - 1) / max(population, 1))
    return max(int(np.ceil(corrected)) - have, 0)
