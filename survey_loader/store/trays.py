"""発表リスト in the database: charts, comments, photos and themes for the stage, as what to make them from."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from sqlite_utils import Database

from survey_loader.store.surveys import now

Kind = Literal["chart", "comment", "photo", "theme"]


class Tray(NamedTuple):
    """A list for the stage: `id` is what its link holds, `items` how many things are on it."""

    id: str
    survey: str
    name: str
    actor: str
    created_at: str
    touched_at: str
    items: int


class TrayItem(NamedTuple):
    """One thing on a list: a chart by key, a theme by key, a comment or photo by id, and as what to make it anew.

    `title` is "" where it keeps its own; `interview_id` is "" but for comments and photos.
    """

    number: int
    kind: Kind
    key: str
    parameters: Mapping[str, Any]
    interview_id: str
    title: str
    note: str
    actor: str
    at: str


TRAYS = (
    "select t.id, t.survey, t.name, t.actor, t.created_at, t.touched_at, "
    "(select count(*) from tray_items where tray = t.id) from trays t"
)


def trays(db: Database, slug: str) -> list[Tray]:
    """Return the lists of a survey, the one touched last first."""
    rows = db.conn.execute(f"{TRAYS} where t.survey = ? order by t.touched_at desc, t.id", [slug])
    return [Tray._make(row) for row in rows]


def tray(db: Database, identity: str) -> Tray | None:
    """Return one list, None where there is none of that id."""
    row = db.conn.execute(f"{TRAYS} where t.id = ?", [identity]).fetchone()
    return Tray._make(row) if row else None


def items(db: Database, identity: str) -> list[TrayItem]:
    """Return what is on a list, in its order."""
    rows = db.conn.execute(
        "select number, kind, key, parameters, interview_id, title, note, actor, at from tray_items "
        "where tray = ? order by position, number",
        [identity],
    )
    return [TrayItem(row[0], row[1], row[2], json.loads(row[3]), *row[4:]) for row in rows]


def add_tray(db: Database, slug: str, name: str, actor: str) -> str:
    """Write a new, empty list and return its id, which nobody guesses; call inside a transaction."""
    identity = secrets.token_urlsafe(9)
    db.conn.execute("insert into trays values (?, ?, ?, ?, ?, ?)", [identity, slug, name, actor, now(), now()])
    return identity


def rename(db: Database, identity: str, name: str) -> None:
    """Call a list another name; call inside a transaction."""
    db.conn.execute("update trays set name = ? where id = ?", [name, identity])
    touch(db, identity)


def remove_tray(db: Database, identity: str) -> None:
    """Remove a list and what is on it; call inside a transaction."""
    db.conn.execute("delete from tray_items where tray = ?", [identity])
    db.conn.execute("delete from trays where id = ?", [identity])


def add_item(
    db: Database, identity: str, kind: Kind, key: str, parameters: Mapping[str, Any], interview_id: str, actor: str
) -> int | None:
    """Put something at the end of a list and return its number, None where it is on it already.

    Call inside a transaction.
    """
    told = json.dumps(dict(parameters), ensure_ascii=False, sort_keys=True)
    there = db.conn.execute(
        "select 1 from tray_items where tray = ? and kind = ? and key = ? and parameters = ?",
        [identity, kind, key, told],
    ).fetchone()
    if there:
        return None
    cursor = db.conn.execute(
        "insert into tray_items (tray, position, kind, key, parameters, interview_id, actor, at) values "
        "(?, (select coalesce(max(position), 0) + 1 from tray_items where tray = ?), ?, ?, ?, ?, ?, ?)",
        [identity, identity, kind, key, told, interview_id, actor, now()],
    )
    touch(db, identity)
    return int(cursor.lastrowid or 0)


def change_item(db: Database, identity: str, number: int, title: str, note: str) -> bool:
    """Write what is said of one thing; False where it is not on the list. Call inside a transaction."""
    changed = db.conn.execute(
        "update tray_items set title = ?, note = ? where number = ? and tray = ?", [title, note, number, identity]
    ).rowcount
    touch(db, identity)
    return changed > 0


def remove_item(db: Database, identity: str, number: int) -> bool:
    """Take one thing off a list; False where it is not on it. Call inside a transaction."""
    gone = db.conn.execute("delete from tray_items where number = ? and tray = ?", [number, identity]).rowcount
    touch(db, identity)
    return gone > 0


def order(db: Database, identity: str, numbers: Sequence[int]) -> None:
    """Put what is on a list into this order; call inside a transaction."""
    db.conn.executemany(
        "update tray_items set position = ? where number = ? and tray = ?",
        [(position, number, identity) for position, number in enumerate(numbers, 1)],
    )
    touch(db, identity)


def touch(db: Database, identity: str) -> None:
    """Write down that a list was changed just now; call inside a transaction."""
    db.conn.execute("update trays set touched_at = ? where id = ?", [now(), identity])


def forget_photos(db: Database, interviews: Sequence[str]) -> None:
    """Take the photos of these interviews off all lists; call inside a transaction."""
    db.conn.execute(
        "delete from tray_items where kind = 'photo' and interview_id in (select value from json_each(?))",
        [json.dumps(list(interviews))],
    )


def forget_words(db: Database, holds: Callable[[str], bool]) -> None:
    """Empty the names, titles and notes that hold something of a person; call inside a transaction.

    A chart that was narrowed to such words goes whole.
    """
    for number, title, note, told in db.conn.execute(
        "select number, title, note, parameters from tray_items where title <> '' or note <> '' or parameters <> '{}'"
    ).fetchall():
        if any(map(holds, _texts(json.loads(told)))):
            db.conn.execute("delete from tray_items where number = ?", [number])
        elif holds(title) or holds(note):
            db.conn.execute("update tray_items set title = '', note = '' where number = ?", [number])
    for identity, name in db.conn.execute("select id, name from trays").fetchall():
        if holds(name):
            db.conn.execute("update trays set name = '' where id = ?", [identity])


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []
