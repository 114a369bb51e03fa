"""Opening the database: one connection a run, safe on power loss, migrated on first use."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from survey_loader.errors import Busy
from survey_loader.language import N_
from survey_loader.store.schema import migrations

# Longer than any transaction of ours (imports write in chunks under 200 ms).
BUSY_SECONDS = 15.0


def connect(path: Path) -> Database:
    """Open the database at `path`, creating and migrating it where needed.

    A connection belongs to the thread that opened it. Raises Busy when another
    writer holds the file for too long.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")
        # Deleted texts must not stay readable in free pages.
        connection.execute("pragma secure_delete = on")
        db = Database(connection)
        if migrations.pending(db):
            migrations.apply(db)
        return db
    except sqlite3.OperationalError as error:
        connection.close()
        raise _busy(error) from error
    except BaseException:
        connection.close()
        raise


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """Open the database for the length of a `with` block."""
    db = connect(path)
    try:
        yield db
    finally:
        db.close()


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Write all or nothing; takes the write lock at once so that it cannot fail half-way."""
    try:
        db.conn.execute("begin immediate")
    except sqlite3.OperationalError as error:
        raise _busy(error) from error
    try:
        yield
    except BaseException:
        db.conn.execute("rollback")
        raise
    db.conn.execute("commit")


def _busy(error: sqlite3.OperationalError) -> Exception:
    if "locked" in str(error) or "busy" in str(error):
        return Busy(N_("データベースが使用中です。少し待って、もう一度お試しください。何も変わっていません。"))
    return error
