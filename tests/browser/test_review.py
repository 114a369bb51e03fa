"""Checking in a real browser: ten interviews by keys alone on a desktop, by taps on a phone."""

from __future__ import annotations

import io
import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from survey_loader import settings
from survey_loader.access import LOCAL_ORGANISER, Actor, Role
from survey_loader.acts import reviewing
from survey_loader.acts.entering import Entry, enter
from survey_loader.board_numbers import written
from survey_loader.models import Consents
from survey_loader.store import history
from survey_loader.store.connection import opened
from tests.browser.conftest import OpenPage
from tests.browser.going import ERROR_BOX, open_screen, settled
from tests.browser.serving import Site

pytestmark = pytest.mark.browser

SLUG = "yukino"
HANAKO = Actor("hanako", ((SLUG, Role.STUDENT),))
FACTS = ".koe-facts"
COUNT = 11


def jpeg(number: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (900, 1200), (20 * number, 120, 110)).save(buffer, "JPEG")
    return buffer.getvalue()


def type_in(site: Site, begin: int, count: int) -> list[str]:
    """Let a student type in so many interviews; the last two have one board number."""
    here = settings.load(data_dir=site.data_dir, workers=1)
    ids = [str(uuid.uuid5(uuid.NAMESPACE_URL, f"browser {begin + number}")) for number in range(count)]
    for number, identity in enumerate(ids):
        board = written(begin + min(number, count - 2))
        answers = (
            {"like": f"{number}番目の橋から見る雪がすき"} if number < count - 1 else {"future": "橋に街灯がほしい"}
        )
        entry = Entry(
            SLUG, identity, answers, datetime(2026, 2, 1, 3, tzinfo=UTC) + timedelta(minutes=number), "雪野駅前",
            board=board, photos=((jpeg(number), "face"),), consents=Consents(quote=True, photo_committee="face"),
        )  # fmt: skip
        enter(here, HANAKO, entry)
    return ids


def standing(site: Site) -> list[int]:
    here = settings.load(data_dir=site.data_dir, workers=1)
    states: tuple[reviewing.State, ...] = ("unchecked", "checked", "aside")
    return [reviewing.count(here, LOCAL_ORGANISER, SLUG, state) for state in states]


def answers(site: Site, identity: str) -> dict[str, str]:
    here = settings.load(data_dir=site.data_dir, workers=1)
    with opened(here.database) as db:
        return {answer.question: answer.text for answer in history.versions(db, identity)[0].answers}


def expect_front(page: Page, board: str) -> None:
    """Wait until the interview with this board lies in front."""
    expect(page.locator(FACTS).first).to_contain_text(board)
    settled(page)


def test_ten_interviews_are_checked_by_keys_alone(writer: Page, own_site: Site) -> None:
    ids = type_in(own_site, 500, COUNT)
    open_screen(writer, "/review")
    expect_front(writer, written(500))
    expect(writer.locator(".koe-checked img").first).to_have_js_property("complete", True)
    for done in range(1, 7):
        writer.keyboard.down("Enter")
        # Held down for a while: still one interview.
        for _ in range(20 if done == 1 else 0):
            writer.keyboard.down("Enter")
            writer.evaluate("new Promise(requestAnimationFrame)")
        writer.keyboard.up("Enter")
        expect_front(writer, written(500 + done))
        expect(writer.get_by_text(re.compile(f"{COUNT - done}件のうち1件目"))).to_be_visible()
    assert standing(own_site) == [5, 6, 0]

    # Corrected: the first field has the keyboard at once.
    writer.keyboard.press("e")
    expect(writer.get_by_role("textbox", name="好きなところ")).to_be_focused()
    writer.keyboard.press("Control+End")
    writer.keyboard.type("（夕方）")
    writer.keyboard.press("Control+Enter")
    expect_front(writer, written(507))
    assert answers(own_site, ids[6]) == {"like": "6番目の橋から見る雪がすき（夕方）"}

    # Set aside for the second reason, taken back, and checked after all.
    writer.keyboard.press("x")
    expect(writer.get_by_text("外す理由を選んでください")).to_be_visible()
    settled(writer)
    writer.keyboard.press("2")
    expect_front(writer, written(508))
    assert standing(own_site) == [3, 7, 1]
    writer.keyboard.press("z")
    expect_front(writer, written(507))
    writer.keyboard.press("Enter")
    expect_front(writer, written(508))
    writer.keyboard.press("Enter")
    expect_front(writer, written(509))

    # The last two are one person.
    expect(writer.get_by_text("同じ人の聞き取りが、ほかにもあるかもしれません。")).to_be_visible()
    writer.keyboard.press("m")
    expect(writer.get_by_text("確認を待っている聞き取りはありません。")).to_be_visible()
    assert standing(own_site) == [0, 10, 1]
    assert answers(own_site, ids[9]) == {"like": "9番目の橋から見る雪がすき", "future": "橋に街灯がほしい"}
    expect(writer.locator(ERROR_BOX)).to_have_count(0)


def test_a_phone_checks_and_compares_without_scrolling_sideways(visit: OpenPage, own_site: Site) -> None:
    begin = 700
    ids = type_in(own_site, begin, 3)
    entry = Entry(
        SLUG, ids[0], {"like": "0番目の坂から見る雪がすき"}, datetime(2026, 2, 1, 3, tzinfo=UTC), "雪野駅前",
        board=written(begin), consents=Consents(quote=True, photo_committee="face"),
    )  # fmt: skip
    enter(settings.load(data_dir=own_site.data_dir, workers=1), HANAKO, entry)
    before = standing(own_site)
    phone = visit(own_site, "phone")
    open_screen(phone, "/review")
    expect_front(phone, written(begin))
    phone.locator(".st-key-review_versions summary").click()
    expect(phone.locator(".koe-changes del").first).to_have_text(re.compile("橋"))
    expect(phone.locator(".koe-changes ins").first).to_have_text(re.compile("坂"))
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    phone.get_by_role("button", name="確認して次へ").click()
    expect_front(phone, written(begin + 1))
    assert standing(own_site) == [before[0] - 1, before[1] + 1, before[2]]
