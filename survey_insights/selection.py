"""Choosing voices: the filters of a screen and the voices that pass them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from survey_insights.attributes import belonging
from survey_insights.copies import repeats
from survey_loader.access import FEWEST_PEOPLE as FEWEST_PEOPLE
from survey_loader.voices import Voices

NO_LABEL = "none"
ASKED_PREFIX = "asked:"


@dataclass(frozen=True)
class Filters:
    """What a reader wants to see; an empty value lets everything through.

    `waves`, `months` (as "2026-05"), `relations`, `ages` and `places` choose people and with them their
    comments. `questions`, `axis`, `tone`, `theme` (a theme key) and `words` (of the vocabulary, all of
    them on the same comment) choose comments only: the people stay as the denominator.
    `axis` and `tone` take "none" for comments without one; `clash` keeps a resident's troubles with visits
    (ぶつかり). `group` is a group of any attribute, "attribute=group" (attributes.py), and chooses people or
    comments as its attribute does. `once` leaves out what only repeats the words of a comment that passes
    (copies.py). `public`, for those who may not read comments, leaves out the words of fewer than FEWEST_PEOPLE
    of the people who pass; it is a filter so that nothing made for one reader is kept for another.
    """

    waves: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    axis: str = ""
    tone: str = ""
    theme: str = ""
    words: tuple[str, ...] = ()
    clash: bool = False
    group: str = ""
    once: bool = False
    public: bool = False

    @property
    def empty(self) -> bool:
        """Whether everything passes."""
        return not any(getattr(self, field.name) for field in fields(self))


PEOPLE_FILTERS = {"waves": "wave", "relations": "relation", "ages": "age", "places": "place"}


def _among(column: pd.Series, values: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return which rows hold one of the values; categories are compared once, not per row."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        chosen = np.append(column.cat.categories.isin(values), False)
        return np.asarray(chosen[column.cat.codes.to_numpy()], dtype=bool)
    return np.asarray(column.isin(values), dtype=bool)


def _in_months(days: pd.Series, months: tuple[str, ...]) -> NDArray[np.bool_]:
    chosen = np.array(months, dtype="datetime64[M]")
    return np.asarray(np.isin(days.to_numpy().astype("datetime64[M]"), chosen), dtype=bool)


def _labelled(column: pd.Series, label: str) -> NDArray[np.bool_]:
    if label == NO_LABEL:
        return np.asarray(column.isna(), dtype=bool)
    return _among(column, (label,))


def _holding(matrix: sparse.csr_matrix, column: int, rows: int) -> NDArray[np.bool_]:
    mask = np.zeros(rows, dtype=bool)
    # CSR keeps the column of every stored cell: one vectorised look finds the rows.
    cells = np.flatnonzero((matrix.indices == column) & (matrix.data != 0))
    mask[np.searchsorted(matrix.indptr, cells, side="right") - 1] = True
    return mask


def with_theme(voices: Voices, theme: str) -> NDArray[np.bool_]:
    """Return which comments hold the theme of that key; an unknown key is in none."""
    column = next((i for i, name in enumerate(voices.theme_list) if name.key == theme), -1)
    return _holding(voices.themes, column, len(voices.comments))


def with_word(voices: Voices, word: str) -> NDArray[np.bool_]:
    """Return which comments hold the word; a word outside the vocabulary is in none."""
    found = np.flatnonzero(voices.vocabulary == word)
    return _holding(voices.words, int(found[0]) if found.size else -1, len(voices.comments))


def remember_asked(voices: Voices) -> Voices:
    """Return voices whose interviews say who was asked which question (`asked:<key>`).

    A question counts as asked of everyone of a wave in which at least one person
    answered it in words. This must be settled before comments are filtered: a wave
    without a single 除雪 was asked all the same.
    """
    keys = [question.key for question in voices.survey.questions if question.kind == "text"]
    if not keys or f"{ASKED_PREFIX}{keys[0]}" in voices.interviews.columns:
        return voices
    interviews = voices.interviews.copy(deep=False)
    for key in keys:
        answered = _among(voices.comments["question"], (key,))
        waves = tuple(voices.comments["wave"][answered].dropna().unique())
        interviews[f"{ASKED_PREFIX}{key}"] = _among(interviews["wave"], waves)
    return replace(voices, interviews=interviews)


def _comments_passing(voices: Voices, filters: Filters) -> NDArray[np.bool_]:
    comments = voices.comments
    mask = np.ones(len(comments), dtype=bool)
    if filters.questions:
        mask &= _among(comments["question"], filters.questions)
    if filters.axis:
        mask &= _labelled(comments["axis"], filters.axis)
    if filters.tone:
        mask &= _labelled(comments["tone"], filters.tone)
    if filters.theme:
        mask &= with_theme(voices, filters.theme)
    for word in filters.words:
        mask &= with_word(voices, word)
    if filters.clash:
        mask &= comments["clash"].to_numpy(dtype=bool)
    return mask


def _without_rare_words(voices: Voices) -> Voices:
    """Return voices whose vocabulary is what at least FEWEST_PEOPLE people wrote."""
    writers, people = pd.factorize(voices.comments["interview"])
    writes = sparse.csr_matrix(
        (np.ones(len(writers), dtype=np.int32), (writers, np.arange(len(writers)))),
        shape=(len(people), len(writers)),
    )
    # Each person once for each word, however often it was written.
    often = np.bincount((writes @ (voices.words != 0)).tocsr().indices, minlength=len(voices.vocabulary))
    kept = np.flatnonzero(often >= FEWEST_PEOPLE)
    return replace(voices, words=voices.words[:, kept], vocabulary=voices.vocabulary[kept])


def select(voices: Voices, filters: Filters) -> Voices:
    """Return the voices that pass the filters; the caller's voices stay as they are."""
    if filters.empty:
        return voices
    remembered = remember_asked(voices)
    comments = _comments_passing(remembered, filters)
    interviews = np.ones(len(remembered.interviews), dtype=bool)
    for name, column in PEOPLE_FILTERS.items():
        values = getattr(filters, name)
        if values:
            comments &= _among(remembered.comments[column], values)
            interviews &= _among(remembered.interviews[column], values)
    if filters.months:
        comments &= _in_months(remembered.comments["day"], filters.months)
        interviews &= _in_months(remembered.interviews["day"], filters.months)
    if filters.group:
        held, people = belonging(remembered, filters.group)
        comments, interviews = comments & held, interviews & people
    chosen = remembered.where(comments, interviews)
    if filters.once:
        everyone = np.ones(len(chosen.interviews), dtype=bool)
        chosen = replace(chosen.where(~repeats(chosen.comments), everyone), once=True)
    if filters.public:
        chosen = _without_rare_words(chosen)
    if filters == Filters(waves=filters.waves, once=filters.once, public=filters.public):
        return chosen
    # Of those who walked on nobody knows age, relation or words: their number fits whole waves only.
    return replace(chosen, waves=chosen.waves.assign(approached=None, declined=None))
