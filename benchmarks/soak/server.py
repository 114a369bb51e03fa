"""The server, or the job it runs, killed with -9: the job is taken up again and its file is in once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.soak.looking import look
from benchmarks.soak.street import Wave, environment, write_wave
from benchmarks.texts import PROJECT, scratch
from survey_loader import jobs, settings
from survey_loader.access import COMMAND_LINE, Role, everywhere
from survey_loader.acts.reports import ImportRequest
from survey_loader.settings import Settings

INTERVIEWS = 2_000
LONGEST = 120.0
# The part of the server that runs jobs, in a process of its own that can be killed.
SERVER = """
import sys, threading
from pathlib import Path
from survey_loader import runner, settings
folder = Path(sys.argv[1])
runner.Runner(settings.load(data_dir=folder, workers=2, sample=False)).start()
threading.Event().wait()
"""


def served(here: Settings) -> subprocess.Popen[bytes]:
    """Start a server's runner."""
    return subprocess.Popen(
        [sys.executable, "-c", SERVER, str(here.data_dir)], cwd=PROJECT, env=environment(PYTHONPATH=str(PROJECT))
    )


def until_done(here: Settings, job: str, least: int | None = None) -> str:
    """Wait until a job has ended, or has done at least so many rows; return its state."""
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        status = jobs.status(here, job, COMMAND_LINE)
        if status is not None and (status.finished or (least is not None and status.done >= least)):
            return status.state
        time.sleep(0.02)
    return "never ended"


def children_of(process: int) -> list[int]:
    """Return the processes that a process started."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True).stdout
    return [int(number) for number in listed.split()]


def flaws_of(folder: Path, wave: Wave, whom: str, after: int) -> list[str]:
    """Kill the server or its job once so many rows are done, start another server, and return broken promises."""
    here = settings.load(data_dir=folder / "data", workers=2, sample=False)
    request = ImportRequest(wave.file, "soak", photos=(wave.photos,))
    job = jobs.submit(here, "import", request.arguments(), everywhere("organiser in the soak", Role.ORGANISER))
    server = served(here)
    family = _first_children(server.pid)
    state = until_done(here, job, least=after)
    grandchildren = [grandchild for child in family for grandchild in children_of(child)]
    if whom == "job":
        for child in family:
            os.kill(child, signal.SIGKILL)
        state = until_done(here, job)
        failed = state == "failed"
        job = jobs.submit(here, "import", request.arguments(), everywhere("organiser in the soak", Role.ORGANISER))
        state = until_done(here, job)
        server.kill()
        flaws = [] if failed else ["a killed job does not say that it failed"]
    else:
        server.kill()
        server.wait()
        server = served(here)
        state = until_done(here, job)
        server.kill()
        flaws = []
    server.wait()
    flaws += [] if state == "done" else [f"the job ended as {state}"]
    seen = look(here.database)
    flaws += seen.flaws
    if seen.interviews != wave.interviews or seen.staged:
        flaws.append(f"{seen.interviews} interviews, {seen.staged} staged")
    return flaws + outlived([*family, *grandchildren])


def _first_children(process: int) -> list[int]:
    """Wait until a process has started another, and return it."""
    deadline = time.monotonic() + LONGEST
    while not (family := children_of(process)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return family


def outlived(processes: list[int]) -> list[str]:
    """Return which processes are still there a little later: they would hold memory for ever."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        left = [process for process in processes if Path(f"/proc/{process}").exists()]
        if not left:
            return []
        time.sleep(0.1)
    return [f"{len(left)} processes outlived the kill"]


def run() -> int:
    """Print a line a kill; return how many broke a promise."""
    broken = 0
    for whom in ("job", "server"):
        for after in (0, 400, 1_200):
            with scratch() as name:
                wave = write_wave(Path(name), "street", INTERVIEWS)
                flaws = flaws_of(Path(name), wave, whom, after)
            broken += bool(flaws)
            print(f"{whom:>8} killed after {after:>5} rows  {'; '.join(flaws) or 'kept'}", flush=True)
    return broken
