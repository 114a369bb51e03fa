"""Words on the same comment: which pairs stand together more often than chance would have it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import gammaln, xlogy

from survey_insights.statistics import LEAST_COMMENTS, SIGNIFICANT_Q, Floats
from survey_loader.voices import Voices

PAIR_COLUMNS = ("first", "second", "comments", "first_comments", "second_comments", "expected", "npmi", "strength", "q")
# One comment with both words is no pattern, however rare the words are: such pairs count as untold (p = 1).
LEAST_TOGETHER = 2
# What is smaller no longer changes a sum.
SMALLEST_TERM = 1e-14


@dataclass(frozen=True)
class Pairs:
    """The confirmed pairs of some voices.

    found: one row a pair, strongest first, columns PAIR_COLUMNS: the words, in how many comments both, the first
        and the second stand, how many were to be expected by chance, NPMI (-1..1), strength (G, Dunning 1993)
        and q (Benjamini-Hochberg). total: comments; words: words in at least 5 of them; tested: pairs of these.
    """

    found: pd.DataFrame
    total: int
    words: int
    tested: int


def together(voices: Voices) -> Pairs:
    """Return the pairs of words that stand on the same comment more often than by chance, q < 0.05.

    Tested is every pair of words in at least 5 comments, once, by the upper tail of the hypergeometric distribution
    (Fisher's exact test, one-sided) on comments that contain the word; Benjamini-Hochberg over all of them. A word
    and a longer word that contains it, and two words that make up one longer counted word, are tested but not
    returned: they stand together because of how compounds are counted, not because people wrote both.
    """
    total = voices.words.shape[0]
    matrix, words, often = _frequent(voices)
    tested = words.size * (words.size - 1) // 2
    cells = (matrix.T @ matrix).tocoo()
    met = (cells.row < cells.col) & (cells.data >= LEAST_TOGETHER)
    first, second, both = cells.row[met], cells.col[met], cells.data[met].astype(np.int64)
    expected = often[first] * often[second] / max(total, 1)
    more = both > expected
    first, second, both, expected = first[more], second[more], both[more], expected[more]
    q = adjusted(chance(both, often[first], often[second], total), tested)
    shown = q < SIGNIFICANT_Q
    shown[shown] = ~_of_one_compound(words[first[shown]], words[second[shown]], voices.vocabulary)
    first, second, both, expected = first[shown], second[shown], both[shown], expected[shown]
    frame = pd.DataFrame(
        {
            "first": words[first],
            "second": words[second],
            "comments": both,
            "first_comments": often[first],
            "second_comments": often[second],
            "expected": expected,
            "npmi": npmi(both, often[first], often[second], total),
            "strength": likelihood_ratio(both, often[first], often[second], total),
            "q": q[shown],
        },
        columns=list(PAIR_COLUMNS),
    )
    ordered = frame.sort_values(["strength", "first", "second"], ascending=[False, True, True])
    return Pairs(ordered.reset_index(drop=True), total, int(words.size), tested)


def _frequent(voices: Voices) -> tuple[sparse.csr_matrix, NDArray[np.object_], NDArray[np.int64]]:
    """Return comments x words of the words in at least 5 comments, these words, and in how many each stands."""
    cells = voices.words
    present = cells.data != 0
    often = np.bincount(cells.indices[present], minlength=cells.shape[1])
    columns = np.flatnonzero(often >= LEAST_COMMENTS)
    place = np.full(cells.shape[1], -1, dtype=np.int64)
    place[columns] = np.arange(columns.size)
    rows = np.repeat(np.arange(cells.shape[0]), np.diff(cells.indptr))
    kept = present & (place[cells.indices] >= 0)
    ones = np.ones(int(kept.sum()), dtype=np.int32)
    matrix = sparse.csr_matrix((ones, (rows[kept], place[cells.indices[kept]])), shape=(cells.shape[0], columns.size))
    return matrix, voices.vocabulary[columns], often[columns].astype(np.int64)


def chance(both: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64], total: int) -> Floats:
    """Return the probability of at least `both` common comments by chance; 1 where it is above 5 % anyway.

    P(X >= both), X hypergeometric: `second` comments drawn out of `total`, of which `first` hold the other word.
    The exact tail is only asked for where its first term does not exceed 5 %: a p-value above 5 % is never
    confirmed, and does not move the rank of a smaller one.
    """
    p = np.ones(both.shape)
    mass = _log_mass(both, first, second, total)
    asked = np.flatnonzero(mass <= np.log(SIGNIFICANT_Q))
    p[asked] = np.exp(mass[asked]) * _tail(both[asked], first[asked], second[asked], total)
    return p


def _log_mass(both: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64], total: int) -> Floats:
    def chosen(n: NDArray[np.int64] | int, k: NDArray[np.int64]) -> Floats:
        return np.asarray(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0), dtype=np.float64)

    return chosen(first, both) + chosen(total - first, second - both) - chosen(total, second)


def _tail(both: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64], total: int) -> Floats:
    """Return P(X >= both) / P(X = both), term by term until nothing is added; `both` is above its expectation.

    scipy's own tail takes 2 ms each below 104,729 comments (Boost factorises every binomial there): 35 s for a town.
    """
    sums = np.ones(both.shape)
    alive = np.arange(both.size)
    term = np.ones(both.shape)
    k, a, b = (np.asarray(part, dtype=np.float64) for part in (both, first, second))
    while alive.size:
        term *= (a - k) * (b - k) / ((k + 1) * (total - a - b + k + 1))
        sums[alive] += term
        going = term > SMALLEST_TERM * sums[alive]
        alive, term, k, a, b = alive[going], term[going], k[going] + 1, a[going], b[going]
    return sums


def adjusted(p_values: Floats, tested: int) -> Floats:
    """Return Benjamini-Hochberg q-values of these p-values among `tested` tests, the others' p being 1.

    scipy has it for complete lists only; thirty million pairs that never met need not be written down.
    """
    order = np.argsort(p_values, kind="stable")
    raised = p_values[order] * tested / np.arange(1, order.size + 1)
    q = np.empty(order.size)
    q[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return q


def npmi(both: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64], total: int) -> Floats:
    """Return the normalised pointwise mutual information, -1..1: Bouma (2009), GSCL; 1 = never one alone."""
    share = both / max(total, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log(share * total * total / (first * second)) / -np.log(share)
    return np.asarray(np.where(share >= 1, 1.0, value), dtype=np.float64)


def likelihood_ratio(
    both: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64], total: int
) -> Floats:
    """Return G of the four-fold table of two words: Dunning (1993), Computational Linguistics 19: 61-74."""
    cells = (both, first - both, second - both, total - first - second + both)
    margins = (first, total - first, second, total - second)
    entropy = sum(xlogy(part, part) for part in cells) - sum(xlogy(part, part) for part in margins)
    return np.asarray(2 * (entropy + xlogy(total, total)), dtype=np.float64)


def _of_one_compound(
    first: NDArray[np.object_], second: NDArray[np.object_], vocabulary: NDArray[np.object_]
) -> NDArray[np.bool_]:
    known = set(vocabulary)
    return np.array(
        [a in b or b in a or a + b in known or b + a in known for a, b in zip(first, second, strict=True)],
        dtype=bool,
    )


def strongest(pairs: pd.DataFrame, most_words: int, most_pairs: int) -> pd.DataFrame:
    """Return the strongest pairs that together name at most so many words.

    Of pairs that differ only in how long one word is (停める with 駐車 and with 駐車場) the strongest stands for all.
    """
    partners: dict[str, set[str]] = {}
    rows: list[int] = []
    for row, (first, second) in enumerate(zip(pairs["first"], pairs["second"], strict=True)):
        if len(rows) == most_pairs:
            break
        new = len({first, second} - partners.keys())
        if len(partners) + new > most_words or _told(partners, first, second) or _told(partners, second, first):
            continue
        partners.setdefault(first, set()).add(second)
        partners.setdefault(second, set()).add(first)
        rows.append(row)
    return pairs.iloc[rows].reset_index(drop=True)


def _told(partners: dict[str, set[str]], word: str, other: str) -> bool:
    return any(known in other or other in known for known in partners.get(word, ()))
