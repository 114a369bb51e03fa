"""Photos that come without their table: given to the interviews a survey has already."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from survey_loader.access import Actor, Role, require
from survey_loader.acts.attaching import Attaching, PhotoFolder
from survey_loader.acts.candidates import Progress
from survey_loader.acts.clearing import clear_dead, discard
from survey_loader.acts.coding import standing
from survey_loader.acts.erasing import hold_back
from survey_loader.acts.importing import sha256_of, silent
from survey_loader.acts.matching import InterviewFact
from survey_loader.acts.reports import ImportReport
from survey_loader.acts.undoing import heed_undone
from survey_loader.errors import SurveyError, UnusableFile
from survey_loader.language import N_
from survey_loader.models import PhotoName, Survey
from survey_loader.settings import Settings
from survey_loader.sources.members import readable
from survey_loader.store import living, tombstones, waiting, writes
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import append_log, known_survey


def import_photos(
    settings: Settings, actor: Actor, slug: str, places: Sequence[Path], progress: Progress = silent
) -> ImportReport:
    """Bring photos of folders, ZIPs and single files into a survey as one import, found as those with a table are.

    `progress` hears (photos done, photos in all). Raises UnusableFile where there is no photo, SurveyError
    where there is no such survey, Busy or NoSpace; then nothing is stored.
    """
    require(actor, slug, Role.ORGANISER)
    started = time.monotonic()
    folder = PhotoFolder.of(places)
    name = "、".join(readable(place.name) for place in places)
    if not folder.members:
        raise UnusableFile(N_("「{name}」に写真がありません。写真のフォルダーかZIPを選んでください。"), name=name)
    with opened(settings.database) as db:
        target = known_survey(db, slug)
        clear_dead(settings, db)
        report = ImportReport(slug, name)
        _Photos(settings, actor, db, target, folder, report, progress).run(_sha256(places))
    report.seconds = time.monotonic() - started
    return report


class _Photos:
    """Photos on their way into a batch of their own."""

    def __init__(
        self,
        settings: Settings,
        actor: Actor,
        db: Database,
        target: Survey,
        folder: PhotoFolder,
        report: ImportReport,
        progress: Progress,
    ) -> None:
        self.settings, self.actor, self.db, self.target, self.report = settings, actor, db, target, report
        self.photos = Attaching(settings, db, target, folder, tombstones.load(settings.erased), report)
        self.progress, self.total, self.done = progress, len(folder.members), 0

    def run(self, sha256: str) -> None:
        slug, name = self.target.slug, self.report.file
        kept, _ = standing(self.settings, self.db, self.actor, self.target)
        with transaction(self.db):
            batch = writes.open_batch(
                self.db, slug, "import", self.actor.name, writes.NO_TOKENIZER, kept, file=name, sha256=sha256
            )
            alive = living.hold(self.db, self.settings.database, batch.number)
        try:
            self.photos.note(_fact(row) for row in waiting.interviews(self.db, slug))
            self.photos.run(batch.number, self._step, tell_missing=False)
            self._publish(batch)
        except BaseException:
            with suppress(SurveyError):
                discard(self.settings, self.db, batch.number, slug)
            raise
        finally:
            alive.release()
        self.report.batch = batch.number

    def _publish(self, batch: writes.Batch) -> None:
        with transaction(self.db):
            writes.save_rejects(self.db, batch, self.report.photo_problems, "photo")
            writes.save_rejects(self.db, batch, self.report.file_problems, "file")
            heed_undone(self.db, batch.number)
            self.photos.keep_met(batch.number)
            # Somebody may have been erased while photos were being opened.
            hold_back(self.settings, self.db, batch.number, self.photos.ledger)
            writes.publish(self.db, batch, self.report.counts, self.report.recognised)
            append_log(self.db, self.actor.name, "import", self.target.slug, str(batch.number), **self.report.counts)

    def _step(self) -> None:
        self.done += 1
        self.progress(self.done, self.total)


def _fact(row: dict[str, Any]) -> InterviewFact:
    """Return what a stored interview tells of its photos."""
    return InterviewFact(
        id=row["interview_id"],
        key=row["source_key"],
        at=datetime.fromisoformat(row["at"]) if row["at"] else None,
        interviewer=row["interviewer"],
        board=row["board"],
        photos=tuple(PhotoName(name["name"], name["kind"], tuple(name["also"])) for name in row["names"]),
        row=row["row"],
    )


def _sha256(places: Sequence[Path]) -> str:
    if len(places) == 1:
        return sha256_of(places[0])
    return hashlib.sha256("\n".join(map(sha256_of, places)).encode()).hexdigest()
