"""Telling where the places of a survey are, and what its town's outline is; every change stands in the log."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from survey_loader.access import Actor, Role, require
from survey_loader.errors import UnusableEntry
from survey_loader.language import N_
from survey_loader.models import Outline, Point
from survey_loader.settings import Settings
from survey_loader.sources.outlines import read_outline
from survey_loader.store import places
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import append_log, known_survey

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
NOT_A_POINT = N_(
    "「{typed}」から緯度と経度を読みとれません。地図サイトの「43.77, 142.36」のような数字を、そのまま貼ってください。"
)


def read_point(typed: str) -> Point:
    """Return the point of what a map site gives, such as "43.77, 142.36"; raises UnusableEntry.

    Latitude comes first. Where the two stand the other way round, which only their size can tell, they are turned.
    """
    text = unicodedata.normalize("NFKC", typed)
    numbers = [float(number) for number in _NUMBER.findall(text)]
    if len(numbers) != 2:
        raise UnusableEntry(NOT_A_POINT, field="point", typed=typed.strip()[:40])
    latitude, longitude = numbers
    if abs(latitude) > 90 and abs(longitude) <= 90:
        latitude, longitude = longitude, latitude
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise UnusableEntry(NOT_A_POINT, field="point", typed=typed.strip()[:40])
    return Point(latitude, longitude)


def where(settings: Settings, slug: str) -> tuple[dict[str, Point], Outline]:
    """Return {place: point} and the outline of a survey, () where there is none."""
    with opened(settings.database) as db:
        return places.points(db, slug), places.outline(db, slug)


def give(settings: Settings, actor: Actor, slug: str, points: Mapping[str, Point]) -> None:
    """Write where places are; raises SurveyError for an unknown survey."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        known_survey(db, slug)
        places.save_points(db, slug, points, actor.name)
        append_log(db, actor.name, "place points", slug, places=len(points))


def forget(settings: Settings, actor: Actor, slug: str, place: str) -> None:
    """Forget where a place is."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        if places.remove_point(db, slug, place):
            append_log(db, actor.name, "forget place point", slug, places=1)


def give_outline(settings: Settings, actor: Actor, slug: str, content: bytes) -> int:
    """Keep the outline of a GeoJSON file and return its number of lines; raises UnusableFile."""
    require(actor, slug, Role.ORGANISER)
    lines = read_outline(content)
    with opened(settings.database) as db, transaction(db):
        known_survey(db, slug)
        places.save_outline(db, slug, lines, actor.name)
        append_log(db, actor.name, "town outline", slug, lines=len(lines))
    return len(lines)


def forget_outline(settings: Settings, actor: Actor, slug: str) -> None:
    """Remove the outline of a survey's town."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        places.save_outline(db, slug, (), actor.name)
        append_log(db, actor.name, "forget town outline", slug)
