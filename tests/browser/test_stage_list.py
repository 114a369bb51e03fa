"""From what is seen to what is shown: put on a list, made into slides, shown in a hall, and written down."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import Page, expect
from pptx import Presentation

from tests.browser.going import open_screen
from tests.browser.test_taking_away import taken

pytestmark = pytest.mark.browser

PUT = "「はじめの発表リスト」に入れました。"


def test_what_is_seen_becomes_a_list_slides_and_a_line_that_it_left(writer: Page) -> None:
    open_screen(writer, "/voices?q=除雪")
    card = writer.locator(".koe-card").filter(has=writer.locator("button.koe-take")).first
    words = card.locator(".koe-words").inner_text()
    card.locator("button.koe-take").click()
    expect(writer.get_by_text(PUT)).to_be_visible()

    open_screen(writer, "/themes")
    writer.locator(".st-key-take_top_themes button").click()
    expect(writer.get_by_text(PUT)).to_be_visible()

    open_screen(writer, "/tray")
    expect(writer.locator("[class*=st-key-tray_item_]")).to_have_count(2)
    expect(writer.get_by_text(words, exact=True)).to_be_visible()
    writer.get_by_role("button", name="このリストのスライドを作る").click()
    button = writer.get_by_role("button", name="スライドを保存（PPTX）")
    expect(button).to_be_visible()
    _, content = taken(writer, button)
    slides = Presentation(io.BytesIO(content)).slides
    assert len(slides) in (2, 3)
    assert any(shape.has_chart for slide in slides for shape in slide.shapes)

    open_screen(writer, "/voices?view=写真")
    writer.get_by_role("button", name="全画面で始める").click()
    expect(writer.locator(".stage .place")).to_be_visible()
    writer.keyboard.press("Escape")

    open_screen(writer, "/consent")
    writer.get_by_text("外に出したもの", exact=True).click()
    left = writer.get_by_role("table").filter(has_text="同意の版")
    expect(left.get_by_text("会場で映す写真とことば")).to_be_visible()
    expect(left.get_by_text("スライド")).to_be_visible()
