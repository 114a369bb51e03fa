"""Reading comments: the rows on show, search, and the lists that forms offer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlite_utils import Database

from survey_loader.access import Audience
from survey_loader.store import public_checks
from survey_loader.store.codebooks import heirs, inherited, named
from survey_loader.store.packing import THEME_TYPE
from survey_loader.store.photos import shown_photos
from survey_loader.store.surveys import survey, surveys, waves

__all__ = [
    "beginning_with",
    "comments",
    "found",
    "interview_ids",
    "lengths",
    "listed",
    "matching",
    "of_interviews",
    "survey",
    "surveys",
    "waves",
    "whereabouts",
]

COMMENT_FRAME = (
    "number", "comment_id", "interview", "interview_id", "question", "text", "said", "day", "place", "age",
    "relation", "language", "wave", "board", "axis", "axis_source", "tone", "tone_source", "clash",
    "themes", "because", "unread", "quotable", "photo",
)  # fmt: skip
LISTED = {"place", "interviewer", "age", "wave"}

ONE_COMMENT = """
select c.number, c.id as comment_id, i.number as interview, i.id as interview_id, c.question, c.text, c.said,
    i.day, i.place, i.age, i.relation, i.language, i.wave, i.board, d.axis, d.axis_source, d.tone, d.tone_source,
    d.clash, d.themes as packed, k.themes as codebook, d.because, d.unread, (i.quote = 1 or i.basis <> '') as quotable,
    h.axis as human_axis, h.tone as human_tone, h.themes as human_themes, h.clash as human_clash,
    h.comment_id is not null as by_human, i.survey
from comments c join shown i on i.number = c.interview
    join surveys s on s.slug = i.survey join codings d on d.comment = c.number and d.codebook = s.codebook
    join codebooks k on k.number = d.codebook left join human_codings h on h.comment_id = c.id
where c.number in (select value from json_each(?))
"""


def comments(db: Database, numbers: Sequence[int] | NDArray[np.int64], audience: Audience) -> pd.DataFrame:
    """Return the comments of these row numbers in the order given, columns COMMENT_FRAME.

    For a public audience only comments that may be quoted are returned, and of these what passed the check before
    publishing (store/public_checks.py), with the words that may be read. `themes` is a list of keys, `because` a
    dict, `photo` the id of the photo this audience may see or "".
    """
    wanted = [int(number) for number in numbers]
    if not wanted:
        return pd.DataFrame(columns=list(COMMENT_FRAME))
    cursor = db.conn.execute(ONE_COMMENT, [json.dumps(wanted)])
    names = [column[0] for column in cursor.description]
    rows = [_resolved(dict(zip(names, row, strict=True))) for row in cursor]
    if audience.public:
        rows = public_checks.public(db, [row for row in rows if row["quotable"]])
    photos = shown_photos(db, [row["interview_id"] for row in rows], audience)
    by_number = {row["number"]: {**row, "photo": photos.get(row["interview_id"], "")} for row in rows}
    ordered = [by_number[number] for number in wanted if number in by_number]
    return pd.DataFrame(ordered, columns=list(COMMENT_FRAME))


def _resolved(row: dict[str, Any]) -> dict[str, Any]:
    """Apply the order of truth (human, said, auto, hint) to one row."""
    numbers, names = named(row["codebook"])
    keys = {number: theme.key for number, theme in zip(numbers, names, strict=True)}
    row["themes"] = [keys[number] for number in np.frombuffer(row["packed"], dtype=THEME_TYPE)["theme"]]
    row["because"] = json.loads(row["because"])
    row["clash"], row["quotable"] = bool(row["clash"]), bool(row["quotable"])
    if row["said"]:
        row["axis"], row["axis_source"] = row["said"], "said"
    if row["by_human"]:
        row["axis"], row["tone"] = row["human_axis"], row["human_tone"]
        row["axis_source"] = row["tone_source"] = "human"
        row["themes"] = list(inherited(json.loads(row["human_themes"]), heirs(names)))
        row["clash"] = bool(row["human_clash"])
    return row


def matching(db: Database, slug: str, query: str) -> NDArray[np.int64]:
    """Return the numbers of comments whose normalised text contains the normalised query, ascending.

    A plain scan with `instr` finds words of any length; there is no index to forget to erase.
    """
    rows = db.conn.execute(
        "select c.number from comments c join shown i on i.number = c.interview where i.survey = ? "
        "and instr(lower(c.normalised), lower(?)) > 0 order by c.number",
        [slug, query],
    ).fetchall()
    return np.array([row[0] for row in rows], dtype=np.int64)


def found(
    db: Database, slug: str, wanted: Sequence[Sequence[str]], left_out: Sequence[Sequence[str]]
) -> NDArray[np.int64]:
    """Return the numbers of comments that hold one spelling of each wanted word and none of those left out, ascending.

    Spellings are normalised and in small letters.
    """
    parts = [("", part) for part in wanted] + [("not ", part) for part in left_out]
    tests = "".join(f" and {negated}({' or '.join(map(_holds, part))})" for negated, part in parts)
    rows = db.conn.execute(
        f"select c.number from comments c join shown i on i.number = c.interview where i.survey = ?{tests} "
        "order by c.number",
        [slug, *(word for _, part in parts for word in part)],
    ).fetchall()
    return np.array([row[0] for row in rows], dtype=np.int64)


def _holds(word: str) -> str:
    """Return the condition that a text holds a word; without capitals no copy of the text is made."""
    text = "c.normalised" if word.upper() == word else "lower(c.normalised)"
    return f"instr({text}, ?) > 0"


def lengths(db: Database, slug: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the numbers of all comments of a survey, ascending, and how many letters each has."""
    rows = db.conn.execute(
        "select c.number, length(c.text) from comments c join shown i on i.number = c.interview where i.survey = ? "
        "order by c.number",
        [slug],
    ).fetchall()
    both = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def whereabouts(db: Database, comment_id: str) -> tuple[str, int] | None:
    """Return the survey and the number of a comment that readers may see, None where there is none of that id."""
    row = db.conn.execute(
        "select i.survey, c.number from comments c join shown i on i.number = c.interview where c.id = ? "
        "order by c.number desc",
        [comment_id],
    ).fetchone()
    return (str(row[0]), int(row[1])) if row else None


def interview_ids(db: Database, interviews: Sequence[int]) -> dict[int, str]:
    """Return {row number: id} of the visible interviews among these."""
    rows = db.conn.execute(
        "select number, id from shown where number in (select value from json_each(?))",
        [json.dumps([int(number) for number in interviews])],
    )
    return dict(rows.fetchall())


def beginning_with(db: Database, slug: str, start: str) -> list[int]:
    """Return the numbers of the visible comments of a survey whose id begins so (small letters), ascending."""
    rows = db.conn.execute(
        "select c.number from comments c join shown i on i.number = c.interview "
        "where c.id >= ? and c.id < ? and i.survey = ? order by c.number",
        # No letter of an id comes after f.
        [start, f"{start}g", slug],
    )
    return [int(row[0]) for row in rows]


def of_interviews(db: Database, interviews: Sequence[int]) -> list[int]:
    """Return the numbers of the comments of these interviews (row numbers), as they were written."""
    rows = db.conn.execute(
        "select number from comments where interview in (select value from json_each(?)) order by interview, number",
        [json.dumps([int(number) for number in interviews])],
    )
    return [int(row[0]) for row in rows]


def texts(db: Database, numbers: Sequence[int]) -> dict[int, str]:
    """Return {number: text} of the visible comments among these, as they were written."""
    rows = db.conn.execute(
        "select c.number, c.text from comments c join shown i on i.number = c.interview "
        "where c.number in (select value from json_each(?))",
        [json.dumps([int(number) for number in numbers])],
    )
    return {int(number): str(text) for number, text in rows}


def listed(db: Database, slug: str, column: str) -> list[str]:
    """Return the distinct values of place, interviewer, age or wave, the most frequent first."""
    if column not in LISTED:
        raise ValueError(column)
    rows = db.conn.execute(
        f"select {column} from shown where survey = ? and {column} <> '' group by 1 order by count(*) desc, 1",
        [slug],
    ).fetchall()
    return [row[0] for row in rows]


class Written(NamedTuple):
    """A comment as it was written, as analysis reads it, and its packed morphemes, whose offsets are in the latter."""

    number: int
    text: str
    normalised: str
    morphemes: str


def written(db: Database, slug: str, numbers: Sequence[int] | NDArray[np.int64]) -> list[Written]:
    """Return the visible comments of a survey among these numbers, ascending."""
    rows = db.conn.execute(
        "select c.number, c.text, c.normalised, c.morphemes from comments c join shown i on i.number = c.interview "
        "where i.survey = ? and c.number in (select value from json_each(?)) order by c.number",
        [slug, json.dumps([int(number) for number in numbers])],
    )
    return [Written._make(row) for row in rows]


class Keyless(NamedTuple):
    """A visible interview whose source gave it no identity: where and when it was, who spoke, and what they wrote."""

    id: str
    wave: str
    day: str | None
    place: str
    cells: tuple[str, ...]
    texts: tuple[str, ...]


def keyless(db: Database, slug: str) -> Iterator[Keyless]:
    """Yield a survey's keyless interviews; `cells`: time, interviewer, board, age, relation, language, group."""
    rows = db.conn.execute(
        "select id, wave, day, place, coalesce(at, ''), interviewer, board, age, relation, language, \"group\", "
        "(select json_group_array(text) from "
        "(select text from comments where interview = shown.number order by number)) "
        "from shown where survey = ? and source_key = ''",
        [slug],
    )
    for identity, wave, day, place, *cells, texts in rows:
        yield Keyless(identity, wave, day, place, tuple(cells), tuple(json.loads(texts)))


def all_comments(db: Database, slug: str, audience: Audience) -> pd.DataFrame:
    """Return every visible comment of a survey this audience may read, columns COMMENT_FRAME."""
    numbers = matching(db, slug, "")
    parts = [comments(db, numbers[start : start + 5_000], audience) for start in range(0, len(numbers), 5_000)]
    return pd.concat(parts, ignore_index=True) if parts else comments(db, [], audience)
