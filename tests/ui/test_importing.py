"""Importing on the screen: look first, then import; every row is accounted for."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from survey_loader import jobs
from survey_loader.settings import Settings
from survey_loader.store.connection import opened
from tests.ui.small_town import everything

Visit = Callable[..., AppTest]
SHEET = (
    "日付,場所,好きなところ,どんなまちになってほしい\n2026-02-07,駅前,ラーメン,除雪してほしい\n2026-02-07,公園,自然,\n"
)


def uploaded(visit: Visit) -> AppTest:
    app = visit("importing")
    app.file_uploader(key="import_file_0").upload("街頭.csv", SHEET.encode("cp932"))
    return app.run()


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_a_file_is_shown_before_anything_is_stored(empty: Settings, visit: Visit) -> None:
    app = uploaded(visit)
    assert "このように読みました" in everything(app)
    assert metrics(app)["新しい聞き取り"] == "2"
    assert metrics(app)["新しい声"] == "3"
    with opened(empty.database) as db:
        assert db.conn.execute("select count(*) from comments").fetchone() == (0,)


def test_a_started_import_is_queued_and_watched(empty: Settings, visit: Visit) -> None:
    app = uploaded(visit)
    next(button for button in app.button if button.label == "この内容で取り込む").click().run()
    waiting = jobs.unfinished(empty, "import")
    assert [job.state for job in waiting] == ["waiting"]
    assert "この画面をはなれても、取り込みは続きます。" in everything(app)


def test_a_finished_import_says_what_came_of_it(empty: Settings, visit: Visit) -> None:
    app = uploaded(visit)
    next(button for button in app.button if button.label == "この内容で取り込む").click().run()
    job = jobs.unfinished(empty, "import")[0]
    jobs.run(empty, job.id)
    app.run()
    app.run()
    assert "取り込みました。" in everything(app)


def test_a_file_that_is_no_table_is_said_in_plain_words(empty: Settings, visit: Visit) -> None:
    app = visit("importing")
    app.file_uploader(key="import_file_0").upload("写真.csv", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4)
    words = everything(app.run())
    assert "⚠" in words
    assert "不具合" not in words
