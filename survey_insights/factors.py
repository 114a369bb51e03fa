"""Groups of words by matrix factorisation, how surely they come again, and how surely chance alone does."""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

# How many groups are tried, each on at most so many comments; half samples of them tell how steady a group is.
SIZES = (3, 5, 8, 12)
MOST_SAMPLED, TRIES, RESAMPLES = 3000, 5, 20
TOP = 10
# What is real shares half of its top words with itself, in words enough.
STEADY = 0.45
# Words are dealt out at random so often. Passing the steadiest group of six deals by three deviations is one
# survey in fifty without any groups (t distribution with 5 degrees of freedom, 3 / sqrt(1 + 1/6)).
DEALS, BEYOND_CHANCE = 6, 3.0
# The limit holds for the process: two that set and restore it at once would leave it set.
_LIMITED = threading.Lock()

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Groups:
    """The chosen factorisation of comments x words: `loads` is comments x groups.

    matches: for each group its Jaccard with its best match, half sample by half sample (groups x RESAMPLES);
    steady: the mean of these that a group must reach, more than words dealt out at random do.
    """

    loads: Floats
    matches: Floats
    steady: float


def grouped(weighted: sparse.csr_matrix) -> Groups:
    """Return the groups of TF-IDF weighted comments x words, as many as come again best; the same input gives the same.

    Non-negative matrix factorisation (Lee & Seung 1999, Nature 401); their number by how steady the groups are
    (Greene, O'Callaghan & Cunningham 2014, "How Many Topics? Stability Analysis for Topic Models").
    """
    # Hundreds of small factorisations: threads would only wait for each other.
    with _LIMITED, threadpool_limits(limits=1, user_api="blas"):
        random = np.random.default_rng(0)
        size = weighted.shape[0]
        few = size <= MOST_SAMPLED
        sample = weighted if few else weighted[np.sort(random.choice(size, MOST_SAMPLED, replace=False))]
        sizes = [count for count in SIZES if count <= max(sample.shape[0] // 10, SIZES[0])]
        tried = {count: float(_matches(sample, count, TRIES).mean()) for count in sizes}
        chosen = max(tried, key=lambda count: (tried[count], count))
        steady = max(STEADY, _by_chance(sample, chosen, random))
        return Groups(_fitted(sample, chosen).transform(weighted), _matches(sample, chosen, RESAMPLES), steady)


def _fitted(table: Any, size: int, seed: int = 0) -> Any:
    with warnings.catch_warnings():
        # A few steps more would not change which words lead.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return NMF(size, init="nndsvda", random_state=seed, max_iter=150, tol=1e-3).fit(table)


def _tops(model: Any) -> list[frozenset[int]]:
    return [frozenset(np.argsort(-weights, kind="stable")[:TOP].tolist()) for weights in model.components_]


def _matches(sample: Any, size: int, times: int) -> Floats:
    """Return groups x times: the Jaccard of each group with the group of a half sample that it is matched to."""
    whole = _tops(_fitted(sample, size))
    random = np.random.default_rng(1)
    matches = np.zeros((size, times))
    for turn in range(times):
        half = np.sort(random.choice(sample.shape[0], sample.shape[0] // 2, replace=False))
        other = _tops(_fitted(sample[half], size, turn))
        shared = np.array([[len(a & b) / len(a | b) for b in other] for a in whole])
        mine, theirs = linear_sum_assignment(-shared)
        matches[mine, turn] = shared[mine, theirs]
    return matches


def _by_chance(sample: sparse.csr_matrix, size: int, random: np.random.Generator) -> float:
    """Return the steadiness a group must pass because words dealt out to comments at random reach it.

    Each word keeps its number of comments; of each deal the steadiest group counts, as one always is.
    """
    best = [float(_matches(_dealt(sample, random), size, TRIES).mean(axis=1).max()) for _ in range(DEALS)]
    return float(np.mean(best) + BEYOND_CHANCE * np.std(best, ddof=1))


def _dealt(sample: sparse.csr_matrix, random: np.random.Generator) -> sparse.csr_matrix:
    columns = sample.tocsc(copy=True)
    rows = sample.shape[0]
    for start, end in zip(columns.indptr[:-1], columns.indptr[1:], strict=True):
        columns.indices[start:end] = np.sort(random.choice(rows, end - start, replace=False))
    return columns.tocsr()
