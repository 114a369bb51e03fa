"""Codebooks and term lists of surveys as people saved them, every version kept."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sqlite_utils import Database

from survey_loader.store.surveys import now

Kind = Literal["codebook", "terms"]
KINDS: tuple[Kind, ...] = ("codebook", "terms")


class Edition(NamedTuple):
    """One saved version: who saved it, when, and why; `content` is TOML."""

    number: int
    kind: Kind
    content: str
    note: str
    actor: str
    at: str


COLUMNS = "number, kind, content, note, actor, at"


def current(db: Database, slug: str, kind: Kind) -> Edition | None:
    """Return the version in force, None where nobody has saved one."""
    row = db.conn.execute(
        f"select {COLUMNS} from editions where survey = ? and kind = ? order by number desc limit 1", [slug, kind]
    ).fetchone()
    return Edition(*row) if row else None


def term_list(db: Database, slug: str) -> str:
    """Return the term list in force as TOML, "" where nobody has saved one."""
    edition = current(db, slug, "terms")
    return edition.content if edition else ""


def save(db: Database, slug: str, kind: Kind, content: str, note: str, actor: str) -> int:
    """Add a version and return its number; call inside a transaction."""
    cursor = db.conn.execute(
        "insert into editions (survey, kind, content, note, actor, at) values (?, ?, ?, ?, ?, ?)",
        [slug, kind, content, note, actor, now()],
    )
    return int(cursor.lastrowid or 0)


def history(db: Database, slug: str, kind: Kind) -> list[Edition]:
    """Return all versions of a survey's codebook or term list, newest first."""
    rows = db.conn.execute(
        f"select {COLUMNS} from editions where survey = ? and kind = ? order by number desc", [slug, kind]
    )
    return [Edition(*row) for row in rows]


def count(db: Database, slug: str, kind: Kind) -> int:
    """Return how many versions there are, without reading them."""
    row = db.conn.execute("select count(*) from editions where survey = ? and kind = ?", [slug, kind]).fetchone()
    return int(row[0])


def edition(db: Database, slug: str, number: int) -> Edition | None:
    """Return one version of this survey, or None."""
    row = db.conn.execute(f"select {COLUMNS} from editions where survey = ? and number = ?", [slug, number]).fetchone()
    return Edition(*row) if row else None
