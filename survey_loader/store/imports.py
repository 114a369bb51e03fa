"""The imports of a survey as they are kept: who brought in what and when, and what could not be taken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from survey_loader.models import Reject, RejectKind

COLUMNS = (
    "number", "survey", "actor", "file", "sha256", "recognised", "counts", "created_at", "undone_at", "undone_by",
)  # fmt: skip
# An import that was undone is no longer shown, but was made.
MADE = "kind = 'import' and (change is not null or undone_at is not null)"
SELECT = f"select {', '.join(COLUMNS)} from batches where {MADE} "


def imports(db: Database, slug: str) -> list[dict[str, Any]]:
    """Return the imports of a survey by column name, the latest first."""
    return [_named(row) for row in db.conn.execute(SELECT + "and survey = ? order by number desc", [slug])]


def one_import(db: Database, number: int) -> dict[str, Any] | None:
    """Return one import by column name, or None."""
    row = db.conn.execute(SELECT + "and number = ?", [number]).fetchone()
    return _named(row) if row else None


def not_taken(db: Database, number: int) -> Iterator[tuple[RejectKind, Reject]]:
    """Yield what an import could not take: rows, photos and files, each with its reason."""
    rows = db.conn.execute(
        'select kind, row, reason, "values", cells from rejects where batch = ? order by number', [number]
    )
    for kind, row, reason, values, cells in rows:
        yield kind, Reject(row, reason, json.loads(values), json.loads(cells))


def _named(row: tuple[Any, ...]) -> dict[str, Any]:
    named = dict(zip(COLUMNS, row, strict=True))
    return named | {"recognised": json.loads(named["recognised"]), "counts": json.loads(named["counts"])}
