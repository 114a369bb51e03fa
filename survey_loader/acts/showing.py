"""What may be shown in a hall: photos whose owner allowed it, with words that may be quoted in public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from survey_loader.access import Actor, Audience, Role, require
from survey_loader.acts.handing_out import Asked, Cleared, hand_out
from survey_loader.models import PhotoKind
from survey_loader.settings import Settings
from survey_loader.store import reads
from survey_loader.store.connection import opened
from survey_loader.store.photos import photos

# At eight seconds each this is half an hour.
MOST_SLIDES = 240


@dataclass(frozen=True, slots=True)
class Slide:
    """One person in the hall: the photo, and what they wrote as far as it may be quoted (() where it may not).

    `numbers` are the row numbers of these words; an answer that is entered again has new ones.
    """

    photo: str
    kind: PhotoKind
    words: tuple[str, ...]
    relation: str
    numbers: tuple[int, ...] = field(default=(), compare=False)


def hall_slides(
    settings: Settings, slug: str, interviews: Sequence[int] | None = None, limit: int = MOST_SLIDES
) -> list[Slide]:
    """Return the newest people who may be shown in a hall; `interviews` limits them to these row numbers.

    Both reads are for the hall: the store's gates decide, nothing is filtered here.
    """
    with opened(settings.database) as db:
        shown = photos(db, slug, Audience.PUBLIC_HALL, interviews=interviews, limit=limit)
        texts = reads.comments(db, reads.of_interviews(db, shown["interview"].tolist()), Audience.PUBLIC_HALL)
    by_person = {number: part for number, part in texts.groupby("interview", sort=False)}
    nothing = texts.iloc[:0]
    rows = shown[["photo", "kind", "interview", "relation"]].itertuples(index=False, name=None)
    found = []
    for photo, kind, interview, relation in rows:
        theirs = by_person.get(interview, nothing)
        found.append(Slide(photo, kind, tuple(theirs["text"]), relation, tuple(theirs["number"].tolist())))
    return found


def started(settings: Settings, actor: Actor, slug: str, interviews: Sequence[int] | None = None) -> Cleared:
    """Write down that a show began in a hall, with the photos and words in it; arguments as for `hall_slides`."""
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db:
        shown = photos(db, slug, Audience.PUBLIC_HALL, interviews=interviews, limit=MOST_SLIDES)
        numbers = reads.of_interviews(db, shown["interview"].tolist())
        words = reads.comments(db, numbers, Audience.PUBLIC_HALL)["number"].tolist()
    return hand_out(settings, actor, slug, Asked("hall", Audience.PUBLIC_HALL, words, shown["photo"].tolist()))
