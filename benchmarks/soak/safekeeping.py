"""Backups killed with -9 at moments drawn by lot, while people are erased: every run left is whole, and at the end
nobody erased is in any.
"""

from __future__ import annotations

import gzip
import json
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.soak.street import command, ended, environment, write_wave
from benchmarks.texts import PROJECT, scratch
from survey_loader import settings
from survey_loader.access import COMMAND_LINE
from survey_loader.acts.backups import back_up
from survey_loader.acts.checking import check_backups
from survey_loader.acts.erasing import erase
from survey_loader.acts.restoring import restore
from survey_loader.settings import Settings
from survey_loader.store import snapshots, vault
from survey_loader.store.connection import opened

INTERVIEWS, KILLS, EARLIER = 1_000, 24, 3
# Before this nothing but Python's own start is killed.
SOONEST = 0.6


def run() -> int:
    """Kill and look; return how many promises were broken."""
    with scratch() as scratched:
        folder = Path(scratched)
        here = settings.load(data_dir=folder / "data", workers=2, sample=False)
        ended(command(write_wave(folder, "kept", INTERVIEWS), here.database))
        _make_earlier(here)
        longest = _timed(here)
        draw = random.Random("backups")
        flaws, gone = [], []
        for number in range(KILLS):
            gone.append(_erase_one(here, draw))
            after = draw.uniform(SOONEST, longest)
            ended_by_itself = _killed(here, after)
            found = [finding.message for finding in check_backups(here, COMMAND_LINE, here.backup_dir).findings]
            if len(vault.vault_of(here).runs()) < EARLIER + 1:
                found.append("an earlier run is gone")
            print(f"{number + 1:3}  {after:5.2f} s  {'was done' if ended_by_itself else 'killed':8}  {found or 'kept'}")
            flaws += found
        flaws += _at_the_end(here, gone, folder / "restored")
        for flaw in flaws:
            print("  " + flaw)
        return len(flaws)


def _make_earlier(here: Settings) -> None:
    """Make runs that look days old, so that an erasure has something to take out of them."""
    for days in range(1, EARLIER + 1):
        made = back_up(here, COMMAND_LINE).run
        older = vault.new_run(vault.moment(made) - timedelta(days=days))
        (here.backup_dir / "runs" / made).rename(here.backup_dir / "runs" / older)


def _timed(here: Settings) -> float:
    """Return the seconds of an undisturbed backup that writes all earlier runs anew."""
    _erase_one(here, random.Random(0))
    started = time.monotonic()
    subprocess.run(_backup(here), cwd=PROJECT, env=environment(), check=True, capture_output=True)
    return time.monotonic() - started


def _backup(here: Settings) -> list[str]:
    return [sys.executable, "-m", "survey_loader", "backup", "--db", str(here.database)]


def _erase_one(here: Settings, draw: random.Random) -> str:
    with opened(here.database) as db:
        chosen = draw.choice(db.conn.execute("select id, number from interviews order by number").fetchall())
        text = db.conn.execute("select text from comments where interview = ? limit 1", [chosen[1]]).fetchone()[0]
    erase(here, COMMAND_LINE, chosen[0], "soak")
    return str(text)


def _killed(here: Settings, after: float) -> bool:
    """Kill a backup after so many seconds; return whether it was done before."""
    with subprocess.Popen(_backup(here), cwd=PROJECT, env=environment(), stdout=subprocess.DEVNULL) as process:
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
    return process.returncode == 0


def _at_the_end(here: Settings, gone: list[str], into: Path) -> list[str]:
    """Make one more backup; look for remains, for the erased, and whether all of it comes back."""
    back_up(here, COMMAND_LINE)
    flaws = [path.name for path in here.backup_dir.rglob("*") if path.name.startswith(".") or ".part" in path.name]
    if (here.data_dir / ".backup").exists():
        flaws.append("a copy was left beside the data")
    for name in vault.vault_of(here).runs():
        plain = gzip.decompress((here.backup_dir / "runs" / name / vault.DATABASE).read_bytes())
        flaws += [f"{text} is still in {name}" for text in gone if _holds(plain, text)]
    restore(here, COMMAND_LINE, here.backup_dir, into)
    before, after = (snapshots.content(path) for path in (here.database, into / "machi.db"))
    tables = {name for name in before.tables if before.tables[name] != after.tables[name]} - {"log", "meta"}
    shutil.rmtree(into)
    return flaws + [f"{table} differs after the restore" for table in sorted(tables)]


def _holds(plain: bytes, text: str) -> bool:
    return text.encode() in plain or json.dumps(text).strip('"').encode() in plain
