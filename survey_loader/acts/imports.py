"""The imports made so far, each with everything its report says."""

from __future__ import annotations

from collections.abc import Mapping as Values
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from survey_loader.acts.reports import ImportReport
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.settings import Settings
from survey_loader.store import imports as table
from survey_loader.store.connection import opened


@dataclass(frozen=True, slots=True)
class PastImport:
    """An import that was made; `recognised` and `counts` are as its report held them, times are in UTC."""

    number: int
    survey: str
    actor: str
    file: str
    sha256: str
    recognised: Values[str, Any]
    counts: Values[str, int]
    at: datetime
    undone_at: datetime | None
    undone_by: str


def past_imports(settings: Settings, slug: str) -> tuple[PastImport, ...]:
    """Return the imports of a survey, the latest first; those that were undone are among them."""
    with opened(settings.database) as db:
        return tuple(_past(row) for row in table.imports(db, slug))


def past_import(settings: Settings, number: int) -> tuple[PastImport, ImportReport]:
    """Return one import and its report. Raises SurveyError where there is none of that number."""
    with opened(settings.database) as db:
        row = table.one_import(db, number)
        found = list(table.not_taken(db, number))
    if row is None:
        raise SurveyError(N_("この取り込みの記録は見つかりません。"))
    report = ImportReport(row["survey"], row["file"], batch=number, recognised=row["recognised"])
    for name, count in row["counts"].items():
        setattr(report, name, count)
    lists = {
        "row": report.rejects,
        "photo": report.photo_problems,
        "file": report.file_problems,
        "conflict": report.conflicting,
    }
    for kind, reject in found:
        lists[kind].append(reject)
    return _past(row), report


def _past(row: Values[str, Any]) -> PastImport:
    return PastImport(
        row["number"], row["survey"], row["actor"], row["file"], row["sha256"], row["recognised"], row["counts"],
        datetime.fromisoformat(row["created_at"]),
        datetime.fromisoformat(row["undone_at"]) if row["undone_at"] else None,
        row["undone_by"],
    )  # fmt: skip
