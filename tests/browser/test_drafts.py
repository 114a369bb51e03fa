"""Half an interview, the server killed with -9 and started again: nothing typed is lost, and it is saved once."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP
from tests.browser.going import PLACE, SAVED, choose, open_screen, press
from tests.browser.profiles import PATIENCE_MILLISECONDS
from tests.browser.serving import PATIENCE_SECONDS, STEP_SECONDS, free_port, served

pytestmark = pytest.mark.browser

WORDS = "雪の日の銭湯の明かり"
KEPT = "書きかけを控えました。"
DRAFTS = "select content from entry_drafts"


def _until_kept(folder: Path) -> None:
    """Wait until the words are in the draft on disk."""
    until = time.monotonic() + PATIENCE_SECONDS
    with sqlite3.connect(folder / "machi.db") as db:
        while WORDS not in "".join(json.loads(row[0]).get("answer_like", "") for row in db.execute(DRAFTS)):
            assert time.monotonic() < until
            time.sleep(STEP_SECONDS)


def test_what_was_typed_survives_a_killed_server(browser: Browser, sample_folder: Path, tmp_path: Path) -> None:
    folder, port = tmp_path / "data", free_port()
    shutil.copytree(sample_folder, folder)
    # Not watched as other visits are: a browser complains where its server dies.
    context = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", **DESKTOP)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    page = context.new_page()
    with served(folder, port=port) as site:
        page.goto(site.address)
        open_screen(page, f"{site.address}/entry")
        choose(page, "場所", PLACE)
        press(page, "① ことば", "はい")
        expect(page.get_by_text(KEPT)).to_be_visible()
        page.get_by_role("textbox", name="好きなところ").fill(WORDS)
        page.get_by_role("textbox", name="メモ").focus()
        _until_kept(folder)
        os.kill(site.pid, signal.SIGKILL)
    with served(folder, port=port) as site:
        open_screen(page, f"{site.address}/entry")
        page.get_by_role("button", name="続きを書く").click()
        expect(page.get_by_role("textbox", name="好きなところ")).to_have_value(WORDS)
        page.get_by_role("button", name="保存する").click()
        expect(page.get_by_text(SAVED)).to_be_visible()
        expect(page.get_by_role("button", name="続きを書く")).to_have_count(0)
        rows = "select i.quote, i.place from comments c join interviews i on i.number = c.interview where c.text = ?"
        with sqlite3.connect(folder / "machi.db") as db:
            assert db.execute(rows, [WORDS]).fetchall() == [(1, PLACE)]
    context.close()
