"""Themes in a real browser: a part of the drawing opens its theme, and the list leads to the very people it counts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.going import CARDS, ERROR_BOX, open_screen, settled

pytestmark = pytest.mark.browser

HIERARCHY = ".st-key-hierarchy"
SNOW = "雪と除雪"


def unfold(page: Page) -> Locator:
    """Unfold the list of all parts and return the line of one theme."""
    parts = page.locator(".st-key-parts")
    parts.locator("summary").first.click()
    line = parts.locator("li").filter(has=page.get_by_role("link", name=SNOW, exact=True))
    expect(line).to_be_visible()
    return line


def assert_leads_to_its_people(page: Page, line: Locator) -> None:
    people = re.search(r"聞いた750人のうち([\d,]+)人", line.inner_text())
    assert people
    line.get_by_role("link", name=SNOW, exact=True).click()
    expect(page.get_by_role("heading", name="声と写真", level=1)).to_be_visible()
    expect(page.get_by_text(re.compile(rf"^{people[1]}人の声"))).to_be_visible()
    expect(page.locator(CARDS).first).to_be_visible()
    expect(page.locator(ERROR_BOX)).to_have_count(0)


def test_a_part_of_the_drawing_opens_its_theme(desktop: Page) -> None:
    open_screen(desktop, "/themes")
    desktop.locator(f"{HIERARCHY} .treemaplayer .slice").filter(has_text=SNOW).last.click()
    expect(desktop.get_by_role("heading", name=SNOW, level=2, exact=True)).to_be_visible()
    expect(desktop.get_by_text(re.compile("^このテーマの声（"))).to_be_visible()
    expect(desktop.locator(CARDS).first).to_be_visible()
    expect(desktop).to_have_url(re.compile("theme="))


def test_a_line_of_the_list_leads_to_the_people_it_counts(desktop: Page) -> None:
    open_screen(desktop, "/themes")
    assert_leads_to_its_people(desktop, unfold(desktop))


def test_on_a_phone_the_list_comes_before_the_drawing(phone: Page) -> None:
    open_screen(phone, "/themes")
    line = unfold(phone)
    drawn = phone.locator(f"{HIERARCHY} .js-plotly-plot")
    expect(drawn).to_be_attached()
    above, below = line.bounding_box(), drawn.bounding_box()
    assert above and below and above["y"] < below["y"]
    assert_leads_to_its_people(phone, line)


def test_a_sentence_of_the_cross_table_leads_to_its_people(phone: Page) -> None:
    open_screen(phone, "/themes?by=場所")
    settled(phone)
    sentence = phone.locator(".st-key-standouts a").first
    found = re.search(r"人のうち([\d,]+)人（", sentence.inner_text())
    assert found
    sentence.click()
    expect(phone.get_by_role("heading", name="声と写真", level=1)).to_be_visible()
    expect(phone.get_by_text(re.compile(rf"^{found[1]}人の声"))).to_be_visible()
