"""The main way by keyboard alone: from the sidebar to a screen, to a filter, to the voices."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import looking
from tests.browser.going import A_MOMENT, CARDS, MOST_TRIES, open_screen, settled

pytestmark = pytest.mark.browser

MOST_STEPS = 120
FOCUSED = """() => {
    const node = document.activeElement;
    const called = (node.getAttribute('aria-label') || node.labels?.[0]?.innerText || node.innerText || '').trim();
    return called.split('\\n').pop();
}"""


def step(page: Page, key: str = "Tab") -> str:
    """Press a key and return the name of what has the focus then."""
    page.keyboard.press(key)
    return str(page.evaluate(FOCUSED))


def go_to(page: Page, wanted: Callable[[str], object]) -> list[str]:
    """Go on with the keyboard until what is wanted has the focus; return all that was met."""
    met: list[str] = []
    while not met or not wanted(met[-1]):
        assert len(met) < MOST_STEPS, f"not reached by keyboard; met {met}"
        met.append(step(page))
    return met


def write_and_take(page: Page, option: str) -> None:
    """Write what is wanted into the list that has the focus, and take it.

    The list closes where the page moves below it, as it does while it is still being drawn; letters open it again.
    """
    for _ in range(MOST_TRIES):
        looking.still(page)
        page.keyboard.press("Control+A")
        page.keyboard.type(option)
        page.keyboard.press("Enter")
        try:
            expect(page.get_by_text(f"：{option}")).to_be_visible(timeout=A_MOMENT)
        except AssertionError:
            continue
        return
    raise AssertionError(f"{option} could not be chosen by keyboard")


def test_the_keyboard_leads_from_the_sidebar_to_a_filter_and_to_the_voices(desktop: Page) -> None:
    open_screen(desktop, "/")
    go_to(desktop, lambda name: name == "テーマ")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", name="テーマ", level=1, exact=True)).to_be_visible()
    settled(desktop)
    go_to(desktop, lambda name: name == "絞り込み")
    desktop.keyboard.press("Enter")
    place = desktop.locator(".st-key-filters").get_by_role("combobox", name="場所")
    expect(place).to_be_visible()
    go_to(desktop, lambda name: name == "場所")
    expect(place).to_be_focused()
    write_and_take(desktop, "雪野駅前")
    desktop.keyboard.press("Escape")
    looking.still(desktop)
    go_to(desktop, lambda name: re.search(r"声を読む|（\d+[件人]）$", name))
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", name="声と写真", level=1, exact=True)).to_be_visible()
    expect(desktop.locator(CARDS).first).to_be_visible()
    expect(desktop).to_have_url(re.compile("place="))


def test_the_first_step_leads_past_the_sidebar(desktop: Page) -> None:
    open_screen(desktop, "/themes")
    assert step(desktop) == "本文へ移る"
    desktop.keyboard.press("Enter")
    assert go_to(desktop, lambda name: name)[-1] == "絞り込み"


def test_a_change_of_language_is_told_to_a_screen_reader(desktop: Page) -> None:
    open_screen(desktop, "/voices")
    looking.still(desktop)
    sidebar = desktop.get_by_test_id("stSidebar")
    for choice, language, pages in (("English", "en", "Next page"), ("日本語", "ja", "次のページ")):
        sidebar.get_by_text(choice, exact=True).click()
        expect(desktop.locator("html")).to_have_attribute("lang", language)
        expect(desktop.get_by_role("button", name=pages)).to_be_visible()
