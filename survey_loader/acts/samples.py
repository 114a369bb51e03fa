"""The sample survey: loaded through the ordinary import into a database that is new."""

from __future__ import annotations

from pathlib import Path

from survey_loader.access import FIRST_START
from survey_loader.acts.candidates import Progress
from survey_loader.acts.importing import import_file, silent
from survey_loader.acts.reports import ImportReport, ImportRequest
from survey_loader.settings import PROJECT_DIR, Settings
from survey_loader.sources.mapping import Mapping
from survey_loader.store import only_one
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import append_log, done_once, mark_done

FOLDER = PROJECT_DIR / "data" / "samples" / "yukino"
MAPPING = PROJECT_DIR / "data" / "mappings" / "yukino.toml"


def ensure(settings: Settings, progress: Progress = silent) -> list[ImportReport]:
    """Create the database, and load the sample survey into it on the very first start.

    Later starts load nothing, also where the sample was removed on purpose. Of servers that start together one
    loads it.
    """
    with only_one.start(settings):
        return _ensured(settings, progress)


def _ensured(settings: Settings, progress: Progress) -> list[ImportReport]:
    with opened(settings.database) as db:
        if not settings.sample or done_once(db, "sample"):
            return []
    reports = [import_file(settings, FIRST_START, request(path), progress) for path in sorted(FOLDER.glob("*.csv"))]
    with opened(settings.database) as db, transaction(db):
        mark_done(db, "sample")
        append_log(db, FIRST_START.name, "sample", files=len(reports))
    return reports


def request(path: Path) -> ImportRequest:
    """Return the ordinary import of one sample file, yukino-2016.csv, with the photos of its year."""
    year = path.stem.rpartition("-")[2]
    return ImportRequest(path, mapping=Mapping.load(MAPPING), photos=(FOLDER / "photos" / year,))
