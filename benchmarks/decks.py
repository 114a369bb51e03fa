"""How long a deck of twenty slides takes: charts, voices and photos of a town, made anew and once more."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from benchmarks.screens import fill
from benchmarks.texts import scratch
from survey_exports import slides
from survey_exports.pages import ChartPage, Page, Photo, PhotosPage, QuotesPage, quotes_of
from survey_exports.talk import method_page
from survey_insights.chart_list import Asked, made, usual
from survey_insights.charts import footer
from survey_loader import settings
from survey_loader.access import Audience
from survey_loader.language import japanese
from survey_loader.store import cache, reads
from survey_loader.store.connection import opened
from survey_loader.voices import Voices

# Of so many comments, as a town has after some years.
SIZES = (1_400, 100_000)
SLIDES, BUDGET_SECONDS = 20, 10.0
PHOTO_SIZE, PHOTOS, QUOTES = (1200, 1600), 12, 4
SURVEY = "town"
# What is offered first, and as many of the others as make twenty.
FURTHER = (
    "tone_contrast", "tone_trend", "place_shares", "top_words", "hierarchy", "crosstab", "theme_panels", "word_trend",
)  # fmt: skip


def pages(voices: Voices, quotes: Page, photos: Page) -> list[Page]:
    """Return twenty pages: photos, voices, how it was asked, and charts."""
    asked = [*usual(voices), *(Asked(key) for key in FURTHER)]
    found = [made(one, voices, japanese, hall=True) for one in asked]
    charts = [ChartPage(chart) for chart in found if not chart.empty][: SLIDES - 3]
    return [photos, quotes, *charts, method_page(voices, japanese, ())]


def measure() -> Iterator[tuple[str, str]]:
    """Yield (what, seconds) of the first deck of a process, its Chrome started, and of the next."""
    with scratch() as name, tempfile.TemporaryDirectory() as folder:
        wall = _photos(Path(folder))
        for size in SIZES:
            here = settings.load(data_dir=Path(name) / f"deck-{size}", sample=False, workers=2)
            fill(here.data_dir, Path(name), size)
            voices = cache.voices(here, SURVEY)
            source = footer(voices, japanese)
            with opened(here.database) as db:
                numbers = voices.comments["number"].head(QUOTES).to_numpy()
                texts = reads.comments(db, numbers, Audience.COMMITTEE)
            quotes = QuotesPage("声", quotes_of(texts, japanese), source)
            photos = PhotosPage("顔とことば", wall, source)
            for what in ("first", "again"):
                started = time.perf_counter()
                deck = pages(voices, quotes, photos)
                slides.pptx(deck, voices.survey, japanese)
                seconds = time.perf_counter() - started
                over = "" if seconds <= BUDGET_SECONDS else f" (budget {BUDGET_SECONDS:.0f} s)"
                yield f"{len(deck)} slides of {len(voices.comments):,} comments, {what}", f"{seconds:.1f} s{over}"


def _photos(folder: Path) -> tuple[Photo, ...]:
    files = [folder / f"{number}.jpg" for number in range(PHOTOS)]
    for number, file in enumerate(files):
        Image.effect_noise(PHOTO_SIZE, 10 + 5 * number).convert("RGB").save(file, quality=90)
    return tuple(Photo(file, "板を持った人の写真", "除雪を早くしてほしい") for file in files)
