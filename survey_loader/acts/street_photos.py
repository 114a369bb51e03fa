"""Photos from phones, piece by piece: taken on where a line broke, checked by SHA-256, given to their interview."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from survey_loader.access import EVERY_SURVEY, Actor, Role, invited, require
from survey_loader.acts.entering import ERASED, FOREIGN, add_photo
from survey_loader.acts.inviting import Bearer, holds
from survey_loader.acts.street_body import MOST_PHOTO_BYTES, PHOTO_KINDS, SHA256, is_id
from survey_loader.errors import (
    ErasedInterview,
    ForeignInterview,
    NoSpace,
    SurveyError,
    UnusableEntry,
    UnusablePhoto,
)
from survey_loader.language import N_
from survey_loader.models import PhotoKind
from survey_loader.settings import Settings
from survey_loader.store import invitations, parts, street, tombstones
from survey_loader.store.connection import opened, transaction
from survey_loader.store.invitations import Invitation
from survey_loader.store.photos import attached_files
from survey_loader.store.pictures import make_picture

log = logging.getLogger(__name__)

# What may lie there under one invitation: forty photos of an afternoon, and ten times more. A lost phone fills no disk.
MOST_WAITING_BYTES = 400 * 1_000_000
UNKNOWN_PHOTO = N_("写真の番号が正しくありません。写真を撮り直してください。")


@dataclass(frozen=True, slots=True)
class Arriving:
    """A photo on its way: of which interview, the SHA-256 of its file, what is on it."""

    bearer: Bearer
    interview_id: str
    sha256: str
    kind: PhotoKind = "face"


@dataclass(frozen=True, slots=True)
class Progress:
    """How many bytes are there, and whether the photo is whole, sound, and with its interview where that is there."""

    offset: int
    complete: bool


class TooLarge(SurveyError):
    """A photo larger than phones send."""


def arriving(settings: Settings, bearer: Bearer, interview_id: str, sha256: str, kind: str = "face") -> Arriving:
    """Return a photo that may come. Raises UnusableEntry for ids that are none, ErasedInterview for one taken back."""
    require(bearer.actor, bearer.invitation.survey, Role.STUDENT)
    if not is_id(interview_id) or not SHA256.fullmatch(sha256) or kind not in PHOTO_KINDS:
        raise UnusableEntry(UNKNOWN_PHOTO, field="photos")
    ledger = tombstones.load(settings.erased)
    if ledger.holds(interview_id) or ledger.holds(sha256):
        raise ErasedInterview(ERASED, field="id")
    with opened(settings.database) as db:
        if street.sender(db, interview_id) not in (None, bearer.invitation.number):
            with transaction(db):
                expect_own(db, bearer, interview_id)
    return Arriving(bearer, interview_id, sha256, "board" if kind == "board" else "face")


def expect_own(db: Database, bearer: Bearer, interview_id: str) -> None:
    """Raise ForeignInterview for an interview that came under another invitation which still holds.

    One that came under an invitation which is over goes on under this one: its phone was given another.
    Call inside a transaction.
    """
    sender = street.sender(db, interview_id)
    if sender is None or sender == bearer.invitation.number:
        return
    before = invitations.by_number(db, sender)
    if before is None or before.survey != bearer.invitation.survey or holds(before):
        raise ForeignInterview(FOREIGN)
    street.adopt(db, interview_id, bearer.invitation.number)


def progress(settings: Settings, photo: Arriving) -> Progress:
    """Return how much of a photo is there; one whose interview came meanwhile is given to it."""
    attach(settings, photo.bearer, photo.interview_id)
    return _progress(settings, photo)


def _progress(settings: Settings, photo: Arriving) -> Progress:
    for one in parts.whole(settings.street_dir, photo.interview_id, photo.bearer.invitation.number):
        if one.sha256 == photo.sha256:
            return Progress(parts.size(one.path), True)
    with opened(settings.database) as db:
        if photo.sha256 in stored(db, photo.interview_id):
            told = street.record(db, photo.interview_id)
            sizes = {one.sha256: one.bytes for one in told.photos} if told else {}
            return Progress(sizes.get(photo.sha256, 0), True)
    return Progress(parts.size(_piece(settings, photo)), False)


def stored(db: Database, interview_id: str) -> set[str]:
    """Return the SHA-256 of the photo files that an interview has."""
    return {received for received, _ in attached_files(db, interview_id)}


def expect_room(settings: Settings, photo: Arriving, total: int) -> None:
    """Raise TooLarge for more bytes than a photo has, NoSpace where too much waits under this invitation already."""
    if not 0 < total <= MOST_PHOTO_BYTES:
        raise TooLarge(N_("写真が大きすぎます。{limit}MBまでにしてください。"), limit=MOST_PHOTO_BYTES // 1_000_000)
    if parts.size(_piece(settings, photo)):
        return
    if parts.taken(settings.street_dir, photo.bearer.invitation.number) + total > MOST_WAITING_BYTES:
        raise NoSpace(N_("この招待で送りかけの写真が多すぎます。聞き取りの送信が終わってから、もう一度送ります。"))


def add(settings: Settings, photo: Arriving, start: int, content: bytes) -> int:
    """Add bytes of a photo that begin at `start`; returns how many are there now, which differs where they do not fit.

    Raises NoSpace where the disk is full.
    """
    return parts.append(_piece(settings, photo), start, content)


def settle(settings: Settings, photo: Arriving) -> None:
    """Wait until what came of a photo is on disk; where its person was erased meanwhile, none of it stays."""
    parts.settle(_piece(settings, photo))
    if tombstones.load(settings.erased).holds(photo.interview_id):
        parts.remove(settings.street_dir, [photo.interview_id])
        raise ErasedInterview(ERASED, field="id")


def finish(settings: Settings, photo: Arriving) -> None:
    """Check a photo all of whose bytes are there, and give it to its interview, or let it wait for it.

    Raises UnusablePhoto where these are not the bytes the phone stored, or they are no photo: then none of it stays.
    """
    path = _piece(settings, photo)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        # Finished a moment ago by another connection.
        return
    if hashlib.sha256(content).hexdigest() != photo.sha256:
        parts.throw_away(path)
        raise UnusablePhoto(N_("写真が途中で変わってしまいました。最初から送り直します。"))
    try:
        parts.finish(path, photo.kind)
    except FileNotFoundError:
        return
    attach(settings, photo.bearer, photo.interview_id, photo.sha256)
    waits = path.with_suffix(f".{photo.kind}")
    if waits.exists():
        # Nobody has opened it yet: the phone forgets it only where it can be opened.
        try:
            make_picture(content)
        except UnusablePhoto:
            parts.throw_away(waits)
            raise


def attach(settings: Settings, bearer: Bearer, interview_id: str, sha256: str = "") -> None:
    """Give an interview that is there the photos that wait for it under this invitation.

    Raises UnusablePhoto where the one of this SHA-256 cannot be opened, ForeignInterview for somebody else's.
    """
    _attach(settings, bearer.actor, bearer.invitation, interview_id, sha256)


def _attach(settings: Settings, actor: Actor, invitation: Invitation, interview_id: str, sha256: str = "") -> int:
    given = 0
    for one in parts.whole(settings.street_dir, interview_id, invitation.number):
        try:
            content = one.path.read_bytes()
            if not add_photo(settings, actor, invitation.survey, interview_id, content, one.kind):
                break
        except FileNotFoundError:
            # Another connection has given it a moment ago.
            continue
        except (ErasedInterview, UnusablePhoto) as error:
            parts.throw_away(one.path)
            if one.sha256 == sha256:
                raise
            log.warning("a photo that waited is thrown away: %s", error)
        else:
            parts.throw_away(one.path)
            given += 1
    return given


def sweep(settings: Settings, actor: Actor) -> int:
    """Give photos that wait to interviews that are there, and remove what waited too long; returns how many were given.

    The server's act, at its start and once a day.
    """
    require(actor, EVERY_SURVEY, Role.ORGANISER)
    given = 0
    with opened(settings.database) as db:
        senders = {one.number: one for one in invitations.all_of_them(db)}
    for number, interview_id in parts.waiting(settings.street_dir):
        if sender := senders.get(number):
            try:
                given += _attach(settings, invited(number, sender.survey), sender, interview_id)
            except SurveyError as error:
                log.warning("a photo that waits cannot be given: %s", error)
    parts.remove_old(settings.street_dir)
    return given


def _piece(settings: Settings, photo: Arriving) -> Path:
    return parts.piece(settings.street_dir, photo.bearer.invitation.number, photo.interview_id, photo.sha256)
