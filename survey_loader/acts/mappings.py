"""Keeping mappings for a survey, so that the next file of the same shape is read the same way."""

from __future__ import annotations

from dataclasses import replace

from sqlite_utils import Database

from survey_loader.access import Actor, Role, require
from survey_loader.errors import UnusableMapping
from survey_loader.language import N_
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.sources.mapping import Mapping
from survey_loader.store import mappings as table
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import append_log, known_survey

LONGEST_NAME = 80


def save(settings: Settings, actor: Actor, slug: str, name: str, mapping: Mapping) -> None:
    """Keep a mapping under a name; one of that name is replaced. Raises UnusableMapping without a usable name."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        known_survey(db, slug)
        keep(db, actor, slug, name, mapping)


def keep(db: Database, actor: Actor, slug: str, name: str, mapping: Mapping) -> None:
    """Keep a mapping as a part of another act; call inside a transaction."""
    # Whose survey it is, the survey says: that may change, and the mapping stays.
    text = replace(mapping, survey=Survey(slug="", name="")).dump()
    table.save(db, slug, checked_name(name), text, actor.name)
    append_log(db, actor.name, "save mapping", slug, name.strip())


def checked_name(name: str) -> str:
    """Return the name under which a mapping is kept, or raise UnusableMapping."""
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise UnusableMapping(N_("対応表の名前は{limit}文字までにしてください。空にはできません。"), limit=LONGEST_NAME)
    return name.strip()


def kept(db: Database, slug: str) -> dict[str, Mapping]:
    """Return the mappings of a survey by name, the latest first."""
    return {row.name: Mapping.parse(row.text, row.name) for row in table.kept(db, slug)}


def listed(settings: Settings, slug: str) -> dict[str, Mapping]:
    """Return the mappings of a survey by name, the latest first; none where there is no such survey."""
    with opened(settings.database) as db:
        return kept(db, slug)


def remove(settings: Settings, actor: Actor, slug: str, name: str) -> None:
    """Forget a mapping; what was read with it stays as it is."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        if table.remove(db, slug, name):
            append_log(db, actor.name, "remove mapping", slug, name)
