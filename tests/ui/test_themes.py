"""Themes on the screen: crossed with anything a survey knows, and every number a way to its voices."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader.models import Question
from survey_loader.settings import Settings
from survey_loader.store import cache
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import save_survey
from tests.ui.small_town import TOWN, add, everything

Visit = Callable[..., AppTest]
RIDES = Question("rides", "ここまでの足", kind="choice", multiple=True)
SNOW, BUS = "除雪してほしい", "バスの本数を増やしてほしい"
HARD, FOOD = "雪かきがつらくて困っている", "ラーメンがおいしい"
ATTRIBUTES = {
    "relation": "立場", "age": "年代", "place": "場所", "wave": "回", "month": "月", "language": "回答のことば",
    "question": "設問", "axis": "だれのための話か", "tone": "気持ち", "scale:stay": "住み続けたい",
    "choice:rides": "ここまでの足",
}  # fmt: skip


@pytest.fixture
def crowd(empty: Settings) -> Settings:
    """28 people: who lives here writes of snow, who visits of food; each answered a choice and a scale."""
    with opened(empty.database) as db, transaction(db):
        save_survey(db, replace(TOWN, questions=(*TOWN.questions, RIDES)))
    for number in range(28):
        resident = number % 2 == 0
        add(
            empty, 5, id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"crowd {number}")),
            answers={"future": SNOW, "like": HARD} if resident else {"future": BUS, "like": FOOD},
            choices={"rides": "バス; 車" if number % 3 else "車", "stay": str(1 + 2 * resident)},
            relation="resident" if resident else "visitor", age="20代" if number < 14 else "60代",
            wave="2025年冬" if number < 14 else "2026年冬", place="駅前" if number % 4 < 2 else "市場",
            at=datetime(2025 if number < 14 else 2026, 2, 1 + number % 8, 3, tzinfo=UTC),
            language="ja" if number % 5 else "en",
        )  # fmt: skip
    return empty


def choice(app: AppTest, key: str = "by") -> list[str]:
    return list(app.selectbox(key=key).options)


def test_themes_can_be_crossed_with_everything_the_survey_knows(crowd: Settings, visit: Visit) -> None:
    app = visit("themes")
    assert choice(app) == list(ATTRIBUTES.values())
    for key, label in ATTRIBUTES.items():
        app.selectbox(key="by").set_value(key).run()
        words = everything(app)
        assert "不具合" not in words
        measure = f"「{label}」の答えごとに" if ":" in key else f"{label}ごとに"
        assert measure in words, key


def test_a_cross_table_says_who_wrote_a_theme_more_often_and_leads_there(crowd: Settings, visit: Visit) -> None:
    app = visit("themes")
    assert "立場で差が最も大きいのは「雪と除雪」：住んでいる人に多く、聞いた14人のうち14人です。" in everything(app)
    links = {link.proto.label: parse_qs(link.proto.query_string) for link in app.get("page_link")}
    sentence = "「雪と除雪」は住んでいる人に多い：14人のうち14人（ほかは14人のうち0人）"
    assert links[sentence]["to_theme"] == ["雪と除雪"]
    assert links[sentence]["to_relation"] == ["住んでいる人"]


def test_the_voices_of_a_group_no_filter_knows_are_one_link_away(crowd: Settings, visit: Visit) -> None:
    app = visit("themes")
    app.selectbox(key="by").set_value("scale:stay").run()
    app.selectbox(key="cell_theme").set_value("snow").run()
    app.selectbox(key="cell_group_scale:stay").set_value("3").run()
    links = {link.proto.label: parse_qs(link.proto.query_string) for link in app.get("page_link")}
    assert links["「3」と答えた人の「雪と除雪」の声を読む（14人）"]["group"] == ["scale:stay=3"]
    words = everything(visit("voices", theme="雪と除雪", group="scale:stay=3"))
    assert "14人の声28件" in words
    assert "住み続けたい：3" in words


def test_a_group_a_link_came_with_can_be_taken_off(crowd: Settings, visit: Visit) -> None:
    app = visit("voices", group="choice:rides=バス")
    assert "18人の声" in everything(app)
    app.button(key="group_off").click().run()
    assert "28人の声" in everything(app)


def test_a_group_nobody_knows_is_a_plain_sentence(crowd: Settings, visit: Visit) -> None:
    app = visit("voices", group="month=<script>alert(1)</script>")
    assert "この条件に合う声はありません" in everything(app)
    assert "<script>" not in everything(app)


MAP = """
from survey_loader.language import N_
from survey_ui import correspondence_view, room

correspondence_view.show(room.enter(N_("ことば"), "words"))
"""


def test_the_map_opens_with_every_attribute_and_lists_the_ways_to_the_voices(sample: Settings, open_map: Visit) -> None:
    app = open_map()
    for key in ("relation", "age", "place", "wave", "month", "axis"):
        app.selectbox(key="map_by").set_value(key).run()
        words = everything(app)
        assert not app.exception
        assert "不具合" not in words
        assert "一覧で見る（声へのリンクつき）" in [box.label for box in app.expander]
        assert 'href="voices?theme=' in words


def test_a_map_of_too_few_people_is_a_plain_sentence(town: Settings, open_map: Visit) -> None:
    assert "3つ以上あると、ここに地図を描きます" in everything(open_map())


@pytest.fixture
def open_map(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Visit:
    """Open a screen that holds nothing but the map."""
    if "sample" in request.fixturenames:
        monkeypatch.setenv("MACHI_DATA_DIR", str(request.getfixturevalue("sample").data_dir))

    def opened_map() -> AppTest:
        return AppTest.from_string(MAP, default_timeout=60).run()

    return opened_map


def test_the_hierarchy_lists_people_with_their_share_and_leads_to_their_voices(crowd: Settings, visit: Visit) -> None:
    words = everything(visit("themes"))
    assert "聞いた28人のうち14人（50%、幅 33〜67%）" in words
    assert "合計は聞いた人の数になりません" in words
    assert "group=pull%3Dlive" in words
    assert "14人の声28件" in everything(visit("voices", group="pull=live"))
    app = visit("themes", form="輪")
    assert json.loads(app.get("plotly_chart")[1].proto.spec)["data"][0]["type"] == "sunburst"


def test_a_word_of_a_theme_leads_to_the_people_who_used_it(crowd: Settings, visit: Visit) -> None:
    words = everything(visit("themes"))
    assert "group=word%3D%E9%99%A4%E9%9B%AA" in words
    found = everything(visit("voices", theme="雪と除雪", group="word=除雪"))
    assert "14人の声14件" in found
    assert "ことば：除雪" in found


def test_a_scale_answered_in_words_has_steps(empty: Settings) -> None:
    asked = Question("ease", "暮らしやすさ", kind="scale", choices=("わるい", "ふつう", "よい"))
    with opened(empty.database) as db, transaction(db):
        save_survey(db, replace(TOWN, questions=(*TOWN.questions, asked)))
    for number, answer in enumerate(("よい", "わるい", "よい")):
        add(empty, number, choices={"ease": answer})
    assert cache.voices(empty, TOWN.slug).interviews["scale:ease"].tolist() == [3.0, 1.0, 3.0]
