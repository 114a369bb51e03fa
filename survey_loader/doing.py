"""Doing one job, in a process of its own: `python -m survey_loader run-job`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from survey_loader.access import Actor, require
from survey_loader.acts import backups, learning, retention
from survey_loader.acts.accounts import as_of_now
from survey_loader.acts.coding import behind, recode_all_surveys
from survey_loader.acts.importing import import_file
from survey_loader.acts.photo_import import import_photos
from survey_loader.acts.reports import ImportReport, ImportRequest
from survey_loader.errors import SurveyError
from survey_loader.jobs import LEARN, PURGE, RECODE, forget_files, needed, submit
from survey_loader.settings import Settings
from survey_loader.store import jobs as table
from survey_loader.store import only_one
from survey_loader.store.connection import opened


class Cancelled(Exception):
    """The job was cancelled by a person; what it staged is removed."""


def run(settings: Settings, job_id: str) -> None:
    """Do one job in this process and record how it ended.

    It waits until a job that a killed server left has come to its end.
    """
    with only_one.job(settings):
        _run(settings, job_id)


def _run(settings: Settings, job_id: str) -> None:
    with opened(settings.database) as db:
        row = table.get(db, job_id)
        if row is None:
            return

        def progress(done: int, total: int | None) -> None:
            if table.report(db, job_id, done, total):
                raise Cancelled

        try:
            # Who lost the role while the job waited has it refused.
            asker, arguments = as_of_now(settings, row["actor"]), json.loads(row["arguments"])
            require(asker, *needed(row["kind"], arguments))
            result = ACTS[row["kind"]](settings, asker, arguments, progress)
        except Cancelled:
            table.finish(db, job_id, "cancelled")
        except SurveyError as error:
            values = json.dumps(error.values, ensure_ascii=False, default=str)
            table.finish(db, job_id, "failed", message=error.message, values=values)
            # Its files stay for a day, so that it can be tried again.
            return
        else:
            table.finish(db, job_id, "done", result=json.dumps(result, ensure_ascii=False))
    forget_files(settings, row)


def _import(settings: Settings, actor: Actor, arguments: Mapping[str, Any], progress: Any) -> dict[str, Any]:
    return _told(import_file(settings, actor, ImportRequest.of(arguments), progress))


def _photos(settings: Settings, actor: Actor, arguments: Mapping[str, Any], progress: Any) -> dict[str, Any]:
    places = [Path(path) for path in arguments["photos"]]
    return _told(import_photos(settings, actor, arguments["survey"], places, progress))


def _told(report: ImportReport) -> dict[str, Any]:
    return {"survey": report.survey, "batch": report.batch, "seconds": report.seconds, **report.counts}


def _recode(settings: Settings, actor: Actor, arguments: Mapping[str, Any], progress: Any) -> dict[str, Any]:
    slug = arguments["survey"]
    return {"survey": slug, "comments": recode_all_surveys(settings, actor, slug, progress)[slug]}


def _learn(settings: Settings, actor: Actor, arguments: Mapping[str, Any], progress: Any) -> dict[str, Any]:
    reports = learning.learn(settings, actor)
    for slug in behind(settings):
        submit(settings, RECODE, {"survey": slug}, actor)
    return {"reports": reports}


def _purge(settings: Settings, actor: Actor, arguments: Mapping[str, Any], progress: Any) -> dict[str, Any]:
    gone = retention.purge_due(settings, actor)
    return {"waves": len(gone), "photos": sum(purged.photos for purged in gone)}


def _back_up(settings: Settings, actor: Actor, arguments: Mapping[str, Any], progress: Any) -> dict[str, Any]:
    done = backups.back_up(settings, actor, progress)
    return {"run": done.run, "photos": done.photos, "missing": len(done.missing), "damaged": len(done.damaged)}


ACTS = {
    "import": _import,
    "photos": _photos,
    RECODE: _recode,
    LEARN: _learn,
    PURGE: _purge,
    backups.BACKUP: _back_up,
}
