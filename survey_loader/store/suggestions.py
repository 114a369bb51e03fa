"""Suggested themes that people did not want."""

from __future__ import annotations

from sqlite_utils import Database

from survey_loader.store.surveys import now


def refuse(db: Database, slug: str, signature: str, words: str, actor: str) -> None:
    """Write one down; call inside a transaction."""
    db.conn.execute(
        "insert or replace into refused_suggestions values (?, ?, ?, ?, ?)", [slug, signature, words, actor, now()]
    )


def offer_again(db: Database, slug: str, signature: str) -> None:
    """Take a refusal back; call inside a transaction."""
    db.conn.execute("delete from refused_suggestions where survey = ? and signature = ?", [slug, signature])


def refused(db: Database, slug: str) -> list[tuple[str, str]]:
    """Return (signature, words as JSON) of what is not wanted in a survey."""
    rows = db.conn.execute("select signature, words from refused_suggestions where survey = ?", [slug])
    return rows.fetchall()
