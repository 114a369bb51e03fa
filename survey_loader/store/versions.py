"""The versions of an interview: which one is shown, what its source said last, and under which ids files know it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database


def known_contents(db: Database, ids: Sequence[str]) -> dict[str, str]:
    """Return {interview id: content hash} of those that are in force, also where they were set aside."""
    rows = db.conn.execute(
        "select id, content from in_force where id in (select value from json_each(?))", [json.dumps(ids)]
    )
    return dict(rows.fetchall())


def shown_contents(db: Database, slug: str, ids: Sequence[str]) -> dict[str, str]:
    """Return {interview id: content hash} of those that readers of a survey see."""
    rows = db.conn.execute(
        "select id, content from shown where survey = ? and id in (select value from json_each(?))",
        [slug, json.dumps(ids)],
    )
    return dict(rows.fetchall())


@dataclass(frozen=True, slots=True)
class Known:
    """An interview as it is stored: what its source said last, in which row, and whether a person has changed it."""

    number: int
    content: str
    by_person: bool


def known_versions(db: Database, ids: Sequence[str]) -> dict[str, Known]:
    """Return {interview id: what is known of it} of those already visible."""
    rows = db.conn.execute(
        "select i.id, i.number, i.content, i.superseded, b.kind = 'entry' "
        "from interviews i join batches b on b.number = i.batch "
        "where b.change is not null and i.id in (select value from json_each(?)) order by b.kind = 'import', b.change",
        [json.dumps(ids)],
    )
    known: dict[str, Known] = {}
    for identity, number, content, superseded, entered in rows:
        before = known.get(identity)
        by_person = (before is not None and before.by_person) or bool(entered and not superseded)
        # Imports come last: where there is one, its content is what the source said.
        known[identity] = Known(number, content, by_person)
    return known


def same_as(db: Database, ids: Sequence[str]) -> dict[str, str]:
    """Return {id of a keyless row: id of the interview a person said it is a new writing of}."""
    rows = db.conn.execute(
        "select id, interview_id from same_as where id in (select value from json_each(?))", [json.dumps(ids)]
    )
    return dict(rows.fetchall())


def save_same_as(db: Database, batch: int, same: Mapping[str, str]) -> None:
    """Remember whose new writings a person said these rows are; call inside a transaction."""
    db.conn.executemany(
        "insert or ignore into same_as values (?, ?, ?)", [(new, old, batch) for new, old in same.items()]
    )


def save_met(db: Database, batch: int, numbers: Sequence[int]) -> None:
    """Remember which stored interviews a batch met unchanged, so that they outlive the batch that brought them.

    Call inside a transaction.
    """
    db.conn.executemany(
        "insert or ignore into met select number, ? from interviews where number = ?",
        [(batch, number) for number in numbers],
    )


def settle(db: Database, number: int) -> int:
    """Let one version of each interview that a batch shares with others stay visible; returns how many rows turned.

    What a person entered stands above what a file says, and what came later above what came before.
    Call inside a transaction, after the batch has become visible or invisible.
    """
    return db.conn.execute(
        "update interviews set superseded = 1 - superseded where number in (select number from ("
        "select v.number, v.superseded, row_number() over (partition by v.survey, v.id "
        "order by b.kind = 'entry' desc, b.change desc, v.number desc) > 1 as behind "
        "from interviews v join batches b on b.number = v.batch where b.change is not null and v.id in ("
        "select i.id from interviews i where i.batch = ? and exists ("
        "select 1 from interviews other where other.id = i.id and other.batch <> i.batch))) "
        "where behind <> superseded)",
        [number],
    ).rowcount
