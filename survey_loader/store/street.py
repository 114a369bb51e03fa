"""What phones in the street tell beyond interviews: how consent was asked, what follows, how many were spoken to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlite_utils import Database


class Following(NamedTuple):
    """A photo that a phone says it has of an interview: the SHA-256 of its file, what is on it, its bytes."""

    sha256: str
    kind: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Record:
    """What a phone told of one interview; `body` is the SHA-256 of all it sent, `tapped_at` ISO with its offset.

    `guardian` is None where nobody had to be asked. `illegible` are keys of questions.
    """

    interview_id: str
    invitation: int | None
    body: str
    consent_version: str
    consent_language: str
    tapped_at: str | None
    guardian: bool | None
    illegible: tuple[str, ...]
    words_later: bool
    photos: tuple[Following, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many people the owner of a phone spoke to on a day of the survey (ISO), and how many of them declined."""

    survey: str
    device: str
    day: str
    wave: str
    place: str
    approached: int
    declined: int
    invitation: int | None


class Sent(NamedTuple):
    """How much came under an invitation: interviews, their photos, and the moment of the last (UTC, ISO)."""

    interviews: int
    photos: int
    last_at: str | None


NOTHING = Sent(0, 0, None)


def body_of(db: Database, interview_id: str) -> str | None:
    """Return the SHA-256 of what a phone sent last of an interview, None where no phone did."""
    row = db.conn.execute("select body from street_records where interview_id = ?", [interview_id]).fetchone()
    return row[0] if row else None


def sender(db: Database, interview_id: str) -> int | None:
    """Return the invitation under which an interview came last, None where none did."""
    row = db.conn.execute("select invitation from street_records where interview_id = ?", [interview_id]).fetchone()
    return row[0] if row else None


def adopt(db: Database, interview_id: str, invitation: int) -> None:
    """Let an interview go on under another invitation; call inside a transaction."""
    db.conn.execute("update street_records set invitation = ? where interview_id = ?", [invitation, interview_id])


def record(db: Database, interview_id: str) -> Record | None:
    """Return what a phone told of an interview, None where no phone did."""
    row = db.conn.execute(
        "select interview_id, invitation, body, consent_version, consent_language, tapped_at, guardian, illegible, "
        "words_later, photos from street_records where interview_id = ?",
        [interview_id],
    ).fetchone()
    if row is None:
        return None
    identity, invitation, body, version, language, tapped, guardian, illegible, later, photos = row
    return Record(
        interview_id=identity,
        invitation=invitation,
        body=body,
        consent_version=version,
        consent_language=language,
        tapped_at=tapped,
        guardian=None if guardian is None else bool(guardian),
        illegible=tuple(json.loads(illegible)),
        words_later=bool(later),
        photos=tuple(Following(*photo) for photo in json.loads(photos)),
    )


def save(db: Database, told: Record, at: str) -> None:
    """Write what a phone told, in place of what it told before; call inside a transaction."""
    guardian = None if told.guardian is None else int(told.guardian)
    db.conn.execute(
        "insert into street_records values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (interview_id) do update "
        "set invitation = excluded.invitation, body = excluded.body, consent_version = excluded.consent_version, "
        "consent_language = excluded.consent_language, tapped_at = excluded.tapped_at, guardian = excluded.guardian, "
        "illegible = excluded.illegible, words_later = excluded.words_later, photos = excluded.photos, "
        "last_at = excluded.last_at",
        [
            told.interview_id, told.invitation, told.body, told.consent_version, told.consent_language,
            told.tapped_at, guardian, json.dumps(told.illegible), int(told.words_later), json.dumps(told.photos),
            at, at,
        ],
    )  # fmt: skip


def forget_who(db: Database, interviews: Sequence[str]) -> None:
    """Remove by whose phone interviews came, and the hash of what it sent; call inside a transaction.

    In which words consent was asked, and when, stays with what was consented to.
    """
    db.conn.execute(
        "update street_records set invitation = null, body = '' where interview_id in (select value from json_each(?))",
        [json.dumps(list(interviews))],
    )


def sent(db: Database, slug: str) -> dict[int, Sent]:
    """Return {invitation: how much came under it} of a survey's invitations that anything came under."""
    rows = db.conn.execute(
        "select r.invitation, count(*), sum((select count(distinct p.id) from photos p join batches b "
        "on b.number = p.batch where p.interview_id = r.interview_id and b.change is not null)), max(r.last_at) "
        "from street_records r join invitations i on i.number = r.invitation where i.survey = ? group by 1",
        [slug],
    )
    return {number: Sent(*rest) for number, *rest in rows}


def count(db: Database, slug: str, device: str, day: str) -> Count | None:
    """Return what a phone counted on a day, None where it told nothing yet."""
    row = db.conn.execute(
        "select survey, device, day, wave, place, approached, declined, invitation from street_counts "
        "where survey = ? and device = ? and day = ?",
        [slug, device, day],
    ).fetchone()
    return Count(*row) if row else None


def save_count(db: Database, told: Count, at: str) -> None:
    """Write what a phone counted on a day, in place of what it told before; call inside a transaction."""
    db.conn.execute(
        "insert or replace into street_counts values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            told.survey, told.device, told.day, told.wave, told.place, told.approached, told.declined,
            told.invitation, at,
        ],
    )  # fmt: skip


def counted(db: Database, slug: str) -> dict[str, tuple[int, int]]:
    """Return {wave: (people spoken to, people who declined)} as phones counted them."""
    rows = db.conn.execute(
        "select wave, sum(approached), sum(declined) from street_counts where survey = ? group by wave", [slug]
    )
    return {wave: (approached, declined) for wave, approached, declined in rows}
