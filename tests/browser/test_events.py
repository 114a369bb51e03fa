"""An event of the town, written down in the screen of trends, is seen in its figure, on a desktop and a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.going import ERROR_BOX, open_screen, settled
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

FIGURE = ".st-key-chart_axis_trend .js-plotly-plot"
NAME = "雪あかりの夕べ"


def test_an_event_is_added_and_seen_in_the_figure(writer: Page, visit: OpenPage, own_site: Site) -> None:
    open_screen(writer, "/trends")
    form = writer.locator(".st-key-town_events")
    form.locator("summary").click()
    form.get_by_label("名前").fill(NAME)
    _fill_day(form, "始まりの日", "2019-02-08")
    _fill_day(form, "終わりの日", "2019-02-15")
    form.get_by_role("button", name="加える").click()
    expect(form.get_by_text("できごとを加えました。")).to_be_visible()
    _is_drawn(writer)
    phone = visit(own_site, "phone")
    open_screen(phone, "/trends?step=月ごと")
    _is_drawn(phone)


def _fill_day(form: Locator, label: str, day: str) -> None:
    for part, digits in zip(("年", "月", "日"), day.split("-"), strict=True):
        form.get_by_role("spinbutton", name=f"{part}、{label}").press_sequentially(digits)


def _is_drawn(page: Page) -> None:
    settled(page)
    expect(page.locator(ERROR_BOX)).to_have_count(0)
    figure = page.locator(FIGURE)
    expect(figure.locator(".annotation-text").filter(has_text=NAME)).to_be_visible()
    expect(figure.locator(".shapelayer path")).to_have_count(2)
    foot = page.locator(".st-key-chart_axis_trend .koe-foot").first
    expect(foot).to_contain_text(f"{NAME}（2019年2月8日〜2019年2月15日）")
    expect(foot).to_contain_text("できごとが原因とは言えません")
