"""Shares corrected for the errors of the automatic coding, beside the raw ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_insights.accuracy import DRAWS, LEAST, SEED, Floats, figure
from survey_insights.reference import AXIS_LABELS, MISSING, TONE_LABELS, Reference, places_of
from survey_loader.voices import Voices

# Half a comment a cell: Jeffreys.
PRIOR = 0.5
COLUMNS = ("label", "comments", "raw", "corrected", "low", "high")


def corrected_shares(reference: Reference, voices: Voices, field: str, draws: int = DRAWS) -> pd.DataFrame:
    """Return the share of each label among these voices as coded and as corrected; columns COLUMNS.

    Calibration ("inverse regression"): corrected_t = sum over g of share_g * P(right answer t | given g), with P from
    the random sample. Drawn from the same comments, that is unbiased and steadier than inverting the confusion matrix
    (Tenenbein 1970, J. Am. Stat. Assoc. 65; Buonaccorsi 2010, Measurement Error, ch. 3). A label that the sample never
    met is left as given. The interval is that of the correction (Bayesian bootstrap), with half a comment added
    to each cell of a given label (Jeffreys' prior), so that a sample without an error does not pretend there is none.
    Empty with fewer than LEAST comments judged. `field` is axis, tone or themes (each theme by itself, yes or no).
    """
    if field == "themes":
        return _of_themes(reference, voices, draws)
    pairs, names = (reference.axis, AXIS_LABELS) if field == "axis" else (reference.tone, TONE_LABELS)
    known = pairs[:, 0] != MISSING
    if known.sum() < LEAST:
        return pd.DataFrame(columns=list(COLUMNS))
    counts = np.bincount(places_of(voices.comments[field], names), minlength=len(names)).astype(float)
    wanted, given = pairs[known].T
    shares = _calibrated(wanted, given, counts / max(counts.sum(), 1), draws)
    return _frame(names, counts, counts / max(counts.sum(), 1), shares)


def _of_themes(reference: Reference, voices: Voices, draws: int) -> pd.DataFrame:
    known = reference.themes_known
    if known.sum() < LEAST:
        return pd.DataFrame(columns=list(COLUMNS))
    total = max(voices.themes.shape[0], 1)
    counts = np.asarray((voices.themes != 0).sum(axis=0), dtype=float).ravel()
    shares = []
    for column in range(len(reference.theme_keys)):
        wanted = reference.themes_people[known, column].astype(np.int64)
        given = reference.themes_machine[known, column].astype(np.int64)
        share = counts[column] / total
        shares.append(_calibrated(wanted, given, np.array([1 - share, share]), draws)[:, 1])
    return _frame(reference.theme_keys, counts, counts / total, np.column_stack(shares))


def _calibrated(wanted: NDArray[np.int64], given: NDArray[np.int64], shares: Floats, draws: int) -> Floats:
    """Return (1 + draws, labels): corrected shares of the sample itself and of its resamples."""
    size = len(shares)
    met = np.bincount(given * size + wanted, minlength=size * size).reshape(size, size).astype(float)
    drawn = np.random.default_rng(SEED)
    likely = np.empty((1 + draws, size, size))
    for label in range(size):
        if not met[label].any():
            likely[:, label] = np.eye(size)[label]
            continue
        likely[0, label] = met[label] / met[label].sum()
        # Resampling by Dirichlet weights is the Bayesian bootstrap (Rubin 1981, Ann. Stat. 9).
        likely[1:, label] = drawn.dirichlet(met[label] + PRIOR, size=draws)
    return np.asarray(np.einsum("g,dgt->dt", shares, likely))


def _frame(names: tuple[str, ...], counts: Floats, raw: Floats, corrected: Floats) -> pd.DataFrame:
    found = [figure(corrected[:, place]) for place in range(len(names))]
    return pd.DataFrame(
        {
            "label": list(names), "comments": counts.astype(int), "raw": raw,
            "corrected": [part.value for part in found],
            "low": [part.low for part in found], "high": [part.high for part in found],
        }
    )  # fmt: skip
