"""Asking for long work: what is queued in the jobs table, how it stands, and stopping it.

The runner does it beside the screens, so a page that is left or reloaded stops nothing.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey_loader.access import EVERY_SURVEY, Actor, Role, require
from survey_loader.acts import backups, uploading
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.settings import Settings
from survey_loader.store import jobs as table
from survey_loader.store.connection import opened

RECODE, LEARN, PURGE = "recode", "learn", "purge"
# What concerns the whole installation, not the organisers of one survey.
OF_THE_HOUSE = frozenset({PURGE, backups.BACKUP})


@dataclass(frozen=True, slots=True)
class JobStatus:
    """How a job stands; `message` and `values` explain a failure in the reader's language."""

    id: str
    kind: str
    state: str
    done: int
    total: int | None
    message: str
    values: Mapping[str, Any]
    result: Mapping[str, Any]

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {"done", "failed", "cancelled"}


def submit(settings: Settings, kind: str, arguments: Mapping[str, Any], actor: Actor) -> str:
    """Queue a job and return its id.

    Raises NotAllowed for who is no organiser of its survey, or of all; no admin for what concerns the house.
    """
    require(actor, *needed(kind, arguments))
    job_id = str(uuid.uuid4())
    with opened(settings.database) as db:
        table.add(db, job_id, kind, json.dumps(dict(arguments), ensure_ascii=False), actor.name)
    return job_id


def needed(kind: str, arguments: Mapping[str, Any]) -> tuple[str, Role]:
    """Return in which survey a job asks for which role."""
    if kind in OF_THE_HOUSE:
        return EVERY_SURVEY, Role.ADMIN
    return str(arguments.get("survey", EVERY_SURVEY)), Role.ORGANISER


def status(settings: Settings, job_id: str, actor: Actor) -> JobStatus | None:
    """Return how a job stands, None for an unknown id and for who could not have asked for the job."""
    with opened(settings.database) as db:
        row = table.get(db, job_id)
    return _status(row) if row and actor.may(*needed(row["kind"], json.loads(row["arguments"]))) else None


def unfinished(settings: Settings, kind: str, actor: Actor) -> list[JobStatus]:
    """Return the jobs of a kind that wait or run, the oldest first; only those the actor could have asked for."""
    with opened(settings.database) as db:
        found = table.unfinished(db, kind)
    return [_status(row) for row in found if actor.may(*needed(kind, json.loads(row["arguments"])))]


def cancel(settings: Settings, job_id: str, actor: Actor) -> None:
    """Ask a job to stop at its next step, one that waits at once. NotAllowed for who could not have asked for it."""
    with opened(settings.database) as db:
        row = table.get(db, job_id)
        if row is None:
            return
        require(actor, *needed(row["kind"], json.loads(row["arguments"])))
        table.ask_cancel(db, job_id)
        row = table.get(db, job_id)
    if row and row["state"] == "cancelled":
        forget_files(settings, row)


def repeat(settings: Settings, job_id: str, actor: Actor) -> str:
    """Queue a job that failed once more, with the same files, and return the new id."""
    with opened(settings.database) as db:
        row = table.get(db, job_id)
    if row is None:
        raise SurveyError(N_("この作業はもうありません。お手数ですが、もう一度ファイルを入れてください。"))
    return submit(settings, row["kind"], json.loads(row["arguments"]), actor)


def forget_files(settings: Settings, row: Mapping[str, Any]) -> None:
    """Remove the files a page was handed: they hold people's words, and nobody will ask for them again."""
    arguments = json.loads(row["arguments"])
    uploading.forget(settings, [Path(path) for path in (arguments.get("file", ""), *arguments.get("photos", ()))])


def _status(row: Mapping[str, Any]) -> JobStatus:
    return JobStatus(
        row["id"], row["kind"], row["state"], row["done"], row["total"],
        row["message"], json.loads(row["values"]), json.loads(row["result"]),
    )  # fmt: skip
