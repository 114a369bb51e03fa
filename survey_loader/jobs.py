"""Long work: a jobs table, and one runner that does each job in a process of its own.

The runner lives in the server's lifespan, so a page that is left or reloaded stops nothing.
A job that a killed server left behind is taken up again: every act can be repeated.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey_loader.access import EVERY_SURVEY, SERVER, Actor, Role, require
from survey_loader.acts import backups, consents, erasing, learning, retention, undoing, uploading
from survey_loader.acts.accounts import as_of_now
from survey_loader.acts.clearing import clear_dead
from survey_loader.acts.coding import behind, recode_all_surveys
from survey_loader.acts.importing import import_file
from survey_loader.acts.photo_import import import_photos
from survey_loader.acts.reports import ImportReport, ImportRequest
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.settings import PROJECT_DIR, Settings
from survey_loader.store import jobs as table
from survey_loader.store.connection import opened

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
STOP_SECONDS = 10
RECODE, LEARN, PURGE = "recode", "learn", "purge"
# What concerns the whole installation, not the organisers of one survey.
OF_THE_HOUSE = frozenset({PURGE, backups.BACKUP})
# How often the server looks whose time is over.
RETENTION_SECONDS = 24 * 3600
# How often the server looks whether a backup is due, the first time when it has stood for as long; a failed one is
# tried again after an hour.
LOOK_SECONDS = 600
AGAIN_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class JobStatus:
    """How a job stands; `message` and `values` explain a failure in the reader's language."""

    id: str
    kind: str
    state: str
    done: int
    total: int | None
    message: str
    values: Mapping[str, Any]
    result: Mapping[str, Any]

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {"done", "failed", "cancelled"}


class Cancelled(Exception):
    """The job was cancelled by a person; what it staged is removed."""


def submit(settings: Settings, kind: str, arguments: Mapping[str, Any], actor: Actor) -> str:
    """Queue a job and return its id.

    Raises NotAllowed for who is no organiser of its survey, or of all; no admin for what concerns the house.
    """
    require(actor, *_asked(kind, arguments))
    job_id = str(uuid.uuid4())
    with opened(settings.database) as db:
        table.add(db, job_id, kind, json.dumps(dict(arguments), ensure_ascii=False), actor.name)
    return job_id


def _asked(kind: str, arguments: Mapping[str, Any]) -> tuple[str, Role]:
    """Return in which survey a job asks for which role."""
    if kind in OF_THE_HOUSE:
        return EVERY_SURVEY, Role.ADMIN
    return str(arguments.get("survey", EVERY_SURVEY)), Role.ORGANISER


def status(settings: Settings, job_id: str, actor: Actor) -> JobStatus | None:
    """Return how a job stands, None for an unknown id and for who could not have asked for the job."""
    with opened(settings.database) as db:
        row = table.get(db, job_id)
    return _status(row) if row and actor.may(*_asked(row["kind"], json.loads(row["arguments"]))) else None


def unfinished(settings: Settings, kind: str, actor: Actor) -> list[JobStatus]:
    """Return the jobs of a kind that wait or run, the oldest first; only those the actor could have asked for."""
    with opened(settings.database) as db:
        found = table.unfinished(db, kind)
    return [_status(row) for row in found if actor.may(*_asked(kind, json.loads(row["arguments"])))]


def cancel(settings: Settings, job_id: str, actor: Actor) -> None:
    """Ask a job to stop at its next step, one that waits at once. NotAllowed for who could not have asked for it."""
    with opened(settings.database) as db:
        row = table.get(db, job_id)
        if row is None:
            return
        require(actor, *_asked(row["kind"], json.loads(row["arguments"])))
        table.ask_cancel(db, job_id)
        row = table.get(db, job_id)
    if row and row["state"] == "cancelled":
        _forget_files(settings, row)


def repeat(settings: Settings, job_id: str, actor: Actor) -> str:
    """Queue a job that failed once more, with the same files, and return the new id."""
    with opened(settings.database) as db:
        row = table.get(db, job_id)
    if row is None:
        raise SurveyError(N_("この作業はもうありません。お手数ですが、もう一度ファイルを入れてください。"))
    return submit(settings, row["kind"], json.loads(row["arguments"]), actor)


def _forget_files(settings: Settings, row: Mapping[str, Any]) -> None:
    """Remove the files a page was handed: they hold people's words, and nobody will ask for them again."""
    arguments = json.loads(row["arguments"])
    uploading.forget(settings, [Path(path) for path in (arguments.get("file", ""), *arguments.get("photos", ()))])


def _status(row: Mapping[str, Any]) -> JobStatus:
    return JobStatus(
        row["id"], row["kind"], row["state"], row["done"], row["total"],
        row["message"], json.loads(row["values"]), json.loads(row["result"]),
    )  # fmt: skip


class Runner:
    """Takes waiting jobs one after another and runs each in a fresh process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="jobs", daemon=True)
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Take up what an earlier server left, then wait for jobs."""
        uploading.forget_old(self.settings)
        with opened(self.settings.database) as db:
            table.requeue_running(db)
        self._thread.start()

    def stop(self) -> None:
        """End the running child, whose job is taken up at the next start."""
        self._stop.set()
        if self._child and self._child.poll() is None:
            self._child.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(STOP_SECONDS)
        self._thread.join(STOP_SECONDS)

    def _loop(self) -> None:
        self._finish_removals()
        self._bring_up()
        looked = -float(RETENTION_SECONDS)
        look_at = time.monotonic() + LOOK_SECONDS
        while not self._stop.wait(POLL_SECONDS):
            if time.monotonic() - looked >= RETENTION_SECONDS:
                looked = time.monotonic()
                self._look_after()
            # A database that is held or a full disk passes: the runner must outlive it.
            try:
                with opened(self.settings.database) as db:
                    job_id = table.take(db)
            except SurveyError as error:
                log.warning("no job taken: %s", error)
                continue
            if job_id:
                self._run(job_id)
            elif time.monotonic() >= look_at:
                look_at = time.monotonic() + (AGAIN_SECONDS if self.back_up() else LOOK_SECONDS)

    def back_up(self) -> bool:
        """Queue a backup where one is due and none waits; returns whether it did."""
        try:
            if not backups.due(self.settings) or unfinished(self.settings, backups.BACKUP, SERVER):
                return False
            submit(self.settings, backups.BACKUP, {}, SERVER)
        except (SurveyError, OSError) as error:
            log.warning("no backup is made: %s", error)
            return False
        return True

    def _finish_removals(self) -> None:
        """Finish what was being undone or erased when it was stopped, and remove what dead imports left."""
        try:
            with opened(self.settings.database) as db:
                undoing.finish(self.settings, db)
                clear_dead(self.settings, db)
            erasing.finish(self.settings, SERVER)
        except SurveyError as error:
            log.warning("removals are not finished: %s", error)

    def _bring_up(self) -> None:
        """Queue the re-coding of surveys that an upgrade of the rules left behind."""
        try:
            if unfinished(self.settings, RECODE, SERVER):
                return
            for slug in behind(self.settings):
                submit(self.settings, RECODE, {"survey": slug}, SERVER)
        except SurveyError as error:
            log.warning("codings are not brought up: %s", error)

    def _look_after(self) -> None:
        """Warn of retention that ends, queue the purge of what is due, remove photos whose consent was taken back."""
        try:
            consents.sweep(self.settings, SERVER)
            retention.warn(self.settings, SERVER)
            if retention.due(self.settings, SERVER) and not unfinished(self.settings, PURGE, SERVER):
                submit(self.settings, PURGE, {}, SERVER)
        except SurveyError as error:
            log.warning("retention is not looked after: %s", error)

    def _run(self, job_id: str) -> None:
        command = [sys.executable, "-m", "survey_loader", "run-job", job_id, "--stop-with-server"]
        # The pipe is never written to: it closes when this server ends, however it ends, and tells the child.
        self._child = subprocess.Popen(command, cwd=PROJECT_DIR, env=_environment(self.settings), stdin=subprocess.PIPE)
        with self._child:
            code = self._child.wait()
        while code and not self._stop.is_set():
            try:
                with opened(self.settings.database) as db:
                    table.fail_unfinished(db, job_id, N_("作業が途中で止まりました。もう一度お試しください。"))
                return
            except SurveyError as error:
                log.warning("job %s stopped, which cannot be recorded yet: %s", job_id, error)
                self._stop.wait(POLL_SECONDS)


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "MACHI_DATA_DIR": str(settings.data_dir),
        "MACHI_DATABASE": str(settings.database),
        "MACHI_ERASED": str(settings.erased),
        "MACHI_CODEBOOK": str(settings.codebook),
        "MACHI_BACKUP_DIR": str(settings.backup_dir),
        "MACHI_BACKUP_KEEP": settings.backup_keep,
        "MACHI_BACKUP_KEY_FILE": "" if settings.backup_key_file == Path() else str(settings.backup_key_file),
        "PYTHONPATH": str(PROJECT_DIR),
    }


def run(settings: Settings, job_id: str) -> None:
    """Do one job in this process and record how it ended; called in the child process."""
    with opened(settings.database) as db:
        row = table.get(db, job_id)
        if row is None:
            return

        def progress(done: int, total: int | None) -> None:
            if table.report(db, job_id, done, total):
                raise Cancelled

        try:
            # Who lost the role while the job waited has it refused.
            asker, arguments = as_of_now(settings, row["actor"]), json.loads(row["arguments"])
            require(asker, *_asked(row["kind"], arguments))
            result = ACTS[row["kind"]](settings, asker, arguments, progress)
        except Cancelled:
            table.finish(db, job_id, "cancelled")
        except SurveyError as error:
            values = json.dumps(error.values, ensure_ascii=False, default=str)
            table.finish(db, job_id, "failed", message=error.message, values=values)
            # Its files stay for a day, so that it can be tried again.
            return
        else:
            table.finish(db, job_id, "done", result=json.dumps(result, ensure_ascii=False))
    _forget_files(settings, row)


def _import(settings: Settings, actor: Actor, arguments: Mapping[str, Any], progress: Any) -> dict[str, Any]:
    return _told(import_file(settings, actor, ImportRequest.of(arguments), progress))


def _photos(settings: Settings, actor: Actor, arguments: Mapping[str, Any], progress: Any) -> dict[str, Any]:
    places = [Path(path) for path in arguments["photos"]]
    return _told(import_photos(settings, actor, arguments["survey"], places, progress))


def _told(report: ImportReport) -> dict[str, Any]:
    return {"survey": report.survey, "batch": report.batch, "seconds": report.seconds, **report.counts}


def _recode(settings: Settings, actor: Actor, arguments: Mapping[str, Any], progress: Any) -> dict[str, Any]:
    slug = arguments["survey"]
    return {"survey": slug, "comments": recode_all_surveys(settings, actor, slug, progress)[slug]}


def _learn(settings: Settings, actor: Actor, arguments: Mapping[str, Any], progress: Any) -> dict[str, Any]:
    reports = learning.learn(settings, actor)
    for slug in behind(settings):
        submit(settings, RECODE, {"survey": slug}, actor)
    return {"reports": reports}


def _purge(settings: Settings, actor: Actor, arguments: Mapping[str, Any], progress: Any) -> dict[str, Any]:
    gone = retention.purge_due(settings, actor)
    return {"waves": len(gone), "photos": sum(purged.photos for purged in gone)}


def _back_up(settings: Settings, actor: Actor, arguments: Mapping[str, Any], progress: Any) -> dict[str, Any]:
    done = backups.back_up(settings, actor, progress)
    return {"run": done.run, "photos": done.photos, "missing": len(done.missing), "damaged": len(done.damaged)}


ACTS = {
    "import": _import,
    "photos": _photos,
    RECODE: _recode,
    LEARN: _learn,
    PURGE: _purge,
    backups.BACKUP: _back_up,
}
