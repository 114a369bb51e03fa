"""What leaves a screen goes through the gate and is written down; what the gate holds back does not leave."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey_insights import themes
from survey_insights.selection import Filters, select
from survey_loader.access import LOCAL_ORGANISER, Audience
from survey_loader.acts import handing_out
from survey_loader.errors import SurveyError
from survey_loader.language import japanese
from survey_loader.settings import Settings
from survey_loader.store.outputs import Output
from survey_ui import leaving
from survey_ui.room import Room
from tests.ui.test_public_outputs import room_of


def narrowed(here: Settings, filters: Filters) -> Room:
    """Return the room of a visitor with filters."""
    room = room_of(here)
    return replace(room, filters=filters, voices=select(room.everything, filters))


def left(here: Settings) -> list[Output]:
    return handing_out.left(here, LOCAL_ORGANISER, "town", 50)[1]


def test_numbers_of_a_chart_the_gate_holds_are_not_written(town: Settings) -> None:
    """「除雪してほしい」 of three residents is nobody's to read in a hall."""
    room = narrowed(town, Filters(relations=("resident",)))
    assert len(room.voices.interviews) == 3
    chart = themes.top_themes(room.voices, japanese)
    with pytest.raises(SurveyError) as told:
        leaving.chart(room, chart, "figures", lambda: b"3", Audience.PUBLIC_HALL)()
    assert "5人より少ないので、数字を出しません" in told.value.render(japanese)
    assert left(town) == []
    assert leaving.chart(room, chart, "figures", lambda: b"3", Audience.COMMITTEE)() == b"3"
    assert [(one.kind, one.name) for one in left(town)] == [("figures", chart.key)]
