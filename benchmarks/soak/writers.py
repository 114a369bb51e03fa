"""Twenty writers in the street while an import runs: nothing they were told is saved may be missing or doubled."""

from __future__ import annotations

import multiprocessing
import random
import statistics
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.soak.looking import look
from benchmarks.soak.street import LIKES, WISHES, begun, command, counted, ended, write_wave
from benchmarks.texts import scratch
from survey_loader import settings
from survey_loader.access import Role, everywhere
from survey_loader.acts.entering import Entry, enter

PROCESSES, WRITERS_EACH, SAVES = 2, 10, 15
# Faster than anybody types: each writer waits up to so many seconds between two saves.
PAUSE_SECONDS = 2.0
FIRST, INTERVIEWS = 50, 6_000


def writing(database: str, writer: int, saves: int, pause: float) -> list[tuple[str, float]]:
    """Save interviews one after another; return each confirmed id with the seconds it took, the first as a warm-up."""
    here = settings.load(data_dir=Path(database).parent, database=Path(database), workers=1, sample=False)
    draw = random.Random(writer)
    confirmed = []
    for number in range(saves):
        time.sleep(pause * draw.random())
        answers = {"like": f"{draw.choice(LIKES)}({writer}-{number})", "future": f"{draw.choice(WISHES)}ほしい"}
        entered = Entry("soak", str(uuid.uuid4()), answers, datetime.now(UTC), "ゆきの通り", interviewer=str(writer))
        started = time.perf_counter()
        student = everywhere(f"writer {writer}", Role.STUDENT)
        confirmed.append(
            (
                enter(here, student, entered).interview_id,
                time.perf_counter() - started,
            )
        )
    return confirmed


def writing_together(database: str, writers: Sequence[int], saves: int, pause: float) -> list[tuple[str, float]]:
    """Let several writers save at once in this process, as the server does."""
    with ThreadPoolExecutor(len(writers)) as threads:
        done = threads.map(lambda writer: writing(database, writer, saves, pause), writers)
        return [save for saves_of_one in done for save in saves_of_one]


def during_an_import(
    folder: Path, interviews: int, processes: int, writers_each: int, saves: int, pause: float
) -> tuple[list[str], list[float]]:
    """Let writers save while an import runs; return broken promises and the seconds of every save."""
    database = folder / "machi.db"
    first, wave = write_wave(folder, "first", FIRST), write_wave(folder, "street", interviews)
    counted(ended(command(first, database)))
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        groups = [range(number * writers_each, (number + 1) * writers_each) for number in range(processes)]
        importing = begun(command(wave, database))
        futures = [pool.submit(writing_together, str(database), group, saves, pause) for group in groups]
        saved = [save for future in futures for save in future.result()]
        _, said = importing.communicate()
    seen = look(database)
    there = {interview for interview, _, _ in seen.voices}
    confirmed = {interview for interview, _ in saved}
    flaws = [*seen.flaws]
    flaws += [f"the import ended with {importing.returncode}: {said[-300:]}"] if importing.returncode else []
    flaws += [f"{len(confirmed - there)} confirmed interviews are lost"] if confirmed - there else []
    expected = FIRST + interviews + len(confirmed)
    flaws += [f"{seen.interviews} interviews instead of {expected}"] if seen.interviews != expected else []
    return flaws, [seconds for number, (_, seconds) in enumerate(saved) if number % saves]


def run() -> int:
    """Print how long saves took beside an import; return 1 where a promise was broken."""
    with scratch() as name:
        flaws, seconds = during_an_import(Path(name), INTERVIEWS, PROCESSES, WRITERS_EACH, SAVES, PAUSE_SECONDS)
    half, most, slowest = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1], max(seconds)
    print(
        f"{PROCESSES * WRITERS_EACH} writers, {len(seconds)} saves beside an import of {INTERVIEWS:,} interviews: "
        f"median {half * 1000:.0f} ms, p95 {most * 1000:.0f} ms, slowest {slowest * 1000:.0f} ms; "
        f"{'; '.join(flaws) or 'none lost, none doubled'}"
    )
    return int(bool(flaws))
