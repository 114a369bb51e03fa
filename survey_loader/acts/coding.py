"""Re-deriving codings from stored morphemes when the codebook, the term list or the rules have changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from sqlite_utils import Database

from survey_loader.access import Actor, Role, require
from survey_loader.acts import analysis, executors
from survey_loader.acts.candidates import Progress
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store import codebooks, codings, judgements, writes
from survey_loader.store.codebooks import KeptCodebook
from survey_loader.store.connection import opened, transaction
from survey_loader.store.packing import PackedCoding
from survey_loader.store.surveys import append_log, known_survey, surveys
from survey_loader.text.touched import touched_literals

CHUNK = 1_000
PART = 250
# So many chunks are with the workers while one is being written.
AHEAD = 1
# Fewer comments than this are done before spawned processes have started.
INLINE_LIMIT = 5_000
# So many rows are rewritten in one short transaction; more go into a new set of codings.
IN_PLACE_LIMIT = 4_000
# So many comments are coded again while the person who saved waits: about a second.
AT_ONCE_LIMIT = 3_000
# Looking for more words than this takes longer than deriving everything anew.
MOST_LITERALS = 60


class Standing(NamedTuple):
    """What a survey's comments are coded with: the set of codings on show, and who makes such codings."""

    kept: KeptCodebook
    analyst: analysis.Analyst


def ensure_current(
    settings: Settings, db: Database, actor: Actor, target: Survey, progress: Progress | None = None
) -> Standing:
    """Bring a survey to the codebook, term list and rules in force.

    Nothing is tokenised again; where only some words changed, only the comments with these words are coded again.
    Readers see the old coding until the new one is whole.
    """
    slug = target.slug
    this = analysis.analyst_in_force(settings, db, target)
    shown = codebooks.current(db, slug)
    if shown and codebooks.is_of(shown[0], slug, this.version):
        return Standing(shown[0], this)
    if shown is None:
        with transaction(db):
            return Standing(codebooks.keep(db, slug, this.version, this.theme_names, this.recipe.pack()), this)
    newest = codings.newest(db)
    touched = _touched(db, slug, analysis.unpacked(shown[1]), this)
    kept = None
    if touched is not None and len(touched) <= IN_PLACE_LIMIT:
        kept = _recode_in_place(db, actor, target, shown[0], this, touched, newest)
        if kept and progress:
            progress(len(touched), len(touched))
    return Standing(kept or _recode(settings, db, actor, target, this, touched, newest, progress), this)


def brought_up_at_once(settings: Settings, db: Database, actor: Actor, target: Survey) -> bool:
    """Bring a survey up where that is done within a moment; False where it is work for a job."""
    this = analysis.analyst_in_force(settings, db, target)
    shown = codebooks.current(db, target.slug)
    if shown is None or codebooks.is_of(shown[0], target.slug, this.version):
        return True
    newest = codings.newest(db)
    touched = _touched(db, target.slug, analysis.unpacked(shown[1]), this)
    if touched is None:
        touched = codings.numbers(db, target.slug)
    if len(touched) > AT_ONCE_LIMIT:
        return False
    return _recode_in_place(db, actor, target, shown[0], this, touched, newest) is not None


def standing(settings: Settings, db: Database, actor: Actor, target: Survey) -> Standing:
    """Return what a survey's comments are coded with as readers see them, without deriving anything anew.

    Who writes in the street never waits for a re-coding. Only where the codings on show cannot be made any more,
    as after an upgrade of the rules, they are brought up first.
    """
    shown = codebooks.current(db, target.slug)
    this = analysis.unpacked(shown[1]) if shown else None
    if shown is None or this is None:
        return ensure_current(settings, db, actor, target)
    return Standing(shown[0], this)


def touched_words(old: analysis.Analyst, new: analysis.Analyst) -> frozenset[str] | None:
    """Return the words without which both analysts code a text the same, None where anything may differ."""
    if old.tokenizer.name != new.tokenizer.name or old.learned != new.learned:
        return None
    words = touched_literals(old.reading, new.reading)
    if words is None:
        return None
    words |= old.terms.touched(new.terms)
    return words if len(words) <= MOST_LITERALS else None


def _touched(db: Database, slug: str, old: analysis.Analyst | None, new: analysis.Analyst) -> list[int] | None:
    words = touched_words(old, new) if old else None
    return None if words is None else codings.with_words(db, slug, words)


def recoded(this: analysis.Analyst, target: Survey, rows: Iterable[codings.Uncoded]) -> list[analysis.Analysed]:
    """Return the codings of these stored comments, made in this process."""
    return [this.recode(analysis.Stored(row.normalised, row.morphemes, *target.hints(row.question))) for row in rows]


def _publish(db: Database, slug: str, kept: KeptCodebook) -> None:
    """Show these codings; people who differed by themes that are one now agree, and the other way round."""
    codings.publish(db, slug, kept.number)
    judgements.settle_shared(db, slug)


def _recode_in_place(
    db: Database,
    actor: Actor,
    target: Survey,
    shown: KeptCodebook,
    this: analysis.Analyst,
    touched: Sequence[int],
    newest: int,
) -> KeptCodebook | None:
    """Rewrite the few codings that the change touches, in one short transaction; None where others came meanwhile."""
    rows = codings.stored(db, touched)
    coded = [text.coding for text in recoded(this, target, rows)]
    with transaction(db):
        shown_now = codebooks.current(db, target.slug)
        if codings.newest(db) != newest or shown_now is None or shown_now[0] != shown:
            return None
        kept = codebooks.rename(db, shown, target.slug, this.version, this.theme_names, this.recipe.pack())
        codings.stage(db, kept, list(zip((row.comment for row in rows), coded, strict=True)))
        _publish(db, target.slug, kept)
        append_log(db, actor.name, "recode", target.slug, str(kept.number), comments=len(rows))
    return kept


def _recode(
    settings: Settings,
    db: Database,
    actor: Actor,
    target: Survey,
    this: analysis.Analyst,
    touched: Sequence[int] | None,
    newest: int,
    progress: Progress | None,
) -> KeptCodebook:
    """Derive a new set of codings beside the one on show, then switch to it.

    What came after comment `newest` is coded anew in any case.
    """
    with transaction(db):
        kept = codebooks.keep(db, target.slug, this.version, this.theme_names, this.recipe.pack())
    if touched is not None:
        _copy_untouched(db, target.slug, kept, touched, newest)
    total, whole = 0, False
    while not whole:
        total += _derive(settings, db, target, this, kept, progress)
        with transaction(db):
            # People in the street go on writing meanwhile.
            whole = not codings.uncoded_count(db, target.slug, kept.number)
            if whole:
                _publish(db, target.slug, kept)
                append_log(db, actor.name, "recode", target.slug, str(kept.number), comments=total)
    while codings.prune(db, target.slug, kept.number):
        pass
    return kept


def _copy_untouched(db: Database, slug: str, kept: KeptCodebook, touched: Sequence[int], newest: int) -> None:
    skip = frozenset(touched)
    numbers = (number for number in codings.numbers(db, slug) if number <= newest and number not in skip)
    while chunk := list(islice(numbers, CHUNK)):
        with transaction(db):
            codings.copy(db, slug, kept.number, chunk)


def _derive(
    settings: Settings,
    db: Database,
    target: Survey,
    this: analysis.Analyst,
    kept: KeptCodebook,
    progress: Progress | None,
) -> int:
    total, done = codings.uncoded_count(db, target.slug, kept.number), 0
    workers = executors.workers(settings, this.recipe, few=total <= INLINE_LIMIT)
    for rows, coded in _coded_ahead(workers, this, target, _chunks(codings.uncoded(db, target.slug, kept.number))):
        with transaction(db):
            codings.stage(db, kept, list(zip((row.comment for row in rows), coded, strict=True)))
        done += len(rows)
        if progress:
            progress(done, total)
    return done


def _coded_ahead(
    workers: executors.Workers, this: analysis.Analyst, target: Survey, chunks: Iterable[list[codings.Uncoded]]
) -> Iterator[tuple[list[codings.Uncoded], list[PackedCoding]]]:
    """Yield the chunks with their codings; the workers code the next one while a chunk is being written."""
    begun: deque[tuple[list[codings.Uncoded], list[Future[list[analysis.Analysed]]]]] = deque()
    for rows in chunks:
        begun.append((rows, _begun(workers, this, target, rows)))
        if len(begun) > AHEAD:
            earlier, futures = begun.popleft()
            yield earlier, [text.coding for text in executors.gathered(futures)]
    for rows, futures in begun:
        yield rows, [text.coding for text in executors.gathered(futures)]


def _begun(
    workers: executors.Workers, this: analysis.Analyst, target: Survey, rows: Sequence[codings.Uncoded]
) -> list[Future[list[analysis.Analysed]]]:
    stored = [analysis.Stored(row.normalised, row.morphemes, *target.hints(row.question)) for row in rows]
    with executors.losses_told():
        return [
            workers.executor.submit(analysis.recode_all, this.recipe, stored[start : start + PART])
            for start in range(0, len(stored), PART)
        ]


def batch_brought_up(
    settings: Settings, db: Database, actor: Actor, target: Survey, batch: writes.Batch
) -> writes.Batch:
    """Return the batch with its comments coded as the survey's are now; they were staged before a change."""
    kept, this = standing(settings, db, actor, target)
    if kept == batch.codebook:
        return batch
    workers = executors.workers(settings, this.recipe, few=True)
    chunks = _chunks(iter(codings.stored(db, codings.of_batch(db, batch.number))))
    for rows, coded in _coded_ahead(workers, this, target, chunks):
        with transaction(db):
            codings.stage(db, kept, list(zip((row.comment for row in rows), coded, strict=True)))
    return replace(batch, codebook=kept)


def _chunks(rows: Iterator[codings.Uncoded]) -> Iterator[list[codings.Uncoded]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def behind(settings: Settings) -> list[str]:
    """Return the surveys whose codings on show were not derived with what is in force."""
    found = []
    with opened(settings.database) as db:
        for target in surveys(db):
            shown = codebooks.current(db, target.slug)
            if shown and not codebooks.is_of(
                shown[0], target.slug, analysis.version_in_force(settings, db, target.slug)
            ):
                found.append(target.slug)
    return found


def recode_all_surveys(
    settings: Settings, actor: Actor, slug: str = "", told: Progress | None = None
) -> dict[str, int]:
    """Bring every survey (or one) to the codebook in force; returns {slug: comments coded anew}."""
    require(actor, slug, Role.ORGANISER)
    coded = {}
    with opened(settings.database) as db:
        for target in (known_survey(db, slug),) if slug else surveys(db):
            counted = [0]

            def progress(done: int, total: int | None, counted: list[int] = counted) -> None:
                counted[0] = done
                if told:
                    told(done, total)

            ensure_current(settings, db, actor, target, progress)
            coded[target.slug] = counted[0]
    return coded
