"""How long the public site of a town of 100,000 comments takes, all of it made anew, and what a phone has to load."""

from __future__ import annotations

import gzip
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from benchmarks.screens import fill
from benchmarks.texts import scratch
from survey_exports.site import build
from survey_insights.public_list import counted, offers
from survey_loader import settings
from survey_loader.access import LOCAL_ORGANISER
from survey_loader.acts import publishing
from survey_loader.acts.publishing import Wanted
from survey_loader.store import cache
from survey_loader.voices import Voices

SIZES = (1_400, 100_000)
SURVEY, BUDGET_SECONDS = "town", 60.0
PHOTO_SIZE, PHOTOS, VOICES = (1200, 1600), 60, 8


def measure() -> Iterator[tuple[str, str]]:
    """Yield (what, seconds or kilobytes) of a site with all its charts, words of every theme and sixty photos."""
    with scratch() as name, tempfile.TemporaryDirectory() as folder:
        wall = {f"{number:064x}": _photo(Path(folder), number) for number in range(PHOTOS)}
        for size in SIZES:
            here = settings.load(data_dir=Path(name) / f"site-{size}", sample=False, workers=2)
            fill(here.data_dir, Path(name), size)
            voices = cache.voices(here, SURVEY)
            started = time.perf_counter()
            chosen = build.wanted(voices, VOICES)
            numbers = [number for theme in chosen.values() for number in theme]
            asked = publishing.ask(here, LOCAL_ORGANISER, SURVEY, Wanted(numbers))
            handed = publishing.read(here, LOCAL_ORGANISER, SURVEY, asked)
            site = build.Site(
                counted(voices, offers(voices)), handed.comments, wall, dict.fromkeys(wall, "face"), chosen
            )
            files = build.files(voices, site)
            packed = build.zipped(files, f"{SURVEY}-site")
            seconds = time.perf_counter() - started
            over = "" if seconds <= BUDGET_SECONDS else f" (budget {BUDGET_SECONDS:.0f} s)"
            told = f"site of {len(voices.comments):,} comments, {len(site.charts)} charts, {PHOTOS} photos"
            yield told, f"{seconds:.1f} s{over}"
            yield from _weights(files, packed, voices)


def _photo(folder: Path, number: int) -> Path:
    file = folder / f"{number}.jpg"
    Image.effect_noise(PHOTO_SIZE, 10 + number).convert("RGB").save(file, quality=90)
    return file


def _weights(files: dict[str, bytes], packed: bytes, voices: Voices) -> Iterator[tuple[str, str]]:
    of = f"of {len(voices.comments):,} comments"
    for kind in ("index", "question", "theme"):
        pages = [content for path, content in files.items() if path.startswith(kind)]
        heaviest = max(pages, key=len, default=b"")
        kilobytes = f"{len(heaviest) / 1e3:.0f} kB, gzip {len(gzip.compress(heaviest, mtime=0)) / 1e3:.0f} kB"
        yield f"heaviest page {kind} {of}", kilobytes
    yield f"ZIP {of}", f"{len(packed) / 1e6:.1f} MB, {len(files)} files"
