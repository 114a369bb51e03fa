"""Who is signed in: sessions under the hash of the token that a browser holds; moments are UTC as ISO text."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that somebody signed in with. `kind` is local or oidc."""

    token: str
    account: str
    kind: str
    started: str
    seen: str
    expires: str
    ended: str | None


def session(db: Database, token: str) -> Session | None:
    """Return the session under this hash, live or not, or None."""
    row = db.conn.execute(
        "select token, account, kind, started, seen, expires, ended from sessions where token = ?", [token]
    ).fetchone()
    return Session(*row) if row else None


def begin(db: Database, made: Session) -> None:
    """Write a new session; call inside a transaction."""
    db.conn.execute(
        "insert into sessions (token, account, kind, started, seen, expires, ended) values (?, ?, ?, ?, ?, ?, ?)",
        [made.token, made.account, made.kind, made.started, made.seen, made.expires, made.ended],
    )


def seen(db: Database, token: str, at: str) -> None:
    """Write when its browser last asked for something; call inside a transaction."""
    db.conn.execute("update sessions set seen = ? where token = ? and ended is null", [at, token])


def end(db: Database, token: str, at: str) -> str:
    """End a session for good and return whose it was, "" where none was live; call inside a transaction."""
    row = db.conn.execute(
        "update sessions set ended = ? where token = ? and ended is null returning account", [at, token]
    ).fetchone()
    return str(row[0]) if row else ""


def end_all(db: Database, account: str, at: str, but: str = "") -> int:
    """End all sessions of an account but one, and return how many were live; call inside a transaction."""
    return db.conn.execute(
        "update sessions set ended = ? where account = ? and ended is null and expires > ? and token <> ?",
        [at, account, at, but],
    ).rowcount


def live(db: Database, account: str, at: str) -> int:
    """Return how many sessions of an account have neither ended nor reached their last moment."""
    row = db.conn.execute(
        "select count(*) from sessions where account = ? and ended is null and expires > ?", [account, at]
    ).fetchone()
    return int(row[0])


def forget(db: Database, before: str) -> None:
    """Remove what nobody can use any more: sessions whose last moment lies before this; inside a transaction."""
    db.conn.execute("delete from sessions where expires < ?", [before])
