"""Finding and removing every trace of one interview in the database."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlite_utils import Database

from survey_loader.store import examples, frozen, learned, public_checks, trays
from survey_loader.store.likeness import SHORTEST, letters
from survey_loader.store.packing import WORD_TYPE
from survey_loader.store.undoing import remove_interviews, remove_photos

# What else is kept under an interview's id.
OF_A_PERSON = (
    "same_as", "consent_changes", "street_records", "reviews", "set_aside", "public_checks", "frozen_interviews",
    "frozen_comments", "tray_items",
)  # fmt: skip
# Says of a cell whether it is the erased person's.
Holds = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Version:
    """One stored version of an interview: where it was asked, who spoke, and its comments, normalised."""

    survey: str
    source_key: str
    day: str | None
    place: str
    age: str
    relation: str
    board: str
    texts: tuple[str, ...]


def versions(db: Database, interview_id: str) -> list[Version]:
    """Return all versions of an interview, those superseded or only staged as well."""
    return [version for _, version in _versions(db, "id = ?", interview_id)]


def staged_new(db: Database, batch: int) -> Iterator[tuple[str, Version]]:
    """Yield (id, version) of the interviews of a batch of which no version is in force."""
    return _versions(db, "batch = ? and not exists (select 1 from in_force s where s.id = i.id)", batch)


def _versions(db: Database, chosen: str, value: str | int) -> Iterator[tuple[str, Version]]:
    rows = db.conn.execute(
        "select id, survey, source_key, day, place, age, relation, board, (select json_group_array(normalised) from "
        "(select normalised from comments where interview = i.number order by number)) "
        f"from interviews i where {chosen} order by number",
        [value],
    )
    for identity, survey, key, day, place, age, relation, board, texts in rows:
        yield identity, Version(survey, key, day, place, age, relation, board, tuple(json.loads(texts)))


def other_ids(db: Database, interview_id: str) -> list[str]:
    """Return the ids under which files know the interview too."""
    rows = db.conn.execute("select id from same_as where interview_id = ?", [interview_id])
    return [row[0] for row in rows]


def photo_files(db: Database, interview_id: str) -> list[str]:
    """Return the SHA-256 of the photo files that were handed in for an interview."""
    rows = db.conn.execute("select distinct received_sha256 from photos where interview_id = ?", [interview_id])
    return [row[0] for row in rows]


def photo_contents(db: Database, interview_id: str) -> list[str]:
    """Return the ids of an interview's photos: the SHA-256 of what is kept of them."""
    rows = db.conn.execute("select distinct id from photos where interview_id = ?", [interview_id])
    return [row[0] for row in rows]


def stored_ids(db: Database) -> list[str]:
    """Return the ids of all interviews, visible or not."""
    return [row[0] for row in db.conn.execute("select distinct id from interviews")]


def staged_ids(db: Database, batch: int) -> list[str]:
    """Return the ids of the interviews of a batch, and of those it brings photos of."""
    rows = db.conn.execute(
        "select id from interviews where batch = :batch "
        "union select interview_id from photos where batch = :batch and interview_id <> ''",
        {"batch": batch},
    )
    return [row[0] for row in rows]


def remove(db: Database, photos: Path, ids: Iterable[str]) -> tuple[int, int]:
    """Remove all versions of these interviews, their codings and photos; returns (comments, pictures) removed.

    Call inside a transaction.
    """
    gone = list(ids)
    listed = json.dumps(gone)
    numbers, comments, shots = (
        [row[0] for row in db.conn.execute(query, [listed])]
        for query in (
            "select number from interviews where id in (select value from json_each(?))",
            "select c.id from comments c join interviews i on i.number = c.interview "
            "where i.id in (select value from json_each(?))",
            # Another import may have brought the same photo before anybody knew whose it is.
            "with theirs as (select number, id from photos where interview_id in (select value from json_each(?))) "
            "select number from theirs union "
            "select number from photos where interview_id = '' and id in (select id from theirs)",
        )
    )
    # What a report says of their photos names them.
    db.conn.execute(
        "delete from rejects where kind = 'photo' and json_extract(\"values\", '$.name') in ("
        "select n.name from photo_names n where n.interview in (select value from json_each(?)) "
        "union select name from photos where number in (select value from json_each(?)) and name <> '')",
        [json.dumps(numbers), json.dumps(shots)],
    )
    learned.forget_comments(db, comments)
    public_checks.pass_on(db, gone)
    for table in ("human_codings", "judgements", "sample_comments"):
        db.conn.execute(
            f"delete from {table} where comment_id in (select value from json_each(?))", [json.dumps(comments)]
        )
    pictures = "select count(distinct id) from photos where number in (select value from json_each(?))"
    pictured = int(db.conn.execute(pictures, [json.dumps(shots)]).fetchone()[0])
    _forget_typing(db, listed, json.dumps(shots))
    remove_interviews(db, json.dumps(numbers))
    remove_photos(db, photos, json.dumps(shots))
    for table in OF_A_PERSON:
        db.conn.execute(f"delete from {table} where interview_id in (select value from json_each(?))", [listed])
    return len(set(comments)), pictured


def _forget_typing(db: Database, interviews: str, photos: str) -> None:
    """Remove who typed the words of these interviews, and of these photos (JSON lists of ids, of row numbers)."""
    for table in ("typed_boards", "typing_leases"):
        db.conn.execute(
            f"delete from {table} where item in (select value from json_each(?) union "
            "select id from photos where number in (select value from json_each(?)))",
            [interviews, photos],
        )


def remove_staged_photos(db: Database, photos: Path, batch: int, erased: Callable[[str], bool]) -> None:
    """Remove the photos of a batch whose file (the SHA-256 of what arrived) is somebody's who was erased.

    Call inside a transaction.
    """
    rows = db.conn.execute("select number, received_sha256 from photos where batch = ?", [batch])
    remove_photos(db, photos, json.dumps([number for number, received in rows if erased(received)]))


@dataclass(frozen=True, slots=True)
class Written:
    """Row numbers (ids of jobs and drafts) of what else was written down of a person."""

    rejects: list[int]
    jobs: list[str]
    imports: list[int]
    mappings: list[int]
    drafts: list[str]


def written(db: Database, holds: Holds) -> Written:
    """Find rejected rows, ended jobs, how a file was read, mappings and drafts that hold something of a person."""
    rows = db.conn.execute('select number, cells, "values" from rejects').fetchall()
    rejects = [number for number, cells, values in rows if any(map(holds, _written(cells) + _written(values)))]
    rows = db.conn.execute(
        "select id, arguments, \"values\", result from jobs where state not in ('waiting', 'running')"
    ).fetchall()
    ended = [job for job, *documents in rows if any(holds(cell) for column in documents for cell in _written(column))]
    rows = db.conn.execute("select number, recognised from batches").fetchall()
    read = [number for number, recognised in rows if any(map(holds, _written(recognised)))]
    rows = db.conn.execute("select rowid, mapping from mappings").fetchall()
    told = [number for number, mapping in rows if any(map(holds, _strings(tomllib.loads(mapping))))]
    rows = db.conn.execute("select id, content from entry_drafts").fetchall()
    typed = [draft for draft, content in rows if any(map(holds, [draft, *_written(content)]))]
    return Written(rejects, ended, read, told, typed)


def remove_written(db: Database, holds: Holds) -> None:
    """Remove what `written` finds, and examples in codebooks; call inside a transaction."""
    found = written(db, holds)
    for statement, numbers in (
        ("delete from rejects where number in (select value from json_each(?))", found.rejects),
        ("delete from jobs where id in (select value from json_each(?))", found.jobs),
        ("update batches set recognised = '{}' where number in (select value from json_each(?))", found.imports),
        ("delete from mappings where rowid in (select value from json_each(?))", found.mappings),
        ("delete from entry_drafts where id in (select value from json_each(?))", found.drafts),
    ):
        db.conn.execute(statement, [json.dumps(numbers)])
    examples.remove(db, holds)
    frozen.forget_words(db, holds)
    trays.forget_words(db, holds)


def _written(document: str) -> list[str]:
    """Return all the texts in a piece of JSON."""
    return _strings(json.loads(document))


def _strings(document: Any) -> list[str]:
    """Return all the texts in nested lists and dicts, however deep."""
    found: list[str] = []
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            waiting += value
    return found


def resembles(keys: set[str], texts: Iterable[str], normalise: Callable[[str], str]) -> Holds:
    """Return what says whether a cell holds one of these keys, or one of these texts if it is long enough to tell."""
    long = {kept for kept in map(letters, texts) if len(kept) >= SHORTEST}

    def holds(cell: str) -> bool:
        if cell in keys:
            return True
        kept = letters(normalise(cell)) if long else ""
        return len(kept) >= SHORTEST and any(text in kept or kept in text for text in long)

    return holds


def remove_unused_words(db: Database) -> int:
    """Remove the words that no comment holds any more; call inside a transaction."""
    blobs = b"".join(words for (words,) in db.conn.execute("select words from codings"))
    used = set(np.unique(np.frombuffer(blobs, dtype=WORD_TYPE)).tolist())
    unused = [number for (number,) in db.conn.execute("select number from vocabulary") if number not in used]
    db.conn.execute("delete from vocabulary where number in (select value from json_each(?))", [json.dumps(unused)])
    return len(unused)


def bump(db: Database, surveys: Iterable[str]) -> None:
    """Let readers of these surveys load anew; call inside a transaction."""
    for slug in surveys:
        db.conn.execute("update surveys set revision = revision + 1 where slug = ?", [slug])


def settle_log(db: Database) -> bool:
    """Move everything written into the database file and empty the write-ahead log; False while others read on."""
    busy, _, _ = db.conn.execute("pragma wal_checkpoint(truncate)").fetchone()
    return not busy
