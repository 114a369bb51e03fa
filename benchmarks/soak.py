"""`make soak`: an import killed with -9 at points spread over its course, again and again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.texts import PROJECT, files, scratch, source
from survey_loader.store.connection import opened

KILLS = 20


def command(paths: list[Path], mapping: Path, database: Path) -> list[str]:
    """Return the import that is killed and repeated."""
    return [
        sys.executable, "-m", "survey_loader", "import", *map(str, paths), "--mapping", str(mapping),
        "--survey", "soak", "--db", str(database), "--json",
    ]  # fmt: skip


def state(database: Path) -> dict[str, int | str]:
    """Return the integrity check, rows staged and rows visible."""
    with opened(database) as db:
        visible = "from interviews i join batches b on b.number = i.batch where b.change is {}"
        return {
            "check": db.conn.execute("pragma integrity_check").fetchone()[0],
            "staged": db.conn.execute("select count(*) " + visible.format("null")).fetchone()[0],
            "visible": db.conn.execute("select count(*) " + visible.format("not null")).fetchone()[0],
        }


def finished(paths: list[Path], mapping: Path, database: Path) -> tuple[dict[str, int], float]:
    """Run the import to its end and return its counts and seconds."""
    started = time.perf_counter()
    done = subprocess.run(
        command(paths, mapping, database), cwd=PROJECT, capture_output=True, text=True, check=True, env=_environment()
    )
    return json.loads(done.stdout.splitlines()[-1]), time.perf_counter() - started


def killed(paths: list[Path], mapping: Path, database: Path, after: float) -> None:
    """Start the import in a session of its own and kill all of it after some seconds."""
    process = subprocess.Popen(
        command(paths, mapping, database), cwd=PROJECT, env=_environment(), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _environment() -> dict[str, str]:
    return {**os.environ, "MACHI_WORKERS": "2"}


def main() -> int:
    """Kill, look, repeat; print a table and return how many times a promise was broken."""
    broken = 0
    with scratch() as name:
        folder = Path(name)
        paths, mapping = files(folder, 2)
        whole, seconds = finished(paths, mapping, folder / "whole.db")
        print(f"{source()}: {whole['interviews']:,} interviews in {seconds:.1f} s when nothing is killed")
        print(f"{'killed after':>12} {'integrity':>10} {'staged':>8} {'visible':>8} {'second try':>24}")
        for number in range(KILLS):
            database = folder / f"kill-{number}.db"
            after = seconds * (number + 0.5) / KILLS
            killed(paths, mapping, database, after)
            seen = state(database)
            again, _ = finished(paths, mapping, database)
            complete = again["interviews"] + again["already_there"] == whole["interviews"]
            # Each file is all or nothing, so only whole files may be visible after a kill.
            kept = seen["visible"] == again["already_there"]
            right = seen["check"] == "ok" and complete and kept
            broken += not right
            tried = f"{again['interviews']:,} new, {again['already_there']:,} there"
            print(
                f"{after:>10.1f} s {seen['check']:>10} {seen['staged']:>8} {seen['visible']:>8} {tried:>24}", flush=True
            )
    print(f"{KILLS - broken} passed, {broken} failed")
    return broken


if __name__ == "__main__":
    sys.exit(main())
