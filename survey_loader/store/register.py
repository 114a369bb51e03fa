"""How much a survey holds of which kind of thing, for the register sheet and the handover note."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlite_utils import Database

from survey_loader.store.photos import WAITING


class Totals(NamedTuple):
    """People of whom each kind of thing is held, what they allowed, and days; photos are files, erased are people."""

    interviews: int
    dated: int
    place: int
    age: int
    relation: int
    language: int
    group: int
    board: int
    interviewer: int
    note: int
    choices: int
    quote: int
    photo_committee: int
    photo_hall: int
    photo_web: int
    basis: int
    changed: int
    first_day: date | None
    last_day: date | None
    comments: int
    photos: int
    waiting: int
    imports: int
    entries: int
    erased: int


PEOPLE = """
select count(*), sum(at is not null), sum(place <> ''), sum(age <> ''), sum(relation <> 'unknown'),
    sum(language <> ''), sum("group" <> ''), sum(board <> ''), sum(interviewer <> ''), sum(note <> ''),
    sum(choices <> '{}'), sum(quote = 1), sum(photo_committee <> 'no'), sum(photo_hall <> 'no'),
    sum(photo_web <> 'no'), sum(basis <> ''), sum(id in (select interview_id from consent_changes)),
    min(day), max(day)
from in_force where survey = ?
"""
OTHERS = f"""
select (select count(*) from in_force i join comments c on c.interview = i.number where i.survey = :survey),
    (select count(distinct p.id) from photos p join batches b on b.number = p.batch
        where b.survey = :survey and b.change is not null and p.matched <> 'dropped'),
    (select count(distinct p.id) {WAITING} and pb.survey = :survey),
    (select count(*) from batches where survey = :survey and change is not null and kind <> 'entry'),
    (select count(*) from batches where survey = :survey and change is not null and kind = 'entry'),
    (select count(distinct record) from log where act = 'erase' and instr(',' || survey || ',', ',' || :survey || ','))
"""


def totals(db: Database, slug: str) -> Totals:
    """Return how much a survey holds."""
    *people, first, last = db.conn.execute(PEOPLE, [slug]).fetchone()
    days = [date.fromisoformat(day) if day else None for day in (first, last)]
    others = db.conn.execute(OTHERS, {"survey": slug}).fetchone()
    return Totals._make((*(count or 0 for count in people), *days, *others))
