"""From a sentence of the overview down to voices drawn from it, drawn again, and found again by the address."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.going import CARDS, ERROR_BOX, open_screen, settled

pytestmark = pytest.mark.browser

DRAW = "[class*='st-key-draw_liked']"


def drawn(page: Page) -> list[str]:
    return page.locator(f"{DRAW} {CARDS}").all_inner_texts()


def test_voices_are_drawn_from_a_sentence_and_again_and_the_address_brings_them_back(desktop: Page) -> None:
    open_screen(desktop, "/")
    part = desktop.locator(DRAW)
    part.locator("summary").click()
    expect(part.get_by_text("いちばん近い声")).to_be_visible()
    expect(part.locator(CARDS).first).to_be_visible()
    # Pressed while the rest of the fragment is still drawn, a button is drawn anew under the finger.
    settled(desktop)
    first = drawn(desktop)
    assert first
    part.get_by_role("button", name="もう一度引く").click()
    expect(desktop).to_have_url(re.compile(r"drawn=liked_1_[0-9a-f]{8}-1"))
    expect(part.get_by_role("button", name="前に引いた声へ")).to_be_visible()
    second = drawn(desktop)
    assert not set(first) & set(second)
    open_screen(desktop, desktop.url)
    expect(part.get_by_text("いちばん近い声")).to_be_visible()
    assert drawn(desktop) == second
    expect(desktop.locator(ERROR_BOX)).to_have_count(0)


def test_easy_japanese_is_chosen_beside_the_other_languages(phone: Page) -> None:
    open_screen(phone, "/?lang=ja-easy")
    expect(phone.get_by_role("heading", level=1)).to_have_text("まとめ")
    expect(phone.locator("html")).to_have_attribute("lang", "ja")
    expect(phone.get_by_text("まちの ぜんぶの人の声では ありません").first).to_be_visible()


def test_how_a_chart_was_worked_out_is_one_press_away(desktop: Page) -> None:
    open_screen(desktop, "/themes")
    desktop.get_by_role("button", name=re.compile("読み方")).first.click()
    expect(desktop.get_by_role("heading", name="調べ方")).to_be_visible()
    expect(desktop.get_by_text("マクネマー検定").first).to_be_visible()
