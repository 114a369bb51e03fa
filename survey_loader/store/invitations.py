"""Invitations: tokens, kept as hashes, under which a phone may send interviews to one survey; moments are UTC, ISO."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Invitation:
    """One invitation; `label` says whom it is for, "" in wave, interviewer or place leaves it to the phone."""

    number: int
    survey: str
    label: str
    wave: str
    interviewer: str
    place: str
    expires: str
    made_by: str
    made_at: str
    revoked_at: str | None
    revoked_by: str
    seen_at: str | None


COLUMNS = "number, survey, label, wave, interviewer, place, expires, made_by, made_at, revoked_at, revoked_by, seen_at"


def add(db: Database, token: str, made: Invitation) -> int:
    """Write a new invitation under the hash of its token and return its number; call inside a transaction."""
    cursor = db.conn.execute(
        "insert into invitations (token, survey, label, wave, interviewer, place, expires, made_by, made_at) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            token, made.survey, made.label, made.wave, made.interviewer, made.place, made.expires, made.made_by,
            made.made_at,
        ],
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def by_token(db: Database, token: str) -> Invitation | None:
    """Return the invitation whose token has this hash, whether it still holds or not."""
    row = db.conn.execute(f"select {COLUMNS} from invitations where token = ?", [token]).fetchone()
    return Invitation(*row) if row else None


def by_number(db: Database, number: int) -> Invitation | None:
    """Return the invitation of this number, whether it still holds or not."""
    row = db.conn.execute(f"select {COLUMNS} from invitations where number = ?", [number]).fetchone()
    return Invitation(*row) if row else None


def of(db: Database, slug: str) -> list[Invitation]:
    """Return the invitations of a survey, the newest first."""
    rows = db.conn.execute(f"select {COLUMNS} from invitations where survey = ? order by number desc", [slug])
    return [Invitation(*row) for row in rows]


def revoke(db: Database, slug: str, number: int, actor: str, at: str) -> bool:
    """Take an invitation back for good; False where there is none that holds. Call inside a transaction."""
    return bool(
        db.conn.execute(
            "update invitations set revoked_at = ?, revoked_by = ? where survey = ? and number = ? "
            "and revoked_at is null",
            [at, actor, slug, number],
        ).rowcount
    )


def revoke_all(db: Database, actor: str, at: str) -> None:
    """Take every invitation back, as after a restore; call inside a transaction."""
    db.conn.execute(
        "update invitations set revoked_at = ?, revoked_by = ? where revoked_at is null and expires > ?",
        [at, actor, at],
    )


def seen(db: Database, number: int, at: str) -> None:
    """Write when a phone last used it; call inside a transaction."""
    db.conn.execute("update invitations set seen_at = ? where number = ?", [at, number])


def labels(db: Database, slug: str) -> dict[int, str]:
    """Return {number: label} of the invitations of a survey."""
    return dict(db.conn.execute("select number, label from invitations where survey = ?", [slug]).fetchall())


def all_of_them(db: Database) -> list[Invitation]:
    """Return the invitations of all surveys."""
    return [Invitation(*row) for row in db.conn.execute(f"select {COLUMNS} from invitations order by number")]
