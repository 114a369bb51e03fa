"""The statistics behind every "more" and "less": intervals, differences, tests, marked words."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from statsmodels.stats.multitest import fdrcorrection
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    test_proportions_2indep,
)

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
SIGNIFICANT_Q = 0.05
POWER = 0.80
# A word in fewer comments cannot be told from chance and would only cost other words power.
LEAST_COMMENTS = 5
# Weight of the prior, as part of all counts (statistics.md, point 2).
PRIOR_SHARE = 0.05
# Below this many comments a side, split halves agree on only half of the top ten.
STABLE_COMMENTS = 300


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _aligned(*values: ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.broadcast_arrays(*(_floats(value) for value in values)))


def wilson(count: ArrayLike, total: ArrayLike) -> tuple[Floats, Floats]:
    """Return the 95 % Wilson score interval of shares; NaN where the total is 0.

    Wilson (1927), J. Am. Stat. Assoc. 22; statsmodels has it.
    """
    counts, totals = _aligned(count, total)
    known = totals > 0
    low, high = proportion_confint(
        np.where(known, counts, 0), np.where(known, totals, 1), alpha=1 - CONFIDENCE, method="wilson"
    )
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def newcombe(
    count: ArrayLike, total: ArrayLike, other_count: ArrayLike, other_total: ArrayLike
) -> tuple[Floats, Floats]:
    """Return the 95 % interval of `count/total - other_count/other_total`; NaN where a total is 0.

    Newcombe (1998), Statistics in Medicine 17: 873-890, method 10; statsmodels has it.
    """
    a, n, b, m = _aligned(count, total, other_count, other_total)
    known = (n > 0) & (m > 0)
    fill = (np.where(known, a, 0), np.where(known, n, 1), np.where(known, b, 0), np.where(known, m, 1))
    low, high = confint_proportions_2indep(*fill, method="newcomb", compare="diff", alpha=1 - CONFIDENCE)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def two_proportions(count: ArrayLike, total: ArrayLike, other_count: ArrayLike, other_total: ArrayLike) -> Floats:
    """Return two-sided p-values that two shares are the same; 1 where nothing can be told.

    The score test with the N-1 correction of Campbell (2007), Statistics in Medicine 26:
    3661-3675; Fisher's exact test where an expected count is below 1, as he advises.
    """
    a, n, b, m = _aligned(count, total, other_count, other_total)
    shape = a.shape
    a, n, b, m = (np.atleast_1d(part).ravel() for part in (a, n, b, m))
    both = np.maximum(n + m, 1)
    expected = np.minimum(a + b, n + m - a - b) * np.minimum(n, m) / both
    p = np.ones(a.shape)
    large = expected >= 1
    if large.any():
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            # statsmodels also computes ratios we do not ask for, and divides by zero there.
            warnings.simplefilter("ignore", RuntimeWarning)
            tested = test_proportions_2indep(
                a[large], n[large], b[large], m[large], method="score", compare="diff", correction=True
            )
        p[large] = tested.pvalue
    for i in np.flatnonzero(~large & (expected > 0)):
        p[i] = stats.fisher_exact(np.array([[a[i], n[i] - a[i]], [b[i], m[i] - b[i]]])).pvalue
    return np.asarray(np.nan_to_num(p, nan=1.0).reshape(shape))


def independence(table: ArrayLike) -> float:
    """Return the p-value that the rows and columns of a table of counts have nothing to do with each other.

    Pearson's chi-square without correction where all expected counts are at least 1 and at most a fifth of them
    below 5 (Cochran 1954, Biometrics 10: 417-451), else the exact test of Freeman and Halton (1951, Biometrika
    38: 141-149), by 9,999 random tables with the same margins. Rows and columns that are empty tell nothing;
    1 where none is left to compare.
    """
    counts = _floats(table)
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(counts.shape) < 2:
        return 1.0
    expected = stats.contingency.expected_freq(counts)
    if expected.min() >= 1 and (expected < 5).mean() <= 0.2:
        return float(stats.chi2_contingency(counts, correction=False).pvalue)
    if counts.shape == (2, 2):
        return float(stats.fisher_exact(counts).pvalue)
    drawn = stats.MonteCarloMethod(n_resamples=9_999, rng=np.random.default_rng(0))
    return float(stats.fisher_exact(counts.astype(np.int64), method=drawn).pvalue)


def discoveries(p_values: ArrayLike) -> Floats:
    """Return Benjamini-Hochberg q-values (J. R. Stat. Soc. B 57, 1995); empty in, empty out."""
    p = _floats(p_values)
    return _floats(fdrcorrection(p)[1]) if p.size else p


def detectable(share: ArrayLike, total: ArrayLike, other_total: ArrayLike) -> Floats:
    """Return the smallest difference from `share` that these totals show with 80 % power at 5 %.

    (z_0.975 + z_0.80) * sqrt(share (1 - share) (1/n + 1/m)): Fleiss, Levin & Paik (2003),
    Statistical Methods for Rates and Proportions, ch. 4, with equal variances.
    """
    p, n, m = _floats(share), _floats(total), _floats(other_total)
    z = stats.norm.ppf(1 - (1 - CONFIDENCE) / 2) + stats.norm.ppf(POWER)
    with np.errstate(divide="ignore"):
        return np.asarray(np.minimum(z * np.sqrt(p * (1 - p) * (1 / n + 1 / m)), 1.0))


def paired(only_first: ArrayLike, only_second: ArrayLike) -> Floats:
    """Return exact two-sided McNemar p-values for two things the same people could both name.

    McNemar (1947), Psychometrika 12, exact binomial form.
    """
    first, second = _aligned(only_first, only_second)
    n = first + second
    p = 2 * stats.binom.cdf(np.minimum(first, second), np.maximum(n, 1), 0.5)
    return np.asarray(np.where(n > 0, np.minimum(p, 1.0), 1.0))


def leaders_among(counts: ArrayLike, least: int = 1) -> NDArray[np.int64]:
    """Return the places of the largest count and of those not told apart from it, largest first.

    Each is compared with the largest by the exact test of `paired` at 5 %; ignoring that one comment
    may stand in both makes the test careful. Empty when the largest is below `least`.
    """
    values = np.asarray(counts, dtype=np.int64)
    if values.size == 0 or values.max() < least:
        return np.zeros(0, dtype=np.int64)
    order = np.argsort(-values, kind="stable")
    alike = (paired(np.full(values.size, values.max()), values)[order] >= 0.05) & (values[order] > 0)
    alike[0] = True
    return order[alike]


def log_odds(left: ArrayLike, right: ArrayLike) -> tuple[Floats, Floats]:
    """Return (delta, z) of each word's use on the left against the right, by comment counts.

    Log-odds ratio with an informative Dirichlet prior: Monroe, Colaresi & Quinn (2008),
    Political Analysis 16: 372-403, eqs. 16, 20, 22; prior = overall share of the word,
    alpha0 = 5 % of all counts. n1 and n2 are the summed counts of the sides.
    """
    a, b = _floats(left), _floats(right)
    n1, n2 = a.sum(), b.sum()
    together = a + b
    if n1 == 0 or n2 == 0:
        return np.zeros(a.shape), np.zeros(a.shape)
    prior_total = PRIOR_SHARE * (n1 + n2)
    prior = prior_total * together / (n1 + n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        delta = np.log((a + prior) / (n1 + prior_total - a - prior)) - np.log(
            (b + prior) / (n2 + prior_total - b - prior)
        )
        z = delta / np.sqrt(1 / (a + prior) + 1 / (b + prior))
    # A lone word is all of both sides: infinite odds on each, no difference.
    silent = (together == 0) | ~np.isfinite(z)
    return np.where(silent, 0.0, delta), np.where(silent, 0.0, z)


def marked_words(left: ArrayLike, right: ArrayLike, counted: ArrayLike | None = None) -> pd.DataFrame:
    """Return delta, z, p, q and `different` for each word, in the order given.

    Words in fewer than 5 comments (`counted`, by default left + right) are not tested:
    their q is 1.
    """
    a, b = _floats(left), _floats(right)
    total = a + b if counted is None else _floats(counted)
    tested = total >= LEAST_COMMENTS
    columns: dict[str, Any] = {name: np.zeros(a.shape) for name in ("delta", "z")}
    columns |= {name: np.ones(a.shape) for name in ("p", "q")}
    if tested.any():
        delta, z = log_odds(np.where(tested, a, 0), np.where(tested, b, 0))
        columns["delta"], columns["z"] = delta, z
        columns["p"] = np.where(tested, 2 * stats.norm.sf(np.abs(z)), 1.0)
        columns["q"][tested] = discoveries(columns["p"][tested])
    columns["different"] = columns["q"] < SIGNIFICANT_Q
    return pd.DataFrame(columns)


def compared_shares(count: ArrayLike, total: ArrayLike, other_count: ArrayLike, other_total: ArrayLike) -> pd.DataFrame:
    """Return share, other_share, difference with Newcombe's low and high, p, q, `different`, row by row.

    Rows with fewer than 5 mentions on both sides together are not tested: their q is 1.
    """
    a, n, b, m = _aligned(count, total, other_count, other_total)
    low, high = newcombe(a, n, b, m)
    p = two_proportions(a, n, b, m)
    q = np.ones(p.shape)
    tested = (a + b >= LEAST_COMMENTS) & (n > 0) & (m > 0)
    q[tested] = discoveries(p[tested])
    with np.errstate(invalid="ignore", divide="ignore"):
        share, other = a / n, b / m
    frame = {"share": share, "other_share": other, "difference": share - other, "low": low, "high": high}
    return pd.DataFrame({**frame, "p": p, "q": q, "different": q < SIGNIFICANT_Q})


def largest_difference(compared: pd.DataFrame) -> pd.Series:
    """Return the row of `compared_shares` whose difference is largest in size; its `.name` is the index."""
    return compared.iloc[int(np.abs(compared["difference"].to_numpy(dtype=float)).argmax())]
