"""写真から入力: the next board beside its fields, saved and read again, and closed to who may not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from survey_loader.access import LOCAL_ORGANISER, Actor, Role
from survey_loader.acts import inviting, street, street_photos, typed_words, typing
from survey_loader.acts.inviting import Bearer, Wanted
from survey_loader.acts.photo_import import import_photos
from survey_loader.settings import Settings
from survey_loader.store import typed
from survey_loader.store.connection import opened
from survey_loader.store.typed import Setting
from survey_ui import web, who
from tests.capture.phone import CONSENTS, body, new_id, shot
from tests.ui.small_town import TOWN, add, everything

Visit = Callable[..., AppTest]
STUDENT, OTHER = (Actor(name, ((TOWN.slug, Role.STUDENT),)) for name in ("はなこ", "たろう"))


@pytest.fixture
def bearer(empty: Settings) -> Bearer:
    until = datetime.now(UTC) + timedelta(days=3)
    return inviting.bearer(empty, inviting.make(empty, LOCAL_ORGANISER, TOWN.slug, Wanted("班", until)).token)


def send(here: Settings, bearer: Bearer, seed: int = 0, board: str = "0123K") -> str:
    """Send an interview whose words are only on its photo."""
    identity, photo = new_id(), shot(seed, side=300)
    at = (datetime.now(UTC) - timedelta(hours=5) + timedelta(minutes=seed)).isoformat()
    told = {"answers": {}, "said": {}, "choices": {}, "words_later": True, "photos": [photo.told], "at": at}
    street.store(here, bearer, identity, body(**told, board=board, consents=CONSENTS))
    arriving = street_photos.arriving(here, bearer, identity, photo.sha256)
    street_photos.add(here, arriving, 0, photo.content)
    street_photos.finish(here, arriving)
    return identity


@pytest.fixture
def sees(monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor], None]:
    def somebody(actor: Actor) -> None:
        monkeypatch.setattr(who, "current", lambda: actor)
        monkeypatch.setattr(who, "of_request", lambda request: actor)

    return somebody


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert not app.exception
    return app


def fill(app: AppTest, label: str, text: str) -> None:
    next(one for one in (*app.text_area, *app.text_input) if one.label == label).set_value(text)


def words(here: Settings, identity: str) -> typed.Words:
    with opened(here.database) as db:
        found = typed.shown_words(db, TOWN.slug, identity)
    assert found is not None
    return found


def test_words_are_typed_beside_the_photo_and_the_next_board_comes(
    empty: Settings, bearer: Bearer, visit: Visit
) -> None:
    first, second = send(empty, bearer, 1, "0101"), send(empty, bearer, 2, "0102")
    app = visit("typing_in")
    assert app.text_input[0].value == "0101"
    assert "ゆきの通り" in everything(app)
    fill(app, "好きなところ", "<b>桜</b>がきれい")
    press(app, "保存して次へ")
    assert words(empty, first).answers == {"like": "<b>桜</b>がきれい"}
    assert "保存しました。" in everything(app)
    assert app.text_input[0].value == "0102"
    assert app.text_area[0].value == ""
    fill(app, "好きなところ", "川")
    press(app, "保存して次へ")
    assert words(empty, second).answers == {"like": "川"}
    assert "いま入力する写真はありません" in everything(app)


def test_a_board_without_words_is_told_what_to_do_and_keeps_what_was_typed(
    empty: Settings, bearer: Bearer, visit: Visit
) -> None:
    identity = send(empty, bearer)
    app = visit("typing_in")
    fill(app, "板の番号", "0999")
    press(app, "保存して次へ")
    assert "「読めない・書いていない」を押してください" in everything(app)
    assert next(one for one in app.text_input if one.label == "板の番号").value == "0999"
    assert words(empty, identity).answers == {}
    press(app, "読めない・書いていない")
    assert "いま入力する写真はありません" in everything(app)


def test_what_was_put_aside_comes_round_again(empty: Settings, bearer: Bearer, visit: Visit) -> None:
    send(empty, bearer, 1, "0101")
    send(empty, bearer, 2, "0102")
    app = visit("typing_in")
    seen = [app.text_input[0].value]
    for _ in range(2):
        press(app, "あとにする")
        seen.append(app.text_input[0].value)
    assert seen == ["0101", "0102", "0101"]


def test_a_second_person_sees_what_was_typed_and_the_difference_is_shown(
    empty: Settings, bearer: Bearer, visit: Visit, sees: Callable[[Actor], None]
) -> None:
    identity = send(empty, bearer)
    typing.configure(empty, LOCAL_ORGANISER, TOWN.slug, Setting(students=True))
    sees(STUDENT)
    app = visit("typing_in")
    fill(app, "好きなところ", "川ぞいの桜")
    press(app, "保存して次へ")
    app.segmented_control(key="typing_purpose").set_value("proof").run()
    assert "自分が入力したものは、ほかの人が確かめます" in everything(app)
    sees(OTHER)
    app = visit("typing_in")
    app.segmented_control(key="typing_purpose").set_value("proof").run()
    assert app.text_area[0].value == "川ぞいの桜"
    assert not any(button.label == "読めない・書いていない" for button in app.button)
    fill(app, "好きなところ", "川ぞいの桜がきれい")
    press(app, "確かめた（次へ）")
    assert "川ぞいの桜<ins>がきれい</ins>" in everything(app)
    assert words(empty, identity).answers == {"like": "川ぞいの桜がきれい"}
    # Who typed it is no student's business; organisers see both.
    assert "はなこ" not in everything(app)
    sees(LOCAL_ORGANISER)
    told = everything(visit("typing_in"))
    assert "入力：はなこ" in told
    assert "確かめ：たろう" in told


def test_a_photo_nobody_knew_asks_where_and_when_and_the_place_stays_for_the_next(
    empty: Settings, visit: Visit, tmp_path: Path
) -> None:
    folder = tmp_path / "写真"
    folder.mkdir()
    for number in range(2):
        (folder / f"IMG_{number}.jpg").write_bytes(shot(50 + number, side=300).content)
    import_photos(empty, LOCAL_ORGANISER, TOWN.slug, [folder])
    add(empty, 0)
    app = visit("typing_in")
    assert "持ち主の決まっていない写真：IMG_" in everything(app)
    fill(app, "好きなところ", "川")
    press(app, "保存して次へ")
    assert "場所を入力してください。" in everything(app)
    next(one for one in app.selectbox if one.label == "場所").set_value("駅前")
    press(app, "保存して次へ")
    assert "保存しました。" in everything(app)
    assert next(one for one in app.selectbox if one.label == "場所").value == "駅前"
    assert typing.progress(empty, LOCAL_ORGANISER, TOWN.slug) == (1, 1, 0)


def test_students_are_told_where_typing_is_closed_and_organisers_open_it(
    empty: Settings, bearer: Bearer, visit: Visit, sees: Callable[[Actor], None]
) -> None:
    send(empty, bearer)
    sees(STUDENT)
    app = visit("typing_in")
    assert "いまは担当者だけができます" in everything(app)
    assert not app.text_area
    sees(LOCAL_ORGANISER)
    app = visit("typing_in")
    next(one for one in app.toggle if one.label == "学生（聞き取りをする人）も入力できる").set_value(True).run()
    assert not app.exception
    assert typing.setting(empty, LOCAL_ORGANISER, TOWN.slug) == Setting(students=True, waiting=True)
    typing.put_back(empty, LOCAL_ORGANISER, TOWN.slug, app.session_state["typing_holder"])
    sees(STUDENT)
    app = visit("typing_in")
    assert app.text_area
    assert not app.toggle
    assert not app.get("file_uploader")


def test_the_route_gives_the_photo_in_hand_to_who_has_it_and_to_nobody_else(
    empty: Settings, bearer: Bearer, sees: Callable[[Actor], None]
) -> None:
    send(empty, bearer, 1)
    send(empty, bearer, 2)
    typing.configure(empty, LOCAL_ORGANISER, TOWN.slug, Setting(students=True))
    items = [typing.take(empty, actor, TOWN, "type", actor.name) for actor in (STUDENT, OTHER)]
    own, others = (item.photos[0][0] for item in items if item)
    client = TestClient(Starlette(routes=[Route("/photo/{photo}", web.photo)]))
    sees(STUDENT)
    answer = client.get(f"/photo/{own}?typing=1")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert client.get(f"/photo/{others}?typing=1").status_code == 403
    assert client.get(f"/photo/{own}").status_code == 403
    assert client.get(f"/photo/{own}?waiting=1").status_code == 403
    # A member sees what the committee may, but nothing more by asking as a typist.
    sees(Actor("委員", ((TOWN.slug, Role.MEMBER),)))
    assert client.get(f"/photo/{own}").status_code == 200
    assert client.get(f"/photo/{own}?typing=1").status_code == 403
    sees(Actor(STUDENT.name, ((TOWN.slug, Role.VIEWER),)))
    assert client.get(f"/photo/{own}?typing=1").status_code == 403


def test_two_windows_of_one_person_have_two_boards(empty: Settings, bearer: Bearer, visit: Visit) -> None:
    send(empty, bearer, 1, "0101")
    send(empty, bearer, 2, "0102")
    assert [visit("typing_in").text_input[0].value for _ in range(2)] == ["0101", "0102"]


def test_photos_are_asked_for_by_our_own_route(empty: Settings, bearer: Bearer, visit: Visit) -> None:
    identity = send(empty, bearer)
    with opened(empty.database) as db:
        [(photo, _)] = typed.photos(db, identity)
    [drawn] = [one for one in visit("typing_in").get("bidi_component") if one.key == "board_photo"]
    assert photo in json.dumps(str(drawn.proto))
    assert typed_words.new_id(TOWN.slug, photo) != identity
