"""The whole way: a file comes in, is looked at, filtered, sent on as a link, and followed down to its comments."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.going import CARDS, choose, follow, open_filters, open_screen
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

NAME = "こだま町の声"
SAMPLE = "雪野市の未来（見本）"
HEADER = ("日付", "場所", "年代", "まちとの関わり", "好きなところ", "どんなまちになってほしい")
PEOPLE = (
    ("2026-02-07", "駅前", "70代", "住んでいる", "朝市のおばちゃんの声", "除雪をもう少し早くしてほしい"),
    ("2026-02-07", "駅前", "10代", "通学", "川ぞいの桜", "バスの本数を増やしてほしい"),
    ("2026-02-07", "道の駅", "40代", "観光", "温泉がぬるめで長く入れる", "英語の案内がほしい"),
    ("2026-02-08", "道の駅", "30代", "観光", "ラーメンがおいしい", "駅からの案内板を増やしてほしい"),
    ("2026-02-08", "道の駅", "50代", "住んでいる", "①図書館が静か", "病院の待ち時間を短く"),
)
ROADSIDE = "道の駅"


def sheet(path: Path) -> Path:
    """Write the survey as Excel in Japan saves a CSV, and return its path."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([HEADER, *PEOPLE])
    path.write_bytes(buffer.getvalue().encode("cp932"))
    return path


def metric(page: Page, label: str) -> str:
    return page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue").inner_text()


def import_sheet(page: Page, path: Path) -> None:
    """Import a file as a new survey and wait until the screen says that it is done."""
    open_screen(page, "/")
    follow(page, "取り込み")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
    expect(page.get_by_text("このように読みました")).to_be_visible()
    assert metric(page, "新しい聞き取り") == "5"
    assert metric(page, "新しい声") == "10"
    assert metric(page, "取り込めない行") == "0"
    page.get_by_role("button", name="この内容で取り込む").click()
    expect(page.get_by_text("取り込みました。")).to_be_visible()


@pytest.fixture(scope="module")
def imported() -> set[str]:
    """Which servers hold the new survey already."""
    return set()


@pytest.fixture
def town(writer: Page, own_site: Site, imported: set[str], tmp_path: Path) -> Page:
    """A visitor in front of the survey that came in through the screen."""
    if own_site.address not in imported:
        import_sheet(writer, sheet(tmp_path / f"{NAME}.csv"))
        imported.add(own_site.address)
    open_screen(writer, "/")
    # A town's own survey goes before the sample.
    expect(writer.locator(".koe-town")).to_contain_text(NAME)
    return writer


def test_a_file_from_excel_comes_in_and_is_looked_at(town: Page) -> None:
    expect(town.get_by_text("5人が書いてくれました")).to_be_visible()
    expect(town.locator(".koe-town")).not_to_contain_text("見本")
    follow(town, "声と写真")
    expect(town.get_by_text("5人の声10件")).to_be_visible()
    expect(town.locator(CARDS).filter(has_text="①図書館が静か")).to_be_visible()


def test_the_visitor_chooses_between_the_surveys(town: Page) -> None:
    choose(town, "調査", SAMPLE)
    expect(town.locator(".koe-sample")).to_be_visible()
    expect(town).to_have_url(re.compile("survey="))
    choose(town, "調査", NAME)
    expect(town.locator(".koe-sample")).to_have_count(0)
    expect(town.get_by_text("5人が書いてくれました")).to_be_visible()


def test_the_same_file_again_adds_nothing(town: Page, tmp_path: Path) -> None:
    follow(town, "取り込み")
    town.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(sheet(tmp_path / f"{NAME}.csv"))
    expect(town.get_by_text("このように読みました")).to_be_visible()
    assert metric(town, "新しい聞き取り") == "0"
    assert metric(town, "もう入っている") == "5"


def test_a_filter_changes_the_numbers_and_its_address_opens_the_same_view(
    town: Page, visit: OpenPage, own_site: Site
) -> None:
    follow(town, "声と写真")
    open_filters(town)
    choose(town, "場所", ROADSIDE)
    expect(town.get_by_text("3人の声6件")).to_be_visible()
    expect(town).to_have_url(re.compile("place="))
    words = town.locator(CARDS).all_inner_texts()
    friend = visit(own_site, "phone")
    open_screen(friend, town.url)
    expect(friend.get_by_text("3人の声6件")).to_be_visible()
    expect(friend.get_by_text("場所：道の駅")).to_be_visible()
    assert friend.locator(CARDS).all_inner_texts() == words


def test_filters_by_relation_count_those_people_only(town: Page) -> None:
    follow(town, "声と写真")
    open_filters(town)
    choose(town, "まちとの関わり", "訪れた人")
    expect(town.get_by_text("2人の声4件")).to_be_visible()
    expect(town.locator(CARDS).filter(has_text="英語の案内がほしい")).to_be_visible()
    expect(town.locator(CARDS).filter(has_text="除雪")).to_have_count(0)


def test_a_theme_leads_down_to_its_comments(town: Page) -> None:
    follow(town, "テーマ")
    choose(town, "テーマをひとつ選ぶと、推移・ことば・声が見られます", "雪と除雪")
    expect(town.get_by_role("heading", name=re.compile("このテーマの声（1件）"))).to_be_visible()
    expect(town.locator(CARDS)).to_have_text(["除雪をもう少し早くしてほしい"])
    town.get_by_text("なぜこう分けたか").click()
    expect(town.locator(".koe-why").first).to_contain_text("除雪")
