"""What changed, in a real browser: a row leads to the very people it counts, at both points in time."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from survey_insights.what_changed import compare
from survey_loader import settings
from survey_loader.store import cache
from tests.browser.going import CARDS, ERROR_BOX, open_screen
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

POINTS = ("2016年秋", "2025年秋")


def test_a_theme_leads_to_its_people_of_both_waves(desktop: Page, site: Site) -> None:
    voices = cache.voices(settings.load(data_dir=site.data_dir), "yukino")
    rows = compare(voices, "wave", POINTS, tone_question="like").rows
    shown = rows[rows["kind"] == "changed"] if (rows["kind"] == "changed").any() else rows
    theme = shown[shown["family"] == "theme"].iloc[0]
    name = next(found.label for found in voices.theme_list if found.key == theme["line"])
    open_screen(desktop, f"/trends?before_wave={POINTS[0]}")
    expect(desktop.get_by_text(f"{POINTS[0]}から{POINTS[1]}への割合の差")).to_be_visible()
    desktop.get_by_role("link", name=f"{name}を読む（2つの時期）").click()
    expect(desktop.get_by_role("heading", name="声と写真", level=1)).to_be_visible()
    people = int(theme["count"] + theme["other_count"])
    expect(desktop.get_by_text(re.compile(rf"^{people}人の声"))).to_be_visible()
    expect(desktop.locator(CARDS).first).to_be_visible()
    expect(desktop.locator(ERROR_BOX)).to_have_count(0)
