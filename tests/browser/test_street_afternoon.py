"""An afternoon in the street: forty interviews without a signal, a dead battery, a bad line, a killed server."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from survey_loader.settings import Settings
from tests.browser import street
from tests.browser.bad_line import bad_line
from tests.browser.serving import free_port, served
from tests.browser.street import number

pytestmark = pytest.mark.browser

INTERVIEWS, KILLED_AFTER = 40, 20
CUT = 0.3
LONG_MILLISECONDS = 240_000

Stored = dict[str, set[tuple[str, str]]]


def enter_some(page: Page, numbers: range) -> None:
    for one in numbers:
        street.enter(page, f"{one}番目の人の声。雪の日の銭湯", street.picture(one))


def on_phone(page: Page) -> Stored:
    """Return the photos of the interviews the phone keeps, whose bytes have the SHA-256 they are known by."""
    found = street.kept(page)
    assert all(photo["sha256"] == photo["counted"] for photo in found["photos"])
    by_interview: Stored = {one["id"]: set() for one in found["interviews"]}
    for one in found["interviews"]:
        by_interview[one["id"]] |= {(photo["sha256"], photo["kind"]) for photo in one["photos"]}
    assert {photo["sha256"] for photo in found["photos"]} == {sha for own in by_interview.values() for sha, _ in own}
    return by_interview


def until_all_is_sent(page: Page, interviews: int) -> None:
    expect(number(page, "sent")).to_have_text(str(interviews), timeout=LONG_MILLISECONDS)
    expect(number(page, "photos_waiting")).to_have_text("0", timeout=LONG_MILLISECONDS)
    expect(number(page, "kept")).to_have_text("0")


def expect_once(here: Settings, stored: Stored) -> None:
    assert street.arrived(here) == dict.fromkeys(stored, 1)
    assert street.photos_of(here, list(stored)) == stored


def test_forty_interviews_survive_a_dead_battery_and_a_line_that_breaks(
    playwright: Playwright, devices: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    here, profile, port = street.installation(tmp_path), tmp_path / "phone", free_port()
    token, phone = street.invited(here).token, devices["phone"]
    with served(here.data_dir, port=port), bad_line(port) as line:
        with street.own_phone(playwright, phone, profile) as context:
            page = context.pages[0]
            street.open_form(page, line.address, token)
            street.until_ready_offline(page)
            context.set_offline(True)
            page.reload()
            enter_some(page, range(KILLED_AFTER))
            page.get_by_label("好きなところ").fill("半分だけ書いた声")
            street.take(page, street.picture(1_000))
            street.kill_phone(profile)
        with street.own_phone(playwright, phone, profile, offline=True) as context:
            page = context.pages[0]
            street.open_form(page, line.address)
            expect(page.get_by_label("好きなところ")).to_have_value("半分だけ書いた声")
            expect(page.locator(".card img")).to_have_count(1)
            street.save(page)
            enter_some(page, range(KILLED_AFTER + 1, INTERVIEWS))
            expect(number(page, "kept")).to_have_text(str(INTERVIEWS))
            expect(number(page, "photos_waiting")).to_have_text(str(INTERVIEWS))
            stored = on_phone(page)
            assert len(stored) == INTERVIEWS
            assert all(len(photos) == 1 for photos in stored.values())
            line.share = CUT
            context.set_offline(False)
            expect(number(page, "sent")).not_to_have_text("0", timeout=LONG_MILLISECONDS)
            # And the battery dies once more, in the middle of sending.
            street.kill_phone(profile)
        with street.own_phone(playwright, phone, profile) as context:
            page = context.pages[0]
            street.open_form(page, line.address)
            until_all_is_sent(page, INTERVIEWS)
            assert street.kept(page)["photos"] == []
        assert min(line.cut[way] for way in ("before", "after")) > 10
    expect_once(here, stored)


def test_a_server_killed_while_it_receives_has_each_interview_once(
    browser: Browser, devices: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    here, port = street.installation(tmp_path), free_port()
    token = street.invited(here).token
    # Not watched as other visits are: a browser complains where its server dies.
    context = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", **devices["phone"])
    context.set_default_timeout(street.PATIENCE_MILLISECONDS)
    page = context.new_page()
    with served(here.data_dir, port=port) as site:
        address = f"http://localhost:{urlsplit(site.address).port}"
        street.open_form(page, address, token)
        street.until_ready_offline(page)
        context.set_offline(True)
        enter_some(page, range(8))
        stored = on_phone(page)
        context.set_offline(False)
        expect(number(page, "sent")).not_to_have_text("0")
        os.kill(site.pid, signal.SIGKILL)
    with served(here.data_dir, port=port):
        page.reload()
        until_all_is_sent(page, len(stored))
    context.close()
    expect_once(here, stored)
