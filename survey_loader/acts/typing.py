"""Typing from photos: the queue of boards without words, which nobody has in hand twice, and who may type.

Two steps by two people: one types the words of a photo, another reads them again beside it (acts/typed_words.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from survey_loader.access import Actor, Role, require
from survey_loader.errors import NotAllowed
from survey_loader.language import N_
from survey_loader.models import PhotoKind, Survey
from survey_loader.settings import Settings
from survey_loader.store import typed
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import append_log, known_survey
from survey_loader.store.typed import Counts, Purpose, Setting, WaitingPhoto, Words

# Longer than a board takes; a page that is open asks for more in time.
LEASE = timedelta(minutes=10)
# As many people as may reach for the same board at once.
MOST_TRIES = 50
CLOSED = N_("写真からの入力は、いまは担当者だけができます。手伝うときは、担当者に開いてもらってください。")


@dataclass(frozen=True, slots=True)
class Item:
    """A board in somebody's hand: its photos with what is on them, and the interview or the photo that waits.

    `unreadable` is what the first person said of it, where it is read again. `taken_at` is in the survey's zone.
    """

    id: str
    purpose: Purpose
    photos: tuple[tuple[str, PhotoKind], ...]
    words: Words | None
    photo: WaitingPhoto | None
    taken_at: datetime | None = None
    unreadable: bool = False

    @property
    def needs_occasion(self) -> bool:
        """Whether nobody knows yet where and when it was asked."""
        return self.words is None or not self.words.place or self.words.at is None


def may_type(actor: Actor, slug: str, setting: Setting) -> bool:
    """Whether somebody may type in a survey: organisers, and where they opened it whoever may enter interviews."""
    return actor.may(slug, Role.STUDENT if setting.students else Role.ORGANISER)


def expect_typist(db: Database, actor: Actor, slug: str) -> None:
    """Raise NotAllowed for who may not type in a survey now."""
    require(actor, slug, Role.STUDENT)
    if not may_type(actor, slug, typed.setting(db, slug)):
        raise NotAllowed(CLOSED)


def setting(settings: Settings, actor: Actor, slug: str) -> Setting:
    """Return who types in a survey."""
    require(actor, slug, Role.STUDENT)
    with opened(settings.database) as db:
        return typed.setting(db, slug)


def configure(settings: Settings, actor: Actor, slug: str, wanted: Setting) -> None:
    """Open typing to students, or close it; the organiser's act. What anybody has in hand goes back."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        known_survey(db, slug)
        before = typed.setting(db, slug)
        if wanted == before:
            return
        typed.save_setting(db, slug, wanted, actor.name)
        changed = [name for name in Setting._fields if getattr(wanted, name) != getattr(before, name)]
        append_log(db, actor.name, "set typing", slug, slug, fields=changed)


def take(
    settings: Settings, actor: Actor, survey: Survey, purpose: Purpose, holder: str, skipped: Sequence[str] = ()
) -> Item | None:
    """Take the next board in hand, or go on with the one this session (`holder`) has; None where there is none.

    Nobody else gets it for LEASE, which each call begins anew. Raises NotAllowed for who may not type now.
    """
    slug = survey.slug
    with opened(settings.database) as db:
        expect_typist(db, actor, slug)
        with transaction(db):
            has = typed.in_hand(db, holder, actor.name, purpose, slug)
            item = _held(db, actor, survey, has, purpose, holder) if has and has not in skipped else None
            if item is not None:
                return item
            typed.release(db, holder)
        for _ in range(MOST_TRIES):
            # Looked for outside the transaction: among many photos that takes longer than others should wait.
            found = typed.next_item(db, slug, purpose, actor.name, holder, skipped)
            if found is None:
                return None
            with transaction(db):
                if item := _held(db, actor, survey, found, purpose, holder):
                    return item
    return None


def _held(db: Database, actor: Actor, survey: Survey, item: str, purpose: Purpose, holder: str) -> Item | None:
    """Return an item that is in this session's hands from now on, None where somebody was faster."""
    described = _described(db, survey, item, purpose)
    if described is None:
        return None
    typed.take_from_other_windows(db, item, actor.name)
    return described if typed.hold(db, item, survey.slug, purpose, actor.name, holder, LEASE) else None


def _described(db: Database, survey: Survey, item: str, purpose: Purpose) -> Item | None:
    """Return an item as it stands now, None where somebody has typed or joined it meanwhile."""
    words = typed.shown_words(db, survey.slug, item)
    photo = None if words else typed.waiting_photo(db, survey.slug, item)
    if words is None and photo is None:
        return None
    before = typed.typed(db, item)
    done = before is not None if purpose == "type" else before is None or before.proofed_at is not None
    if done:
        return None
    photos = tuple(typed.photos(db, item)) if words else ((item, "face"),)
    unreadable = before is not None and before.unreadable
    return Item(item, purpose, photos, words, photo, _taken(photo, survey), unreadable)


def _taken(photo: WaitingPhoto | None, survey: Survey) -> datetime | None:
    """Return when a photo was taken; a camera that tells no zone shows the time of the town."""
    if photo is None or not photo.taken_at:
        return None
    at = datetime.fromisoformat(photo.taken_at)
    return at.astimezone(survey.zone) if at.tzinfo else at.replace(tzinfo=survey.zone)


def renew(settings: Settings, actor: Actor, slug: str, item: str, purpose: Purpose, holder: str) -> bool:
    """Keep a board in hand for another LEASE; False where it went to somebody else, or typing was closed."""
    require(actor, slug, Role.STUDENT)
    with opened(settings.database) as db, transaction(db):
        if not may_type(actor, slug, typed.setting(db, slug)):
            return False
        return typed.hold(db, item, slug, purpose, actor.name, holder, LEASE)


def put_back(settings: Settings, actor: Actor, slug: str, holder: str) -> None:
    """Put back what a session has in hand."""
    require(actor, slug, Role.STUDENT)
    with opened(settings.database) as db, transaction(db):
        typed.release(db, holder)


def progress(settings: Settings, actor: Actor, slug: str) -> Counts:
    """Return how far the typing of a survey is."""
    require(actor, slug, Role.STUDENT)
    with opened(settings.database) as db:
        return typed.counts(db, slug)
