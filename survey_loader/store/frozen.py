"""確定版 in the database: figures as they stood on a day, and who and which coding they were counted from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from sqlite_utils import Database

from survey_loader.models import ThemeName
from survey_loader.store.surveys import now


class Figures(NamedTuple):
    """The numbers of one chart: `rows` are cells in the order of `columns`, shares 0..1, None where there is none.

    `title`, `subtitle` and `footer` are the words the chart had.
    """

    key: str
    title: str
    subtitle: str
    footer: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


class Edition(NamedTuple):
    """A frozen edition: when and by whom, with which codebook, of how many people and comments."""

    number: int
    name: str
    note: str
    actor: str
    at: str
    codebook: str
    interviews: int
    comments: int


class Coding(NamedTuple):
    """How a comment was coded: `themes` are {key: code of the tone} as in voices.Voices.themes."""

    axis: str | None
    axis_source: str | None
    axis_by_text: str | None
    tone: str | None
    tone_source: str | None
    clash: bool
    themes: Mapping[str, int]


COLUMNS = "number, name, note, actor, at, codebook, interviews, comments"


def save(
    db: Database,
    slug: str,
    name: str,
    note: str,
    actor: str,
    themes: Sequence[ThemeName],
    charts: Sequence[Figures],
    counted: tuple[int, int],
) -> int:
    """Write an edition and return its number; `counted` are people and comments. Call inside a transaction."""
    cursor = db.conn.execute(
        "insert into frozen_figures (survey, name, note, actor, at, codebook, interviews, comments, themes, charts) "
        "values (?, ?, ?, ?, ?, coalesce((select k.version from codebooks k join surveys s on s.codebook = k.number "
        "where s.slug = ?), ''), ?, ?, ?, ?)",
        [
            slug, name, note, actor, now(), slug, *counted,
            json.dumps([asdict(theme) for theme in themes], ensure_ascii=False),
            json.dumps([chart._asdict() for chart in charts], ensure_ascii=False),
        ],
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def save_people(db: Database, edition: int, interviews: Sequence[int]) -> None:
    """Write whose answers an edition counts (row numbers); call inside a transaction."""
    db.conn.execute(
        "insert or ignore into frozen_interviews select ?, id from interviews "
        "where number in (select value from json_each(?))",
        [edition, json.dumps(list(interviews))],
    )


def save_codings(db: Database, edition: int, codings: Mapping[int, Coding]) -> None:
    """Write how comments (row numbers) are coded in an edition; call inside a transaction."""
    rows = db.conn.execute(
        "select c.number, c.id, i.id from comments c join interviews i on i.number = c.interview "
        "where c.number in (select value from json_each(?))",
        [json.dumps(list(codings))],
    ).fetchall()
    db.conn.executemany(
        "insert or ignore into frozen_comments values (?, ?, ?, ?)",
        [(edition, comment, person, json.dumps(codings[number])) for number, comment, person in rows],
    )


def editions(db: Database, slug: str) -> list[Edition]:
    """Return the editions of a survey, the latest first."""
    rows = db.conn.execute(f"select {COLUMNS} from frozen_figures where survey = ? order by number desc", [slug])
    return [Edition._make(row) for row in rows]


def charts(db: Database, slug: str, number: int) -> list[Figures]:
    """Return the numbers of an edition, none where the survey has no such edition."""
    row = db.conn.execute(
        "select charts from frozen_figures where survey = ? and number = ?", [slug, number]
    ).fetchone()
    told = json.loads(row[0]) if row else []
    return [
        Figures(**{**one, "columns": tuple(one["columns"]), "rows": tuple(map(tuple, one["rows"]))}) for one in told
    ]


def themes(db: Database, number: int) -> tuple[ThemeName, ...]:
    """Return the themes an edition was coded with."""
    row = db.conn.execute("select themes from frozen_figures where number = ?", [number]).fetchone()
    told = json.loads(row[0]) if row else []
    return tuple(ThemeName(**{**theme, "merged_from": tuple(theme["merged_from"])}) for theme in told)


def people(db: Database, slug: str, number: int) -> list[int]:
    """Return the row numbers, as readers see them now, of those an edition counts."""
    rows = db.conn.execute(
        "select i.number from frozen_interviews f join shown i on i.id = f.interview_id "
        "where f.edition = ? and i.survey = ?",
        [number, slug],
    )
    return [int(row[0]) for row in rows]


def codings(db: Database, slug: str, number: int) -> dict[int, Coding]:
    """Return {row number: coding then} of the comments an edition counts and readers see now."""
    rows = db.conn.execute(
        "select c.number, f.coding from frozen_comments f join comments c on c.id = f.comment_id "
        "join shown i on i.number = c.interview where f.edition = ? and i.survey = ?",
        [number, slug],
    )
    return {int(row[0]): Coding._make(json.loads(row[1])) for row in rows}


def remove(db: Database, slug: str, number: int) -> bool:
    """Remove an edition; False where the survey has none of that number. Call inside a transaction."""
    for table in ("frozen_comments", "frozen_interviews"):
        db.conn.execute(
            f"delete from {table} where edition in (select number from frozen_figures where number = ? and survey = ?)",
            [number, slug],
        )
    gone = db.conn.execute("delete from frozen_figures where number = ? and survey = ?", [number, slug])
    return gone.rowcount > 0


def forget_words(db: Database, holds: Callable[[str], bool]) -> None:
    """Empty the names and notes that hold something of a person; call inside a transaction."""
    for number, name, note in db.conn.execute("select number, name, note from frozen_figures").fetchall():
        if holds(name) or holds(note):
            db.conn.execute("update frozen_figures set name = '', note = '' where number = ?", [number])
