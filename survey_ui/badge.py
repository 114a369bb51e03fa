"""How right the coding behind a chart is: read once for the same voices, and said in the foot of the chart."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from survey_insights import accuracy, accuracy_charts
from survey_insights.accuracy import Field, Measured
from survey_insights.charts import Chart
from survey_insights.reference import Reference, reference
from survey_loader.acts import judging
from survey_ui import recent
from survey_ui.room import Room


class Judged(NamedTuple):
    """All that people judged of a survey, and the reference that follows from it."""

    judgements: pd.DataFrame
    reference: Reference


def judged(room: Room) -> Judged:
    """Return the judgements of the survey; read once for the same voices."""

    def read() -> Judged:
        judgements, machine = judging.measured(room.settings, room.survey.slug)
        keys = [theme.key for theme in room.everything.theme_list]
        return Judged(judgements, reference(judgements, machine, keys))

    return recent.result(room.everything, "judged", read)


def measured(room: Room, field: Field) -> Measured:
    """Return one field measured over the whole survey."""
    return recent.result(room.everything, ("measured", field), lambda: accuracy.measure(judged(room).reference, field))


def with_badge(room: Room, chart: Chart) -> Chart:
    """Return the chart with how right its coding is, in the foot that travels with it."""
    if chart.empty or not chart.coded:
        return chart
    told = [accuracy_charts.badge(measured(room, field), room.say) for field in chart.coded]
    return replace(chart, footer=room.say(" ｜ ").join([chart.footer, *dict.fromkeys(told)]))
