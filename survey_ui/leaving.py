"""What a screen hands out: through the gate, when it is asked for, with a line that it left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from survey_insights.charts import Chart
from survey_loader.access import Audience
from survey_loader.acts import handing_out
from survey_loader.acts.handing_out import Asked, Cleared
from survey_ui.room import Room


def hand_out(room: Room, asked: Asked) -> Cleared:
    """Return what of this may leave, and write down that it did."""
    return handing_out.hand_out(room.settings, room.actor, room.survey.slug, asked)


def chart(
    room: Room, drawn: Chart, kind: str, write: Callable[[], bytes], audience: Audience = Audience.COMMITTEE
) -> Callable[[], bytes]:
    """Return what writes a chart's picture or numbers when somebody takes them."""
    people = len(room.voices.interviews)

    def written() -> bytes:
        hand_out(room, Asked(kind, audience, tables={drawn.key: people}, name=drawn.key))
        return write()

    return written


def held_back(room: Room, audience: Audience, comments: Sequence[int] = (), photos: Sequence[str] = ()) -> list[str]:
    """Return in plain words what of this would be held back for an audience, and why; nothing is written down."""
    asked = Asked("list", audience, comments, photos)
    cleared = handing_out.check(room.settings, room.actor, room.survey.slug, asked)
    return handing_out.told(cleared.held, room.say)
