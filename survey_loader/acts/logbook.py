"""The log as organisers read it: filtered, page by page, and as a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from survey_loader.access import EVERY_SURVEY, Actor, Role, invited, require
from survey_loader.acts.log_words import act_label, actor_label, as_kept
from survey_loader.language import Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.sheets import csv_text
from survey_loader.store import accounts, invitations, log
from survey_loader.store.connection import opened
from survey_loader.store.log import Line

PAGE_LINES = 50


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which lines somebody asks for; "" and None are any. Days are local to the survey, both included."""

    actor: str = ""
    act: str = ""
    first: date | None = None
    last: date | None = None


def page(settings: Settings, actor: Actor, survey: Survey, chosen: LogFilter, number: int = 1) -> list[Line]:
    """Return one page of PAGE_LINES lines, the newest first; `number` begins at 1. The organiser's read."""
    wanted = _wanted(actor, survey, chosen)
    with opened(settings.database) as db:
        return list(log.lines(db, wanted, PAGE_LINES, (number - 1) * PAGE_LINES))


def pages(settings: Settings, actor: Actor, survey: Survey, chosen: LogFilter) -> tuple[int, int]:
    """Return how many lines there are and how many pages they fill, at least one."""
    wanted = _wanted(actor, survey, chosen)
    with opened(settings.database) as db:
        lines = log.count(db, wanted)
    return lines, max(1, -(-lines // PAGE_LINES))


def people_and_acts(settings: Settings, actor: Actor, survey: Survey) -> tuple[list[str], list[str]]:
    """Return who has done something in a survey, and which acts, as the log names them."""
    with opened(settings.database) as db:
        return log.met(db, _wanted(actor, survey, LogFilter()))


def called(settings: Settings, actor: Actor, survey: Survey) -> dict[str, str]:
    """Return {account: the name its owner goes by}, for the screen; the log itself holds accounts alone.

    Invitations go by whom they are for. Members check and freeze together, so they see who did.
    """
    require(actor, survey.slug, Role.MEMBER)
    with opened(settings.database) as db:
        people = {one.name: one.shown for one in accounts.accounts(db)}
        phones = {invited(number, "").name: label for number, label in invitations.labels(db, survey.slug).items()}
    return people | phones


def sheet(settings: Settings, actor: Actor, survey: Survey, chosen: LogFilter, say: Say) -> bytes:
    """Return the lines as an Excel-safe CSV (BOM, formulas defused), the newest first."""
    header = [say("番号"), say("日時"), say("だれが"), say("何を"), say("どの記録"), say("くわしく")]
    wanted = _wanted(actor, survey, chosen)
    with opened(settings.database) as db:
        rows = _rows(log.lines(db, wanted), survey, say)
        return csv_text(header, rows).encode("utf-8")


def _rows(lines: Iterator[Line], survey: Survey, say: Say) -> Iterator[list[object]]:
    for line in lines:
        moment = local(line, survey).isoformat(sep=" ", timespec="seconds")
        who, what = actor_label(line.actor, say), act_label(line.act, say)
        yield [line.number, moment, who, what, line.record, as_kept(line.details)]


def local(line: Line, survey: Survey) -> datetime:
    """Return when it was, in the survey's zone."""
    return datetime.fromisoformat(line.at).astimezone(survey.zone)


def _wanted(actor: Actor, survey: Survey, chosen: LogFilter) -> log.Wanted:
    """Return the lines this actor may read among those chosen.

    What belongs to no survey (accounts, learning) is for those who answer for every one.
    """
    require(actor, survey.slug, Role.ORGANISER)
    return log.Wanted(
        survey.slug,
        actor.may(EVERY_SURVEY, Role.ORGANISER),
        chosen.actor,
        chosen.act,
        _moment(chosen.first, survey),
        _moment(chosen.last + timedelta(days=1) if chosen.last else None, survey),
    )


def _moment(day: date | None, survey: Survey) -> str:
    if day is None:
        return ""
    return datetime.combine(day, time(), survey.zone).astimezone(UTC).isoformat(timespec="milliseconds")
