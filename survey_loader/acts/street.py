"""Interviews and counts from phones: stored once however often they are sent, and a changed one as a new version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

from sqlite_utils import Database

from survey_loader.access import Role, require
from survey_loader.acts import codes, street_photos
from survey_loader.acts.entering import LONGEST_LABEL, enter, refuse_foreign
from survey_loader.acts.identity import wave_of
from survey_loader.acts.inviting import Bearer
from survey_loader.acts.street_body import Told, is_id, read
from survey_loader.acts.typed_words import keep_words
from survey_loader.errors import UnusableEntry
from survey_loader.language import N_
from survey_loader.models import Interview, Survey
from survey_loader.settings import Settings
from survey_loader.store import cache, street
from survey_loader.store import codes as code_store
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import append_log, known_survey, now

# Nobody speaks to so many people in a day; more is a mistake of typing.
MOST_COUNTED = 10_000

Standing = Literal["stored", "missing"]


@dataclass(frozen=True, slots=True)
class Stored:
    """What is on disk now of an interview; `photos` tells of each the phone spoke of whether it is there too."""

    interview_id: str
    again: bool
    code: str
    photos: dict[str, Standing]


def store(settings: Settings, bearer: Bearer, interview_id: str, body: object) -> Stored:
    """Store an interview a phone sent; the act of an invitation. The very same sent again changes nothing.

    Raises what `entering.enter` does; then nothing is stored.
    """
    require(bearer.actor, bearer.invitation.survey, Role.STUDENT)
    if not is_id(interview_id):
        raise UnusableEntry(N_("入力の番号が正しくありません。ページを開き直してください。"), field="id")
    with opened(settings.database) as db:
        told = read(body, known_survey(db, bearer.invitation.survey), bearer.invitation, interview_id)
        entry = keep_words(db, told.entry) if told.record.words_later else told.entry
    done = enter(settings, bearer.actor, entry, _beside(bearer, told))
    # They may have come before it.
    street_photos.attach(settings, bearer, interview_id)
    with opened(settings.database) as db:
        there = street_photos.stored(db, interview_id)
        code = codes.spelled(codes.derived(code_store.key(db), interview_id))
    photos: dict[str, Standing] = {
        photo.sha256: "stored" if photo.sha256 in there else "missing" for photo in told.record.photos
    }
    return Stored(interview_id, done.again, code, photos)


def _beside(bearer: Bearer, told: Told) -> Callable[[Database], bool]:
    """Return what writes the record of an interview; a phone that sends the same once more has not corrected anything.

    Else what an organiser corrected meanwhile would be turned back by an answer that was lost on the way. Who sends
    the very same under another invitation is the same phone, and goes on under that.
    """
    invitation, interview_id = bearer.invitation, told.entry.id

    def write(db: Database) -> bool:
        before = street.body_of(db, interview_id)
        if before == told.record.body:
            if street.sender(db, interview_id) != invitation.number:
                street.adopt(db, interview_id, invitation.number)
            return True
        if before is None:
            # Before the record is there: it would make the interview this phone's own.
            refuse_foreign(db, bearer.actor, invitation.survey, interview_id)
        else:
            street_photos.expect_own(db, bearer, interview_id)
        street.save(db, told.record, now())
        if before is not None:
            append_log(db, bearer.actor.name, "send again", invitation.survey, interview_id)
        return False

    return write


def count(settings: Settings, bearer: Bearer, device: str, day: str, body: object) -> None:
    """Write how many people a phone's owner spoke to on a day, and how many declined; the act of an invitation.

    The numbers are absolute: sent again they change nothing. Raises UnusableEntry with the field at fault.
    """
    invitation = bearer.invitation
    require(bearer.actor, invitation.survey, Role.STUDENT)
    counted = _counted(device, day, body)
    with opened(settings.database) as db, transaction(db):
        target = known_survey(db, invitation.survey)
        wave, place, approached, declined = counted
        wave, place = wave or invitation.wave or _month(target, day), place or invitation.place
        told = street.Count(target.slug, device, day, wave, place, approached, declined, invitation.number)
        if street.count(db, target.slug, device, day) == told:
            return
        street.save_count(db, told, now())
        append_log(
            db, bearer.actor.name, "count in the street", target.slug, day,
            approached=told.approached, declined=told.declined,
        )  # fmt: skip
    cache.added(settings, target.slug)


def _counted(device: str, day: str, body: object) -> tuple[str, str, int, int]:
    """Return wave and place, "" where the phone tells none, and the two numbers."""
    wrong = N_("声をかけた人の数が正しくありません。数え直してください。")
    if not is_id(device) or not _is_day(day) or not isinstance(body, dict):
        raise UnusableEntry(wrong, field="approached")
    texts = [body.get(name) or "" for name in ("wave", "place")]
    if not all(isinstance(text, str) and len(text) <= LONGEST_LABEL for text in texts):
        raise UnusableEntry(wrong, field="place")
    numbers = [body.get(name) for name in ("approached", "declined")]
    if not all(map(_is_count, numbers)):
        raise UnusableEntry(wrong, field="approached")
    wave, place = (str(text).strip() for text in texts)
    approached, declined = (int(number or 0) for number in numbers)
    return wave, place, approached, declined


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_COUNTED


def _is_day(day: str) -> bool:
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


def _month(target: Survey, day: str) -> str:
    """Return the wave of a day where none is given, as of an interview of that day."""
    noon = datetime.combine(date.fromisoformat(day), time(12), target.zone)
    return wave_of(Interview((), at=noon), target)
