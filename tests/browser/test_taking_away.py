"""What a presenter takes along arrives, and is what it says."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from pptx import Presentation
from pypdf import PdfReader

from survey_exports.pictures import SCALE, WIDTH
from tests.browser.conftest import OpenPage
from tests.browser.going import open_screen
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

BOM = b"\xef\xbb\xbf"
COMMENTS = 1394


def taken(page: Page, button: Locator) -> tuple[str, bytes]:
    """Press a button and return the name and the content of the file that arrives."""
    with page.expect_download() as arriving:
        button.click()
    download = arriving.value
    return download.suggested_filename, Path(download.path()).read_bytes()


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_one_page_is_a_pdf_of_one_page(desktop: Page) -> None:
    open_screen(desktop, "/stage")
    name, content = taken(desktop, desktop.get_by_role("button", name="一枚まとめを保存（PDF）"))
    assert name == "yukino.pdf"
    assert content.startswith(b"%PDF")
    document = PdfReader(io.BytesIO(content))
    assert len(document.pages) == 1
    assert "750人" in document.pages[0].extract_text()


def test_a_file_arrives_though_others_look_at_screens_meanwhile(desktop: Page, visit: OpenPage, site: Site) -> None:
    """On a slow line a browser asks for a file when others have long gone on."""
    other = open_screen(visit(site), "/")
    open_screen(desktop, "/stage")
    with desktop.expect_download() as arriving:
        desktop.get_by_role("button", name="一枚まとめを保存（PDF）").click()
    for _ in range(3):
        open_screen(other, "/")
    late = desktop.request.get(arriving.value.url)
    assert late.ok
    assert late.body().startswith(b"%PDF")


def test_a_chart_is_a_picture_wide_enough_for_a_slide(desktop: Page) -> None:
    open_screen(desktop, "/stage")
    name, content = taken(desktop, desktop.get_by_role("button", name="画像を保存（PNG）").first)
    assert name == "balance_change.png"
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "PNG"
    assert picture.width == WIDTH * SCALE
    assert picture.height > WIDTH // 2


def test_the_talk_arrives_as_slides(desktop: Page) -> None:
    open_screen(desktop, "/stage")
    desktop.get_by_role("button", name="スライドを作る").click()
    button = desktop.get_by_role("button", name="スライドを保存（PPTX）")
    expect(button).to_be_visible(timeout=60_000)
    name, content = taken(desktop, button)
    assert name == "yukino.pptx"
    deck = Presentation(io.BytesIO(content))
    assert deck.slides[0].shapes.title.text_frame.text == "750人に聞きました"
    assert sum(shape.has_chart for slide in deck.slides for shape in slide.shapes) >= 5


def test_a_chart_is_a_picture_for_a_hall(desktop: Page) -> None:
    open_screen(desktop, "/stage")
    desktop.get_by_role("button", name="会場用の画像").first.click()
    popover = desktop.locator("[data-testid=stPopoverBody]")
    name, content = taken(desktop, popover.get_by_role("button", name="PNG画像（1920×1080）"))
    assert name == "balance_change.png"
    assert Image.open(io.BytesIO(content)).size == (1920, 1080)


def test_a_charts_numbers_open_in_excel_with_their_source(desktop: Page) -> None:
    open_screen(desktop, "/themes")
    chart = desktop.locator(".st-key-chart_top_themes")
    name, content = taken(desktop, chart.get_by_role("button", name="表を保存（CSV）"))
    assert name == "top_themes.csv"
    assert content.startswith(BOM)
    rows = table(content)
    assert len(rows) > 5
    assert "750" in content.decode("utf-8-sig")


def test_the_list_of_comments_holds_every_comment(desktop: Page) -> None:
    open_screen(desktop, "/stage?use=データ")
    name, content = taken(desktop, desktop.get_by_role("button", name="声の一覧を保存（CSV）"))
    assert name == "yukino-voices.csv"
    assert content.startswith(BOM)
    header, *rows = table(content)
    assert {"声", "公開してよい", "板の番号"} <= set(header)
    assert len(rows) == COMMENTS


def test_the_list_of_comments_follows_the_filters(desktop: Page) -> None:
    open_screen(desktop, "/stage?use=データ&place=ユキテラス")
    expect(desktop.get_by_text("場所：ユキテラス")).to_be_visible()
    _, content = taken(desktop, desktop.get_by_role("button", name="声の一覧を保存（CSV）"))
    header, *rows = table(content)
    assert {row[header.index("場所")] for row in rows} == {"ユキテラス"}
