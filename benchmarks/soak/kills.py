"""An import killed with -9, all its processes at once, at points spread over its phases."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.soak.looking import Look, look
from benchmarks.soak.street import Wave, begun, command, counted, ended, write_wave
from benchmarks.texts import scratch

KILLS = 20
INTERVIEWS = 2_000
# Right after a phase is told, and between that and the next line.
SHARES = (0.0, 1 / 3, 2 / 3)
_PHASE = re.compile(r"phase=(\w+) batch=\d+ rows=(\d+)")


@dataclass(frozen=True, slots=True)
class Point:
    """Where to kill: so many seconds after the n-th line that tells a phase."""

    line: int
    after: float


@dataclass(frozen=True, slots=True)
class Killed:
    """What a kill met and left: the phase under way, the look at it, and the look after a second try."""

    phase: str
    rows: int
    seconds: float
    seen: Look
    again: Look


def told(wave: Wave, database: Path) -> list[tuple[float, str]]:
    """Run an import undisturbed and return when each of its phases began."""
    started, lines = time.perf_counter(), []
    process = begun(command(wave, database))
    assert process.stderr is not None
    for line in process.stderr:
        if found := _PHASE.search(line):
            lines.append((time.perf_counter() - started, found[1]))
    if process.wait():
        raise RuntimeError(f"the undisturbed import ended with {process.returncode}")
    return lines


def points(lines: list[tuple[float, str]], kills: int) -> list[Point]:
    """Return so many points spread over all phases alike: right after a line, and on the way to the next."""
    moments = [moment for moment, _ in lines]
    gaps = [after - before for before, after in zip(moments, [*moments[1:], moments[-1]], strict=True)]
    phases = list(dict.fromkeys(phase for _, phase in lines))
    chosen = []
    for number, phase in enumerate(phases):
        of_phase = [
            Point(line, share * gaps[line]) for line, (_, here) in enumerate(lines) if here == phase for share in SHARES
        ]
        first, after = (kills * place // len(phases) for place in (number, number + 1))
        wanted = after - first
        chosen += [of_phase[len(of_phase) * place // wanted] for place in range(wanted)]
    return chosen


def killed(wave: Wave, database: Path, point: Point) -> tuple[str, int, float]:
    """Kill an import at a point; return the phase it was in, its rows and its age."""
    started = time.perf_counter()
    process = begun(command(wave, database))
    assert process.stderr is not None
    phase, rows, number = "", 0, -1
    for line in process.stderr:
        if found := _PHASE.search(line):
            phase, rows, number = found[1], int(found[2]), number + 1
            if number == point.line:
                time.sleep(point.after)
                break
    # The whole group: workers must not outlive it either.
    os.killpg(process.pid, signal.SIGKILL)
    seconds = time.perf_counter() - started
    for found in _PHASE.finditer(process.communicate()[1]):
        phase, rows = found[1], int(found[2])
    return phase, rows, seconds


def series(folder: Path, kills: int, interviews: int) -> tuple[Look, Iterator[Killed]]:
    """Return the look of an undisturbed import, and what each kill met and left."""
    wave = write_wave(folder, "street", interviews)
    lines = told(wave, folder / "whole" / "machi.db")
    whole = look(folder / "whole" / "machi.db")

    def each() -> Iterator[Killed]:
        for number, point in enumerate(points(lines, kills)):
            database = folder / f"kill-{number}" / "machi.db"
            phase, rows, seconds = killed(wave, database, point)
            seen = look(database)
            counted(ended(command(wave, database)))
            yield Killed(phase, rows, seconds, seen, look(database))

    return whole, each()


def flaws(whole: Look, kill: Killed) -> list[str]:
    """Return in words which promises a kill broke."""
    return [
        *kill.seen.flaws,
        *kill.again.flaws,
        *(
            [f"{kill.seen.interviews} of a file are visible"]
            if kill.seen.interviews not in {0, whole.interviews}
            else []
        ),
        *([] if kill.again.same_as(whole) else ["the second try did not complete"]),
        *([f"{kill.again.staged} rows of the dead import are still there"] if kill.again.staged else []),
    ]


def run() -> int:
    """Print a line a kill; return how many broke a promise."""
    broken = 0
    with scratch() as name:
        whole, each = series(Path(name), KILLS, INTERVIEWS)
        print(f"kill -9: {whole.interviews:,} interviews, {len(whole.photos):,} photos, two workers")
        print(
            f"{'killed after':>12} {'phase':>12} {'rows':>7} {'staged':>7} {'visible':>8} {'second try':>11}  promises"
        )
        for kill in each:
            found = flaws(whole, kill)
            broken += bool(found)
            print(
                f"{kill.seconds:>10.2f} s {kill.phase:>12} {kill.rows:>7} {kill.seen.staged:>7} "
                f"{kill.seen.interviews:>8} {kill.again.interviews:>11}  {'; '.join(found) or 'kept'}",
                flush=True,
            )
    return broken
