"""What was typed in and nobody has checked yet, what somebody has, and what may be the same person twice."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from sqlite_utils import Database

from survey_loader.access import Audience
from survey_loader.board_numbers import number_of
from survey_loader.models import STREET_KEY, PhotoKind
from survey_loader.store.photos import allowed

State = Literal["unchecked", "checked", "aside"]

# What came from a phone or was typed in, also by way of a file that a phone saved; both by an index.
ENTERED = (
    "i.number in (select e.number from batches b join interviews e on e.batch = b.number "
    "where b.survey = :survey and b.kind = 'entry' union select number from interviews where survey = :survey "
    f"and substr(source_key, 1, {len(STREET_KEY)}) = '{STREET_KEY}')"
)
CHECKED = "exists (select 1 from reviews r where r.interview_id = i.id and r.content = i.content)"
# Who asked: the interviewer, or where nobody is named whoever brought it in first.
WHO = (
    "case when i.interviewer <> '' then i.interviewer else (select first.actor from interviews f "
    "join batches first on first.number = f.batch where f.id = i.id order by f.number limit 1) end"
)
OF_STATE: dict[State, str] = {
    "unchecked": f"from shown i where i.survey = :survey and {ENTERED} and not {CHECKED}",
    "checked": f"from shown i where i.survey = :survey and {ENTERED} and {CHECKED}",
    "aside": "from in_force i join set_aside a on a.interview_id = i.id where i.survey = :survey",
}
ORDER: dict[State, str] = {
    "unchecked": "i.at, i.number",
    "checked": "(select r.at from reviews r where r.interview_id = i.id and r.content = i.content) desc, i.number desc",
    # What was corrected since, by a phone or a file, is to be looked at again.
    "aside": "(select b.created_at from batches b where b.number = i.batch) > a.at desc, a.at desc, i.number desc",
}


class Chosen(NamedTuple):
    """Which of them somebody wants to see; "" is any. `day` is an ISO date."""

    day: str = ""
    who: str = ""
    place: str = ""


class Waiting(NamedTuple):
    """An interview in the queue, and the hash of what it says now."""

    id: str
    content: str


PASSES = f"(:day = '' or i.day = :day) and (:place = '' or i.place = :place) and (:who = '' or {WHO} = :who)"


def queue(db: Database, slug: str, state: State, chosen: Chosen, limit: int) -> list[Waiting]:
    """Return the interviews of a state that pass: unchecked ones in the order of asking, others the latest first."""
    query = f"select i.id, i.content {OF_STATE[state]} and {PASSES} order by {ORDER[state]} limit :limit"
    values = {"survey": slug, "limit": limit, **chosen._asdict()}
    return [Waiting._make(row) for row in db.conn.execute(query, values)]


def count(db: Database, slug: str, state: State, chosen: Chosen) -> int:
    """Return how many interviews of a state pass."""
    query = f"select count(*) {OF_STATE[state]} and {PASSES}"
    return int(db.conn.execute(query, {"survey": slug, **chosen._asdict()}).fetchone()[0])


def offered(db: Database, slug: str, state: State) -> list[Chosen]:
    """Return every day, asker and place that occur together among the interviews of a state."""
    rows = db.conn.execute(f"select distinct coalesce(i.day, ''), {WHO}, i.place {OF_STATE[state]}", {"survey": slug})
    return [Chosen._make(row) for row in rows]


def check(db: Database, interviews: Iterable[Waiting], actor: str, at: str) -> None:
    """Write down who checked what these interviews say; call inside a transaction."""
    db.conn.executemany(
        "insert or ignore into reviews (interview_id, content, actor, at) values (?, ?, ?, ?)",
        [(*one, actor, at) for one in interviews],
    )


def uncheck(db: Database, one: Waiting) -> bool:
    """Forget that somebody checked this; False where nobody had. Call inside a transaction."""
    done = db.conn.execute("delete from reviews where interview_id = ? and content = ?", list(one))
    return bool(done.rowcount)


def checked_by(db: Database, one: Waiting) -> tuple[str, str] | None:
    """Return (who, when in UTC as ISO text) checked what an interview says, None where nobody did."""
    row = db.conn.execute("select actor, at from reviews where interview_id = ? and content = ?", list(one)).fetchone()
    return (row[0], row[1]) if row else None


class Picture(NamedTuple):
    """A photo of an interview: its row, its id, what is on it, and whether the committee may see it."""

    number: int
    id: str
    kind: PhotoKind
    seen: bool


def pictures(db: Database, interview_id: str) -> list[Picture]:
    """Return the photos of an interview, faces first, each once."""
    rows = db.conn.execute(
        f"select min(p.number), p.id, p.kind, {allowed(Audience.ORGANISER)} from photos p "
        "join batches pb on pb.number = p.batch join in_force i on i.id = p.interview_id "
        "where pb.change is not null and p.interview_id = ? group by p.id, p.kind order by p.kind <> 'face', 1",
        [interview_id],
    )
    return [Picture(number, photo, kind, bool(seen)) for number, photo, kind, seen in rows]


class _Fact(NamedTuple):
    id: str
    day: str | None
    wave: str
    place: str
    board: str
    likenesses: frozenset[int]


def twins(db: Database, slug: str, interviews: Sequence[str]) -> dict[str, list[str]]:
    """Return {interview: others that may be the same person} of those of these that have any.

    On one day, that is the same board in one wave, or the same words, long enough to tell, at one place.
    """
    asked = _facts(db, slug, "i.id in (select value from json_each(?))", interviews)
    days = sorted({fact.day for fact in asked if fact.day})
    others = _facts(db, slug, "i.day is not null and i.day in (select value from json_each(?))", days)
    by_board, by_words = _grouped(others)
    found = {}
    for fact in asked:
        same = [*by_board.get(_board_key(fact), ()), *(one for key in _word_keys(fact) for one in by_words[key])]
        if rest := [one for one in dict.fromkeys(same) if one != fact.id]:
            found[fact.id] = rest
    return found


def _facts(db: Database, slug: str, chosen: str, listed: Sequence[str]) -> list[_Fact]:
    rows = db.conn.execute(
        "select i.id, i.day, i.wave, i.place, i.board, (select json_group_array(c.likeness) from comments c "
        f"where c.interview = i.number and c.likeness is not null) from shown i where i.survey = ? and {chosen} "
        "order by i.number",
        [slug, json.dumps(list(listed))],
    )
    return [_Fact._make((*plain, frozenset(json.loads(found)))) for *plain, found in rows]


def _grouped(facts: Iterable[_Fact]) -> tuple[dict[Any, list[str]], dict[Any, list[str]]]:
    by_board: dict[Any, list[str]] = defaultdict(list)
    by_words: dict[Any, list[str]] = defaultdict(list)
    for fact in facts:
        if key := _board_key(fact):
            by_board[key].append(fact.id)
        for one in _word_keys(fact):
            by_words[one].append(fact.id)
    return by_board, by_words


def _board_key(fact: _Fact) -> tuple[Any, ...] | None:
    if not fact.board or not fact.day:
        return None
    number = number_of(fact.board)
    return (fact.day, fact.wave, fact.board if number is None else number)


def _word_keys(fact: _Fact) -> list[tuple[Any, ...]]:
    return [(fact.day, fact.place, one) for one in sorted(fact.likenesses)] if fact.day else []
