"""Joining photos on the screen: one click joins, the next photo comes, and the last join can be taken back."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from survey_loader.access import LOCAL_ORGANISER
from survey_loader.acts.photo_import import import_photos
from survey_loader.settings import Settings
from survey_loader.store.connection import opened
from survey_ui import web
from tests.ui.small_town import ROUTER, everything

Visit = Callable[..., AppTest]
EXIF_IFD, TAKEN, MAKE = 0x8769, 0x9003, 0x010F


@pytest.fixture
def photographed(town: Settings, tmp_path: Path) -> Settings:
    """The small town with two photos that wait: one knows when it was taken, the other is named like a trap."""
    folder = tmp_path / "waiting"
    folder.mkdir()
    for name, colour, taken in (("IMG_1", "#224466", "2026:02:03 12:20:00"), ("![x](http:__127.0.0.1)", "#664422", "")):
        exif = Image.Exif()
        exif[MAKE] = "Camera"
        if taken:
            exif.get_ifd(EXIF_IFD)[TAKEN] = taken
        buffer = io.BytesIO()
        Image.new("RGB", (90, 120), colour).save(buffer, "JPEG", exif=exif)
        (folder / f"{name}.jpg").write_bytes(buffer.getvalue())
    report = import_photos(town, LOCAL_ORGANISER, "town", [folder])
    assert report.photos_waiting == 2
    return town


def press(app: AppTest, label: str, number: int = 0) -> AppTest:
    """Press the button of that label, the first or a later one, and return the screen after it."""
    [button for button in app.button if button.label == label][number].click().run()
    assert not app.exception
    return app


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_without_photos_the_screen_says_what_to_do(town: Settings, visit: Visit) -> None:
    words = everything(visit("joining"))
    assert "持ち主をさがしている写真はありません" in words
    assert "「取り込み」" in words


def test_without_a_survey_the_screen_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, visit: Visit) -> None:
    monkeypatch.setenv("MACHI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MACHI_SAMPLE", "false")
    assert "まだ調査がありません" in everything(visit("joining"))


def test_the_photo_stands_beside_its_nearest_candidates(photographed: Settings, visit: Visit) -> None:
    app = visit("joining")
    words = everything(app)
    assert "2枚のうち1枚目" in words
    assert "2026年2月3日 12:20" in words
    assert "IMG_1.jpg" in words
    # Taken twenty minutes after the interview of the third of February at noon.
    assert words.index("英語の案内を増やして") < words.index("除雪してほしい。歩道が狭い")
    assert "撮影の20分前" in words
    assert "?waiting=1" in words


def test_words_and_names_from_outside_are_never_markup(photographed: Settings, visit: Visit) -> None:
    app = press(visit("joining"), "次の写真")
    shown = "".join(element.value for element in app.html)
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "時刻は写真に残っていません" in shown


def test_a_click_joins_and_the_next_photo_comes(photographed: Settings, visit: Visit) -> None:
    app = press(visit("joining"), "この人につなぐ")
    words = everything(app)
    assert "の人につなぎました。" in words
    assert "1枚のうち1枚目" in words
    with opened(photographed.database) as db:
        row = db.conn.execute(
            "select i.board, p.kind from photos p join shown i on i.id = p.interview_id where p.matched = 'hand'"
        ).fetchone()
    assert row == ("3", "face")


def test_a_photo_of_the_board_alone_is_joined_as_such(photographed: Settings, visit: Visit) -> None:
    app = visit("joining")
    app.button_group[0].set_value("board").run()
    press(app, "この人につなぐ")
    with opened(photographed.database) as db:
        assert db.conn.execute("select kind from photos where matched = 'hand'").fetchone() == ("board",)


def test_the_last_join_is_taken_back(photographed: Settings, visit: Visit) -> None:
    app = press(press(visit("joining"), "この人につなぐ"), "元に戻す")
    assert "2枚のうち1枚目" in everything(app)
    assert "元に戻しました" in everything(app)
    assert "元に戻す" not in labels(app)


def test_a_join_is_seen_below_and_taken_off(photographed: Settings, visit: Visit) -> None:
    app = press(visit("joining"), "この人につなぐ")
    assert "手でつなぎました" in everything(app)
    app = press(app, "はずす")
    assert "2枚のうち1枚目" in everything(app)
    assert "はずす" not in labels(app)


def test_a_photo_of_nobody_is_removed(photographed: Settings, visit: Visit) -> None:
    app = press(visit("joining"), "消す")
    assert "写真を消しました。" in everything(app)
    assert "1枚のうち1枚目" in everything(app)


def test_a_search_finds_an_interview_that_is_far_in_time(photographed: Settings, visit: Visit) -> None:
    app = visit("joining")
    app.text_input(key="joining_search").set_value("自然がきれい").run()
    assert labels(app).count("この人につなぐ") == 1
    app.text_input(key="joining_search").set_value("海").run()
    assert "あてはまる聞き取りはありません" in everything(app)


def test_what_somebody_else_moved_meanwhile_is_told_in_plain_words(photographed: Settings, visit: Visit) -> None:
    first, second = visit("joining"), visit("joining")
    press(first, "この人につなぐ")
    words = everything(press(second, "この人につなぐ"))
    assert "ほかの人が先に持ち主を決めたか" in words
    assert "不具合" not in words


def test_a_waiting_photo_goes_out_only_when_asked_for_as_one(photographed: Settings) -> None:
    with opened(photographed.database) as db:
        photo = db.conn.execute("select id from photos where interview_id = ''").fetchone()[0]
    with TestClient(Starlette(routes=[Route("/photo/{photo}", web.photo)])) as client:
        assert client.get(f"/photo/{photo}").status_code == 403
        for size in ("full", "thumb"):
            assert client.get(f"/photo/{photo}?waiting=1&size={size}").headers["content-type"] == "image/jpeg"
        press(AppTest.from_file(str(ROUTER), default_timeout=60).switch_page("../pages/joining.py").run(), "消す")
        with opened(photographed.database) as db:
            dropped = db.conn.execute("select id from photos where matched = 'dropped'").fetchone()[0]
        assert client.get(f"/photo/{dropped}?waiting=1").status_code == 403
