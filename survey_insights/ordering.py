"""In which order comments are read: by time, by length, by place, or the most typical ones first."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from survey_loader.voices import Voices

Order = Literal["new", "old", "long", "short", "typical", "place"]
ORDERS: tuple[Order, ...] = ("new", "old", "typical", "long", "short", "place")
Ints = NDArray[np.int64]
# A word in one comment alone says nothing of what is typical.
LEAST_SHARED = 2
# A word in more of what was found, such as the one searched for, does not tell the found apart.
TOO_COMMON = 0.8
# Before every day; its negative must be a number too.
_UNKNOWN_DAY = np.iinfo(np.int64).min + 1


def ordered(voices: Voices, rows: Ints, order: Order, lengths: Ints | None = None) -> Ints:
    """Return these rows of the comments in an order; what is equal stands newest first, unknown days last.

    `lengths` are the letters of each of the rows, needed for "long" and "short".
    """
    days = _days(voices, rows)
    numbers = voices.comments["number"].to_numpy(dtype=np.int64)[rows]
    newest = (-numbers, -days)
    if order == "old":
        known = np.where(days == _UNKNOWN_DAY, np.iinfo(np.int64).max, days)
        return rows[np.lexsort((numbers, known))]
    if order in ("long", "short") and lengths is not None:
        return rows[np.lexsort((*newest, -lengths if order == "long" else lengths))]
    if order == "typical":
        return rows[np.lexsort((*newest, -typicality(voices.words, rows)))]
    if order == "place":
        return rows[np.lexsort((*newest, _places(voices, rows)))]
    return rows[np.lexsort(newest)]


def typicality(words: sparse.csr_matrix, rows: Ints) -> NDArray[np.float64]:
    """Return how close each of the rows is to the typical words of all of them, 0..1; 0 without such words.

    The cosine to the centroid of the rows, words weighted by their rarity among all comments (tf-idf, each word once
    a comment): the centroid score of Radev, Jing, Styś & Tam (2004), Information Processing & Management 40: 919-938.
    """
    chosen = words[rows].astype(np.float64)
    if not chosen.nnz:
        return np.zeros(len(rows))
    spread = np.bincount(words.indices, minlength=words.shape[1])
    own = np.bincount(chosen.indices, minlength=words.shape[1])
    telling = (own >= LEAST_SHARED) & (own <= TOO_COMMON * len(rows))
    weights = np.where(telling, np.log((1 + words.shape[0]) / (1 + spread)), 0.0)
    chosen.data = weights[chosen.indices]
    norms = np.sqrt(np.asarray(chosen.multiply(chosen).sum(axis=1)).ravel())
    scaled = sparse.diags_array(np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)) @ chosen
    centroid = np.asarray(scaled.sum(axis=0)).ravel()
    length = np.linalg.norm(centroid)
    return np.asarray(scaled @ centroid / length if length else np.zeros(len(rows)))


def _days(voices: Voices, rows: Ints) -> Ints:
    days = voices.comments["day"].to_numpy()[rows].astype("datetime64[D]")
    return np.where(np.isnat(days), _UNKNOWN_DAY, days.astype(np.int64)) if len(days) else days.astype(np.int64)


def _places(voices: Voices, rows: Ints) -> Ints:
    """Rank the places: the one with most of these comments first, comments without a place last."""
    column = voices.comments["place"].astype("category")
    codes = column.cat.codes.to_numpy()[rows].astype(np.int64)
    names = [str(name) for name in column.cat.categories]
    sizes = np.bincount(np.where(codes < 0, len(names), codes), minlength=len(names) + 1)
    unknown = np.array([not name for name in names] + [True])
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.lexsort((-sizes, unknown))] = np.arange(len(sizes))
    return rank[np.where(codes < 0, len(names), codes)]
