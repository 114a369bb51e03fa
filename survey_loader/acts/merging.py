"""Setting interviews aside with a reason, bringing them back, and making one of two that are the same person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlite_utils import Database

from survey_loader.access import Actor, Role, require
from survey_loader.acts import consents as changing
from survey_loader.acts.coding import standing
from survey_loader.acts.consents import PHOTO_STEPS
from survey_loader.acts.correcting import FIELDS, correct, entry_of, mark
from survey_loader.acts.entering import Entry
from survey_loader.acts.reviewing import CHANGED, GONE
from survey_loader.errors import SurveyError, UnusableEntry
from survey_loader.language import N_
from survey_loader.models import Consents, PhotoConsent
from survey_loader.settings import Settings
from survey_loader.store import aside, cache, consents, history, recalls, versions, writes
from survey_loader.store.aside import Aside
from survey_loader.store.connection import opened, transaction
from survey_loader.store.history import Version
from survey_loader.store.photos import attached_files
from survey_loader.store.reviews import Waiting
from survey_loader.store.surveys import append_log, known_survey, now

# Why somebody sets an interview aside; kept as the key, and in the log in words.
REASONS: Mapping[str, str] = {
    "joke": N_("いたずら・質問と関係のない内容"),
    "trial": N_("試しに入れたもの"),
    "no consent": N_("使ってよいと言われていない"),
    "illegible": N_("読み取れない"),
    "twice": N_("同じ人が二度入っている"),
    "other": N_("ほかの理由"),
}
MERGED = "twice"
LONGEST_WORDS = 200


def set_aside(settings: Settings, actor: Actor, slug: str, one: Waiting, reason: str, words: str = "") -> None:
    """Take an interview out of every reading; it stays stored, and `bring_back` shows it again. The organiser's act.

    `reason` is a key of REASONS; `words` of one's own stay with the interview and do not go into the log.
    Raises SurveyError where it was changed or set aside meanwhile.
    """
    require(actor, slug, Role.ORGANISER)
    if reason not in REASONS:
        raise UnusableEntry(N_("理由を選んでください。"), field="reason")
    if len(words) > LONGEST_WORDS:
        raise UnusableEntry(N_("長すぎます。{limit}文字までにしてください。"), field="words", limit=LONGEST_WORDS)
    with opened(settings.database) as db, transaction(db):
        _expect(db, slug, one)
        aside.put(db, slug, Aside(one.id, reason, words.strip(), "", actor.name, now()))
        recalls.narrowed(db, [one.id])
        append_log(db, actor.name, "set aside", slug, one.id, reason=REASONS[reason])
    cache.forget(settings, slug)


def bring_back(settings: Settings, actor: Actor, slug: str, interview_id: str) -> None:
    """Show an interview again that was set aside. The organiser's act.

    What a merged one gave to the other: its photos come back with it, its words stay there too, where an earlier
    version can be returned to. Raises SurveyError where it is not set aside.
    """
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        if aside.of(db, interview_id) is None or consents.current(db, slug, interview_id) is None:
            raise SurveyError(N_("この聞き取りは、もう戻してあります。"))
        aside.take_back(db, slug, interview_id)
        append_log(db, actor.name, "bring back", slug, interview_id)
    cache.forget(settings, slug)


def merge(settings: Settings, actor: Actor, slug: str, stays: Waiting, goes: Waiting) -> None:
    """Make one interview of two of the same person. The organiser's act.

    `stays` gets the answers, facts and photos of the other that it lacks, and allows what both allow, unless its person
    decided later; the other is set aside. Raises SurveyError where one was changed or set aside meanwhile.
    """
    require(actor, slug, Role.ORGANISER)
    if stays.id == goes.id:
        raise SurveyError(GONE, id=goes.id)
    with opened(settings.database) as db:
        _expect(db, slug, stays)
        _expect(db, slug, goes)
        kept, other = history.versions(db, stays.id)[0], history.versions(db, goes.id)[0]
        asked = consents.changed(db, goes.id)
    least = strictest(kept.consents, other.consents)
    _fill(settings, actor, stays, kept, other, least)
    if asked:
        changing.change(settings, actor, slug, stays.id, least)
    _join(settings, actor, slug, stays.id, goes)
    cache.forget(settings, slug)


def strictest(one: Consents, other: Consents) -> Consents:
    """Return what both of two consents allow."""
    return Consents(
        quote=one.quote and other.quote,
        photo_committee=_less(one.photo_committee, other.photo_committee),
        photo_hall=_less(one.photo_hall, other.photo_hall),
        photo_web=_less(one.photo_web, other.photo_web),
        basis=one.basis if one.basis == other.basis else "",
    )


def _less(one: PhotoConsent, other: PhotoConsent) -> PhotoConsent:
    return PHOTO_STEPS[min(PHOTO_STEPS.index(one), PHOTO_STEPS.index(other))]


def filled(entry: Entry, other: Entry) -> Entry:
    """Return an interview with what only the other of the two has."""
    lacking = {
        name: getattr(other, name)
        for name in FIELDS
        if getattr(entry, name) in {"", "unknown"} and getattr(other, name) not in {"", "unknown"}
    }
    answers = {**other.answers, **entry.answers}
    said = {key: whom for key, whom in other.said.items() if key not in entry.answers} | dict(entry.said)
    return replace(entry, answers=answers, said=said, choices={**other.choices, **entry.choices}, **lacking)


def _fill(settings: Settings, actor: Actor, stays: Waiting, kept: Version, other: Version, allowed: Consents) -> None:
    entry = entry_of(kept, stays.id)
    whole = filled(entry, entry_of(other, stays.id))
    if whole == entry and allowed == entry.consents:
        mark(settings, actor, kept.survey, stays)
    else:
        correct(settings, actor, whole, stays.content, allowed)


def _join(settings: Settings, actor: Actor, slug: str, stays: str, goes: Waiting) -> None:
    """Give the photos of one to the other, and set it aside."""
    with opened(settings.database) as db:
        codebook, _ = standing(settings, db, actor, known_survey(db, slug))
        with transaction(db):
            _expect(db, slug, goes)
            there = attached_files(db, stays)
            new = [shot.number for shot in aside.shots(db, goes.id) if (shot.received_sha256, shot.kind) not in there]
            number = None
            if new:
                batch = writes.open_batch(db, slug, "entry", actor.name, writes.NO_TOKENIZER, codebook)
                aside.join_shots(db, batch.number, stays, new)
                writes.publish(db, batch, {"interviews": 0, "comments": 0, "photos": len(new)}, {})
                number = batch.number
            aside.put(db, slug, Aside(goes.id, MERGED, "", stays, actor.name, now(), number))
            recalls.narrowed(db, [goes.id])
            append_log(db, actor.name, "merge", slug, stays, other=goes.id, photos=len(new))
            append_log(db, actor.name, "set aside", slug, goes.id, reason=REASONS[MERGED])


def _expect(db: Database, slug: str, one: Waiting) -> None:
    if versions.shown_contents(db, slug, [one.id]).get(one.id) != one.content:
        raise SurveyError(CHANGED)
