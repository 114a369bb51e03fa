"""Promises of opening the database: every earlier schema upgrades with a backup beside it, or stays as it is."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from survey_loader.access import Audience
from survey_loader.errors import SurveyError, UnusableDatabase
from survey_loader.settings import Settings
from survey_loader.store import frames, imports, reads
from survey_loader.store.connection import backup_path, connect, opened
from survey_loader.store.schema import LATEST, migrations, schema_of
from survey_loader.store.surveys import counts
from tests.conftest import PROJECT
from tests.loader.conftest import ACTOR

FIXTURES = PROJECT / "tests" / "samples" / "databases"


@pytest.fixture
def old(empty: Settings) -> Settings:
    """Settings over a copy of a database of schema 1."""
    empty.data_dir.mkdir()
    shutil.copy(FIXTURES / "schema_1.db", empty.database)
    return empty


def applied(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [row[0] for row in db.execute("select name from _sqlite_migrations order by id")]


def test_there_is_a_database_of_every_earlier_schema() -> None:
    assert max(int(migration.name[1:4]) for migration in migrations._migrations) == LATEST
    assert {path.name for path in FIXTURES.glob("*.db")} == {f"schema_{number}.db" for number in range(1, LATEST)}


def test_a_database_of_schema_1_upgrades_and_everything_is_there(old: Settings) -> None:
    with opened(old.database) as db:
        comments = reads.all_comments(db, "machi", Audience.COMMITTEE).set_index("text")
        assert schema_of(db) == LATEST
        assert counts(db, "machi") == {"interviews": 4, "comments": 7}
        assert db.conn.execute("pragma integrity_check").fetchone()[0] == "ok"
        assert db.conn.execute("pragma foreign_key_check").fetchall() == []
        kept = {
            table: db.conn.execute(f"select count(*) from {table}").fetchone()[0]
            for table in ("interviews", "comments", "photos", "rejects", "human_codings", "batches", "log")
        }
        assert db.conn.execute("select kind, row from rejects").fetchall() == [("row", 5)]
        assert db.conn.execute("select state from jobs").fetchall() == [("failed",)]
        voices = frames.load(db, "machi")
    assert kept == {
        "interviews": 5, "comments": 9, "photos": 1, "rejects": 1, "human_codings": 1, "batches": 3, "log": 3,
    }  # fmt: skip
    assert comments.loc["自然がいっぱい", ["axis", "axis_source"]].tolist() == ["both", "human"]
    assert "ラーメンがおいしい" not in comments.index
    assert voices.comments["likeness"].notna().any()


def test_the_backup_beside_it_is_the_old_database_for_its_owner_only(old: Settings) -> None:
    before = old.database.read_bytes()
    with opened(old.database):
        pass
    backup = backup_path(old.database, LATEST)
    assert backup.name == f"machi.before-{LATEST}.db"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert applied(backup) == ["m001_first"]
    with closing(sqlite3.connect(backup)) as kept, closing(sqlite3.connect(FIXTURES / "schema_1.db")) as fixture:
        assert list(kept.iterdump()) == list(fixture.iterdump())
    assert before != old.database.read_bytes()


def test_a_new_and_an_upgraded_database_are_built_alike(old: Settings, tmp_path: Path) -> None:
    with opened(old.database) as upgraded, opened(tmp_path / "new.db") as new:
        query = "select type, name, sql from sqlite_master order by name"
        assert upgraded.conn.execute(query).fetchall() == new.conn.execute(query).fetchall()


def test_a_new_database_has_no_backup_and_opening_again_makes_none(empty: Settings) -> None:
    for _ in range(2):
        with opened(empty.database):
            pass
    assert list(empty.data_dir.glob("*before*")) == []


def test_processes_that_open_at_once_upgrade_once(old: Settings) -> None:
    code = (
        "import sys, pathlib; from survey_loader.store import connection; connection.connect(pathlib.Path(sys.argv[1]))"
    )
    command = [sys.executable, "-c", code, str(old.database)]
    running = [subprocess.Popen(command, cwd=PROJECT) for _ in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    assert len(applied(old.database)) == LATEST
    assert applied(backup_path(old.database, LATEST)) == ["m001_first"]


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(old: Settings) -> None:
    with closing(sqlite3.connect(old.database)) as db:
        db.execute("create table mappings (something text)")
        db.commit()
        before = list(db.iterdump())
    with pytest.raises(UnusableDatabase, match="元のまま"):
        connect(old.database)
    with closing(sqlite3.connect(old.database)) as db:
        assert list(db.iterdump()) == before


def test_a_database_of_a_newer_program_is_not_touched(empty: Settings) -> None:
    with opened(empty.database) as db:
        db.conn.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('machi_no_koe', 'm999_later', '')"
        )
    with pytest.raises(UnusableDatabase, match="ソフトを新しく"):
        connect(empty.database)
    assert applied(empty.database)[-1] == "m999_later"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" * 100, "これはデータベースではない。".encode() * 100])
def test_a_file_that_is_no_database_is_told(empty: Settings, content: bytes) -> None:
    empty.data_dir.mkdir()
    empty.database.write_bytes(content)
    with pytest.raises(UnusableDatabase, match="バックアップ"):
        connect(empty.database)
    assert empty.database.read_bytes() == content


def test_a_damaged_database_is_told_and_not_made_worse(old: Settings) -> None:
    content = bytearray(old.database.read_bytes())
    content[4096:-4096] = b"\xff" * (len(content) - 8192)
    old.database.write_bytes(content)
    with pytest.raises(SurveyError):
        connect(old.database)


def test_the_actor_of_an_old_import_is_still_known(old: Settings) -> None:
    with opened(old.database) as db:
        assert {row["actor"] for row in imports.imports(db, "machi")} == {ACTOR.name}
