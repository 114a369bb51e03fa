"""Public charts over the waves: their columns in order of time, and what changed as far as it is on show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from survey_insights.attributes import OTHER
from survey_insights.palette import SERIES_INK
from survey_insights.public_charts import PublicChart
from survey_insights.public_groups import NOBODY_KNOWS
from survey_insights.series import dates_of
from survey_insights.trend_figure import Lines
from survey_insights.trends import trend_title
from survey_loader.language import Say
from survey_loader.voices import Voices

# Lines that are drawn where nobody chose.
USUAL_LINES = 3


def in_time(chart: PublicChart, voices: Voices) -> PublicChart:
    """Return the chart of waves alone, each with its date; those that were joined are left out."""
    dates = dates_of(voices, "wave")
    kept = [place for place, column in enumerate(chart.columns) if column.key not in (OTHER, NOBODY_KNOWS)]
    columns = tuple(replace(chart.columns[place], date=_known(dates, chart.columns[place].key)) for place in kept)
    return replace(
        chart, columns=columns, counts=chart.counts[:, kept], hidden=chart.hidden[:, kept], marks=chart.marks[:, kept]
    )


def _known(dates: pd.Series, wave: str) -> pd.Timestamp | None:
    found = dates.get(wave)
    return None if found is None or pd.isna(found) else pd.Timestamp(found)


def usual_lines(chart: PublicChart) -> list[int]:
    """Return the places of the rows that are drawn first: the most written that are on show in two waves or more."""
    often = [place for place in range(len(chart.rows)) if (~chart.hidden[place]).sum() > 1]
    return often[:USUAL_LINES] or list(range(min(len(chart.rows), USUAL_LINES)))


def wave_title(chart: PublicChart, say: Say) -> str:
    """Return what changed in the lines drawn first, or that no difference is confirmed; of what is on show alone."""
    lines = usual_lines(chart) if chart.form != "parts" else list(range(len(chart.rows)))
    shown = [row for row in lines if not chart.hidden[row, -2:].any() and chart.rows[row].key not in (OTHER, "none")]
    names = {chart.rows[row].key: chart.rows[row].name for row in shown}
    if not shown:
        return chart.name
    frame = pd.DataFrame(
        [
            (chart.rows[row].key, column.key, column.date, int(chart.counts[row, place]), column.total)
            for place, column in enumerate(chart.columns)
            for row in shown
            if not chart.hidden[row, place]
        ],
        columns=["line", "label", "date", "count", "total"],
    )
    frame = frame.assign(share=frame["count"] / frame["total"], low=np.nan, high=np.nan)
    return trend_title(Lines(frame, names, dict(zip(names, SERIES_INK, strict=False)), chart.unit), say)
