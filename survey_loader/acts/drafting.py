"""Drafts of interviews being typed in: kept at each field, shown to nobody but their writer, gone after a week."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from survey_loader.access import Actor, Role, require
from survey_loader.acts.entering import LONGEST_TEXT
from survey_loader.settings import Settings
from survey_loader.store import entry_drafts
from survey_loader.store.connection import opened, transaction

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """What stands in the fields of an interview not saved yet, by the names of the fields; `at` is aware (UTC)."""

    id: str
    fields: Mapping[str, str]
    at: datetime


def keep_fields(
    settings: Settings, actor: Actor, slug: str, interview_id: str, fields: Mapping[str, str], holder: str
) -> bool:
    """Keep the fields of an interview being typed; False where another session of the actor goes on with it.

    `holder` names the session. A field longer than any board is left out.
    """
    require(actor, slug, Role.STUDENT)
    # Halves of letters, which no database holds, are written as JSON's escapes.
    content = json.dumps({name: value for name, value in fields.items() if len(value) <= LONGEST_TEXT})
    now = datetime.now(UTC)
    with opened(settings.database) as db, transaction(db):
        entry_drafts.forget_older(db, (now - KEPT).isoformat())
        return entry_drafts.keep(db, interview_id, slug, actor.name, holder, content, now.isoformat())


def kept(settings: Settings, actor: Actor, slug: str) -> list[EntryDraft]:
    """Return the actor's drafts of the last week, the latest first."""
    require(actor, slug, Role.STUDENT)
    since = datetime.now(UTC) - KEPT
    with opened(settings.database) as db:
        found = [
            EntryDraft(draft.id, json.loads(draft.content), datetime.fromisoformat(draft.touched_at))
            for draft in entry_drafts.of(db, slug, actor.name)
        ]
    return [draft for draft in found if draft.at >= since]


def take(settings: Settings, actor: Actor, slug: str, interview_id: str, holder: str) -> bool:
    """Go on with a draft in the session `holder`; False where it is saved or thrown away by now."""
    require(actor, slug, Role.STUDENT)
    with opened(settings.database) as db:
        return entry_drafts.take(db, interview_id, actor.name, holder)


def drop(settings: Settings, actor: Actor, slug: str, interview_id: str) -> None:
    """Throw a draft away."""
    require(actor, slug, Role.STUDENT)
    with opened(settings.database) as db:
        entry_drafts.drop(db, interview_id, actor.name)
