"""Changing what somebody allows after the interview: at once, for good, and above what any file says."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from sqlite_utils import Database

from survey_loader.access import EVERY_SURVEY, Actor, Role, require
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.models import Consents, PhotoConsent
from survey_loader.settings import Settings
from survey_loader.store import aside, cache, consents, erasing, parts, recalls, tombstones, vault, waiting
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import append_log, now

# From less to more; the public never sees more than the committee.
PHOTO_STEPS: tuple[PhotoConsent, ...] = ("no", "board", "face")


@dataclass(frozen=True, slots=True)
class Changed:
    """What stands now, how many photos went because nobody may see them any more, and which outputs to call back."""

    consents: Consents
    photos: int
    outputs: tuple[int, ...] = ()


def bounded(wanted: Consents) -> Consents:
    """Return the consents with no photo shown more widely than the committee may see it.

    Another legal ground (`basis`) stands only beside the leave to quote: who takes that back takes back both.
    """
    most = PHOTO_STEPS.index(wanted.photo_committee)
    hall, web = (PHOTO_STEPS[min(most, PHOTO_STEPS.index(step))] for step in (wanted.photo_hall, wanted.photo_web))
    return replace(wanted, photo_hall=hall, photo_web=web, basis=wanted.basis if wanted.quote else "")


def change(settings: Settings, actor: Actor, slug: str, interview_id: str, wanted: Consents) -> Changed:
    """Write what somebody allows now; the organiser's act.

    It holds from this moment in every version of the interview and for every file that comes later. Photos that not
    even the committee may see any more are removed with their files and do not come back. The log keeps which consents
    changed. Raises SurveyError for an unknown id.
    """
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        # Whatever was merged with it is the same person's.
        current = {one: consents.current(db, slug, one) for one in aside.one_person(db, [interview_id])}
        if current[interview_id] is None:
            raise SurveyError(N_("聞き取り「{id}」は見つかりません。"), id=interview_id)
        wanted = bounded(wanted)
        others = [one for one, before in current.items() if before not in (None, wanted)]
        # A photo still on its way comes again under what is allowed now.
        parts.remove(settings.street_dir, others)
        done = [_change(settings, db, actor, slug, one, wanted, remember=True) for one in others]
    if not others:
        return Changed(wanted, 0)
    gone = [photo for unseen, _ in done for photo in unseen]
    left = sorted({output for _, found in done for output in found})
    cache.forget(settings, slug)
    vault.forget_photos(settings, gone)
    return Changed(wanted, len(gone), tuple(left))


def _change(
    settings: Settings, db: Database, actor: Actor, slug: str, interview_id: str, wanted: Consents, remember: bool
) -> tuple[list[str], list[int]]:
    """Write it down, to `remember` in the ledger too, and remove the photos nobody may see any more.

    Returns these photos, and the outputs that hold what is not allowed any more.
    """
    before = consents.current(db, slug, interview_id)
    consents.change(db, interview_id, wanted, actor.name)
    unseen = consents.unseen_photos(db, [interview_id])
    if remember:
        # On disk before the photos go: a backup that is restored later must not bring them back.
        tombstones.ready(settings.erased)
        files = consents.received(db, unseen)
        tombstones.append_consents(settings.erased, interview_id, wanted, files, actor.name, now())
    waiting.forget(db, settings.photos_dir, unseen)
    left = recalls.narrowed(db, [interview_id])
    changed = [field.name for field in fields(Consents) if getattr(wanted, field.name) != getattr(before, field.name)]
    recalled = {"outputs": len(left)} if left else {}
    append_log(db, actor.name, "change consents", slug, interview_id, fields=changed, photos=len(unseen), **recalled)
    erasing.bump(db, [slug])
    return unseen, left


def replay(settings: Settings, actor: Actor) -> int:
    """Change again what the ledger says was changed and a restored database does not know; returns how many.

    Part of `erasing.finish`.
    """
    require(actor, EVERY_SURVEY, Role.ORGANISER)
    ledger = tombstones.load(settings.erased)
    again = 0
    with opened(settings.database) as db:
        changed = [one for one in erasing.stored_ids(db) if tombstones.hashed(one) in ledger.consents]
        for interview_id in changed:
            slug, wanted = consents.survey_of(db, interview_id), ledger.consents[tombstones.hashed(interview_id)]
            with transaction(db):
                before = consents.current(db, slug, interview_id)
                if before is not None and before != wanted:
                    _change(settings, db, actor, slug, interview_id, wanted, remember=False)
                    again += 1
            cache.forget(settings, slug)
    return again


def sweep(settings: Settings, actor: Actor) -> int:
    """Remove photos that came in again for somebody who took the consent back; returns how many. The server's act."""
    require(actor, EVERY_SURVEY, Role.ORGANISER)
    gone = 0
    with opened(settings.database) as db:
        for interview_id in consents.changed_ids(db):
            if consents.unseen_photos(db, [interview_id]):
                with transaction(db):
                    unseen = consents.unseen_photos(db, [interview_id])
                    waiting.forget(db, settings.photos_dir, unseen)
                gone += len(unseen)
    return gone
