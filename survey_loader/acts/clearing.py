"""Removing what an import has staged when it fails or its process dies: readers never saw it."""

from __future__ import annotations

from sqlite_utils import Database

from survey_loader.settings import Settings
from survey_loader.store import living, undoing, writes
from survey_loader.store.connection import transaction
from survey_loader.store.photo_files import remove_half_written
from survey_loader.store.surveys import remove_unused_survey


def clear_dead(settings: Settings, db: Database) -> None:
    """Remove what imports that died have left staged; a living import keeps its own."""
    for number, slug in writes.unpublished(db):
        dead = living.take_over(db, settings.database, number)
        if dead is None:
            continue
        discard(settings, db, number, slug)
        dead.release()
    living.sweep(settings.database)
    remove_half_written(settings.photos_dir)


def discard(settings: Settings, db: Database, number: int, slug: str) -> None:
    """Remove a batch that nobody ever saw, its photos, and a survey that was made for it alone.

    One that was published stays: a signal is heard only after the commit it came during, and an import may
    have published since it was listed.
    """
    if (number, slug) not in writes.unpublished(db):
        return
    undoing.remove_rows(db, settings.photos_dir, number)
    with transaction(db):
        writes.discard(db, number)
        remove_unused_survey(db, slug)
