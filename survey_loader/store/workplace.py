"""Where copies of the database are opened while a backup is made, and the lock of the one who makes it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from survey_loader.errors import Busy
from survey_loader.language import N_
from survey_loader.settings import Settings
from survey_loader.store import living


@contextmanager
def workplace(settings: Settings) -> Iterator[Path]:
    """Let the block work in an empty folder beside the data, alone. Raises Busy where another backup is under way."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    lock = living.take(_lock(settings))
    if lock is None:
        raise Busy(N_("ほかの控え（バックアップ）を作っているところです。終わってから、もう一度お試しください。"))
    place = _place(settings)
    try:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o700)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        lock.release()


def clear(settings: Settings) -> None:
    """Remove the copies that a killed backup left; a living one keeps its own until it ends."""
    place = _place(settings)
    lock = living.take(_lock(settings)) if place.exists() else None
    if lock:
        shutil.rmtree(place, ignore_errors=True)
        lock.release()


def in_place(settings: Settings, place: Path) -> Settings:
    """Return the settings under which a copy of the database in this folder is opened: it has no backups of its own."""
    return replace(
        settings,
        data_dir=place,
        database=place / "machi.db",
        erased=place / "erased.jsonl",
        backup_dir=place / "backups",
        backup_key_file=Path(),
    )


def _place(settings: Settings) -> Path:
    return settings.data_dir / ".backup"


def _lock(settings: Settings) -> Path:
    return settings.data_dir / ".backup-lock"
