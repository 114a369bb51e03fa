"""What an edit of the codebook or the term list would change, told before it is saved."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd
from sqlite_utils import Database

from survey_loader.acts import analysis
from survey_loader.acts.coding import recoded, touched_words
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store import codings, judgements
from survey_loader.store.codebooks import heirs
from survey_loader.store.connection import opened
from survey_loader.store.packing import unpack_morphemes
from survey_loader.store.surveys import known_survey
from survey_loader.text.codebook import Codebook
from survey_loader.text.coding import counted_words
from survey_loader.text.terms import Terms

# More comments than this would keep the editor waiting for seconds; then a random part of them speaks for all.
MOST_READ = 6_000
_SEED = 20260401


@dataclass(frozen=True, slots=True)
class CodebookPreview:
    """What a new codebook would change of what readers see; what people coded changes by merging and deleting alone.

    gained, lost: {theme key: comment numbers}; `read` of the comments `touched` by its words were looked at: where that
    is not all, they are a random part. uncoded: comments without a theme, before and after, of `comments`.
    """

    comments: int
    touched: int
    read: int
    uncoded_before: int
    uncoded_after: int
    gained: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    lost: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    otherwise: tuple[int, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every comment that can change was looked at."""
        return self.read == self.touched


def preview_codebook(settings: Settings, slug: str, codebook: Codebook) -> CodebookPreview:
    """Return what this codebook would change; nothing is written."""
    with opened(settings.database) as db:
        target = known_survey(db, slug)
        old = analysis.analyst_in_force(settings, db, target)
        new = analysis.with_codebook(old, codebook)
        touched = _touched(db, slug, old, new)
        chosen = touched if len(touched) <= MOST_READ else sorted(random.Random(_SEED).sample(touched, MOST_READ))
        sides = judgements.themes_by_people(db, slug, *(heirs(this.codebook.names()) for this in (old, new)))
        people_before, people_after = (_by_people(themes) for themes in sides)
        rows = codings.stored(db, [*chosen, *(people_before.keys() ^ people_after.keys())])
        told = codings.told_by_writers(db, [row.comment for row in rows])
        total, uncoded = codings.theme_counts(db, slug)
    before = _by_machine(old, target, rows, told) | people_before
    after = _by_machine(new, target, rows, told) | people_after
    gained: dict[str, list[int]] = {}
    lost: dict[str, list[int]] = {}
    otherwise, scale = [], len(touched) / len(chosen) if chosen else 1.0
    sampled, change = frozenset(chosen), 0.0
    for comment in sorted(before):
        was, now = before[comment], after[comment]
        for key in now.themes - was.themes:
            gained.setdefault(key, []).append(comment)
        for key in was.themes - now.themes:
            lost.setdefault(key, []).append(comment)
        if was.themes == now.themes and was.rest != now.rest:
            otherwise.append(comment)
        change += ((not now.themes) - (not was.themes)) * (scale if comment in sampled else 1)
    uncoded += sum(not seen.themes for seen in people_before.values())
    return CodebookPreview(
        total, len(touched), len(chosen), uncoded, uncoded + round(change), _tuples(gained), _tuples(lost),
        tuple(otherwise),
    )  # fmt: skip


class _Seen(NamedTuple):
    """What readers see of a comment: its themes, and its axis, tone and clash where the machine tells them."""

    themes: frozenset[str]
    rest: tuple[object, ...] = ()


def _by_people(themes: Mapping[int, Iterable[str]]) -> dict[int, _Seen]:
    return {comment: _Seen(frozenset(keys)) for comment, keys in themes.items()}


def _by_machine(
    this: analysis.Analyst, target: Survey, rows: Sequence[codings.Uncoded], told: Collection[int]
) -> dict[int, _Seen]:
    """How the machine codes these comments; in `told`, the writers themselves said for whom they speak."""
    found = {}
    for row, analysed in zip(rows, recoded(this, target, rows), strict=True):
        made = analysed.coding
        rest = (None if row.comment in told else made.axis, made.tone, made.clash)
        found[row.comment] = _Seen(frozenset(this.themes_of(made)), rest)
    return found


def _touched(db: Database, slug: str, old: analysis.Analyst, new: analysis.Analyst) -> list[int]:
    """Return the visible comments that may be coded otherwise and that no person has coded."""
    words = touched_words(old, new)
    found = codings.numbers(db, slug) if words is None else codings.with_words(db, slug, words)
    return codings.left_to_the_machine(db, found)


def _tuples(lists: Mapping[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(numbers) for key, numbers in lists.items()}


def preview_terms(settings: Settings, slug: str, terms: Terms) -> pd.DataFrame:
    """Return the words whose count a term list changes: columns word, before, after (comments), most changed first."""
    with opened(settings.database) as db:
        target: Survey = known_survey(db, slug)
        old = analysis.analyst_in_force(settings, db, target)
        rows = codings.stored(db, codings.seen(db, codings.with_words(db, slug, old.terms.touched(terms))))
        totals = codings.word_counts(db, slug)
    change: Counter[str] = Counter()
    for row in rows:
        morphemes = unpack_morphemes(row.morphemes)
        was, now = (set(counted_words(row.normalised, morphemes, listed)) for listed in (old.terms, terms))
        change.update(now - was)
        change.subtract(was - now)
    changed = [(word, totals.get(word, 0), totals.get(word, 0) + by) for word, by in change.items() if by]
    frame = pd.DataFrame(changed, columns=["word", "before", "after"])
    order = (frame["after"] - frame["before"]).abs().sort_values(ascending=False, kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def counts_of(settings: Settings, slug: str, words: Iterable[str]) -> dict[str, int]:
    """Return in how many comments each of these words is counted."""
    with opened(settings.database) as db:
        totals = codings.word_counts(db, slug)
    return {word: totals.get(word, 0) for word in words}
