"""How long coding again takes: everything, and after a change of one word."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.texts import files
from survey_loader import settings
from survey_loader.access import Role, everywhere
from survey_loader.acts import previews, words
from survey_loader.acts.coding import recode_all_surveys
from survey_loader.acts.importing import import_file
from survey_loader.acts.reports import ImportRequest
from survey_loader.settings import Settings
from survey_loader.sources.mapping import Mapping
from survey_loader.store.connection import opened
from survey_loader.text.codebook_editing import with_theme

ACTOR = everywhere("benchmark", Role.ORGANISER)
# A word that some hundred of 100,000 comments hold, and one that nobody wrote.
SOME, NOBODY = "石垣", "ぬかるみ坂"
# So many months hold about 100,000 comments.
MONTHS, SURVEY = 45, "town"


def _town(folder: Path) -> Settings:
    here = settings.load(data_dir=folder, sample=False, workers=2)
    found, mapping = files(folder, MONTHS)
    for file in found:
        import_file(here, ACTOR, ImportRequest(file, SURVEY, mapping=Mapping.load(mapping)))
    return here


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def measure() -> Iterator[tuple[str, str]]:
    """Yield (what, seconds): everything anew, and looking at and saving a change of one word."""
    with tempfile.TemporaryDirectory() as name:
        here = _town(Path(name))
        with opened(here.database) as db:
            comments = db.conn.execute("select count(*) from comments").fetchone()[0]
            db.conn.execute("update codebooks set version = version || ' old', recipe = null")
        yield f"{comments:,} comments coded again, 2 processes", _told(lambda: recode_all_surveys(here, ACTOR))
        for word in (SOME, NOBODY):
            book = words.in_force(here, SURVEY).codebook
            theme = book.themes[0]
            edited = with_theme(book, replace(theme, words=(*theme.words, word)))
            touched = previews.preview_codebook(here, SURVEY, edited).touched
            look = partial(previews.preview_codebook, here, SURVEY, edited)
            save = partial(words.save_codebook, here, ACTOR, SURVEY, edited)
            yield f"one word more, looked at: {touched:,} comments", _told(look)
            yield f"one word more, saved: {touched:,} comments coded again", _told(save)


def _told(act: Callable[[], object]) -> str:
    return f"{_timed(act):.2f} s"
