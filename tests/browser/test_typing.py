"""Typing from photos with the keyboard alone: three boards by one account, read again by another."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect

from survey_loader import settings
from survey_loader.access import COMMAND_LINE, Role
from survey_loader.acts import accounts, inviting, signing_in, street, street_photos, typing
from survey_loader.acts.inviting import Wanted
from survey_loader.settings import Settings
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import save_survey
from survey_loader.store.typed import Setting
from tests.browser.conftest import OpenPage
from tests.browser.going import ERROR_BOX, drawn_photo, settled
from tests.browser.looking import crowded, sideways, unseen_focus, violations
from tests.browser.serving import Site, served
from tests.browser.test_every_screen import is_streamlits_own
from tests.capture.phone import CONSENTS, TOWN, Shot, body, new_id

pytestmark = pytest.mark.browser

OWN = "ゆきの町をあるく 2026"
PEOPLE = {"aoi": "田中 葵", "sora": "伊藤 空"}
LIKES = ("川ぞいの桜がきれい", "雪まつりと花火", "駅前のラーメン")
FIRST = "好きなところ"
ALONE_AND_FOCUSED = """([name, values]) => {
    const [first, ...others] = [...document.querySelectorAll('textarea')].filter(one => one.ariaLabel === name);
    return first && !others.length && first === document.activeElement && values.includes(first.value);
}"""


class Desk(NamedTuple):
    """A running server with boards to type, and its settings."""

    site: Site
    here: Settings


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A survey with two students, whose typing is open to them, and three boards without words."""
    folder = tmp_path_factory.mktemp("typing") / "data"
    here = settings.load(data_dir=folder, sample=False)
    with opened(here.database) as db, transaction(db):
        save_survey(db, TOWN)
    for name, called in PEOPLE.items():
        first = accounts.add(here, COMMAND_LINE, name, called, Role.STUDENT, TOWN.slug)
        signing_in.change_password(here, signing_in.sign_in(here, name, first), first, OWN)
    typing.configure(here, COMMAND_LINE, TOWN.slug, Setting(students=True))
    for number in range(len(LIKES)):
        send(here, number, tmp_path_factory.mktemp("boards"))
    with served(folder, MACHI_SAMPLE="false") as running:
        yield Desk(running, here)


def send(here: Settings, number: int, folder: Path) -> None:
    """Send an interview whose words are only on its photo, as a phone does."""
    until = datetime.now(UTC) + timedelta(days=3)
    wanted = Wanted("月曜の班", until)
    bearer = inviting.bearer(here, inviting.make(here, COMMAND_LINE, TOWN.slug, wanted).token)
    photo = Shot(drawn_photo(folder / "board.jpg", ("teal", "navy", "maroon")[number], f"BOARD {number}").read_bytes())
    identity = new_id()
    told = {"answers": {}, "said": {}, "choices": {}, "words_later": True, "photos": [photo.told]}
    street.store(here, bearer, identity, body(**told, board=f"010{number}", consents=CONSENTS))
    arriving = street_photos.arriving(here, bearer, identity, photo.sha256)
    street_photos.add(here, arriving, 0, photo.content)
    street_photos.finish(here, arriving)


def sit_down(page: Page, name: str) -> Page:
    """Sign in and go to the screen; the first field has the focus."""
    page.goto("/typing")
    page.get_by_label("名前（アカウント）").fill(name)
    page.get_by_label("パスワード").fill(OWN)
    page.get_by_role("button", name="入る", exact=True).click()
    expect(page.get_by_role("heading", name="写真から入力", level=1)).to_be_visible()
    return settled(page)


def field(page: Page, name: str = FIRST) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True)


def board(page: Page) -> str:
    return field(page, "板の番号").input_value()


def save(page: Page, told: str = "保存しました。") -> None:
    """Save from the keyboard and wait for what is said of it."""
    before = board(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".st-key-typing_told").get_by_text(told)).to_be_visible()
    page.wait_for_function(
        "before => { const board = document.querySelector('.st-key-typing_fields input[type=text]');"
        "return !board || board.value !== before; }",
        arg=before,
    )
    settled(page)


def stored(desk: Desk, query: str, *values: object) -> list[tuple[object, ...]]:
    with sqlite3.connect(f"file:{desk.here.database}?mode=ro", uri=True) as db:
        return db.execute(query, values).fetchall()


def likes(desk: Desk) -> set[object]:
    rows = stored(desk, "select c.text from comments c join shown i on i.number = c.interview where question = 'like'")
    return {row[0] for row in rows}


def test_two_students_have_two_boards_and_see_no_photo_but_their_own(desk: Desk, visit: OpenPage) -> None:
    aoi, sora = sit_down(visit(desk.site), "aoi"), sit_down(visit(desk.site), "sora")
    boards = {board(aoi), board(sora)}
    assert len(boards) == 2
    photos = [page.locator("img.photo").get_attribute("src") for page in (aoi, sora)]
    assert all(photos)
    assert aoi.request.get(photos[0] or "").status == 200
    assert aoi.request.get(photos[1] or "").status == 403
    assert aoi.request.get((photos[0] or "").split("?")[0]).status == 403


def test_three_boards_are_typed_with_the_keyboard_and_read_again_by_a_second_account(
    desk: Desk, visit: OpenPage
) -> None:
    with opened(desk.here.database) as db, transaction(db):
        # What the test before had in hand.
        db.conn.execute("delete from typing_leases")
    aoi = sit_down(visit(desk.site), "aoi")
    photo = aoi.locator("img.photo")
    expect(photo).to_be_visible()
    aoi.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=photo.element_handle())
    for words in LIKES:
        # The board before stays on the screen until the next one is drawn, for a moment beside it.
        aoi.wait_for_function(ALONE_AND_FOCUSED, arg=[FIRST, [""]])
        width = photo.bounding_box()
        aoi.keyboard.press("Alt+ArrowUp")
        larger = photo.bounding_box()
        assert width and larger and larger["width"] > 1.2 * width["width"]
        aoi.keyboard.press("Alt+r")
        turned = photo.bounding_box()
        assert turned and turned["width"] > turned["height"]
        aoi.keyboard.insert_text(words)
        # Neither turning nor enlarging typed a letter.
        expect(field(aoi)).to_have_value(words)
        save(aoi)
    expect(aoi.get_by_text("いま入力する写真はありません。")).to_be_visible()
    assert likes(desk) == set(LIKES)
    expect(aoi.get_by_text("入力 3／3枚、確かめ 0／3枚")).to_be_visible()

    sora = sit_down(visit(desk.site), "sora")
    sora.get_by_role("radio", name="確かめる").click()
    corrected = 0
    for _ in LIKES:
        sora.wait_for_function(ALONE_AND_FOCUSED, arg=[FIRST, LIKES])
        found = field(sora).input_value()
        if found == LIKES[1]:
            sora.keyboard.press("End")
            sora.keyboard.insert_text("が大好き")
            save(sora, "直して確かめました。")
            expect(sora.locator(".koe-changed ins")).to_have_text("が大好き")
            corrected += 1
        else:
            save(sora, "そのまま確かめました。")
    assert corrected == 1
    expect(sora.get_by_text("いま確かめるものはありません")).to_be_visible()
    assert likes(desk) == {LIKES[0], "雪まつりと花火が大好き", LIKES[2]}
    assert stored(desk, "select distinct typed_by, proofed_by from typed_boards") == [("aoi", "sora")]
    expect(sora.locator(ERROR_BOX)).to_have_count(0)


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_screen_is_good_to_look_at_and_by_keyboard(
    desk: Desk, visit: OpenPage, device: str, tmp_path: Path
) -> None:
    send(desk.here, 0, tmp_path)
    page = sit_down(visit(desk.site, device), "aoi")
    expect(page.locator("img.photo")).to_be_visible()
    assert crowded(page) == []
    assert sideways(page) <= 0
    assert [str(one) for one in violations(page) if not is_streamlits_own(one)] == []
    assert unseen_focus(page) == []
