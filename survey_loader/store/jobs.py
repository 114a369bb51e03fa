"""The jobs table: waiting, running and finished long work."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from survey_loader.store.connection import transaction
from survey_loader.store.surveys import now

COLUMNS = (
    "id",
    "kind",
    "arguments",
    "actor",
    "state",
    "done",
    "total",
    "message",
    "values",
    "result",
    "cancel",
)
SELECT = "select " + ", ".join(f'"{column}"' for column in COLUMNS) + " from jobs "


def add(db: Database, job_id: str, kind: str, arguments: str, actor: str) -> None:
    """Queue a job."""
    db.conn.execute(
        "insert into jobs (id, kind, arguments, actor, state, created_at, touched_at) values (?, ?, ?, ?, ?, ?, ?)",
        [job_id, kind, arguments, actor, "waiting", now(), now()],
    )


def get(db: Database, job_id: str) -> dict[str, Any] | None:
    """Return a job's row by column name, or None."""
    row = db.conn.execute(SELECT + "where id = ?", [job_id]).fetchone()
    return dict(zip(COLUMNS, row, strict=True)) if row else None


def unfinished(db: Database, kind: str = "") -> list[dict[str, Any]]:
    """Return the jobs of a kind (or of all) that wait or run, the oldest first."""
    rows = db.conn.execute(
        SELECT + "where ? in ('', kind) and state in ('waiting', 'running') order by created_at", [kind]
    )
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def failed_since(db: Database, kind: str, moment: str) -> dict[str, Any] | None:
    """Return the job of a kind that ended last since a moment (as `now` writes it), if it failed."""
    row = db.conn.execute(
        SELECT + "where kind = ? and touched_at > ? and state in ('done', 'failed') order by touched_at desc limit 1",
        [kind, moment],
    ).fetchone()
    job = dict(zip(COLUMNS, row, strict=True)) if row else None
    return job if job and job["state"] == "failed" else None


def take(db: Database) -> str | None:
    """Mark the oldest waiting job as running and return its id, None when none waits."""
    if not db.conn.execute("select 1 from jobs where state = 'waiting'").fetchone():
        return None
    with transaction(db):
        row = db.conn.execute("select id from jobs where state = 'waiting' order by created_at limit 1").fetchone()
        if row:
            db.conn.execute("update jobs set state = 'running', touched_at = ? where id = ?", [now(), row[0]])
    return row[0] if row else None


def requeue_running(db: Database) -> None:
    """Let jobs that a stopped server left running wait again."""
    db.conn.execute("update jobs set state = 'waiting' where state = 'running'")


def report(db: Database, job_id: str, done: int, total: int | None) -> bool:
    """Record progress and return whether the job was asked to stop."""
    db.conn.execute("update jobs set done = ?, total = ?, touched_at = ? where id = ?", [done, total, now(), job_id])
    return bool(db.conn.execute("select cancel from jobs where id = ?", [job_id]).fetchone()[0])


def ask_cancel(db: Database, job_id: str) -> None:
    """Ask a job to stop; one that only waits is cancelled at once."""
    db.conn.execute(
        "update jobs set cancel = 1, state = case state when 'waiting' then 'cancelled' else state end where id = ?",
        [job_id],
    )


def finish(db: Database, job_id: str, state: str, message: str = "", values: str = "{}", result: str = "{}") -> None:
    """Record how a job ended."""
    db.conn.execute(
        'update jobs set state = ?, message = ?, "values" = ?, result = ?, touched_at = ? where id = ?',
        [state, message, values, result, now(), job_id],
    )


def fail_unfinished(db: Database, job_id: str, message: str) -> None:
    """Mark a job as failed if its process ended without saying so."""
    db.conn.execute(
        "update jobs set state = 'failed', message = ?, touched_at = ? where id = ? and state = 'running'",
        [message, now(), job_id],
    )
