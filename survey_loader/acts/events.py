"""Writing down what happened in the town: adding, changing and removing the events beside a survey's trends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlite_utils import Database

from survey_loader.access import Actor, Role, require
from survey_loader.errors import UnusableEvent
from survey_loader.language import N_
from survey_loader.models import TownEvent
from survey_loader.settings import Settings
from survey_loader.store import events as table
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import UNKNOWN_SURVEY, append_log, survey

# A longer name cannot stand beside its mark in a picture.
LONGEST_NAME = 30
# More cannot be told apart in one picture.
MOST_EVENTS = 50
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
GONE = N_("このできごとは、ほかの人がもう消しています。画面を開き直してください。")


def listed(settings: Settings, slug: str) -> tuple[TownEvent, ...]:
    """Return the events of a survey in the order of their first day."""
    with opened(settings.database) as db:
        return table.events(db, slug)


def add(settings: Settings, actor: Actor, slug: str, name: str, starts: date | None, ends: date | None = None) -> int:
    """Write down an event and return its number; raises UnusableEvent with what to mend."""
    require(actor, slug, Role.ORGANISER)
    event = checked(name, starts, ends)
    with opened(settings.database) as db, transaction(db):
        known = _known(db, slug)
        if len(known) >= MOST_EVENTS:
            raise UnusableEvent(
                N_("できごとは{limit}件までです。古いものを消してから加えてください。"), limit=MOST_EVENTS
            )
        _expect_new(event, known)
        number = table.add(db, slug, event, actor.name)
        append_log(db, actor.name, "add event", slug, str(number))
    return number


def change(
    settings: Settings, actor: Actor, slug: str, number: int, name: str, starts: date | None, ends: date | None = None
) -> None:
    """Write an event anew; raises UnusableEvent with what to mend, also where it is gone."""
    require(actor, slug, Role.ORGANISER)
    event = replace(checked(name, starts, ends), number=number)
    with opened(settings.database) as db, transaction(db):
        _expect_new(event, _known(db, slug))
        if not table.change(db, slug, event, actor.name):
            raise UnusableEvent(GONE)
        append_log(db, actor.name, "change event", slug, str(number))


def remove(settings: Settings, actor: Actor, slug: str, number: int) -> None:
    """Remove an event; one that is gone already stays gone."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        if table.remove(db, slug, number):
            append_log(db, actor.name, "remove event", slug, str(number))


def checked(name: str, starts: date | None, ends: date | None) -> TownEvent:
    """Return the event these fields mean, or raise UnusableEvent."""
    # Line ends would break the picture, and nobody sees them in a field of one line.
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    if not plain:
        raise UnusableEvent(N_("できごとの名前を入れてください。"))
    if len(plain) > LONGEST_NAME:
        raise UnusableEvent(
            N_("名前は{limit}文字までにしてください（いま{n}文字です）。"), limit=LONGEST_NAME, n=len(plain)
        )
    if starts is None:
        raise UnusableEvent(N_("始まりの日を入れてください。"))
    if ends is not None and ends < starts:
        raise UnusableEvent(N_("終わりの日が、始まりの日より前になっています。日付を確かめてください。"))
    if not all(EARLIEST_YEAR <= day.year <= LATEST_YEAR for day in (starts, ends or starts)):
        raise UnusableEvent(
            N_("日付の年は{first}年から{last}年までにしてください。"), first=EARLIEST_YEAR, last=LATEST_YEAR
        )
    # An end on the first day is an event of one day.
    return TownEvent(plain, starts, None if ends == starts else ends)


def _known(db: Database, slug: str) -> tuple[TownEvent, ...]:
    if survey(db, slug) is None:
        raise UnusableEvent(UNKNOWN_SURVEY, slug=slug)
    return table.events(db, slug)


def _expect_new(event: TownEvent, known: tuple[TownEvent, ...]) -> None:
    """Raise where another event has the same name and days: a second press is not a second festival."""
    if any(replace(other, number=event.number) == event for other in known if other.number != event.number):
        raise UnusableEvent(N_("同じ名前・同じ日のできごとが、もうあります。"))
