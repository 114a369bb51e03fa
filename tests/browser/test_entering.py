"""Typing in an interview: it is on disk once, its photo goes where its owner allowed, hostile words stay words."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.going import (
    CARDS,
    ERROR_BOX,
    PLACE,
    SAVED,
    Consent,
    choose,
    drawn_photo,
    fill_interview,
    follow,
    open_screen,
    save_interview,
)
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

ALLOWED: Consent = {"words": "はい", "committee": "はい", "public": "いいえ"}
REFUSED: Consent = {"words": "はい", "committee": "いいえ", "public": "はい"}
HOSTILE = {
    "script": "<script>alert('声')</script><img src=x onerror=alert(1)>",
    "picture": "![](http://127.0.0.1:9/x.png) [ここ](javascript:alert(1))",
    "formula": "=cmd|'/C calc'!A0 と =HYPERLINK(\"http://127.0.0.1:9\")",
    "table": "'; DROP TABLE comments; --",
    "emoji": "🏔️❄️♨️👨‍👩‍👧‍👦🇯🇵",
    "right_to_left": "\u202eすまりなに逆\u202c と \u2067שלום\u2069",
    "braces": "{n}人 %s $x^2$ :red[赤] `x`",
    "zero_width": "駅\u200b前\ufeffの雪",
}
LONG = "雪かきがつらい。" * 1250


def stored(site: Site, query: str, *values: object) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(f"file:{site.data_dir / 'machi.db'}?mode=ro", uri=True)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def wall(page: Page) -> Page:
    """Go to the photo wall."""
    follow(page, "声と写真")
    page.get_by_role("tab", name="写真").click()
    expect(page.locator(".koe-wall figure").first).to_be_visible()
    return page


def test_an_interview_with_a_photo_is_on_the_wall_with_its_words(writer: Page, tmp_path: Path) -> None:
    words = "川ぞいの夕焼けがいちばん好き"
    open_screen(writer, "/entry")
    save_interview(writer, words, photo=drawn_photo(tmp_path / "board.jpg", "teal"), consent=ALLOWED, board="901")
    expect(writer.get_by_text("板の番号は 901 です。")).to_be_visible()
    figure = wall(writer).locator(".koe-wall figure").filter(has_text=words)
    expect(figure).to_have_count(1)
    picture = figure.locator("img")
    picture.scroll_into_view_if_needed()
    writer.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())


def test_a_photo_whose_owner_said_no_is_on_no_wall_and_not_served(writer: Page, own_site: Site, tmp_path: Path) -> None:
    words = "神社の石段の数を知っている"
    open_screen(writer, "/entry")
    save_interview(writer, words, photo=drawn_photo(tmp_path / "no.jpg", "maroon"), consent=REFUSED, board="902")
    expect(wall(writer).locator(".koe-wall figure").filter(has_text=words)).to_have_count(0)
    open_screen(writer, f"/voices?q={quote(words)}")
    expect(writer.locator(CARDS)).to_have_text([words])
    expect(writer.locator(".koe-card img")).to_have_count(0)
    query = "select p.id from photos p join interviews i on i.id = p.interview_id where i.board = '902'"
    for (photo,) in stored(own_site, query):
        for size in ("full", "thumb"):
            answer = writer.request.get(f"/photo/{photo}?size={size}")
            assert (answer.status, answer.headers["cache-control"]) == (403, "no-store")


def test_a_forgotten_place_is_said_and_what_was_typed_stays(writer: Page, own_site: Site, tmp_path: Path) -> None:
    words = "坂の上から海が見える"
    open_screen(writer, "/entry")
    photo = drawn_photo(tmp_path / "kept.jpg", "navy")
    fill_interview(writer, words, place="", photo=photo, consent=ALLOWED, board="903")
    writer.get_by_role("button", name="保存する").click()
    expect(writer.get_by_text("場所を入力してください。").first).to_be_visible()
    expect(writer.get_by_role("textbox", name="好きなところ")).to_have_value(words)
    expect(writer.get_by_role("textbox", name="板の番号")).to_have_value("903")
    expect(writer.get_by_test_id("stFileUploader").get_by_text("kept.jpg")).to_be_visible()
    assert stored(own_site, "select 1 from comments where text = ?", words) == []
    choose(writer, "場所", "川べり公園")
    writer.get_by_role("button", name="保存する").click()
    expect(writer.get_by_text(SAVED)).to_be_visible()
    assert stored(own_site, "select 1 from comments where text = ?", words) == [(1,)]


def test_a_double_click_saves_once(writer: Page, own_site: Site) -> None:
    words = "二度押しても声はひとつ"
    open_screen(writer, "/entry")
    fill_interview(writer, words, board="904")
    writer.get_by_role("button", name="保存する").dblclick()
    expect(writer.get_by_text(SAVED)).to_be_visible()
    follow(writer, "声と写真")
    assert stored(own_site, "select count(*) from comments where text = ?", words) == [(1,)]
    assert stored(own_site, "select count(*) from interviews where board = '904'") == [(1,)]


def test_a_phone_enters_an_interview(visit: OpenPage, own_site: Site) -> None:
    words = "学校帰りのたい焼き"
    phone = visit(own_site, "phone")
    open_screen(phone, "/entry")
    save_interview(phone, words, place="商店街の角", consent={"words": "はい"})
    assert stored(own_site, "select place from interviews i join comments c on c.interview = i.number "
                            "where c.text = ?", words) == [("商店街の角",)]  # fmt: skip


def test_hostile_words_are_kept_and_shown_letter_by_letter(writer: Page, own_site: Site) -> None:
    open_screen(writer, "/entry")
    for number, words in enumerate(HOSTILE.values()):
        # The place stays for the next person.
        save_interview(writer, words, place="" if number else PLACE, consent={"words": "はい"}, board=f"h{number}")
    for number, words in enumerate(HOSTILE.values()):
        assert stored(own_site, "select text from comments c join interviews i on i.number = c.interview "
                                "where i.board = ?", f"h{number}") == [(words,)]  # fmt: skip
    open_screen(writer, "/voices")
    for words in HOSTILE.values():
        # The text as it stands in the page: nothing of it became markup.
        assert words in writer.locator(CARDS).evaluate_all("cards => cards.map(card => card.textContent)")
    expect(writer.locator(".koe-card script, .koe-words img, .koe-words a")).to_have_count(0)
    expect(writer.locator(ERROR_BOX)).to_have_count(0)


def test_ten_thousand_characters_are_kept_and_do_not_break_the_screen(visit: OpenPage, own_site: Site) -> None:
    phone = visit(own_site, "phone")
    open_screen(phone, "/entry")
    save_interview(phone, LONG, board="905")
    open_screen(phone, f"/voices?q={quote(LONG[:40])}")
    assert phone.locator(CARDS).first.text_content() == LONG
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_a_hostile_search_and_a_hostile_address_are_only_words(writer: Page) -> None:
    for query in (*HOSTILE.values(), "%_\\", "'\""):
        open_screen(writer, f"/voices?q={quote(query)}&place={quote(query)}&page={quote(query)}")
        expect(writer.locator(ERROR_BOX)).to_have_count(0)
        expect(writer.get_by_label("ことばで探す")).to_have_value(query)
