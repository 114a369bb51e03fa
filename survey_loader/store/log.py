"""Reading the log: who did what to which record and when, newest first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlite_utils import Database


class Line(NamedTuple):
    """One line of the log; `at` is UTC as ISO text, `details` counts and ids."""

    number: int
    at: str
    actor: str
    act: str
    survey: str
    record: str
    details: dict[str, Any]


class Wanted(NamedTuple):
    """Which lines: of one survey (and of none, where `whole`), person, act, and from one moment to before another.

    "" is any; the moments are UTC as ISO text.
    """

    survey: str
    whole: bool = False
    actor: str = ""
    act: str = ""
    since: str = ""
    before: str = ""


# An erasure may have been in several surveys, which then stand side by side.
CHOSEN = (
    "(instr(',' || survey || ',', ',' || :survey || ',') > 0 or (:whole and survey = '')) "
    "and (:actor = '' or actor = :actor) and (:act = '' or act = :act) "
    "and (:since = '' or at >= :since) and (:before = '' or at < :before)"
)


def lines(db: Database, wanted: Wanted, limit: int = -1, offset: int = 0) -> Iterator[Line]:
    """Yield the lines, newest first; without a limit all of them."""
    rows = db.conn.execute(
        f"select number, at, actor, act, survey, record, details from log where {CHOSEN} "
        "order by number desc limit :limit offset :offset",
        {**wanted._asdict(), "limit": limit, "offset": offset},
    )
    for *plain, details in rows:
        yield Line._make((*plain, json.loads(details)))


def count(db: Database, wanted: Wanted) -> int:
    """Return how many lines there are."""
    return int(db.conn.execute(f"select count(*) from log where {CHOSEN}", wanted._asdict()).fetchone()[0])


def met(db: Database, wanted: Wanted) -> tuple[list[str], list[str]]:
    """Return the people and the acts among the lines."""
    found = []
    for column in ("actor", "act"):
        rows = db.conn.execute(f"select distinct {column} from log where {CHOSEN} order by 1", wanted._asdict())
        found.append([str(row[0]) for row in rows])
    return found[0], found[1]
