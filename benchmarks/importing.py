"""Imports against a bare single-process Janome loop over the same texts, at growing sizes and with both engines."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from janome.tokenizer import Tokenizer

from benchmarks.texts import PROJECT, files, perturbed, scratch, texts
from benchmarks.watching import StreetWriter, Watched, run_watched

# Two processes at 80 % of what two bare loops would do, MeCab at eight of them (DESIGN.md).
BUDGETS = {"janome": 0.8 * 2, "mecab": 8.0}
SIZES = {"janome": (1_000, 10_000, 100_000), "mecab": (10_000, 100_000, 1_000_000)}
# The rate may not depend on the size from here on, but for this much.
STEADY_FROM, STEADY = 10_000, 0.2
MEMORY_BUDGET, SAVE_BUDGET_SECONDS = 1_000_000_000, 0.2
# Its rate does not depend on how many texts it reads.
BARE_TEXTS = 5_000
PHASE = re.compile(r"^(\S+ \S+) phase=(\w+) batch=\d+ rows=(\d+)$", re.MULTILINE)

Lines = Iterator[tuple[str, str]]


class Run(NamedTuple):
    """One import: its comments, the seconds of the whole command, and what was watched."""

    comments: int
    seconds: float
    watched: Watched

    @property
    def rate(self) -> float:
        """Comments a second of the whole command, its start and that of its workers included."""
        return self.comments / self.seconds


class Bare(NamedTuple):
    """Janome alone, in one process: texts a second, and seconds of CPU a text."""

    rate: float
    cpu: float


def bare_loop(paths: list[Path]) -> Bare:
    """Cut some of the texts of these files into words and do nothing else."""
    listed = list(islice(texts(paths), BARE_TEXTS))
    tokenizer = Tokenizer()
    started, cpu = time.perf_counter(), time.process_time()
    for text in listed:
        for _ in tokenizer.tokenize(text):
            pass
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    return Bare(len(listed) / seconds, cpu / len(listed))


def run_import(paths: list[Path], mapping: Path | None, database: Path, engine: str) -> Run:
    """Import files with two processes, from the start of the command to its end."""
    command = [
        sys.executable, "-m", "survey_loader", "import", *map(str, paths), "--survey", "bench",
        "--db", str(database), "--engine", engine, "--json", "--verbose",
        *(["--mapping", str(mapping)] if mapping else []),
    ]  # fmt: skip
    started = time.perf_counter()
    watched = run_watched(command, cwd=PROJECT, env={**os.environ, "MACHI_WORKERS": "2"})
    seconds = time.perf_counter() - started
    comments = int(json.loads(watched.out.splitlines()[-1])["comments"])
    return Run(comments, seconds, watched)


def steady_rate(run: Run) -> float:
    """Return the rows a second of an import of one file, from its first stored chunk to the end."""
    phases = [(datetime.fromisoformat(at), phase, int(rows)) for at, phase, rows in PHASE.findall(run.watched.errors)]
    begun, before, _ = next((at, rows, phase) for at, phase, rows in phases if phase == "staging" and rows)
    ended, _, after = phases[-1]
    return (after - before) / (ended - begun).total_seconds()


def _growing(engine: str) -> Lines:
    rates = []
    for size in SIZES[engine]:
        with scratch() as name:
            path = perturbed(Path(name), size)
            bare = bare_loop([path])
            run = run_import([path], None, Path(name) / "machi.db", engine)
        steady = steady_rate(run)
        if size >= STEADY_FROM:
            rates.append(steady / bare.rate)
        label = f"{engine}, 2 processes, {run.comments:,} perturbed texts"
        yield label, f"{run.rate:,.0f}/s whole, {steady:,.0f}/s once started"
        yield (
            f"  / bare loop of {bare.rate:,.0f}/s (budget >= {BUDGETS[engine]:.1f})",
            f"{run.rate / bare.rate:.2f}, {steady / bare.rate:.2f}",
        )
        yield _cpu_line(run, bare)
        yield "  peak memory of all processes", f"{run.watched.memory / 1e6:,.0f} MB"
    spread = max(rates) / min(rates) - 1
    yield f"{engine}: spread of the steady rate from {STEADY_FROM:,} up (budget <= {STEADY:.0%})", f"{spread:.0%}"


def _cpu_line(run: Run, bare: Bare) -> tuple[str, str]:
    """What the ratio could be if nothing else ran on two processors; others that run hardly change it."""
    used = run.watched.cpu / run.comments
    return (
        f"  CPU a comment, all processes, against {bare.cpu * 1e6:,.0f} µs of the bare loop",
        f"{used * 1e6:,.0f} µs: {2 * bare.cpu / used:.2f}",
    )


def janome() -> Lines:
    """Janome at growing sizes."""
    return _growing("janome")


def mecab() -> Lines:
    """MeCab at growing sizes."""
    return _growing("mecab")


def whole() -> Lines:
    """The whole set of texts in one run, while somebody saves interviews on the street."""
    with scratch() as name:
        paths, mapping = files(Path(name))
        bare = bare_loop(paths)
        database = Path(name) / "machi.db"
        with StreetWriter(database) as writer:
            run = run_import(paths, mapping, database, "janome")
    yield f"whole set with Janome, {len(paths)} files, {run.comments:,} comments", f"{run.seconds:,.0f} s"
    yield (
        f"  / bare loop of {bare.rate:,.0f}/s, a writer beside it (budget >= {BUDGETS['janome']:.1f})",
        f"{run.rate / bare.rate:.2f}",
    )
    yield _cpu_line(run, bare)
    yield (
        f"  peak memory of all processes (budget <= {MEMORY_BUDGET / 1e6:,.0f} MB)",
        f"{run.watched.memory / 1e6:,.0f} MB",
    )
    yield (
        f"  {writer.count} saves meanwhile, p95 / longest (budget p95 <= {SAVE_BUDGET_SECONDS * 1000:.0f} ms)",
        f"{writer.p95 * 1000:.0f} ms / {writer.longest * 1000:.0f} ms",
    )
