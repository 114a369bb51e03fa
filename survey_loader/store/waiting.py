"""Photos that wait for their interview, interviews that wait for a photo, and joining the two."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from sqlite_utils import Database

from survey_loader.access import Audience
from survey_loader.models import PhotoKind
from survey_loader.store.photo_files import remove_files
from survey_loader.store.photos import PHOTOGRAPHED, WAITING, allowed

PHOTO_COLUMNS = ("number", "photo", "name", "taken_at", "matched", "batch", "file")
INTERVIEW_COLUMNS = (
    "interview_id", "source_key", "at", "day", "place", "interviewer", "board", "row", "photographed", "names",
)  # fmt: skip
CANDIDATE_COLUMNS = (
    "interview_id", "at", "day", "place", "interviewer", "board", "age", "relation", "words", "wanted",
)  # fmt: skip
JOINED_COLUMNS = ("number", "photo", "name", "matched", "kind", "seen", *CANDIDATE_COLUMNS[:-1])

NAMED = (
    "(select json_group_array(json_object('name', n.name, 'also', json(n.also), 'kind', n.kind)) "
    "from photo_names n where n.interview = i.number)"
)
WORDS = "(select group_concat(text, ' / ') from (select text from comments where interview = i.number order by number))"
WANTED = "(select group_concat(n.name, '、') from photo_names n where n.interview = i.number)"
# What a person may look for an interview by.
SEARCHED = ("i.board", "i.place", "i.interviewer", "i.source_key")


def photos(db: Database, slug: str) -> pd.DataFrame:
    """Return the photos that wait, each once, in the order they were taken: columns PHOTO_COLUMNS.

    `file` is the import they came with.
    """
    query = (
        "select min(p.number) as number, p.id as photo, p.name, p.taken_at, p.matched, p.batch, pb.file "
        f"{WAITING} and pb.survey = ? group by p.id order by p.taken_at is null, p.taken_at, p.name, p.number"
    )
    return pd.read_sql_query(query, db.conn, params=[slug]).fillna("")


def interviews(db: Database, slug: str) -> list[dict[str, Any]]:
    """Return what the interviews of a survey tell of their photos: INTERVIEW_COLUMNS, `names` as a list of dicts."""
    query = (
        "select i.id, i.source_key, i.at, i.day, i.place, i.interviewer, i.board, i.row, "
        f"{PHOTOGRAPHED}, {NAMED} from shown i where i.survey = ? order by i.number"
    )
    rows = (dict(zip(INTERVIEW_COLUMNS, row, strict=True)) for row in db.conn.execute(query, [slug]))
    return [row | {"photographed": bool(row["photographed"]), "names": json.loads(row["names"])} for row in rows]


def photographed(db: Database, ids: list[str]) -> set[str]:
    """Return those of these interviews that have a photo already."""
    rows = db.conn.execute(
        "select distinct p.interview_id from photos p join batches b on b.number = p.batch "
        "where b.change is not null and p.interview_id in (select value from json_each(?))",
        [json.dumps(ids)],
    )
    return {row[0] for row in rows}


def candidates(db: Database, slug: str, near: str | None, search: str, limit: int) -> pd.DataFrame:
    """Return interviews without a photo, the nearest in time to `near` (ISO, UTC) first: columns CANDIDATE_COLUMNS.

    Without `near` the newest come first. `search` must stand in the board's number, place, interviewer, key
    or words. `wanted` are the names of the photos an interview names in vain.
    """
    found = " or ".join(f"instr(lower({column}), :search) > 0" for column in SEARCHED)
    query = (
        "with chosen as materialized (select i.number, row_number() over ("
        # A board asked for by its whole number stands before those that only hold it.
        "order by (i.board = :search and :search <> '') desc, i.at is null, "
        "abs(julianday(i.at) - julianday(:near)), i.at desc, i.number desc) as place "
        f"from shown i where i.survey = :survey and not {PHOTOGRAPHED} "
        f"and (:search = '' or {found} or exists (select 1 from comments c where c.interview = i.number "
        "and instr(lower(c.normalised), :search) > 0)) order by place limit :limit) "
        "select i.id as interview_id, i.at, i.day, i.place, i.interviewer, i.board, i.age, i.relation, "
        f"{WORDS} as words, {WANTED} as wanted "
        "from chosen join interviews i on i.number = chosen.number order by chosen.place"
    )
    values = {"survey": slug, "near": near, "search": search.casefold(), "limit": limit}
    return pd.read_sql_query(query, db.conn, params=values).fillna("")


def joined(db: Database, slug: str, limit: int) -> pd.DataFrame:
    """Return the photos that were found by board or time, or joined by hand, newest first: JOINED_COLUMNS.

    `seen` says whether the organiser may see the photo under the consent it now stands under.
    """
    query = (
        "select max(p.number) as number, p.id as photo, p.name, p.matched, p.kind, "
        f"{allowed(Audience.ORGANISER)} as seen, i.id as interview_id, i.at, i.day, i.place, i.interviewer, "
        f"i.board, i.age, i.relation, {WORDS} as words "
        "from photos p join batches pb on pb.number = p.batch join shown i on i.id = p.interview_id "
        "where pb.survey = ? and pb.change is not null and p.matched in ('board', 'time', 'hand') "
        "group by p.id, i.id order by max(p.number) desc limit ?"
    )
    return pd.read_sql_query(query, db.conn, params=[slug, limit]).fillna("")


Standing = Literal["waits", "joined", "gone"]


def standing(db: Database, slug: str, number: int) -> Standing:
    """Return how a photo of a survey stands."""
    waits = db.conn.execute(f"select 1 {WAITING} and pb.survey = ? and p.number = ?", [slug, number]).fetchone()
    if waits:
        return "waits"
    belongs = db.conn.execute(
        "select 1 from photos p join batches b on b.number = p.batch join shown i on i.id = p.interview_id "
        "where b.survey = ? and b.change is not null and p.number = ?",
        [slug, number],
    ).fetchone()
    return "joined" if belongs else "gone"


def is_shown(db: Database, slug: str, interview_id: str) -> bool:
    """Whether this is an interview of the survey that readers see."""
    row = db.conn.execute("select 1 from shown where survey = ? and id = ?", [slug, interview_id]).fetchone()
    return row is not None


def is_kept(db: Database, slug: str, interview_id: str) -> bool:
    """Whether this is an interview of the survey that is in force, also where it was set aside."""
    row = db.conn.execute("select 1 from in_force where survey = ? and id = ?", [slug, interview_id]).fetchone()
    return row is not None


COPIES = (
    "select o.number from photos p join photos o on o.id = p.id and o.interview_id = p.interview_id "
    "join batches b on b.number = o.batch where p.number = ? and b.survey = ? and b.change is not null"
)


def give(db: Database, slug: str, number: int, interview_id: str, kind: PhotoKind) -> None:
    """Write by hand whose a photo is, '' for nobody's; call inside a transaction."""
    _change(db, slug, COPIES, [number, slug], {"interview_id": interview_id, "matched": "hand", "kind": kind})


def give_to_new(db: Database, slug: str, number: int, interview_id: str, kind: PhotoKind) -> None:
    """Do so for an interview that is stored in this very transaction: nobody has read it yet, so nobody reads anew."""
    values = {"interview_id": interview_id, "matched": "hand", "kind": kind}
    _rewrite(db, COPIES, [number, slug], values)


def drop(db: Database, root: Path, slug: str, number: int) -> None:
    """Forget a photo that waits, also in later imports, and remove its file where no other row needs it.

    Call inside a transaction.
    """
    photo = db.conn.execute("select id from photos where number = ?", [number]).fetchone()[0]
    copies = f"select p.number {WAITING} and pb.survey = ? and p.id = ?"
    _change(db, slug, copies, [slug, photo], {"interview_id": "", "matched": "dropped", "name": ""})
    if not db.conn.execute("select 1 from photos where id = ? and matched <> 'dropped'", [photo]).fetchone():
        remove_files(root, [photo])


_FORGOTTEN = {"interview_id": "", "matched": "dropped", "name": ""}


def forget(db: Database, root: Path, photos: Sequence[str]) -> None:
    """Forget these photos wherever they belong, also in later imports, and remove their files.

    Call inside a transaction.
    """
    for slug in _surveys_with(db, photos):
        copies = (
            "select p.number from photos p join batches b on b.number = p.batch "
            "where p.id in (select value from json_each(?)) and b.survey = ? and p.matched <> 'dropped'"
        )
        _change(db, slug, copies, [json.dumps(list(photos)), slug], _FORGOTTEN)
    remove_files(root, photos)


def forget_of(db: Database, root: Path, slug: str, interviews: Sequence[str]) -> int:
    """Forget the photos of these interviews, also in later imports; the file of one that others have too stays.

    Returns how many. Call inside a transaction.
    """
    listed = json.dumps(list(interviews))
    copies = "select number from photos where interview_id in (select value from json_each(?))"
    theirs = {row[0] for row in db.conn.execute(copies.replace("select number", "select id"), [listed])}
    _change(db, slug, copies, [listed], _FORGOTTEN)
    needed = db.conn.execute(
        "select id from photos where matched <> 'dropped' and id in (select value from json_each(?))",
        [json.dumps(sorted(theirs))],
    )
    remove_files(root, theirs - {row[0] for row in needed})
    return len(theirs)


def _surveys_with(db: Database, photos: Sequence[str]) -> list[str]:
    rows = db.conn.execute(
        "select distinct b.survey from photos p join batches b on b.number = p.batch "
        "where p.id in (select value from json_each(?))",
        [json.dumps(list(photos))],
    )
    return [row[0] for row in rows]


def _change(db: Database, slug: str, copies: str, chosen: list[Any], values: dict[str, str]) -> None:
    _rewrite(db, copies, chosen, values)
    db.conn.execute("update surveys set revision = revision + 1 where slug = ?", [slug])


def _rewrite(db: Database, copies: str, chosen: list[Any], values: dict[str, str]) -> None:
    numbers = json.dumps([row[0] for row in db.conn.execute(copies, chosen)])
    changes = ", ".join(f"{column} = ?" for column in values)
    # Two rows of one batch may have become alike.
    db.conn.execute(
        f"update or replace photos set {changes} where number in (select value from json_each(?))",
        [*values.values(), numbers],
    )
