"""Re-deriving codings from stored morphemes when the codebook or the rules have changed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlite_utils import Database

from survey_loader.access import Actor
from survey_loader.acts import analysis, executors
from survey_loader.acts.candidates import Progress
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store import codings
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import append_log, survey, surveys
from survey_loader.store.writes import codebook_number

CHUNK = 1_000
PART = 250
INLINE_LIMIT = 5_000


def ensure_current(settings: Settings, db: Database, actor: Actor, slug: str, progress: Progress | None = None) -> int:
    """Bring a survey to the codebook and rules in force and return the codebook's number.

    Nothing is tokenised again. Readers see the old coding until the new one is whole.
    """
    this = analysis.analyst(settings.codebook)
    with transaction(db):
        number = codebook_number(db, this.version, this.theme_names)
    if codings.current(db, slug) in {None, number}:
        return number
    total = _recode(settings, db, slug, number, progress)
    with transaction(db):
        codings.publish(db, slug, number)
        append_log(db, actor.name, "recode", slug, str(number), comments=total)
    while codings.prune(db, slug, number):
        pass
    return number


def _recode(settings: Settings, db: Database, slug: str, number: int, progress: Progress | None) -> int:
    target = survey(db, slug) or Survey(slug, slug)
    total, done = codings.uncoded_count(db, slug, number), 0
    recipe = analysis.analyst(settings.codebook).recipe
    workers = executors.workers(settings, recipe, few=total <= INLINE_LIMIT)
    for rows in _chunks(codings.uncoded(db, slug, number)):
        stored = [analysis.Stored(row.normalised, row.morphemes, *target.hints(row.question)) for row in rows]
        with executors.losses_told():
            futures = [
                workers.executor.submit(analysis.recode_all, recipe, stored[start : start + PART])
                for start in range(0, len(stored), PART)
            ]
        coded = [text.coding for text in executors.gathered(futures)]
        with transaction(db):
            codings.stage(db, number, list(zip((row.comment for row in rows), coded, strict=True)))
        done += len(rows)
        if progress:
            progress(done, total)
    return done


def _chunks(rows: Iterator[codings.Uncoded]) -> Iterator[list[codings.Uncoded]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def recode_all_surveys(settings: Settings, actor: Actor, slug: str = "") -> dict[str, int]:
    """Bring every survey (or one) to the codebook in force; returns {slug: comments coded anew}."""
    coded = {}
    with opened(settings.database) as db:
        for target in surveys(db):
            if slug and target.slug != slug:
                continue
            counted = [0]

            def progress(done: int, total: int | None, counted: list[int] = counted) -> None:
                counted[0] = done

            ensure_current(settings, db, actor, target.slug, progress)
            coded[target.slug] = counted[0]
    if slug and slug not in coded:
        raise SurveyError(N_("調査「{slug}」が見つかりません。"), slug=slug)
    return coded
