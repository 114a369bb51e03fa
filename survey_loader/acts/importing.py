"""Importing a file of interviews: repeatable, all or nothing, with every reject kept."""

from __future__ import annotations

import hashlib
import logging
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from survey_loader.access import Actor, Role, require
from survey_loader.acts import analysis, engine, executors, mappings
from survey_loader.acts.attaching import Attaching, PhotoFolder, fact_of
from survey_loader.acts.candidates import Candidate, Progress, candidates, of_erased
from survey_loader.acts.clearing import clear_dead, discard
from survey_loader.acts.coding import batch_brought_up, ensure_current
from survey_loader.acts.erasing import hold_back
from survey_loader.acts.identity import comment_id
from survey_loader.acts.reports import ImportReport, ImportRequest
from survey_loader.acts.undoing import heed_undone
from survey_loader.errors import SurveyError
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.reading import Reading, read
from survey_loader.store import likeness, living, tombstones, versions, writes
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import (
    append_log,
    save_survey,
    save_wave,
    survey,
    with_questions,
)

# Fewer rows than this are done before spawned processes have loaded their dictionaries.
INLINE_ROWS = 800
# Texts a worker takes at a time: small, so that all workers are busy until the file ends, but not so small
# that handing them over costs more than reading them.
PART = 150
UNNAMED = "survey"

# Tells each phase of an import as it begins, with its batch and the rows done.
log = logging.getLogger("survey_loader.import")


def silent(done: int, total: int | None) -> None:
    """Report no progress."""


def import_file(settings: Settings, actor: Actor, request: ImportRequest, progress: Progress = silent) -> ImportReport:
    """Import one file and return its report; `progress` hears (comments done, rows in all or None).

    Nothing becomes visible unless everything that can be taken was taken. Raises
    UnusableFile, UnusableMapping, Busy or NoSpace, and then nothing of the file is stored.
    """
    require(actor, request.survey, Role.ORGANISER)
    started = time.monotonic()
    log.info("phase=starting batch=0 rows=0")
    with opened(settings.database) as db:
        log.info("phase=reading batch=0 rows=0")
        reading, target, report = begin(db, request)
        target = engine.settled(db, settings, target, request.engine)
        if request.dry_run:
            done = 0
            for chunk in candidates(db, target, reading, request, tombstones.load(settings.erased), report):
                done += len(chunk)
                progress(done, reading.total)
        else:
            _Import(settings, actor, request, db, target, reading, report, progress).run()
    report.seconds = time.monotonic() - started
    return report


def begin(db: Database, request: ImportRequest, needs_voices: bool = True) -> tuple[Reading, Survey, ImportReport]:
    """Return the file being read, the survey it goes into and an empty report; nothing is written.

    A mapping kept for the survey is used where none is given and its columns fit.
    """
    known = survey(db, request.survey) if request.survey else None
    kept = mappings.kept(db, known.slug) if known and request.kept_mappings else {}
    reading = read(request.file, request.mapping, known, request.wave, kept, needs_voices)
    target = target_survey(db, request, reading.mapping)
    report = ImportReport(target.slug, request.called, recognised=recognised(reading))
    report.file_problems.extend(reading.package.refused)
    return reading, target, report


def target_survey(db: Database, request: ImportRequest, mapping: Mapping) -> Survey:
    """Return the survey a file goes into, with the questions the mapping adds; nothing is written."""
    declared = mapping.survey
    slug = request.survey or declared.slug or UNNAMED
    name = request.survey_name or declared.name or slug
    stored = survey(db, slug) or replace(declared, slug=slug, name=name)
    return with_questions(stored, [asked.question for asked in mapping.questions])


def recognised(reading: Reading) -> dict[str, Any]:
    """Return how a file was read, as it is kept with the import."""
    seen = reading.recognised
    return {
        "layout": seen.layout,
        "label": seen.label,
        "zone": seen.zone,
        "kept": seen.kept,
        "encoding": seen.encoding,
        "separator": seen.separator,
        "sheet": seen.sheet,
        "header": list(seen.header),
        "assumptions": [[assumption.message, dict(assumption.values)] for assumption in seen.assumptions],
        "mapping": reading.mapping.dump(),
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
        self.waiting: deque[tuple[list[Candidate], list[Future[list[analysis.Analysed]]]]] = deque()
        self.ledger = tombstones.load(settings.erased)
        folder = PhotoFolder.of(request.photos, reading.package)
        self.photos = Attaching(settings, db, target, folder, self.ledger, report)
        self.done = 0

    def run(self) -> None:
        """Stage everything, then publish; on any failure remove what was staged."""
        # A codebook that cannot be read, an engine or a cluster that is not there is told before anything is written.
        this = analysis.analyst_in_force(self.settings, self.db, self.target)
        few = self.reading.total is not None and self.reading.total < INLINE_ROWS
        self.workers, self.recipe = executors.workers(self.settings, this.recipe, few), this.recipe
        clear_dead(self.settings, self.db)
        self._open_batch()
        try:
            self._stage_all()
            self._publish()
        except BaseException:
            for future in (future for _, futures in self.waiting for future in futures):
                future.cancel()
            # Where even this fails, the next import does it, because this one is no longer alive.
            with suppress(SurveyError):
                discard(self.settings, self.db, self.batch.number, self.target.slug)
            raise
        finally:
            self.alive.release()
        self.report.batch = self.batch.number
        self._tell("published")

    def _open_batch(self) -> None:
        kept, this = ensure_current(self.settings, self.db, self.actor, self.target)
        self.recipe = this.recipe
        sha256 = sha256_of(self.request.file)
        with transaction(self.db):
            engine.record(self.db, self.settings, self.target)
            tokenizer = writes.tokenizer_number(self.db, this.tokenizer.name, this.tokenizer.version)
            self.batch = writes.open_batch(
                self.db, self.target.slug, "import", self.actor.name, tokenizer, kept,
                file=self.request.called, sha256=sha256,
            )  # fmt: skip
            self.alive = living.hold(self.db, self.settings.database, self.batch.number)

    def _tell(self, phase: str) -> None:
        log.info("phase=%s batch=%s rows=%s", phase, self.batch.number, self.done)

    def _stage_all(self) -> None:
        self._tell("analysing")
        for chunk in candidates(self.db, self.target, self.reading, self.request, self.ledger, self.report):
            fresh = [candidate for candidate in chunk if candidate.standing != "known"]
            self._submit(chunk, fresh)
            # Each chunk is work for several: enough to keep all busy while this process writes.
            while len(self.waiting) > 2 + self.workers.width // 2:
                self._stage_next()
        while self.waiting:
            self._stage_next()
        self.photos.run(self.batch.number, self._photo_done)

    def _photo_done(self) -> None:
        self._tell("photos")
        self.progress(self.done, self.reading.total)

    def _submit(self, chunk: list[Candidate], fresh: list[Candidate]) -> None:
        answers = [answer for candidate in fresh for answer in candidate.interview.answers]
        texts = [analysis.Text(answer.text, *self.target.hints(answer.question)) for answer in answers]
        parts = [texts[start : start + PART] for start in range(0, len(texts), PART)]
        submit = self.workers.executor.submit
        with executors.losses_told():
            self.waiting.append((chunk, [submit(analysis.analyse_all, self.recipe, part) for part in parts]))

    def _stage_next(self) -> None:
        chunk, futures = self.waiting.popleft()
        analysed = iter(executors.gathered(futures))
        rows = [
            stored_interview(candidate, [next(analysed) for _ in candidate.interview.answers])
            for candidate in chunk
            if candidate.standing != "known"
        ]
        met = [candidate.stored for candidate in chunk if candidate.standing == "known"]
        if rows or met:
            self._tell("staging")
            for part in writes.portions(rows):
                with transaction(self.db):
                    writes.stage(self.db, self.batch, part)
            if met:
                with transaction(self.db):
                    versions.save_met(self.db, self.batch.number, met)
        self.photos.note(map(fact_of, chunk))
        self.done += len(chunk)
        self.progress(self.done, self.reading.total)

    def _publish(self) -> None:
        self._tell("publishing")
        self.batch = batch_brought_up(self.settings, self.db, self.actor, self.target, self.batch)
        self.report.copies = likeness.flagged(self.db, self.target.slug, self.batch.number)
        with transaction(self.db):
            # Another import may have given the survey further questions meanwhile.
            stored = survey(self.db, self.target.slug) or self.target
            whole = with_questions(stored, self.target.questions)
            if whole != stored:
                save_survey(self.db, whole)
            for wave in self.reading.mapping.waves:
                save_wave(self.db, self.target.slug, wave)
            if self.request.keep_mapping:
                mappings.keep(self.db, self.actor, self.target.slug, self.request.keep_mapping, self.reading.mapping)
            self._heed_others()
            writes.save_rejects(self.db, self.batch, self.report.rejects, "row")
            writes.save_rejects(self.db, self.batch, self.report.photo_problems, "photo")
            writes.save_rejects(self.db, self.batch, self.report.file_problems, "file")
            writes.save_rejects(self.db, self.batch, self.report.conflicting, "conflict")
            versions.save_same_as(self.db, self.batch.number, self.request.same)
            writes.publish(self.db, self.batch, self.report.counts, self.report.recognised)
            append_log(
                self.db,
                self.actor.name,
                "import",
                self.target.slug,
                str(self.batch.number),
                **self.report.counts,
            )

    def _heed_others(self) -> None:
        """Heed what was undone or erased while the file was being read."""
        heed_undone(self.db, self.batch.number)
        self.photos.keep_met(self.batch.number)
        ledger = tombstones.load(self.settings.erased)
        if ledger.ids == self.ledger.ids:
            return
        key_column = self.reading.mapping.columns.key
        for row in [row for row in self.report.rejects if of_erased(ledger, self.target.slug, key_column, row)]:
            self.report.take_back(row)
        self.report.erased += hold_back(self.settings, self.db, self.batch.number, self.ledger)


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
                normalised=text.normalised,
                morphemes=text.morphemes,
                coding=text.coding,
            )
        )
    return writes.StoredInterview(
        candidate.id, candidate.content, candidate.wave, candidate.day, candidate.interview, tuple(comments)
    )


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes; of a folder, that of its files' names and hashes in order."""
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and not file.is_symlink())
        listed = "".join(f"{sha256_of(file)}  {file.relative_to(path).as_posix()}\n" for file in files)
        return hashlib.sha256(listed.encode("utf-8", "surrogateescape")).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
