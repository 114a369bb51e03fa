"""The coding desk in a real browser: by keys alone on a desktop, by taps on a phone."""

from __future__ import annotations

import sqlite3

import pytest
from playwright.sync_api import Page, expect

from survey_loader.access import Audience
from survey_loader.store import reads
from survey_loader.store.connection import opened
from tests.browser.conftest import OpenPage
from tests.browser.going import ERROR_BOX, open_screen, settled
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

WORDS = ".koe-board"
DRAW = "くじで200件を選ぶ"


def judged(site: Site, coder: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(f"file:{site.data_dir / 'machi.db'}?mode=ro", uri=True)
    try:
        query = "select axis, tone, purpose from judgements where coder = ? and undone_at is null order by number"
        return connection.execute(query, [coder]).fetchall()
    finally:
        connection.close()


def photographed(site: Site) -> str:
    """Return the id of the longest comment that the committee sees beside a photo."""
    with opened(site.data_dir / "machi.db") as db:
        shown = db.conn.execute("select number from comments order by length(text) desc").fetchall()
        rows = reads.comments(db, [row[0] for row in shown], Audience.COMMITTEE)
    return str(rows.loc[rows["photo"] != "", "comment_id"].iloc[0])


def sit_down(page: Page, coder: str) -> None:
    """Open the desk under a name, drawing comments where nobody has yet."""
    open_screen(page, "/coding")
    page.get_by_label("お名前（イニシャルでも）").fill(coder)
    page.keyboard.press("Enter")
    draw = page.get_by_role("button", name=DRAW)
    expect(draw.or_(page.locator(WORDS))).to_be_visible()
    if draw.is_visible():
        draw.click()
    expect(page.locator(WORDS)).to_be_visible()
    settled(page)


def chosen(page: Page, label: str) -> None:
    """Wait until an answer is marked as chosen."""
    button = page.get_by_role("button", name=label, exact=False).first
    expect(button).to_have_attribute("data-testid", "stBaseButton-primary")


def test_three_comments_are_coded_by_keys_alone(writer: Page, own_site: Site) -> None:
    sit_down(writer, "鍵盤")
    for done in range(3):
        words = writer.locator(WORDS).inner_text()
        writer.keyboard.press("1")
        chosen(writer, "住む人のため")
        writer.keyboard.press("w")
        chosen(writer, "願い")
        writer.keyboard.press("Enter")
        expect(writer.get_by_text(f"200件のうち{done + 1}件を見ました。")).to_be_visible()
        expect(writer.locator(WORDS)).not_to_have_text(words)
        settled(writer)
    assert judged(own_site, "鍵盤") == [("live", "wish", "random")] * 3
    writer.keyboard.press("z")
    expect(writer.get_by_text("200件のうち2件を見ました。")).to_be_visible()
    assert len(judged(own_site, "鍵盤")) == 2
    expect(writer.locator(ERROR_BOX)).to_have_count(0)


def test_a_phone_judges_a_comment_without_scrolling_sideways(visit: OpenPage, own_site: Site) -> None:
    phone = visit(own_site, "phone")
    sit_down(phone, "電話")
    phone.get_by_role("button", name="決められない").click()
    chosen(phone, "決められない")
    phone.get_by_role("button", name="好き").click()
    chosen(phone, "好き")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    # A phone has no keys to press: no button tells one.
    expect(phone.locator("button kbd").filter(visible=True)).to_have_count(0)
    phone.get_by_role("button", name="保存して次へ").click()
    expect(phone.get_by_text("200件のうち1件を見ました。")).to_be_visible()
    assert judged(own_site, "電話") == [(None, "praise", "random")]


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_photo_beside_a_comment_stays_small_and_inside_its_card(
    visit: OpenPage, own_site: Site, device: str
) -> None:
    page = visit(own_site, device)
    open_screen(page, f"/coding?comment={photographed(own_site)}")
    card, picture = page.locator(".st-key-desk_comment"), page.locator(".st-key-desk_comment .koe-photo img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    inner, outer = picture.bounding_box(), card.bounding_box()
    assert inner and outer
    assert inner["width"] == pytest.approx(160, abs=1)
    assert inner["height"] > 80
    assert outer["x"] <= inner["x"] and inner["x"] + inner["width"] <= outer["x"] + outer["width"]
    # The words keep most of the card.
    words = page.locator(WORDS).bounding_box()
    assert words and words["width"] >= 0.6 * outer["width"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    assert card.evaluate("card => card.scrollWidth <= card.clientWidth + 1")
