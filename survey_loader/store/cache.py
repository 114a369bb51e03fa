"""Voices kept in memory: one copy a survey for all sessions, at most a few seconds late."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from sqlite_utils import Database

from survey_loader.errors import SurveyError
from survey_loader.settings import Settings
from survey_loader.store import frames
from survey_loader.store.connection import opened
from survey_loader.store.surveys import UNKNOWN_SURVEY
from survey_loader.voices import Voices

# How long a reader may see yesterday's second, before the half it takes to load: DESIGN.md allows five.
FRESH_SECONDS = 4.5


@dataclass
class _Entry:
    lock: threading.Lock = field(default_factory=threading.Lock)
    checked: float = float("-inf")
    # When something was appended last.
    appended: float = float("-inf")
    revision: frames.Revision | None = None
    voices: Voices | None = None


_entries: dict[tuple[str, str], _Entry] = {}
_entries_lock = threading.Lock()


def voices(settings: Settings, slug: str) -> Voices:
    """Return the voices of a survey, loading or appending where something is new.

    One thread loads while the others wait for it. Raises SurveyError for an unknown survey.
    """
    with _entries_lock:
        entry = _entries.setdefault((str(settings.database), slug), _Entry())
    with entry.lock:
        if entry.voices is None or time.monotonic() - entry.checked > FRESH_SECONDS:
            _refresh(entry, settings, slug)
        if entry.voices is None:
            raise SurveyError(UNKNOWN_SURVEY, slug=slug)
        return entry.voices


def forget(settings: Settings, slug: str) -> None:
    """Make the next reader of this process look for news at once, as after a change that must be seen."""
    _look_again(settings, slug, appended_before=float("inf"))


def added(settings: Settings, slug: str) -> None:
    """Make the next reader look for what this process has added, unless something was appended a moment ago.

    While many people type in, readers would else count everything anew after each of them.
    """
    _look_again(settings, slug, appended_before=time.monotonic() - FRESH_SECONDS)


def _look_again(settings: Settings, slug: str, appended_before: float) -> None:
    entry = _entries.get((str(settings.database), slug))
    if entry:
        with entry.lock:
            if entry.appended < appended_before:
                entry.checked = float("-inf")


def _refresh(entry: _Entry, settings: Settings, slug: str) -> None:
    with opened(settings.database) as db:
        # One read transaction, so that revision and rows belong together.
        db.conn.execute("begin")
        now = frames.revision(db, slug)
        if now is None:
            entry.voices = entry.revision = None
        elif now != entry.revision:
            first = entry.voices is None
            entry.voices = _loaded(entry, now, db, slug)
            entry.revision = now
            entry.appended = float("-inf") if first else time.monotonic()
        db.conn.execute("commit")
    entry.checked = time.monotonic()


def _loaded(entry: _Entry, now: frames.Revision, db: Database, slug: str) -> Voices:
    if entry.voices is None or entry.revision is None or not now.same_base(entry.revision):
        return frames.load(db, slug)
    if now.change == entry.revision.change:
        return frames.recounted(db, entry.voices)
    return frames.appended(db, entry.voices, frames.load(db, slug, since=entry.revision.change))
