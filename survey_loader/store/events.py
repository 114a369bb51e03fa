"""The events of a survey's town, as people wrote them down."""

from __future__ import annotations

from datetime import date

from sqlite_utils import Database

from survey_loader.models import TownEvent
from survey_loader.store.surveys import now


def events(db: Database, slug: str) -> tuple[TownEvent, ...]:
    """Return the events of a survey in the order of their first day."""
    rows = db.conn.execute(
        "select name, starts, ends, number from events where survey = ? order by starts, number", [slug]
    )
    return tuple(
        TownEvent(name, date.fromisoformat(starts), date.fromisoformat(ends) if ends else None, number)
        for name, starts, ends, number in rows
    )


def add(db: Database, slug: str, event: TownEvent, actor: str) -> int:
    """Write a new event and return its number; call inside a transaction."""
    cursor = db.conn.execute(
        "insert into events (name, starts, ends, actor, at, survey) values (?, ?, ?, ?, ?, ?)",
        [*_values(event, actor), slug],
    )
    return int(cursor.lastrowid or 0)


def change(db: Database, slug: str, event: TownEvent, actor: str) -> bool:
    """Write an event over the one of its number; returns whether this survey has it."""
    cursor = db.conn.execute(
        "update events set name = ?, starts = ?, ends = ?, actor = ?, at = ? where survey = ? and number = ?",
        [*_values(event, actor), slug, event.number],
    )
    return cursor.rowcount > 0


def remove(db: Database, slug: str, number: int) -> bool:
    """Remove an event; returns whether this survey had it."""
    return db.conn.execute("delete from events where survey = ? and number = ?", [slug, number]).rowcount > 0


def _values(event: TownEvent, actor: str) -> list[str | None]:
    return [event.name, event.starts.isoformat(), event.ends.isoformat() if event.ends else None, actor, now()]
