"""Promises of connections a server keeps open: reused as they are, never over another file, never after a fault."""

from __future__ import annotations

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from survey_loader.store.connection import keeping_open, opened


def lines(path: Path) -> list[str]:
    with opened(path) as db:
        return [row[0] for row in db.conn.execute("select value from meta where name like 'kept%'")]


def note(path: Path, value: str) -> None:
    with opened(path) as db:
        db.conn.execute("insert or replace into meta values ('kept', ?)", [value])


def test_a_connection_is_used_again_and_closed_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "machi.db"
    with keeping_open():
        with opened(path) as first:
            pass
        with opened(path) as second, opened(path) as beside:
            assert second.conn is first.conn
            assert beside.conn is not first.conn
    with pytest.raises(sqlite3.ProgrammingError):
        first.conn.execute("select 1")
    with opened(path) as after:
        assert after.conn is not first.conn


def test_another_file_under_the_same_name_is_another_database(tmp_path: Path) -> None:
    here, other = tmp_path / "machi.db", tmp_path / "other.db"
    note(other, "戻した控え")
    with keeping_open():
        note(here, "前のデータ")
        os.replace(other, here)
        for companion in ("-wal", "-shm"):
            here.with_name(here.name + companion).unlink(missing_ok=True)
        assert lines(here) == ["戻した控え"]


def test_after_a_fault_or_an_open_transaction_nobody_gets_that_connection(tmp_path: Path) -> None:
    path = tmp_path / "machi.db"
    with keeping_open():
        with pytest.raises(ZeroDivisionError), opened(path) as failed:
            _ = 1 / 0
        with opened(path) as left:
            assert left.conn is not failed.conn
            left.conn.execute("begin immediate")
            left.conn.execute("insert or replace into meta values ('kept', 'half')")
        assert lines(path) == []
        note(path, "whole")
        assert lines(path) == ["whole"]


def test_who_opens_a_database_that_somebody_makes_at_that_moment_waits(tmp_path: Path) -> None:
    path = tmp_path / "machi.db"
    maker = sqlite3.connect(path, isolation_level=None)
    maker.execute("create table begun (value)")
    maker.execute("begin immediate")
    with ThreadPoolExecutor(1) as other:
        opening = other.submit(note, path, "あとから")
        with pytest.raises(TimeoutError):
            opening.result(0.3)
        maker.execute("commit")
        opening.result()
    maker.close()
    assert lines(path) == ["あとから"]
