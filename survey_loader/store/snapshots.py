"""What a copy of the database holds, told so that two copies can be compared row by row; and what a restore changes."""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from survey_loader.language import N_
from survey_loader.store import invitations
from survey_loader.store.connection import faults_told, opened, transaction
from survey_loader.store.schema import schema_of
from survey_loader.store.surveys import now

# Beside the tables' own names: the statements that made them, their indexes and triggers.
STATEMENTS = "(statements)"
# What a photo row needs a file for: the memory of a removed photo has none.
WITH_FILE = "matched <> 'dropped'"

# Who took back the invitations of a restored database.
RESTORED = "restore"


@dataclass(frozen=True, slots=True)
class Table:
    """How many rows a table has, and the SHA-256 of all of them in the order of their keys."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a database file holds: its schema and epoch, its tables, and the photos that must lie beside it."""

    schema: int
    epoch: str
    tables: Mapping[str, Table]
    photos: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows all tables have together."""
        return sum(table.rows for name, table in self.tables.items() if name != STATEMENTS)


def content(path: Path) -> Content:
    """Read a database file whole. Raises UnusableDatabase for one that is damaged."""
    with _read(path) as connection:
        row = connection.execute("select value from meta where name = 'epoch'").fetchone()
        return Content(
            schema=schema_of(Database(connection)),
            epoch=row[0] if row else "",
            tables=dict(_tables(connection)),
            photos=tuple(wanted_photos(connection)),
        )


def wanted_photos(connection: sqlite3.Connection) -> list[str]:
    """Return the ids of the photos whose files belong to a database."""
    rows = connection.execute(f"select distinct id from photos where {WITH_FILE} order by id")
    return [row[0] for row in rows]


def row_counts(path: Path) -> dict[str, int]:
    """Return how many rows the tables of a database have."""
    with _read(path) as connection:
        return {name: _count(connection, name) for name, _ in _names(connection)}


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f'select count(*) from "{table}"').fetchone()[0])


def _tables(connection: sqlite3.Connection) -> Iterator[tuple[str, Table]]:
    query = "select type, name, tbl_name, sql from sqlite_master where name not like 'sqlite_%' order by type, name"
    yield STATEMENTS, _table(connection, query)
    for name, order in _names(connection):
        yield name, _table(connection, f'select * from "{name}" order by {order}')


def _names(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return each table with what its rows are ordered by: its key where it has one, else the row's number."""
    rows = connection.execute(
        "select name, wr from pragma_table_list where schema = 'main' and type = 'table' "
        "and name not like 'sqlite_%' order by name"
    ).fetchall()
    return [(name, _keys(connection, name) if without_rowid else "rowid") for name, without_rowid in rows]


def _keys(connection: sqlite3.Connection, table: str) -> str:
    rows = connection.execute("select name from pragma_table_info(?) where pk > 0 order by pk", [table])
    return ", ".join(f'"{row[0]}"' for row in rows)


def _table(connection: sqlite3.Connection, query: str) -> Table:
    digest = hashlib.sha256()
    rows = 0
    for row in connection.execute(query):
        # ascii() tells 1 from 1.0 from '1' from b'1', and does not change with Python's tables of letters.
        digest.update(ascii(row).encode())
        rows += 1
    return Table(rows, digest.hexdigest())


def flaws(path: Path) -> list[str]:
    """Return what SQLite finds wrong with a database file, [] for a sound one."""
    with _read(path) as connection:
        found = [row[0] for row in connection.execute("pragma integrity_check")]
        broken = connection.execute("pragma foreign_key_check").fetchall()
    return [line for line in found if line != "ok"] + [f"{table} {row} -> {parent}" for table, row, parent, _ in broken]


def unknown_comments(path: Path) -> dict[str, int]:
    """Return how many rows of a table speak of a comment that is not there, for the tables where there are some."""
    queries = {
        "comments": "select count(*) from comments where interview not in (select number from interviews)",
        "codings": "select count(*) from codings where comment not in (select number from comments)",
    }
    with _read(path) as connection:
        found = {table: int(connection.execute(query).fetchone()[0]) for table, query in queries.items()}
    return {table: count for table, count in found.items() if count}


def photo_ids(path: Path) -> list[str]:
    """Return the ids of the photos whose files belong to a database file."""
    with _read(path) as connection:
        return wanted_photos(connection)


def photos_but(path: Path, erased: Callable[[str], bool]) -> set[str]:
    """Return the ids of the photos whose files belong to a database file once everybody who was erased is out of it.

    `erased` says so of the id of an interview, and of the SHA-256 of a photo file as it arrived.
    """
    with _read(path) as connection:
        rows = connection.execute(f"select id, interview_id, received_sha256 from photos where {WITH_FILE}").fetchall()
    return {photo for photo, interview, received in rows if not erased(interview) and not erased(received)}


def begin_anew(path: Path) -> None:
    """Make a restored database one of its own: a new epoch, no work under way, nobody signed in."""
    with opened(path) as db, transaction(db):
        db.conn.execute("insert or replace into meta values ('epoch', ?)", [uuid.uuid4().hex])
        db.conn.execute(
            "update jobs set state = 'failed', message = ? where state in ('waiting', 'running')",
            [N_("控えから戻したので、この作業は途中で終わりました。もう一度お試しください。")],
        )
        # Who was signed out since the backup must not be signed in again.
        if "sessions" in db.table_names():
            db.conn.execute("delete from sessions")
        # Nor may the invitation of a lost phone hold again; those in use are made anew.
        if "invitations" in db.table_names():
            invitations.revoke_all(db, RESTORED, now())


def make_single_file(path: Path) -> None:
    """Put everything of a database that nobody has open into its one file."""
    with faults_told(), closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode = delete")


@contextmanager
def _read(path: Path) -> Iterator[sqlite3.Connection]:
    with faults_told(), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # One moment for all tables.
        connection.execute("begin")
        yield connection
