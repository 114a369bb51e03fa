"""The street form on a slow line: how much is transferred, how long until somebody can type, and in flight mode."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.texts import scratch
from survey_exports.pictures import chrome
from tests.browser import street
from tests.browser.bad_line import bad_line
from tests.browser.serving import free_port, served

ROUNDS = 5
PHONE = "Moto G4"
# Bytes a second and milliseconds, as WebPageTest names them.
LINES = {
    "3G (1.6 Mbit/s, 300 ms)": (200_000, 300),
    "slow 3G (400 kbit/s, 400 ms)": (50_000, 400),
}
# Times as slow as this machine, for a phone of some years ago.
SLOWER = 4


def measure() -> Iterable[tuple[str, str]]:
    """Yield kilobytes and seconds, medians of a few fresh phones."""
    with scratch() as folder, sync_playwright() as play:
        here, port = street.installation(Path(folder)), free_port()
        found = chrome()
        browser = play.chromium.launch(executable_path=str(found) if found else None, args=["--no-sandbox"])
        device = {name: value for name, value in play.devices[PHONE].items() if name != "default_browser_type"}
        with served(here.data_dir, port=port), bad_line(port) as line:
            token = street.invited(here).token
            for name, (throughput, latency) in LINES.items():
                first, again, carried = [], [], []
                for _ in range(ROUNDS):
                    before = line.carried
                    seconds = _visit(browser, device, line.address, token, throughput, latency)
                    first.append(seconds[0])
                    again.append(seconds[1])
                    carried.append(line.carried - before)
                yield f"street form on {name}: until it can be typed in", f"{median(first):.1f} s"
                yield "  opened again without a network", f"{median(again):.1f} s"
                yield "  transferred, service worker and all", f"{median(carried) / 1000:.0f} kB"
        browser.close()


def _visit(
    browser: Browser, device: dict[str, Any], address: str, token: str, throughput: int, latency: int
) -> tuple[float, float]:
    """Return the seconds of a first visit and of one in flight mode."""
    context = browser.new_context(locale="ja-JP", **device)
    page = context.new_page()
    control = context.new_cdp_session(page)
    control.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": latency, "downloadThroughput": throughput, "uploadThroughput": throughput},
    )
    control.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    first = _opened(page, f"{address}/street#{token}")
    street.until_ready_offline(page)
    context.set_offline(True)
    again = _opened(page, f"{address}/street")
    context.close()
    return first, again


def _opened(page: Page, address: str) -> float:
    began = time.perf_counter()
    page.goto(address)
    expect(page.get_by_label("好きなところ")).to_be_editable(timeout=street.PATIENCE_MILLISECONDS)
    return time.perf_counter() - began
