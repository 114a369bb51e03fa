"""Example comments in codebooks: they may be somebody's words, so they go when that person is erased."""

from __future__ import annotations

import json
import tomllib
import zlib
from collections.abc import Callable
from typing import Any

import tomli_w
from sqlite_utils import Database


def remove(db: Database, holds: Callable[[str], bool]) -> None:
    """Remove the examples that are an erased person's from all versions of codebooks; call inside a transaction."""
    for number, content in db.conn.execute("select number, content from editions where kind = 'codebook'").fetchall():
        document = tomllib.loads(content)
        if _cleared(document, holds):
            db.conn.execute("update editions set content = ? where number = ?", [tomli_w.dumps(document), number])
    for number, recipe in db.conn.execute("select number, recipe from codebooks where recipe is not null").fetchall():
        kept = json.loads(zlib.decompress(recipe)) if recipe else {}
        if _cleared(tomllib.loads(kept.get("codebook", "")), holds):
            # Without its recipe a set of codings is derived anew at the next change; nothing else is lost.
            db.conn.execute("update codebooks set recipe = null where number = ?", [number])


def count(db: Database, holds: Callable[[str], bool]) -> int:
    """Return how many versions of codebooks have such an example."""
    rows = db.conn.execute("select content from editions where kind = 'codebook'")
    return sum(_cleared(tomllib.loads(content), holds) for (content,) in rows)


def _cleared(document: dict[str, Any], holds: Callable[[str], bool]) -> bool:
    """Take the examples out of a codebook's themes; return whether there were any."""
    cleared = False
    for theme in document.get("theme", []):
        kept = [example for example in theme.get("examples", []) if not holds(example)]
        if len(kept) < len(theme.get("examples", [])):
            theme["examples"], cleared = kept, True
    return cleared
