"""Taking a whole import back, and telling beforehand what would go with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from survey_loader.access import Actor, Role, require
from survey_loader.errors import Busy, SurveyError
from survey_loader.language import N_
from survey_loader.settings import Settings
from survey_loader.store import cache, undoing
from survey_loader.store.connection import opened, transaction
from survey_loader.store.imports import one_import
from survey_loader.store.surveys import append_log

# As much of a comment as is needed to recognise it.
FEW_WORDS = 30
# What people have done to an interview since it came in.
EDIT_LABELS: Mapping[undoing.Touched, str] = {
    "coding": N_("分類を人が決めた"),
    "version": N_("あとから内容が直された"),
    "photo": N_("写真が加えられた"),
}


class EditedSince(SurveyError):
    """People have worked on interviews of this import; undoing it needs their consent."""


@dataclass(frozen=True, slots=True)
class Edited:
    """An interview that people have worked on since it came in; `what` says how."""

    interview_id: str
    what: undoing.Touched
    words: str


@dataclass(frozen=True, slots=True)
class Undoing:
    """An import and what would go with it: `edited` lists what people have done to it since."""

    number: int
    survey: str
    file: str
    at: datetime
    by: str
    interviews: int
    comments: int
    photos: int
    edited: tuple[Edited, ...]
    undone_at: datetime | None

    @property
    def edited_interviews(self) -> int:
        """How many interviews people have worked on."""
        return len({edited.interview_id for edited in self.edited})


@dataclass(frozen=True, slots=True)
class Undone:
    """What is gone from the screens."""

    survey: str
    file: str
    interviews: int
    comments: int
    photos: int


def look(settings: Settings, number: int) -> Undoing:
    """Return what undoing an import would do. Raises SurveyError where there is no import of that number."""
    with opened(settings.database) as db:
        return _look(db, number)


def undo(settings: Settings, actor: Actor, number: int, even_if_edited: bool = False) -> Undone:
    """Take a whole import back; human codings stay with their ids, for the day the file comes again.

    Readers lose it in one moment; its rows go after that, and an undo that was cut short is
    finished by the next one. Raises EditedSince where people have worked on it and that is not
    allowed, SurveyError where there is nothing to undo.
    """
    with opened(settings.database) as db:
        finish(settings, db)
        with transaction(db):
            found = _look(db, number)
            require(actor, found.survey, Role.ORGANISER)
            if found.undone_at:
                raise SurveyError(N_("この取り込みは、すでに元に戻してあります。"))
            if found.edited and not even_if_edited:
                raise EditedSince(
                    N_("取り込んだあとに人が手を加えた聞き取りが{n}件あります。それでも元に戻すかを選んでください。"),
                    n=found.edited_interviews,
                )
            undoing.hide(db, number, actor.name)
            gone = {"interviews": found.interviews, "comments": found.comments, "photos": found.photos}
            append_log(db, actor.name, "undo", found.survey, str(number), **gone)
        cache.forget(settings, found.survey)
        undoing.remove_rows(db, settings.photos_dir, number)
    return Undone(found.survey, found.file, **gone)


def heed_undone(db: Database, number: int) -> None:
    """Raise Busy where an import of the survey was undone since this one began: what it met may be gone."""
    if undoing.undone_since(db, number):
        raise Busy(N_("取り込みのあいだに、ほかの取り込みが元に戻されました。もう一度取り込んでください。"))


def finish(settings: Settings, db: Database) -> None:
    """Remove what undone imports have left, where the process that removed it was stopped."""
    for number in undoing.half_removed(db):
        undoing.remove_rows(db, settings.photos_dir, number)


def _look(db: Database, number: int) -> Undoing:
    row = one_import(db, number)
    if row is None:
        raise SurveyError(N_("番号{number}の取り込みはありません。"), number=number)
    extent = undoing.extent(db, number)
    edited = tuple(Edited(who, what, words[:FEW_WORDS]) for who, what, words in undoing.touched(db, number))
    return Undoing(
        number, row["survey"], row["file"], datetime.fromisoformat(row["created_at"]), row["actor"],
        extent.interviews, extent.comments, extent.photos, edited, _moment(row),
    )  # fmt: skip


def _moment(row: Mapping[str, Any]) -> datetime | None:
    return datetime.fromisoformat(row["undone_at"]) if row["undone_at"] else None
