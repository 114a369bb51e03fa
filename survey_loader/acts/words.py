"""A survey's own words and themes: saving the codebook and the term list, their versions, and going back."""

from __future__ import annotations

from dataclasses import dataclass

from survey_loader.access import Actor, Role, require
from survey_loader.acts import analysis
from survey_loader.acts.coding import brought_up_at_once
from survey_loader.errors import Busy, SurveyError
from survey_loader.language import N_
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store import cache, editions
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import append_log, known_survey
from survey_loader.text.codebook import Codebook
from survey_loader.text.terms import NO_TERMS, Terms

LONGEST_NOTE = 200
# The state before the first saved version; versions are numbered from 1.
FIRST = 0
BACK_TO_FIRST = f"← {FIRST}"


@dataclass(frozen=True, slots=True)
class InForce:
    """What a survey's comments are coded with, and the version people saved last (0: none yet)."""

    survey: Survey
    codebook: Codebook
    terms: Terms
    codebook_edition: int
    terms_edition: int


@dataclass(frozen=True, slots=True)
class Saved:
    """A version on disk; where it is not `whole`, many comments are left for a job that codes them anew."""

    number: int
    whole: bool


def in_force(settings: Settings, slug: str) -> InForce:
    """Return the codebook and the term list of a survey; raises SurveyError for an unknown one."""
    with opened(settings.database) as db:
        target = known_survey(db, slug)
        # Numbers first: a version saved in between is then told as somebody else's, not written over.
        numbers = [found.number if (found := editions.current(db, slug, kind)) else 0 for kind in editions.KINDS]
        this = analysis.analyst_in_force(settings, db, target)
    return InForce(target, this.codebook, this.terms, *numbers)


def save_codebook(
    settings: Settings,
    actor: Actor,
    slug: str,
    codebook: Codebook,
    note: str = "",
    seen: int | None = None,
) -> Saved:
    """Save a version of a survey's codebook and code anew what it touches, where that is done in a moment.

    `seen` is the version the editor began with: raises Busy where somebody saved another one meanwhile.
    """
    require(actor, slug, Role.ORGANISER)
    return _save(settings, actor, slug, "codebook", codebook.toml(), note, seen)


def save_terms(
    settings: Settings,
    actor: Actor,
    slug: str,
    terms: Terms,
    note: str = "",
    seen: int | None = None,
) -> Saved:
    """Save a version of a survey's term list, as `save_codebook` does."""
    require(actor, slug, Role.ORGANISER)
    return _save(settings, actor, slug, "terms", terms.toml(), note, seen)


def return_to(settings: Settings, actor: Actor, slug: str, number: int, kind: editions.Kind = "codebook") -> Saved:
    """Put an earlier version in force again, as a new version; what came between stays in the history.

    FIRST is the state of `kind` before anybody saved one. Raises SurveyError for a version that is not there.
    """
    require(actor, slug, Role.ORGANISER)
    if number == FIRST:
        return _save(settings, actor, slug, kind, first_content(settings, kind), BACK_TO_FIRST, None)
    with opened(settings.database) as db:
        old = editions.edition(db, slug, number)
    if old is None:
        raise SurveyError(N_("その版は見つかりません。画面を開き直してください。"))
    return _save(settings, actor, slug, old.kind, old.content, f"← {number}", None)


def history(settings: Settings, slug: str, kind: editions.Kind) -> list[editions.Edition]:
    """Return the saved versions, newest first."""
    with opened(settings.database) as db:
        return editions.history(db, slug, kind)


def versions(settings: Settings, slug: str, kind: editions.Kind) -> int:
    """Return how many versions people saved."""
    with opened(settings.database) as db:
        return editions.count(db, slug, kind)


def first_content(settings: Settings, kind: editions.Kind) -> str:
    """Return as TOML what is in force where nobody has saved a version: the built-in codebook, or no terms."""
    return default_codebook(settings).toml() if kind == "codebook" else NO_TERMS.toml()


def default_codebook(settings: Settings) -> Codebook:
    """Return the codebook of a survey for which nobody has saved one."""
    return Codebook.load(settings.codebook)


def _save(
    settings: Settings,
    actor: Actor,
    slug: str,
    kind: editions.Kind,
    content: str,
    note: str,
    seen: int | None,
) -> Saved:
    with opened(settings.database) as db:
        target = known_survey(db, slug)
        with transaction(db):
            latest = editions.current(db, slug, kind)
            if seen is not None and (latest.number if latest else 0) != seen:
                raise Busy(
                    N_("そのあいだに、ほかの人が新しい版を保存しました。画面を開き直して、もう一度直してください。")
                )
            number = editions.save(db, slug, kind, content, note.strip()[:LONGEST_NOTE], actor.name)
            append_log(db, actor.name, f"save {kind}", slug, str(number))
        whole = brought_up_at_once(settings, db, actor, target)
    cache.forget(settings, slug)
    return Saved(number, whole)
