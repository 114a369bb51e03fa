"""住む×訪れる in a real browser: by click, by tap and by keyboard from the map down to the comments."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from survey_insights.palette import AXIS_INK
from tests.browser.going import CARDS, ERROR_BOX, open_screen, settled

pytestmark = pytest.mark.browser

MAP = ".st-key-chart_plane"
OPENED = ".st-key-plane_opened"
# The names on the map lie above nothing: Plotly draws them as text of their own.
NAMES = f"{MAP} .textpoint text"
BOXES = (
    "texts => texts.map(text => { const b = text.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })"
)


def marks(page: Page, side: str) -> Locator:
    """Return the points of the map that are filled in the colour of a side: confirmed differences."""
    red, green, blue = (int(AXIS_INK[side].colour[place : place + 2], 16) for place in (1, 3, 5))
    return page.locator(f"{MAP} .scatterlayer path.point[style*='fill: rgb({red}, {green}, {blue})']")


def middle(page: Page, point: Locator) -> tuple[float, float]:
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def assert_opened(page: Page) -> None:
    expect(page.locator(OPENED).get_by_role("heading").first).to_contain_text("の声")
    expect(page.locator(f"{OPENED} {CARDS}").first).to_be_visible()
    expect(page.locator(OPENED)).to_contain_text(re.compile(r"\d+件のうち\d+件"))
    expect(page).to_have_url(re.compile("point="))
    expect(page.locator(ERROR_BOX)).to_have_count(0)


def test_a_click_on_the_map_opens_its_comments_and_leads_to_all(desktop: Page) -> None:
    open_screen(desktop, "/cities")
    expect(marks(desktop, "live").first).to_be_visible()
    desktop.mouse.click(*middle(desktop, marks(desktop, "visit").first))
    assert_opened(desktop)
    first = desktop.locator(OPENED).get_by_role("heading").first.inner_text()
    # A second click elsewhere opens the other.
    settled(desktop)
    desktop.mouse.click(*middle(desktop, marks(desktop, "live").first))
    expect(desktop.locator(OPENED).get_by_role("heading").first).not_to_have_text(first)
    settled(desktop)
    desktop.locator(OPENED).get_by_role("link", name=re.compile("すべて読む")).first.click()
    expect(desktop.get_by_role("heading", name="声と写真", level=1)).to_be_visible()
    expect(desktop.locator(CARDS).first).to_be_visible()
    expect(desktop).to_have_url(re.compile("theme=.*axis=|axis=.*theme="))


def test_a_tap_on_a_phone_opens_its_comments(phone: Page) -> None:
    open_screen(phone, "/cities?what=ことば")
    expect(marks(phone, "visit").first).to_be_visible()
    phone.touchscreen.tap(*middle(phone, marks(phone, "visit").first))
    assert_opened(phone)


def test_a_finger_that_moves_over_a_chart_moves_the_page(phone: Page) -> None:
    open_screen(phone, "/cities")
    point = marks(phone, "visit").first
    expect(point).to_be_visible()
    phone.evaluate(
        "() => { window.touched = [];"
        " window.addEventListener('touchstart', touch => window.touched.push(touch), true); }"
    )
    phone.touchscreen.tap(*middle(phone, point))
    # What is not prevented is the browser's own: to scroll, or to make a click of it.
    assert phone.evaluate("() => window.touched.map(touch => touch.defaultPrevented)") == [False]


def test_the_keyboard_reaches_the_comments_through_the_list(desktop: Page) -> None:
    open_screen(desktop, "/cities")
    desktop.get_by_label("ことば・テーマを探す").fill("雪")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_text("見つかったもの：")).to_be_visible()
    settled(desktop)
    desktop.keyboard.press("Tab")
    while desktop.evaluate("() => document.activeElement.type") != "radio":
        desktop.keyboard.press("Tab")
    desktop.keyboard.press("Space")
    assert_opened(desktop)


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_no_name_on_the_map_covers_another(request: pytest.FixtureRequest, device: str) -> None:
    page: Page = request.getfixturevalue(device)
    open_screen(page, "/cities?what=ことば")
    expect(page.locator(NAMES).first).to_be_visible()
    boxes = page.locator(NAMES).evaluate_all(BOXES)
    assert len(boxes) > 8
    for place, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[place + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def test_two_waves_are_compared_from_an_address(desktop: Page) -> None:
    open_screen(desktop, "/cities?split=回")
    expect(desktop.get_by_role("combobox", name="くらべるもの（1つめ）")).to_be_visible()
    expect(desktop.locator(f"{MAP} .scatterlayer path.point").first).to_be_visible()
    expect(desktop.locator(ERROR_BOX)).to_have_count(0)
