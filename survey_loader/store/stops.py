"""What respondents ask to take back, by the number on their slip: asked, looked up, closed."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from sqlite_utils import Database

from survey_loader.store import boards


class Asked(NamedTuple):
    """A request; `survey` is None where nobody could tell which, `board` None once it is closed. Moments: UTC, ISO."""

    number: int
    survey: str | None
    board: int | None
    at: str
    closed_at: str | None
    closed_by: str
    outcome: str


ASKED = "select number, survey, board, at, closed_at, closed_by, outcome from stop_requests"
# Of a survey, and those of which nobody could tell the survey.
CONCERNS = "(survey = ? or survey is null)"


def record(number: int) -> str:
    """Return how the log names a request."""
    return f"stop {number}"


def add(db: Database, slug: str | None, board: int, at: str) -> int | None:
    """Write a request down, once while it is open; returns its number, None where it was asked already."""
    done = db.conn.execute(
        "insert or ignore into stop_requests (survey, board, at) values (?, ?, ?)", [slug, board, at]
    )
    return int(done.lastrowid or 0) if done.rowcount else None


def open_requests(db: Database, slug: str) -> list[Asked]:
    """Return what a survey's organisers have to do, the oldest first."""
    rows = db.conn.execute(f"{ASKED} where closed_at is null and {CONCERNS} order by at, number", [slug])
    return [Asked._make(row) for row in rows]


def open_moments(db: Database, slug: str) -> list[str]:
    """Return when each of the open ones was asked; a quick read."""
    rows = db.conn.execute(f"select at from stop_requests where closed_at is null and {CONCERNS} order by at", [slug])
    return [row[0] for row in rows]


def closed(db: Database, slug: str, limit: int) -> list[Asked]:
    """Return what was done, the latest first."""
    rows = db.conn.execute(
        f"{ASKED} where closed_at is not null and {CONCERNS} order by closed_at desc, number desc limit ?",
        [slug, limit],
    )
    return [Asked._make(row) for row in rows]


def close(db: Database, slug: str, number: int, by: str, at: str, outcome: str) -> bool:
    """Close a request that concerns a survey and forget its board number; False where there is no such open one."""
    done = db.conn.execute(
        "update stop_requests set board = null, closed_at = ?, closed_by = ?, outcome = ? "
        f"where number = ? and closed_at is null and {CONCERNS}",
        [at, by, outcome, number, slug],
    )
    return bool(done.rowcount > 0)


def answered(db: Database, slug: str, gone: Collection[int]) -> list[int]:
    """Return the open requests of a survey for these board numbers of which no interview is left.

    Where nobody could tell the survey, a person has to look: the number may be another survey's too.
    """
    asked = [one for one in open_requests(db, slug) if one.survey == slug]
    wanted = {one.number: one.board for one in asked if one.board in set(gone)}
    if not wanted:
        return []
    left = set(boards.numbers(db, slug))
    return [number for number, board in wanted.items() if board not in left]


def interviews(db: Database, slug: str) -> set[str]:
    """Return the ids of the interviews that somebody asks to take back."""
    wanted = {asked.board for asked in open_requests(db, slug)}
    if not wanted:
        return set()
    written = [board for number, found in boards.numbers(db, slug).items() if number in wanted for board in found]
    rows = db.conn.execute(
        "select distinct id from interviews where survey = ? and board in (select value from json_each(?))",
        [slug, json.dumps(written)],
    )
    return {row[0] for row in rows}
