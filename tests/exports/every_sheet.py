"""A room of the sample survey, without a screen, for tests of what is taken from it."""

from __future__ import annotations

from survey_insights.selection import Filters, select
from survey_loader.access import LOCAL_ORGANISER, Actor
from survey_loader.language import speaker
from survey_loader.settings import Settings
from survey_loader.store import cache
from survey_ui.room import Room

SURVEY = "yukino"


def room_of(
    here: Settings, filters: Filters | None = None, language: str = "ja", actor: Actor = LOCAL_ORGANISER
) -> Room:
    """Return the room that a visitor of the sample survey would be in."""
    everything = cache.voices(here, SURVEY)
    chosen = filters or Filters()
    return Room(
        say=speaker(language),
        language=language,
        dark=False,
        settings=here,
        actor=actor,
        survey=everything.survey,
        everything=everything,
        filters=chosen,
        voices=select(everything, chosen),
    )
