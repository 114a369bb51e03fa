"""推移 in a real browser: a pressed point leads to the voices of that time, and nothing else of them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from survey_insights.selection import Filters, select
from survey_loader import settings
from survey_loader.store import cache
from tests.browser.going import CARDS, ERROR_BOX, open_screen
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

LAST = "2025年秋"


def test_a_pressed_point_leads_to_the_voices_of_that_wave(desktop: Page, site: Site) -> None:
    voices = cache.voices(settings.load(data_dir=site.data_dir), "yukino")
    count = len(select(voices, Filters(waves=(LAST,), axis="live")).comments)
    open_screen(desktop, "/trends")
    points = desktop.locator(".st-key-chart_axis_trend .trace.scatter path.point")
    # Plotly listens to a layer above its marks.
    box = points.nth(voices.waves["label"].tolist().index(LAST)).bounding_box()
    assert box
    desktop.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    desktop.get_by_role("link", name=f"{LAST}の「住む人のため」の声を読む").click()
    expect(desktop.locator(CARDS).first).to_be_visible()
    expect(desktop).to_have_url(re.compile("wave="))
    expect(desktop.get_by_text(re.compile(rf"の声{count}件"))).to_be_visible()
    expect(desktop.locator(ERROR_BOX)).to_have_count(0)
