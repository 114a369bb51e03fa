"""Codings of comments: which codebook a survey shows, and writing a new one beside the old."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from survey_loader.store.packing import PackedCoding
from survey_loader.store.writes import coding_row, vocabulary_numbers

OF_SURVEY = "from comments c join interviews i on i.number = c.interview where i.survey = ?"
MISSING = "not exists (select 1 from codings d where d.comment = c.number and d.codebook = ?)"


class Uncoded(NamedTuple):
    """A comment that a codebook has not coded yet."""

    comment: int
    question: str
    normalised: str
    morphemes: str


def current(db: Database, slug: str) -> int | None:
    """Return the number of the codebook a survey shows, None where nothing is coded yet."""
    row = db.conn.execute("select codebook from surveys where slug = ?", [slug]).fetchone()
    return row[0] if row else None


def uncoded_count(db: Database, slug: str, codebook: int) -> int:
    """Return how many comments of a survey this codebook has not coded."""
    return int(db.conn.execute(f"select count(*) {OF_SURVEY} and {MISSING}", [slug, codebook]).fetchone()[0])


def uncoded(db: Database, slug: str, codebook: int) -> Iterator[Uncoded]:
    """Yield the comments this codebook has not coded, in the order of their numbers."""
    after = 0
    query = (
        f"select c.number, c.question, c.normalised, c.morphemes {OF_SURVEY} and {MISSING} "
        "and c.number > ? order by c.number limit 1000"
    )
    while rows := db.conn.execute(query, [slug, codebook, after]).fetchall():
        yield from map(Uncoded._make, rows)
        after = rows[-1][0]


def stage(db: Database, codebook: int, coded: Sequence[tuple[int, PackedCoding]]) -> None:
    """Write codings of a codebook that no survey shows yet; call inside a transaction."""
    numbers = vocabulary_numbers(db, {word for _, coding in coded for word in coding.words})
    # A comment may have been erased while it was being coded.
    db.conn.executemany(
        "insert or replace into codings select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 "
        "where exists (select 1 from comments where number = ?1)",
        [coding_row(comment, codebook, coding, numbers) for comment, coding in coded],
    )


def publish(db: Database, slug: str, codebook: int) -> None:
    """Show the codings of this codebook from now on; call inside a transaction."""
    db.conn.execute("update surveys set codebook = ?, revision = revision + 1 where slug = ?", [codebook, slug])


def prune(db: Database, slug: str, keep: int, size: int = 2_000) -> int:
    """Delete some codings of other codebooks of this survey; returns how many, 0 when none is left."""
    cursor = db.conn.execute(
        "delete from codings where (comment, codebook) in (select d.comment, d.codebook from codings d "
        "join comments c on c.number = d.comment join interviews i on i.number = c.interview "
        "where i.survey = ? and d.codebook <> ? limit ?)",
        [slug, keep, size],
    )
    return int(cursor.rowcount)
