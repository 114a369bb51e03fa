"""Entering one interview by hand: checked, coded, and on disk before it is confirmed."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlite_utils import Database

from survey_loader.access import Actor, Role, invited, require
from survey_loader.acts import analysis, engine
from survey_loader.acts.candidates import Candidate
from survey_loader.acts.coding import standing
from survey_loader.acts.erasing import hold_back
from survey_loader.acts.identity import content_hash, local_day, street_key, wave_of
from survey_loader.acts.importing import stored_interview
from survey_loader.errors import ErasedInterview, ForeignInterview, UnusableEntry, UnusablePhoto
from survey_loader.language import N_
from survey_loader.models import CHOICES_JOINED, Answer, Axis, Consents, Interview, PhotoKind, Relation, Survey
from survey_loader.settings import Settings
from survey_loader.sources.layouts.street_rescue import photo_name
from survey_loader.store import (
    aside,
    cache,
    consents,
    entered,
    entry_drafts,
    street,
    tombstones,
    typed,
    versions,
    waiting,
    writes,
)
from survey_loader.store.codebooks import KeptCodebook
from survey_loader.store.connection import opened, transaction
from survey_loader.store.photo_files import files_of, write_files
from survey_loader.store.photos import attached_files, save_photo
from survey_loader.store.pictures import Picture, make_picture
from survey_loader.store.surveys import append_log, known_survey

Photos = list[tuple[Picture, PhotoKind]]
# Writes what came beside an interview in the same transaction; True where the very same had come before.
Beside = Callable[[Database], bool]
# A board holds far less; more is a mistake of pasting.
LONGEST_TEXT = 10_000
LONGEST_LABEL = 200
# What somebody entered in an afternoon, and more.
MOST_OWN = 100
LABELS = ("place", "interviewer", "wave", "board", "age", "language", "group")
# NUL, which no text file holds, and halves of letters, which no file and no database holds.
_NO_LETTER = re.compile(r"[\x00\ud800-\udfff]")
ERASED = N_("この聞き取りは、求めに応じて消したものです。もう保存できません。")
TAKEN_BACK = N_("この写真は、本人の求めで見せないことになりました。もう保存できません。")
FOREIGN = N_("ほかの人が入れた聞き取りは直せません。直すところがあれば、担当者に伝えてください。")
# Clocks of phones and servers differ a little.
CLOCK_SLACK = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Entry:
    """One interview as typed; `id` is a UUID made when the form was opened.

    `photos` are (bytes as received, kind); with `photos_follow` there are some that come later, which may hold the
    words. An empty `wave` becomes the month.
    """

    survey: str
    id: str
    answers: Mapping[str, str]
    at: datetime | None
    place: str
    said: Mapping[str, Axis | None] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    interviewer: str = ""
    wave: str = ""
    board: str = ""
    age: str = ""
    relation: Relation = "unknown"
    language: str = ""
    group: str = ""
    consents: Consents = field(default_factory=Consents)
    photos: tuple[tuple[bytes, PhotoKind], ...] = ()
    photos_follow: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """What is on disk now; `again` says that this very interview had been saved before."""

    interview_id: str
    comments: int
    photos: int
    again: bool = False


class _Prepared(NamedTuple):
    """An interview that is checked and coded, and all that is needed to store it."""

    target: Survey
    content: str
    row: writes.StoredInterview
    pictures: Photos
    kept: KeptCodebook
    tokenizer: tuple[str, str]
    ledger: tombstones.Ledger


def enter(settings: Settings, actor: Actor, entry: Entry, beside: Beside | None = None) -> Entered:
    """Store one interview; the same `id` sent again with the same content is one interview.

    A changed content under the same id becomes a new version of it; of what somebody else entered, for organisers
    alone. Raises UnusableEntry with the field at fault (ErasedInterview for one that was erased), ForeignInterview,
    NotAllowed, Busy or NoSpace, and then nothing is stored.
    """
    require(actor, entry.survey, Role.STUDENT)
    with opened(settings.database) as db:
        this = _prepared(settings, db, actor, entry)
        with files_of(db, settings.photos_dir, [picture for picture, _ in this.pictures]), transaction(db):
            if beside is not None and beside(db):
                return Entered(entry.id, len(this.row.comments), 0, again=True)
            done = _stored(settings, db, actor, entry, this)
    cache.added(settings, this.target.slug)
    return done


def _prepared(settings: Settings, db: Database, actor: Actor, entry: Entry) -> _Prepared:
    target = known_survey(db, entry.survey)
    interview = checked(entry, target)
    ledger = tombstones.load(settings.erased)
    _refuse_erased(ledger.holds(entry.id))
    # A file that was taken back is known by its hash, whoever hands it in again.
    pictures = [(one, kind) for one, kind in _pictures(entry) if not ledger.holds(one.received_sha256)]
    wave = wave_of(interview, target)
    content = content_hash(interview, wave)
    candidate = Candidate(entry.id, content, wave, local_day(interview, target), interview, "new")
    target = engine.settled(db, settings, target)
    kept, this = standing(settings, db, actor, target)
    texts = [analysis.Text(answer.text, *target.hints(answer.question)) for answer in interview.answers]
    row = stored_interview(candidate, [this.analyse(text) for text in texts])
    return _Prepared(target, content, row, pictures, kept, (this.tokenizer.name, this.tokenizer.version), ledger)


def _stored(settings: Settings, db: Database, actor: Actor, entry: Entry, this: _Prepared) -> Entered:
    # Asked only now that nobody else can write: the second press of a double click may run beside the first.
    known = versions.known_contents(db, [entry.id]).get(entry.id)
    refuse_foreign(db, actor, entry.survey, entry.id)
    attached = attached_files(db, entry.id)
    new = [(picture, kind) for picture, kind in this.pictures if (picture.received_sha256, kind) not in attached]
    entry_drafts.drop(db, entry.id, actor.name)
    comments = len(this.row.comments)
    if known == this.content and not new:
        return Entered(entry.id, comments, 0, again=True)
    engine.record(db, settings, this.target)
    tokenizer = writes.tokenizer_number(db, *this.tokenizer)
    batch = writes.open_batch(db, this.target.slug, "entry", actor.name, tokenizer, this.kept)
    if known != this.content:
        writes.stage(db, batch, [this.row])
    saved = _save_photos(settings, db, batch.number, entry.id, new)
    _refuse_erased(hold_back(settings, db, batch.number, this.ledger) > 0)
    writes.publish(db, batch, {"interviews": 1, "comments": comments, "photos": saved}, {})
    append_log(db, actor.name, "enter", this.target.slug, entry.id, comments=comments, photos=saved)
    return Entered(entry.id, comments, saved, again=known is not None)


def add_photo(settings: Settings, actor: Actor, slug: str, interview_id: str, content: bytes, kind: PhotoKind) -> bool:
    """Give a photo (bytes as received) to an interview that is there; False where no such interview is in force.

    The same photo again is one photo. Raises what `enter` does, UnusablePhoto for what is none, and ErasedInterview
    also for a photo that was taken back.
    """
    require(actor, slug, Role.STUDENT)
    ledger = tombstones.load(settings.erased)
    picture = make_picture(content)
    _refuse_erased(ledger.holds(interview_id) or ledger.holds(picture.received_sha256))
    with opened(settings.database) as db:
        if not waiting.is_kept(db, slug, interview_id):
            return False
        kept, _ = standing(settings, db, actor, known_survey(db, slug))
        with files_of(db, settings.photos_dir, [picture]), transaction(db):
            refuse_foreign(db, actor, slug, interview_id)
            _refuse_taken_back(db, slug, interview_id, kind)
            if (picture.received_sha256, kind) in attached_files(db, interview_id):
                return True
            batch = writes.open_batch(db, slug, "entry", actor.name, writes.NO_TOKENIZER, kept)
            # One that was merged into another meanwhile: the photo is the other's too.
            for owner in dict.fromkeys((interview_id, aside.stands_for(db, interview_id))):
                name = photo_name(picture.received_sha256)
                _save_photos(settings, db, batch.number, owner, [(picture, kind)], name)
            # Somebody may have taken it back while the photo was being opened.
            _refuse_erased(hold_back(settings, db, batch.number, ledger) > 0)
            writes.publish(db, batch, {"interviews": 0, "comments": 0, "photos": 1}, {})
            append_log(db, actor.name, "add photo", slug, interview_id, photos=1, kind=kind)
    cache.added(settings, slug)
    return True


def _save_photos(
    settings: Settings, db: Database, batch: int, interview_id: str, pictures: Photos, name: str = ""
) -> int:
    saved = sum(save_photo(db, batch, interview_id, picture, kind, name) for picture, kind in pictures)
    # Who cleared up after a dead import may have removed the same photo meanwhile; from here on nobody can.
    for picture, _ in pictures:
        write_files(settings.photos_dir, picture)
    return saved


def refuse_foreign(db: Database, actor: Actor, slug: str, interview_id: str) -> None:
    """Raise ForeignInterview for an interview that somebody else brought in.

    Unless an organiser asks, or who has it in hand to type the words on its photo (acts/typing.py).
    """
    if actor.may(slug, Role.ORGANISER) or entered.first_actor(db, interview_id) in (None, actor.name):
        return
    if typed.is_held_by(db, interview_id, actor.name):
        return
    sender = street.sender(db, interview_id)
    if sender is not None and invited(sender, slug) == actor:
        return
    # Of a phone that had no signal, whose interviews somebody else brought in: it alone knows the id.
    if entered.first_key(db, interview_id) == street_key(interview_id):
        return
    raise ForeignInterview(FOREIGN)


def _refuse_taken_back(db: Database, slug: str, interview_id: str, kind: PhotoKind) -> None:
    """Raise ErasedInterview for a photo that nobody may see since its person changed the consents."""
    allowed = consents.current(db, slug, interview_id) if consents.changed(db, interview_id) else None
    if allowed and allowed.photo_committee not in {"face", kind}:
        raise ErasedInterview(TAKEN_BACK, field="photos")


def own(settings: Settings, actor: Actor, slug: str, limit: int = MOST_OWN) -> list[entered.OwnEntry]:
    """Return the interviews the actor entered by hand, the newest first."""
    require(actor, slug, Role.STUDENT)
    with opened(settings.database) as db:
        return entered.own(db, slug, actor.name, limit)


def _refuse_erased(erased: bool) -> None:
    if erased:
        raise ErasedInterview(ERASED, field="id")


def checked(entry: Entry, target: Survey) -> Interview:
    """Return the interview of an entry, or raise UnusableEntry naming the field to mend."""
    try:
        uuid.UUID(entry.id)
    except ValueError as error:
        raise UnusableEntry(N_("入力の番号が正しくありません。ページを開き直してください。"), field="id") from error
    if not entry.place.strip():
        raise UnusableEntry(N_("場所を入力してください。"), field="place")
    if entry.at is None or entry.at.tzinfo is None:
        raise UnusableEntry(N_("日時を入力してください。"), field="at")
    if entry.at > datetime.now(UTC) + CLOCK_SLACK:
        raise UnusableEntry(N_("日時が未来になっています。日付を確かめてください。"), field="at")
    for name in LABELS:
        if len(getattr(entry, name)) > LONGEST_LABEL:
            raise UnusableEntry(N_("長すぎます。{limit}文字までにしてください。"), field=name, limit=LONGEST_LABEL)
    _refuse_half_letters(entry)
    answers = _answers(entry, target)
    choices = _choices(entry, target)
    if not answers and not choices and not entry.photos and not entry.photos_follow:
        raise UnusableEntry(N_("ことばか写真のどちらかを入れてください。"), field="answers")
    return Interview(
        answers=answers, key=entry.id, at=entry.at, wave=entry.wave.strip(), place=entry.place.strip(),
        interviewer=entry.interviewer.strip(), board=entry.board.strip(), age=entry.age, relation=entry.relation,
        language=entry.language, group=entry.group.strip(), consents=entry.consents, choices=choices, note=entry.note,
    )  # fmt: skip


def _refuse_half_letters(entry: Entry) -> None:
    labels = {name: getattr(entry, name) for name in (*LABELS, "note")}
    for name, text in {**labels, **entry.answers, **entry.choices}.items():
        if _NO_LETTER.search(text):
            raise UnusableEntry(N_("使えない文字が入っています。消してから、もう一度お試しください。"), field=name)


def _answers(entry: Entry, target: Survey) -> tuple[Answer, ...]:
    answers = []
    for question in target.questions:
        text = entry.answers.get(question.key, "")
        if question.kind != "text" or not text.strip():
            continue
        if len(text) > LONGEST_TEXT:
            raise UnusableEntry(
                N_("長すぎます。{limit}文字までにしてください。"), field=question.key, limit=LONGEST_TEXT
            )
        answers.append(Answer(question.key, text, entry.said.get(question.key)))
    return tuple(answers)


def _choices(entry: Entry, target: Survey) -> dict[str, str]:
    kept = {}
    for question in target.questions:
        value = entry.choices.get(question.key, "")
        if question.kind == "text" or not value:
            continue
        for chosen in value.split(CHOICES_JOINED) if question.multiple else (value,):
            if question.choices and chosen not in question.choices:
                raise UnusableEntry(N_("「{value}」は選べない答えです。"), field=question.key, value=chosen)
        kept[question.key] = value
    return kept


def _pictures(entry: Entry) -> Photos:
    try:
        return [(make_picture(content), kind) for content, kind in entry.photos]
    except UnusablePhoto as error:
        raise UnusableEntry(error.message, field="photos", **error.values) from error
