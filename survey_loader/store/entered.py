"""Who entered which interview by hand."""

from __future__ import annotations

import json
from typing import NamedTuple

from sqlite_utils import Database


class OwnEntry(NamedTuple):
    """An interview somebody entered: when it was asked (UTC, ISO), where, its board, and what was written."""

    id: str
    at: str | None
    place: str
    board: str
    texts: tuple[str, ...]


def first_actor(db: Database, interview_id: str) -> str | None:
    """Return who brought an interview in first, None for one that nobody knows."""
    row = db.conn.execute(
        "select b.actor from interviews i join batches b on b.number = i.batch where i.id = ? "
        "order by i.number limit 1",
        [interview_id],
    ).fetchone()
    return row[0] if row else None


def first_key(db: Database, interview_id: str) -> str:
    """Return what the first source of an interview called it, "" for one that nobody knows."""
    row = db.conn.execute(
        "select source_key from interviews where id = ? order by number limit 1", [interview_id]
    ).fetchone()
    return str(row[0]) if row else ""


def interviewers(db: Database, slug: str, actor: str) -> list[str]:
    """Return the names of interviewers that stand in what somebody entered by hand, the most frequent first."""
    rows = db.conn.execute(
        "select i.interviewer from shown i join batches b on b.number = i.batch where i.survey = ? "
        "and b.kind = 'entry' and b.actor = ? and i.interviewer <> '' group by 1 order by count(*) desc, 1",
        [slug, actor],
    )
    return [row[0] for row in rows]


TOLD = (
    "select i.id, i.at, i.place, i.board, (select json_group_array(text) from (select text from comments "
    "where interview = i.number order by number)) from shown i"
)


def own(db: Database, slug: str, actor: str, limit: int) -> list[OwnEntry]:
    """Return the visible interviews that somebody entered by hand, the newest first."""
    return _told(
        db,
        f"{TOLD} join batches b on b.number = i.batch "
        "where i.survey = ? and b.kind = 'entry' and b.actor = ? order by i.number desc limit ?",
        [slug, actor, limit],
    )


def sent(db: Database, slug: str, invitation: int, limit: int) -> list[OwnEntry]:
    """Return the visible interviews that came under an invitation, whoever typed or mended them since, newest first."""
    return _told(
        db,
        f"{TOLD} join street_records r on r.interview_id = i.id "
        "where i.survey = ? and r.invitation = ? order by r.first_at desc, i.number desc limit ?",
        [slug, invitation, limit],
    )


def _told(db: Database, query: str, values: list[str | int]) -> list[OwnEntry]:
    rows = db.conn.execute(query, values)
    return [
        OwnEntry(identity, at, place, board, tuple(json.loads(texts))) for identity, at, place, board, texts in rows
    ]
