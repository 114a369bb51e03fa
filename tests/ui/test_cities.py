"""住む×訪れる: every split opens from its address, and points, rows and clashes lead to the comments."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader.settings import Settings
from tests.ui.small_town import PEOPLE, add, everything

Visit = Callable[..., AppTest]
SPLITS = {
    "axis": "だれのための声か", "relation": "だれの声か", "wave": "回",
    "place": "場所", "age": "年代", "question": "設問",
}  # fmt: skip


@pytest.fixture
def busy(town: Settings) -> Settings:
    """The small town with ten more people: enough for words to be compared."""
    for number in range(10):
        visitor = number % 2 == 1
        answers = {"like": "動物園が楽しい"} if visitor else {"future": "除雪してほしい。観光客でバスに乗れない"}
        relation = "visitor" if visitor else "resident"
        add(town, number % len(PEOPLE), id=f"00000000-0000-4000-8000-0000000000{number:02d}", answers=answers,
            relation=relation, place="市場" if number > 5 else "駅前", wave="2026年冬",
            age="20代" if number % 3 else "60代")  # fmt: skip
    return town


def keys_on_map(app: AppTest) -> set[str]:
    figures: list[dict[str, Any]] = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    return {key[0] for figure in figures for trace in figure["data"] for key in trace.get("customdata", [])}


@pytest.mark.parametrize("split", SPLITS)
def test_every_split_opens_from_its_address_and_says_who_is_on_neither_side(
    busy: Settings, visit: Visit, split: str
) -> None:
    words = everything(visit("cities", split=SPLITS[split]))
    assert "不具合" not in words
    assert "件をくらべます。" in words
    assert "どちらかが300に届かないので、順番は入れかわりやすいです。" in words


def test_two_waves_are_chosen_and_stand_in_the_address(busy: Settings, visit: Visit) -> None:
    app = visit("cities", split="回", wave_a="2026年冬", wave_b="2025年冬")
    assert (app.selectbox(key="wave_a").value, app.selectbox(key="wave_b").value) == ("2026年冬", "2025年冬")
    assert "「2026年冬」の声" in everything(app)
    # What one side takes is not offered to the other.
    assert "2026年冬" not in app.selectbox(key="wave_b").options
    app.selectbox(key="wave_a").set_value("2025年冬").run()
    assert not app.exception
    assert app.selectbox(key="wave_b").value == "2026年冬"


def test_a_split_that_a_filter_leaves_empty_is_a_plain_sentence(busy: Settings, visit: Visit) -> None:
    words = everything(visit("cities", split="回", wave="2026年冬"))
    assert "不具合" not in words
    assert "くらべられるだけの声が、まだ両方にそろっていません。" in words


def test_a_row_of_the_list_opens_its_comments_with_numbers_of_both_sides(busy: Settings, visit: Visit) -> None:
    app = visit("cities", what="ことば")
    assert "除雪" in keys_on_map(app)
    app.radio(key="plane_list").set_value("除雪").run()
    words = everything(app)
    assert "「除雪」の声" in words
    assert "● 住む人のため：" in words and "◆ 訪れる人のため：" in words
    assert "差" in words and "除雪してほしい。観光客でバスに乗れない" in words
    assert app.query_params["point"] == "除雪"
    links = [link.proto for link in app.get("page_link")]
    (all_of_side,) = [link for link in links if "すべて読む" in link.label]
    assert "to_words=" in all_of_side.query_string and "to_axis=" in all_of_side.query_string


def test_a_chosen_point_is_a_link_and_is_closed_again(busy: Settings, visit: Visit) -> None:
    app = visit("cities", what="ことば", point="除雪")
    assert app.radio(key="plane_list").value == "除雪"
    assert "「除雪」の声" in everything(app)
    app.button(key="plane_close").click().run()
    assert "「除雪」の声" not in everything(app)
    assert "「除雪」の声" not in everything(visit("cities", what="ことば", point="だれも書かないことば"))


def test_the_search_narrows_the_list_and_rings_what_it_finds(busy: Settings, visit: Visit) -> None:
    app = visit("cities", what="ことば", find="動物")
    assert set(app.radio(key="plane_list").options) <= {
        option for option in app.radio(key="plane_list").options if "動物" in option
    }
    assert "見つかったもの：" in everything(app)
    figure = next(f for f in map(lambda c: json.loads(c.proto.spec), app.get("plotly_chart")) if
                  any(trace.get("customdata") for trace in f["data"]))  # fmt: skip
    assert any(t.get("marker", {}).get("symbol") == "circle-open" and t["x"][0] is not None for t in figure["data"])
    app.text_input(key="find").set_value("この図にないことば").run()
    assert "この図には見つかりません。" in everything(app)


def test_the_map_works_in_the_colours_of_themes_and_in_both_kinds(busy: Settings, visit: Visit) -> None:
    app = visit("cities")
    assert "snow" in keys_on_map(app)
    app.toggle(key="theme_colours").set_value(True).run()
    app.segmented_control(key="what").set_value("word").run()
    assert not app.exception and "除雪" in keys_on_map(app)


def test_clashes_are_said_with_their_comments_and_the_way_to_all(busy: Settings, visit: Visit) -> None:
    app = visit("cities")
    words = everything(app)
    assert "ぶつかりの声は、声" in words and "件のうち5件" in words
    (link,) = [link.proto for link in app.get("page_link") if link.proto.label.startswith("ぶつかりの声5件")]
    assert link.query_string == "to_clash=true"


def test_the_filter_of_clashes_shows_only_them(busy: Settings, visit: Visit) -> None:
    app = visit("voices", clash="true")
    words = everything(app)
    assert "5件" in words and "動物園" not in words
    app.toggle(key="clash").set_value(False).run()
    assert "動物園" in everything(app)


def test_the_link_to_the_clashes_arrives_with_its_filter_set(busy: Settings, visit: Visit) -> None:
    app = visit("voices", to_clash="true")
    assert app.toggle(key="clash").value
    assert "動物園" not in everything(app)


def test_a_link_to_a_word_shows_its_comments_and_can_be_taken_off(busy: Settings, visit: Visit) -> None:
    app = visit("voices", words="除雪")
    assert "動物園" not in everything(app)
    (off,) = [button for button in app.button if str(button.key).startswith("off_words")]
    off.click().run()
    assert "動物園" in everything(app)


def test_a_survey_without_clashes_offers_no_such_filter(town: Settings, visit: Visit) -> None:
    assert not [toggle for toggle in visit("voices").toggle if toggle.key == "clash"]
    assert "ぶつかりの声は、声" in everything(visit("cities"))
