"""What a screen hands out: through the gate, when it is asked for, with a line that it left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st

from survey_insights.charts import Chart
from survey_loader.access import FEWEST_PEOPLE, Audience
from survey_loader.acts import handing_out
from survey_loader.acts.handing_out import Asked, Cleared
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_ui.room import TOO_FEW, Room

_written: ContextVar[list[int]] = ContextVar("written_down")


def hand_out(room: Room, asked: Asked) -> Cleared:
    """Return what of this may leave, and write down that it did."""
    return handing_out.hand_out(room.settings, room.actor, room.survey.slug, asked)


def whole(
    room: Room,
    kind: str,
    audience: Audience,
    *,
    name: str = "",
    comments: Sequence[int] = (),
    photos: Sequence[str] = (),
    tables: Iterable[str] = (),
) -> None:
    """Write down that something leaves which is made of all this (`tables` by their charts' keys).

    Raises SurveyError where some of it may not leave now.
    """
    asked = Asked(kind, audience, comments, photos, dict.fromkeys(tables, room.voices.people), name)
    number = handing_out.hand_out_whole(room.settings, room.actor, room.survey.slug, asked, room.say)
    _written.get([]).append(number)


@contextmanager
def written_down() -> Iterator[list[int]]:
    """Gather the numbers of the outputs that are written down inside."""
    numbers: list[int] = []
    token = _written.set(numbers)
    try:
        yield numbers
    finally:
        _written.reset(token)


def few(room: Room) -> bool:
    """Say so where so few people pass the filters that outside would learn what one of them wrote."""
    if room.voices.people >= FEWEST_PEOPLE:
        return False
    st.text(room.say(TOO_FEW, n=FEWEST_PEOPLE))
    return True


def chart(
    room: Room, drawn: Chart, kind: str, write: Callable[[], bytes], audience: Audience = Audience.COMMITTEE
) -> Callable[[], bytes]:
    """Return what writes a chart's picture or numbers when somebody takes them.

    That raises SurveyError, and writes nothing, where so few people pass the filters that the gate holds it back.
    """
    people = room.voices.people

    def written() -> bytes:
        if hand_out(room, Asked(kind, audience, tables={drawn.key: people}, name=drawn.key)).held:
            raise SurveyError(TOO_FEW, n=FEWEST_PEOPLE)
        return write()

    return written


# Those outside, each with its own consent.
OUTSIDE = {Audience.PUBLIC_HALL: N_("会場と紙"), Audience.PUBLIC_WEB: N_("ネットと新聞")}


def ways_out(room: Room, comments: Sequence[int] = (), photos: Sequence[str] = ()) -> dict[str, str]:
    """Return {id: for whom outside a comment or photo may leave, and why not, in one line}; nothing is written down."""
    told: dict[str, list[str]] = {}
    say = room.say
    for audience, name in OUTSIDE.items():
        asked = Asked("slides", audience, comments, photos)
        cleared = handing_out.check(room.settings, room.actor, room.survey.slug, asked)
        for item in dict.fromkeys(item.id for item in cleared.items):
            told.setdefault(item, []).append(say("{audience}：出せます", audience=say(name)))
        for held in cleared.held:
            why = say(handing_out.REASONS[held.why])
            told.setdefault(held.id, []).append(say("{audience}：出せません（{why}）", audience=say(name), why=why))
    return {one: "　".join(lines) for one, lines in told.items()}
