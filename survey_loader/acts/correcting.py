"""Correcting an interview that is there, and going back to what it said before; each time a new version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from sqlite_utils import Database

from survey_loader.access import Actor, Role, require
from survey_loader.acts.entering import Entry, checked, enter
from survey_loader.acts.identity import content_hash, wave_of
from survey_loader.acts.reviewing import CHANGED
from survey_loader.errors import SurveyError, UnusableEntry
from survey_loader.language import N_
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store import cache, history, reviews, versions
from survey_loader.store.connection import opened, transaction
from survey_loader.store.history import Version
from survey_loader.store.reviews import Waiting
from survey_loader.store.surveys import append_log, known_survey, now

SEVERAL = N_(
    "ひとつの設問に答えが二つ以上ある聞き取りです。ここでは直せません。元のファイルを直して、もう一度取り込んでください。"
)
# Without fields that belong to the occasion of typing: what a correction may change.
FIELDS = ("wave", "place", "interviewer", "board", "age", "relation", "language", "group", "note")


def entry_of(version: Version, interview_id: str) -> Entry:
    """Return a stored version as it would be typed in. Raises SurveyError where no form could hold it."""
    if version.several:
        raise SurveyError(SEVERAL)
    at = datetime.fromisoformat(version.at) if version.at else None
    if at is not None and version.at_offset is not None:
        at = at.astimezone(timezone(timedelta(minutes=version.at_offset)))
    return Entry(
        version.survey, interview_id, {answer.question: answer.text for answer in version.answers}, at, version.place,
        said={answer.question: answer.said for answer in version.answers if answer.said}, choices=version.choices,
        interviewer=version.interviewer, wave=version.wave, board=version.board, age=version.age,
        relation=version.relation, language=version.language, group=version.group, consents=version.consents,
        note=version.note,
    )  # fmt: skip


def correct(settings: Settings, actor: Actor, entry: Entry, seen: str, allowed: Consents | None = None) -> None:
    """Store what an organiser made of an interview as a new version of it, which counts as checked by them.

    `seen` is the hash of what it said when they looked. Consents stay as they are now, or as `allowed`; what
    their person decided later (`acts.consents`) stands above both.
    Raises what `enter` does, and SurveyError where somebody else corrected it meanwhile.
    """
    require(actor, entry.survey, Role.ORGANISER)
    with opened(settings.database) as db:
        target = known_survey(db, entry.survey)
        before = _now(db, entry.survey, entry.id)
    allowed = allowed or before.consents
    if before.answers or before.choices:
        _keep_something(settings, entry)
    entry = replace(entry, consents=allowed, photos=(), photos_follow=True)

    def unchanged(db: Database) -> bool:
        if versions.known_contents(db, [entry.id]).get(entry.id) != seen:
            raise SurveyError(CHANGED)
        return False

    enter(settings, actor, entry, unchanged)
    interview = checked(entry, target)
    mark(settings, actor, entry.survey, Waiting(entry.id, content_hash(interview, wave_of(interview, target))))


def mark(settings: Settings, actor: Actor, slug: str, one: Waiting) -> None:
    """Write down that somebody has seen what they made of an interview. The organiser's act."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        reviews.check(db, [one], actor.name, now())
        append_log(db, actor.name, "check interview", slug, one.id)


def return_to(settings: Settings, actor: Actor, slug: str, interview_id: str, number: int, seen: str) -> None:
    """Let an interview say again what it said in an earlier version (its row), as a new version, checked.

    Consents stay as they are now: what was taken back since is not allowed again. Raises what `correct` does.
    """
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        found = {one.number: one for one in history.versions(db, interview_id) if one.survey == slug}
    if number not in found:
        raise SurveyError(N_("その版は、もうありません。画面を開き直してください。"))
    correct(settings, actor, entry_of(found[number], interview_id), seen)
    with opened(settings.database) as db, transaction(db):
        append_log(db, actor.name, "return to version", slug, interview_id, version=number)
    cache.forget(settings, slug)


def _now(db: Database, slug: str, interview_id: str) -> Version:
    found = history.versions(db, interview_id)
    if not found or found[0].survey != slug:
        raise SurveyError(N_("聞き取り「{id}」は見つかりません。"), id=interview_id)
    return found[0]


def _keep_something(settings: Settings, entry: Entry) -> None:
    """Raise UnusableEntry where nothing at all would be left of an interview without photo."""
    if _says_something(entry.answers) or _says_something(entry.choices):
        return
    with opened(settings.database) as db:
        if not reviews.pictures(db, entry.id):
            raise UnusableEntry(N_("ことばか写真のどちらかを入れてください。"), field="answers")


def _says_something(texts: Mapping[str, str]) -> bool:
    return any(text.strip() for text in texts.values())
