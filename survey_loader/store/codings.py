"""Codings of comments: which codebook a survey shows, and writing a new one beside the old."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from survey_loader.store.codebooks import KeptCodebook
from survey_loader.store.packing import FIELD, WORD_TYPE, PackedCoding
from survey_loader.store.writes import coding_row, vocabulary_numbers

# Stands between texts; normalising removes it from any text.
RECORD_END = "\x1d"
OF_SURVEY = "from comments c join interviews i on i.number = c.interview where i.survey = ?"
SHOWN_CODINGS = (
    "from comments c join shown i on i.number = c.interview join surveys s on s.slug = i.survey "
    "join codings d on d.comment = c.number and d.codebook = s.codebook"
)
MISSING = "not exists (select 1 from codings d where d.comment = c.number and d.codebook = ?)"


class Uncoded(NamedTuple):
    """A comment that a codebook has not coded yet."""

    comment: int
    question: str
    normalised: str
    morphemes: str


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


def numbers(db: Database, slug: str) -> list[int]:
    """Return the numbers of all comments of a survey, also of those that are not visible yet."""
    return [row[0] for row in db.conn.execute(f"select c.number {OF_SURVEY} order by c.number", [slug])]


def newest(db: Database) -> int:
    """Return the number of the latest comment of all."""
    return int(db.conn.execute("select coalesce(max(number), 0) from comments").fetchone()[0])


def of_batch(db: Database, batch: int) -> list[int]:
    """Return the numbers of the comments of a batch."""
    return [row[0] for row in db.conn.execute("select number from comments where batch = ? order by 1", [batch])]


def stored(db: Database, comments: Sequence[int]) -> list[Uncoded]:
    """Return these comments with what their coding is derived from, in the order of their numbers."""
    rows = db.conn.execute(
        "select number, question, normalised, morphemes from comments "
        "where number in (select value from json_each(?)) order by number",
        [json.dumps(list(comments))],
    )
    return [Uncoded._make(row) for row in rows]


def with_words(db: Database, slug: str, words: Iterable[str]) -> list[int]:
    """Return the numbers of all comments in which one of these words can be found, inflected too, ascending.

    Some that do not hold the word may be among them, none that holds it is missing.
    """
    wanted = [word.lower() for word in words]
    if not wanted:
        return []
    rows = db.conn.execute(f"select c.number, c.normalised {OF_SURVEY} order by c.number", [slug]).fetchall()
    numbers = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
    found = np.zeros(len(rows), dtype=bool)
    texts = _Joined([row[1] for row in rows])
    for word in wanted:
        for stem in {word, word.replace(" ", ""), *_stems(word)}:
            found[texts.holding(stem)] = True
    return [int(number) for number in np.union1d(numbers[found], _with_bases(db, slug, wanted))]


# So many base forms are sought by the database; for more it is quicker to take all morphemes out of it once.
_FEW = 8


def _with_bases(db: Database, slug: str, words: Sequence[str]) -> NDArray[np.int64]:
    """Return the comments with a morpheme of one of these base forms that is written otherwise: 歩いた of 歩く."""
    fields = [f"{FIELD}{word}{FIELD}" for word in words]
    if len(fields) <= _FEW:
        holds = " or ".join(["instr(lower(c.morphemes), ?) > 0"] * len(fields))
        rows = db.conn.execute(f"select c.number {OF_SURVEY} and ({holds})", [slug, *fields]).fetchall()
        return np.array([row[0] for row in rows], dtype=np.int64)
    rows = db.conn.execute(f"select c.number, c.morphemes {OF_SURVEY} order by c.number", [slug]).fetchall()
    bases = _Joined([row[1] for row in rows])
    found = np.zeros(len(rows), dtype=bool)
    for field in fields:
        found[bases.holding(field)] = True
    return np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))[found]


def seen(db: Database, comments: Sequence[int]) -> list[int]:
    """Return those of these comments that readers see, in the order given."""
    return _seen(db, comments)


def left_to_the_machine(db: Database, comments: Sequence[int]) -> list[int]:
    """Return those of these comments that readers see and no person has coded, in the order given."""
    return _seen(db, comments, "and c.id not in (select comment_id from human_codings)")


def _seen(db: Database, comments: Sequence[int], besides: str = "") -> list[int]:
    rows = db.conn.execute(
        "select c.number from comments c join shown i on i.number = c.interview "
        f"where c.number in (select value from json_each(?)) {besides}",
        [json.dumps(list(comments))],
    )
    visible = {row[0] for row in rows}
    return [comment for comment in comments if comment in visible]


def left_to_read(db: Database, slug: str) -> list[int]:
    """Return the visible comments of a survey that are analysed by words."""
    rows = db.conn.execute(f"select c.number {SHOWN_CODINGS} where i.survey = ? and d.unread = ''", [slug])
    return [row[0] for row in rows]


def theme_counts(db: Database, slug: str) -> tuple[int, int]:
    """Return how many visible comments a survey has, and how many of those left to the machine have no theme."""
    row = db.conn.execute(
        "select count(*), "
        "coalesce(sum(length(d.themes) = 0 and c.id not in (select comment_id from human_codings)), 0) "
        f"{SHOWN_CODINGS} where i.survey = ?",
        [slug],
    ).fetchone()
    return int(row[0]), int(row[1])


def told_by_writers(db: Database, comments: Sequence[int]) -> set[int]:
    """Return those of these comments whose writers were asked for whom they speak, and told."""
    rows = db.conn.execute(
        "select number from comments where said is not null and number in (select value from json_each(?))",
        [json.dumps(list(comments))],
    )
    return {row[0] for row in rows}


def word_counts(db: Database, slug: str) -> dict[str, int]:
    """Return {word: visible comments in which it is counted}."""
    blobs = [row[0] for row in db.conn.execute(f"select d.words {SHOWN_CODINGS} where i.survey = ?", [slug])]
    numbers, counted = np.unique(np.frombuffer(b"".join(blobs), dtype=WORD_TYPE), return_counts=True)
    known = dict(db.conn.execute("select number, word from vocabulary").fetchall())
    return {known[int(number)]: int(n) for number, n in zip(numbers, counted, strict=True)}


# Endings that change when a word is inflected (買い物する, 持ってくる); of any other, the last letter does.
_ENDINGS = ("する", "くる", "来る", "ずる", "じる")


def _stems(word: str) -> set[str]:
    """Return what stays of a word that is inflected at its end; nothing where too little would stay."""
    stems = {word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)}
    if "ぁ" <= word[-1] <= "ゖ":
        stems.add(word[:-1])
    return {stem for stem in stems if stem}


class _Joined:
    """Many texts as one, so that a word is looked for in all of them at once."""

    def __init__(self, texts: Sequence[str]) -> None:
        # Each by itself: a few letters become two when they are lowered.
        lowered = [text.lower() for text in texts]
        self._text = RECORD_END.join(lowered)
        lengths = np.fromiter((len(text) + 1 for text in lowered), dtype=np.int64, count=len(lowered))
        self._starts = np.cumsum(lengths) - lengths

    def holding(self, word: str) -> NDArray[np.int64]:
        """Return the places of the texts that contain the word."""
        at, found = self._text.find(word), []
        while at >= 0:
            place = int(np.searchsorted(self._starts, at, side="right")) - 1
            found.append(place)
            following = int(self._starts[place + 1]) if place + 1 < len(self._starts) else len(self._text)
            at = self._text.find(word, max(following, at + 1))
        return np.array(found, dtype=np.int64)


def copy(db: Database, slug: str, codebook: int, comments: Sequence[int]) -> None:
    """Give a new set the codings that these comments have in the set on show; call inside a transaction."""
    db.conn.execute(
        "insert or ignore into codings select d.comment, ?, d.axis, d.axis_source, d.tone, d.tone_source, d.clash, "
        "d.words, d.themes, d.because, d.unread from codings d where d.comment in (select value from json_each(?)) "
        "and d.codebook = (select codebook from surveys where slug = ?)",
        [codebook, json.dumps(list(comments)), slug],
    )


def stage(db: Database, codebook: KeptCodebook, coded: Sequence[tuple[int, PackedCoding]]) -> None:
    """Write codings into a set; call inside a transaction."""
    numbers = vocabulary_numbers(db, {word for _, coding in coded for word in coding.words})
    # A comment may have been erased while it was being coded.
    db.conn.executemany(
        "insert or replace into codings select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 "
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
