"""Promises of changed consents: they hold at once, above every file, and no photo outlives them."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from survey_loader.access import SERVER, Actor, Audience, Role
from survey_loader.acts import consents, erasing, undoing
from survey_loader.acts.entering import Entry, enter
from survey_loader.acts.photo_import import import_photos
from survey_loader.errors import NotAllowed, SurveyError
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store import cache, photos, reads, tombstones
from survey_loader.store import consents as stored
from survey_loader.store.connection import opened
from tests.loader.conftest import Import, write_csv
from tests.loader.test_photos import jpeg

ORGANISER = Actor("担当の人", (("machi", Role.ORGANISER),))
HEADER = "聞き取りID,日時,場所,年代,板番号,好きなところ,ことばの同意,写真,写真（委員会）,写真（会場）"
PERSON = "E-01,2026/5/3 13:05,ゆきの通り,20代,11,川べりの朝が大好きです,はい,p.jpg,はい,はい"
OTHER = "E-02,2026/5/3 13:20,ゆきの通り,60代,12,動物園が楽しかった,はい,q.jpg,はい,はい"
NOTHING = Consents()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "photos"
    made.mkdir()
    (made / "p.jpg").write_bytes(jpeg(colour="teal"))
    (made / "q.jpg").write_bytes(jpeg(colour="orange"))
    return made


@pytest.fixture
def survey(empty: Settings, bring_in: Import, folder: Path, tmp_path: Path) -> Settings:
    report = bring_in(write_csv(tmp_path / "a.csv", PERSON, OTHER, header=HEADER), photos=(folder,))
    assert report.photos == 2
    return empty


def person(settings: Settings, text: str = "川べりの朝が大好きです") -> str:
    with opened(settings.database) as db:
        frame = reads.all_comments(db, "machi", Audience.COMMITTEE).set_index("text")
    return str(frame.loc[text, "interview_id"])


def allowed(settings: Settings, interview_id: str) -> Consents | None:
    with opened(settings.database) as db:
        return stored.current(db, "machi", interview_id)


def files(settings: Settings) -> int:
    return len([path for path in settings.photos_dir.rglob("*.jpg") if ".thumb" not in path.name])


def quotable(settings: Settings) -> set[str]:
    with opened(settings.database) as db:
        return set(reads.all_comments(db, "machi", Audience.PUBLIC_WEB)["text"])


def test_a_quote_taken_back_is_nowhere_public_from_that_moment(survey: Settings) -> None:
    assert "川べりの朝が大好きです" in quotable(survey)
    before = cache.voices(survey, "machi").comments["quotable"].sum()
    who = person(survey)
    done = consents.change(survey, ORGANISER, "machi", who, replace(allowed(survey, who) or NOTHING, quote=False))
    assert done.photos == 0
    assert quotable(survey) == {"動物園が楽しかった"}
    assert cache.voices(survey, "machi").comments["quotable"].sum() == before - 1
    # It still counts.
    assert len(cache.voices(survey, "machi").comments) == 2


def test_a_photo_nobody_may_see_any_more_is_gone_with_its_files(survey: Settings) -> None:
    who = person(survey)
    done = consents.change(survey, ORGANISER, "machi", who, Consents(quote=True))
    assert (done.photos, files(survey)) == (1, 1)
    with opened(survey.database) as db:
        assert photos.photos(db, "machi", Audience.ORGANISER)["day"].tolist() == ["2026-05-03"]
        assert db.conn.execute("select interview_id, name from photos where matched = 'dropped'").fetchall() == [
            ("", "")
        ]


def test_a_photo_the_committee_may_still_see_stays_and_the_hall_loses_it(survey: Settings) -> None:
    done = consents.change(survey, ORGANISER, "machi", person(survey), Consents(quote=True, photo_committee="face"))
    assert (done.photos, files(survey)) == (0, 2)
    with opened(survey.database) as db:
        assert len(photos.photos(db, "machi", Audience.PUBLIC_HALL)) == 1
        assert len(photos.photos(db, "machi", Audience.COMMITTEE)) == 2


def test_the_public_never_sees_more_than_the_committee(survey: Settings) -> None:
    wanted = Consents(photo_committee="board", photo_hall="face", photo_web="board")
    done = consents.change(survey, ORGANISER, "machi", person(survey), wanted)
    assert done.consents == Consents(photo_committee="board", photo_hall="board", photo_web="board")
    # The photo shows a face.
    assert done.photos == 1


def test_the_same_file_again_brings_neither_the_old_consent_nor_the_photo_back(
    survey: Settings, bring_in: Import, folder: Path, tmp_path: Path
) -> None:
    who = person(survey)
    consents.change(survey, ORGANISER, "machi", who, NOTHING)
    again = bring_in(write_csv(tmp_path / "b.csv", PERSON, OTHER, header=HEADER), photos=(folder,))
    assert (again.interviews, again.already_there) == (0, 2)
    changed = PERSON.replace("大好き", "とても好き")
    bring_in(write_csv(tmp_path / "c.csv", changed, OTHER, header=HEADER), photos=(folder,))
    import_photos(survey, ORGANISER, "machi", [folder])
    assert person(survey, "川べりの朝がとても好きです") == who
    assert allowed(survey, who) == NOTHING
    assert files(survey) == 1
    assert quotable(survey) == {"動物園が楽しかった"}


def test_the_consent_outlives_the_import_that_is_undone_and_brought_in_anew(
    survey: Settings, bring_in: Import, folder: Path, tmp_path: Path
) -> None:
    who = person(survey)
    consents.change(survey, ORGANISER, "machi", who, NOTHING)
    undoing.undo(survey, ORGANISER, 1, even_if_edited=True)
    bring_in(write_csv(tmp_path / "b.csv", PERSON, OTHER, header=HEADER), photos=(folder,))
    assert allowed(survey, who) == NOTHING
    assert quotable(survey) == {"動物園が楽しかった"}


def test_an_entry_sent_again_later_does_not_bring_the_old_consent_back(empty: Settings, bring_in: Import) -> None:
    bring_in(write_csv(empty.data_dir.parent / "a.csv", OTHER, header=HEADER))
    entry = Entry(
        "machi", "3f1f4c5a-6c9b-4b7e-9b1d-000000000009", {"like": "坂が好き"}, datetime(2026, 5, 5, tzinfo=UTC), "駅",
        consents=Consents(quote=True, photo_committee="face"), photos=((jpeg(colour="navy"), "face"),),
    )  # fmt: skip
    enter(empty, ORGANISER, entry)
    consents.change(empty, ORGANISER, "machi", entry.id, NOTHING)
    enter(empty, ORGANISER, entry)
    enter(empty, ORGANISER, replace(entry, answers={"like": "坂がとても好き"}))
    assert allowed(empty, entry.id) == NOTHING
    assert quotable(empty) == {"動物園が楽しかった"}
    assert files(empty) == 0


def test_a_photo_handed_in_again_by_hand_for_who_took_it_back_is_swept(empty: Settings, bring_in: Import) -> None:
    bring_in(write_csv(empty.data_dir.parent / "a.csv", OTHER, header=HEADER))
    entry = Entry(
        "machi", "3f1f4c5a-6c9b-4b7e-9b1d-000000000009", {"like": "坂が好き"}, datetime(2026, 5, 5, tzinfo=UTC), "駅",
        consents=Consents(photo_committee="face"), photos=((jpeg(colour="navy"), "face"),),
    )  # fmt: skip
    enter(empty, ORGANISER, entry)
    consents.change(empty, ORGANISER, "machi", entry.id, NOTHING)
    enter(empty, ORGANISER, replace(entry, photos=((jpeg(colour="gold"), "face"),)))
    with opened(empty.database) as db:
        assert len(photos.photos(db, "machi", Audience.ORGANISER)) == 0
    assert consents.sweep(empty, SERVER) == 1
    assert files(empty) == 0


def test_either_of_two_people_in_one_picture_can_take_it_away(
    empty: Settings, bring_in: Import, folder: Path, tmp_path: Path
) -> None:
    together = OTHER.replace("q.jpg", "p.jpg")
    bring_in(write_csv(tmp_path / "a.csv", PERSON, together, header=HEADER), photos=(folder,))
    assert consents.change(empty, ORGANISER, "machi", person(empty), NOTHING).photos == 1
    with opened(empty.database) as db:
        assert len(photos.photos(db, "machi", Audience.ORGANISER)) == 0


def test_a_restored_older_database_learns_from_the_ledger(survey: Settings, tmp_path: Path) -> None:
    who = person(survey)
    shutil.copytree(survey.photos_dir, tmp_path / "kept photos")
    with opened(survey.database) as db:
        db.conn.execute("vacuum into ?", [str(tmp_path / "kept.db")])
    consents.change(survey, ORGANISER, "machi", who, Consents(quote=False, photo_committee="board"))
    for path in survey.data_dir.glob("machi.db*"):
        path.unlink()
    shutil.copy(tmp_path / "kept.db", survey.database)
    shutil.copytree(tmp_path / "kept photos", survey.photos_dir, dirs_exist_ok=True)
    cache.forget(survey, "machi")
    assert quotable(survey) == {"川べりの朝が大好きです", "動物園が楽しかった"}

    erasing.finish(survey, SERVER)

    assert allowed(survey, who) == Consents(photo_committee="board")
    assert quotable(survey) == {"動物園が楽しかった"}
    assert files(survey) == 1


def test_a_change_that_was_cut_short_is_finished_at_the_next_start(survey: Settings) -> None:
    who = person(survey)
    tombstones.ready(survey.erased)
    tombstones.append_consents(survey.erased, who, NOTHING, [], ORGANISER.name, "2026-05-06T00:00:00+00:00")
    erasing.finish(survey, SERVER)
    assert allowed(survey, who) == NOTHING
    assert files(survey) == 1
    # And only once.
    erasing.finish(survey, SERVER)
    with opened(survey.database) as db:
        assert db.conn.execute("select count(*) from log where act = 'change consents'").fetchone()[0] == 1


def test_the_log_keeps_who_changed_which_consent_and_no_content(survey: Settings) -> None:
    who = person(survey)
    consents.change(survey, ORGANISER, "machi", who, Consents(photo_committee="face", photo_hall="face"))
    with opened(survey.database) as db:
        line = db.conn.execute(
            "select actor, survey, record, details from log where act = 'change consents'"
        ).fetchone()
    assert line[:3] == ("担当の人", "machi", who)
    assert json.loads(line[3]) == {"fields": ["quote"], "photos": 0}
    assert "川べり" not in survey.erased.read_text(encoding="utf-8")
    assert who not in survey.erased.read_text(encoding="utf-8")


def test_the_same_consents_again_change_nothing_and_say_nothing(survey: Settings) -> None:
    who = person(survey)
    consents.change(survey, ORGANISER, "machi", who, allowed(survey, who) or NOTHING)
    with opened(survey.database) as db:
        assert db.conn.execute("select count(*) from log where act = 'change consents'").fetchone()[0] == 0


def test_taking_the_quote_back_takes_another_legal_ground_with_it(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", PERSON, header=HEADER))
    with opened(empty.database) as db:
        db.conn.execute("update interviews set quote = 0, basis = 'CC BY 4.0'")
    assert quotable(empty) == {"川べりの朝が大好きです"}
    consents.change(empty, ORGANISER, "machi", person(empty), Consents(basis="CC BY 4.0"))
    assert quotable(empty) == set()


def test_an_erased_interview_leaves_no_changed_consent(survey: Settings) -> None:
    who = person(survey)
    consents.change(survey, ORGANISER, "machi", who, NOTHING)
    erasing.erase(survey, ORGANISER, who, "ご本人の求め")
    with opened(survey.database) as db:
        assert db.conn.execute("select count(*) from consent_changes").fetchone()[0] == 0


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.STUDENT, Role.MEMBER])
def test_consents_are_changed_by_organisers_alone(survey: Settings, role: Role | None) -> None:
    actor = Actor("だれか", (("machi", role),) if role else ())
    who = person(survey)
    before = allowed(survey, who)
    with pytest.raises(NotAllowed):
        consents.change(survey, actor, "machi", who, NOTHING)
    assert allowed(survey, who) == before


def test_an_unknown_interview_is_said(survey: Settings) -> None:
    with pytest.raises(SurveyError, match="見つかりません"):
        consents.change(survey, ORGANISER, "machi", "no-such-id", NOTHING)


def test_nothing_changes_where_the_ledger_cannot_be_read(survey: Settings) -> None:
    who = person(survey)
    survey.erased.write_text("こわれた\n", encoding="utf-8")
    with pytest.raises(SurveyError):
        consents.change(survey, ORGANISER, "machi", who, NOTHING)
    assert (allowed(survey, who) or NOTHING).quote
    assert files(survey) == 2
