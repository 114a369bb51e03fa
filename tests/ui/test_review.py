"""Checking on the screen: one after another, taken back, corrected, set aside, merged, joined, returned to."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader.access import LOCAL_ORGANISER, Actor, Role
from survey_loader.acts import reviewing, stopping
from survey_loader.acts.entering import Entry, enter
from survey_loader.acts.photo_import import import_photos
from survey_loader.board_numbers import written
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store import history
from survey_loader.store.connection import opened
from tests.ui.small_town import PEOPLE, TOWN, TRAP, everything, jpeg

Visit = Callable[..., AppTest]
HANAKO = Actor("hanako", ((TOWN.slug, Role.STUDENT),))
SEEN = Consents(quote=True, photo_committee="face")


def type_in(here: Settings, number: int, **given: Any) -> str:
    values = {
        "survey": TOWN.slug,
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"typed {number}")),
        "answers": {"like": f"{number}番目の橋がすき"},
        "at": datetime(2026, 7, 1, 3, number, tzinfo=UTC),
        "place": "駅前",
        "board": written(200 + number),
    }
    entry = Entry(**{**values, **given})
    enter(here, HANAKO, entry)
    return entry.id


def press(app: AppTest, key: str) -> AppTest:
    """Press the button whose key is this, or begins so and goes on with the interview's id."""
    next(one for one in app.button if f"{one.key}_".startswith(f"{key}_")).click().run()
    assert not app.exception
    return app


def front(app: AppTest) -> str:
    """Return the board number of the interview in front."""
    shown = [element.value for element in app.html if "<dt>板の番号</dt>" in element.value]
    return str(shown[0]).split("<dt>板の番号</dt><dd>")[1].split("<")[0]


def counted(here: Settings, state: reviewing.State = "unchecked") -> int:
    return reviewing.count(here, LOCAL_ORGANISER, TOWN.slug, state)


def show(app: AppTest, state: str) -> AppTest:
    next(group for group in app.button_group if group.key == "review_state").set_value(state).run()
    assert not app.exception
    return app


@pytest.fixture
def typed(empty: Settings) -> Settings:
    """Three interviews of a student that nobody has checked, the second with a photo."""
    type_in(empty, 1)
    type_in(empty, 2, photos=((jpeg("teal"), "face"),), consents=SEEN)
    type_in(empty, 3, place="公園", interviewer="佐藤", answers={"like": TRAP})
    return empty


def test_without_interviews_the_screen_says_so(empty: Settings, visit: Visit) -> None:
    assert "確認を待っている聞き取りはありません。" in everything(visit("review"))


def test_one_after_another_is_checked_and_the_last_is_taken_back(typed: Settings, visit: Visit) -> None:
    app = visit("review")
    assert "3件のうち1件目" in everything(app)
    assert front(app) == written(201)
    press(app, "review_check")
    assert front(app) == written(202)
    assert f"確認しました：板 {written(201)}" in everything(app)
    press(app, "review_check")
    assert (front(app), counted(typed)) == (written(203), 1)
    press(app, "review_undo")
    assert (front(app), counted(typed)) == (written(202), 2)
    press(press(app, "review_check"), "review_check")
    assert "確認を待っている聞き取りはありません。" in everything(app)


def test_what_is_put_off_comes_round_again(typed: Settings, visit: Visit) -> None:
    app = press(visit("review"), "review_turn_1")
    assert front(app) == written(202)
    press(app, "review_check")
    assert front(app) == written(203)
    assert front(press(app, "review_turn_1")) == written(201)
    assert front(press(app, "review_turn_-1")) == written(203)


def test_the_photo_is_shown_where_the_committee_may_see_it_and_words_are_never_markup(
    typed: Settings, visit: Visit
) -> None:
    type_in(typed, 4, photos=((jpeg("navy"), "face"),))
    app = press(visit("review"), "review_turn_1")
    assert "koe-checked" in everything(app)
    press(app, "review_turn_1")
    words = "".join(element.value for element in app.html)
    assert "<script>" not in words
    assert "&lt;script&gt;" in words
    assert "写真を見せる同意がないので" in everything(press(app, "review_turn_1"))


def test_the_queue_is_narrowed_by_place_and_by_who_asked(typed: Settings, visit: Visit) -> None:
    app = visit("review")
    app.selectbox(key="review_place").set_value("公園").run()
    assert "1件のうち1件目" in everything(app)
    app.selectbox(key="review_who").set_value("hanako").run()
    assert "この条件に合う聞き取りはありません。" in everything(app)
    app.selectbox(key="review_who").set_value("佐藤").run()
    # The last one of a place leaves, and with it the choice of that place.
    press(app, "review_check")
    app.run()
    assert "2件のうち1件目" in everything(app)


def test_a_correction_is_stored_and_counts_as_checked(typed: Settings, visit: Visit) -> None:
    app = press(visit("review"), "review_edit")
    assert [area.value for area in app.text_area] == ["1番目の橋がすき", ""]
    app.text_area[1].set_value("橋に街灯がほしい")
    board = next(field for field in app.text_input if field.label == "板の番号")
    board.set_value("0299")
    save = next(button for button in app.button if button.label.startswith("直して保存する"))
    save.click().run()
    assert not app.exception
    assert "直して、確認済みにしました" in everything(app)
    assert front(app) == written(202)
    app = show(app, "checked")
    assert (front(app), counted(typed, "checked")) == ("0299", 1)
    assert "橋に街灯がほしい" in everything(app)
    # Two versions; what is not unfolded is not compared.
    assert any("前の内容とのちがい（1回直されています）" in str(one.label) for one in app.expander)


def test_what_a_correction_lacks_is_said_beside_it(typed: Settings, visit: Visit) -> None:
    app = press(visit("review"), "review_edit")
    app.text_area[0].set_value("")
    next(button for button in app.button if button.label.startswith("直して保存する")).click().run()
    assert "ことばか写真のどちらかを入れてください。" in everything(app)
    assert "1番目の橋がすき" in everything(press(app, "review_leave"))


def test_setting_aside_asks_for_a_reason_and_can_be_taken_back(typed: Settings, visit: Visit) -> None:
    app = press(visit("review"), "review_aside")
    assert "外す理由を選んでください" in everything(app)
    press(app, "review_reason_joke")
    assert f"外しました：板 {written(201)}（いたずら・質問と関係のない内容）" in everything(app)
    assert (front(app), counted(typed, "aside")) == (written(202), 1)
    show(app, "aside")
    assert "外した理由：いたずら・質問と関係のない内容" in everything(app)
    press(app, "review_back")
    assert "外した聞き取りはありません。" in everything(app)
    assert counted(typed) == 3


def test_two_of_one_person_are_pointed_out_and_merged(typed: Settings, visit: Visit) -> None:
    twin = type_in(typed, 4, board="201", answers={"future": "橋に街灯がほしい"})
    app = visit("review")
    words = everything(app)
    assert "同じ人かもしれないもの 2件" in words
    assert "同じ人の聞き取りが、ほかにもあるかもしれません。" in words
    press(app, f"review_merge_{twin}")
    assert (counted(typed), counted(typed, "checked"), counted(typed, "aside")) == (2, 1, 1)
    assert front(app) == written(202)
    show(app, "checked")
    assert "橋に街灯がほしい" in everything(app)


def test_a_waiting_photo_is_joined_from_here(typed: Settings, visit: Visit, tmp_path: Path) -> None:
    folder = tmp_path / "waiting"
    folder.mkdir()
    (folder / "IMG_1.jpg").write_bytes(jpeg("navy"))
    assert import_photos(typed, LOCAL_ORGANISER, TOWN.slug, [folder]).photos_waiting == 1
    app = visit("review")
    [join] = [button for button in app.button if str(button.key).startswith("review_join_")]
    press(app, str(join.key))
    assert "写真をつなぎました。" in everything(app)
    assert (front(app), counted(typed)) == (written(201), 3)
    assert not any(str(button.key).startswith("review_join_") for button in app.button)


def test_an_earlier_version_is_compared_and_returned_to(typed: Settings, visit: Visit) -> None:
    one = type_in(typed, 1, answers={"like": "1番目の坂がすき"})
    app = visit("review")
    app.session_state["review_versions"] = True
    app.run()
    assert "<del>" in everything(app) and "橋" in everything(app)
    [back] = [button for button in app.button if str(button.key).startswith("review_return_")]
    press(app, str(back.key))
    assert "前の内容に戻しました。" in everything(app)
    with opened(typed.database) as db:
        assert [version.answers[0].text for version in history.versions(db, one)] == [
            "1番目の橋がすき", "1番目の坂がすき", "1番目の橋がすき",
        ]  # fmt: skip


def test_a_request_to_stop_and_a_wrong_letter_stand_above_the_interview(typed: Settings, visit: Visit) -> None:
    stopping.ask(typed, TOWN.slug, written(201))
    type_in(typed, 2, board="0202A", photos=((jpeg("teal"), "face"),))
    app = visit("review")
    assert "この番号の人が、取り下げを求めています。" in everything(app)
    assert "おわりの文字が合いません" in everything(press(app, "review_turn_1"))


def test_what_somebody_else_was_quicker_to_do_is_told_in_plain_words(typed: Settings, visit: Visit) -> None:
    first, second = visit("review"), visit("review")
    type_in(typed, 1, answers={"like": "1番目の坂がすき"})
    words = everything(press(first, "review_check"))
    assert "そのあいだに直されたか" in words and "不具合" not in words
    press(second, "review_aside")
    assert counted(typed) == 3


def test_all_that_pass_are_checked_at_once_after_asking(town: Settings, visit: Visit) -> None:
    app = visit("review")
    assert f"いまの条件に合う{len(PEOPLE)}件を" in everything(app)
    press(app, "review_all_really")
    assert counted(town) == 0
