"""The line about backups on the screen 取り込み: when the last one was made, and a warning where something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader import doing, jobs
from survey_loader.access import COMMAND_LINE, SERVER
from survey_loader.acts import backups
from survey_loader.settings import Settings
from survey_loader.store import jobs as job_table
from survey_loader.store import vault
from survey_loader.store.connection import opened

Visit = Callable[..., AppTest]


def said(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


@pytest.fixture
def backed_up(town: Settings) -> Settings:
    backups.back_up(town, COMMAND_LINE)
    return town


def test_the_last_backup_is_told_quietly(backed_up: Settings, visit: Visit) -> None:
    app = visit("importing")
    assert "最後の控え：" in said(app)
    assert "（ぜんぶで1個あります）" in said(app)
    assert list(app.warning) == []


def test_no_backup_yet_is_told_without_alarm(town: Settings, visit: Visit) -> None:
    app = visit("importing")
    assert "控えはまだありません。" in said(app)
    assert list(app.warning) == []


def test_backups_that_are_turned_off_are_said_to_be(
    town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MACHI_BACKUP_HOURS", "0")
    assert "自動の控えは止めてあります" in said(visit("importing"))


def test_a_backup_older_than_twice_the_interval_is_warned_of(backed_up: Settings, visit: Visit) -> None:
    runs = backed_up.backup_dir / "runs"
    [run] = runs.iterdir()
    run.rename(runs / vault.new_run(datetime.now(UTC) - timedelta(hours=49)))
    [warning] = visit("importing").warning
    assert "24時間ごとに作られるはず" in warning.value


def test_why_the_last_try_failed_is_told(town: Settings, visit: Visit) -> None:
    town.backup_dir.parent.mkdir(exist_ok=True)
    town.backup_dir.write_text("a file in the way", encoding="utf-8")
    job = jobs.submit(town, backups.BACKUP, {}, SERVER)
    with opened(town.database) as db:
        job_table.take(db)
    doing.run(town, job)
    [warning] = visit("importing").warning
    assert warning.value.startswith("控えを作れませんでした。控えの置き場所")
