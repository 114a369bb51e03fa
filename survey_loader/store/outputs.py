"""What left the house: a line an output with the ids in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import NamedTuple

from sqlite_utils import Database

from survey_loader.access import Audience
from survey_loader.store.photos import CONSENT, KEPT, PUBLISHED, allowed
from survey_loader.store.public_checks import Kind
from survey_loader.store.surveys import now

PUBLIC = tuple(str(audience) for audience in Audience if audience.public)


class Item(NamedTuple):
    """A comment or photo in an output; `consent` is what it stood under: quote, basis, committee, face or board."""

    kind: Kind
    id: str
    interview_id: str
    consent: str


class Output(NamedTuple):
    """One output; `consents` is the log's last line then, `held` how many were held back."""

    number: int
    at: str
    actor: str
    kind: str
    name: str
    audience: str
    consents: int
    codebook: str
    comments: int
    photos: int
    tables: int
    held: int


COLUMNS = (
    "o.number, o.at, o.actor, o.kind, o.name, o.audience, o.consents, o.codebook, o.comments, o.photos, "
    "o.tables, o.held"
)
# Outputs with the rows of their items, also where these are listed under an earlier output of the same things.
WITH_ITEMS = "outputs o join output_items t on t.output = coalesce(o.items_of, o.number)"


def comment_items(db: Database, slug: str, numbers: Sequence[int]) -> dict[int, Item]:
    """Return {row number: item} of the visible comments of a survey among these."""
    rows = db.conn.execute(
        "select c.number, c.id, i.id, case when i.quote = 1 then 'quote' when i.basis <> '' then 'basis' "
        "else 'committee' end from comments c join shown i on i.number = c.interview "
        "where i.survey = ? and c.number in (select value from json_each(?))",
        [slug, json.dumps(list(numbers))],
    )
    return {int(number): Item("comment", *rest) for number, *rest in rows}


def photo_items(db: Database, slug: str, ids: Sequence[str], audience: Audience) -> dict[str, list[Item]]:
    """Return {photo: an item for each person of the survey whose leave it needs}, of photos that readers know of.

    Somebody who was set aside is one of them: what they take back takes the photo back.
    """
    values = [slug, json.dumps(list(ids))]
    of_these = "i.survey = ? and p.id in (select value from json_each(?))"
    rows = db.conn.execute(
        f"select p.id, i.id, i.{CONSENT[audience]} {KEPT} and {of_these} "
        f"and p.id in (select p.id {PUBLISHED} and {of_these})",
        [*values, *values],
    )
    found: dict[str, list[Item]] = {}
    for photo, interview, consent in rows:
        found.setdefault(photo, []).append(Item("photo", photo, interview, consent))
    return found


def public_photos(db: Database, slug: str) -> list[tuple[int, str, str, str]]:
    """Return (row number, photo, interview id, kind) of photos somebody outside may be shown by consent, newest first.

    One of two people is there once.
    """
    outside = " or ".join(allowed(audience, checked=False) for audience in Audience if audience.public)
    rows = db.conn.execute(
        f"select max(p.number), p.id, max(i.id), min(p.kind) {PUBLISHED} and i.survey = ? and ({outside}) "
        "group by p.id order by 1 desc",
        [slug],
    )
    return rows.fetchall()


def digest(items: Sequence[Item]) -> str:
    """Return by what the same things under the same consents are known again, "" for nothing."""
    if not items:
        return ""
    return hashlib.sha256(json.dumps(sorted(items), ensure_ascii=False).encode("utf-8")).hexdigest()


def listed_as(db: Database, slug: str, found: str) -> int | None:
    """Return the output that lists the very same items, None where there is none."""
    row = db.conn.execute(
        "select number from outputs where survey = ? and digest = ? and items_of is null and digest <> ''",
        [slug, found],
    ).fetchone()
    return int(row[0]) if row else None


def save(db: Database, slug: str, values: dict[str, object]) -> int:
    """Write a line; `values` are columns of outputs. `consents` and `codebook` are those of now.

    Call inside a transaction.
    """
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    cursor = db.conn.execute(
        f"insert into outputs (survey, at, consents, codebook, {names}) values (?, ?, "
        "(select coalesce(max(number), 0) from log), "
        "coalesce((select k.version from codebooks k join surveys s on s.codebook = k.number where s.slug = ?), ''), "
        f"{marks})",
        [slug, now(), slug, *values.values()],
    )
    return int(cursor.lastrowid or 0)


def settle(db: Database, output: int, found: str) -> None:
    """Write by what the things in an output are known again, once all are listed; call inside a transaction."""
    db.conn.execute("update outputs set digest = ? where number = ?", [found, output])


def remove(db: Database, output: int) -> None:
    """Remove an output that did not leave; call inside a transaction."""
    db.conn.execute("delete from outputs where number = ?", [output])


def last_change(db: Database, slug: str) -> int:
    """Return the log's last line of a survey that may hold something back: any but of handing out and of lists."""
    row = db.conn.execute(
        "select number from log where ',' || survey || ',' like '%,' || ? || ',%' and act not in "
        "('hand out', 'put on list', 'take off list', 'change list', 'begin list', 'remove list') "
        "order by number desc limit 1",
        [slug],
    ).fetchone()
    return int(row[0]) if row else 0


def save_items(db: Database, output: int, items: Sequence[Item]) -> None:
    """Write what is in an output; call inside a transaction."""
    db.conn.executemany(
        "insert or ignore into output_items values (?, ?, ?, ?, ?)", [(output, *item) for item in items]
    )


def outputs(db: Database, slug: str, limit: int, offset: int = 0) -> list[Output]:
    """Return what left of a survey, the latest first."""
    rows = db.conn.execute(
        f"select {COLUMNS} from outputs o where o.survey = ? order by o.number desc limit ? offset ?",
        [slug, limit, offset],
    )
    return [Output._make(row) for row in rows]


def count(db: Database, slug: str) -> int:
    """Return how many outputs a survey had."""
    return int(db.conn.execute("select count(*) from outputs where survey = ?", [slug]).fetchone()[0])


def containing(db: Database, interviews: Sequence[str]) -> list[tuple[Output, int, int]]:
    """Return (output, comments, photos) of every output that holds something of these interviews, the latest first."""
    rows = db.conn.execute(
        f"select {COLUMNS}, sum(t.kind = 'comment'), sum(t.kind = 'photo') from {WITH_ITEMS} "
        "where t.interview_id in (select value from json_each(?)) group by o.number order by o.number desc",
        [json.dumps(list(interviews))],
    )
    return [(Output._make(row[:-2]), int(row[-2]), int(row[-1])) for row in rows]


def items_of(db: Database, output: int) -> list[Item]:
    """Return the comments and photos that were in an output and are not erased."""
    rows = db.conn.execute(
        "select t.kind, t.id, t.interview_id, t.consent from output_items t join outputs o "
        "on t.output = coalesce(o.items_of, o.number) where o.number = ? order by 1, 2",
        [output],
    )
    return [Item._make(row) for row in rows]


def forget_photos(db: Database, interviews: Sequence[str]) -> None:
    """Forget which photos of these interviews were in outputs: their time is over. Call inside a transaction."""
    db.conn.execute(
        "delete from output_items where kind = 'photo' and interview_id in (select value from json_each(?))",
        [json.dumps(list(interviews))],
    )
