"""The key withdrawal codes are made with, which lies in the database so that backups keep printed codes true."""

from __future__ import annotations

import secrets

from sqlite_utils import Database

NAME = "withdrawal_key"
KEY_BYTES = 32


def key(db: Database) -> bytes:
    """Return the key, made on first use."""
    kept = _kept(db)
    if kept is None:
        # A single statement is a transaction of its own; of two at once the first stays.
        db.conn.execute("insert or ignore into meta values (?, ?)", [NAME, secrets.token_hex(KEY_BYTES)])
        kept = _kept(db)
    return bytes.fromhex(kept or "")


def _kept(db: Database) -> str | None:
    row = db.conn.execute("select value from meta where name = ?", [NAME]).fetchone()
    return str(row[0]) if row else None
