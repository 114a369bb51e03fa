"""Checking what was typed in: what waits, one interview with all that helps to judge it, and who checked it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from survey_loader.access import Actor, Role, require
from survey_loader.acts.joining import waiting_photos
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store import aside, history, reviews, stops, street, versions
from survey_loader.store.aside import Aside
from survey_loader.store.connection import opened, transaction
from survey_loader.store.history import Version
from survey_loader.store.log import Line
from survey_loader.store.reviews import Chosen, Picture, State, Waiting
from survey_loader.store.street import Record
from survey_loader.store.surveys import append_log, now

__all__ = ["Chosen", "State", "Waiting"]

# An afternoon of three groups; who has more narrows by day or place.
MOST_QUEUED = 1_000
CHANGED = N_("この聞き取りは、そのあいだに直されたか、外されました。いまの内容を出しました。もう一度見てください。")
GONE = N_("聞き取り「{id}」は見つかりません。")


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits in a state, at most MOST_QUEUED, how many there are in all, and which of them may be there twice."""

    interviews: tuple[Waiting, ...]
    count: int
    twins: frozenset[str]


@dataclass(frozen=True, slots=True)
class Looked:
    """One interview as it is judged: its versions (the one in force first), photos, how a phone's owner was asked, who
    may be the same person, what was done to it (the newest first), who checked it, whether its person asks to stop."""

    interview_id: str
    versions: tuple[Version, ...]
    pictures: tuple[Picture, ...]
    told: Record | None
    twins: tuple[str, ...]
    lines: tuple[Line, ...]
    checked_by: tuple[str, str] | None
    aside: Aside | None
    asks_to_stop: bool

    @property
    def now(self) -> Version:
        """What it says now."""
        return self.versions[0]

    @property
    def waiting(self) -> Waiting:
        """The interview and the hash of what it says now."""
        return Waiting(self.interview_id, self.now.content)


def queue(settings: Settings, actor: Actor, slug: str, state: State, chosen: Chosen | None = None) -> Queue:
    """Return the interviews of a state that pass. The organiser's read."""
    require(actor, slug, Role.ORGANISER)
    wanted = chosen or Chosen()
    with opened(settings.database) as db:
        found = reviews.queue(db, slug, state, wanted, MOST_QUEUED)
        doubled = reviews.twins(db, slug, [one.id for one in found]) if state == "unchecked" else {}
        count = len(found) if len(found) < MOST_QUEUED else reviews.count(db, slug, state, wanted)
    return Queue(tuple(found), count, frozenset(doubled))


def count(settings: Settings, actor: Actor, slug: str, state: State = "unchecked") -> int:
    """Return how many interviews of a survey are in a state; a quick read of the organiser."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        return reviews.count(db, slug, state, Chosen())


def offered(settings: Settings, actor: Actor, slug: str, state: State) -> Sequence[Chosen]:
    """Return every day, asker and place that occur together in a state. The organiser's read."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        return reviews.offered(db, slug, state)


def look(settings: Settings, actor: Actor, slug: str, interview_id: str) -> Looked:
    """Return one interview of a survey to be judged. The organiser's read. Raises SurveyError for an unknown id."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        found = history.versions(db, interview_id)
        if not found or found[0].survey != slug:
            raise SurveyError(GONE, id=interview_id)
        return Looked(
            interview_id,
            tuple(found),
            tuple(reviews.pictures(db, interview_id)),
            street.record(db, interview_id),
            tuple(reviews.twins(db, slug, [interview_id]).get(interview_id, ())),
            tuple(history.lines(db, interview_id)),
            reviews.checked_by(db, Waiting(interview_id, found[0].content)),
            aside.of(db, interview_id),
            interview_id in stops.interviews(db, slug),
        )


def check(settings: Settings, actor: Actor, slug: str, interviews: Sequence[Waiting]) -> int:
    """Write down that what these interviews say is as it should be; returns how many. The organiser's act.

    All or none: raises SurveyError where one says something else meanwhile.
    """
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        wanted = list(interviews)
        _expect(versions.shown_contents(db, slug, [one.id for one in wanted]), wanted)
        reviews.check(db, wanted, actor.name, now())
        for one in wanted:
            append_log(db, actor.name, "check interview", slug, one.id)
    return len(wanted)


def uncheck(settings: Settings, actor: Actor, slug: str, one: Waiting) -> None:
    """Take back that somebody checked this. The organiser's act; nothing happens where nobody had."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        if one.id in versions.shown_contents(db, slug, [one.id]) and reviews.uncheck(db, one):
            append_log(db, actor.name, "uncheck interview", slug, one.id)


def _expect(known: dict[str, str], wanted: Sequence[Waiting]) -> None:
    if any(known.get(one.id) != one.content for one in wanted):
        raise SurveyError(CHANGED)


def near_photos(settings: Settings, actor: Actor, survey: Survey, at: datetime | None, limit: int) -> pd.DataFrame:
    """Return photos that wait for their person, those taken nearest to `at` first: columns of waiting.PHOTO_COLUMNS."""
    require(actor, survey.slug, Role.ORGANISER)
    frame = waiting_photos(settings, survey)
    if at is None or frame.empty:
        return frame.head(limit)
    far = datetime.max.replace(tzinfo=UTC)
    distances = [abs((taken or far) - at) for taken in frame["taken_at"]]
    order = sorted(range(len(frame)), key=distances.__getitem__)
    return frame.iloc[order[:limit]]
