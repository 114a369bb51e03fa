"""Every room opens, says what it counted, and leads back to the comments."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader.settings import Settings
from tests.ui.small_town import PEOPLE, add, everything

Visit = Callable[..., AppTest]
READING = ("overview", "voices", "themes", "stage", "cities", "trends", "words", "accuracy", "coding", "codebook")
WORKING = ("entry", "importing", "terms")


@pytest.mark.parametrize("page", READING)
def test_a_room_opens_with_the_sample_banner_and_without_a_bug(town: Settings, visit: Visit, page: str) -> None:
    words = everything(visit(page))
    assert "見本（架空のまち）" in words
    assert "不具合" not in words


@pytest.mark.parametrize("page", READING)
def test_an_empty_survey_is_a_plain_sentence(empty: Settings, visit: Visit, page: str) -> None:
    words = everything(visit(page))
    assert "まだ声がありません" in words
    assert "不具合" not in words


@pytest.mark.parametrize("page", READING)
def test_a_survey_of_one_comment_is_no_bug(empty: Settings, visit: Visit, page: str) -> None:
    add(empty, 1)
    assert "不具合" not in everything(visit(page))


@pytest.mark.parametrize("page", READING[:7])
def test_filters_that_leave_nothing_are_a_plain_sentence(town: Settings, visit: Visit, page: str) -> None:
    app = visit(page, relation="訪れた人", wave="2025年冬")
    assert "この条件に合う声はありません" in everything(app)


@pytest.mark.parametrize("page", WORKING)
def test_a_work_screen_opens_before_there_are_voices(empty: Settings, visit: Visit, page: str) -> None:
    assert "不具合" not in everything(visit(page))


def test_a_presenter_sees_a_chart_before_taking_it(town: Settings, visit: Visit) -> None:
    app = visit("stage")
    assert not app.get("plotly_chart")
    app.toggle(key="see_top_themes").set_value(True).run()
    assert "不具合" not in everything(app)
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert any(trace.get("x") for trace in figure["data"])


def test_the_overview_says_how_many_wrote(town: Settings, visit: Visit) -> None:
    assert f"{len(PEOPLE)}人が書いてくれました" in everything(visit())


def test_a_filtered_view_is_a_link(town: Settings, visit: Visit) -> None:
    app = visit("voices", relation="訪れた人")
    words = everything(app)
    assert "まちとの関わり：訪れた人" in [button.label for button in app.button]
    assert "1人の声2件" in words
    assert "動物園が楽しい" in words
    assert "除雪" not in words


def test_words_are_found_in_the_middle_of_a_text(town: Settings, visit: Visit) -> None:
    words = everything(visit("voices", q="歩道"))
    assert "1人の声1件" in words
    assert "<mark>歩道</mark>が狭い" in words


def test_a_comment_shows_why_it_is_coded_so(town: Settings, visit: Visit) -> None:
    words = everything(visit("voices", q="歩道"))
    assert "なぜこう分けたか" in words
    assert "雪と除雪：「除雪」から" in words


def test_what_people_wrote_is_never_markup(town: Settings, visit: Visit) -> None:
    app = visit("voices")
    words = everything(app)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ![x](http://127.0.0.1:9/x.png) **強い**" in words
    assert "<script>" not in words
    assert not any("127.0.0.1:9" in element.value for element in (*app.markdown, *app.caption))


def test_a_photo_stands_beside_its_words_only_with_consent(town: Settings, visit: Visit) -> None:
    words = everything(visit("voices"))
    assert words.count('class="koe-photo"') == 2  # both comments of the one person who agreed


def test_a_chart_carries_its_finding_and_n(town: Settings, visit: Visit) -> None:
    app = visit("themes")
    figures = app.get("plotly_chart")
    assert len(figures) >= 2
    assert json.loads(figures[0].proto.spec)["data"]
    assert f"聞いた人 {len(PEOPLE)}人" in everything(app)


def test_one_theme_leads_to_its_comments(town: Settings, visit: Visit) -> None:
    words = everything(visit("themes", theme="雪と除雪"))
    assert "このテーマの声（2件）" in words
    assert "除雪してほしい" in words


def test_a_theme_bar_links_to_the_comments_it_counts(town: Settings, visit: Visit) -> None:
    links = [link.proto for link in visit("themes").get("page_link")]
    snow = next(link for link in links if "雪と除雪" in link.label)
    assert "theme=" in snow.query_string


def test_a_word_leads_to_its_comments(town: Settings, visit: Visit) -> None:
    words = everything(visit("words", instrument="前後の文", word="除雪"))
    assert "「除雪」がある声 2件" in words
    assert "歩道が狭い" in words
    assert "動物園" not in words


def test_a_language_may_be_written_short_in_an_address(town: Settings, visit: Visit) -> None:
    assert "people asked" in everything(visit("themes", lang="en"))
    assert "聞いた" in everything(visit("themes", lang="ja"))


def test_the_chosen_language_is_in_the_address(town: Settings, visit: Visit) -> None:
    assert visit("overview", lang="English").session_state["lang"] == "English"
