"""声と写真 in a real browser: from a search, a facet and a link down to the comments; the hall; the map."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from survey_loader import settings
from survey_loader.access import LOCAL_ORGANISER
from survey_loader.acts import handing_out, places, showing
from survey_loader.acts.entering import Entry, enter
from survey_loader.models import Consents, Point
from survey_loader.store import surveys
from survey_loader.store.connection import opened, transaction
from survey_ui.hall_view import REFRESH_SECONDS
from tests.browser.conftest import DESKTOP, OpenPage
from tests.browser.going import CARDS, ERROR_BOX, drawn_photo, open_screen, settled
from tests.browser.profiles import PATIENCE_MILLISECONDS
from tests.browser.serving import STEP_SECONDS, Site

pytestmark = pytest.mark.browser

SURVEY = "yukino"
STAGE = ".stage"
START = "全画面で始める"


def search(page: Page, words: str) -> None:
    page.get_by_label("ことばで探す").fill(words)
    page.keyboard.press("Enter")
    settled(page)


@pytest.mark.parametrize("word", ["駅", "公園"])
def test_a_word_of_one_or_two_letters_is_found_and_marked(desktop: Page, word: str) -> None:
    open_screen(desktop, "/voices")
    search(desktop, word)
    marks = desktop.locator(".koe-words mark")
    expect(marks.first).to_have_text(word)
    expect(desktop.get_by_text(re.compile(r"^[\d,]+人の声[\d,]+件$"))).to_be_visible()


def test_another_spelling_is_found_too_until_it_is_turned_off(desktop: Page) -> None:
    open_screen(desktop, "/voices")
    search(desktop, "こども")
    expect(desktop.get_by_text("『子ども』『子供』『コドモ』も探しました。")).to_be_visible()
    expect(desktop.locator(".koe-words mark", has_text="子ども").first).to_be_visible()
    desktop.get_by_text("入力したとおりに探す").click()
    expect(desktop.locator(".koe-words mark", has_text="子ども")).to_have_count(0)
    expect(desktop).to_have_url(re.compile("typed="))


def test_a_facet_filters_and_its_chip_takes_it_off(desktop: Page) -> None:
    open_screen(desktop, "/voices?q=雪")
    facet = desktop.locator(".st-key-facet_relation").get_by_role("button").first
    name = facet.inner_text()
    who, n = name.rsplit("（", 1)
    facet.click()
    expect(desktop.get_by_text(re.compile(rf"人の声{n.removesuffix('件）')}件$"))).to_be_visible()
    expect(desktop).to_have_url(re.compile("relation="))
    desktop.locator(".st-key-chips").get_by_role("button", name=f"まちとの関わり：{who}").click()
    expect(desktop).not_to_have_url(re.compile("relation="))


def test_on_a_phone_the_facets_are_folded_away(phone: Page) -> None:
    open_screen(phone, "/voices?q=雪")
    facets = phone.locator(".st-key-facets")
    expect(facets.locator("summary")).to_be_visible()
    expect(facets.get_by_role("button").first).not_to_be_visible()
    facets.locator("summary").click()
    expect(facets.get_by_role("button").first).to_be_visible()


def test_a_comment_has_an_address_of_its_own_and_the_way_back_keeps_the_search(visit: OpenPage, site: Site) -> None:
    page = visit(site)
    open_screen(page, "/voices?q=除雪&sort=古い順")
    words = page.locator(CARDS).first.inner_text()
    page.get_by_role("link", name="この声のページ").first.click()
    settled(page)
    expect(page.locator(CARDS).first).to_have_text(words)
    expect(page.get_by_role("heading", name="同じ人のほかの答え")).to_be_visible()
    link = page.get_by_test_id("stCode").inner_text().strip()
    page.get_by_role("link", name="声の一覧へ戻る").click()
    expect(page.get_by_label("ことばで探す")).to_have_value("除雪")
    expect(page.locator(CARDS).first).to_have_text(words)
    other = visit(site)
    open_screen(other, link)
    expect(other.locator(CARDS).first).to_have_text(words)


def test_a_page_is_jumped_to_by_its_number(desktop: Page) -> None:
    open_screen(desktop, "/voices")
    first = desktop.locator(CARDS).first.inner_text()
    box = desktop.get_by_label(re.compile("ページへ飛ぶ"))
    box.fill("7")
    box.press("Enter")
    expect(desktop.get_by_role("button", name="7ページ", exact=True)).to_have_attribute("aria-current", "page")
    expect(desktop.locator(CARDS).first).not_to_have_text(first)


def test_the_hall_shows_and_asks_only_for_what_was_allowed(desktop: Page, site: Site) -> None:
    here = settings.load(data_dir=site.data_dir, workers=1)
    slides = showing.hall_slides(here, SURVEY)
    allowed = {slide.photo for slide in slides}
    asked: list[str] = []

    def watch(request: Request) -> None:
        parts = urlsplit(request.url)
        if parse_qs(parts.query).get("for") == ["hall"]:
            asked.append(parts.path.rsplit("/", 1)[-1])

    desktop.on("request", watch)
    open_screen(desktop, "/voices?view=写真")
    desktop.get_by_role("button", name=START).click()
    stage = desktop.locator(STAGE)
    expect(stage).to_be_visible()
    for number, slide in enumerate(slides[:6]):
        expect(stage.locator(".place")).to_have_text(f"{number + 1} / {len(slides)}")
        expect(stage.locator(".photo")).to_have_attribute("src", f"/photo/{slide.photo}?for=hall")
        expect(stage.locator(".words p")).to_have_text(list(slide.words))
        desktop.keyboard.press("ArrowRight")
    assert len(set(asked)) >= 6
    assert set(asked) <= allowed


def test_the_hall_moves_on_by_itself_stops_with_space_and_ends_with_escape(visit: OpenPage, site: Site) -> None:
    desktop = visit(site, again=False)
    desktop.clock.install()
    open_screen(desktop, "/voices?view=写真")
    desktop.get_by_role("button", name=START).click()
    place = desktop.locator(STAGE).locator(".place")
    expect(place).to_have_text(re.compile("^1 / "))
    desktop.clock.fast_forward(8_100)
    expect(place).to_have_text(re.compile("^2 / "))
    desktop.keyboard.press("Space")
    expect(desktop.locator(STAGE).get_by_text("止まっています")).to_be_visible()
    desktop.clock.fast_forward(20_000)
    expect(place).to_have_text(re.compile("^2 / "))
    desktop.keyboard.press("ArrowLeft")
    expect(place).to_have_text(re.compile("^1 / "))
    desktop.keyboard.press("Escape")
    expect(desktop.locator(STAGE)).not_to_be_visible()


def test_who_takes_the_leave_back_while_the_hall_runs_is_not_shown_any_more(browser: Browser, own_site: Site) -> None:
    # A plain visit: the refusal is an error in the console, which watched visits may not have.
    context = browser.new_context(base_url=own_site.address, locale="ja-JP", **DESKTOP)
    try:
        _withdraw_during_the_show(context.new_page(), own_site)
    finally:
        context.close()


def _withdraw_during_the_show(writer: Page, own_site: Site) -> None:
    here = settings.load(data_dir=own_site.data_dir, workers=1)
    slides = showing.hall_slides(here, SURVEY)
    open_screen(writer, "/voices?view=写真")
    writer.get_by_role("button", name=START).click()
    stage = writer.locator(STAGE)
    expect(stage.locator(".photo")).to_have_attribute("src", f"/photo/{slides[0].photo}?for=hall")
    with opened(here.database) as db, transaction(db):
        db.conn.execute(
            "update interviews set photo_hall = 'no' where id in (select interview_id from photos where id = ?)",
            [slides[1].photo],
        )
    writer.keyboard.press("ArrowRight")
    expect(stage.locator(".photo")).to_have_attribute("src", f"/photo/{slides[2].photo}?for=hall")
    expect(stage.locator(".words p")).to_have_text(list(slides[2].words))
    expect(stage.locator(".place")).to_have_text(f"2 / {len(slides) - 1}")


def test_a_show_is_written_down_and_again_when_somebody_joined_it(
    visit: OpenPage, own_site: Site, tmp_path: Path
) -> None:
    here = settings.load(data_dir=own_site.data_dir, workers=1)
    slides = len(showing.hall_slides(here, SURVEY))

    def shown() -> list[int]:
        _, outputs = handing_out.left(here, LOCAL_ORGANISER, SURVEY, 5)
        return [one.photos for one in outputs if one.kind == "hall"]

    page = visit(own_site, again=False)
    page.clock.install()
    open_screen(page, "/voices?view=写真")
    before = len(shown())
    page.get_by_role("button", name=START).click()
    expect(page.locator(STAGE).locator(".place")).to_have_text(f"1 / {slides}")
    until(lambda: shown()[: len(shown()) - before] == [slides])
    photo = drawn_photo(tmp_path / "joined.jpg", "teal", "JOINED").read_bytes()
    allowed = Consents(quote=True, photo_committee="face", photo_hall="face")
    joined = Entry(
        SURVEY, str(uuid.uuid4()), {"like": "川ぞいの夕焼け"}, datetime(2025, 10, 18, 3, tzinfo=UTC), "雪野駅前",
        consents=allowed, photos=((photo, "face"),),
    )  # fmt: skip
    enter(here, LOCAL_ORGANISER, joined)
    # The show asks for itself anew every half a minute, and not more often.
    for _ in range(2):
        page.clock.fast_forward(1_000 * (REFRESH_SECONDS + 1))
        settled(page)
    expect(page.locator(STAGE).locator(".place")).to_have_text(re.compile(f"/ {slides + 1}$"))
    until(lambda: shown()[: len(shown()) - before] == [slides + 1, slides])


def until(come: Callable[[], bool]) -> None:
    """Wait until something has come about that only the server knows."""
    last = time.monotonic() + PATIENCE_MILLISECONDS / 1_000
    while not come():
        assert time.monotonic() < last, "it did not come about"
        time.sleep(STEP_SECONDS)


def test_a_place_on_the_map_leads_to_its_voices(writer: Page, own_site: Site) -> None:
    here = settings.load(data_dir=own_site.data_dir, workers=1)
    with opened(here.database) as db:
        assert surveys.survey(db, SURVEY)
    given = {"雪野駅前": Point(43.7630, 142.3582), "川べり公園": Point(43.7705, 142.3480)}
    places.give(here, LOCAL_ORGANISER, SURVEY, given)
    open_screen(writer, "/voices?view=地図")
    expect(writer.locator(ERROR_BOX)).to_have_count(0)
    drawn = writer.locator(".st-key-chart_place_map .js-plotly-plot")
    circles = drawn.locator(".trace.scatter").first.locator(".points path.point")
    expect(circles).to_have_count(2)
    # Plotly listens to a layer above its marks.
    box = circles.first.bounding_box()
    assert box
    writer.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(writer.get_by_role("heading", name="ここでよく書かれたテーマ")).to_be_visible()
    writer.get_by_role("link", name=re.compile("「雪野駅前」の声")).click()
    expect(writer.locator(CARDS).first).to_be_visible()
    expect(writer).to_have_url(re.compile("place="))
