"""What may be shown to everybody on the web: words and photos whose owner allowed it, gathered in one place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from sqlite_utils import Database

from survey_loader.access import Actor, Audience, Role, require
from survey_loader.settings import Settings
from survey_loader.store import reads
from survey_loader.store.connection import opened
from survey_loader.store.photos import open_photo, photos

# Read at a time: SQLite takes only so many values in one question.
CHUNK = 5_000


@dataclass(frozen=True)
class Wanted:
    """What somebody would like to publish: row numbers of comments, and of people whose photos stand on a wall.

    faces: at most `most` of them, the newest; their words stand below. left_out: row numbers of comments that a person
    took off; no photo of who wrote one of them is shown either, since the board on it has the same words.
    """

    comments: Sequence[int]
    faces: Sequence[int] = ()
    most: int = 0
    left_out: Collection[int] = ()


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


def ask(settings: Settings, actor: Actor, slug: str, selection: Wanted) -> Asked:
    """Return what there is to publish of a selection, as far as everybody may see it.

    Raises NotAllowed for whoever may not read the comments.
    """
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db:
        unwanted = set(_comments(db, sorted(selection.left_out))["interview"])
        faces = [person for person in selection.faces if person not in unwanted]
        wall = photos(db, slug, Audience.PUBLIC_WEB, interviews=faces, limit=selection.most)
        of_wall = reads.of_interviews(db, wall["interview"].tolist())
        frame = _comments(db, list(dict.fromkeys([*selection.comments, *of_wall])))
    frame = frame[~frame["number"].isin(list(selection.left_out))]
    shown = frame.loc[(frame["photo"] != "") & ~frame["interview"].isin(unwanted), "photo"]
    return Asked(tuple(frame["number"].tolist()), tuple(dict.fromkeys([*wall["photo"], *shown])))


def _comments(db: Database, numbers: Sequence[int]) -> pd.DataFrame:
    parts = [
        reads.comments(db, numbers[start : start + CHUNK], Audience.PUBLIC_WEB)
        for start in range(0, max(len(numbers), 1), CHUNK)
    ]
    return pd.concat(parts, ignore_index=True)


def read(settings: Settings, actor: Actor, slug: str, asked: Asked) -> Handed:
    """Return the words and the photos of what was asked for, as far as everybody may see them.

    The only read of what is published; what is made of it passes the gate once more when it is ready
    (handing_out.hand_out_whole). Raises NotAllowed for whoever may not read the comments.
    """
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db:
        frame = _comments(db, asked.comments)
        everybody = photos(db, slug, Audience.PUBLIC_WEB, limit=-1)
        kinds = dict(zip(everybody["photo"], everybody["kind"], strict=True))
        files = {
            photo: open_photo(db, settings.photos_dir, photo, Audience.PUBLIC_WEB, within=[slug])
            for photo in asked.photos
            if photo in kinds
        }
    frame = frame.assign(photo=[photo if photo in files else "" for photo in frame["photo"]])
    return Handed(frame.astype(object).where(frame.notna(), None), files, kinds)
