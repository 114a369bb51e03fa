"""Accounts and what they may do where, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from survey_loader.store.surveys import now

COLUMNS = "name, shown, hash, must_change, disabled, failures, locked_until, email, subject"


@dataclass(frozen=True, slots=True)
class Account:
    """One account. `hash` is "" for somebody without a password; `locked_until` is UTC as ISO text."""

    name: str
    shown: str
    hash: str
    must_change: bool
    disabled: bool
    failures: int
    locked_until: str | None
    email: str
    subject: str


def any_accounts(db: Database) -> bool:
    """Return whether anybody was ever given an account, also one disabled since."""
    return db.conn.execute("select 1 from accounts limit 1").fetchone() is not None


def accounts(db: Database) -> tuple[Account, ...]:
    """Return all accounts in the order of their names."""
    return tuple(_account(row) for row in db.conn.execute(f"select {COLUMNS} from accounts order by name"))


def account(db: Database, name: str) -> Account | None:
    """Return one account, or None."""
    return _one(db, "name", name)


def by_subject(db: Database, subject: str) -> Account | None:
    """Return the account of a person at an identity provider (issuer and subject), or None."""
    return _one(db, "subject", subject)


def by_email(db: Database, email: str) -> Account | None:
    """Return the account listed under an address, in small letters, or None."""
    return _one(db, "email", email)


def add(db: Database, made: Account) -> None:
    """Write a new account; call inside a transaction."""
    db.conn.execute(
        f"insert into accounts ({COLUMNS}, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            made.name, made.shown, made.hash, made.must_change, made.disabled, made.failures, made.locked_until,
            made.email, made.subject, now(),
        ],
    )  # fmt: skip


def set_hash(db: Database, name: str, hashed: str, must_change: bool) -> None:
    """Write a new password's hash and open a locked account; call inside a transaction."""
    db.conn.execute(
        "update accounts set hash = ?, must_change = ?, failures = 0, locked_until = null where name = ?",
        [hashed, must_change, name],
    )


def set_subject(db: Database, name: str, subject: str) -> None:
    """Remember whom the identity provider means by this account; call inside a transaction."""
    db.conn.execute("update accounts set subject = ? where name = ?", [subject, name])


def set_disabled(db: Database, name: str, disabled: bool) -> None:
    """Close an account or open it again; call inside a transaction."""
    db.conn.execute("update accounts set disabled = ? where name = ?", [disabled, name])


def set_failures(db: Database, name: str, failures: int, locked_until: str | None) -> None:
    """Write how often in a row a password was wrong, and until when none is looked at; inside a transaction."""
    db.conn.execute("update accounts set failures = ?, locked_until = ? where name = ?", [failures, locked_until, name])


def grants(db: Database, name: str) -> tuple[tuple[str, str], ...]:
    """Return the surveys ('' for every survey) and the names of the roles in them."""
    rows = db.conn.execute("select survey, role from grants where account = ? order by survey", [name])
    return tuple((survey, role) for survey, role in rows)


def set_grant(db: Database, name: str, survey: str, role: str) -> None:
    """Write the one role an account has in a survey; call inside a transaction."""
    db.conn.execute("insert or replace into grants values (?, ?, ?)", [name, survey, role])


def remove_grant(db: Database, name: str, survey: str) -> bool:
    """Remove it; returns whether there was one."""
    return db.conn.execute("delete from grants where account = ? and survey = ?", [name, survey]).rowcount > 0


def _one(db: Database, column: str, value: str) -> Account | None:
    row = db.conn.execute(f"select {COLUMNS} from accounts where {column} = ?", [value]).fetchone() if value else None
    return _account(row) if row else None


def _account(row: tuple[Any, ...]) -> Account:
    name, shown, hashed, must_change, disabled, failures, locked_until, email, subject = row
    return Account(name, shown, hashed, bool(must_change), bool(disabled), failures, locked_until, email, subject)
