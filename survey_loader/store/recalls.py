"""Which outputs are to be called back: they hold what somebody took back, or what is held back now."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from survey_loader.access import Audience
from survey_loader.store.outputs import COLUMNS, PUBLIC, WITH_ITEMS, Output
from survey_loader.store.photos import PUBLISHED, visible_among
from survey_loader.store.public_checks import PHOTO_MAY_GO, Kind
from survey_loader.store.surveys import now


class Recall(NamedTuple):
    """An output that holds what somebody took back: how many of their comments and photos, and who called it back."""

    output: Output
    people: int
    comments: int
    photos: int
    at: str
    done_at: str | None
    done_by: str


def erased(db: Database, interviews: Sequence[str]) -> list[int]:
    """Write down which outputs are to be called back of people who are erased, and forget what was in them.

    Returns the outputs. Call inside the transaction that erases.
    """
    found = _recall(db, "erase", "t.interview_id in (select value from json_each(?))", [json.dumps(list(interviews))])
    db.conn.execute(
        "delete from output_items where interview_id in (select value from json_each(?))",
        [json.dumps(list(interviews))],
    )
    return found


def narrowed(db: Database, interviews: Collection[str]) -> list[int]:
    """Write down which outputs hold what these people do not allow any more, or nobody reads any more; returns them.

    For somebody who was merged into another, that one speaks. What was listed already is not listed again. Call inside
    the transaction that changes a consent or sets somebody aside, once it is done.
    """
    speaks = _speakers(db)
    wanted = {*interviews, *(one for one, speaker in speaks.items() if speaker in interviews)}
    people = _rows(db, "select distinct interview_id from output_items where interview_id in", wanted)
    if not people:
        return []
    speakers = {speaks.get(one, one) for one in people}
    quotable = _rows(db, "select id from shown where (quote = 1 or basis <> '') and id in", speakers)
    narrowed = [one for one in people if speaks.get(one, one) not in quotable]
    never = _rows(db, "select interview_id from set_aside where reason = 'no consent' and interview_id in", people)
    # Among the committee words stay when they may not be quoted; not those that nobody was to have.
    words = "t.kind = 'comment' and t.interview_id in (select value from json_each(?))"
    public = f"{words} and t.consent <> 'committee' and o.audience in (select value from json_each(?))"
    found = _recall(db, "consent", public, [json.dumps(narrowed), json.dumps(PUBLIC)])
    if never:
        found += _recall(db, "consent", words, [json.dumps(list(never))])
    shots = _rows(db, "select distinct id from output_items where kind = 'photo' and interview_id in", people)
    for audience in Audience if shots else ():
        gone = shots - visible_among(db, list(shots), audience)
        photos = (
            "t.kind = 'photo' and o.audience = ? and t.interview_id in (select value from json_each(?)) "
            "and t.id in (select value from json_each(?))"
        )
        found += _recall(db, "consent", photos, [str(audience), json.dumps(list(people)), json.dumps(list(gone))])
    return sorted(set(found))


def in_batch(db: Database, batch: int) -> list[int]:
    """Do as `narrowed` for everybody a batch brings, or whose photos it brings of somebody else too.

    Call inside the transaction that publishes it, once it is settled which version of each interview is in force.
    """
    if db.conn.execute("select 1 from output_items limit 1").fetchone() is None:
        return []
    rows = db.conn.execute(
        "select id from interviews where batch = ? union select o.interview_id from photos p "
        "join photos o on o.id = p.id where p.batch = ? and o.interview_id <> ''",
        [batch, batch],
    )
    return narrowed(db, {row[0] for row in rows})


def _rows(db: Database, chosen: str, values: Collection[str]) -> set[str]:
    """Return the first column of a select that ends with the values it is asked among."""
    rows = db.conn.execute(f"{chosen} (select value from json_each(?))", [json.dumps(list(values))])
    return {row[0] for row in rows}


def _speakers(db: Database) -> dict[str, str]:
    """Return {interview that was merged: the one that it was merged into at last}."""
    into = dict(db.conn.execute("select interview_id, merged_into from set_aside where merged_into <> ''").fetchall())
    found = {}
    for one, speaker in into.items():
        seen = {one}
        while speaker in into and speaker not in seen:
            seen.add(speaker)
            speaker = into[speaker]
        found[one] = speaker
    return found


def held(db: Database, kind: Kind, record: str) -> list[int]:
    """Write down which public outputs hold a comment or photo that is held back now; call inside a transaction."""
    chosen = "t.kind = ? and t.id = ? and o.audience in (select value from json_each(?))"
    return _recall(db, "held", chosen, [kind, record, json.dumps(PUBLIC)])


def boards(db: Database, interview_id: str) -> list[int]:
    """Write down which public outputs hold photos of a person that may not go out now; call inside a transaction."""
    chosen = (
        "t.kind = 'photo' and t.interview_id = ? and o.audience in (select value from json_each(?)) "
        f"and exists (select 1 {PUBLISHED} and p.id = t.id and i.id = t.interview_id and not ({PHOTO_MAY_GO}))"
    )
    return _recall(db, "held", chosen, [interview_id, json.dumps(PUBLIC)])


def _recall(db: Database, why: str, chosen: str, values: list[str]) -> list[int]:
    rows = db.conn.execute(
        f"select o.number, t.interview_id, sum(t.kind = 'comment'), sum(t.kind = 'photo') from {WITH_ITEMS} "
        f"where {chosen} group by 1, 2",
        values,
    ).fetchall()
    # The same consent read once more takes nothing more back.
    more = "where excluded.comments > recalls.comments or excluded.photos > recalls.photos" if why == "consent" else ""
    db.conn.executemany(
        "insert into recalls (output, interview_id, at, why, comments, photos) values (?, ?, ?, ?, ?, ?) "
        "on conflict (output, interview_id) do update set at = excluded.at, why = excluded.why, "
        "comments = max(comments, excluded.comments), photos = max(photos, excluded.photos), "
        f"done_at = null, done_by = '' {more}",
        [(output, interview, now(), why, comments, photos) for output, interview, comments, photos in rows],
    )
    return sorted({int(row[0]) for row in rows})


def every(db: Database, slug: str) -> list[Recall]:
    """Return the outputs to call back, those that are not back yet first, then the latest."""
    rows = db.conn.execute(
        f"select {COLUMNS}, count(*), sum(r.comments), sum(r.photos), max(r.at), "
        "case when sum(r.done_at is null) then null else max(r.done_at) end, max(r.done_by) "
        "from recalls r join outputs o on o.number = r.output where o.survey = ? group by o.number "
        "order by sum(r.done_at is null) = 0, o.number desc",
        [slug],
    )
    return [Recall(Output._make(row[:12]), *row[12:]) for row in rows]


def is_recalled(db: Database, slug: str, output: int) -> bool:
    """Whether an output of a survey is to be called back."""
    query = "select 1 from recalls r join outputs o on o.number = r.output where o.survey = ? and o.number = ?"
    return db.conn.execute(query, [slug, output]).fetchone() is not None


def called_back(db: Database, slug: str, output: int, actor: str) -> int:
    """Write down that an output was called back; returns of how many people. Call inside a transaction."""
    return db.conn.execute(
        "update recalls set done_at = ?, done_by = ? where output = ? and done_at is null "
        "and output in (select number from outputs where survey = ?)",
        [now(), actor, output, slug],
    ).rowcount
