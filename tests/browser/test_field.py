"""The field on a screen that nobody touches: a new interview and a new target are there by themselves."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from survey_loader import settings
from survey_loader.access import COMMAND_LINE
from survey_loader.acts import fieldwork
from survey_loader.acts.entering import Entry, enter
from survey_loader.settings import Settings
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import save_survey
from tests.browser.conftest import OpenPage
from tests.browser.going import ERROR_BOX, open_screen
from tests.browser.looking import crowded, sideways, unfold, unseen_focus, violations
from tests.browser.serving import Site, served
from tests.browser.test_every_screen import is_streamlits_own
from tests.capture.phone import TOWN

pytestmark = pytest.mark.browser

WAVE = "2026年冬"


class Street(NamedTuple):
    """A running server with a wave under way, and its settings."""

    site: Site
    here: Settings


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """A survey that wants forty people, of whom one was asked."""
    folder = tmp_path_factory.mktemp("field") / "data"
    here = settings.load(data_dir=folder, sample=False)
    with opened(here.database) as db, transaction(db):
        save_survey(db, TOWN)
    ask(here, "雪野駅前")
    fieldwork.set_targets(here, COMMAND_LINE, TOWN.slug, WAVE, "all", {"": 40})
    fieldwork.set_targets(
        here, COMMAND_LINE, TOWN.slug, WAVE, "place", {"雪野駅前": 20, "市場の前の長い名前の広場": 20}
    )
    with served(folder, MACHI_SAMPLE="false") as running:
        yield Street(running, here)


def ask(here: Settings, place: str) -> None:
    entry = Entry(
        TOWN.slug, str(uuid.uuid4()), {"like": "川がきれい"}, datetime.now(UTC), place, wave=WAVE, interviewer="佐藤",
        relation="resident", age="20代",
    )  # fmt: skip
    enter(here, COMMAND_LINE, entry)


def test_a_new_interview_is_counted_without_anybody_touching_the_screen(street: Street, visit: OpenPage) -> None:
    page = open_screen(visit(street.site), "/field")
    expect(page.locator(".koe-tally")).to_have_text("今日は1人あと39人")
    page.locator("summary").filter(has_text="目標を決める").click()
    number = page.get_by_role("spinbutton", name="この回で聞きたい人数")
    number.fill("50")
    ask(street.here, "市場の前の長い名前の広場")
    expect(page.locator(".koe-tally")).to_have_text("今日は2人あと38人")
    # What is being typed below is not lost by it.
    expect(number).to_have_value("50")
    page.get_by_role("button", name="目標を保存する").click()
    expect(page.locator(".koe-tally")).to_have_text("今日は2人あと48人")
    expect(page.locator(ERROR_BOX)).to_have_count(0)


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_screen_is_good_to_look_at_and_by_keyboard(street: Street, visit: OpenPage, device: str) -> None:
    page = open_screen(visit(street.site, device), "/field")
    unfold(page)
    assert crowded(page) == []
    assert sideways(page) <= 0
    assert [str(one) for one in violations(page) if not is_streamlits_own(one)] == []
    assert unseen_focus(page) == []
