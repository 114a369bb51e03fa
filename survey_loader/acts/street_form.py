"""What a phone is told once, so that it can ask without a network: questions, places, ages, words of consent."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlite_utils import Database

from survey_loader import ages, consent_words
from survey_loader.access import Actor, Role, require
from survey_loader.acts.inviting import Bearer
from survey_loader.acts.retention import months_after, today
from survey_loader.models import Question, Survey
from survey_loader.settings import Settings
from survey_loader.store import invitations, places, reads, retention
from survey_loader.store.connection import opened
from survey_loader.store.surveys import known_survey

RELATIONS = ("resident", "commuter", "rooted", "visitor")
SCALE = ("1", "2", "3", "4", "5")
# A list to choose from; the rest is typed.
MOST_PLACES = 100


def told(settings: Settings, bearer: Bearer) -> dict[str, Any]:
    """Return what the street form of an invitation needs, as JSON takes it; nothing of any interview is in it."""
    invitation = bearer.invitation
    require(bearer.actor, invitation.survey, Role.STUDENT)
    with opened(settings.database) as db:
        survey = known_survey(db, invitation.survey)
        until = _until(db, survey, invitation.wave)
        return {
            **_about(survey, until),
            **_invited(invitation),
            "questions": [_question(question) for question in survey.questions],
            "places": _places(db, survey),
            "ages": ages.offered(reads.listed(db, survey.slug, "age")),
            "relations": list(RELATIONS),
            "consent": {"version": consent_words.VERSION, "texts": _consent(survey, until)},
        }


def kept_until(settings: Settings, actor: Actor, slug: str, wave: str = "") -> date | None:
    """Return until when what is asked from today on is kept at most, None where nothing goes by itself.

    For paper; the organiser's read.
    """
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        return _until(db, known_survey(db, slug), wave)


def _about(survey: Survey, until: date | None) -> dict[str, Any]:
    return {
        "survey": survey.slug,
        "name": survey.name,
        "name_en": survey.name_en,
        "holder": survey.holder,
        "contact": survey.contact,
        "purpose": survey.purpose,
        "retention": survey.retention,
        "until": consent_words.month("ja", until.year, until.month) if until else "",
        "guardian_age": survey.guardian_age,
        "days": consent_words.DAYS,
    }


def _invited(invitation: invitations.Invitation) -> dict[str, Any]:
    return {
        "wave": invitation.wave,
        "interviewer": invitation.interviewer,
        "place": invitation.place,
        "label": invitation.label,
        "invitation": invitation.number,
        "expires": invitation.expires,
    }


def _question(question: Question) -> dict[str, Any]:
    choices = question.choices or (SCALE if question.kind == "scale" else ())
    return {
        "key": question.key,
        "label": question.label,
        "label_en": question.label_en,
        "kind": question.kind,
        "choices": list(choices),
        "multiple": question.multiple,
    }


def _places(db: Database, survey: Survey) -> list[dict[str, Any]]:
    """Return the places met so far, the most frequent first, and those somebody put on the map."""
    points = places.points(db, survey.slug)
    names = list(dict.fromkeys([*reads.listed(db, survey.slug, "place"), *points]))[:MOST_PLACES]
    found = []
    for name in names:
        point = points.get(name)
        latitude, longitude = (point.latitude, point.longitude) if point else (None, None)
        found.append({"name": name, "latitude": latitude, "longitude": longitude})
    return found


def _until(db: Database, survey: Survey, wave: str) -> date | None:
    """Return until when what is asked now is kept at most, None where nothing goes by itself."""
    if own := retention.keep_until(db, survey.slug, wave):
        return own
    if not survey.retention_months:
        return None
    ends = next((one.ends for one in reads.waves(db, survey.slug) if one.label == wave), None)
    return months_after(max(today(survey), ends or date.min), survey.retention_months)


def _consent(survey: Survey, until: date | None) -> dict[str, dict[str, str]]:
    texts = {}
    for language in consent_words.LANGUAGES:
        values = {
            "town": (survey.name_en if language == "en" else "") or survey.name,
            "holder": survey.holder,
            "contact": survey.contact,
            "until": consent_words.month(language, until.year, until.month) if until else "",
            "days": str(consent_words.DAYS),
            "age": str(survey.guardian_age),
        }
        texts[language] = consent_words.texts(language, values)
    return texts
