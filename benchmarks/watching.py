"""What is watched while an import runs: the memory of all its processes, and how long a street writer's save takes."""

from __future__ import annotations

import multiprocessing.pool
import resource
import subprocess
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple

import psutil

from survey_loader import settings
from survey_loader.access import Role, everywhere
from survey_loader.acts.entering import Entry, enter
from survey_loader.models import Question, Survey
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import save_survey

SURVEY = "street"
SAVE_EVERY_SECONDS = 0.5
SAMPLE_EVERY_SECONDS = 0.5
WORDS = (
    "川ぞいの道がきれいで好き",
    "除雪をもう少し早くしてほしい",
    "バスの本数が少なくて困る",
    "祭りがにぎやかで楽しい",
)


class Watched(NamedTuple):
    """What a command wrote, its seconds of CPU, and the peak of its memory in bytes, all with its children.

    The memory is the PSS of all of them: pages that they share count once.
    """

    out: str
    errors: str
    cpu: float
    memory: int


def run_watched(command: list[str], **options: Any) -> Watched:
    """Run a command to its end; raises RuntimeError where it fails."""
    before = _cpu_of_children()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    with multiprocessing.pool.ThreadPool(1) as reader:
        reading = reader.apply_async(process.communicate)
        peak = 0
        while not reading.ready():
            peak = max(peak, _memory(process.pid))
            reading.wait(SAMPLE_EVERY_SECONDS)
        out, errors = reading.get()
    if process.returncode:
        raise RuntimeError(errors)
    return Watched(out, errors, _cpu_of_children() - before, peak)


def _cpu_of_children() -> float:
    """Seconds of CPU of all processes that this one has started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(pid: int) -> int:
    total = 0
    try:
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            total += process.memory_full_info().pss
    except psutil.Error:
        # A process has just ended.
        pass
    return total


class StreetWriter:
    """A writer in another process who saves an interview twice a second into a database, from `with` to its end."""

    def __init__(self, database: Path) -> None:
        self._database = database
        spawn = multiprocessing.get_context("spawn")
        self._stop, self._seconds = spawn.Event(), spawn.Queue()
        self._process = spawn.Process(target=_write, args=(database, self._stop, self._seconds))

    def __enter__(self) -> StreetWriter:
        with opened(self._database) as db, transaction(db):
            save_survey(db, Survey(SURVEY, SURVEY, questions=(Question("like", "好きなところ"),)))
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        saves = sorted(self._seconds.get())
        self._process.join()
        self.count, self.longest = len(saves), saves[-1]
        self.p95 = quantiles(saves, n=20)[-1]


def _write(database: Path, stop: Any, told: Any) -> None:
    over = settings.load(database=database, data_dir=database.parent, workers=1)
    saves: list[float] = []
    _save(over, 0)
    while not stop.wait(SAVE_EVERY_SECONDS):
        started = time.perf_counter()
        _save(over, len(saves))
        saves.append(time.perf_counter() - started)
    told.put(saves)


def _save(over: settings.Settings, number: int) -> None:
    words = f"{number}番目の人：{WORDS[number % len(WORDS)]}"
    enter(
        over,
        everywhere("street", Role.ORGANISER),
        Entry(SURVEY, str(uuid.uuid4()), {"like": words}, datetime.now(UTC), "駅前"),
    )
