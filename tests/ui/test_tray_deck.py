"""A list for the stage as slides: its order, titles and notes stay; what a hall may not see stays out, told."""

from __future__ import annotations

import io

import pytest
from pptx import Presentation

from survey_exports.pages import ChartPage, FactsPage, PhotosPage, QuotesPage
from survey_insights.selection import Filters
from survey_loader.access import LOCAL_ORGANISER, Audience
from survey_loader.acts import trays
from survey_loader.language import japanese
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store import cache, reads
from survey_loader.store.connection import opened
from survey_ui import slides_view, taking, tray_deck
from survey_ui.room import Room
from tests.ui.small_town import add, jpeg

SEEN = Consents(quote=True, photo_committee="face", photo_hall="face")


def room_of(here: Settings) -> Room:
    voices = cache.voices(here, "town")
    return Room(japanese, "ja", False, here, LOCAL_ORGANISER, voices.survey, voices, Filters(), voices)


def comment_of(here: Settings, text: str) -> str:
    with opened(here.database) as db:
        frame = reads.all_comments(db, "town", Audience.COMMITTEE).set_index("text")
    return str(frame.loc[text, "comment_id"])


def photos_of(here: Settings) -> list[str]:
    with opened(here.database) as db:
        return [row[0] for row in db.conn.execute("select id from photos order by number")]


def items_of(here: Settings, tray: str) -> list[trays.TrayItem]:
    return trays.look(here, LOCAL_ORGANISER, "town", tray)[1]


@pytest.fixture
def tray(town: Settings) -> str:
    """A list begun, beside a second person whose words and photo a hall may have."""
    add(
        town, 0, id="44444444-4444-4444-8444-444444444444", board="80", answers={"like": "川べりの散歩道がすき"},
        consents=SEEN, photos=((jpeg("gold"), "face"),),
    )  # fmt: skip
    return trays.begin(town, LOCAL_ORGANISER, "town", "5月の説明会")


def put(here: Settings, tray: str, kind: str, key: str, filters: Filters | None = None) -> None:
    wanted = {"filters": taking.wanted_filters(filters)} if filters else {}
    trays.put(here, LOCAL_ORGANISER, "town", tray, kind, key, wanted)  # type: ignore[arg-type]


def test_slides_follow_the_list_with_its_titles_and_notes(town: Settings, tray: str) -> None:
    put(town, tray, "photo", photos_of(town)[0])
    put(town, tray, "chart", "balance")
    put(town, tray, "comment", comment_of(town, "ラーメンがおいしい"))
    put(town, tray, "comment", comment_of(town, "川べりの散歩道がすき"))
    chart = items_of(town, tray)[1]
    trays.say_of(town, LOCAL_ORGANISER, "town", tray, chart.number, "だれのためのまちか", "ここで一息つく")
    pages, remark = tray_deck.pages(room_of(town), items_of(town, tray))
    assert [type(page) for page in pages] == [PhotosPage, ChartPage, QuotesPage, FactsPage]
    assert remark == ""
    deck = slides_view.deck(room_of(town), "list", lambda: (pages, remark), None, lambda done, total: None)
    slides = Presentation(io.BytesIO(deck.content)).slides
    assert slides[1].shapes.title.text_frame.text == "だれのためのまちか"
    assert "ここで一息つく" in slides[1].notes_slide.notes_text_frame.text
    assert "聞いた人 7人" in "".join(shape.text_frame.text for shape in slides[1].shapes if shape.has_text_frame)
    told = "".join(shape.text_frame.text for shape in slides[2].shapes if shape.has_text_frame)
    assert "ラーメンがおいしい" in told
    assert "川べりの散歩道がすき" in told


def test_a_theme_s_slide_names_its_theme_over_what_was_found(town: Settings, tray: str) -> None:
    put(town, tray, "theme", "snow")
    pages, remark = tray_deck.pages(room_of(town), items_of(town, tray))
    assert remark == ""
    [page] = [page for page in pages if isinstance(page, ChartPage)]
    assert (page.kicker, page.title) == ("雪と除雪", "")
    deck = slides_view.deck(room_of(town), "list", lambda: (pages, remark), None, lambda done, total: None)
    slide = Presentation(io.BytesIO(deck.content)).slides[0]
    assert "雪と除雪" in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_a_voice_with_a_title_of_its_own_has_its_own_slide(town: Settings, tray: str) -> None:
    put(town, tray, "comment", comment_of(town, "ラーメンがおいしい"))
    put(town, tray, "comment", comment_of(town, "川べりの散歩道がすき"))
    trays.say_of(town, LOCAL_ORGANISER, "town", tray, items_of(town, tray)[0].number, "おいしいまち", "")
    pages, _ = tray_deck.pages(room_of(town), items_of(town, tray))
    assert [(page.title, len(page.quotes)) for page in pages if isinstance(page, QuotesPage)] == [
        ("おいしいまち", 1), ("みなさんの声", 1),
    ]  # fmt: skip


def test_what_a_hall_may_not_see_stays_out_and_is_told(town: Settings, tray: str) -> None:
    put(town, tray, "comment", comment_of(town, "動物園が楽しい"))
    add(
        town, 1, id="55555555-5555-4555-8555-555555555555", board="81", consents=Consents(photo_committee="face"),
        photos=((jpeg("crimson"), "face"),),
    )  # fmt: skip
    put(town, tray, "photo", photos_of(town)[-1])
    put(town, tray, "chart", "top_themes", Filters(relations=("visitor",)))
    put(town, tray, "theme", "no such theme")
    pages, remark = tray_deck.pages(room_of(town), items_of(town, tray))
    assert [type(page) for page in pages] == [FactsPage]
    assert "声1件：この相手に見せる同意がありません" in remark
    assert "写真1件：この相手に見せる同意がありません" in remark
    assert "あてはまる人が5人より少ないので入れませんでした" in remark
    assert "いまの分け方にはありません" in remark
