"""Erasing one interview for good: its rows, photos and every copy, with a tombstone so that it never comes back."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from survey_loader.access import EVERY_SURVEY, Actor, Role, require
from survey_loader.acts import consents
from survey_loader.board_numbers import number_of
from survey_loader.errors import Busy, SurveyError
from survey_loader.language import N_
from survey_loader.settings import Settings
from survey_loader.store import aside, cache, erasing, jobs, parts, recalls, stops, tombstones, vault, workplace
from survey_loader.store.connection import backups, opened, transaction
from survey_loader.store.photo_files import photo_path
from survey_loader.store.surveys import append_log, now
from survey_loader.text.normalise import normalise

# The versions of interviews by their ids.
Found = Mapping[str, list[erasing.Version]]
# In the log: how a request to stop was done with.
STOPPED = N_("聞き取りを消した")


@dataclass(frozen=True, slots=True)
class Erased:
    """What is gone: comments and photos of one interview, 0 where an erasure cut short was only finished.

    `outputs` are the numbers of what left the house with something of it, to be called back (acts/handing_out.py).
    """

    interview_id: str
    comments: int
    photos: int
    outputs: tuple[int, ...] = ()


def erase(settings: Settings, actor: Actor, interview_id: str, reason: str) -> Erased:
    """Erase an interview in all its versions wherever this installation keeps it, and remember its id for ever.

    The tombstone is on disk before the rows go, so an erasure that was cut short is finished by doing it
    again. Goes with it: waiting uploads that no import is about to read, the backups that upgrades of the
    database left beside it, and the photos in the folder of backups (docs/backup.md says when the words there go).
    So does whatever was merged with it: it is the same person's. `reason` goes into the log: no words or names. Raises
    SurveyError for an unknown id, and Busy where somebody reads on and the write-ahead log cannot be emptied yet.
    """
    erased = erase_together(settings, actor, [interview_id], reason)
    left = sorted({output for one in erased for output in one.outputs})
    return Erased(interview_id, sum(one.comments for one in erased), sum(one.photos for one in erased), tuple(left))


def erase_together(settings: Settings, actor: Actor, interview_ids: Sequence[str], reason: str) -> list[Erased]:
    """Erase several interviews as `erase` does one, all or none of them: some dozen take little longer than one."""
    with opened(settings.database) as db:
        with transaction(db):
            found = {one: erasing.versions(db, one) for one in aside.one_person(db, interview_ids)}
            for versions in found.values():
                # Of somebody whose erasure was cut short nobody knows the survey any more.
                for slug in {version.survey for version in versions} or {EVERY_SURVEY}:
                    require(actor, slug, Role.ORGANISER)
            ledger = tombstones.ready(settings.erased)
            for one, versions in found.items():
                if not versions and not ledger.holds(one):
                    raise SurveyError(N_("聞き取り「{id}」は見つかりません。"), id=one)
            contents = [photo for one in found for photo in erasing.photo_contents(db, one)]
            _bury(settings, db, actor, ledger.key, found)
            erased = [_remove(settings, db, actor, one, versions, reason) for one, versions in found.items()]
            erasing.remove_written(db, theirs(found))
            erasing.remove_unused_words(db)
            surveys = sorted({version.survey for versions in found.values() for version in versions})
            _answer_stops(db, actor, found)
            erasing.bump(db, surveys)
        for slug in surveys:
            cache.forget(settings, slug)
        parts.remove(settings.street_dir, found)
        _remove_copies(settings, db)
        # One that another interview has too stays.
        forget_copies(settings, contents)
        settle_log(db)
    return erased


def forget_copies(settings: Settings, photos: Sequence[str]) -> None:
    """Remove from the backups those of these photos whose files are gone here, and let them know the ledger."""
    gone = [photo for photo in photos if not photo_path(settings.photos_dir, photo, "full").exists()]
    vault.forget_photos(settings, gone)


def settle_log(db: Database) -> None:
    """Empty the write-ahead log of what was removed. Raises Busy while somebody reads on."""
    if not erasing.settle_log(db):
        raise Busy(
            N_("消しましたが、ほかの作業がまだ前の内容を読んでいます。少し待って、もう一度同じ操作をしてください。")
        )


def _bury(settings: Settings, db: Database, actor: Actor, key: bytes, found: Found) -> None:
    """Write the tombstones of all that are still there, and wait until they are on disk."""
    street_dir = settings.street_dir
    ids: list[str] = []
    marks: list[str] = []
    for one, versions in found.items():
        if versions:
            # Their photos too: without the interview a file would come back as one that nobody knows.
            ids += [one, *erasing.other_ids(db, one), *erasing.photo_files(db, one)]
            ids += [photo.sha256 for photo in parts.whole(street_dir, one)]
            marks += _marks(key, versions)
    if ids:
        tombstones.append(settings.erased, ids, marks, actor.name, now())


def _remove(
    settings: Settings, db: Database, actor: Actor, one: str, versions: list[erasing.Version], reason: str
) -> Erased:
    left = recalls.erased(db, [one])
    comments, photos = erasing.remove(db, settings.photos_dir, [one])
    surveys = ",".join(sorted({version.survey for version in versions}))
    recalled = {"outputs": len(left)} if left else {}
    append_log(db, actor.name, "erase", surveys, one, reason=reason, comments=comments, photos=photos, **recalled)
    return Erased(one, comments, photos, tuple(left))


def _answer_stops(db: Database, actor: Actor, found: Found) -> None:
    """Close the requests to stop of which no interview is left, and forget their board numbers."""
    boards = {(version.survey, number_of(version.board)) for versions in found.values() for version in versions}
    for slug in {slug for slug, _ in boards}:
        gone = {board for of, board in boards if of == slug and board is not None}
        for number in stops.answered(db, slug, gone):
            stops.close(db, slug, number, actor.name, now(), "erased")
            append_log(db, actor.name, "settle stop", slug, stops.record(number), outcome=STOPPED)


def _marks(key: bytes, versions: list[erasing.Version]) -> list[str]:
    """Return the marks by which a row that has another id is known again (acts/candidates.py)."""
    marks = []
    for version in versions:
        where = (version.day, version.place)
        who = (version.age, version.relation, version.board)
        if version.texts:
            marks.append(tombstones.whole_mark(key, (*where, *who), version.texts))
        marks += tombstones.long_marks(key, where, version.texts)
        marks += tombstones.long_marks(key, (), (*version.texts, normalise(version.source_key)))
    return marks


def theirs(found: Found) -> erasing.Holds:
    """Return what says whether a cell holds something of these interviews: an id, a key, their longer words."""
    every = [version for versions in found.values() for version in versions]
    keys = {*found, *(version.source_key for version in every if version.source_key)}
    return erasing.resembles(keys, [text for version in every for text in version.texts], normalise)


def _remove_copies(settings: Settings, db: Database, before: float = math.inf) -> None:
    """Remove the files from before a moment that may hold the words: uploads nobody will import, upgrade backups."""
    needed = {
        Path(path).parent
        for job in jobs.unfinished(db)
        for arguments in [json.loads(job["arguments"])]
        for path in (arguments.get("file", ""), *arguments.get("photos", ()))
    }
    for waiting in settings.uploads_dir.glob("*"):
        if waiting not in needed and _made(waiting) < before:
            shutil.rmtree(waiting, ignore_errors=True)
    workplace.clear(settings)
    remove_backups(settings, before)


def remove_backups(settings: Settings, before: float = math.inf) -> None:
    """Remove the copies from before a moment that upgrades of the database left beside it."""
    for backup in backups(settings.database):
        if _made(backup) < before:
            backup.unlink(missing_ok=True)


def _made(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        # Another process has removed it at this very moment.
        return math.inf


def finish(settings: Settings, actor: Actor) -> int:
    """Erase again what the ledger names and the database still holds, as after a power cut or a restore.

    Consents that were changed since what was restored are changed again.
    """
    require(actor, EVERY_SURVEY, Role.ORGANISER)
    ledger = tombstones.load(settings.erased)
    if not ledger and not ledger.consents:
        return 0
    if ledger.consents:
        consents.replay(settings, actor)
    with opened(settings.database) as db:
        left = [stored for stored in erasing.stored_ids(db) if ledger.holds(stored)]
        # Rows may have gone and copies not; copies made after the last tombstone hold nobody who was erased.
        _remove_copies(settings, db, _made(settings.erased))
        erasing.settle_log(db)
    for interview_id in left:
        erase(settings, actor, interview_id, "replayed from the ledger")
    return len(left)


def hold_back(settings: Settings, db: Database, batch: int, before: tombstones.Ledger) -> int:
    """Remove from a batch who was erased since its import read the ledger, and their photos; returns how many.

    Call inside the publishing transaction.
    """
    now = tombstones.load(settings.erased)
    since = tombstones.Ledger(now.key, now.ids - before.ids, now.marks - before.marks)
    if not since:
        return 0
    erased = {staged for staged in erasing.staged_ids(db, batch) if since.holds(staged)}
    erased.update(new for new, version in erasing.staged_new(db, batch) if _says_the_same(since, version))
    erasing.remove(db, settings.photos_dir, erased)
    erasing.remove_staged_photos(db, settings.photos_dir, batch, since.holds)
    return len(erased)


def _says_the_same(ledger: tombstones.Ledger, row: erasing.Version) -> bool:
    who = (row.age, row.relation, row.board)
    marks = tombstones.row_marks(ledger.key, (row.day, row.place), who, row.texts, row.source_key)
    return bool(row.texts) and ledger.holds_words(marks)
