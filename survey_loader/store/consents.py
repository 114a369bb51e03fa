"""Changed consents: what somebody allows now, above what any file says, and the photos nobody may see any more."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlite_utils import Database

from survey_loader.access import Audience
from survey_loader.models import Consents
from survey_loader.store.photos import allowed
from survey_loader.store.surveys import now

COLUMNS = "quote, photo_committee, photo_hall, photo_web, basis"


def current(db: Database, slug: str, interview_id: str) -> Consents | None:
    """Return what somebody allows, None where no such interview is in force in the survey."""
    row = db.conn.execute(
        f"select {COLUMNS} from in_force where survey = ? and id = ?", [slug, interview_id]
    ).fetchone()
    return Consents(bool(row[0]), *row[1:]) if row else None


def change(db: Database, interview_id: str, consents: Consents, actor: str) -> None:
    """Write what somebody allows now into all versions of the interview, and for those to come.

    Call inside a transaction.
    """
    values = [
        int(consents.quote), consents.photo_committee, consents.photo_hall, consents.photo_web, consents.basis,
    ]  # fmt: skip
    db.conn.execute(
        f"insert or replace into consent_changes (interview_id, {COLUMNS}, actor, at) values (?, ?, ?, ?, ?, ?, ?, ?)",
        [interview_id, *values, actor, now()],
    )
    db.conn.execute(f"update interviews set ({COLUMNS}) = (?, ?, ?, ?, ?) where id = ?", [*values, interview_id])


def settle(db: Database, batch: int) -> None:
    """Let changed consents stand in the rows of a batch; call inside the transaction that publishes it."""
    db.conn.execute(
        f"update interviews set ({COLUMNS}) = "
        f"(select {COLUMNS} from consent_changes c where c.interview_id = interviews.id) where number in "
        "(select i.number from consent_changes c join interviews i on i.id = c.interview_id where i.batch = ?)",
        [batch],
    )


def changed(db: Database, interview_id: str) -> bool:
    """Whether somebody's consents were changed after the interview."""
    return bool(db.conn.execute("select 1 from consent_changes where interview_id = ?", [interview_id]).fetchone())


def changed_ids(db: Database) -> list[str]:
    """Return the interviews whose consents were changed."""
    return [row[0] for row in db.conn.execute("select interview_id from consent_changes order by at")]


def unseen_photos(db: Database, interviews: Sequence[str]) -> list[str]:
    """Return the photos of these interviews that, as far as they go, not even the committee may see."""
    rows = db.conn.execute(
        "select distinct p.id from photos p join in_force i on i.id = p.interview_id "
        f"where i.id in (select value from json_each(?)) and not {allowed(Audience.COMMITTEE)}",
        [json.dumps(list(interviews))],
    )
    return [row[0] for row in rows]


def received(db: Database, photos: Sequence[str]) -> list[str]:
    """Return the SHA-256 of the files as they arrived that became these photos."""
    rows = db.conn.execute(
        "select distinct received_sha256 from photos where id in (select value from json_each(?))",
        [json.dumps(list(photos))],
    )
    return [row[0] for row in rows]


def survey_of(db: Database, interview_id: str) -> str:
    """Return the survey of an interview that is in force, "" where there is none."""
    row = db.conn.execute("select survey from in_force where id = ?", [interview_id]).fetchone()
    return str(row[0]) if row else ""
