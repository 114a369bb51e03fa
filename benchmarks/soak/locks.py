"""A database that another program holds for longer than we wait: said so, and nothing changed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.soak.disk_full import WRITER, entry
from benchmarks.soak.looking import look
from benchmarks.soak.street import command, counted, ended, write_wave
from benchmarks.texts import scratch
from survey_loader import settings
from survey_loader.acts.entering import enter
from survey_loader.errors import Busy

INTERVIEWS = 300


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Hold the write lock of a database, as a backup tool or a forgotten window would."""
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        connection.execute("begin exclusive")
        yield
    finally:
        connection.close()


def flaws_of(folder: Path, interviews: int) -> list[str]:
    """Import and enter against a held database, then again; return broken promises."""
    database = folder / "machi.db"
    here = settings.load(data_dir=folder, database=database, workers=1, sample=False)
    first, wave = write_wave(folder, "first", 20), write_wave(folder, "street", interviews)
    counted(ended(command(first, database)))
    before = look(database)
    refused: list[str] = []
    entered = entry("soak", 1)

    def write() -> None:
        try:
            enter(here, WRITER, entered)
        except Busy as error:
            refused.append(str(error))

    with held(database):
        writer = threading.Thread(target=write)
        writer.start()
        tried = ended(command(wave, database))
        writer.join()
        during = look(database)
    flaws = [*during.flaws]
    flaws += [] if during.same_as(before) else ["something changed while the database was held"]
    flaws += [] if refused else ["the entry was not refused"]
    if tried.returncode != 2 or "Traceback" in tried.stderr:
        flaws.append(f"the import ended with {tried.returncode}: {tried.stderr[-300:]}")
    counted(ended(command(wave, database)))
    enter(here, WRITER, entered)
    after = look(database)
    expected = before.interviews + interviews + 1
    return flaws + [*after.flaws] + ([] if after.interviews == expected else [f"{after.interviews} after all"])


def run() -> int:
    """Print the outcome; return 1 where a promise was broken."""
    with scratch() as name:
        flaws = flaws_of(Path(name), INTERVIEWS)
    print(f"a database held for longer than we wait: {'; '.join(flaws) or 'refused with a message, nothing changed'}")
    return int(bool(flaws))
