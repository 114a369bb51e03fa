"""From the network of words down to the comments, with a real pointer and a real finger."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.going import CARDS, ERROR_BOX, open_screen, settled

pytestmark = pytest.mark.browser

NETWORK = "/words?instrument=つながり"
# In the sample survey these two stand on the same board beyond chance.
FIRST, SECOND = "祭り", "雪あかり"
BOTH = re.compile(f"「{FIRST}」と「{SECOND}」の両方がある声 3件")


def mark(page: Page, number: int) -> Locator:
    """Return a mark of the map by its number: the middle of the only line first, then its words."""
    expect(page.locator("[class*='st-key-figure_network'] .js-plotly-plot .points path.point").first).to_be_visible()
    return page.locator("[class*='st-key-figure_network'] .points path.point").nth(number)


def click_on(page: Page, place: Locator) -> None:
    """Click where a mark is drawn; the map's own layer lies above it."""
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_click_on_a_line_opens_the_comments_with_both_words(desktop: Page) -> None:
    open_screen(desktop, NETWORK)
    click_on(desktop, mark(desktop, 0))
    expect(desktop.get_by_role("heading", name=BOTH)).to_be_visible()
    expect(desktop.locator(CARDS)).to_have_count(3)
    for number in range(3):
        expect(desktop.locator(CARDS).nth(number)).to_contain_text(re.compile("祭り|まつり"))
        expect(desktop.locator(CARDS).nth(number)).to_contain_text(SECOND)
    expect(desktop.locator(ERROR_BOX)).to_have_count(0)
    desktop.get_by_role("link", name="この3件を「声と写真」で読む").click()
    expect(desktop.get_by_role("heading", name="声と写真", level=1)).to_be_visible()
    settled(desktop)
    expect(desktop.get_by_text("の声3件")).to_be_visible()
    expect(desktop.locator(CARDS)).to_have_count(3)


def test_a_click_on_a_word_opens_its_comments(desktop: Page) -> None:
    open_screen(desktop, NETWORK)
    click_on(desktop, mark(desktop, 1))
    expect(desktop.get_by_role("heading", name=re.compile("^「.+」がある声 [0-9]+件$"))).to_be_visible()
    expect(desktop.locator(CARDS).first).to_be_visible()


def test_on_a_phone_a_pair_is_chosen_and_a_line_unfolds_its_comment(phone: Page) -> None:
    open_screen(phone, f"{NETWORK}&pair={FIRST}＋{SECOND}")
    expect(phone.get_by_role("heading", name=BOTH)).to_be_visible()
    open_screen(phone, "/words?instrument=前後の文&word=除雪")
    line = phone.locator("details.koe-line").first
    hit = line.locator("mark").first
    hit.scroll_into_view_if_needed()
    expect(hit).to_be_in_viewport(ratio=1)
    line.locator("summary").first.click()
    expect(line.locator(".koe-words")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_a_word_of_the_cloud_is_a_link_to_its_voices(desktop: Page) -> None:
    open_screen(desktop, "/words")
    row = desktop.locator(".koe-rows tbody tr").first
    word, n = row.locator("td").nth(0).inner_text(), row.locator("td").nth(1).inner_text()
    row.get_by_role("link").click()
    expect(desktop.get_by_role("heading", name="声と写真", level=1)).to_be_visible()
    settled(desktop)
    expect(desktop.get_by_text(f"の声{n}件")).to_be_visible()
    expect(desktop.get_by_text(f"ことば（すべてふくむ声）：{word.lstrip('●◆■ ')}")).to_be_visible()
