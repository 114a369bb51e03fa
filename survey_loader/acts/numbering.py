"""Numbers for slips: which comes next, so that no two people of a survey have the same one."""

from __future__ import annotations

from survey_loader import board_numbers
from survey_loader.access import Actor, Role, require
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.settings import Settings
from survey_loader.store import boards
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import append_log, known_survey

# What is cut out and handed over in a few afternoons; more pages are made by printing again.
MOST_AT_ONCE = 1_000
BEYOND = N_("番号は1から{last}までです。はじめの番号か枚数を小さくしてください。")


def next_number(settings: Settings, actor: Actor, slug: str) -> int:
    """Return the number after all that were printed or used in a survey; 1 again when all are used up.

    The organiser's read.
    """
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        last = max([boards.last_printed(db, slug), *boards.numbers(db, slug)])
    return last + 1 if last < board_numbers.LAST else 1


def numbers(first: int, count: int) -> range:
    """Return the numbers of slips. Raises SurveyError for none, too many at once, or beyond the last there is."""
    if not 1 <= count <= MOST_AT_ONCE:
        raise SurveyError(N_("枚数は1から{most}までにしてください。"), most=MOST_AT_ONCE)
    if first < 1 or first + count - 1 > board_numbers.LAST:
        raise SurveyError(BEYOND, last=board_numbers.LAST)
    return range(first, first + count)


def printed(settings: Settings, actor: Actor, slug: str, first: int, count: int) -> range:
    """Remember that slips with these numbers were made, and return the numbers; the organiser's act.

    Raises what `numbers` does.
    """
    require(actor, slug, Role.ORGANISER)
    made = numbers(first, count)
    with opened(settings.database) as db, transaction(db):
        known_survey(db, slug)
        append_log(db, actor.name, boards.PRINTED, slug, first=made.start, last=made.stop - 1)
    return made
