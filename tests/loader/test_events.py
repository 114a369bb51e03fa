"""Promises of the town's events: what is written down is read again, logged, and bad dates are told in plain words."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from survey_loader.acts import events
from survey_loader.acts.erasing import erase
from survey_loader.errors import UnusableEvent
from survey_loader.models import Survey, TownEvent
from survey_loader.settings import Settings
from survey_loader.store.connection import opened, transaction
from survey_loader.store.schema import LATEST, schema_of
from survey_loader.store.surveys import counts, remove_unused_survey, save_survey, survey
from tests.conftest import PROJECT
from tests.loader.conftest import ACTOR, ROWS, Import, write_csv

FESTIVAL = ("雪まつり", date(2026, 2, 6), date(2026, 2, 11))


@pytest.fixture
def towns(empty: Settings) -> Settings:
    """An installation with two surveys without voices."""
    with opened(empty.database) as db, transaction(db):
        for slug in ("machi", "tonari"):
            save_survey(db, Survey(slug, f"{slug}の声"))
    return empty


def log_of(here: Settings) -> list[tuple[str, str, str, str, str]]:
    with opened(here.database) as db:
        return list(db.conn.execute("select actor, act, survey, record, details from log order by number").fetchall())


def test_an_event_is_read_as_it_was_written_and_the_log_says_who_but_not_what(towns: Settings) -> None:
    number = events.add(towns, ACTOR, "machi", *FESTIVAL)
    events.add(towns, ACTOR, "machi", " 協定\n締結 ", date(2025, 12, 1), date(2025, 12, 1))
    assert events.listed(towns, "machi") == (
        TownEvent("協定 締結", date(2025, 12, 1), None, number + 1),
        TownEvent(*FESTIVAL, number),
    )
    assert events.listed(towns, "tonari") == ()
    assert log_of(towns)[0] == (ACTOR.name, "add event", "machi", str(number), "{}")


def test_an_event_is_changed_and_removed_in_its_own_survey_only(towns: Settings) -> None:
    number = events.add(towns, ACTOR, "machi", *FESTIVAL)
    with pytest.raises(UnusableEvent, match="もう消しています"):
        events.change(towns, ACTOR, "tonari", number, "駅前改装", date(2026, 3, 1))
    events.remove(towns, ACTOR, "tonari", number)
    events.change(towns, ACTOR, "machi", number, "駅前改装", date(2026, 3, 1))
    assert events.listed(towns, "machi") == (TownEvent("駅前改装", date(2026, 3, 1), None, number),)
    events.remove(towns, ACTOR, "machi", number)
    events.remove(towns, ACTOR, "machi", number)
    assert events.listed(towns, "machi") == ()
    assert [act for _, act, *_ in log_of(towns)] == ["add event", "change event", "remove event"]


@pytest.mark.parametrize(
    ("name", "starts", "ends", "told"),
    [
        ("　 ", date(2026, 2, 6), None, "名前を入れてください"),
        ("雪" * 31, date(2026, 2, 6), None, r"30文字までにしてください（いま31文字です）"),
        ("雪まつり", None, None, "始まりの日を入れてください"),
        ("雪まつり", date(2026, 2, 6), date(2026, 2, 5), "始まりの日より前"),
        ("雪まつり", date(26, 2, 6), None, "1900年から2199年まで"),
    ],
)
def test_what_cannot_be_an_event_is_told_and_nothing_is_written(
    towns: Settings, name: str, starts: date | None, ends: date | None, told: str
) -> None:
    with pytest.raises(UnusableEvent, match=told):
        events.add(towns, ACTOR, "machi", name, starts, ends)
    assert (events.listed(towns, "machi"), log_of(towns)) == ((), [])


def test_the_same_event_twice_is_one(towns: Settings) -> None:
    number = events.add(towns, ACTOR, "machi", *FESTIVAL)
    with pytest.raises(UnusableEvent, match="もうあります"):
        events.add(towns, ACTOR, "machi", *FESTIVAL)
    events.change(towns, ACTOR, "machi", number, *FESTIVAL)
    events.add(towns, ACTOR, "machi", "雪まつり", date(2027, 2, 5))
    assert len(events.listed(towns, "machi")) == 2


def test_more_events_than_a_picture_can_hold_are_refused(towns: Settings) -> None:
    for day in range(events.MOST_EVENTS):
        events.add(towns, ACTOR, "machi", f"できごと{day}", date(2026, 1, 1))
    with pytest.raises(UnusableEvent, match="50件まで"):
        events.add(towns, ACTOR, "machi", "もうひとつ", date(2026, 1, 1))


def test_events_of_an_unknown_survey_are_refused(towns: Settings) -> None:
    with pytest.raises(UnusableEvent, match="見つかりません"):
        events.add(towns, ACTOR, "nai", *FESTIVAL)


def test_a_survey_that_somebody_gave_events_is_no_unused_one(towns: Settings) -> None:
    events.add(towns, ACTOR, "machi", *FESTIVAL)
    with opened(towns.database) as db, transaction(db):
        remove_unused_survey(db, "machi")
        remove_unused_survey(db, "tonari")
        assert (survey(db, "machi") is None, survey(db, "tonari") is None) == (False, True)


def test_a_deleted_survey_takes_its_events_with_it(towns: Settings) -> None:
    events.add(towns, ACTOR, "machi", *FESTIVAL)
    with opened(towns.database) as db, transaction(db):
        db.conn.execute("delete from surveys where slug = 'machi'")
        assert db.conn.execute("select count(*) from events").fetchone() == (0,)
        assert db.conn.execute("pragma foreign_key_check").fetchall() == []


def test_erasing_a_person_leaves_the_events(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "town.csv", *ROWS))
    events.add(empty, ACTOR, "machi", *FESTIVAL)
    with opened(empty.database) as db:
        (person,) = db.conn.execute("select id from interviews where source_key = 'K-01'").fetchone()
    erase(empty, ACTOR, person, "本人の希望")
    with opened(empty.database) as db:
        assert counts(db, "machi")["interviews"] == 2
    assert [event.name for event in events.listed(empty, "machi")] == ["雪まつり"]


def test_a_database_of_schema_3_upgrades_and_takes_events(empty: Settings) -> None:
    empty.data_dir.mkdir()
    shutil.copy(PROJECT / "tests" / "samples" / "databases" / "schema_3.db", empty.database)
    with closing(sqlite3.connect(empty.database)) as db:
        before = [db.execute(f"select * from {table}").fetchall() for table in ("comments", "editions", "log")]
    with opened(empty.database) as upgraded:
        after = [
            upgraded.conn.execute(f"select * from {table}").fetchall() for table in ("comments", "editions", "log")
        ]
        assert (schema_of(upgraded), counts(upgraded, "machi")) == (LATEST, {"interviews": 4, "comments": 7})
    assert before == after
    events.add(empty, ACTOR, "machi", *FESTIVAL)
    assert [event.name for event in events.listed(empty, "machi")] == ["雪まつり"]
