"""Taking a batch back: made invisible at once, then removed row by row in short transactions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from survey_loader.store.connection import transaction
from survey_loader.store.photo_files import remove_files
from survey_loader.store.surveys import now
from survey_loader.store.versions import settle

# Interviews removed in one transaction: well under 200 ms on an ordinary disk.
CHUNK = 200

Touched = Literal["coding", "version", "photo"]

# Which interviews `i` of a batch no other import has met since: they go with it.
GOING = (
    "i.batch = :batch and not exists (select 1 from met m join batches since on since.number = m.batch "
    "where m.interview = i.number and m.batch <> i.batch and since.change is not null)"
)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a batch shows: interviews, comments and photos."""

    interviews: int
    comments: int
    photos: int


def extent(db: Database, number: int) -> Extent:
    """Return what readers would no longer see without this batch; what another batch holds too stays."""
    counts = (
        f"select count(*) from shown i where {GOING}",
        f"select count(*) from comments c join shown i on i.number = c.interview where {GOING}",
        "select count(distinct p.id) from photos p where p.batch = :batch and not exists (select 1 from photos o "
        "join batches b on b.number = o.batch where o.id = p.id and o.interview_id = p.interview_id "
        "and o.batch <> p.batch and b.change is not null)",
    )
    return Extent(*(int(db.conn.execute(count, {"batch": number}).fetchone()[0]) for count in counts))


def touched(db: Database, number: int) -> list[tuple[str, Touched, str]]:
    """Return (interview id, what people did, its first words) of interviews worked on since they came in.

    That is a coding by a person, a later version of it, or a photo that a person gave it.
    """
    rows = db.conn.execute(
        "select distinct i.id, t.what, "
        "coalesce((select text from comments where interview = i.number order by number limit 1), '') "
        "from (select c.interview as number, 'coding' as what from comments c "
        "join human_codings h on h.comment_id = c.id where c.batch = :batch "
        "union all select i.number, 'version' from interviews i join interviews later on later.id = i.id "
        "join batches b on b.number = later.batch where i.batch = :batch and later.batch <> i.batch "
        "and b.change > (select change from batches where number = :batch) "
        "union all select i.number, 'photo' from interviews i join photos p on p.interview_id = i.id "
        "join batches b on b.number = p.batch "
        "where i.batch = :batch and (b.kind = 'entry' or p.matched = 'hand')) t "
        f"join interviews i on i.number = t.number where {GOING} order by i.number",
        {"batch": number},
    )
    return rows.fetchall()


def hide(db: Database, number: int, actor: str) -> None:
    """Make a batch invisible and what it replaced visible again; call inside a transaction.

    What another import has met unchanged belongs to that one from now on.
    """
    heirs = db.conn.execute(
        "select (select m.batch from met m join batches b on b.number = m.batch where m.interview = i.number "
        "and m.batch <> i.batch and b.change is not null order by b.change limit 1) as heir, i.number "
        "from interviews i where i.batch = ? and heir is not null",
        [number],
    ).fetchall()
    db.conn.executemany("update interviews set batch = ? where number = ?", heirs)
    db.conn.executemany("update comments set batch = ? where interview = ?", heirs)
    db.conn.execute(
        "update same_as set batch = coalesce((select i.batch from interviews i where i.id = same_as.interview_id "
        "and i.number in (select value from json_each(?)) limit 1), batch) where batch = ?",
        [json.dumps([inherited for _, inherited in heirs]), number],
    )
    db.conn.execute(
        "update batches set change = null, undone_at = ?, undone_by = ? where number = ?", [now(), actor, number]
    )
    settle(db, number)
    db.conn.execute(
        "update surveys set revision = revision + 1 where slug = (select survey from batches where number = ?)",
        [number],
    )


def undone_since(db: Database, number: int) -> bool:
    """Whether an import of the survey was undone since this batch was begun: what it met may be gone."""
    row = db.conn.execute(
        "select exists (select 1 from batches undone join batches begun on begun.survey = undone.survey "
        "where begun.number = ? and undone.undone_at >= begun.created_at)",
        [number],
    ).fetchone()
    return bool(row[0])


def half_removed(db: Database) -> list[int]:
    """Return the undone batches of which rows are left, as after a power cut."""
    left = " or ".join(
        f"exists (select 1 from {table} where batch = b.number)"
        for table in ("interviews", "comments", "photos", "rejects", "same_as", "met")
    )
    rows = db.conn.execute(f"select number from batches b where undone_at is not null and ({left})")
    return [int(row[0]) for row in rows]


def remove_rows(db: Database, photos: Path, number: int) -> None:
    """Remove everything a batch holds that is not visible, and the photos nobody else has.

    Its record stays. Opens a short transaction a chunk, so that writers need not wait.
    """
    for interviews in _chunks(db, "select number from interviews where batch = ? limit ?", number):
        with transaction(db):
            remove_interviews(db, interviews)
    for rejects in _chunks(db, "select number from rejects where batch = ? limit ?", number):
        with transaction(db):
            db.conn.execute("delete from rejects where number in (select value from json_each(?))", [rejects])
    for met in _chunks(db, "select interview from met where batch = ? limit ?", number):
        with transaction(db):
            db.conn.execute(
                "delete from met where batch = ? and interview in (select value from json_each(?))", [number, met]
            )
    with transaction(db):
        db.conn.execute("delete from same_as where batch = ?", [number])
        # That it was set aside holds for the day the file comes again; what somebody wrote about it goes with it.
        db.conn.execute(
            "update set_aside set words = '' where words <> '' "
            "and not exists (select 1 from interviews i where i.id = interview_id)"
        )
    for numbers in _chunks(db, "select number from photos where batch = ? limit ?", number):
        with transaction(db):
            remove_photos(db, photos, numbers)


def _chunks(db: Database, query: str, number: int) -> Iterator[str]:
    while rows := db.conn.execute(query, [number, CHUNK]).fetchall():
        yield json.dumps([row[0] for row in rows])


def remove_interviews(db: Database, numbers: str) -> None:
    """Remove these rows (a JSON list of row numbers) with their comments and codings; call inside a transaction."""
    chosen = "interview in (select value from json_each(?))"
    db.conn.execute(f"delete from codings where comment in (select number from comments where {chosen})", [numbers])
    db.conn.execute(f"delete from comments where {chosen}", [numbers])
    db.conn.execute("delete from interviews where number in (select value from json_each(?))", [numbers])


def remove_photos(db: Database, root: Path, numbers: str) -> None:
    """Remove these photos (a JSON list of row numbers) and the files no other row uses; call inside a transaction.

    The files go first: a file without a row would never be found again.
    """
    ids = db.conn.execute(
        "select distinct p.id from photos p where p.number in (select value from json_each(:numbers)) and not exists ("
        "select 1 from photos o where o.id = p.id and o.matched <> 'dropped' "
        "and o.number not in (select value from json_each(:numbers)))",
        {"numbers": numbers},
    )
    remove_files(root, (row[0] for row in ids.fetchall()))
    db.conn.execute("delete from photos where number in (select value from json_each(?))", [numbers])
