"""Who answers for a survey, what for and how long, and how much it holds."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from survey_loader.access import Actor, Role, require
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.models import AfterRetention, Survey
from survey_loader.settings import Settings
from survey_loader.store import cache, register
from survey_loader.store.connection import opened, transaction
from survey_loader.store.register import Totals
from survey_loader.store.surveys import append_log, known_survey, save_survey

LONGEST = 500
# A hundred years.
MOST_MONTHS = 1200
OLDEST_CHILD = 20


@dataclass(frozen=True, slots=True)
class Declared:
    """What a survey says of itself to those it asks: see `Survey`, whose fields these are."""

    holder: str
    contact: str
    purpose: str
    retention: str
    retention_months: int
    after_retention: AfterRetention
    guardian_age: int = 16


def declared(target: Survey) -> Declared:
    """Return what a survey says of itself now."""
    return Declared(**{field.name: getattr(target, field.name) for field in fields(Declared)})


def describe(settings: Settings, actor: Actor, slug: str, wanted: Declared) -> Survey:
    """Write who answers for a survey, what for, and how long it is kept; the organiser's act.

    Raises SurveyError for a text that is too long or months out of bounds.
    """
    require(actor, slug, Role.ORGANISER)
    told = {field.name: getattr(wanted, field.name) for field in fields(Declared)}
    told = {name: value.strip() if isinstance(value, str) else value for name, value in told.items()}
    if any(isinstance(value, str) and len(value) > LONGEST for value in told.values()):
        raise SurveyError(N_("長すぎます。{limit}文字までにしてください。"), limit=LONGEST)
    if not 0 <= wanted.retention_months <= MOST_MONTHS:
        raise SurveyError(N_("保存する月数は0から{most}までにしてください。"), most=MOST_MONTHS)
    if not 0 <= wanted.guardian_age <= OLDEST_CHILD:
        raise SurveyError(N_("おうちの人と決める年齢は0から{most}までにしてください。"), most=OLDEST_CHILD)
    with opened(settings.database) as db, transaction(db):
        before = known_survey(db, slug)
        changed = [name for name, value in told.items() if getattr(before, name) != value]
        after = replace(before, **told)
        if changed:
            save_survey(db, after)
            append_log(db, actor.name, "describe survey", slug, slug, fields=changed)
    if changed:
        cache.forget(settings, slug)
    return after


def totals(settings: Settings, actor: Actor, slug: str) -> Totals:
    """Return how much a survey holds of what. The organiser's read."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        return register.totals(db, slug)
