"""Entering one interview by hand: checked, coded, and on disk before it is confirmed."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from survey_loader.access import Actor, Role, require
from survey_loader.acts import analysis, engine
from survey_loader.acts.candidates import Candidate
from survey_loader.acts.coding import standing
from survey_loader.acts.erasing import hold_back
from survey_loader.acts.identity import content_hash, local_day, wave_of
from survey_loader.acts.importing import stored_interview
from survey_loader.errors import NotAllowed, UnusableEntry, UnusablePhoto
from survey_loader.language import N_
from survey_loader.models import Answer, Axis, Consents, Interview, PhotoKind, Relation, Survey
from survey_loader.settings import Settings
from survey_loader.store import cache, entered, entry_drafts, tombstones, versions, writes
from survey_loader.store.connection import opened, transaction
from survey_loader.store.photos import attached_files, files_of, save_photo, write_files
from survey_loader.store.pictures import Picture, make_picture
from survey_loader.store.surveys import append_log, known_survey

Photos = list[tuple[Picture, PhotoKind]]
# A board holds far less; more is a mistake of pasting.
LONGEST_TEXT = 10_000
LONGEST_LABEL = 200
# What somebody entered in an afternoon, and more.
MOST_OWN = 100
LABELS = ("place", "interviewer", "wave", "board", "age", "language", "group")
# NUL, which no text file holds, and halves of letters, which no file and no database holds.
_NO_LETTER = re.compile(r"[\x00\ud800-\udfff]")
# Clocks of phones and servers differ a little.
CLOCK_SLACK = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Entry:
    """One interview as typed; `id` is a UUID made when the form was opened.

    `photos` are (bytes as received, kind). An empty `wave` becomes the month.
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
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """What is on disk now; `again` says that this very interview had been saved before."""

    interview_id: str
    comments: int
    photos: int
    again: bool = False


def enter(settings: Settings, actor: Actor, entry: Entry) -> Entered:
    """Store one interview; the same `id` sent again with the same content is one interview.

    A changed content under the same id becomes a new version of it; of what somebody else entered, for organisers
    alone. Raises UnusableEntry with the field at fault, NotAllowed, Busy or NoSpace, and then nothing is stored.
    """
    require(actor, entry.survey, Role.STUDENT)
    with opened(settings.database) as db:
        target = known_survey(db, entry.survey)
        interview = checked(entry, target)
        ledger = tombstones.load(settings.erased)
        _refuse_erased(ledger.holds(entry.id))
        # A file that was taken back is known by its hash, whoever hands it in again.
        pictures = [(one, kind) for one, kind in _pictures(entry) if not ledger.holds(one.received_sha256)]
        wave = wave_of(interview, target)
        candidate = Candidate(
            entry.id, content_hash(interview, wave), wave, local_day(interview, target), interview, "new"
        )
        target = engine.settled(db, settings, target)
        kept, this = standing(settings, db, actor, target)
        texts = [analysis.Text(answer.text, *target.hints(answer.question)) for answer in interview.answers]
        row = stored_interview(candidate, [this.analyse(text) for text in texts])
        with files_of(db, settings.photos_dir, [picture for picture, _ in pictures]), transaction(db):
            # Asked only now that nobody else can write: the second press of a double click may run beside the first.
            known = versions.known_contents(db, [entry.id]).get(entry.id)
            _refuse_foreign(db, actor, entry)
            attached = attached_files(db, entry.id)
            new = [(picture, kind) for picture, kind in pictures if (picture.received_sha256, kind) not in attached]
            entry_drafts.drop(db, entry.id, actor.name)
            if known == candidate.content and not new:
                return Entered(entry.id, len(row.comments), 0, again=True)
            engine.record(db, settings, target)
            tokenizer = writes.tokenizer_number(db, this.tokenizer.name, this.tokenizer.version)
            batch = writes.open_batch(db, target.slug, "entry", actor.name, tokenizer, kept)
            if known != candidate.content:
                writes.stage(db, batch, [row])
            saved = _save_photos(settings, db, batch.number, entry.id, new)
            _refuse_erased(hold_back(settings, db, batch.number, ledger) > 0)
            writes.publish(db, batch, {"interviews": 1, "comments": len(row.comments), "photos": saved}, {})
            append_log(db, actor.name, "enter", target.slug, entry.id, comments=len(row.comments), photos=saved)
    cache.added(settings, target.slug)
    return Entered(entry.id, len(row.comments), saved, again=known is not None)


def _save_photos(settings: Settings, db: Database, batch: int, interview_id: str, pictures: Photos) -> int:
    saved = sum(save_photo(db, batch, interview_id, picture, kind, "") for picture, kind in pictures)
    # Who cleared up after a dead import may have removed the same photo meanwhile; from here on nobody can.
    for picture, _ in pictures:
        write_files(settings.photos_dir, picture)
    return saved


def _refuse_foreign(db: Database, actor: Actor, entry: Entry) -> None:
    if actor.may(entry.survey, Role.ORGANISER) or entered.first_actor(db, entry.id) in (None, actor.name):
        return
    raise NotAllowed(N_("ほかの人が入れた聞き取りは直せません。直すところがあれば、担当者に伝えてください。"))


def own(settings: Settings, actor: Actor, slug: str, limit: int = MOST_OWN) -> list[entered.OwnEntry]:
    """Return the interviews the actor entered by hand, the newest first."""
    require(actor, slug, Role.STUDENT)
    with opened(settings.database) as db:
        return entered.own(db, slug, actor.name, limit)


def _refuse_erased(erased: bool) -> None:
    if erased:
        raise UnusableEntry(N_("この聞き取りは、求めに応じて消したものです。もう保存できません。"), field="id")


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
    if not answers and not choices and not entry.photos:
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
        if question.choices and value not in question.choices:
            raise UnusableEntry(N_("「{value}」は選べない答えです。"), field=question.key, value=value)
        kept[question.key] = value
    return kept


def _pictures(entry: Entry) -> Photos:
    try:
        return [(make_picture(content), kind) for content, kind in entry.photos]
    except UnusablePhoto as error:
        raise UnusableEntry(error.message, field="photos", **error.values) from error
