"""What one language's pages show, and the parts that several of them have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from survey_exports.site.parts import text
from survey_exports.site.voices import Shown, Voice
from survey_insights.labels import listing
from survey_insights.public_charts import PublicChart
from survey_loader.language import Say
from survey_loader.voices import Voices

MOST_PLACES = 12


@dataclass(frozen=True)
class Content:
    """What one language's pages show: charts, voices by theme key, the photos of the wall, and how right coding is.

    accuracy: sentences. extra: further facts of the method page, as (name, value).
    """

    voices: Voices
    charts: tuple[PublicChart, ...]
    themes: Mapping[str, tuple[Voice, ...]]
    wall: tuple[Shown, ...] = ()
    accuracy: tuple[str, ...] = ()
    groups: tuple[tuple[str, str], ...] = ()


def section(key: str, heading: str, inside: str) -> str:
    """Return a part of a page under its heading; inside is HTML."""
    return f'<section aria-labelledby="{key}"><h2 id="{key}">{text(heading)}</h2>{inside}</section>'


def where(voices: Voices, say: Say) -> str:
    """Return the places people were asked at, those of most people first."""
    places = voices.interviews["place"].value_counts()
    return listing([str(place) for place in places[places > 0].index if place], say, most=MOST_PLACES)
