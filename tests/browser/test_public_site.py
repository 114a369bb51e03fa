"""The public site from a folder on disk: no network, no error, reachable by keyboard, readable without a script."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from survey_exports.site import build
from survey_insights.chart_list import Asked, made
from survey_loader.language import japanese
from survey_loader.settings import Settings
from survey_loader.store import cache
from tests.browser.looking import violations
from tests.exports.test_site import SAMPLE, site_of

pytestmark = pytest.mark.browser

OPEN_SOME = "() => document.querySelectorAll('.chart details').forEach((one, at) => { one.open = at < 6; })"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def folder(sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked site of the sample survey."""
    here = tmp_path_factory.mktemp("stick") / "公開 サイト"
    for path, content in site_of(sample, cache.voices(sample, SAMPLE), SAMPLE).items():
        (here / path).parent.mkdir(parents=True, exist_ok=True)
        (here / path).write_bytes(content)
    return here


@contextmanager
def reading(browser: Browser, **device: Any) -> Iterator[Page]:
    """A browser without a network; when it closes, nothing was asked for outside the folder and nothing failed."""
    problems: list[str] = []

    def refuse(route: Route) -> None:
        if route.request.url.startswith("file://"):
            route.continue_()
        else:
            problems.append(route.request.url)
            route.abort()

    context = browser.new_context(**device)
    context.set_offline(True)
    context.route("**/*", refuse)
    context.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: problems.append(str(error.error)))
    context.on("dialog", lambda dialog: problems.append(dialog.message))
    yield context.new_page()
    context.close()
    assert not problems, "\n".join(problems)


def go(page: Page, folder: Path, path: str) -> None:
    page.goto((folder / path).as_uri())


def test_pages_read_from_a_stick_are_accessible(browser: Browser, folder: Path) -> None:
    with reading(browser) as page:
        for path, look in (
            ("index.html", "light"),
            ("question-01.html", "dark"),
            ("theme-01.html", "light"),
            ("en/about.html", "dark"),
            ("en/theme-01.html", "light"),
        ):
            page.emulate_media(color_scheme=look)  # type: ignore[arg-type]
            go(page, folder, path)
            page.evaluate(
                "() => document.querySelectorAll('.chart details').forEach((one, at) => { one.open = at < 6; })"
            )
            assert not violations(page), f"{path}, {look}"


def test_one_walks_from_the_summary_to_a_theme_and_to_the_other_language(browser: Browser, folder: Path) -> None:
    with reading(browser) as page:
        go(page, folder, "index.html")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="本文へ")).to_be_focused()
        page.get_by_role("list").filter(has_text="雪と除雪").get_by_role("link", name="雪と除雪").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("雪と除雪")
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Snow and snow clearing")
        assert page.locator("html").get_attribute("lang") == "en"
        page.get_by_role("link", name="日本語").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("雪と除雪")


def test_photos_come_from_the_folder(browser: Browser, folder: Path) -> None:
    with reading(browser) as page:
        go(page, folder, "en/index.html")
        photos = page.locator(".wall img")
        assert photos.count() == build.WALL_PHOTOS
        photos.first.scroll_into_view_if_needed()
        page.wait_for_function("() => document.querySelector('.wall img').naturalWidth > 100")


def test_lines_are_chosen_and_a_point_tells_its_number(browser: Browser, folder: Path) -> None:
    with reading(browser) as page:
        go(page, folder, "question-01.html")
        chart = page.locator(".lines-chart").first
        lines = chart.locator("svg.lines > g[data-item]:not(.off)")
        assert lines.count() == 3
        chart.locator("summary").first.click()
        chart.get_by_role("checkbox").nth(3).check()
        assert lines.count() == 4
        chart.get_by_role("checkbox").nth(0).uncheck()
        assert lines.count() == 3
        chart.locator("svg.lines > .touch").first.hover()
        told = page.locator("#tip").inner_text().split("\n")
        names = [item.strip() for item in chart.locator(".legend li:not(.off)").all_inner_texts()]
        assert len(told) == 3 and all(line.startswith(name) for line, name in zip(told, names, strict=True))
        assert "31人 10%（7〜14%）" in told[0]
        page.keyboard.press("Escape")
        expect(page.locator("#tip")).to_be_hidden()


def test_without_a_script_every_chart_is_read_and_every_table_opens(
    browser: Browser, folder: Path, sample: Settings
) -> None:
    with reading(browser, java_script_enabled=False, **PHONE) as page:
        go(page, folder, "index.html")
        chart = page.locator(".bars-chart").first
        bar, row = chart.locator(".bars > li").first, chart.locator("tbody tr").first
        assert not row.is_visible()
        chart.get_by_text("表で見る").click()
        expect(row).to_be_visible()
        # The figure and its table have the same number.
        count = row.locator("td").first.inner_text().split("\n")[0]
        assert bar.inner_text().startswith(row.locator("th").inner_text()) and count in bar.inner_text()
        # It is the one of the screens.
        screen = made(Asked("top_themes", "like"), cache.voices(sample, SAMPLE), japanese).table.iloc[0]
        assert count == f"{screen['書いた人']}人" and bar.inner_text().startswith(screen["テーマ"])
        expect(chart.locator(".pick")).to_have_count(0)
        width = page.locator("body").bounding_box()
        assert width and width["width"] <= 390


def test_nothing_is_wider_than_a_phone_and_all_of_it_prints(browser: Browser, folder: Path) -> None:
    with reading(browser, **PHONE) as page:
        for path in ("index.html", "question-01.html", "theme-01.html", "en/about.html"):
            go(page, folder, path)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= 390, path
        go(page, folder, "theme-01.html")
        assert page.pdf().startswith(b"%PDF")
