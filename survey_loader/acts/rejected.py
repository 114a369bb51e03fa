"""The rows an import could not take, as a sheet to mend and hand in again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.models import Reject
from survey_loader.sheets import csv_text


def rejected_csv(rejects: Sequence[Reject], say: Say) -> str:
    """Return row number, reason and the cells as they were, as Excel-safe CSV."""
    names = list(dict.fromkeys(name for reject in rejects for name in reject.cells))
    rows = [
        [reject.row, say(reject.reason, **reject.values), *(reject.cells.get(name, "") for name in names)]
        for reject in rejects
    ]
    return csv_text([say("行"), say("理由"), *names], rows)


def write_rejected(source: Path, rejects: Sequence[Reject], say: Say) -> Path:
    """Write the rejected rows beside the source file and return the path."""
    path = source.with_name(f"{source.stem}.rejected.csv")
    try:
        path.write_text(rejected_csv(rejects, say), encoding="utf-8", newline="")
    except OSError as error:
        raise SurveyError(N_("取り込みは終わりましたが、{path} に書けません：{why}"), path=path, why=error) from error
    return path
