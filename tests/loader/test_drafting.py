"""Promises of drafts: each is its writer's alone, one session writes it, saving or erasing ends it, a week does too."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from survey_loader.access import Actor, Role
from survey_loader.acts import drafting, erasing
from survey_loader.acts.entering import LONGEST_TEXT, Entry, enter
from survey_loader.settings import Settings
from survey_loader.store.connection import opened
from tests.loader.conftest import Import, write_csv
from tests.loader.test_erasing import HEADER, OTHERS, PERSON, WISH
from tests.loader.test_holdings import person

STUDENT = Actor("はなこ", (("machi", Role.STUDENT),))
OTHER = Actor("たろう", (("machi", Role.STUDENT),))
ORGANISER = Actor("担当の人", (("machi", Role.ORGANISER),))
FIELDS = {"answer_like": "朝市のおばちゃん", "consent_quote": "はい", "carry_place": "駅前"}


@dataclass
class Desk:
    """A survey, and one interview somebody is typing in."""

    settings: Settings
    draft: str

    def keep(self, fields: dict[str, str], holder: str = "tab 1", actor: Actor = STUDENT) -> bool:
        return drafting.keep_fields(self.settings, actor, "machi", self.draft, fields, holder)

    def kept(self, actor: Actor = STUDENT) -> list[dict[str, str]]:
        return [dict(draft.fields) for draft in drafting.kept(self.settings, actor, "machi")]


@pytest.fixture
def desk(empty: Settings, bring_in: Import, tmp_path: Path) -> Desk:
    bring_in(write_csv(tmp_path / "a.csv", PERSON, *OTHERS, header=HEADER))
    return Desk(empty, str(uuid.uuid4()))


def test_the_latest_fields_are_kept_for_their_writer_alone(desk: Desk) -> None:
    assert desk.keep({"answer_like": "朝市"})
    assert desk.keep(FIELDS)
    assert desk.kept() == [FIELDS]
    assert desk.kept(OTHER) == []
    assert desk.kept(ORGANISER) == []


def test_nobody_writes_into_or_drops_the_draft_of_another(desk: Desk) -> None:
    desk.keep(FIELDS)
    assert not desk.keep({"answer_like": "ちがうことば"}, actor=OTHER)
    assert not drafting.take(desk.settings, OTHER, "machi", desk.draft, "tab 1")
    drafting.drop(desk.settings, OTHER, "machi", desk.draft)
    assert desk.kept() == [FIELDS]


def test_of_two_tabs_only_the_one_that_took_it_over_writes(desk: Desk) -> None:
    desk.keep(FIELDS, "tab 1")
    assert drafting.take(desk.settings, STUDENT, "machi", desk.draft, "tab 2")
    assert not desk.keep({"answer_like": "古い画面から"}, "tab 1")
    assert desk.keep(FIELDS | {"note": "続き"}, "tab 2")
    assert desk.kept() == [FIELDS | {"note": "続き"}]


def test_saving_the_interview_ends_its_draft(desk: Desk) -> None:
    desk.keep(FIELDS)
    enter(desk.settings, STUDENT, Entry("machi", desk.draft, {"like": "朝市"}, datetime.now(UTC), "駅前"))
    assert desk.kept() == []
    assert not drafting.take(desk.settings, STUDENT, "machi", desk.draft, "tab 2")


def test_whoever_is_erased_leaves_the_drafts_too(desk: Desk) -> None:
    desk.keep({"answer_future": WISH})
    erasing.erase(desk.settings, ORGANISER, person(desk.settings), "求めにより")
    assert desk.kept() == []


def test_halves_of_letters_come_back_and_what_no_board_holds_is_left_out(desk: Desk) -> None:
    desk.keep({"answer_like": "駅\ud83d", "note": "あ" * (LONGEST_TEXT + 1)})
    assert desk.kept() == [{"answer_like": "駅\ud83d"}]


def test_a_draft_nobody_went_on_with_is_gone_after_a_week(desk: Desk) -> None:
    desk.keep(FIELDS)
    old = (datetime.now(UTC) - drafting.KEPT - timedelta(minutes=1)).isoformat()
    with opened(desk.settings.database) as db:
        db.conn.execute("update entry_drafts set touched_at = ?", [old])
    assert desk.kept() == []
    drafting.keep_fields(desk.settings, OTHER, "machi", str(uuid.uuid4()), FIELDS, "tab 3")
    with opened(desk.settings.database) as db:
        assert db.conn.execute("select actor from entry_drafts").fetchall() == [("たろう",)]
