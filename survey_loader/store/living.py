"""Which imports are alive: each holds a lock that the system lets go when its process ends, however it ends."""

from __future__ import annotations

import glob
import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlite_utils import Database


class Hold:
    """The lock of one import or backup; `release` when nothing of it is staged any more, or when it gives up.

    SQLite's own file lock, because it works on every system and between connections of one process too.
    """

    def __init__(self, lock: sqlite3.Connection, path: Path) -> None:
        self._lock, self._path = lock, path

    def release(self) -> None:
        """Let go, and remove the lock's file."""
        self._lock.close()
        # Windows keeps a file that another process looks at this very moment; the next look removes it.
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def hold(db: Database, database: Path, number: int) -> Hold:
    """Take the lock of a batch; call inside the transaction that opens it, so that nobody ever sees it unheld."""
    taken = take(_path(db, database, number))
    if taken is None:
        raise AssertionError(f"batch {number} is held by somebody else")
    return taken


def take_over(db: Database, database: Path, number: int) -> Hold | None:
    """Return the lock of a batch whose import is dead, or None while it lives."""
    return take(_path(db, database, number))


def sweep(database: Path) -> None:
    """Remove the lock files that dead imports have left."""
    for path in database.parent.glob(f"{glob.escape(database.name)}.import-*"):
        left = take(path)
        if left is not None:
            left.release()


def _path(db: Database, database: Path, number: int) -> Path:
    # The moment makes the name unique: SQLite gives the number of a removed batch again.
    row = db.conn.execute("select created_at from batches where number = ?", [number]).fetchone()
    moment = "".join(sign for sign in (row[0] if row else "") if sign.isdigit())
    return database.with_name(f"{database.name}.import-{number}-{moment}")


def take(path: Path) -> Hold | None:
    """Return the lock of this file, None where somebody else holds it."""
    # The lock may be let go by another thread than the one that took it.
    lock = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        lock.execute("pragma journal_mode = memory")
        lock.execute("begin exclusive")
    except sqlite3.OperationalError as error:
        lock.close()
        if "locked" in str(error):
            return None
        raise
    return Hold(lock, path)
