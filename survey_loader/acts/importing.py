"""Importing a file of interviews: repeatable, all or nothing, with every reject kept."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from survey_loader.access import Actor
from survey_loader.acts import analysis
from survey_loader.acts.attaching import PhotoFolder, attach_photos
from survey_loader.acts.candidates import Candidate, Progress, candidates
from survey_loader.acts.coding import ensure_current
from survey_loader.acts.identity import comment_id
from survey_loader.acts.reports import ImportReport, ImportRequest
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.reading import Reading, read
from survey_loader.store import writes
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import (
    append_log,
    remove_unused_survey,
    save_survey,
    save_wave,
    survey,
    with_questions,
)

# Fewer rows than this are done before spawned processes have loaded their dictionaries.
INLINE_ROWS = 800
# Texts a worker takes at a time: small, so that all workers are busy until the file ends.
PART = 60
# Staged rows that nobody has touched for so long belong to an import that died.
STALE = timedelta(minutes=30)
UNNAMED = "survey"


def silent(done: int, total: int | None) -> None:
    """Report no progress."""


def import_file(settings: Settings, actor: Actor, request: ImportRequest, progress: Progress = silent) -> ImportReport:
    """Import one file and return its report; `progress` hears (comments done, rows in all or None).

    Nothing becomes visible unless everything that can be taken was taken. Raises
    UnusableFile, UnusableMapping or Busy, and then nothing of the file is stored.
    """
    started = time.monotonic()
    with opened(settings.database) as db:
        reading, target, report = begin(db, request)
        if request.dry_run:
            done = 0
            for chunk in candidates(db, target, reading, request.wave, report):
                done += len(chunk)
                progress(done, reading.total)
        else:
            _Import(settings, actor, request, db, target, reading, report, progress).run()
    report.seconds = time.monotonic() - started
    return report


def begin(db: Database, request: ImportRequest) -> tuple[Reading, Survey, ImportReport]:
    """Return the file being read, the survey it goes into and an empty report; nothing is written."""
    known = survey(db, request.survey) if request.survey else None
    reading = read(request.file, mapping=request.mapping, survey=known, wave=request.wave)
    target = target_survey(db, request, reading.mapping)
    report = ImportReport(target.slug, request.called, recognised=recognised(reading))
    report.file_problems.extend(reading.package.refused)
    return reading, target, report


def target_survey(db: Database, request: ImportRequest, mapping: Mapping) -> Survey:
    """Return the survey a file goes into, with the questions the mapping adds; nothing is written."""
    declared = mapping.survey
    slug = request.survey or declared.slug or UNNAMED
    stored = survey(db, slug) or replace(declared, slug=slug, name=declared.name or slug)
    return with_questions(stored, [asked.question for asked in mapping.questions])


def recognised(reading: Reading) -> dict[str, Any]:
    """Return how a file was read, as it is kept with the import."""
    seen = reading.recognised
    return {
        "layout": seen.layout,
        "label": seen.label,
        "zone": seen.zone,
        "encoding": seen.encoding,
        "separator": seen.separator,
        "sheet": seen.sheet,
        "header": list(seen.header),
        "assumptions": [[assumption.message, dict(assumption.values)] for assumption in seen.assumptions],
    }


class _Import:
    """One import under way: rows flow from the file to the workers and on into the batch."""

    def __init__(
        self,
        settings: Settings,
        actor: Actor,
        request: ImportRequest,
        db: Database,
        target: Survey,
        reading: Reading,
        report: ImportReport,
        progress: Progress,
    ) -> None:
        self.settings, self.actor, self.request = settings, actor, request
        self.db, self.target, self.reading = db, target, reading
        self.report, self.progress = report, progress
        self.folder = PhotoFolder.of(request.photos, reading.package)
        self.waiting: deque[tuple[list[Candidate], list[Future[list[analysis.Analysed]]]]] = deque()
        self.done = 0

    def run(self) -> None:
        """Stage everything, then publish; on any failure remove what was staged."""
        # A codebook that cannot be read is told before anything is written.
        analysis.analyst(self.settings.codebook)
        clear_stale(self.db)
        created = survey(self.db, self.target.slug) is None
        if created:
            with transaction(self.db):
                save_survey(self.db, self.target)
        self.batch = self._open_batch()
        try:
            self._stage_all()
            self._publish()
        except BaseException:
            for future in (future for _, futures in self.waiting for future in futures):
                future.cancel()
            with transaction(self.db):
                writes.discard(self.db, self.batch.number)
                if created:
                    remove_unused_survey(self.db, self.target.slug)
            raise
        self.report.batch = self.batch.number

    def _open_batch(self) -> writes.Batch:
        codebook = ensure_current(self.settings, self.db, self.actor, self.target.slug)
        this = analysis.analyst(self.settings.codebook)
        with transaction(self.db):
            tokenizer = writes.tokenizer_number(self.db, this.tokenizer.name, this.tokenizer.version)
            return writes.open_batch(
                self.db, self.target.slug, "import", self.actor.name, tokenizer, codebook,
                file=self.request.called, sha256=sha256_of(self.request.file),
            )  # fmt: skip

    def _stage_all(self) -> None:
        total = self.reading.total
        executor = analysis.pool(1 if total is not None and total < INLINE_ROWS else self.settings.processes)
        for chunk in candidates(self.db, self.target, self.reading, self.request.wave, self.report):
            fresh = [candidate for candidate in chunk if candidate.standing != "known"]
            self._submit(executor, chunk, fresh)
            # Twice the workers keeps them busy while this process writes.
            while len(self.waiting) > 2 * self.settings.processes:
                self._stage_next()
        while self.waiting:
            self._stage_next()

    def _submit(self, executor: Executor, chunk: list[Candidate], fresh: list[Candidate]) -> None:
        answers = [answer for candidate in fresh for answer in candidate.interview.answers]
        texts = [analysis.Text(answer.text, *self.target.hints(answer.question)) for answer in answers]
        parts = [texts[start : start + PART] for start in range(0, len(texts), PART)]
        codebook = str(self.settings.codebook)
        self.waiting.append((chunk, [executor.submit(analysis.analyse_all, codebook, part) for part in parts]))

    def _stage_next(self) -> None:
        chunk, futures = self.waiting.popleft()
        analysed = iter([text for future in futures for text in future.result()])
        rows = [
            stored_interview(candidate, [next(analysed) for _ in candidate.interview.answers])
            for candidate in chunk
            if candidate.standing != "known"
        ]
        if rows:
            with transaction(self.db):
                writes.stage(self.db, self.batch, rows)
        attach_photos(self.settings, self.db, self.batch, self.folder, chunk, self.report)
        self.done += len(chunk)
        self.progress(self.done, self.reading.total)

    def _publish(self) -> None:
        with transaction(self.db):
            if survey(self.db, self.target.slug) != self.target:
                save_survey(self.db, self.target)
            for wave in self.reading.mapping.waves:
                save_wave(self.db, self.target.slug, wave)
            writes.save_rejects(self.db, self.batch, self.report.rejects, "row")
            writes.save_rejects(self.db, self.batch, self.report.photo_problems, "photo")
            writes.save_rejects(self.db, self.batch, self.report.file_problems, "file")
            writes.publish(self.db, self.batch, self.report.counts, self.report.recognised)
            append_log(
                self.db,
                self.actor.name,
                "import",
                self.target.slug,
                str(self.batch.number),
                **self.report.counts,
            )


def stored_interview(candidate: Candidate, analysed: Sequence[analysis.Analysed]) -> writes.StoredInterview:
    """Join an interview with its analysed answers, in the same order."""
    ordinals: dict[str, int] = {}
    comments = []
    for answer, text in zip(candidate.interview.answers, analysed, strict=True):
        ordinal = ordinals.get(answer.question, 0)
        ordinals[answer.question] = ordinal + 1
        comments.append(
            writes.StoredComment(
                id=comment_id(candidate.id, answer.question, ordinal),
                question=answer.question,
                ordinal=ordinal,
                text=answer.text,
                said=answer.said,
                **text._asdict(),
            )
        )
    return writes.StoredInterview(
        candidate.id, candidate.content, candidate.wave, candidate.day, candidate.interview, tuple(comments)
    )


def clear_stale(db: Database) -> None:
    """Remove what imports that died have left staged; readers never saw it."""
    before = (datetime.now(UTC) - STALE).isoformat(timespec="milliseconds")
    for number in writes.stale_batches(db, before):
        with transaction(db):
            writes.discard(db, number)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
