"""Requests to stop: a respondent asks by the number on the slip, organisers see it, do it and close it.

Nothing is erased by asking: a number can be guessed, so a person looks which interview it is. Whoever asks is told
the same whether there is such an interview or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from sqlite_utils import Database

from survey_loader import board_numbers, consent_words
from survey_loader.access import RESPONDENT, Actor, Role, require
from survey_loader.acts import erasing, inviting
from survey_loader.acts.retention import today
from survey_loader.errors import SurveyError, UnusableEntry
from survey_loader.language import N_
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.store import boards, holdings, stops
from survey_loader.store.connection import opened, transaction
from survey_loader.store.holdings import FoundInterview
from survey_loader.store.surveys import append_log, now, surveys
from survey_loader.store.surveys import survey as survey_of

# Where respondents ask; what follows # names survey and number, and stays out of every log.
PATH = f"{inviting.PATH}/stop"
DAYS = consent_words.DAYS
# As many closed ones as a screen shows.
MOST_SHOWN = 50
# How a request was done with; "erased" is also what an erasure itself writes (acts/erasing.py).
Outcome = Literal["erased", "none", "other"]
OUTCOMES: dict[Outcome, str] = {
    "erased": erasing.STOPPED,
    "none": N_("この番号の聞き取りはなかった"),
    "other": N_("本人と話して、ほかの形で済んだ"),
}
UNREADABLE = N_("番号は、数字4つと、最後の文字1つです（例：{example}）。紙の番号と見くらべてください。")
WRONG_LETTER = N_("番号のどこかが違うようです。最後の文字まで、紙の番号と見くらべてください（例：{example}）。")
EXAMPLE = 123


@dataclass(frozen=True, slots=True)
class Request:
    """An open request; `board` as printed, days in the survey's zone.

    `interviews` have this number: none where nothing came (yet), several where numbers were used twice. `certain` is
    False where nobody could tell which survey it is.
    """

    number: int
    board: str
    asked: date
    due: date
    overdue: bool
    certain: bool
    interviews: tuple[FoundInterview, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """A closed request: when it was asked and closed (days in the survey's zone), by whom, and how."""

    number: int
    asked: date
    closed: date
    closed_by: str
    outcome: str


def link(address: str, slug: str, number: int) -> str:
    """Return what the QR code of a slip opens."""
    return f"{address.rstrip('/')}{PATH}#{slug}.{board_numbers.written(number)}"


def ask(settings: Settings, slug: str, typed: str) -> None:
    """Write a respondent's request down; anybody may, so it tells nothing and erases nothing.

    Raises UnusableEntry for what is no number, or one with a wrong letter.
    """
    example = shown_example()
    found = board_numbers.read(typed)
    if found is None or not found[1]:
        raise UnusableEntry(UNREADABLE, field="number", example=example)
    if not board_numbers.sound(typed):
        raise UnusableEntry(WRONG_LETTER, field="number", example=example)
    with opened(settings.database) as db, transaction(db):
        concerned = _concerned(db, slug)
        new = stops.add(db, concerned, found[0], now())
        if new is not None:
            append_log(db, RESPONDENT.name, "ask to stop", concerned or "", stops.record(new))


def shown_example() -> str:
    """Return how a number looks."""
    return board_numbers.spelled(EXAMPLE)


def _concerned(db: Database, slug: str) -> str | None:
    """Return the survey a slip names; with none named, or one nobody knows, the only one there is, else None."""
    if survey_of(db, slug) is not None:
        return slug
    found = surveys(db)
    real = [survey for survey in found if not survey.sample] or list(found)
    return real[0].slug if len(real) == 1 else None


def waiting(settings: Settings, actor: Actor, survey: Survey) -> tuple[int, int]:
    """Return (open requests, those of them that are overdue); a quick read of the organiser."""
    require(actor, survey.slug, Role.ORGANISER)
    with opened(settings.database) as db:
        asked = [_day(at, survey) for at in stops.open_moments(db, survey.slug)]
    return len(asked), sum(_is_overdue(day, survey) for day in asked)


def open_requests(settings: Settings, actor: Actor, survey: Survey) -> list[Request]:
    """Return the open requests of a survey, the oldest first. The organiser's read."""
    require(actor, survey.slug, Role.ORGANISER)
    with opened(settings.database) as db:
        asked = stops.open_requests(db, survey.slug)
        known = boards.numbers(db, survey.slug) if asked else {}
        return [_request(db, one, known.get(one.board or 0, ()), survey) for one in asked]


def _request(db: Database, asked: stops.Asked, written: Sequence[str], survey: Survey) -> Request:
    day = _day(asked.at, survey)
    found = holdings.found_by_boards(db, survey.slug, list(written)) if written else []
    return Request(
        asked.number, board_numbers.spelled(asked.board or 0), day, day + timedelta(days=DAYS),
        _is_overdue(day, survey), asked.survey is not None, tuple(found),
    )  # fmt: skip


def settled(settings: Settings, actor: Actor, survey: Survey) -> list[Settled]:
    """Return the closed requests, the latest first, at most MOST_SHOWN. The organiser's read."""
    require(actor, survey.slug, Role.ORGANISER)
    with opened(settings.database) as db:
        return [
            Settled(one.number, _day(one.at, survey), _day(one.closed_at or one.at, survey), one.closed_by, one.outcome)
            for one in stops.closed(db, survey.slug, MOST_SHOWN)
        ]


def settle(settings: Settings, actor: Actor, slug: str, number: int, outcome: Outcome) -> None:
    """Close a request and forget its board number; the organiser's act.

    Raises SurveyError for one that is closed already, and for "erased" while interviews with its number are there.
    """
    require(actor, slug, Role.ORGANISER)
    if outcome not in get_args(Outcome):
        raise SurveyError(N_("どうなったかを選んでください。"))
    with opened(settings.database) as db, transaction(db):
        board = next((one.board for one in stops.open_requests(db, slug) if one.number == number), None)
        if outcome == "erased" and board in boards.numbers(db, slug):
            raise SurveyError(N_("この番号の聞き取りが、まだあります。開いて消すと、求めはひとりでに閉じます。"))
        if not stops.close(db, slug, number, actor.name, now(), outcome):
            raise SurveyError(N_("この求めは、もう閉じられています。"))
        append_log(db, actor.name, "settle stop", slug, stops.record(number), outcome=OUTCOMES[outcome])


def _day(moment: str, survey: Survey) -> date:
    return datetime.fromisoformat(moment).astimezone(survey.zone).date()


def _is_overdue(asked: date, survey: Survey) -> bool:
    return today(survey) > asked + timedelta(days=DAYS)
