"""きょうの聞き取り: what is still missing is said plainly, and targets are set on the same screen."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from streamlit.testing.v1 import AppTest

from survey_loader.access import LOCAL_ORGANISER
from survey_loader.acts import fieldwork
from survey_loader.acts.entering import Entry, enter
from survey_loader.settings import Settings
from tests.ui.small_town import TOWN, everything

Visit = Callable[..., AppTest]
WAVE = "2026年冬"


def ask(here: Settings, days_ago: int = 0, interviewer: str = "佐藤", place: str = "駅前", wave: str = WAVE) -> None:
    at = datetime.now(UTC) - timedelta(days=days_ago)
    enter(here, LOCAL_ORGANISER, Entry(
        TOWN.slug, str(uuid.uuid4()), {"like": "川"}, at, place, interviewer=interviewer, wave=wave,
        relation="resident", age="20代",
    ))  # fmt: skip


def test_without_anybody_asked_the_screen_says_so(empty: Settings, visit: Visit) -> None:
    told = everything(visit("field"))
    assert "今日は0人" in told
    assert "目標は、まだ決めていません" in told
    assert "まだ、だれにも聞いていません" in told
    assert "声かけを数えたスマホは、まだありません" in told


def test_today_is_told_beside_the_wave_with_how_many_are_missing(empty: Settings, visit: Visit) -> None:
    ask(empty, days_ago=1)
    ask(empty, interviewer="<b>鈴木</b>")
    fieldwork.set_targets(empty, LOCAL_ORGANISER, TOWN.slug, WAVE, "all", {"": 40})
    fieldwork.set_targets(empty, LOCAL_ORGANISER, TOWN.slug, WAVE, "place", {"市場": 12, "駅前": 2})
    told = everything(visit("field"))
    assert "今日は1人" in told
    assert "あと38人" in told
    assert "「2026年冬」は、合わせて2人に聞きました。目標は40人です。" in told
    assert "場所：市場 あと12人" in told
    assert "この日 n=1、この回 n=2" in told
    assert "届きました" in told
    assert "<b>鈴木" not in told
    assert "最後に聞いた" in told


def test_an_earlier_day_can_be_looked_at(empty: Settings, visit: Visit) -> None:
    ask(empty, days_ago=3)
    app = visit("field")
    day = next(choice for choice in app.selectbox if choice.label == "日")
    assert len(day.options) == 2
    day.select_index(1).run()
    assert not app.exception
    assert "日は1人" in everything(app)
    assert "今日は" not in everything(app)


def test_a_target_is_set_and_told(empty: Settings, visit: Visit) -> None:
    ask(empty)
    app = visit("field")
    app.segmented_control(key="targets_kind").set_value("place").run()
    numbers = {field.label: field for field in app.number_input}
    assert set(numbers) == {"駅前", "その目標"}
    numbers["駅前"].set_value(10)
    numbers["その目標"].set_value(5)
    next(field for field in app.text_input if field.label == "ほかの場所").set_value("市場")
    next(button for button in app.button if button.label == "目標を保存する").click()
    app.run()
    assert not app.exception
    assert fieldwork.targets(empty, LOCAL_ORGANISER, TOWN.slug, WAVE) == {"place": {"駅前": 10, "市場": 5}}
    assert "場所：駅前 あと9人、市場 あと5人" in everything(app)
    assert "目標を保存しました" in app.success[0].value


def test_the_waves_name_may_be_new(empty: Settings, visit: Visit) -> None:
    ask(empty)
    app = visit("field")
    assert app.selectbox[0].value == WAVE
    fieldwork.set_targets(empty, LOCAL_ORGANISER, TOWN.slug, "2026年夏", "all", {"": 9})
    app = visit("field")
    app.selectbox[0].select("2026年夏").run()
    assert "あと9人" in everything(app)
