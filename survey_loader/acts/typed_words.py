"""What was typed from a photo: stored as a version of its interview, read again by a second person, and compared."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlite_utils import Database

from survey_loader.access import Actor, Role, require
from survey_loader.acts.entering import Entry, enter
from survey_loader.acts.identity import NAMESPACE
from survey_loader.acts.typing import LEASE, Item, expect_typist
from survey_loader.errors import SurveyError, UnusableEntry
from survey_loader.language import N_
from survey_loader.models import Axis, Consents, PhotoKind, Relation, Survey
from survey_loader.settings import Settings
from survey_loader.store import cache, consents, street, typed, vault, waiting
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import append_log
from survey_loader.store.typed import Words

GONE = N_("この写真は、ほかの人が先に入力したか、持ち主が決まりました。次の写真に進んでください。")
NO_WORDS = N_("ことばを入れてください。板が読めないときは「読めない・書いていない」を押してください。")
OWN = N_("自分で入力したものは、ほかの人が確かめます。")
# As many corrections as a screen shows.
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where and when a board was written that only a photo tells of, what its person allowed, and what is on it."""

    at: datetime | None
    place: str
    wave: str = ""
    interviewer: str = ""
    consents: Consents = field(default_factory=Consents)
    kind: PhotoKind = "face"


@dataclass(frozen=True, slots=True)
class Board:
    """What a person read on a photo; `occasion` where nobody knew it yet."""

    answers: Mapping[str, str]
    said: Mapping[str, Axis | None] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    board: str = ""
    age: str = ""
    relation: Relation = "unknown"
    language: str = ""
    occasion: Occasion | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a second person read otherwise: the key of a question, or the name of a field of an interview."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A board that was read again and corrected; moments are UTC, ISO."""

    item: str
    typed_by: str
    proofed_by: str
    proofed_at: str
    differences: tuple[Difference, ...]


def new_id(slug: str, photo: str) -> str:
    """Return the id of the interview typed from a photo that nobody knew: the same however often it is saved."""
    return str(uuid.uuid5(NAMESPACE, f"{slug}\x1ftyped\x1f{photo}"))


def save(settings: Settings, actor: Actor, survey: Survey, item: Item, holder: str, read: Board) -> list[Difference]:
    """Store what somebody read on the photo they have in hand; returns what a second reader changed.

    Raises what `entering.enter` does, and SurveyError where the board is not in hand any more; then nothing is stored.
    """
    require(actor, survey.slug, Role.STUDENT)
    if not any(text.strip() for text in read.answers.values()) and not any(read.choices.values()):
        raise UnusableEntry(NO_WORDS, field="answers")
    with opened(settings.database) as db:
        words = _expect_in_hand(db, actor, survey, item, holder)
    if item.purpose == "proof" and words and not item.unreadable and not differences(words, words_of(words, read)):
        _settle(settings, actor, survey.slug, item, holder, unreadable=False)
        return []
    entry = _entry(survey, item, words, read)
    enter(settings, actor, entry, lambda db: _write(db, actor, survey, item, holder, entry, read))
    with opened(settings.database) as db, transaction(db):
        typed.save_version(db, entry.id, item.purpose)
        typed.release(db, holder)
    if item.purpose == "proof":
        _let_go(settings, actor, survey.slug, entry.id)
    return differences(words, words_of(words, read)) if words and item.purpose == "proof" else []


def call_unreadable(settings: Settings, actor: Actor, survey: Survey, item: Item, holder: str) -> None:
    """Say of the board in hand that nothing can be read on it; of one read again, only where the first said so too.

    Raises SurveyError where it is not in hand any more.
    """
    require(actor, survey.slug, Role.STUDENT)
    if item.purpose == "proof" and not item.unreadable:
        raise SurveyError(N_("前の人が読んだことばがあります。ちがうところだけを直してください。"))
    with opened(settings.database) as db:
        _expect_in_hand(db, actor, survey, item, holder)
    _settle(settings, actor, survey.slug, item, holder, unreadable=True)


def _settle(settings: Settings, actor: Actor, slug: str, item: Item, holder: str, unreadable: bool) -> None:
    """Write what needs no new version of an interview."""
    with opened(settings.database) as db, transaction(db):
        _expect(db, actor, slug, item, holder)
        _note(db, actor, slug, item, item.id, unreadable)
        typed.release(db, holder)
    if item.purpose == "proof":
        _let_go(settings, actor, slug, item.id)


def _expect_in_hand(db: Database, actor: Actor, survey: Survey, item: Item, holder: str) -> Words | None:
    expect_typist(db, actor, survey.slug)
    with transaction(db):
        _expect(db, actor, survey.slug, item, holder)
        return typed.shown_words(db, survey.slug, item.id)


def _expect(db: Database, actor: Actor, slug: str, item: Item, holder: str) -> None:
    """Raise SurveyError unless a board still waits for this very step, by somebody who may do it.

    Who thought longer than a lease lasts goes on as long as nobody else has it. Call inside a transaction.
    """
    before = typed.typed(db, item.id)
    there = typed.shown_words(db, slug, item.id) or typed.waiting_photo(db, slug, item.id)
    waits = before is None if item.purpose == "type" else before is not None and before.proofed_at is None
    if not waits or not there:
        raise SurveyError(GONE)
    if before is not None and before.typed_by == actor.name:
        raise SurveyError(OWN)
    if typed.in_hand(db, holder, actor.name, item.purpose, slug) == item.id:
        return
    if not typed.hold(db, item.id, slug, item.purpose, actor.name, holder, LEASE):
        raise SurveyError(GONE)


def _write(db: Database, actor: Actor, survey: Survey, item: Item, holder: str, entry: Entry, read: Board) -> bool:
    """Write who typed it, and whose the photo is, in the transaction that stores the interview."""
    _expect(db, actor, survey.slug, item, holder)
    if item.photo is not None:
        kind = read.occasion.kind if read.occasion else "face"
        waiting.give_to_new(db, survey.slug, item.photo.number, entry.id, kind)
    _note(db, actor, survey.slug, item, entry.id, unreadable=False)
    return False


def _note(db: Database, actor: Actor, slug: str, item: Item, interview_id: str, unreadable: bool) -> None:
    if item.purpose == "type":
        typed.save_typed(db, interview_id, slug, actor.name, unreadable)
    else:
        typed.save_proofed(db, item.id, interview_id, actor.name, unreadable)
    act = "call unreadable" if unreadable else "type board" if item.purpose == "type" else "proof-read board"
    append_log(db, actor.name, act, slug, interview_id, purpose=item.purpose)


def _entry(survey: Survey, item: Item, words: Words | None, read: Board) -> Entry:
    """Return the interview with what was read; all else of it stays."""
    answers = {key: text for key, text in read.answers.items() if text.strip()}
    here = read.occasion or Occasion(None, "")
    if words is None:
        return Entry(
            survey.slug, new_id(survey.slug, item.id), answers, here.at, here.place, dict(read.said),
            dict(read.choices), here.interviewer, here.wave, read.board, read.age, read.relation, read.language,
            consents=here.consents, photos_follow=True,
        )  # fmt: skip
    return Entry(
        survey.slug, item.id, answers, words.at or here.at, words.place or here.place, dict(read.said),
        _choices(words, read), words.interviewer, words.wave, read.board, read.age, read.relation, read.language,
        words.group, words.consents, photos_follow=True, note=words.note,
    )  # fmt: skip


def _choices(words: Words, read: Board) -> dict[str, str]:
    kept = {key: value for key, value in words.choices.items() if key not in read.choices}
    return kept | {key: value for key, value in read.choices.items() if value}


def words_of(words: Words | None, read: Board) -> Words | None:
    """Return an interview as it would say what was read."""
    if words is None:
        return None
    answers = {key: text for key, text in read.answers.items() if text.strip()}
    return words._replace(
        answers=answers, said={key: read.said.get(key) for key in answers}, choices=_choices(words, read),
        board=read.board.strip(), age=read.age, relation=read.relation, language=read.language.strip(),
    )  # fmt: skip


def differences(before: Words | None, after: Words | None) -> list[Difference]:
    """Return where two versions of an interview say otherwise: texts, choices, and what a board tells of its person."""
    if before is None or after is None:
        return []
    found = []
    for one, other in ((before.answers, after.answers), (before.choices, after.choices)):
        for key in dict.fromkeys([*one, *other]):
            found.append(Difference(key, one.get(key, ""), other.get(key, "")))
    for key in dict.fromkeys([*before.said, *after.said]):
        found.append(Difference(f"said_{key}", before.said.get(key) or "", after.said.get(key) or ""))
    for name in ("board", "age", "relation", "language"):
        found.append(Difference(name, getattr(before, name), getattr(after, name)))
    return [one for one in found if one.before != one.after]


def corrections(settings: Settings, actor: Actor, slug: str) -> list[Correction]:
    """Return the boards that a second person corrected, the latest first. The organiser's read."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        return [
            Correction(one.item, one.typed_by, one.proofed_by, one.proofed_at or "", tuple(_of(db, one)))
            for one in typed.corrected(db, slug, MOST_SHOWN)
        ]


def _of(db: Database, one: typed.Typed) -> list[Difference]:
    before = typed.words(db, one.typed_version) if one.typed_version else None
    after = typed.words(db, one.proofed_version) if one.proofed_version else None
    return differences(before, after)


def _let_go(settings: Settings, actor: Actor, slug: str, interview_id: str) -> None:
    """Remove the photos of somebody who was asked on a phone and allowed none: they were kept for their words alone."""
    with opened(settings.database) as db:
        allowed = consents.current(db, slug, interview_id)
        if street.record(db, interview_id) is None or allowed is None or allowed.photo_committee != "no":
            return
        with transaction(db):
            unseen = consents.unseen_photos(db, [interview_id])
            waiting.forget(db, settings.photos_dir, unseen)
            if unseen:
                append_log(db, actor.name, "let photo go", slug, interview_id, photos=len(unseen))
    if unseen:
        cache.forget(settings, slug)
        vault.forget_photos(settings, unseen)


def keep_words(db: Database, entry: Entry) -> Entry:
    """Return what a phone sends of an interview whose words it left to its photo, with the words typed meanwhile."""
    stands = typed.shown_words(db, entry.survey, entry.id)
    if stands is None or any(text.strip() for text in entry.answers.values()):
        return entry
    return replace(entry, answers=stands.answers, said=stands.said, choices={**stands.choices, **entry.choices})
