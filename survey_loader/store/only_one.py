"""Locks between the processes that share one database: whoever ends, however it ends, lets go of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from survey_loader.settings import Settings

log = logging.getLogger(__name__)

RUNNER, JOB, START = "runner", "job", "start"
LOOK_SECONDS = 0.5


@contextmanager
def runner(settings: Settings, stop: threading.Event) -> Iterator[bool]:
    """Wait to be the one that runs long work; yields False where `stop` was set before."""
    lock = _lock(settings, RUNNER)
    while not stop.is_set() and not _taken(lock):
        stop.wait(LOOK_SECONDS)
    try:
        yield lock.is_locked
    finally:
        lock.release()


@contextmanager
def job(settings: Settings) -> Iterator[None]:
    """Wait to be the one process that does a job."""
    with _lock(settings, JOB):
        yield


@contextmanager
def start(settings: Settings) -> Iterator[None]:
    """Wait to be the one server that makes a new database ready."""
    with _lock(settings, START):
        yield


def _taken(lock: FileLock) -> bool:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    except OSError as error:
        # A full disk passes.
        log.warning("long work waits: %s", error)
        return False
    return True


def _lock(settings: Settings, name: str) -> FileLock:
    settings.database.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(Path(f"{settings.database}.{name}.lock"), mode=0o600)
