"""Screens in a real Chromium: 100,000 comments against 300, and both against an empty Plotly page."""

from __future__ import annotations

import csv
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.texts import PROJECT, files, scratch
from survey_exports.pictures import chrome
from survey_loader import settings
from survey_loader.access import Actor
from survey_loader.acts.importing import import_file
from survey_loader.acts.reports import ImportRequest
from survey_loader.sources.mapping import Mapping

ROUNDS = 5
SMALL_ROWS = 260
DRAWN = ".js-plotly-plot .main-svg"
BUDGET = 1.3
# The overview is the default page and has no path.
SCREENS = ("", "themes", "cities", "trends")
Seconds = tuple[float, float]
EMPTY_PAGE = """
import plotly.graph_objects as go
import streamlit as st
st.title("empty")
st.plotly_chart(go.Figure(go.Bar(x=[1, 2, 3], y=["a", "b", "c"], orientation="h")))
"""


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def served(script: Path, folder: Path) -> Iterator[str]:
    """Serve a Streamlit script and yield its address."""
    port = free_port()
    command = [
        sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port),
        "--server.headless", "true", "--server.address", "localhost",
    ]  # fmt: skip
    environment = {**os.environ, "MACHI_DATA_DIR": str(folder), "MACHI_SAMPLE": "false"}
    process = subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


def first_drawn(browser: Browser, address: str) -> float:
    """Return seconds from a fresh session's first request to its first drawn chart."""
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    started = time.perf_counter()
    page.goto(address)
    page.locator(DRAWN).first.wait_for(timeout=120_000)
    seconds = time.perf_counter() - started
    context.close()
    return seconds


def reloaded(page: Page) -> float:
    """Return seconds of a reload in a warm browser to the first drawn chart."""
    started = time.perf_counter()
    page.reload()
    page.locator(DRAWN).first.wait_for(timeout=120_000)
    return time.perf_counter() - started


def medians(browser: Browser, address: str) -> Seconds:
    """Return the median of a fresh browser profile and of a reload, after one run to warm the server."""
    first_drawn(browser, address)
    cold = statistics.median(first_drawn(browser, address) for _ in range(ROUNDS))
    page = browser.new_context(locale="ja-JP").new_page()
    page.goto(address)
    page.locator(DRAWN).first.wait_for(timeout=120_000)
    warm = statistics.median(reloaded(page) for _ in range(ROUNDS))
    page.context.close()
    return cold, warm


def _surveys(folder: Path, data: Path) -> None:
    """Fill two surveys: `small` with about 300 comments, `large` with all there are."""
    here = settings.load(data_dir=folder, sample=False)
    paths, mapping = files(data)
    small = data / "small.csv"
    with (
        paths[-1].open(encoding="utf-8-sig", newline="") as source,
        small.open("w", encoding="utf-8", newline="") as out,
    ):
        rows = csv.reader(source)
        csv.writer(out).writerows(row for row, _ in zip(rows, range(SMALL_ROWS + 1), strict=False))
    for path, slug in [(small, "small"), *((path, "large") for path in paths)]:
        import_file(here, Actor("benchmark"), ImportRequest(path, slug, mapping=Mapping.load(mapping)))


def _compared(screen: str, small: Seconds, large: Seconds, base: Seconds) -> list[tuple[str, str]]:
    return [
        (f"{screen}, small, cold / warm", f"{small[0]:.2f} s / {small[1]:.2f} s"),
        (f"{screen}, large, cold / warm", f"{large[0]:.2f} s / {large[1]:.2f} s"),
        (f"{screen}, large / small (budget <= {BUDGET})", _ratio(large, small)),
        (f"{screen}, large / empty page (budget <= {BUDGET})", _ratio(large, base)),
    ]


def _ratio(above: Seconds, below: Seconds) -> str:
    return f"{above[0] / below[0]:.2f} / {above[1] / below[1]:.2f}"


def measure() -> list[tuple[str, str]]:
    """Return the lines of the table: each screen small and large, their ratio, and against the empty page."""
    lines = []
    with scratch() as name, sync_playwright() as play:
        folder, data = Path(name) / "data", Path(name) / "files"
        data.mkdir()
        _surveys(folder, data)
        empty = Path(name) / "empty.py"
        empty.write_text(EMPTY_PAGE, encoding="utf-8")
        executable = chrome()
        browser = play.chromium.launch(executable_path=str(executable) if executable else None, args=["--no-sandbox"])
        with served(empty, folder) as address:
            base = medians(browser, address)
        lines.append(("empty page with one Plotly chart, cold / warm", f"{base[0]:.2f} s / {base[1]:.2f} s"))
        with served(PROJECT / "dashboard.py", folder) as address:
            for screen in SCREENS:
                small, large = (medians(browser, f"{address}/{screen}?survey={slug}") for slug in ("small", "large"))
                lines += _compared(screen or "overview", small, large, base)
        browser.close()
    return lines
