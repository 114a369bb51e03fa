"""The runner: takes waiting jobs one after another and does each in a process of its own, beside the screens.

Several servers may share one database; one of them runs its long work, and another takes over when that one ends.
A job that a killed server left behind is taken up again: every act can be repeated.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from survey_loader.access import SERVER
from survey_loader.acts import backups, consents, erasing, retention, street_photos, undoing, uploading
from survey_loader.acts.clearing import clear_dead
from survey_loader.acts.coding import behind
from survey_loader.errors import SurveyError
from survey_loader.jobs import PURGE, RECODE, submit, unfinished
from survey_loader.language import N_
from survey_loader.settings import PROJECT_DIR, Settings
from survey_loader.store import jobs as table
from survey_loader.store import only_one
from survey_loader.store.connection import opened

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
STOP_SECONDS = 10
# How often the server looks whose time is over.
RETENTION_SECONDS = 24 * 3600
# How often the server looks whether a backup is due, the first time when it has stood for as long; a failed one is
# tried again after an hour.
LOOK_SECONDS = 600
AGAIN_SECONDS = 3600


class Runner:
    """Does the long work of a database in a thread; of several runners one works, the others wait for its end."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="jobs", daemon=True)
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin to wait for this runner's turn, then for jobs."""
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
        with only_one.runner(self.settings, self._stop) as mine:
            if mine:
                self._work()

    def _work(self) -> None:
        self._take_over()
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

    def _take_over(self) -> None:
        """Let what an earlier server left running wait again."""
        try:
            uploading.forget_old(self.settings)
            with opened(self.settings.database) as db:
                table.requeue_running(db)
        except (SurveyError, OSError) as error:
            log.warning("what was left running is not taken up: %s", error)

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
            street_photos.sweep(self.settings, SERVER)
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
