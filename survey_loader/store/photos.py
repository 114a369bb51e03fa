"""Whose photos are, and the one gate that says who sees which."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd
from sqlite_utils import Database

from survey_loader.access import Audience
from survey_loader.errors import NotAllowed
from survey_loader.language import N_
from survey_loader.models import PhotoKind
from survey_loader.store.photo_files import Size, photo_path
from survey_loader.store.pictures import Picture
from survey_loader.store.public_checks import PHOTO_MAY_GO

# By what a photo found its interview. Where that is '' it waits: "none" was found by nothing, "hand" was taken
# from its interview by a person. "dropped" is the memory of a photo a person removed: its file is gone.
Matched = Literal["name", "board", "time", "hand", "none", "dropped"]

# The column of the consent each audience stands under.
CONSENT = {
    Audience.ORGANISER: "photo_committee",
    Audience.COMMITTEE: "photo_committee",
    Audience.PUBLIC_HALL: "photo_hall",
    Audience.PUBLIC_WEB: "photo_web",
}


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A photo file this survey has met: whose it became, by what, and when it was taken."""

    interview_id: str
    matched: Matched
    taken_at: str | None


def save_photo(
    db: Database,
    batch: int,
    interview_id: str,
    picture: Picture,
    kind: PhotoKind,
    name: str,
    matched: Matched = "name",
) -> bool:
    """Record a photo of an interview, or with '' one that waits for it; False where this batch has it already."""
    cursor = db.conn.execute(
        "insert or ignore into photos "
        "(id, interview_id, kind, name, received_sha256, width, height, taken_at, batch, matched) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            picture.id, interview_id, kind, name, picture.received_sha256,
            picture.width, picture.height, picture.taken_at, batch, matched,
        ],
    )  # fmt: skip
    return cursor.rowcount > 0


def save_met(db: Database, slug: str, batch: int, received: Collection[str]) -> None:
    """Remember that a batch brought photo files its survey has already, so that they outlive the batch they came in.

    `received` are the SHA-256 of what arrived. Call inside a transaction.
    """
    db.conn.execute(
        "insert or ignore into photos "
        "(id, interview_id, kind, name, received_sha256, width, height, taken_at, batch, matched) "
        "select p.id, p.interview_id, p.kind, p.name, p.received_sha256, p.width, p.height, p.taken_at, ?, p.matched "
        "from photos p join batches b on b.number = p.batch where b.survey = ? and b.change is not null "
        "and p.received_sha256 in (select value from json_each(?))",
        [batch, slug, json.dumps(list(received))],
    )


def attached_files(db: Database, interview_id: str) -> set[tuple[str, str]]:
    """Return (SHA-256 of what arrived, kind) of the photos an interview has already."""
    rows = db.conn.execute(
        "select p.received_sha256, p.kind from photos p join batches b on b.number = p.batch "
        "where b.change is not null and p.interview_id = ?",
        [interview_id],
    )
    return set(rows.fetchall())


def attached_names(db: Database, interview_ids: Sequence[str]) -> set[tuple[str, str]]:
    """Return (interview id, file name) of the photos these interviews have already."""
    rows = db.conn.execute(
        "select p.interview_id, p.name from photos p join batches b on b.number = p.batch "
        "where b.change is not null and p.interview_id in (select value from json_each(?))",
        [json.dumps(interview_ids)],
    )
    return set(rows.fetchall())


def known_files(db: Database, slug: str) -> dict[str, list[KnownFile]]:
    """Return the photo files a survey has met, by the SHA-256 of what arrived."""
    rows = db.conn.execute(
        "select p.received_sha256, p.interview_id, p.matched, p.taken_at from photos p "
        "join batches b on b.number = p.batch where b.survey = ? and b.change is not null",
        [slug],
    )
    known: dict[str, list[KnownFile]] = {}
    for received, *rest in rows:
        known.setdefault(received, []).append(KnownFile(*rest))
    return known


def allowed(audience: Audience, checked: bool = True) -> str:
    """Return the SQL condition of the one gate: which photo `p` of interview `i` this audience may see.

    A face needs the consent "face"; a photo of the board alone needs "face" or "board". Nobody
    outside sees more than the committee may. An open-data basis covers words, not faces.
    What was held back before publishing never goes out; where the survey asks for it, what was not released neither:
    without `checked` consent alone is asked for.
    """
    columns = {CONSENT[audience], CONSENT[Audience.COMMITTEE]}
    faces = " and ".join(f"i.{column} = 'face'" for column in sorted(columns))
    boards = " and ".join(f"i.{column} in ('face', 'board')" for column in sorted(columns))
    consented = f"(({faces}) or (p.kind = 'board' and {boards}))"
    return f"({consented} and {PHOTO_MAY_GO})" if audience.public and checked else consented


# Photos with the interviews they belong to, as far as readers know of both.
PUBLISHED = (
    "from photos p join shown i on i.id = p.interview_id join batches pb on pb.number = p.batch "
    "where pb.change is not null"
)
# The same where the interview was set aside, too: what its person did not allow holds all the same. For one that was
# merged into another, that one speaks.
KEPT = (
    "from photos p join in_force i on i.id = p.interview_id join batches pb on pb.number = p.batch "
    "where pb.change is not null and i.id not in (select interview_id from set_aside where merged_into <> '')"
)


# Whether interview `i` has a photo that readers know of.
PHOTOGRAPHED = (
    "exists (select 1 from photos p join batches pb on pb.number = p.batch "
    "where p.interview_id = i.id and pb.change is not null)"
)

# Photos whose interview nobody knows, or is not there any more; another copy of them may have found its own.
WAITING = (
    "from photos p join batches pb on pb.number = p.batch where pb.change is not null and p.matched <> 'dropped' "
    "and not exists (select 1 from photos o join batches ob on ob.number = o.batch "
    "join in_force i on i.id = o.interview_id "
    "where o.id = p.id and ob.survey = pb.survey and ob.change is not null)"
)


def _visible(audience: Audience, checked: bool = True) -> str:
    """Return the photos an audience may see; one that belongs to two interviews needs the leave of both."""
    gate = allowed(audience, checked)
    return f"{PUBLISHED} and {gate} and p.id not in (select p.id {KEPT} and not {gate})"


def photos_among(db: Database, slug: str, ids: Sequence[str], audience: Audience, checked: bool = True) -> set[str]:
    """Return those of these photos of a survey that an audience may see; `checked` as for `allowed`."""
    rows = db.conn.execute(
        f"select distinct p.id {_visible(audience, checked)} and i.survey = ? "
        "and p.id in (select value from json_each(?))",
        [slug, json.dumps(list(ids))],
    )
    return {row[0] for row in rows}


def visible_among(db: Database, ids: Sequence[str], audience: Audience) -> set[str]:
    """Return those of these photos that their people let an audience see, whatever was decided before publishing."""
    rows = db.conn.execute(
        f"select distinct p.id {_visible(audience, checked=False)} and p.id in (select value from json_each(?))",
        [json.dumps(list(ids))],
    )
    return {row[0] for row in rows}


def surveys_of(db: Database, photo_id: str) -> list[str]:
    """Return the surveys to which a photo was brought."""
    rows = db.conn.execute(
        "select distinct b.survey from photos p join batches b on b.number = p.batch where p.id = ?", [photo_id]
    )
    return [row[0] for row in rows]


def open_photo(
    db: Database,
    root: Path,
    photo_id: str,
    audience: Audience,
    size: Size = "full",
    within: Sequence[str] | None = None,
    typist: str = "",
) -> Path:
    """Return the file of a photo this audience may see, in one of the surveys `within`, else raise NotAllowed.

    A photo that waits for its interview has no consent yet: the organiser alone sees it, who must find whose it is.
    A `typist` (an actor's name) sees instead what they have in hand at this moment, to type its words, and nothing
    else: that is no showing, so it asks for no consent.
    """
    path = photo_path(root, photo_id, size)
    if typist:
        if not _in_hand(db, photo_id, typist, within) or not path.is_file():
            raise NotAllowed(N_("この写真は表示できません。"))
        return path
    seen = _some(db, _visible(audience), photo_id, within) > 0
    if not seen and audience is Audience.ORGANISER:
        seen = _some(db, WAITING, photo_id, within) > 0
    if not seen or not path.is_file():
        raise NotAllowed(N_("この写真は表示できません。"))
    return path


# What somebody has in hand to type its words, as far as it is still that photo's.
IN_HAND = (
    "from photos p join batches pb on pb.number = p.batch join typing_leases l on l.survey = pb.survey "
    "where pb.change is not null and p.matched <> 'dropped' and p.id = ? and l.actor = ? "
    "and l.until > strftime('%Y-%m-%dT%H:%M:%fZ', 'now') "
    "and ((l.item = p.interview_id and exists (select 1 from shown i where i.id = l.item)) "
    "or (l.item = p.id and not exists (select 1 from shown i where i.id = p.interview_id)))"
)


def _in_hand(db: Database, photo_id: str, typist: str, within: Sequence[str] | None) -> bool:
    surveys = {row[0] for row in db.conn.execute(f"select l.survey {IN_HAND}", [photo_id, typist])}
    return bool(surveys if within is None else surveys & set(within))


def _some(db: Database, rows: str, photo_id: str, within: Sequence[str] | None) -> int:
    chosen = "select count(*) " + rows + " and p.id = ?"
    if within is None:
        return int(db.conn.execute(chosen, [photo_id]).fetchone()[0])
    chosen += " and p.batch in (select number from batches where survey in (select value from json_each(?)))"
    return int(db.conn.execute(chosen, [photo_id, json.dumps(list(within))]).fetchone()[0])


def shown_photos(db: Database, interview_ids: Sequence[str], audience: Audience) -> dict[str, str]:
    """Return {interview id: photo id} of one photo each that this audience may see, faces first."""
    if not interview_ids:
        return {}
    rows = db.conn.execute(
        f"select p.interview_id, p.id {_visible(audience)} "
        "and p.interview_id in (select value from json_each(?)) order by p.kind <> 'face', p.number",
        [json.dumps(interview_ids)],
    ).fetchall()
    # Reversed, so that the first one stays.
    return dict(reversed(rows))


def photos(
    db: Database,
    slug: str,
    audience: Audience,
    interviews: Sequence[int] | None = None,
    limit: int = 60,
    offset: int = 0,
) -> pd.DataFrame:
    """Return the photos this audience may see, one an interview, newest first.

    Columns photo, interview (row number), kind, width, height, day, place, wave, age,
    relation. `interviews` limits them to these row numbers.
    """
    chosen = "" if interviews is None else "and i.number in (select value from json_each(?))"
    query = (
        "select p.id as photo, i.number as interview, min(p.kind <> 'face') as board_only, p.kind, p.width, p.height, "
        f"i.day, i.place, i.wave, i.age, i.relation {_visible(audience)} and i.survey = ? {chosen} "
        "group by i.number order by i.at desc, i.number desc limit ? offset ?"
    )
    frame = pd.read_sql_query(
        query,
        db.conn,
        params=[slug, *([] if interviews is None else [json.dumps([int(n) for n in interviews])]), limit, offset],
    )
    return frame.drop(columns="board_only")
