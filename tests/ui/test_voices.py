"""声と写真: searching, facets, chips, the page of one comment, the hall, the map of places."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader.access import LOCAL_ORGANISER
from survey_loader.acts import places, releasing, words
from survey_loader.acts.erasing import erase
from survey_loader.models import Consents, Point
from survey_loader.settings import Settings
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import save_survey
from survey_loader.text.terms import Terms
from tests.ui.small_town import PEOPLE, TOWN, TRAP, add, everything, jpeg

Visit = Callable[..., AppTest]


def cards(app: AppTest) -> str:
    """Return the markup of the comments on show."""
    return "".join(str(element.value) for element in app.html if 'class="koe-cards' in str(element.value))


def comment_id(here: Settings, text: str) -> str:
    with opened(here.database) as db:
        return str(db.conn.execute("select id from comments where text = ?", [text]).fetchone()[0])


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_a_word_of_two_letters_or_one_is_found_and_marked(town: Settings, visit: Visit) -> None:
    app = visit("voices", q="歩道")
    assert "1人の声1件" in everything(app)
    assert "<mark>歩道</mark>が狭い" in cards(app)
    assert "<mark>狭</mark>い" in cards(visit("voices", q="狭"))


def test_several_words_must_all_be_there_and_a_minus_leaves_out(town: Settings, visit: Visit) -> None:
    assert "1人の声1件" in everything(visit("voices", q="除雪　歩道"))
    left = everything(visit("voices", q="除雪 -歩道"))
    assert "1人の声1件" in left
    assert "歩道が" not in left


def test_other_spellings_are_found_told_and_can_be_turned_off(town: Settings, visit: Visit) -> None:
    add(town, 0, id="5c6c0f8e-8e9a-4b52-9a55-58c4cf4d2a10", answers={"like": "子供の笑顔", "future": "子どもの遊び場"})
    app = visit("voices", q="こども")
    assert "『子ども』『子供』『コドモ』も探しました。" in everything(app)
    assert "<mark>子供</mark>の笑顔" in cards(app)
    assert "<mark>子ども</mark>の遊び場" in cards(app)
    app.toggle(key="typed").set_value(True).run()
    assert "あてはまる声はありません" in everything(app)
    assert "も探しました" not in everything(app)


def test_words_the_survey_counts_as_one_are_found_together(town: Settings, visit: Visit) -> None:
    words.save_terms(town, LOCAL_ORGANISER, "town", Terms.of((), {"動物園": ("ズー",)}))
    assert "『動物園』" in everything(visit("voices", q="ズー"))
    assert "<mark>動物園</mark>が楽しい" in cards(visit("voices", q="ズー"))


def test_where_nothing_is_found_the_next_steps_are_told(town: Settings, visit: Visit) -> None:
    app = visit("voices", q="除雪 温泉 -雪", relation="住んでいる人")
    told = everything(app)
    assert "あてはまる声はありません" in told
    assert "いまは2つ全部をふくむ声だけを探しています" in told
    assert "頭に - を付けたことばを外してみてください" in told
    next(button for button in app.button if button.label == "検索をやめて、すべての声を見る").click().run()
    assert "除雪してほしい" in cards(app)


def test_what_is_searched_is_never_markup(town: Settings, visit: Visit) -> None:
    shown = cards(visit("voices", q="<script>"))
    assert "<mark>&lt;script&gt;</mark>alert(1)" in shown
    assert "<script>" not in shown


def test_a_facet_says_its_count_and_filters_with_one_click(town: Settings, visit: Visit) -> None:
    app = visit("voices", q="除雪")
    assert app.button(key="on_theme_snow").label == "雪と除雪（2件）"
    assert app.button(key="on_wave_2026年冬").label == "2026年冬（1件）"
    app.button(key="on_wave_2026年冬").click().run()
    assert "1人の声1件" in everything(app)
    assert "歩道が狭い" in cards(app)
    assert "回：2026年冬" in buttons(app)


def test_a_chip_takes_its_filter_off(town: Settings, visit: Visit) -> None:
    app = visit("voices", relation=["訪れた人", "帰省・ゆかりの人"], theme="見どころ・冬の遊び")
    assert {"まちとの関わり：訪れた人", "テーマ：見どころ・冬の遊び"} <= set(buttons(app))
    app.button(key="off_theme_sights").click().run()
    app.button(key="off_relation_visitor").click().run()
    assert "自然がきれい" in cards(app)
    assert "動物園" not in cards(app)


def test_the_order_stands_in_the_address(town: Settings, visit: Visit) -> None:
    longest = cards(visit("voices", sort="長い順"))
    assert longest.index("&lt;script&gt;") < longest.index("除雪してほしい。歩道が狭い") < longest.index("自然がきれい")
    oldest = cards(visit("voices", sort="古い順"))
    assert oldest.index("ラーメンがおいしい") < oldest.index("自然がきれい")
    assert "多数の意見という意味ではありません" in everything(visit("voices", sort="代表的な順"))


def test_a_comment_has_a_page_with_its_whole_interview(town: Settings, visit: Visit) -> None:
    app = visit("voices", voice=comment_id(town, "ラーメンがおいしい"))
    told = everything(app)
    assert "同じ人のほかの答え" in told
    assert told.index("ラーメンがおいしい") < told.index("同じ人のほかの答え") < told.index("除雪してほしい")
    assert "バスの本数" not in told
    assert 'class="koe-photo"' in told
    assert '<details class="koe-why" open>' in told
    assert f"voice={comment_id(town, 'ラーメンがおいしい')}" in app.code[0].value


def test_a_page_of_a_comment_shows_no_photo_that_was_refused(town: Settings, visit: Visit) -> None:
    told = everything(visit("voices", voice=comment_id(town, "バスの本数を増やしてほしい")))
    assert "バスの本数" in told
    assert 'class="koe-photo"' not in told


def test_the_way_back_keeps_what_was_searched(town: Settings, visit: Visit) -> None:
    app = visit("voices", voice=comment_id(town, "ラーメンがおいしい"), q="ラーメン")
    back = next(link.proto for link in app.get("page_link") if "一覧" in link.label)
    assert "q=" in back.query_string
    assert "voice" not in back.query_string


def test_a_link_finds_its_comment_in_another_survey(town: Settings, visit: Visit) -> None:
    with opened(town.database) as db, transaction(db):
        save_survey(db, replace(TOWN, slug="newer", name="あたらしい調査"))
    add(town, 5, survey="newer", id="5c6c0f8e-8e9a-4b52-9a55-58c4cf4d2a12", answers={"like": "べつの町の星空"})
    assert "べつの町の星空" in everything(visit("voices", voice=comment_id(town, "べつの町の星空")))
    assert "ラーメンがおいしい" in everything(visit("voices", voice=comment_id(town, "ラーメンがおいしい")))


def test_beside_a_chosen_theme_others_are_told_but_are_no_second_filter(town: Settings, visit: Visit) -> None:
    app = visit("voices", theme="雪と除雪")
    assert not [button.key for button in app.button if button.key and button.key.startswith("on_theme_")]
    assert "道路・駐車場（1件）" in everything(app)


@pytest.mark.parametrize("unknown", ["0" * 36, "<script>", "none"])
def test_a_link_to_an_unknown_comment_is_a_plain_sentence(town: Settings, visit: Visit, unknown: str) -> None:
    told = everything(visit("voices", voice=unknown))
    assert "この声は、いまは見られません" in told
    assert "不具合" not in told
    assert "<script>" not in told


def test_a_link_to_an_erased_comment_shows_nothing_of_it(town: Settings, visit: Visit) -> None:
    gone = comment_id(town, "ラーメンがおいしい")
    with opened(town.database) as db:
        person = db.conn.execute("select id from interviews where board = '1'").fetchone()[0]
    erase(town, LOCAL_ORGANISER, person, "asked")
    told = everything(visit("voices", voice=gone))
    assert "この声は、いまは見られません" in told
    assert "ラーメン" not in told


def photo_of(here: Settings, board: str) -> str:
    with opened(here.database) as db:
        query = "select p.id from photos p join interviews i on i.id = p.interview_id where i.board = ?"
        return str(db.conn.execute(query, [board]).fetchone()[0])


def halls(app: AppTest) -> list[str]:
    """Return the shows for a hall on the screen; the buttons of cards are heard by a component too."""
    found = [getattr(one, "key", "") for one in app.get("bidi_component")]
    return [key for key in found if key != "taking"]


def test_the_page_gives_the_hall_nothing_that_was_refused(town: Settings, visit: Visit) -> None:
    add(town, 2, consents=Consents(quote=True, photo_committee="face"), photos=((jpeg("gold"), "face"),))
    silent = Consents(photo_committee="face", photo_hall="face")
    add(town, 3, consents=silent, photos=((jpeg("navy"), "face"),), answers={"future": "ひみつのねがい"})
    # Somebody saw that the board has none of the words that may not be quoted.
    releasing.decide(town, LOCAL_ORGANISER, TOWN.slug, "photo", {photo_of(town, "4"): ""}, "release", "佐藤")
    app = visit("voices", view="写真")
    raw = "".join(str(element.proto) for element in app.get("bidi_component"))
    assert photo_of(town, "1") in raw
    assert photo_of(town, "4") in raw
    assert photo_of(town, "2") not in raw
    assert photo_of(town, "3") not in raw
    data = json.loads(app.get("bidi_component")[0].proto.json)
    assert [slide["words"] for slide in data["slides"]] == [[], ["ラーメンがおいしい", "除雪してほしい"]]
    assert "公開してよい声がない1人は、写真だけを映します。" in everything(app)


def test_the_hall_follows_the_filters(town: Settings, visit: Visit) -> None:
    app = visit("voices", view="写真", wave="2026年冬")
    assert not halls(app)
    assert "会場で見せてよい写真は、まだありません" in everything(app)


def test_where_nobody_may_be_shown_the_hall_says_so(empty: Settings, visit: Visit) -> None:
    add(empty, 0, consents=Consents(quote=True, photo_committee="face"), photos=((jpeg("teal"), "face"),))
    app = visit("voices", view="写真")
    assert "会場で見せてよい写真は、まだありません" in everything(app)
    assert not halls(app)


def test_places_without_points_are_a_list_with_n(town: Settings, visit: Visit) -> None:
    add(town, 1, id="5c6c0f8e-8e9a-4b52-9a55-58c4cf4d2a11", place="公園")
    app = visit("voices", view="地図")
    told = everything(app)
    assert "地図の代わりに一覧を出しています" in told
    assert "場所による差は確認できません" in told
    assert len(app.get("plotly_chart")) == 1


def test_a_point_given_on_the_screen_makes_a_map(town: Settings, visit: Visit) -> None:
    app = visit("voices", view="地図")
    app.text_input(key="point_typed").set_value("43.77、142.36")
    next(button for button in app.button if button.label == "位置を保存する").click().run()
    assert "「駅前」の位置を保存しました。" in everything(app)
    assert places.where(town, "town")[0] == {"駅前": Point(43.77, 142.36)}
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert figure["data"][0]["customdata"] == ["駅前"]
    assert "layout" in figure and not figure["layout"].get("images")


def test_what_is_no_point_is_told_and_nothing_is_saved(town: Settings, visit: Visit) -> None:
    app = visit("voices", view="地図")
    app.text_input(key="point_typed").set_value("駅の前<b>")
    next(button for button in app.button if button.label == "位置を保存する").click().run()
    assert "「駅の前&lt;b&gt;」から緯度と経度を読みとれません" in everything(app)
    assert places.where(town, "town")[0] == {}


def test_many_points_are_pasted_at_once_and_an_unknown_place_is_told(town: Settings, visit: Visit) -> None:
    app = visit("voices", view="地図")
    save = "まとめて保存する"
    app.text_area(key="points_typed").set_value("どこか, 43.77, 142.36")
    next(button for button in app.button if button.label == save).click().run()
    assert "この調査にありません" in everything(app)
    app.text_area(key="points_typed").set_value("駅前, 43.77, 142.36\n\n")
    next(button for button in app.button if button.label == save).click().run()
    assert "1か所の位置を保存しました。" in everything(app)


def test_a_place_leads_to_its_numbers_themes_and_voices(town: Settings, visit: Visit) -> None:
    add(town, 1, id="5c6c0f8e-8e9a-4b52-9a55-58c4cf4d2a11", place="公園")
    app = visit("voices", view="地図", map_place="駅前")
    told = everything(app)
    assert "ここでよく書かれたテーマ" in told
    assert f"聞いた{len(PEOPLE)}人のうち" in told
    labels = [link.label for link in app.get("page_link")]
    assert any("雪と除雪" in label and "2人" in label for label in labels)
    voices = next(link.proto for link in app.get("page_link") if "駅前" in link.label)
    assert parse_qs(voices.query_string)["to_place"] == ["駅前"]


def test_tiles_are_laid_only_where_a_setting_names_them(
    town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    places.give(town, LOCAL_ORGANISER, "town", {"駅前": Point(43.77, 142.36)})
    monkeypatch.setenv("MACHI_TILES", "https://tiles.example/{z}/{x}/{y}.png")
    monkeypatch.setenv("MACHI_TILES_SOURCE", "架空地図院")
    app = visit("voices", view="地図")
    images = json.loads(app.get("plotly_chart")[0].proto.spec)["layout"]["images"]
    assert images and all(image["source"].startswith("https://tiles.example/") for image in images)
    assert "背景の地図：架空地図院" in everything(app)


def test_what_people_wrote_stays_text_on_a_page_of_its_own(town: Settings, visit: Visit) -> None:
    told = everything(visit("voices", voice=comment_id(town, TRAP)))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in told
    assert "<script>" not in told
