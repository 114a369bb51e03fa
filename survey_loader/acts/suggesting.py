"""What a survey's words suggest: terms, spellings that may be one word, and themes people did not want."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from survey_loader.access import Actor, Role, require
from survey_loader.acts import analysis
from survey_loader.settings import Settings
from survey_loader.store import codings, suggestions
from survey_loader.store.connection import opened, transaction
from survey_loader.store.packing import unpack_morphemes
from survey_loader.store.surveys import append_log, known_survey
from survey_loader.text.cohesion import Candidate, candidates
from survey_loader.text.variants import VariantGroup, variant_candidates

MOST_TERMS, MOST_GROUPS = 20, 20
# A word in fewer comments is not worth a decision.
LEAST_COMMENTS = 2


@dataclass(frozen=True, slots=True)
class WordSuggestions:
    """Candidate terms and spelling groups that the term list does not know yet, the best first."""

    terms: tuple[Candidate, ...]
    variants: tuple[VariantGroup, ...]


def word_suggestions(settings: Settings, slug: str) -> WordSuggestions:
    """Return what could go into a survey's term list, from all its visible comments."""
    with opened(settings.database) as db:
        this = analysis.analyst_in_force(settings, db, known_survey(db, slug))
        rows = codings.stored(db, codings.left_to_read(db, slug))
        counts = codings.word_counts(db, slug)
    known = frozenset((*this.terms.terms, *this.terms.stop))
    terms = candidates((unpack_morphemes(row.morphemes) for row in rows), known, MOST_TERMS)
    grouped = {*this.terms.synonyms, *(variant for variants in this.terms.synonyms.values() for variant in variants)}
    words = {word: n for word, n in counts.items() if n >= LEAST_COMMENTS and word not in grouped}
    return WordSuggestions(tuple(terms), tuple(variant_candidates(words)[:MOST_GROUPS]))


def refuse(settings: Settings, actor: Actor, slug: str, signature: str, words: Sequence[str]) -> None:
    """Remember that a suggested theme is not wanted; it is not offered again before `offer_again`."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        known_survey(db, slug)
        suggestions.refuse(db, slug, signature, json.dumps(list(words), ensure_ascii=False), actor.name)
        append_log(db, actor.name, "refuse suggestion", slug, signature)


def offer_again(settings: Settings, actor: Actor, slug: str, signature: str) -> None:
    """Forget that a suggested theme is not wanted."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        known_survey(db, slug)
        suggestions.offer_again(db, slug, signature)
        append_log(db, actor.name, "offer suggestion again", slug, signature)


def refused(settings: Settings, slug: str) -> dict[str, tuple[str, ...]]:
    """Return {signature: words} of the suggestions that are not wanted."""
    with opened(settings.database) as db:
        return {signature: tuple(json.loads(words)) for signature, words in suggestions.refused(db, slug)}
