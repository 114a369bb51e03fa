"""Every screen in a real Chromium, at growing sizes, beside an empty Streamlit page with one chart."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Browser, sync_playwright

from benchmarks.texts import PROJECT, scratch, town
from benchmarks.visits import Place, Waits, visited
from survey_exports.pictures import chrome
from survey_loader import settings
from survey_loader.access import Role, everywhere
from survey_loader.acts.importing import import_file
from survey_loader.acts.reports import ImportRequest
from survey_loader.store.connection import opened
from survey_ui import router

SIZES = (300, 10_000, 100_000, 300_000)
ROUNDS = 3
# DESIGN.md: a screen of any size against the smallest, and against the empty page; seconds of a filter; memory.
RATIO, FILTER_SECONDS, MEMORY_SIZE, MEMORY_BYTES = 1.3, 0.5, 100_000, 600_000_000
SURVEY = "town"
# Read fast: what screens do does not depend on who cut the words.
ENGINE = "mecab"
HEADINGS = (
    "screen", "first chart", "whole screen", "/ smallest", "/ empty", "change of screen", "/ smallest", "/ empty",
    "filter", "to the voices", "slowest tab",
)  # fmt: skip
EMPTY_PAGE = """
import plotly.graph_objects as go
import streamlit as st

def draw(title):
    st.title(title)
    with st.expander(f"filters ({len(st.session_state.get('place', []))})", key="filters"):
        chosen = st.multiselect("place", ["A", "B", "C", "D", "E"], select_all=False, key="place")
        st.button("off", on_click=lambda: st.session_state.update(place=[]))
    st.plotly_chart(go.Figure(go.Bar(x=[len(chosen), 2, 3], y=["a", "b", "c"], orientation="h")))

pages = [st.Page(lambda: draw("one"), title="one", url_path="one", default=True),
         st.Page(lambda: draw("two"), title="two", url_path="two")]
st.navigation(pages).run()
"""


def places(address: str, only: Sequence[str] = ()) -> list[Place]:
    """Return all screens of the router, or some; one comes to each from the voices, and to those from the overview."""
    pages = [(page, name) for section in router.SECTIONS.values() for page, name, _ in section]
    names = dict(pages)
    chosen = [(page, name) for page, name in pages if not only or page in only]
    return [
        Place(
            "" if page == "overview" else router.address(page),
            name,
            names["overview" if page == "voices" else "voices"],
            address,
        )
        for page, name in chosen
    ]


@contextmanager
def served(script: Path, folder: Path) -> Iterator[tuple[str, int]]:
    """Serve a Streamlit script; yield its address and its process id."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = int(sock.getsockname()[1])
    command = [
        sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port),
        "--server.headless", "true", "--server.address", "localhost",
    ]  # fmt: skip
    environment = {**os.environ, "MACHI_DATA_DIR": str(folder), "MACHI_SAMPLE": "false"}
    # A backup in the middle would be measured too.
    environment["MACHI_BACKUP_HOURS"] = "0"
    process = subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}", process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)


def memory(process: int) -> int:
    """Return the bytes a process and its children hold; pages that they share count once."""
    parent = psutil.Process(process)
    return sum(one.memory_full_info().pss for one in (parent, *parent.children(recursive=True)))


def fill(folder: Path, files: Path, size: int) -> int:
    """Import a town with so many comments, and return how many they became."""
    here = settings.load(data_dir=folder, sample=False, workers=2)
    import_file(here, everywhere("benchmark", Role.ORGANISER), ImportRequest(town(files, size), SURVEY, engine=ENGINE))
    with opened(here.database) as db:
        return int(db.conn.execute("select count(*) from comments").fetchone()[0])


def measure(sizes: Sequence[int] = SIZES, rounds: int = ROUNDS, only: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield the lines of a page of docs: a table for each size, and the budgets that are missed."""
    missed: list[str] = []
    smallest: dict[str, Waits] = {}
    with scratch() as name, sync_playwright() as play:
        empty_script = Path(name) / "empty.py"
        empty_script.write_text(EMPTY_PAGE, encoding="utf-8")
        executable = chrome()
        browser = play.chromium.launch(executable_path=str(executable) if executable else None, args=["--no-sandbox"])
        with served(empty_script, Path(name) / "none") as (address, _):
            visited(browser, Place("", "one", "two", address), 1)
            empty = visited(browser, Place("", "one", "two", address), rounds)
        for size in sizes:
            folder = Path(name) / f"data-{size}"
            count = fill(folder, Path(name), size)
            waits, held = _all_screens(browser, folder, rounds, only)
            smallest = smallest or waits
            yield f"\n### {count:,} comments, {held / 1e6:,.0f} MB at rest\n", ""
            yield from _table(waits, smallest, empty)
            missed += _missed(count, held, waits, smallest, empty)
        browser.close()
    yield "\nBudgets missed: " + ("; ".join(missed) or "none"), ""


def _all_screens(browser: Browser, folder: Path, rounds: int, only: Sequence[str]) -> tuple[dict[str, Waits], int]:
    with served(PROJECT / "dashboard.py", folder) as (address, process):
        # The first visitor of a server waits for what all others find there.
        visited(browser, places(address)[0], 1)
        waits = {place.path or "overview": visited(browser, place, rounds) for place in places(address, only)}
        return waits, memory(process)


def _table(waits: dict[str, Waits], smallest: dict[str, Waits], empty: Waits) -> Iterator[tuple[str, str]]:
    yield _row(HEADINGS), ""
    yield _row(["---"] * len(HEADINGS)), ""
    yield _row(_cells("empty page", empty, empty, empty)), ""
    for screen, wait in waits.items():
        yield _row(_cells(screen, wait, smallest[screen], empty)), ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(screen: str, wait: Waits, small: Waits, empty: Waits) -> list[str]:
    return [
        screen,
        f"{wait.first:.2f} s",
        f"{wait.whole:.2f} s",
        _flagged(wait.first / small.first, RATIO),
        _flagged(wait.first / empty.first, RATIO),
        f"{wait.switch:.2f} s",
        _flagged(wait.switch / small.switch, RATIO),
        _flagged(wait.switch / empty.switch, RATIO),
        "" if wait.filter is None else _flagged(wait.filter, FILTER_SECONDS, " s"),
        "" if wait.voices is None else f"{wait.voices:.2f} s",
        "" if wait.tab is None else f"{wait.tab:.2f} s",
    ]


def _flagged(value: float, budget: float, unit: str = "") -> str:
    """Return a value, in bold where it is over its budget."""
    text = f"{value:.2f}{unit}"
    return f"**{text}**" if value > budget else text


def _missed(count: int, held: int, waits: dict[str, Waits], smallest: dict[str, Waits], empty: Waits) -> Iterator[str]:
    """Yield each budget of DESIGN.md that was missed at this size, with how far."""
    for screen, wait in waits.items():
        small, name = smallest[screen], f"{screen} at {count:,}"
        ratios = {
            "first visit / smallest": wait.first / small.first,
            "first visit / empty page": wait.first / empty.first,
            "change of screen / smallest": wait.switch / small.switch,
            "change of screen / empty page": wait.switch / empty.switch,
        }
        yield from (f"{name}, {what}: {ratio:.2f}" for what, ratio in ratios.items() if ratio > RATIO)
        if wait.filter is not None and wait.filter > FILTER_SECONDS:
            yield f"{name}, filter: {wait.filter:.2f} s"
    if count <= MEMORY_SIZE * 1.1 and held > MEMORY_BYTES:
        yield f"memory at {count:,}: {held / 1e6:,.0f} MB"
