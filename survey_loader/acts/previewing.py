"""Looking at a file before anything of it is stored."""

from __future__ import annotations

from dataclasses import dataclass

from survey_loader.acts.candidates import candidates
from survey_loader.acts.importing import begin
from survey_loader.acts.reports import ImportReport, ImportRequest
from survey_loader.models import Interview, Survey
from survey_loader.settings import Settings
from survey_loader.sources.reading import Reading
from survey_loader.store.connection import opened
from survey_loader.store.surveys import survey

SHOWN = 20


@dataclass(frozen=True)
class Preview:
    """What an import would do: the survey it goes into, the first interviews, the counts."""

    survey: Survey
    created: bool
    reading: Reading
    first: tuple[Interview, ...]
    report: ImportReport


def preview(settings: Settings, request: ImportRequest) -> Preview:
    """Read a whole file without storing anything; raises what `import_file` would raise."""
    with opened(settings.database) as db:
        reading, target, report = begin(db, request)
        first: list[Interview] = []
        for chunk in candidates(db, target, reading, request.wave, report):
            if len(first) < SHOWN:
                first.extend(candidate.interview for candidate in chunk[: SHOWN - len(first)])
        return Preview(target, survey(db, target.slug) is None, reading, tuple(first), report)
