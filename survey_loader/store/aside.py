"""What was set aside: interviews that stay stored and that no reading shows, as jokes, trials and duplicates."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from sqlite_utils import Database

from survey_loader.models import PhotoKind
from survey_loader.store.photos import PUBLISHED


class Aside(NamedTuple):
    """Why an interview was set aside and by whom; `merged_into` is the interview it is a duplicate of, or "", and
    `photos_batch` the batch by which that one got its photos."""

    interview_id: str
    reason: str
    words: str
    merged_into: str
    actor: str
    at: str
    photos_batch: int | None = None


COLUMNS = "interview_id, reason, words, merged_into, actor, at, photos_batch"


def of(db: Database, interview_id: str) -> Aside | None:
    """Return how an interview was set aside, None where it was not."""
    row = db.conn.execute(f"select {COLUMNS} from set_aside where interview_id = ?", [interview_id]).fetchone()
    return Aside._make(row) if row else None


def put(db: Database, slug: str, one: Aside) -> None:
    """Set an interview aside; call inside a transaction."""
    db.conn.execute(f"insert into set_aside (survey, {COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)", [slug, *one])
    _bump(db, slug)


def take_back(db: Database, slug: str, interview_id: str) -> None:
    """Let readers see an interview again, and take its photos from the one it was merged into.

    Call inside a transaction.
    """
    db.conn.execute(
        "delete from photos where batch = (select photos_batch from set_aside where interview_id = ?)", [interview_id]
    )
    db.conn.execute("delete from set_aside where interview_id = ?", [interview_id])
    _bump(db, slug)


def _bump(db: Database, slug: str) -> None:
    db.conn.execute("update surveys set revision = revision + 1 where slug = ?", [slug])


ONE_PERSON = """
with recursive person(id) as (
    select value from json_each(?)
    union select a.interview_id from set_aside a join person p on a.merged_into = p.id
    union select a.merged_into from set_aside a join person p on a.interview_id = p.id where a.merged_into <> '')
select id from person
"""


def one_person(db: Database, interviews: Sequence[str]) -> list[str]:
    """Return these interviews, and after them those that were merged with one of them, whichever of the two stayed."""
    found = [row[0] for row in db.conn.execute(ONE_PERSON, [json.dumps(list(interviews))])]
    return list(dict.fromkeys([*interviews, *found]))


def stands_for(db: Database, interview_id: str) -> str:
    """Return the interview that an interview was merged into at last, itself where it was not."""
    seen: set[str] = set()
    while interview_id not in seen:
        seen.add(interview_id)
        one = of(db, interview_id)
        if one is not None and one.merged_into:
            interview_id = one.merged_into
    return interview_id


class Shot(NamedTuple):
    """A photo of an interview that is to be joined to another: its row, the SHA-256 of the file, what is on it."""

    number: int
    received_sha256: str
    kind: PhotoKind


def shots(db: Database, interview_id: str) -> list[Shot]:
    """Return the photos of an interview that readers know of, each once."""
    rows = db.conn.execute(
        f"select min(p.number), p.received_sha256, p.kind {PUBLISHED} and p.interview_id = ? "
        "group by p.received_sha256, p.kind order by 1",
        [interview_id],
    )
    return [Shot._make(row) for row in rows]


def join_shots(db: Database, batch: int, interview_id: str, numbers: Sequence[int]) -> None:
    """Give these photos (row numbers) to another interview too, in this batch; call inside a transaction."""
    db.conn.execute(
        "insert or ignore into photos "
        "(id, interview_id, kind, name, received_sha256, width, height, taken_at, batch, matched) "
        "select id, ?, kind, name, received_sha256, width, height, taken_at, ?, 'hand' from photos "
        "where number in (select value from json_each(?)) order by number",
        [interview_id, batch, json.dumps(list(numbers))],
    )
