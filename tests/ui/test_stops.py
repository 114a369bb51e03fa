"""Requests to stop and the kit on the screens: counted in plain sight, done by erasing, closed by hand, printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader.access import LOCAL_ORGANISER, Actor, Role
from survey_loader.acts import stopping
from survey_loader.board_numbers import written
from survey_loader.settings import Settings
from survey_loader.store.connection import opened, transaction
from survey_ui import kit_view, who
from tests.ui.small_town import TOWN, add, everything

Visit = Callable[..., AppTest]


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def keys(app: AppTest, begin: str) -> list[str]:
    return [str(button.key) for button in app.button if str(button.key).startswith(begin)]


@pytest.fixture
def asked(town: Settings) -> Settings:
    """Somebody who is there and somebody who is not (yet) ask to stop, the first eight days ago."""
    stopping.ask(town, TOWN.slug, written(1))
    with opened(town.database) as db, transaction(db):
        at = (datetime.now(UTC) - timedelta(days=8)).isoformat(timespec="milliseconds")
        db.conn.execute("update stop_requests set at = ?", [at])
    stopping.ask(town, TOWN.slug, written(77))
    return town


def test_without_requests_the_screen_says_so(town: Settings, visit: Visit) -> None:
    assert "いま、求めはありません。" in everything(visit("consent"))
    assert "取り下げの求めが" not in everything(visit())


def test_requests_are_counted_and_late_ones_marked_where_organisers_look(asked: Settings, visit: Visit) -> None:
    words = everything(visit("consent"))
    for needed in (
        "取り下げの求め（2件）",
        "0001-F",
        "0077",
        "約束の日を過ぎています。",
        "ラーメンがおいしい",
        "届いていません",
    ):
        assert needed in words, needed
    assert words.count("⚠ 約束の日を過ぎています。") == 1
    overview = everything(visit())
    assert "取り下げの求めが2件あります。" in overview
    assert "そのうち1件は、約束の日を過ぎています。" in overview


def test_members_are_not_told_who_asks(asked: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(who, "current", lambda: Actor("委員", ((TOWN.slug, Role.MEMBER),)))
    assert "取り下げの求めが" not in everything(visit())
    assert "0001-F" not in everything(visit("consent"))


def test_opening_and_erasing_does_what_was_asked(asked: Settings, visit: Visit) -> None:
    app = visit("consent")
    [key] = keys(app, "stop_1_open_")
    person = key.removeprefix("stop_1_open_")
    press(app, key)
    assert "取り下げの番号：" in everything(app)
    press(app, "withdraw")
    app.checkbox(key=f"withdraw_sure_{person}").check().run()
    press(app, "withdraw_really")
    words = everything(app)
    assert "取り下げの求め（1件）" in words
    assert "ラーメンがおいしい" not in words
    assert "聞き取りを消した" in words
    assert "このパソコンの担当者" in words


def test_the_one_found_by_searching_and_by_a_request_is_drawn_twice_without_harm(asked: Settings, visit: Visit) -> None:
    app = visit("consent")
    app.text_input(key="consent_typed").set_value("ラーメン").run()
    assert not app.exception
    assert len(keys(app, "open_")) == len(keys(app, "stop_1_open_")) == 1


def test_a_request_without_an_interview_is_closed_by_hand_after_saying_how(asked: Settings, visit: Visit) -> None:
    app = visit("consent")
    assert app.button(key="stop_settle_2").disabled
    app.radio(key="stop_outcome_2").set_value("none").run()
    press(app, "stop_settle_2")
    words = everything(app)
    assert "求めを閉じました。" in words
    assert "この番号の聞き取りはなかった" in words
    assert "0077" not in words
    assert [one.number for one in stopping.open_requests(asked, LOCAL_ORGANISER, TOWN)] == [1]


def test_erased_is_no_way_to_close_while_the_interview_is_there(asked: Settings, visit: Visit) -> None:
    app = visit("consent")
    assert app.radio(key="stop_outcome_1").options == ["この番号の聞き取りはなかった", "本人と話して、ほかの形で済んだ"]
    assert len(app.radio(key="stop_outcome_2").options) == 3


def test_two_people_with_one_number_are_both_shown_with_a_word_of_care(asked: Settings, visit: Visit) -> None:
    add(asked, 3, board="0001F")
    app = visit("consent")
    assert "同じ番号の聞き取りが2件あります。" in everything(app)
    assert len(keys(app, "stop_1_open_")) == 2


def test_the_kit_goes_on_after_the_boards_that_were_used(town: Settings, visit: Visit) -> None:
    app = visit("street")
    assert app.number_input(key="kit_first_7").value == 7
    words = everything(app)
    assert "A4で10枚です。" in words
    assert "連絡先がまだ決まっていない" in words
    assert "取り下げのQRコードは入りません" in words
    labels = [str(button.proto.label) for button in app.get("download_button")]
    assert labels == [
        "番号の紙を保存（PDF）", "話し方を保存（PDF）", "声かけの表を保存（PDF）", "看板を保存（PDF）",
    ]  # fmt: skip


def test_slips_beyond_the_last_number_are_refused_in_words(town: Settings, visit: Visit) -> None:
    app = visit("street")
    app.number_input(key="kit_first_7").set_value(9990).run()
    assert not app.exception
    assert "番号は1から9999までです。" in everything(app)
    assert "番号の紙を保存（PDF）" not in [str(button.proto.label) for button in app.get("download_button")]


def test_a_new_invitation_offers_its_card_once(empty: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(kit_view, "_paper", lambda name, label, make, kind="secondary": made.append((name, make())))
    app = visit("street")
    assert "town-invitations.pdf" not in dict(made)
    app.text_area[0].set_value("月曜の班")
    next(button for button in app.button if button.label == "招待を作る").click().run()
    assert not app.exception
    assert dict(made)["town-invitations.pdf"].startswith(b"%PDF")
