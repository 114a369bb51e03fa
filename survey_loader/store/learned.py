"""What was learned from people's codings: models and how they were found, every one kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from survey_loader.store.surveys import now

_LATEST = "number in (select max(number) from learned group by kind)"


def save(db: Database, kind: str, model: str, report: Mapping[str, Any], actor: str) -> int:
    """Keep a model ("" where none was taken) with its report, and return its number; call inside a transaction."""
    cursor = db.conn.execute(
        "insert into learned (kind, model, report, actor, at) values (?, ?, ?, ?, ?)",
        [kind, model, json.dumps(dict(report), ensure_ascii=False), actor, now()],
    )
    return int(cursor.lastrowid or 0)


def in_force(db: Database) -> dict[str, str]:
    """Return {kind: model}: the latest of each kind, where it was taken."""
    rows = db.conn.execute(f"select kind, model from learned where model <> '' and {_LATEST}")
    return dict(rows.fetchall())


def reports(db: Database) -> list[dict[str, Any]]:
    """Return the latest report of each kind, with when it was made."""
    rows = db.conn.execute(f"select report, at from learned where {_LATEST} order by kind").fetchall()
    return [{**json.loads(report), "at": at} for report, at in rows]


def forget_comments(db: Database, comments: list[str]) -> None:
    """Take comments out of what models remember of their checking; call inside a transaction."""
    gone = set(comments)
    for number, model in db.conn.execute("select number, model from learned where model <> ''").fetchall():
        content = json.loads(model)
        folds = {comment: label for comment, label in content["folds"].items() if comment not in gone}
        if len(folds) < len(content["folds"]):
            kept = json.dumps({**content, "folds": folds}, ensure_ascii=False)
            db.conn.execute("update learned set model = ? where number = ?", [kept, number])
