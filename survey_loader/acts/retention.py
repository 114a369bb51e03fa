"""Retention: until when each wave is kept, the warning before, and the purge after.

What goes and how it is decided: docs/consent.md.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from survey_loader.access import EVERY_SURVEY, Actor, Role, require
from survey_loader.acts.erasing import erase_together, forget_copies, remove_backups, settle_log
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store import (
    cache,
    consents,
    erasing,
    outputs,
    parts,
    public_checks,
    retention,
    stops,
    street,
    surveys,
    trays,
    waiting,
)
from survey_loader.store.connection import opened, transaction
from survey_loader.store.retention import KeptWave
from survey_loader.store.surveys import append_log, known_survey

# So long the organisers can read the warning before anything goes by itself.
WARNING = timedelta(days=30)
# As many interviews as are stripped in one short transaction.
CHUNK = 200
# As many as are erased in one.
ERASED_TOGETHER = 25
# In the log, as the reasons people choose.
REASON = N_("保存期限が過ぎた")


@dataclass(frozen=True, slots=True)
class Keeping:
    """A wave, until when it is kept, and the first day on which it goes by itself; None where it does not.

    `left` is how much of what goes is still there: people, or photos where no person can be told any more.
    """

    wave: str
    last_day: date | None
    interviews: int
    identified: int
    photos: int
    keep_until: date | None
    own_date: bool
    goes_on: date | None
    purged_on: date | None
    left: int


@dataclass(frozen=True, slots=True)
class Purged:
    """What went of one wave: people all of whom went, people of whom only words and statistics stay, photos."""

    survey: str
    wave: str
    erased: int
    stripped: int
    photos: int


def today(survey: Survey) -> date:
    """Return the day it is in the survey's zone."""
    return datetime.now(survey.zone).date()


def months_after(day: date, months: int) -> date:
    """Return the same day of the month so many months later, or the last day that month has."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def waves(settings: Settings, actor: Actor, survey: Survey) -> tuple[Keeping, ...]:
    """Return the waves of a survey with their dates, the latest first. The organiser's read."""
    require(actor, survey.slug, Role.ORGANISER)
    with opened(settings.database) as db:
        return tuple(_keeping(kept, survey) for kept in retention.waves(db, survey.slug))


def _keeping(kept: KeptWave, survey: Survey) -> Keeping:
    until = _until(kept, survey)
    left = kept.interviews if survey.after_retention == "everything" else max(kept.identified, kept.photos)
    # Nothing goes before its warning has stood, however long ago the date was.
    warned_on = kept.warned_on if kept.warned_of == until else None
    goes_on = max(until, warned_on + WARNING) if until and warned_on else None
    return Keeping(
        kept.wave, kept.last_day, kept.interviews, kept.identified, kept.photos, until,
        kept.keep_until is not None, goes_on, kept.purged_on, left,
    )  # fmt: skip


def _until(kept: KeptWave, survey: Survey) -> date | None:
    if kept.keep_until or not survey.retention_months or kept.last_day is None:
        return kept.keep_until
    return months_after(kept.last_day, survey.retention_months)


def of_wave(settings: Settings, actor: Actor, slug: str, wave: str) -> tuple[str, Keeping]:
    """Return (survey, wave) of one wave. Raises SurveyError where survey or wave are unknown."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        survey = known_survey(db, slug)
        return slug, _keeping(_known(db, survey, wave), survey)


def set_date(settings: Settings, actor: Actor, survey: Survey, wave: str, until: date | None) -> None:
    """Give a wave a date of its own, or with None the survey's months again. The organiser's act.

    Raises SurveyError for an unknown wave.
    """
    require(actor, survey.slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        _known(db, survey, wave)
        retention.set_keep_until(db, survey.slug, wave, until)
        told = until.isoformat() if until else ""
        append_log(db, actor.name, "set retention", survey.slug, wave, until=told)


def _known(db: Database, survey: Survey, wave: str) -> KeptWave:
    for kept in retention.waves(db, survey.slug):
        if kept.wave == wave:
            return kept
    raise SurveyError(N_("回「{wave}」は見つかりません。"), wave=wave)


def announced(settings: Settings, actor: Actor, survey: Survey) -> list[tuple[str, date]]:
    """Return (wave, day on which it goes) of what organisers are warned of, the earliest first; a quick read."""
    require(actor, survey.slug, Role.ORGANISER)
    with opened(settings.database) as db:
        return [(wave, max(of, on + WARNING)) for wave, of, on in retention.warned(db, survey.slug)]


def warn(settings: Settings, actor: Actor, on: date | None = None) -> int:
    """Warn the organisers of each wave whose date is near, take back warnings that are void; returns how many are new.

    The server's act, once a day; `on` is the day it is, for tests.
    """
    require(actor, EVERY_SURVEY, Role.ORGANISER)
    new = 0
    with opened(settings.database) as db:
        for survey in surveys.surveys(db):
            day = on or today(survey)
            for kept in retention.waves(db, survey.slug):
                new += _warn(db, actor, survey, kept, day)
    return new


def _warn(db: Database, actor: Actor, survey: Survey, kept: KeptWave, day: date) -> int:
    state = _keeping(kept, survey)
    near = state.keep_until is not None and state.left > 0 and day >= state.keep_until - WARNING
    if near == (state.goes_on is not None) and (near or kept.warned_of is None):
        return 0
    with transaction(db):
        retention.set_warned(db, survey.slug, kept.wave, state.keep_until if near else None, day if near else None)
        if near:
            until = state.keep_until.isoformat() if state.keep_until else ""
            append_log(db, actor.name, "warn of retention", survey.slug, kept.wave, until=until)
    return int(near)


def due(settings: Settings, actor: Actor, on: date | None = None) -> list[tuple[str, Keeping]]:
    """Return (survey, wave) of what goes by itself now: its date is past and its warning has stood."""
    require(actor, EVERY_SURVEY, Role.ORGANISER)
    with opened(settings.database) as db:
        return [
            (survey.slug, state)
            for survey in surveys.surveys(db)
            for state in (_keeping(kept, survey) for kept in retention.waves(db, survey.slug))
            if state.goes_on and state.left and (on or today(survey)) >= state.goes_on
        ]


def purge_due(settings: Settings, actor: Actor, on: date | None = None) -> list[Purged]:
    """Purge every wave that is due. The server's act."""
    return [purge(settings, actor, slug, state.wave, on) for slug, state in due(settings, actor, on)]


def purge(settings: Settings, actor: Actor, slug: str, wave: str, on: date | None = None) -> Purged:
    """Remove of one wave, now, what its survey does not keep for ever. The organiser's act; repeated, it goes on.

    Either who somebody was (photos, board numbers, interviewers, notes, names of photo files), or each interview as
    `erase` does. Of the first stays what somebody asks to take back, until that is done. Raises SurveyError for an
    unknown wave, Busy where others still read what was removed.
    """
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        survey = known_survey(db, slug)
        _known(db, survey, wave)
        everything = survey.after_retention == "everything"
        # Without its number nobody would find whom a respondent asks to take back: it goes when that is done.
        asked = set() if everything else stops.interviews(db, slug)
        ids = [one for one in retention.ids(db, slug, wave) if one not in asked]
        imports = retention.imports_of(db, slug, wave)
    photos = _erase(settings, actor, ids) if everything else _strip(settings, slug, ids)
    with opened(settings.database) as db:
        with transaction(db):
            retention.set_purged(db, slug, wave, on or today(survey))
            rejects = retention.remove_rejects(db, imports)
            nobodys = retention.waiting_photos(db, imports)
            waiting.forget(db, settings.photos_dir, nobodys)
            photos += len(nobodys)
            erasing.bump(db, [slug])
            append_log(
                db, actor.name, "purge", slug, wave,
                interviews=len(ids), photos=photos, rejects=rejects, what=survey.after_retention,
            )  # fmt: skip
        cache.forget(settings, slug)
        forget_copies(settings, nobodys)
        remove_backups(settings)
        settle_log(db)
    return Purged(slug, wave, len(ids) if everything else 0, 0 if everything else len(ids), photos)


def _erase(settings: Settings, actor: Actor, ids: Sequence[str]) -> int:
    parts = [ids[start : start + ERASED_TOGETHER] for start in range(0, len(ids), ERASED_TOGETHER)]
    return sum(one.photos for part in parts for one in erase_together(settings, actor, part, REASON))


def _strip(settings: Settings, slug: str, ids: Sequence[str]) -> int:
    removed = 0
    with opened(settings.database) as db:
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            kept = [photo for one in part for photo in erasing.photo_contents(db, one)]
            with transaction(db):
                # Forgotten whole: the leave of somebody else in the same picture would show it otherwise.
                unseen = consents.unseen_photos(db, part)
                waiting.forget(db, settings.photos_dir, unseen)
                removed += len(unseen) + waiting.forget_of(db, settings.photos_dir, slug, part)
                retention.strip(db, part)
                street.forget_who(db, part)
                outputs.forget_photos(db, part)
                public_checks.forget(db, part, ("photo",))
                trays.forget_photos(db, part)
            parts.remove(settings.street_dir, part)
            forget_copies(settings, kept)
    return removed
