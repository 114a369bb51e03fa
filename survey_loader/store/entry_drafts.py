"""Interviews that somebody is typing in and has not saved yet, so that a lost session costs nothing."""

from __future__ import annotations

from typing import NamedTuple

from sqlite_utils import Database


class KeptDraft(NamedTuple):
    """A draft: the id its interview will have, its fields as JSON, when it was last changed (UTC, ISO)."""

    id: str
    content: str
    touched_at: str


def keep(db: Database, identity: str, survey: str, actor: str, holder: str, content: str, now: str) -> bool:
    """Write a draft down; False, and nothing written, where another session has taken it over."""
    written = db.conn.execute(
        "insert into entry_drafts values (?, ?, ?, ?, ?, ?) on conflict (id) do update set content = excluded.content, "
        "touched_at = excluded.touched_at where actor = excluded.actor and holder = excluded.holder",
        [identity, survey, actor, holder, content, now],
    )
    return written.rowcount > 0


def of(db: Database, survey: str, actor: str) -> list[KeptDraft]:
    """Return somebody's drafts in a survey, the latest first."""
    rows = db.conn.execute(
        "select id, content, touched_at from entry_drafts where survey = ? and actor = ? order by touched_at desc",
        [survey, actor],
    )
    return [KeptDraft(*row) for row in rows]


def take(db: Database, identity: str, actor: str, holder: str) -> bool:
    """Let a session go on with a draft; False where it is gone."""
    written = db.conn.execute(
        "update entry_drafts set holder = ? where id = ? and actor = ?", [holder, identity, actor]
    )
    return written.rowcount > 0


def drop(db: Database, identity: str, actor: str) -> None:
    """Forget a draft: it is saved, or not wanted."""
    db.conn.execute("delete from entry_drafts where id = ? and actor = ?", [identity, actor])


def forget_older(db: Database, before: str) -> None:
    """Forget what nobody went on with since a time (UTC, ISO)."""
    db.conn.execute("delete from entry_drafts where touched_at < ?", [before])
