"""The pages of a deck before they are drawn: a chart, voices, photos, facts or lines, with the words that stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from survey_insights.charts import Chart
from survey_insights.labels import AXIS_LABELS, axis_label
from survey_loader.language import Say


@dataclass(frozen=True)
class ChartPage:
    """A chart; `title` in place of its finding where the presenter wrote one, `note` for the speaker alone."""

    chart: Chart
    kicker: str = ""
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class Quote:
    """A voice as it was written, who wrote it, the axis it is coded with ("" = none), and its row number."""

    text: str
    who: str = ""
    axis: str = ""
    number: int = 0


@dataclass(frozen=True)
class QuotesPage:
    """Voices. They must come from a read for the audience of the deck."""

    title: str
    quotes: tuple[Quote, ...]
    source: str
    kicker: str = ""
    note: str = ""


@dataclass(frozen=True)
class Photo:
    """A photo's file, what is to be seen on it, and words to stand below it. It must come from such a read too.

    `id` is the photo's, `words` are the row numbers of the comments the caption is of.
    """

    path: Path
    alt: str
    caption: str = ""
    id: str = ""
    words: tuple[int, ...] = ()


@dataclass(frozen=True)
class PhotosPage:
    """A wall of photos."""

    title: str
    photos: tuple[Photo, ...]
    source: str
    kicker: str = ""
    note: str = ""


@dataclass(frozen=True)
class FactsPage:
    """Names and what is to be said of them, one below the other."""

    title: str
    facts: tuple[tuple[str, str], ...]
    source: str
    kicker: str = ""
    note: str = ""


@dataclass(frozen=True)
class TablePage:
    """A table with heads and cells; `hidden` pages wait to be filled in and are not shown in a talk."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str
    kicker: str = ""
    note: str = ""
    hidden: bool = False


Page = ChartPage | QuotesPage | PhotosPage | FactsPage | TablePage


def quotes_of(frame: pd.DataFrame, say: Say, names: bool = True) -> tuple[Quote, ...]:
    """Return comments (columns number, text, axis, age, place, wave) as voices, with who wrote them where `names`."""
    return tuple(
        Quote(
            str(row.text),
            say("、").join(str(part) for part in (row.age, row.place, row.wave) if names and part),
            str(row.axis) if row.axis in AXIS_LABELS else "",
            int(row.number),  # type: ignore[arg-type]
        )
        for row in frame.itertuples()
    )


def comments_in(pages: Sequence[Page]) -> list[int]:
    """Return the row numbers of the comments that stand on these pages, each once."""
    found: list[int] = []
    for page in pages:
        match page:
            case QuotesPage():
                found += [quote.number for quote in page.quotes]
            case PhotosPage():
                found += [number for photo in page.photos for number in photo.words]
    return list(dict.fromkeys(found))


def photos_in(pages: Sequence[Page]) -> list[str]:
    """Return the ids of the photos on these pages, each once."""
    return list(dict.fromkeys(photo.id for page in pages if isinstance(page, PhotosPage) for photo in page.photos))


def charts_in(pages: Sequence[Page]) -> list[Chart]:
    """Return the charts on these pages."""
    return [page.chart for page in pages if isinstance(page, ChartPage)]


def told_axis(quote: Quote, say: Say) -> str:
    """Return whom a voice is for, "" where nobody can tell."""
    return axis_label(quote.axis, say) if quote.axis else ""


def without_empty(pages: Sequence[Page | None]) -> list[Page]:
    """Return the pages that have something to show."""
    found: list[Page] = []
    for page in pages:
        match page:
            case None:
                continue
            case ChartPage(chart=chart) if chart.empty:
                continue
            case QuotesPage(quotes=()) | PhotosPage(photos=()) | FactsPage(facts=()):
                continue
        found.append(page)
    return found
