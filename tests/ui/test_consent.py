"""The consent desk on the screen: found by what is remembered, told whole, changed and withdrawn with open eyes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader.access import LOCAL_ORGANISER, SERVER, Actor, Audience, Role
from survey_loader.acts import codes, handing_out, retention
from survey_loader.acts.handing_out import Asked
from survey_loader.settings import Settings
from survey_loader.store import cache, consents, surveys
from survey_loader.store.connection import opened
from survey_ui import who
from tests.ui.small_town import TOWN, TRAP, everything

Visit = Callable[..., AppTest]


def press(app: AppTest, key: str) -> AppTest:
    """Press the button of that key and return the screen after it."""
    app.button(key=key).click().run()
    assert not app.exception
    return app


def found(app: AppTest, typed: str) -> AppTest:
    app.text_input(key="consent_typed").set_value(typed).run()
    assert not app.exception
    return app


def opened_person(app: AppTest, typed: str) -> tuple[AppTest, str]:
    """Search, open the first found, and return the screen with the person's id."""
    found(app, typed)
    [button, *_] = [button for button in app.button if str(button.key).startswith("open_")]
    return press(app, str(button.key)), str(button.key).removeprefix("open_")


def rows(here: Settings, query: str) -> list[tuple[object, ...]]:
    with opened(here.database) as db:
        return list(db.conn.execute(query).fetchall())


def test_an_interview_is_found_by_words_and_all_that_is_held_is_told(town: Settings, visit: Visit) -> None:
    app, person = opened_person(visit("consent"), "ラーメン")
    words = everything(app)
    code = codes.code(town, LOCAL_ORGANISER, "town", person)
    for needed in (code, "ラーメンがおいしい", "除雪してほしい", "顔が写っている写真", "自動で付けた分類", "駅前"):
        assert needed in words


def test_an_interview_is_found_by_its_code_in_small_letters(town: Settings, visit: Visit) -> None:
    app, person = opened_person(visit("consent"), "ラーメン")
    code = codes.code(town, LOCAL_ORGANISER, "town", person)
    found(app, code.lower().replace("-", " "))
    assert [str(button.key) for button in app.button if str(button.key).startswith("open_")] == [f"open_{person}"]


def test_nothing_found_says_what_to_do(town: Settings, visit: Visit) -> None:
    assert "見つかりません。" in everything(found(visit("consent"), "どこにもないことば"))


def test_words_from_outside_are_never_markup(town: Settings, visit: Visit) -> None:
    app, _ = opened_person(visit("consent"), "強い")
    assert TRAP not in everything(app)
    assert "&lt;script&gt;" in everything(app)


def test_a_photo_consent_taken_back_removes_the_photo(town: Settings, visit: Visit) -> None:
    app, person = opened_person(visit("consent"), "ラーメン")
    [change] = [button for button in app.button if str(button.key).startswith("change_")]
    app.session_state[str(change.key).replace("change_", "committee_")] = "no"
    change.click().run()
    assert not app.exception
    assert "だれも見られなくなった写真1枚を消しました。" in everything(app)
    with opened(town.database) as db:
        now = consents.current(db, "town", person)
    assert now is not None
    assert (now.quote, now.photo_committee, now.photo_hall) == (True, "no", "no")


def test_a_withdrawal_says_what_goes_asks_twice_and_erases(town: Settings, visit: Visit) -> None:
    for name in ("tttc", "kouchou-ai"):
        frame = cache.voices(town, TOWN.slug).comments
        asked = Asked("tool", Audience.PUBLIC_WEB, frame["number"].tolist(), name=name)
        handing_out.hand_out(town, LOCAL_ORGANISER, TOWN.slug, asked)
    app, person = opened_person(visit("consent"), "ラーメン")
    # Both are named, though they are of one kind.
    assert everything(app).count("ほかの分析ツール用の声") == 2
    press(app, "withdraw")
    words = everything(app)
    assert "次のものが、すべて消えます。元に戻すことはできません。" in words
    assert "声：2件" in words
    assert "写真：1枚" in words
    assert "外に出したもの2件に入っています。それらは消えません。" in words
    assert app.button(key="withdraw_really").disabled
    app.checkbox(key=f"withdraw_sure_{person}").check().run()
    press(app, "withdraw_really")
    assert "聞き取りを消しました。声2件、写真1枚。" in everything(app)
    assert rows(town, f"select 1 from interviews where id = '{person}'") == []
    assert "ラーメンがおいしい" not in everything(app)


def test_leaving_the_question_erases_nothing(town: Settings, visit: Visit) -> None:
    app, person = opened_person(visit("consent"), "ラーメン")
    press(app, "withdraw")
    press(app, "withdraw_leave")
    assert len(rows(town, f"select 1 from interviews where id = '{person}'")) == 1
    assert "次のものが" not in everything(app)


def test_waves_are_told_dated_and_purged_on_the_screen(town: Settings, visit: Visit) -> None:
    app = visit("consent")
    app.selectbox(key="retention_wave").set_value("2025年冬").run()
    [field] = [field for field in app.date_input if str(field.key).startswith("retention_date_")]
    field.set_value(date(2030, 3, 31)).run()
    press(app, "retention_save")
    assert "2030年3月31日（この回だけ）" in everything(app)
    app.selectbox(key="retention_wave").set_value("2025年冬").run()
    press(app, "retention_purge")
    assert "写真2枚" in everything(app)
    app.checkbox(key="purge_sure_2025年冬").check().run()
    press(app, "purge_really")
    assert rows(town, "select distinct board from interviews where wave = '2025年冬'") == [("",)]
    assert rows(town, "select count(*) from interviews where wave = '2026年冬' and board <> ''") == [(4,)]


def test_who_answers_is_edited_and_stands_at_the_foot_of_the_overview(town: Settings, visit: Visit) -> None:
    app = visit("consent")
    app.text_input(key="holder_town").set_value("こまち実行委員会")
    app.text_area(key="purpose_town").set_value("まちの未来を考えるため")
    app.number_input(key="months_town").set_value(36)
    [save] = [button for button in app.button if button.key == "describe_save"]
    save.click().run()
    assert not app.exception
    with opened(town.database) as db:
        survey = surveys.survey(db, "town")
    assert survey is not None
    assert (survey.holder, survey.retention_months) == ("こまち実行委員会", 36)
    overview = everything(visit())
    assert "管理者：こまち実行委員会" in overview
    assert "目的：まちの未来を考えるため" in overview
    assert "回の最後の日から36か月" in overview


def test_organisers_are_warned_on_the_overview_and_members_are_not(
    town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(town.database) as db:
        survey = surveys.survey(db, "town")
    assert survey is not None
    tomorrow = retention.today(survey) + timedelta(days=1)
    retention.set_date(town, LOCAL_ORGANISER, survey, "2025年冬", tomorrow)
    retention.warn(town, SERVER)
    assert "「2025年冬」は保存期限が近づいています。" in everything(visit())
    assert "「2025年冬」は保存期限が近づいています。" in everything(visit("consent"))
    monkeypatch.setattr(who, "current", lambda: Actor("委員", (("town", Role.MEMBER),)))
    assert "保存期限が近づいています" not in everything(visit())


@pytest.mark.parametrize("page", ["consent", "log"])
@pytest.mark.parametrize(
    "actor", [Actor("役割のない人"), Actor("委員", (("town", Role.MEMBER),)), Actor("よその担当", (("x", Role.ADMIN),))]
)
def test_only_organisers_enter(
    town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch, page: str, actor: Actor
) -> None:
    monkeypatch.setattr(who, "current", lambda: actor)
    app = visit(page)
    assert "これは、調査の担当者だけができます。" in everything(app)
    assert not app.button
    assert not app.selectbox


def test_a_saved_interview_shows_its_withdrawal_code(town: Settings, visit: Visit) -> None:
    app = visit("entry")
    key = f"entry_{app.session_state['entry_client']}_"
    person = app.session_state["entry_client"]
    app.selectbox(key="carry_place").set_value("駅前")
    app.text_area(key=f"{key}answer_like").set_value("川がきれい")
    app.text_input(key=f"{key}board").set_value("128")
    app.button(key="entry_save").click().run()
    assert not app.exception
    code = codes.code(town, LOCAL_ORGANISER, "town", person)
    assert f"板の番号 128　取り下げの番号：{code}" in everything(app)
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code)


def test_the_log_says_in_plain_words_who_did_what(town: Settings, visit: Visit) -> None:
    app = visit("log")
    words = everything(app)
    assert "聞き取りを入力した" in words
    assert "このパソコンの担当者" in words
    assert "6件" in words
    app.selectbox(key="log_act").set_value("enter").run()
    app.date_input(key="log_last").set_value(date(2020, 1, 1)).run()
    assert "この条件に合う記録はありません。" in everything(app)
    assert "ラーメン" not in words
