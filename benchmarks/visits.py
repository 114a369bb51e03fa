"""What a visitor waits for, in seconds, in a real Chromium: first visit, change of screen, filter, the voices."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Locator, Page
from playwright.sync_api import TimeoutError as TooLate

MOST_MILLISECONDS = 120_000
# Something that is offered at once, or not at all.
OFFERED_MILLISECONDS = 3_000
MOST_TRIES = 8
# Unfolding moves what is below; a list that is open by then stays open.
SETTLING_MILLISECONDS = 500
MAIN = "[data-testid=stMain]"
TAB = f"{MAIN} [role=tab]"
FILTERS = ".st-key-filters"
TO_THE_VOICES = f"{MAIN} a[href*=voices]"
CARD = ".koe-card"
# The first chart is drawn, or the script has ended without one.
FIRST = """title => {
    const h1 = document.querySelector('[data-testid=stMain] h1');
    if (!h1 || (title && h1.innerText.trim() !== title)) return false;
    return !!document.querySelector('.js-plotly-plot .main-svg')
        || (!document.querySelector('[data-testid=stPlotlyChart], [data-testid=stSkeleton]')
            && !!document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]'));
}"""
# The script has ended and nothing is left to be drawn.
WHOLE = """title => {
    const h1 = document.querySelector('[data-testid=stMain] h1');
    if (!h1 || (title && h1.innerText.trim() !== title)) return false;
    return !!document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')
        && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')
        && [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(one => one.querySelector('.main-svg'));
}"""
# The row of filters counts what is chosen.
CHOSEN = "() => document.querySelector('.st-key-filters summary')?.innerText || ''"
CHANGED = f"before => ({CHOSEN})() !== before"

Act = Callable[[], object]


@dataclass(frozen=True)
class Place:
    """A screen as it is visited: its path, its title, the title of the screen one comes from, and the server."""

    path: str
    title: str
    other: str
    address: str

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.address}/{self.path}"


@dataclass
class Waits:
    """Medians in seconds; None where a screen has no such thing. `tab` is that of the slowest."""

    first: float = 0.0
    whole: float = 0.0
    switch: float = 0.0
    filter: float | None = None
    voices: float | None = None
    tab: float | None = None
    rounds: dict[str, list[float]] = field(default_factory=dict)


def visited(browser: Browser, place: Place, rounds: int) -> Waits:
    """Visit a screen as often as told, each time in a fresh profile, and return the medians."""
    taken: dict[str, list[float]] = {}
    for turn in range(rounds):
        context = browser.new_context(locale="ja-JP", viewport={"width": 1440, "height": 900})
        context.set_default_timeout(MOST_MILLISECONDS)
        try:
            for name, seconds in _one_visit(context, place, turn).items():
                taken.setdefault(name, []).append(seconds)
        finally:
            context.close()
    return Waits(**{name: statistics.median(seconds) for name, seconds in taken.items()}, rounds=taken)


def _one_visit(context: BrowserContext, place: Place, turn: int) -> dict[str, float]:
    page = context.new_page()
    found = _first(page, place)
    found |= _filtered(page, turn)
    found |= _tabs(page)
    follow(page, place.other)
    found["switch"] = timed(lambda: _link(page, place.title).click(), lambda: drawn(page, place.title))
    return found | _to_the_voices(page)


def timed(act: Act, seen: Act) -> float:
    """Return the seconds from an act to what it lets one see."""
    started = time.perf_counter()
    act()
    seen()
    return time.perf_counter() - started


def drawn(page: Page, title: str = "", what: str = WHOLE) -> None:
    """Wait until a screen is drawn, as a whole unless told otherwise."""
    page.wait_for_function(what, arg=title)


def follow(page: Page, title: str) -> None:
    """Go to a screen by the sidebar and wait until it is drawn."""
    _link(page, title).click()
    drawn(page, title)


def _link(page: Page, title: str) -> Locator:
    return page.get_by_test_id("stSidebar").get_by_role("link", name=title, exact=True)


def _first(page: Page, place: Place) -> dict[str, float]:
    started = time.perf_counter()
    page.goto(place.url)
    drawn(page, place.title, FIRST)
    first = time.perf_counter() - started
    drawn(page, place.title)
    return {"first": first, "whole": time.perf_counter() - started}


def _filtered(page: Page, turn: int) -> dict[str, float]:
    """Choose another option of the first filter each time, so that no result is there already; then take it off."""
    filters = page.locator(FILTERS)
    if not filters.count():
        return {}
    filters.locator("summary").click()
    drawn(page)
    before = page.evaluate(CHOSEN)
    options = _opened(page, filters.get_by_role("combobox").first)
    names = options.all_inner_texts()
    option = options.filter(has_text=names[turn % len(names)]).first

    def seen() -> None:
        page.wait_for_function(CHANGED, arg=before)
        drawn(page)

    seconds = timed(option.click, seen)
    chosen = page.evaluate(CHOSEN)
    page.keyboard.press("Escape")
    filters.get_by_role("button").last.click()
    page.wait_for_function(CHANGED, arg=chosen)
    drawn(page)
    return {"filter": seconds}


def _opened(page: Page, box: Locator) -> Locator:
    """Open a list of choices; it closes when the page below it moves, and a visitor opens it again."""
    options = page.get_by_role("option")
    for _ in range(MOST_TRIES):
        box.click()
        try:
            options.first.wait_for(timeout=OFFERED_MILLISECONDS)
            page.wait_for_timeout(SETTLING_MILLISECONDS)
        except TooLate:
            continue
        if options.count():
            return options
    raise TooLate(f"{page.url}: the filter's choices do not open")


def _tabs(page: Page) -> dict[str, float]:
    tabs = page.locator(TAB)
    names = [name for name in tabs.all_inner_texts() if name.strip()]
    if len(names) < 2:
        return {}
    waits = []
    for name in (*names[1:], names[0]):
        tab = tabs.filter(has_text=name).first

        def seen(tab: Locator = tab) -> None:
            page.wait_for_function("tab => tab.getAttribute('aria-selected') === 'true'", arg=tab.element_handle())
            drawn(page)

        waits.append(timed(tab.click, seen))
    return {"tab": max(waits)}


def _to_the_voices(page: Page) -> dict[str, float]:
    """Follow the first link from a number to its comments."""
    link = page.locator(TO_THE_VOICES).first
    if not link.is_visible():
        return {}
    title = page.locator(f"{MAIN} h1").inner_text()

    def seen() -> None:
        page.wait_for_function(
            "before => document.querySelector('[data-testid=stMain] h1')?.innerText !== before", arg=title
        )
        page.locator(CARD).first.wait_for()
        drawn(page)

    return {"voices": timed(link.click, seen)}
