"""Promises of entry by hand: on disk before it is confirmed, once however often it is sent."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from survey_loader.access import Audience
from survey_loader.acts import entering
from survey_loader.acts.entering import Entry, enter
from survey_loader.errors import Busy, UnusableEntry
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store import cache, reads
from survey_loader.store.connection import opened
from survey_loader.store.surveys import counts
from tests.loader.conftest import ACTOR, ROWS, Import, write_csv
from tests.loader.test_photos import jpeg


@pytest.fixture
def survey(empty: Settings, bring_in: Import, tmp_path: Path) -> Settings:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    return empty


def entry(**changes: object) -> Entry:
    base = Entry(
        survey="machi", id=str(uuid.uuid4()), answers={"like": "川べりの朝がすき", "future": "夜のバスがあるといいな"},
        at=datetime(2026, 5, 5, 3, 0, tzinfo=UTC), place="川べり公園", said={"future": "live"},
        consents=Consents(quote=True),
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def test_an_interview_is_coded_and_on_disk_when_it_is_confirmed(survey: Settings) -> None:
    done = enter(survey, ACTOR, entry())
    with opened(survey.database) as db:
        rows = reads.all_comments(db, "machi", Audience.COMMITTEE)
    mine = rows[rows["interview_id"] == done.interview_id].set_index("question")
    assert mine.loc["like", "text"] == "川べりの朝がすき"
    assert mine.loc["future", ["axis", "axis_source", "tone"]].tolist() == ["live", "said", "wish"]


def test_the_same_interview_sent_ten_times_is_one_interview(survey: Settings) -> None:
    one = entry()
    for _ in range(10):
        enter(survey, ACTOR, one)
    with opened(survey.database) as db:
        assert counts(db, "machi") == {"interviews": 4, "comments": 8}


def test_presses_of_one_moment_are_one_interview(survey: Settings) -> None:
    one = entry(photos=((jpeg(colour="teal"), "face"),))
    ready = threading.Barrier(4)

    def press(_: int) -> bool:
        ready.wait()
        return enter(survey, ACTOR, one).again

    with ThreadPoolExecutor(4) as presses:
        assert sorted(presses.map(press, range(4))) == [False, True, True, True]
    with opened(survey.database) as db:
        assert db.conn.execute("select count(*) from interviews where id = ?", [one.id]).fetchone()[0] == 1
        assert db.conn.execute("select count(*) from photos").fetchone()[0] == 1


def test_a_changed_interview_under_the_same_id_becomes_a_new_version(survey: Settings) -> None:
    one = entry()
    enter(survey, ACTOR, one)
    enter(survey, ACTOR, replace(one, answers={"like": "川べりの夕方がすき"}))
    with opened(survey.database) as db:
        texts = set(reads.all_comments(db, "machi", Audience.COMMITTEE)["text"])
        assert counts(db, "machi")["interviews"] == 4
    assert "川べりの夕方がすき" in texts
    assert "川べりの朝がすき" not in texts


def test_a_new_interview_is_in_the_next_reading_of_the_voices(survey: Settings) -> None:
    before = cache.voices(survey, "machi")
    enter(survey, ACTOR, entry())
    after = cache.voices(survey, "machi")
    assert (len(before.comments), len(after.comments)) == (6, 8)
    assert after.words.shape == (8, len(after.vocabulary))
    assert after.interviews["place"].tolist()[-1] == "川べり公園"
    assert after.comments["place"].cat.categories.equals(after.interviews["place"].cat.categories)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place": "  "}, "place"),
        ({"at": None}, "at"),
        ({"at": datetime.now(UTC) + timedelta(days=400)}, "at"),
        ({"answers": {"like": " ", "future": ""}}, "answers"),
        ({"answers": {"like": "あ" * 10_001}}, "like"),
        ({"photos": ((b"no photo", "face"),)}, "photos"),
        ({"id": "1"}, "id"),
        ({"board": "9" * 201}, "board"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(survey: Settings, changes: dict[str, object], field: str) -> None:
    with pytest.raises(UnusableEntry) as refused:
        enter(survey, ACTOR, entry(**changes))
    assert refused.value.field == field
    with opened(survey.database) as db:
        assert counts(db, "machi")["interviews"] == 3


def test_the_same_interview_sent_again_keeps_its_photo_once(survey: Settings) -> None:
    one = entry(photos=((jpeg(colour="teal"), "face"),))
    assert [enter(survey, ACTOR, one).again for _ in range(3)] == [False, True, True]
    with opened(survey.database) as db:
        assert db.conn.execute("select count(*) from photos").fetchone()[0] == 1
        assert db.conn.execute("select count(*) from log where act = 'enter'").fetchone()[0] == 1


def test_a_photo_of_an_interview_that_could_not_be_saved_is_not_left_behind(
    survey: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*given: object, **named: object) -> None:
        raise Busy("データベースが使用中です。")

    photo = jpeg(colour="teal")
    enter(survey, ACTOR, entry(photos=((photo, "face"),)))
    monkeypatch.setattr(entering.writes, "publish", held)
    with pytest.raises(Busy):
        enter(survey, ACTOR, entry(photos=((photo, "face"), (jpeg(colour="orange"), "board"))))
    assert len(list(survey.photos_dir.rglob("*.jpg"))) == 2
