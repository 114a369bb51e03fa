"""Fifty people browse and twenty type in while 10,000 interviews are imported; then again with the server killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import psutil

from benchmarks.soak.crowd import Told, browse, stay, write
from benchmarks.soak.looking import look
from benchmarks.soak.street import command, counted, ended, environment, write_wave
from benchmarks.soak.visitor import Visitor
from benchmarks.texts import PROJECT, scratch
from survey_loader import jobs, settings
from survey_loader.access import COMMAND_LINE, Role
from survey_loader.acts import accounts, signing_in
from survey_loader.acts.reports import ImportRequest
from survey_loader.settings import Settings
from survey_loader.store.connection import opened
from tests.browser.serving import free_port

PASSWORD = "yuki-no-michi-42"
LOOK_SECONDS = 5.0
START_SECONDS = 120.0
# A rerun and a save, at the 95th of a hundred, while an import runs.
BUDGET_SECONDS = 2.0
# What the server may hold more at the end than after its first third: caches of what was looked at, up to their bounds.
GROWTH = 1.25
# As docs/deploy.md says for as many people.
SERVERS = int(os.environ.get("MACHI_LOAD_SERVERS", "2"))
# An import of 10,000 takes some 15 s.
KILL_AFTER_SECONDS = 4.0
# Who is typing notices that the server was away when the next field is left.
NOTICED_SECONDS = 30.0


@dataclass(frozen=True)
class Size:
    """How many people, interviews, minutes and servers.

    `killed` kills the servers with -9 during the import, `haste` is how many times faster than people they are.
    """

    browsing: int
    writing: int
    there: int
    imported: int
    minutes: float
    killed: bool = False
    haste: float = 1.0
    servers: int = 1


@dataclass
class Outcome:
    """What was seen: the crowd's times, when the import ran, and the server's memory as (second, bytes)."""

    told: Told
    began: float = 0.0
    import_began: float = 0.0
    import_ended: float = 0.0
    memory: list[tuple[float, int]] = field(default_factory=list)
    cpu: float = 0.0
    flaws: list[str] = field(default_factory=list)


class Servers:
    """Real servers over one folder, as behind a proxy that leads each visitor to one of them, on ports that stay."""

    def __init__(self, here: Settings, count: int) -> None:
        self.here, self.ports = here, [free_port() for _ in range(count)]
        self.addresses = [f"http://localhost:{port}" for port in self.ports]
        self.log = here.data_dir.parent / "server.log"
        self.processes = self._started()

    def _started(self) -> list[subprocess.Popen[bytes]]:
        own = environment(
            MACHI_DATA_DIR=str(self.here.data_dir), MACHI_ADDRESS=self.addresses[0], MACHI_SAMPLE="false",
            MACHI_WORKERS="1", MACHI_BACKUP_HOURS="0",
        )  # fmt: skip
        line = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.headless", "true"]
        line += ["--server.address", "localhost", "--server.port"]
        with self.log.open("ab") as out:
            started = [
                subprocess.Popen([*line, str(port)], cwd=PROJECT, env=own, stdout=out, stderr=out)
                for port in self.ports
            ]
        for process, address in zip(started, self.addresses, strict=True):
            self._wait(process, address)
        return started

    def _wait(self, process: subprocess.Popen[bytes], address: str) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and process.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.1)
        process.kill()
        raise RuntimeError(f"the server did not start: {self.log.read_text(encoding='utf-8')[-2000:]}")

    def kill_and_start(self) -> None:
        """Kill all with -9 and start others."""
        for process in self.processes:
            os.kill(process.pid, signal.SIGKILL)
        for process in self.processes:
            process.wait()
        self.processes = self._started()

    def memory(self) -> int:
        """Return the bytes the servers themselves hold (PSS), without their jobs."""
        return sum(psutil.Process(process.pid).memory_full_info().pss for process in self.processes)

    def cpu(self) -> float:
        """Return the seconds of CPU they have used."""
        used = [psutil.Process(process.pid).cpu_times() for process in self.processes]
        return float(sum(times.user + times.system for times in used))

    def stop(self) -> None:
        """End them."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait()


def people(here: Settings, size: Size, addresses: Sequence[str]) -> tuple[list[Visitor], list[Visitor]]:
    """Make the accounts and return who browses and who writes, spread over the servers."""
    roles = {f"browsing-{number}": Role.MEMBER for number in range(size.browsing)}
    roles |= {f"writing-{number}": Role.STUDENT for number in range(size.writing)}
    accounts.add(here, COMMAND_LINE, "organiser", role=Role.ORGANISER)
    visitors: list[Visitor] = []
    for name, role in roles.items():
        first = accounts.add(here, COMMAND_LINE, name, role=role)
        signing_in.change_password(here, signing_in.sign_in(here, name, first), first, PASSWORD)
        visitors.append(Visitor(addresses[len(visitors) % len(addresses)], name, PASSWORD, size.haste))
    return visitors[: size.browsing], visitors[size.browsing :]


async def _watched(servers: Servers, here: Settings, job: str, size: Size, seen: Outcome, away: asyncio.Event) -> None:
    """Look at the server until the time is over; kill it soon after the import began where that is asked for."""
    end = seen.began + size.minutes * 60
    if size.killed:
        await asyncio.sleep(KILL_AFTER_SECONDS / size.haste)
        away.set()
        await asyncio.to_thread(servers.kill_and_start)
        asyncio.get_running_loop().call_later(NOTICED_SECONDS, away.clear)
    while time.monotonic() < end or not seen.import_ended:
        await asyncio.sleep(min(LOOK_SECONDS, size.minutes * 6))
        seen.memory.append((time.monotonic(), servers.memory()))
        status = jobs.status(here, job, COMMAND_LINE)
        if not seen.import_ended and status is not None and status.finished:
            seen.import_ended = time.monotonic()
            seen.flaws += [] if status.state == "done" else [f"the import ended as {status.state}: {status.message}"]


async def _lived(servers: Servers, here: Settings, file: Path, size: Size, seen: Outcome) -> None:
    browsing, writing = await asyncio.to_thread(people, here, size, servers.addresses)
    for visitor in (*browsing, *writing):
        await visitor.sign_in()
    away, began_cpu = asyncio.Event(), servers.cpu()
    seen.began = time.monotonic()
    lives = [asyncio.create_task(stay(one, browse, seen.told, away)) for one in browsing]
    lives += [asyncio.create_task(stay(one, write, seen.told, away)) for one in writing]
    await asyncio.sleep(size.minutes * 60 / 4)
    asker = accounts.as_of_now(here, "organiser")
    seen.import_began = time.monotonic()
    job = jobs.submit(here, "import", ImportRequest(file, "soak").arguments(), asker)
    await _watched(servers, here, job, size, seen, away)
    seen.cpu = servers.cpu() - (0 if size.killed else began_cpu)
    inside = await asyncio.gather(*(one.still_in() for one in (*browsing, *writing)))
    seen.flaws += [] if all(inside) else [f"{inside.count(False)} people have to sign in again"]
    for life in lives:
        life.cancel()
    await asyncio.gather(*lives, return_exceptions=True)
    await asyncio.gather(*(one.close() for one in (*browsing, *writing)), return_exceptions=True)


def held(folder: Path, size: Size) -> Outcome:
    """Let the crowd live at servers over this folder, and look at what is left."""
    here = settings.load(data_dir=folder / "data", sample=False, workers=1)
    there = write_wave(folder, "first", size.there, photos=False)
    coming = write_wave(folder, "street", size.imported, photos=False)
    counted(ended(command(there, here.database)))
    seen, servers = Outcome(Told()), Servers(here, size.servers)
    try:
        asyncio.run(_lived(servers, here, coming.file, size, seen))
    finally:
        servers.stop()
    seen.flaws += [*dict.fromkeys(seen.told.errors)][:20]
    seen.flaws += lost(here.database, size, seen.told)
    return seen


def lost(database: Path, size: Size, told: Told) -> list[str]:
    """Return what is missing or doubled: all that was confirmed, and every row of the file, is there once."""
    found = look(database)
    with opened(database) as db:
        typed = {
            row[0]
            for row in db.conn.execute(
                "select s.id from shown s join batches b on b.number = s.batch where b.kind = 'entry'"
            )
        }
        shown = db.conn.execute("select count(*) from shown").fetchone()[0]
    missing, unknown = set(told.confirmed) - typed, typed - told.begun
    expected = size.there + size.imported + len(typed)
    return [
        *found.flaws,
        *([f"{len(missing)} confirmed interviews are lost"] if missing else []),
        *([f"{len(unknown)} interviews nobody typed"] if unknown else []),
        *([f"{shown} interviews instead of {expected}"] if shown != expected else []),
    ]


def p95(seconds: Sequence[float]) -> float:
    """Return the 95th of a hundred, the longest of fewer than two."""
    return quantiles(seconds, n=20)[-1] if len(seconds) > 1 else max(seconds, default=0.0)


def report(seen: Outcome, size: Size) -> int:
    """Print what was seen; return how many promises were broken."""
    flaws = list(seen.flaws)
    parts = {
        "before the import": (seen.began, seen.import_began),
        "during the import": (seen.import_began, seen.import_ended),
        "after it": (seen.import_ended, float("inf")),
    }
    for name, (first, last) in parts.items():
        print(name)
        now = [(what, seconds) for at, what, seconds in seen.told.reruns if first <= at < last]
        for kind in ("first", "screen", "filter", "search", "field", "save"):
            times = [seconds for what, seconds in now if what == kind]
            if times:
                print(
                    f"  {kind:<7} {len(times):>6} reruns  median {median(times):5.2f} s  p95 {p95(times):5.2f} s  "
                    f"slowest {max(times):5.2f} s"
                )
        whole = [seconds for what, seconds in now if what != "first"]
        # After a kill everybody comes back at once, to servers that have nothing ready yet: told, not judged.
        judged = whole if not size.killed or name == "after it" else []
        if judged and p95(judged) > BUDGET_SECONDS:
            flaws.append(f"p95 {name}: {p95(whole):.2f} s, budget {BUDGET_SECONDS:.0f} s")
    flaws += _memory(seen, size)
    told = seen.told
    print(
        f"{len(told.reruns):,} reruns, {len(told.confirmed):,} interviews typed in and confirmed, import took "
        f"{seen.import_ended - seen.import_began:.0f} s, {size.servers} servers used {seen.cpu:.0f} s of CPU; "
        f"{told.cut} connections cut, {told.resumed} drafts gone on with"
    )
    print("; ".join(flaws) or "no error, nothing lost, nothing doubled")
    return len(flaws)


def _memory(seen: Outcome, size: Size) -> list[str]:
    if not seen.memory or size.killed:
        return []
    third = seen.memory[len(seen.memory) // 3 : len(seen.memory) // 2] or seen.memory
    early, late = median(held for _, held in third), median(held for _, held in seen.memory[-len(third) :])
    most = max(held for _, held in seen.memory)
    print(
        f"memory of the servers: {early / 1e6:.0f} MB early, {late / 1e6:.0f} MB at the end, most {most / 1e6:.0f} MB"
    )
    return [f"memory grew from {early / 1e6:.0f} to {late / 1e6:.0f} MB"] if late > GROWTH * early else []


def run() -> int:
    """Ten minutes with fifty browsing, twenty writing and one import."""
    with scratch() as name:
        size = Size(50, 20, 3_000, 10_000, float(os.environ.get("MACHI_LOAD_MINUTES", "10")), servers=SERVERS)
        return report(held(Path(name), size), size)


def run_killed() -> int:
    """The same crowd for three minutes; the servers are killed with -9 in the middle of the import."""
    with scratch() as name:
        size = Size(50, 20, 3_000, 10_000, 3.0, killed=True, servers=SERVERS)
        return report(held(Path(name), size), size)
