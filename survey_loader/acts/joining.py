"""Joining photos and interviews by hand: what waits, whose it may be, and every change in the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlite_utils import Database

from survey_loader.access import Actor, Role, require
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.models import PhotoKind, Survey
from survey_loader.settings import Settings
from survey_loader.store import cache, waiting
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import append_log
from survey_loader.text.normalise import normalise

# As many as fit on two screens; who is not among them is found by searching.
CANDIDATES = 12


def waiting_photos(settings: Settings, survey: Survey) -> pd.DataFrame:
    """Return the photos nobody could be found for: waiting.PHOTO_COLUMNS, `taken_at` in the survey's zone or None."""
    with opened(settings.database) as db:
        frame = waiting.photos(db, survey.slug)
    return frame.assign(taken_at=_local(frame["taken_at"], survey))


def candidates(
    settings: Settings, survey: Survey, taken_at: datetime | None, search: str = "", limit: int = CANDIDATES
) -> pd.DataFrame:
    """Return the interviews without a photo, nearest in time to the capture first, then the newest.

    Columns waiting.CANDIDATE_COLUMNS; `at` is in the survey's zone or None. `search` looks in board number,
    place, interviewer, key and words.
    """
    near = taken_at.astimezone(UTC).isoformat() if taken_at else None
    with opened(settings.database) as db:
        frame = waiting.candidates(db, survey.slug, near, normalise(search).strip(), limit)
    return frame.assign(at=_local(frame["at"], survey))


def joined(settings: Settings, survey: Survey, limit: int) -> pd.DataFrame:
    """Return the photos found by board number or time, or joined by hand, newest first: waiting.JOINED_COLUMNS."""
    with opened(settings.database) as db:
        frame = waiting.joined(db, survey.slug, limit)
    return frame.assign(at=_local(frame["at"], survey))


def join(
    settings: Settings, actor: Actor, survey: str, photo: int, interview_id: str, kind: PhotoKind = "face"
) -> None:
    """Give a photo that waits (its number) to an interview, under whose consent it then stands.

    Raises SurveyError where it waits no longer, or the interview is not there.
    """
    require(actor, survey, Role.ORGANISER)
    with _changing(settings, survey) as db:
        _expect(db, survey, photo, "waits")
        if not waiting.is_shown(db, survey, interview_id):
            raise SurveyError(N_("この聞き取りは、もうありません。画面を開き直してください。"))
        waiting.give(db, survey, photo, interview_id, kind)
        append_log(db, actor.name, "join photo", survey, interview_id, photo=photo, kind=kind)


def part(settings: Settings, actor: Actor, survey: str, photo: int) -> None:
    """Take a photo (its number) from its interview again; it waits as before, and no import gives it back.

    Raises SurveyError where it belongs to nobody.
    """
    require(actor, survey, Role.ORGANISER)
    with _changing(settings, survey) as db:
        _expect(db, survey, photo, "joined")
        waiting.give(db, survey, photo, "", "face")
        append_log(db, actor.name, "part photo", survey, str(photo))


def drop(settings: Settings, actor: Actor, survey: str, photo: int) -> None:
    """Remove a photo that waits (its number), its file too unless others need it; no import brings it back.

    Raises SurveyError where it waits no longer.
    """
    require(actor, survey, Role.ORGANISER)
    with _changing(settings, survey) as db:
        _expect(db, survey, photo, "waits")
        waiting.drop(db, settings.photos_dir, survey, photo)
        append_log(db, actor.name, "drop photo", survey, str(photo))


@contextmanager
def _changing(settings: Settings, survey: str) -> Iterator[Database]:
    with opened(settings.database) as db, transaction(db):
        yield db
    cache.forget(settings, survey)


def _expect(db: Database, survey: str, photo: int, standing: waiting.Standing) -> None:
    if waiting.standing(db, survey, photo) != standing:
        raise SurveyError(N_("この写真は、ほかの人が先に持ち主を決めたか、消しました。画面を開き直してください。"))


def _local(moments: pd.Series[Any], survey: Survey) -> pd.Series[Any]:
    """Return stored moments in the survey's zone, None where there is none.

    A camera that tells no zone shows the time of the town.
    """
    zone = survey.zone
    told = [datetime.fromisoformat(moment) if moment else None for moment in moments]
    local = [at and (at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)) for at in told]
    return pd.Series(local, index=moments.index, dtype="object")
