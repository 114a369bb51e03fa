"""The mappings people keep for a survey, under names of their own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from survey_loader.store.surveys import now


@dataclass(frozen=True, slots=True)
class KeptMapping:
    """A mapping as TOML, with who kept it and when (ISO, UTC)."""

    name: str
    text: str
    actor: str
    saved_at: str


def save(db: Database, slug: str, name: str, text: str, actor: str) -> None:
    """Keep a mapping; one of the same name is replaced."""
    db.conn.execute(
        "insert into mappings (survey, name, mapping, actor, saved_at) values (?, ?, ?, ?, ?) "
        "on conflict (survey, name) do update set mapping = excluded.mapping, actor = excluded.actor, "
        "saved_at = excluded.saved_at",
        [slug, name, text, actor, now()],
    )


def kept(db: Database, slug: str) -> tuple[KeptMapping, ...]:
    """Return the mappings of a survey, the latest first."""
    rows = db.conn.execute(
        "select name, mapping, actor, saved_at from mappings where survey = ? order by saved_at desc, name", [slug]
    )
    return tuple(KeptMapping(*row) for row in rows)


def remove(db: Database, slug: str, name: str) -> bool:
    """Forget a mapping; return whether there was one."""
    return bool(db.conn.execute("delete from mappings where survey = ? and name = ?", [slug, name]).rowcount)
