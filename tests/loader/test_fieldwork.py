"""Promises of street work while it goes on: people are counted as they come in, against what a wave wants."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta, timezone

import pytest

from survey_loader.access import Actor, Role, everywhere
from survey_loader.acts import fieldwork, inviting, street
from survey_loader.acts.entering import Entry, enter
from survey_loader.acts.inviting import Bearer, Wanted
from survey_loader.errors import NotAllowed, SurveyError
from survey_loader.settings import Settings
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import save_survey
from tests.capture.phone import TOWN, body, new_id

ORGANISER = everywhere("担当の人", Role.ORGANISER)
JST = timezone(timedelta(hours=9))
DAY, WAVE = date(2026, 2, 7), "2026年冬"


@pytest.fixture
def town(empty: Settings) -> Settings:
    with opened(empty.database) as db, transaction(db):
        save_survey(db, TOWN)
    return empty


def ask(here: Settings, place: str, day: int = 7, hour: int = 13, **known: object) -> str:
    """Enter one interview and return its id."""
    values: dict[str, object] = {"interviewer": "佐藤", "relation": "resident", "age": "20代", "wave": WAVE} | known
    entry = Entry(
        TOWN.slug, str(uuid.uuid4()), {"like": "川がきれい"}, datetime(2026, 2, day, hour, 5, tzinfo=JST), place,
        **values,  # type: ignore[arg-type]
    )  # fmt: skip
    enter(here, ORGANISER, entry)
    return entry.id


def look(here: Settings, day: date = DAY, wave: str = WAVE) -> fieldwork.Field:
    return fieldwork.look(here, ORGANISER, TOWN, wave, day)


def numbers(found: fieldwork.Field, kind: str) -> list[tuple[str, int, int, int | None, int]]:
    return [(one.label, one.today, one.total, one.wanted, one.missing) for one in found.groups[kind]]  # type: ignore[index]


def test_people_are_counted_by_place_student_relation_and_age_on_the_day_and_in_the_wave(town: Settings) -> None:
    ask(town, "駅前", day=6)
    ask(town, "駅前", hour=14, age="10代")
    ask(town, "市場", interviewer="", relation="visitor", age="")
    ask(town, "市場", wave="2025年冬")
    found = look(town)
    assert (found.everybody.today, found.everybody.total, found.elsewhere) == (2, 3, 1)
    assert numbers(found, "place") == [("駅前", 1, 2, None, 0), ("市場", 1, 1, None, 0)]
    assert numbers(found, "interviewer") == [("佐藤", 1, 2, None, 0), ("", 1, 1, None, 0)]
    assert numbers(found, "relation") == [("resident", 1, 2, None, 0), ("visitor", 1, 1, None, 0)]
    assert numbers(found, "age") == [("10代", 1, 1, None, 0), ("20代", 0, 1, None, 0), ("", 1, 1, None, 0)]
    sato = found.groups["interviewer"][0]
    assert sato.last_at == datetime(2026, 2, 7, 14, 5, tzinfo=JST)
    assert sato.came_at is not None
    assert sato.came_at.utcoffset() == timedelta(hours=9)


def test_a_corrected_interview_counts_once(town: Settings) -> None:
    identity = ask(town, "駅前")
    entry = Entry(TOWN.slug, identity, {"like": "山"}, datetime(2026, 2, 7, 13, tzinfo=JST), "市場", wave=WAVE)
    enter(town, ORGANISER, entry)
    assert numbers(look(town), "place") == [("市場", 1, 1, None, 0)]


def test_when_a_student_was_last_heard_of_is_not_when_somebody_mended_it(town: Settings) -> None:
    identity = ask(town, "駅前")
    [before] = look(town).groups["interviewer"]
    entry = Entry(
        TOWN.slug, identity, {"like": "山"}, datetime(2026, 2, 7, 13, 5, tzinfo=JST), "駅前", wave=WAVE,
        interviewer="佐藤",
    )  # fmt: skip
    enter(town, ORGANISER, entry)
    [after] = look(town).groups["interviewer"]
    assert after.came_at == before.came_at
    assert look(town, date(2026, 2, 8)).groups["interviewer"][0].came_at is None


def test_targets_say_how_many_are_missing_also_where_nobody_was_asked_yet(town: Settings) -> None:
    ask(town, "駅前")
    fieldwork.set_targets(town, ORGANISER, TOWN.slug, WAVE, "all", {"": 200})
    fieldwork.set_targets(town, ORGANISER, TOWN.slug, WAVE, "place", {"駅前": 1, " 市場 ": 12, "川": 0, "": 3})
    found = look(town)
    assert (found.everybody.wanted, found.everybody.missing) == (200, 199)
    assert numbers(found, "place") == [("駅前", 1, 1, 1, 0), ("市場", 0, 0, 12, 12)]
    assert look(town, wave="2025年冬").everybody.wanted is None
    fieldwork.set_targets(town, ORGANISER, TOWN.slug, WAVE, "place", {"市場": 5})
    assert fieldwork.targets(town, ORGANISER, TOWN.slug, WAVE) == {"all": {"": 200}, "place": {"市場": 5}}


def test_each_change_of_targets_is_in_the_log_once_and_without_names(town: Settings) -> None:
    for _ in range(2):
        fieldwork.set_targets(town, ORGANISER, TOWN.slug, WAVE, "interviewer", {"佐藤": 20, "鈴木": 10})
    with opened(town.database) as db:
        rows = db.conn.execute("select actor, record, details from log where act = 'set targets'").fetchall()
    assert rows == [("担当の人", WAVE, '{"kind": "interviewer", "people": 30}')]


@pytest.mark.parametrize(("wave", "wanted"), [(" ", {"": 3}), (WAVE, {"": -1}), (WAVE, {"": 100_001})])
def test_targets_that_cannot_be_are_told(town: Settings, wave: str, wanted: dict[str, int]) -> None:
    with pytest.raises(SurveyError):
        fieldwork.set_targets(town, ORGANISER, TOWN.slug, wave, "all", wanted)
    assert fieldwork.targets(town, ORGANISER, TOWN.slug, wave) == {}


def phone(here: Settings, **wanted: str) -> Bearer:
    until = datetime.now(JST) + timedelta(days=3)
    return inviting.bearer(here, inviting.make(here, ORGANISER, TOWN.slug, Wanted("班", until, **wanted)).token)


def test_who_responds_is_told_of_the_phones_that_counted_alone(town: Settings) -> None:
    counting, silent = phone(town), phone(town)
    told = {"wave": WAVE, "place": "駅前"}
    for number in range(3):
        at = f"2026-02-07T13:0{number}:00+09:00"
        street.store(town, counting, new_id(), body(at=at, **told))
        street.store(town, silent, new_id(), body(at=at, **told))
    street.store(town, counting, new_id(), body(at="2026-02-07T15:00:00+09:00", wave=WAVE, place="市場"))
    assert look(town).response is None
    street.count(town, counting, new_id(), "2026-02-07", {**told, "approached": 10, "declined": 6})
    found = look(town)
    assert found.everybody.today == 7
    assert found.spoken == (("駅前", 10, 6, 3),)
    assert found.response == ("", 10, 6, 3)
    assert look(town, DAY - timedelta(days=1)).response is None


def test_waves_are_offered_the_latest_first_with_those_that_are_only_planned(town: Settings) -> None:
    assert len(fieldwork.waves(town, ORGANISER, TOWN)) == 1
    ask(town, "駅前", wave="2025年冬", day=1)
    ask(town, "駅前")
    phone(town, wave="2026年夏")
    fieldwork.set_targets(town, ORGANISER, TOWN.slug, "2026年秋", "all", {"": 100})
    assert fieldwork.waves(town, ORGANISER, TOWN) == [WAVE, "2025年冬", "2026年夏", "2026年秋"]
    assert fieldwork.days(town, ORGANISER, TOWN, WAVE) == [DAY]


def test_only_organisers_look_and_aim(town: Settings) -> None:
    student = Actor("学生", ((TOWN.slug, Role.MEMBER),))
    with pytest.raises(NotAllowed):
        fieldwork.look(town, student, TOWN, WAVE, DAY)
    with pytest.raises(NotAllowed):
        fieldwork.set_targets(town, student, TOWN.slug, WAVE, "all", {"": 1})
    with pytest.raises(NotAllowed):
        fieldwork.waves(town, student, TOWN)
