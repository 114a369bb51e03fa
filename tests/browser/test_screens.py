"""What every screen does alike: its language, its filters, its keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.going import CARDS, ERROR_BOX, open_filters, open_screen

pytestmark = pytest.mark.browser

READING = ("", "voices", "themes", "stage", "cities", "trends", "words")
# This place was built after that wave.
NOBODY = "wave=2016年秋&place=ユキテラス"
MOST_TABS = 40
# Of a button's words to what lies below it, after WCAG; a colour half seen through is mixed with that.
CONTRAST = """button => {
    const parts = text => text.match(/[\\d.]+/g).map(Number);
    const seen = ([red, green, blue, share = 1], under) =>
        [red, green, blue].map((one, at) => one * share + under[at] * (1 - share));
    const grounds = [];
    for (let node = button; node; node = node.parentElement)
        grounds.push(parts(getComputedStyle(node).backgroundColor));
    const ground = grounds.reverse().reduce((under, over) => seen(over, under), [255, 255, 255]);
    const ink = seen(parts(getComputedStyle(button.querySelector('p') || button).color), ground);
    const light = colour => colour.map(one => one / 255)
        .map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
        .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
    const [low, high] = [light(ink), light(ground)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
}"""
TOO_WIDE = """() => {
    const main = document.querySelector('[data-testid=stMain]');
    return [document.documentElement.scrollWidth > innerWidth + 1, main.scrollWidth > main.clientWidth + 1];
}"""


def test_choosing_english_turns_the_screen_and_its_address(desktop: Page) -> None:
    open_screen(desktop, "/")
    expect(desktop.locator("html")).to_have_attribute("lang", "ja")
    desktop.get_by_test_id("stSidebar").get_by_text("English").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Overview")
    expect(desktop).to_have_url(re.compile("lang=English"))
    expect(desktop.locator("html")).to_have_attribute("lang", "en")


def test_filters_that_leave_nothing_are_a_plain_sentence_on_every_screen(desktop: Page) -> None:
    for screen in READING:
        open_screen(desktop, f"/{screen}?{NOBODY}")
        expect(desktop.get_by_text("この条件に合う声はありません。絞り込みをゆるめてください。")).to_be_visible()
        expect(desktop.locator(ERROR_BOX)).to_have_count(0)


def test_filters_that_left_nothing_can_be_taken_off_again(desktop: Page) -> None:
    open_screen(desktop, f"/voices?{NOBODY}")
    open_filters(desktop).get_by_role("button", name="絞り込みを外す").click()
    expect(desktop.locator(CARDS).first).to_be_visible()
    expect(desktop).not_to_have_url(re.compile("wave="))


def test_a_word_is_found_and_a_word_nobody_wrote_is_said(desktop: Page) -> None:
    open_screen(desktop, "/voices?q=この街にない言葉")
    expect(desktop.get_by_text("あてはまる声はありません。")).to_be_visible()
    desktop.get_by_label("ことばで探す").fill("温泉")
    desktop.keyboard.press("Enter")
    expect(desktop.locator(CARDS).first).to_contain_text("温泉")


def test_the_keyboard_reaches_the_rooms_and_the_first_filter(desktop: Page) -> None:
    open_screen(desktop, "/")
    met: list[str] = []
    while "絞り込み" not in met and len(met) < MOST_TABS:
        met.append(_tabbed(desktop))
    assert set(met) >= {"概要", "声と写真", "テーマ", "発表", "入力", "絞り込み"}
    desktop.keyboard.press("Enter")
    first = desktop.locator(".st-key-filters").get_by_role("combobox").first
    expect(first).to_be_visible()
    desktop.keyboard.press("Tab")
    expect(first).to_be_focused()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_what_cannot_be_pressed_yet_can_be_read(desktop: Page, look: str) -> None:
    desktop.emulate_media(color_scheme=look)  # type: ignore[arg-type]
    open_screen(desktop, "/consent")
    desktop.get_by_label("番号か、ことば").fill("299")
    desktop.keyboard.press("Enter")
    desktop.get_by_role("button", name="開く").first.click()
    desktop.get_by_role("button", name="取り下げ（すべて消す）").click()
    button = desktop.get_by_role("dialog").get_by_role("button", name="消す", exact=True)
    expect(button).to_be_disabled()
    assert button.evaluate(CONTRAST) > 1.7


def _tabbed(page: Page) -> str:
    """Go one step with the keyboard and return the last line of what has the focus."""
    page.keyboard.press("Tab")
    words = page.evaluate("() => document.activeElement.innerText || ''")
    return str(words).strip().splitlines()[-1] if str(words).strip() else ""


def test_filters_unfold_on_a_phone_without_sideways_scrolling(phone: Page) -> None:
    open_screen(phone, "/themes")
    filters = open_filters(phone)
    expect(filters.get_by_role("combobox", name="場所")).to_be_visible()
    assert phone.evaluate(TOO_WIDE) == [False, False]
