"""How long paper and tables take: cards and posters of the sample, tables of a large survey."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.screens import SURVEY, fill
from benchmarks.texts import scratch
from survey_exports import workshop
from survey_insights.dealt import dealt
from survey_insights.selection import Filters
from survey_loader import settings
from survey_loader.access import LOCAL_ORGANISER, Audience
from survey_loader.acts import printing, samples
from survey_loader.language import japanese
from survey_loader.settings import Settings
from survey_loader.store import cache
from survey_ui import cards_view, sheets_view
from survey_ui.room import Room

ADDRESS = "https://koe.example.jp"
CARDS, LARGE = 300, 10_000
# As photos are stored.
WIDE, HIGH = 1600, 1200


def measure() -> Iterator[tuple[str, str]]:
    """Yield (what, seconds and size) of cards, posters and tables."""
    with scratch() as name:
        here = settings.load(data_dir=Path(name) / "sample", workers=2, address=ADDRESS)
        samples.ensure(here)
        room = _room(here, "yukino")
        yield f"{CARDS} cards with QR codes", _told(lambda: cards_view.cards_pdf(room, CARDS, True))
        photos = _photos(Path(name))
        yield f"{CARDS} cards with QR codes, a photo of its own on each", _told(lambda: _with_photos(room, photos))
        yield "poster of a theme (A1)", _told(lambda: cards_view.theme_poster(room, "snow"))
        yield "poster of the photos (A1)", _told(lambda: cards_view.wall_poster(room))
        yield from _tables(room, "the sample")
        folder = Path(name) / "large"
        count = fill(folder, Path(name), LARGE)
        yield from _tables(_room(settings.load(data_dir=folder, sample=False), SURVEY), f"{count:,} comments")


def _tables(room: Room, what: str) -> Iterator[tuple[str, str]]:
    yield f"tables and comments (XLSX), {what}", _told(lambda: sheets_view.tables_xlsx(room, Audience.COMMITTEE))
    yield f"files to analyse (XLSX), {what}", _told(lambda: sheets_view.analysis_xlsx(room))
    yield f"files to analyse (CSV), {what}", _told(lambda: sheets_view.analysis_csv(room))
    yield f"files to analyse (SPSS), {what}", _told(lambda: sheets_view.analysis_sav(room))


def _room(here: Settings, slug: str) -> Room:
    voices = cache.voices(here, slug)
    return Room(japanese, "ja", False, here, LOCAL_ORGANISER, voices.survey, voices, Filters(), voices)


def _photos(folder: Path) -> list[Path]:
    """Write photos of which no two are alike, with as much in them as a camera's."""
    random, made = np.random.default_rng(7), []
    for number in range(CARDS):
        small = Image.fromarray(random.integers(0, 256, (HIGH // 8, WIDE // 8, 3), dtype=np.uint8))
        path = folder / f"{number}.jpg"
        small.resize((WIDE, HIGH), Image.Resampling.BICUBIC).save(path, "JPEG", quality=85)
        made.append(path)
    return made


def _with_photos(room: Room, photos: list[Path]) -> bytes:
    chosen = dealt(room.voices, CARDS)
    read = printing.printable(room.settings, room.survey.slug, chosen["number"].tolist())
    pairs = zip(read.items(), photos, strict=True)
    with_photos = {number: replace(comment, photo=photo) for (number, comment), photo in pairs}
    return workshop.cards_pdf(room.voices, chosen, with_photos, ADDRESS, room.say)


def _told(make: Callable[[], bytes]) -> str:
    started = time.perf_counter()
    size = len(make())
    return f"{time.perf_counter() - started:.1f} s, {size / 1e6:.1f} MB"
