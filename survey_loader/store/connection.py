"""Opening the database: one connection a run, safe on power loss, migrated on first use."""

from __future__ import annotations

import errno
import glob
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from survey_loader.errors import Busy, NoSpace, UnusableDatabase
from survey_loader.language import N_
from survey_loader.store.schema import LATEST, migrations, schema_of

# Longer than any transaction of ours (imports write in chunks under 200 ms).
BUSY_SECONDS = 15.0
STEP_SECONDS = 0.01
MOST_IDLE = 8


def connect(path: Path) -> Database:
    """Open the database at `path`, creating it or bringing it to the latest schema where needed.

    A connection is used by one thread at a time. Raises Busy when another writer holds the
    file for too long, UnusableDatabase for a file that is none, is damaged or newer than this program.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=not _kept_open.on)
    try:
        _in_wal(connection)
        connection.execute("pragma synchronous = full")
        # 32 MB: an import changes the same pages of indexes again and again, which need to be copied back only once.
        connection.execute("pragma wal_autocheckpoint = 8000")
        connection.execute("pragma foreign_keys = on")
        # Deleted texts must not stay readable in free pages.
        connection.execute("pragma secure_delete = on")
        db = Database(connection)
        if schema_of(db) != LATEST:
            _upgrade(db, path)
        return db
    except sqlite3.DatabaseError as error:
        connection.close()
        raise mendable(error) from error
    except BaseException:
        connection.close()
        raise


def _in_wal(connection: sqlite3.Connection) -> None:
    """Have a write-ahead log; SQLite waits for nobody who makes the same file at the same moment, so we do."""
    last = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > last:
                raise
        time.sleep(STEP_SECONDS)


def backup_path(path: Path, schema: int) -> Path:
    """Return where the database lies as it was before it was brought to this schema."""
    return path.with_name(f"{path.stem}.before-{schema}{path.suffix}")


def backups(path: Path) -> list[Path]:
    """Return the copies that upgrades of this database left beside it."""
    return sorted(path.parent.glob(f"{glob.escape(path.stem)}.before-*{glob.escape(path.suffix)}*"))


def _upgrade(db: Database, path: Path) -> None:
    """Migrate all or nothing; of two processes that open at once one does it, the other waits."""
    with transaction(db):
        have = schema_of(db)
        if have > LATEST:
            raise UnusableDatabase(
                N_("データベース {file} は、もっと新しい版で作られています。ソフトを新しくしてから開いてください。"),
                file=path.name,
            )
        try:
            if 0 < have < LATEST:
                snapshot(path, backup_path(path, LATEST))
            migrations.apply(db)
        except (sqlite3.Error, OSError) as error:
            mended = mendable(error)
            if mended is not error:
                raise mended from error
            raise UnusableDatabase(
                N_(
                    "データベース {file} を新しい版に合わせて直せませんでした。"
                    "中身は元のままです。管理者に伝えてください（{why}）。"
                ),
                file=path.name,
                why=error,
            ) from error


def snapshot(path: Path, target: Path) -> None:
    """Copy the database as it was last committed, whole and readable by its owner only; writers need not wait."""
    partial = target.with_name(f"{target.name}.part")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(partial)) as copy:
        source.backup(copy)
        # One file: a copy in WAL mode would need its companions to be opened.
        copy.execute("pragma journal_mode = delete")
        if copy.execute("pragma integrity_check").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("the backup does not pass its check")
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(target)


class _KeptOpen:
    """Connections a server keeps between uses.

    Opening one is a dozen calls into SQLite. Each lets other threads run, and where many people look at screens each
    then waits for its turn to go on.
    """

    def __init__(self) -> None:
        self.on = False
        self._lock = threading.Lock()
        self._idle: list[tuple[tuple[int, int], Database]] = []

    def take(self, path: Path) -> tuple[tuple[int, int], Database] | None:
        """Return a connection to the very file that lies there now, with what tells that file."""
        file = _file(path) if self.on else None
        with self._lock:
            for kept in self._idle:
                if kept[0] == file:
                    self._idle.remove(kept)
                    return kept
        return None

    def give_back(self, file: tuple[int, int] | None, db: Database) -> None:
        """Keep a connection for the next, or close it."""
        with self._lock:
            if self.on and file is not None and not db.conn.in_transaction and len(self._idle) < MOST_IDLE:
                self._idle.append((file, db))
                return
        db.close()

    def stop(self) -> None:
        """Close all of them; from now on each is closed after its use."""
        with self._lock:
            self.on, idle, self._idle = False, self._idle, []
        for _, db in idle:
            db.close()


_kept_open = _KeptOpen()


def _file(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def keeping_open() -> Iterator[None]:
    """Keep connections of this process between uses for the length of a `with` block, as a server does."""
    _kept_open.on = True
    try:
        yield
    finally:
        _kept_open.stop()


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """Open the database for the length of a `with` block, in which faults of database and disk are told."""
    with faults_told():
        file, db = _kept_open.take(path) or (None, connect(path))
        try:
            yield db
        except BaseException:
            db.close()
            raise
        _kept_open.give_back(file or _file(path), db)


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Write all or nothing; takes the write lock at once so that it cannot fail half-way."""
    with faults_told():
        try:
            db.conn.execute("begin immediate")
            yield
            db.conn.execute("commit")
        except BaseException:
            # On a full disk SQLite may have rolled back by itself.
            if db.conn.in_transaction:
                db.conn.execute("rollback")
            raise


@contextmanager
def faults_told() -> Iterator[None]:
    """Raise Busy, NoSpace or UnusableDatabase where the file is held too long, the disk full, the file damaged."""
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as error:
        mended = mendable(error)
        if mended is error:
            raise
        raise mended from error


def mendable(error: Exception) -> Exception:
    """Return what a person can mend about an error of database or disk, else the error itself."""
    if isinstance(error, sqlite3.DatabaseError):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return Busy(N_("データベースが使用中です。少し待って、もう一度お試しください。何も変わっていません。"))
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            return _no_space(error)
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return UnusableDatabase(
                N_(
                    "データベースのファイルが壊れているか、データベースではありません。控え（バックアップ）から戻してください（{why}）。"
                ),
                why=error,
            )
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
        return _no_space(error)
    return error


def _no_space(error: Exception) -> NoSpace:
    return NoSpace(
        N_("ディスクに書けません。空きを作り、書きこめる場所かを確かめてから、もう一度お試しください（{why}）。"),
        why=error,
    )
