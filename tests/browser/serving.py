"""The real server for the browser tests: one process over a data folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import PROJECT

# A slow machine with two cores takes its time to import everything.
PATIENCE_SECONDS = 120
STEP_SECONDS = 0.1


@dataclass(frozen=True)
class Site:
    """A running server: its address without a final slash, its folder, what it logs, and its process."""

    address: str
    data_dir: Path
    log: Path
    pid: int


@contextmanager
def served(
    data_dir: Path, secrets: str = "", port: int = 0, log: Path | None = None, **settings: str
) -> Iterator[Site]:
    """Serve a data folder on this port, or a free one, until the block ends; what it says goes to `log`.

    `secrets` (TOML) may hold {port}; `settings` are MACHI_ variables.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.address", "localhost"]
    if secrets:
        held = data_dir.parent / "secrets.toml"
        held.write_text(secrets.replace("{port}", str(port)), encoding="utf-8")
        command += ["--secrets.files", str(held)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MACHI_")}
    environment = {**kept, "MACHI_DATA_DIR": str(data_dir), "MACHI_SETTINGS": "/nonexistent", "MACHI_WORKERS": "1"}
    # What a test measures is not disturbed by a backup.
    environment["MACHI_BACKUP_HOURS"] = "0"
    environment |= settings
    log = log or data_dir.parent / f"{data_dir.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=output, stderr=output)
        try:
            site = Site(f"http://localhost:{port}", data_dir, log, process.pid)
            _wait(site, process)
            yield site
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _wait(site: Site, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{site.address}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(STEP_SECONDS)
    raise RuntimeError(f"the server did not start:\n{site.log.read_text(encoding='utf-8', errors='replace')}")
