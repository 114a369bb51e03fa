"""Writing interviews: staged invisibly in short chunks, then published in one short transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, NamedTuple

from sqlite_utils import Database

from survey_loader.errors import Busy
from survey_loader.language import N_
from survey_loader.models import Axis, Interview, Reject, RejectKind
from survey_loader.store import consents, recalls
from survey_loader.store.codebooks import KeptCodebook
from survey_loader.store.likeness import likeness
from survey_loader.store.packing import PackedCoding, pack_words
from survey_loader.store.surveys import now
from survey_loader.store.versions import settle

# Letters of morphemes that are on disk well within 200 ms; ordinary comments have some hundred.
WRITTEN_AT_ONCE = 1_000_000
# A batch of photos alone lays no words open, so no tokenizer stands behind it.
NO_TOKENIZER = 0


class StoredComment(NamedTuple):
    """A comment as it will lie in the database, with its coding."""

    id: str
    question: str
    ordinal: int
    text: str
    said: Axis | None
    normalised: str
    morphemes: str
    coding: PackedCoding


class StoredInterview(NamedTuple):
    """An interview with its id, the hash of its content, its wave and its coded comments."""

    id: str
    content: str
    wave: str
    day: str | None
    interview: Interview
    comments: tuple[StoredComment, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """The batch that rows are staged in, with the tokenizer and codebook they were made with."""

    number: int
    survey: str
    tokenizer: int
    codebook: KeptCodebook


def open_batch(
    db: Database,
    slug: str,
    kind: str,
    actor: str,
    tokenizer: int,
    codebook: KeptCodebook,
    file: str = "",
    sha256: str = "",
) -> Batch:
    """Begin a batch; nothing in it is visible until `publish`."""
    moment = now()
    cursor = db.conn.execute(
        "insert into batches (survey, kind, actor, file, sha256, created_at, touched_at) values (?, ?, ?, ?, ?, ?, ?)",
        [slug, kind, actor, file, sha256, moment, moment],
    )
    return Batch(int(cursor.lastrowid or 0), slug, tokenizer, codebook)


def tokenizer_number(db: Database, name: str, version: str) -> int:
    """Return the number of a tokenizer, recording it on first sight."""
    db.conn.execute("insert or ignore into tokenizers (name, version) values (?, ?)", [name, version])
    row = db.conn.execute("select number from tokenizers where name = ? and version = ?", [name, version]).fetchone()
    return int(row[0])


def portions(interviews: Iterable[StoredInterview]) -> Iterator[list[StoredInterview]]:
    """Split interviews so that each part is one short transaction, also where people wrote much."""
    part: list[StoredInterview] = []
    size = 0
    for item in interviews:
        part.append(item)
        size += sum(len(comment.morphemes) for comment in item.comments)
        if size > WRITTEN_AT_ONCE:
            yield part
            part, size = [], 0
    if part:
        yield part


def stage(db: Database, batch: Batch, interviews: Sequence[StoredInterview]) -> None:
    """Write interviews and their comments into the batch; call inside a transaction."""
    numbers = vocabulary_numbers(
        db, {word for item in interviews for comment in item.comments for word in comment.coding.words}
    )
    next_comment = _next_number(db, "comments")
    next_interview = _next_number(db, "interviews")
    interview_rows, comment_rows, coding_rows, photo_names = [], [], [], []
    for position, item in enumerate(interviews):
        number = next_interview + position
        interview_rows.append(_interview_row(number, batch, item))
        photo_names += [(number, it.name, json.dumps(it.also), it.kind) for it in item.interview.photos]
        for comment in item.comments:
            comment_rows.append(_comment_row(next_comment, number, batch, comment))
            coding_rows.append(coding_row(next_comment, batch.codebook, comment.coding, numbers))
            next_comment += 1
    _insert(db, "interviews", interview_rows)
    _insert(db, "comments", comment_rows)
    _insert(db, "codings", coding_rows)
    _insert(db, "photo_names", photo_names)
    db.conn.execute("update batches set touched_at = ? where number = ?", [now(), batch.number])


def save_rejects(db: Database, batch: Batch, rejects: Iterable[Reject], kind: RejectKind) -> None:
    """Keep what could not be taken, with the reasons."""
    db.conn.executemany(
        'insert into rejects (batch, row, reason, "values", cells, kind) values (?, ?, ?, ?, ?, ?)',
        [
            (batch.number, reject.row, reject.reason, _json(reject.values), _json(reject.cells), kind)
            for reject in rejects
        ],
    )


def publish(db: Database, batch: Batch, counts: Mapping[str, Any], recognised: Mapping[str, Any]) -> int:
    """Make the batch visible and return its change number; call inside a transaction.

    Of an interview that other batches hold too one version stays visible (`settle`), so that
    two imports of one file at once never show a voice twice. What somebody's consents were changed to
    stands above what the batch says, and where that allows less than before, what left is listed to be called back.
    Raises Busy where the survey shows another
    codebook meanwhile: without a coding of that one nobody would see the comments.
    """
    _expect_codebook(db, batch)
    consents.settle(db, batch.number)
    db.conn.execute("update meta set value = cast(value as integer) + 1 where name = 'change'")
    change = int(db.conn.execute("select value from meta where name = 'change'").fetchone()[0])
    # Photos of interviews that readers have already loaded change what they know of them.
    later_photos = db.conn.execute(
        "select exists (select 1 from photos p where p.batch = :batch "
        "and p.interview_id not in (select id from interviews where batch = :batch) "
        "and not exists (select 1 from photos o join batches b on b.number = o.batch "
        "where o.interview_id = p.interview_id and b.change is not null))",
        {"batch": batch.number},
    ).fetchone()[0]
    db.conn.execute(
        "update batches set change = ?, counts = ?, recognised = ?, touched_at = ? where number = ?",
        [change, _json(counts), _json(recognised), now(), batch.number],
    )
    replaced = settle(db, batch.number)
    db.conn.execute(
        "update surveys set codebook = coalesce(codebook, ?), revision = revision + ? where slug = ?",
        [batch.codebook.number, int(replaced > 0 or later_photos), batch.survey],
    )
    recalls.in_batch(db, batch.number)
    return change


def _expect_codebook(db: Database, batch: Batch) -> None:
    unseen = db.conn.execute(
        "select 1 from surveys s join codebooks k on k.number = s.codebook where s.slug = ? and k.version <> ? "
        "and exists (select 1 from comments where batch = ?)",
        [batch.survey, batch.codebook.version, batch.number],
    ).fetchone()
    if unseen:
        raise Busy(N_("そのあいだに、声の分類のしかたが新しくなりました。もう一度お試しください。"))


def discard(db: Database, number: int) -> None:
    """Remove the record of a batch that was never visible; call inside a transaction, when its rows are gone."""
    db.conn.execute("delete from batches where number = ? and change is null and undone_at is null", [number])


def unpublished(db: Database) -> list[tuple[int, str]]:
    """Return (number, survey) of the batches that were never visible: imports under way, or dead."""
    rows = db.conn.execute("select number, survey from batches where change is null and undone_at is null")
    return [(int(number), slug) for number, slug in rows]


def vocabulary_numbers(db: Database, words: set[str]) -> dict[str, int]:
    """Return {word: number}, recording words on first sight; call inside a transaction."""
    known = _numbers_of(db, words)
    # Nearly all words have been met before; trying to insert each again would cost more than all the rest.
    if unmet := sorted(words - known.keys()):
        db.conn.executemany("insert into vocabulary (word) values (?)", [(word,) for word in unmet])
        known |= _numbers_of(db, unmet)
    return known


def _numbers_of(db: Database, words: Iterable[str]) -> dict[str, int]:
    rows = db.conn.execute(
        "select word, number from vocabulary where word in (select value from json_each(?))", [_as_json(list(words))]
    )
    return dict(rows.fetchall())


def _next_number(db: Database, table: str) -> int:
    return int(db.conn.execute(f"select coalesce(max(number), 0) + 1 from {table}").fetchone()[0])


def _insert(db: Database, table: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        db.conn.executemany(f"insert into {table} values ({','.join('?' * len(rows[0]))})", rows)


def _interview_row(number: int, batch: Batch, item: StoredInterview) -> tuple[Any, ...]:
    it, consents = item.interview, item.interview.consents
    at = it.at.astimezone(UTC).isoformat(timespec="seconds") if it.at else None
    offset = it.at.utcoffset() if it.at else None
    return (
        number, item.id, batch.number, 0, batch.survey, it.key, item.content, item.wave,
        at, int(offset.total_seconds() // 60) if offset is not None else None, item.day,
        it.place, it.interviewer, it.board, it.age, it.relation, it.language, it.group,
        int(consents.quote), consents.photo_committee, consents.photo_hall, consents.photo_web,
        consents.basis, _json(it.choices), it.note, it.row,
    )  # fmt: skip


def _comment_row(number: int, interview: int, batch: Batch, comment: StoredComment) -> tuple[Any, ...]:
    return (
        number, comment.id, interview, batch.number, comment.question, comment.ordinal, comment.text,
        comment.normalised, comment.said, batch.tokenizer, comment.morphemes,
        likeness(comment.normalised),
    )  # fmt: skip


def coding_row(
    comment: int, codebook: KeptCodebook, coding: PackedCoding, numbers: Mapping[str, int]
) -> tuple[Any, ...]:
    """Return the row of a comment's coding under a codebook; `numbers` is the vocabulary."""
    return (
        comment, codebook.number, coding.axis, coding.axis_source, coding.tone, coding.tone_source, int(coding.clash),
        pack_words([numbers[word] for word in coding.words]), codebook.stored(coding.themes), coding.because,
        coding.unread,
    )  # fmt: skip


# json.dumps would make an encoder for each value.
_as_json = json.JSONEncoder(ensure_ascii=False, default=str).encode


def _json(value: Any) -> str:
    return _as_json(dict(value))
