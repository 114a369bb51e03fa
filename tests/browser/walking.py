"""A walk over every screen of the router and every tab in it, which notes what there is to find fault with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from survey_ui.router import SECTIONS, address
from tests.browser import looking
from tests.browser.going import open_screen

# Screens that write: what is offered there is looked at, but not pressed.
WORK = "しごと"
# A screen in a hall, the desktop of the walk itself, a tablet across and a tablet upright.
WIDTHS = (1920, 1440, 1024, 768)
# 1440 pixels at 200 %: the browser makes the page half as wide, and so do we.
ZOOMED = 720
TALL = 900
MOST_VIEWS = 40
# Everybody who was asked in the sample survey.
PEOPLE = "750"
TAB = "[data-testid=stMain] [role=tab]"
# Where a screen offers the same in other shapes: by wave or month, by age or place.
OPTION = "[data-testid=stMain] [data-testid=stButtonGroup] [role=radio]"
ROLES = (
    "button|link|textbox|searchbox|combobox|radio|checkbox|switch|tab|spinbutton|slider|option|menuitem"
    "|img|group|region|navigation|radiogroup|heading|table|grid|list|dialog|tablist|tabpanel"
)
NAMED = re.compile(rf"^\s*- '?({ROLES}) \"((?:[^\"\\]|\\.)*)\"", re.MULTILINE)
CONTROL_ROLES = "button|link|textbox|searchbox|combobox|radio|checkbox|switch|tab|spinbutton|slider|menuitem"
IS_DARK = """() => getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === 'dark'"""
NAMELESS = re.compile(rf"^\s*- ((?:{CONTROL_ROLES})(?: \[[^\]]*\])*):?$", re.MULTILINE)


@dataclass
class Sight:
    """What was found on one screen in one of its views."""

    screen: str
    view: str
    is_option: bool
    violations: list[looking.Violation] = field(default_factory=list)
    faint: list[looking.Violation] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    nameless: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)
    unseen_focus: list[str] = field(default_factory=list)
    tableless: list[str] = field(default_factory=list)
    crowded: list[str] = field(default_factory=list)
    sideways: dict[int, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.screen or 'overview'}{f' ({self.view})' if self.view else ''}"


Look = Callable[[Page, Sight], None]


def screens() -> tuple[str, ...]:
    """Return the addresses of all screens, as the router knows them."""
    return tuple("" if page == "overview" else address(page) for pages in SECTIONS.values() for page, _, _ in pages)


def reading_screens() -> tuple[str, ...]:
    """Return the addresses of the screens that only show."""
    work = {address(page) for page, _, _ in SECTIONS[WORK]}
    return tuple(screen for screen in screens() if screen not in work)


def walk(page: Page, looks: tuple[Look, ...], *, query: str = "", options: bool = False) -> list[Sight]:
    """Go to every screen and tab, with `options` to each of its shapes too, and note what the looks see.

    Rules are looked at before and after all is unfolded: what is folded has colours of its own.
    """
    sights = []
    for screen in screens():
        open_screen(page, f"/{screen}{query}")
        shapes = options and screen in reading_screens()
        for view, is_option in _views(page, f"{TAB}, {OPTION}" if shapes else TAB):
            sight = Sight(screen, view, is_option)
            if look_for_violations in looks and not is_option and looking.has_folded(page):
                look_for_violations(page, sight)
            looking.unfold(page)
            for look in looks:
                look(page, sight)
            sights.append(sight)
    return sights


def _views(page: Page, turns: str) -> Iterator[tuple[str, bool]]:
    """Turn to each tab or option once, the inner ones first; the screen as it opens is the first view.

    Yields what stands on it, and whether it is an option, which shows the same in another shape.
    """
    looking.still(page)
    met = {_label(turn) for turn in page.locator(turns).all() if _chosen(turn)}
    yield "", False
    for _ in range(MOST_VIEWS):
        new = [turn for turn in page.locator(turns).all() if turn.is_visible() and _label(turn) not in met]
        if not new:
            return
        turn, label = new[-1], _label(new[-1])
        is_option = turn.get_attribute("role") == "radio"
        met.add(label)
        turn.click()
        looking.still(page)
        yield label, is_option
    raise AssertionError(f"{page.url} has more than {MOST_VIEWS} views")


def _label(turn: Locator) -> str:
    return turn.inner_text().strip()


def _chosen(turn: Locator) -> bool:
    return "true" in (turn.get_attribute("aria-selected"), turn.get_attribute("aria-checked"))


def look_for_violations(page: Page, sight: Sight) -> None:
    """Note what breaks a rule of WCAG."""
    sight.violations += looking.violations(page)


def look_in_the_dark(page: Page, sight: Sight) -> None:
    """Note what is too faint in the dark look: there only the colours are others."""
    page.emulate_media(color_scheme="dark")
    looking.still(page)
    assert page.evaluate(IS_DARK), f"{sight} stayed light"
    sight.faint += looking.violations(page, colours_alone=True)
    page.emulate_media(color_scheme="light")
    looking.still(page)


def look_for_figures(page: Page, sight: Sight) -> None:
    """Note the errors on the screen, and the charts that show nothing or do not say of how many."""
    sight.unsound += looking.unsound(page, PEOPLE)


def look_at_names(page: Page, sight: Sight) -> None:
    """Note what a screen reader calls the parts of the screen, and which have no name."""
    told = page.locator("body").aria_snapshot()
    sight.names = sorted({name for _, name in NAMED.findall(told)})
    sight.nameless = NAMELESS.findall(told)
    sight.tableless = looking.charts_without_table(page)


def look_at_focus(page: Page, sight: Sight) -> None:
    """Note where the focus of the keyboard is not seen."""
    if not sight.is_option:
        sight.unseen_focus = looking.unseen_focus(page)


def look_at_words(page: Page, sight: Sight) -> None:
    """Note all that is written on the screen."""
    sight.written = looking.written(page)


def look_at_order(page: Page, sight: Sight) -> None:
    """Note what lies on or beside what it should not, at the width the page has."""
    width = page.evaluate("() => innerWidth")
    sight.clashes += [f"{clash} at {width} px" for clash in looking.clashing_texts(page)]
    sight.crowded += [f"{crowd} at {width} px" for crowd in looking.crowded(page)]
    sight.sideways[width] = looking.sideways(page)


def look_at_all_widths(page: Page, sight: Sight) -> None:
    """Note the same at the widths of other screens, and at 200 %; another shape is looked at as it stands."""
    if sight.is_option:
        look_at_order(page, sight)
        return
    for width in (*WIDTHS, ZOOMED):
        page.set_viewport_size({"width": width, "height": TALL})
        looking.still(page)
        look_at_order(page, sight)
    page.set_viewport_size({"width": WIDTHS[1], "height": TALL})
    looking.still(page)
