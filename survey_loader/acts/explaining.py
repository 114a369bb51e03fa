"""Explaining a text with the codebook in force, and why a word is counted or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from survey_loader.acts import analysis
from survey_loader.settings import Settings
from survey_loader.store import codings, reads
from survey_loader.store.connection import opened
from survey_loader.store.packing import unpack_morphemes
from survey_loader.store.surveys import known_survey
from survey_loader.text.explain import explain
from survey_loader.text.normalise import normalise
from survey_loader.text.tracing import Traced, trace

# So many comments with a word show how it is read where it stands.
MOST_READ = 200


def explain_text(settings: Settings, text: str, question: str | None) -> dict[str, Any]:
    """Return words, themes, axis, tone and because of a text, as plain JSON values."""
    this = analysis.analyst(settings.codebook, settings.engine)
    return explain(text, question, this.tokenizer, this.codebook)


@dataclass(frozen=True, slots=True)
class WordTold:
    """Why a word is counted or not.

    written: the comments in which the letters stand, `counted` those in which it is counted under `names`;
    `steps` is how the word is read by itself, `inside` how it is read where it stands: (what became of it, times).
    """

    word: str
    written: int
    counted: int
    names: tuple[str, ...]
    steps: tuple[Traced, ...]
    inside: tuple[tuple[Traced, int], ...]


def explain_word(settings: Settings, slug: str, word: str) -> WordTold:
    """Return why a word is counted or not in a survey, by itself and where it stands."""
    asked = normalise(word)
    with opened(settings.database) as db:
        this = analysis.analyst_in_force(settings, db, known_survey(db, slug))
        steps = tuple(trace(asked, this.tokenizer.morphemes(asked), this.terms))
        numbers = reads.matching(db, slug, asked).tolist() if asked else []
        rows = codings.stored(db, numbers[:MOST_READ])
        totals = codings.word_counts(db, slug)
    names = tuple(dict.fromkeys((this.terms.word(word), *(name for step in steps for name in step.counted))))
    found: dict[Traced, int] = {}
    for row in rows:
        morphemes = unpack_morphemes(row.morphemes)
        for step in _around(row.normalised.lower(), asked.lower(), trace(row.normalised, morphemes, this.terms)):
            found[step] = found.get(step, 0) + 1
    inside = tuple(sorted(found.items(), key=lambda item: -item[1]))
    known = tuple(name for name in names if name)
    counted = max(
        (totals.get(name, 0) for name in known if name.lower() == asked.lower() or len(known) == 1), default=0
    )
    return WordTold(word, len(numbers), counted, known, steps, inside)


def _around(text: str, asked: str, steps: list[Traced]) -> list[Traced]:
    """Return the morphemes that overlap the place where the word stands first."""
    start = text.find(asked)
    found, at = [], 0
    for step in steps:
        at = text.find(step.surface.lower(), at)
        if start < at + len(step.surface) and at < start + len(asked):
            found.append(step)
        at += len(step.surface)
    return found
