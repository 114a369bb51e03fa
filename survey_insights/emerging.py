"""Themes that emerge: what comments speak of together, suggested for the codebook, with how steady each is.

Suggestions are made over all comments given, never wave by wave: waves are compared on a fixed codebook, because
groups that are made anew each time move even where nobody changed their mind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from survey_insights.accuracy import Figure, figure
from survey_insights.factors import TOP, Groups, grouped
from survey_insights.statistics import log_odds
from survey_loader.language import N_
from survey_loader.voices import Voices

Scope = Literal["rest", "whole"]
# Fewer comments than this hold no groups that last; a word must stand in some of them, and not in most.
LEAST, LEAST_OF_A_WORD, MOST_OF_A_WORD = 30, 3, 0.4
MOST_WORDS = 1500
SHOWN_WORDS, SIGNED_WORDS, EXAMPLES = 8, 5, 5
# A suggestion that shares so much of its first words with a refused one is the same.
SAME = 0.6
TOO_FEW = N_("ことばのある声が{n}件しかないので、まとまりは出せません（{least}件から）。")
NOTHING_NEW = N_("新しいまとまりは見つかりませんでした。")


@dataclass(frozen=True)
class Suggestion:
    """One group of comments: its characteristic words in order, a label of its own words, and what it covers.

    comments: numbers of all its comments; examples: typical ones; without_theme: share of them without any theme;
    nearest: the theme of the codebook that shares most comments with it, "" for none, and the share of overlap.
    steady: best-match Jaccard of its top words over half samples; `lasting` whether that is
    enough, and more than chance gives.
    """

    signature: str
    label: str
    words: tuple[str, ...]
    comments: tuple[int, ...]
    people: int
    examples: tuple[int, ...]
    without_theme: float
    nearest: str
    overlap: float
    steady: Figure
    lasting: bool


@dataclass(frozen=True)
class Emerging:
    """The suggestions, lasting ones first, from so many comments and the people who wrote them.

    `why_none` says why there are none.
    """

    suggestions: tuple[Suggestion, ...]
    comments: int
    people: int
    why_none: str = ""


def suggestions(voices: Voices, scope: Scope = "rest", refused: Mapping[str, Sequence[str]] | None = None) -> Emerging:
    """Return what emerges from the comments without a theme ("rest") or from all; the same input gives the same.

    Groups are found in TF-IDF weighted words (`factors`); `refused` are
    {signature: first words} of suggestions that people did not want.
    """
    has_theme = np.diff(voices.themes.indptr) > 0
    rows = np.flatnonzero((np.diff(voices.words.indptr) > 0) & (~has_theme if scope == "rest" else True))
    if len(rows) < LEAST:
        return Emerging((), len(rows), _people(voices, rows), TOO_FEW)
    columns = _columns(voices.words[rows])
    table = voices.words[rows][:, columns]
    kept = np.diff(table.indptr) > 0
    rows, table = rows[kept], table[kept]
    people = _people(voices, rows)
    if len(rows) < LEAST or len(columns) < 2 * TOP:
        return Emerging((), len(rows), people, TOO_FEW)
    groups = grouped(TfidfTransformer().fit_transform(table))
    found = _described(voices, rows, columns, groups, refused or {})
    return Emerging(tuple(found), len(rows), people, "" if found else NOTHING_NEW)


def _people(voices: Voices, rows: NDArray[np.int64]) -> int:
    """How many people wrote these comments."""
    return int(voices.comments["interview"].iloc[rows].nunique())


def _columns(words: sparse.csr_matrix) -> NDArray[np.int64]:
    counts = np.asarray((words != 0).sum(axis=0)).ravel()
    usable = np.flatnonzero((counts >= LEAST_OF_A_WORD) & (counts <= MOST_OF_A_WORD * words.shape[0]))
    return usable[np.argsort(-counts[usable], kind="stable")][:MOST_WORDS]


def _described(
    voices: Voices,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    groups: Groups,
    refused: Mapping[str, Sequence[str]],
) -> list[Suggestion]:
    loads = groups.loads
    shares = loads / np.maximum(loads.sum(axis=1, keepdims=True), 1e-12)
    found: list[Suggestion] = []
    taken: set[str] = set()
    for group, matches in enumerate(groups.matches):
        members = (shares.argmax(axis=1) == group) & (shares[:, group] >= 0.5) & (loads[:, group] > 0)
        if members.sum() < LEAST_OF_A_WORD:
            continue
        words = _characteristic(voices, rows, columns, members)
        signature = hashlib.sha256("\n".join(sorted(words[:SIGNED_WORDS])).encode()).hexdigest()[:12]
        if not words or _was_refused(words, refused):
            continue
        label = _label(words, taken)
        typical = rows[members][np.argsort(-loads[members, group], kind="stable")]
        found.append(
            _suggestion(
                voices,
                signature,
                label,
                words,
                rows[members],
                typical,
                figure(np.r_[matches.mean(), matches]),
                groups.steady,
            )
        )
    return sorted(found, key=lambda it: (not it.lasting, -len(it.comments)))


def _characteristic(
    voices: Voices, rows: NDArray[np.int64], columns: NDArray[np.int64], members: NDArray[np.bool_]
) -> tuple[str, ...]:
    """The words that mark the group against the other comments looked at."""
    table = voices.words[rows][:, columns]
    inside = np.asarray(table[members].sum(axis=0)).ravel()
    _, z = log_odds(inside, np.asarray(table[~members].sum(axis=0)).ravel())
    order = [place for place in np.argsort(-z, kind="stable") if z[place] > 0 and inside[place] >= 2][:SHOWN_WORDS]
    return tuple(str(voices.vocabulary[columns[place]]) for place in order)


def _was_refused(words: Sequence[str], refused: Mapping[str, Sequence[str]]) -> bool:
    first = set(words[:SIGNED_WORDS])
    return any(len(first & set(old)) >= SAME * len(first) for old in refused.values())


def _label(words: Sequence[str], taken: set[str]) -> str:
    """The first two words that do not contain each other and name no other group."""
    chosen: list[str] = []
    for word in words:
        if word not in taken and not any(word in other or other in word for other in chosen):
            chosen.append(word)
        if len(chosen) == 2:
            break
    taken.update(chosen)
    return "・".join(chosen or words[:1])


def _suggestion(
    voices: Voices,
    signature: str,
    label: str,
    words: tuple[str, ...],
    members: NDArray[np.int64],
    typical: NDArray[np.int64],
    steady: Figure,
    least: float,
) -> Suggestion:
    comments = voices.comments
    inside = np.zeros(len(comments), dtype=bool)
    inside[members] = True
    held = np.asarray((voices.themes != 0).astype(np.int64).T @ inside.astype(np.int64)).ravel()
    whole = np.asarray((voices.themes != 0).sum(axis=0)).ravel()
    overlaps = held / np.maximum(whole + len(members) - held, 1)
    nearest = int(overlaps.argmax()) if len(overlaps) and overlaps.max() > 0 else -1
    examples = comments.iloc[typical].drop_duplicates("likeness")["number"].to_numpy()[:EXAMPLES]
    return Suggestion(
        signature,
        label,
        words,
        tuple(comments["number"].to_numpy()[members].tolist()),
        int(comments["interview"].iloc[members].nunique()),
        tuple(examples.tolist()),
        float((np.diff(voices.themes.indptr)[members] == 0).mean()),
        voices.theme_list[nearest].key if nearest >= 0 else "",
        float(overlaps[nearest]) if nearest >= 0 else 0.0,
        steady,
        steady.value >= least,
    )
