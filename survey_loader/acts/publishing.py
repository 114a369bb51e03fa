"""What may be shown to everybody on the web: words and photos whose owner allowed it, gathered in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from survey_loader.access import Actor, Audience, Role, require
from survey_loader.settings import Settings
from survey_loader.store import reads
from survey_loader.store.connection import opened
from survey_loader.store.photos import open_photo, photos

# Read at a time: SQLite takes only so many values in one question.
CHUNK = 5_000


@dataclass(frozen=True)
class Asked:
    """What is to be published: row numbers of comments, and ids of photos, those of the wall first."""

    comments: tuple[int, ...]
    photos: tuple[str, ...]


@dataclass(frozen=True)
class Handed:
    """What may be published, and nothing else: comments as `reads.comments` has them, and photos with their files.

    comments: their `photo` is "" where the photo is not among `files`. files: {photo id: file}, the photos of the
    wall first, in their order; kinds: {photo id: "face" or "board"}.
    """

    comments: pd.DataFrame
    files: dict[str, Path]
    kinds: dict[str, str]


def ask(
    settings: Settings, actor: Actor, slug: str, comments: Sequence[int], wall: Sequence[int] = (), most: int = 0
) -> Asked:
    """Return what there is to publish of these comments (row numbers), and their photos.

    wall: the people (row numbers) whose newest photos stand on a wall with their words, at most so many. Raises
    NotAllowed for whoever may not read the comments.
    """
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db:
        newest = photos(db, slug, Audience.PUBLIC_WEB, interviews=wall, limit=most)
        shown = newest["photo"].tolist()
        wanted = list(dict.fromkeys([*comments, *reads.of_interviews(db, newest["interview"].tolist())]))
        numbers: list[int] = []
        for start in range(0, len(wanted), CHUNK):
            frame = reads.comments(db, wanted[start : start + CHUNK], Audience.PUBLIC_WEB)
            numbers += frame["number"].tolist()
            shown += [photo for photo in frame["photo"] if photo]
    return Asked(tuple(numbers), tuple(dict.fromkeys(shown)))


def hand_over(settings: Settings, actor: Actor, slug: str, asked: Asked) -> Handed:
    """Return the words and the photos of what was asked for, as far as everybody may see them.

    The only read of what is published: whatever else decides what leaves the house belongs here. Raises NotAllowed
    for whoever may not read the comments.
    """
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db:
        parts = [
            reads.comments(db, asked.comments[start : start + CHUNK], Audience.PUBLIC_WEB)
            for start in range(0, len(asked.comments), CHUNK)
        ] or [reads.comments(db, [], Audience.PUBLIC_WEB)]
        everybody = photos(db, slug, Audience.PUBLIC_WEB, limit=-1)
        kinds = dict(zip(everybody["photo"], everybody["kind"], strict=True))
        files = {
            photo: open_photo(db, settings.photos_dir, photo, Audience.PUBLIC_WEB, within=[slug])
            for photo in asked.photos
            if photo in kinds
        }
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.assign(photo=[photo if photo in files else "" for photo in frame["photo"]])
    return Handed(frame.astype(object).where(frame.notna(), None), files, kinds)
