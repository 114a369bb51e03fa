"""The way from a card to a sent interview, with cold hands and on a slow line, and the organiser's to a lost phone."""

from __future__ import annotations

import io
import re

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from survey_loader.acts import places
from survey_loader.board_numbers import written
from survey_loader.models import Consents, Point
from tests.browser import street
from tests.browser.conftest import OpenPage
from tests.browser.going import choose, open_screen, settled
from tests.browser.serving import Site
from tests.browser.street import Street, number, sent
from tests.capture.phone import TOWN

pytestmark = pytest.mark.browser

HERE, FAR = {"latitude": 43.7631, "longitude": 142.3580}, {"latitude": 43.9000, "longitude": 142.5000}
# A hundred metres away from HERE, in degrees.
BESIDE = Point(43.7640, 142.3580)
PASS = """async name =>
    (await import(new URL('notices.js', document.querySelector('script[type=module]').src))).pass(name)"""
# 3G as Lighthouse's makers call slow: bytes a second and milliseconds.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


def link_in(page: Page) -> str:
    """Return what a phone reads from the QR code on the screen."""
    picture = page.get_by_role("img", name=re.compile("QRコード"))
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.screenshot())))
    return str(code.text)


def test_from_a_class_list_to_a_lost_phone(own_site: Site, visit: OpenPage, there: Street) -> None:
    desk = open_screen(visit(own_site), "/street-setup")
    desk.get_by_label(re.compile("だれへの招待か")).fill("佐藤さん\n鈴木さん")
    desk.get_by_text("1行ごとの名前を「聞き手」にも入れる").click()
    desk.get_by_role("button", name="招待を作る").click()
    expect(desk.get_by_text("2件の招待ができました。")).to_be_visible()
    with desk.expect_download() as downloading:
        desk.get_by_role("button", name="招待のカードを保存（PDF）").click()
    assert downloading.value.suggested_filename.endswith("-invitations.pdf")
    link = link_in(desk)
    assert link.startswith(f"{own_site.address}/street#")
    phone = there.phone().new_page()
    phone.goto(link)
    expect(phone.locator("summary").first).to_contain_text("佐藤さん")
    phone.get_by_label("場所", exact=True).fill("雪野駅前")
    street.enter(phone, "手ぶくろのまま書ける板", street.picture(51), written(1))
    sent(phone)
    desk.get_by_role("button", name="渡したので閉じる").click()
    settled(desk)
    expect(desk.get_by_role("img", name=re.compile("QRコード"))).to_have_count(0)
    desk.reload()
    settled(desk)
    choose(desk, "どの招待", "佐藤さん")
    settled(desk)
    expect(desk.get_by_text("手ぶくろのまま書ける板")).to_be_visible()
    desk.get_by_role("button", name="取り消す").click()
    expect(desk.get_by_text("「佐藤さん」の招待を取り消しました。")).to_be_visible()
    street.enter(phone, "なくしたあとに書かれた声")
    expect(phone.get_by_text("この招待は取り消されました。")).to_be_visible()
    expect(number(phone, "kept")).to_have_text("1")


def test_the_phone_knows_where_it_is_or_says_its_coordinates(there: Street) -> None:
    places.give(there.here, street.ORGANISER, TOWN.slug, {street.PLACE: BESIDE})
    page = there.form(there.invite(place=""), geolocation=HERE, permissions=["geolocation"])
    place = page.get_by_label("場所", exact=True)
    page.get_by_role("button", name="いまいる場所を使う").click()
    expect(place).to_have_value(street.PLACE)
    page.context.set_geolocation(FAR)
    page.reload()
    page.locator("summary").first.click()
    page.get_by_role("button", name="いまいる場所を使う").click()
    expect(place).to_have_value("43.9000, 142.5000")
    street.enter(page, "山の見える公園")
    [one] = sent(page)
    assert street.version(there.here, one["id"]).place == "43.9000, 142.5000"


def test_a_phone_that_may_not_tell_where_it_is_says_so(there: Street) -> None:
    page = there.form(there.invite(place=""))
    page.get_by_role("button", name="いまいる場所を使う").click()
    expect(page.get_by_text("場所を調べられませんでした。")).to_be_visible()
    page.locator("#save").click()
    expect(page.locator("#by-button")).to_contain_text("場所を入れてください。")
    page.get_by_label("場所", exact=True).fill("駅前")
    expect(page.locator("#by-button")).to_be_empty()


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        ("", Consents()),
        ("16", Consents(True, "face", "face", "face")),
        ("おうち", Consents(True, "face", "face", "face")),
    ],
)
def test_a_band_with_children_in_it_is_asked_and_no_answer_is_a_no(
    there: Street, answer: str, allowed: Consents
) -> None:
    page = there.form()
    street.fill(page, "放課後に行ける場所")
    page.get_by_role("button", name="10代", exact=True).click()
    if answer:
        page.locator(".consents button").click()
        page.locator("#consent .field").first.get_by_role("button").filter(has_text=answer).click()
        page.go_back()
    street.allow(page)
    unsaid = page.get_by_text("本人の答えがありません。このままでは、ことばも写真も使えません")
    expect(unsaid).to_have_count(0 if answer else 1)
    street.save(page)
    [one] = sent(page)
    assert street.version(there.here, one["id"]).consents == allowed


def test_what_was_missing_is_said_no_longer_than_it_is(there: Street) -> None:
    page = there.form()
    said = page.get_by_text("ことばか写真を入れてください。")
    page.locator("#save").click()
    expect(said).to_have_count(2)
    page.get_by_role("button", name="20代").click()
    expect(said).to_have_count(2)
    page.get_by_label("好きなところ").fill("雪")
    expect(said).to_have_count(0)
    page.get_by_label("好きなところ").fill("")
    page.locator("#save").click()
    expect(said).to_have_count(2)
    street.take(page, street.picture(52))
    expect(said).to_have_count(0)


def test_the_next_number_is_one_tap_and_offered_for_a_new_interview_alone(there: Street) -> None:
    page = there.form()
    street.enter(page, "一人目", board=written(12))
    street.enter(page, "番号を忘れた人")
    following = page.get_by_role("button", name=re.compile("次の番号 0013"))
    following.click()
    expect(page.get_by_label("板の番号")).to_have_value(re.compile("^0013-[A-Z]$"))
    expect(page.get_by_text("合っています")).to_be_visible()
    page.get_by_label("板の番号").fill("")
    page.locator("#bar .standing").click()
    page.locator("#list .entry").filter(has_text="番号を忘れた人").click()
    expect(page.get_by_role("heading", name="聞き取りを直す")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("次の番号"))).to_have_count(0)


def test_what_was_said_a_moment_ago_is_in_the_way_of_no_finger(there: Street) -> None:
    page = there.form()
    street.enter(page, "すぐ次の人へ")
    passing = page.locator("#passing")
    expect(passing).to_contain_text("保存しました。")
    box = passing.bounding_box()
    assert box
    under = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('#passing')",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    assert under is None


def test_a_sentence_that_comes_takes_the_place_of_none_that_was_just_said(there: Street) -> None:
    page = there.form()
    street.enter(page, "次の人が待っている")
    page.evaluate(PASS, "ready_offline")
    expect(page.locator("#passing")).to_contain_text(re.compile("保存しました。.*電波がなくても使えます。"))


def test_on_a_slow_line_it_opens_takes_an_interview_and_sends_it(there: Street) -> None:
    page = there.phone().new_page()
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    street.open_form(page, there.line.address, there.invite())
    street.enter(page, "電波の弱い坂の上", street.picture(53))
    [one] = sent(page)
    assert street.version(there.here, one["id"]).texts == (("like", "電波の弱い坂の上"),)
