"""発表リスト: what somebody puts together for the stage; kept as what to make it from, so that it follows the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from survey_loader.access import Actor, Audience, Role, require
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.settings import Settings
from survey_loader.store import outputs, reads, trays
from survey_loader.store.connection import opened, transaction
from survey_loader.store.photos import photos_among
from survey_loader.store.surveys import append_log, known_survey
from survey_loader.store.trays import Kind, Tray, TrayItem

LONGEST_NAME, LONGEST_TITLE, LONGEST_NOTE = 60, 120, 1_000
# More than anybody shows in one evening.
MOST_ITEMS = 200
GONE = N_("この発表リストは見つかりません。消されたか、リンクが途中で切れているかもしれません。")
NOT_ON_IT = N_("これは、もうリストにありません。画面を開き直してください。")


def trays_of(settings: Settings, actor: Actor, slug: str) -> list[Tray]:
    """Return the lists of a survey, the one touched last first; every member reads and edits all of them."""
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db:
        return trays.trays(db, slug)


def look(settings: Settings, actor: Actor, slug: str, tray: str) -> tuple[Tray, list[TrayItem]]:
    """Return a list of the survey and what is on it, in its order. Raises SurveyError where there is none."""
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db:
        return _known(db, slug, tray), trays.items(db, tray)


def survey_of(settings: Settings, tray: str) -> str:
    """Return the survey of a list, "" where there is none: a link names the list alone."""
    with opened(settings.database) as db:
        found = trays.tray(db, tray)
    return found.survey if found else ""


def begin(settings: Settings, actor: Actor, slug: str, name: str) -> str:
    """Begin a new list and return its id. Raises SurveyError without a name, or where it is too long."""
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db, transaction(db):
        known_survey(db, slug)
        tray = trays.add_tray(db, slug, _name(name), actor.name)
        append_log(db, actor.name, "begin list", slug, tray)
    return tray


def rename(settings: Settings, actor: Actor, slug: str, tray: str, name: str) -> None:
    """Call a list another name. Raises as `begin` does."""
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db, transaction(db):
        _known(db, slug, tray)
        trays.rename(db, tray, _name(name))
        append_log(db, actor.name, "change list", slug, tray)


def _name(name: str) -> str:
    told = " ".join(name.split())
    if not 0 < len(told) <= LONGEST_NAME:
        raise SurveyError(N_("発表リストの名前を{most}文字までで入れてください。"), most=LONGEST_NAME)
    return told


def remove(settings: Settings, actor: Actor, slug: str, tray: str) -> None:
    """Remove a list; what was on it stays where it is."""
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db, transaction(db):
        _known(db, slug, tray)
        trays.remove_tray(db, tray)
        append_log(db, actor.name, "remove list", slug, tray)


def put(
    settings: Settings,
    actor: Actor,
    slug: str,
    tray: str,
    kind: Kind,
    key: str,
    wanted: Mapping[str, Any] | None = None,
) -> bool:
    """Put a chart, theme, comment or photo on a list; False where it is on it already.

    `key` is a chart's or theme's key, the id of a comment or photo; `wanted` are the parameters it is made from (a
    chart's question, step and filters). Raises SurveyError for something that is not there, or where the list is full.
    """
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db, transaction(db):
        known = _known(db, slug, tray)
        if known.items >= MOST_ITEMS:
            raise SurveyError(N_("発表リストには{most}個まで入ります。いらないものを外してください。"), most=MOST_ITEMS)
        number = trays.add_item(db, tray, kind, key, wanted or {}, _person(db, slug, kind, key), actor.name)
        if number is not None:
            append_log(db, actor.name, "put on list", slug, tray, kind=kind)
    return number is not None


def _person(db: Database, slug: str, kind: Kind, key: str) -> str:
    """Return whose a comment or photo is, "" for charts and themes. Raises SurveyError where it is not there."""
    if kind == "comment":
        where = reads.whereabouts(db, key)
        item = outputs.comment_items(db, slug, [where[1]]).get(where[1]) if where else None
        if item is None:
            raise SurveyError(N_("この声は、もうありません。"))
        return item.interview_id
    if kind == "photo":
        seen = photos_among(db, slug, [key], Audience.COMMITTEE)
        items = outputs.photo_items(db, slug, [key], Audience.COMMITTEE).get(key, [])
        if not seen or not items:
            raise SurveyError(N_("この写真は、もうありません。"))
        return items[0].interview_id
    return ""


def say_of(settings: Settings, actor: Actor, slug: str, tray: str, number: int, title: str, note: str) -> None:
    """Write the title ("" for its own) and the note of one thing on a list. Raises SurveyError for one too long."""
    require(actor, slug, Role.MEMBER)
    title, note = " ".join(title.split()), note.strip()
    if len(title) > LONGEST_TITLE or len(note) > LONGEST_NOTE:
        raise SurveyError(
            N_("題は{most}文字まで、メモは{longest}文字までにしてください。"), most=LONGEST_TITLE, longest=LONGEST_NOTE
        )
    with opened(settings.database) as db, transaction(db):
        _known(db, slug, tray)
        if not trays.change_item(db, tray, number, title, note):
            raise SurveyError(NOT_ON_IT)
        append_log(db, actor.name, "change list", slug, tray)


def take_off(settings: Settings, actor: Actor, slug: str, tray: str, number: int) -> None:
    """Take one thing off a list. Raises SurveyError where it is not on it."""
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db, transaction(db):
        _known(db, slug, tray)
        if not trays.remove_item(db, tray, number):
            raise SurveyError(NOT_ON_IT)
        append_log(db, actor.name, "take off list", slug, tray)


def move(settings: Settings, actor: Actor, slug: str, tray: str, number: int, places: int) -> None:
    """Move one thing on a list by so many places, up where negative; at an end it stays there."""
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db, transaction(db):
        _known(db, slug, tray)
        line = [item.number for item in trays.items(db, tray)]
        if number not in line:
            raise SurveyError(NOT_ON_IT)
        trays.order(db, tray, _moved(line, number, places))
        append_log(db, actor.name, "change list", slug, tray)


def _moved(line: Sequence[int], number: int, places: int) -> list[int]:
    others = [one for one in line if one != number]
    to = max(0, min(len(others), line.index(number) + places))
    return [*others[:to], number, *others[to:]]


def _known(db: Database, slug: str, tray: str) -> Tray:
    found = trays.tray(db, tray)
    if found is None or found.survey != slug:
        raise SurveyError(GONE)
    return found
