"""公開前チェック: one person says whether a quote or photo may go out, and as which words; a second one confirms."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlite_utils import Database

from survey_loader.access import BUILT_IN, Actor, Audience, Role, require
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.sources.faces import Face, faces
from survey_loader.store import cache, erasing, outputs, public_checks, recalls
from survey_loader.store.connection import opened, transaction
from survey_loader.store.packing import unpack_morphemes
from survey_loader.store.photos import open_photo
from survey_loader.store.public_checks import Choice, Decision, Kind, Span, fingerprint
from survey_loader.store.surveys import append_log, known_survey, save_survey
from survey_loader.text.third_persons import Mark, marks

LONGEST_CHECKER = 40
State = Literal["open", "second", "released", "held"]
STATES: tuple[State, ...] = ("open", "second", "released", "held")
# Of a large survey as many wait on the screen at a time; the rest follow.
MOST_WAITING = 2_000
CHANGED = N_("ことばか判断が、いま変わりました。もう一度、見てください。")
NEED_NAME = N_("チェックする人のお名前を{most}文字までで入れてください。")
SAME_PERSON = N_("二人目は、はじめにチェックした人とは別の人が見てください。")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A quote or photo on its way out: its words as written ("" for a photo), what to look at, what was decided.

    `words_held`: of who is on the photo words are held back or blackened, and the board may have them.
    """

    kind: Kind
    id: str
    interview_id: str
    number: int
    text: str
    marks: tuple[Mark, ...]
    decision: Decision | None
    picture: str
    words_held: bool = False

    @property
    def content(self) -> str:
        """By what a decision knows that it was made for these words."""
        return fingerprint(self.text) if self.kind == "comment" else ""

    @property
    def public(self) -> str:
        """The words as they go out by what was decided."""
        if self.decision is None or self.decision.content != self.content:
            return self.text
        return public_checks.blackened(self.text, self.decision.blackened)


@dataclass(frozen=True, slots=True)
class Line:
    """All quotes or photos by state: how many, and those asked for."""

    counts: Mapping[State, int]
    waiting: tuple[Waiting, ...]


def line(settings: Settings, actor: Actor, slug: str, kind: Kind, state: State) -> Line:
    """Return the quotes or photos that people allow to be shown outside: how many in each state, and those in one.

    Those with marks come first, then the newest.
    """
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db:
        rows = _quotes(db, slug) if kind == "comment" else _photos(db, slug)
        found = public_checks.every(db, slug, kind)
        by_state: dict[State, list[Waiting]] = {one: [] for one in STATES}
        for row in rows:
            one = replace(row, decision=found.get(row.id))
            by_state[state_of(one)].append(one)
        chosen = by_state[state][:MOST_WAITING]
        if kind == "comment":
            morphemes = public_checks.morphemes(db, [one.number for one in chosen])
            chosen = [replace(one, marks=_marks(one.text, morphemes.get(one.number, ""))) for one in chosen]
    ordered = sorted(chosen, key=lambda one: not one.marks)
    return Line({name: len(listed) for name, listed in by_state.items()}, tuple(ordered))


def faces_in(settings: Settings, actor: Actor, slug: str, photo: str) -> tuple[Face, ...]:
    """Return where faces may be in a photo the committee may see; raises NotAllowed for another one."""
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db:
        path = open_photo(db, settings.photos_dir, photo, Audience.COMMITTEE, within=[slug])
    return faces(path)


def state_of(one: Waiting) -> State:
    """Return how far a quote or photo is; words that changed since are looked at anew, unless they were held back."""
    decision = one.decision
    if decision is None or decision.content == public_checks.AGAIN:
        return "open"
    if decision.decision == "hold":
        return "held"
    if decision.content != one.content:
        return "open"
    return "released" if decision.confirmed_by else "second"


def _quotes(db: Database, slug: str) -> list[Waiting]:
    return [
        Waiting("comment", identity, person, number, text, (), None, "")
        for number, identity, person, text in public_checks.quotable(db, slug)
    ]


def _photos(db: Database, slug: str) -> list[Waiting]:
    held = public_checks.with_held_words(db, slug)
    return [
        Waiting("photo", photo, person, number, "", (), None, kind, person in held)
        for number, photo, person, kind in outputs.public_photos(db, slug)
    ]


def _marks(text: str, packed: str) -> tuple[Mark, ...]:
    return marks(text, unpack_morphemes(packed))


def blackened(text: str, spans: Sequence[Span]) -> str:
    """Return the words as they go out with these parts blackened."""
    return public_checks.blackened(text, spans)


def decide(
    settings: Settings,
    actor: Actor,
    slug: str,
    kind: Kind,
    contents: Mapping[str, str],
    choice: Choice,
    checker: str,
    spans: Sequence[Span] = (),
) -> None:
    """Write down that quotes or photos may go out (`release`, with `spans` blackened) or may not (`hold`).

    `contents` are {id: `Waiting.content`} as the person saw them; `spans` are of one quote. What is held back stays
    in from this moment; what left with it before is listed to be called back. `checker` is who looked, where the
    computer has no accounts. Raises SurveyError where the words are others by now, or for a part outside them.
    """
    require(actor, slug, Role.MEMBER)
    person = _person(actor, checker)
    with opened(settings.database) as db, transaction(db):
        known = _known(db, slug, kind, contents)
        if any(one.content != contents[one.id] for one in known) or len(known) < len(contents):
            raise SurveyError(CHANGED)
        for one in known:
            if any(not 0 <= start < end <= len(one.text) for start, end in spans):
                raise SurveyError(N_("伏せるところが、ことばの外にあります。選びなおしてください。"))
            public_checks.save(db, slug, kind, (one.id, one.interview_id), one.content, choice, spans, person)
            left = recalls.held(db, kind, one.id) if choice == "hold" or spans else []
            if left or choice == "hold" or spans:
                left = sorted({*left, *recalls.boards(db, one.interview_id)})
                erasing.bump(db, [slug])
            append_log(
                db, actor.name, "check for public", slug, one.id,
                kind=kind, choice=choice, blackened=len(spans), checker=person, outputs=len(left),
            )  # fmt: skip
    if choice == "hold" or spans:
        cache.forget(settings, slug)


def confirm(settings: Settings, actor: Actor, slug: str, kind: Kind, contents: Mapping[str, str], checker: str) -> None:
    """Write down that a second person agrees: from now on it goes out.

    Raises SurveyError where it is the first one again, or where words or decision are others by now.
    """
    require(actor, slug, Role.MEMBER)
    person = _person(actor, checker)
    with opened(settings.database) as db, transaction(db):
        found = public_checks.decisions(db, slug, kind, list(contents))
        for one in (replace(one, decision=found.get(one.id)) for one in _known(db, slug, kind, contents)):
            if one.decision is None or state_of(one) != "second" or one.content != contents[one.id]:
                raise SurveyError(CHANGED)
            if same_person(one.decision.actor, person):
                raise SurveyError(SAME_PERSON)
            public_checks.confirm(db, slug, kind, one.id, person)
            append_log(db, actor.name, "confirm for public", slug, one.id, kind=kind, checker=person)


def take_back(settings: Settings, actor: Actor, slug: str, kind: Kind, record: str) -> None:
    """Put a quote or photo back to those to be looked at; what was held back or blackened stays so until then."""
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db, transaction(db):
        if not public_checks.decisions(db, slug, kind, [record]):
            raise SurveyError(CHANGED)
        public_checks.again(db, slug, kind, record)
        erasing.bump(db, [slug])
        append_log(db, actor.name, "check again for public", slug, record, kind=kind)
    cache.forget(settings, slug)


def ask(settings: Settings, actor: Actor, slug: str, check: bool) -> Survey:
    """Say whether a survey lets nothing out that two people have not released. The organiser's act."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        before = known_survey(db, slug)
        after = replace(before, public_check=check)
        if after != before:
            save_survey(db, after)
            append_log(db, actor.name, "describe survey", slug, slug, fields=["public_check"])
    cache.forget(settings, slug)
    return after


def _known(db: Database, slug: str, kind: Kind, ids: Mapping[str, str]) -> list[Waiting]:
    rows = _quotes(db, slug) if kind == "comment" else _photos(db, slug)
    return [one for one in rows if one.id in ids]


def _person(actor: Actor, checker: str) -> str:
    """Return who looks: whoever is signed in; on a computer without accounts the name that was typed."""
    if actor.name not in BUILT_IN:
        return actor.name
    told = " ".join(checker.split())
    if not 0 < len(told) <= LONGEST_CHECKER:
        raise SurveyError(NEED_NAME, most=LONGEST_CHECKER)
    return told


def same_person(one: str, other: str) -> bool:
    """Whether two names are one, however they are spaced or written in width and case."""

    def plain(name: str) -> str:
        return "".join(unicodedata.normalize("NFKC", name).casefold().split())

    return plain(one) == plain(other)
