"""Promises of the review: an edit is unchecked again, what is set aside leaves every reading and is lost nowhere."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from survey_loader.access import Actor, Audience, Role, invited
from survey_loader.acts import (
    comparing,
    consents,
    correcting,
    entering,
    erasing,
    holdings,
    joining,
    merging,
    reviewing,
    undoing,
)
from survey_loader.acts import retention as keeping
from survey_loader.acts.entering import Entry, enter
from survey_loader.acts.photo_import import import_photos
from survey_loader.acts.reviewing import Chosen, Waiting
from survey_loader.errors import NotAllowed, SurveyError, UnusableEntry
from survey_loader.models import Consents, Question, Survey
from survey_loader.settings import Settings
from survey_loader.store import cache, reads, waiting
from survey_loader.store.connection import opened, transaction
from survey_loader.store.photos import open_photo
from survey_loader.store.surveys import save_survey
from tests.conftest import PROJECT
from tests.loader.conftest import Import, write_csv
from tests.loader.test_photos import jpeg

SLUG = "machi"
QUESTIONS = (
    Question("like", "好きなところ"),
    Question("future", "どんなまちになってほしい"),
    Question("stay", "住み続けたい", "scale"),
)  # fmt: skip
TOWN = Survey(SLUG, "こまちの声", questions=QUESTIONS)
ORGANISER = Actor("担当の人", ((SLUG, Role.ORGANISER),))
HANAKO = Actor("hanako", ((SLUG, Role.STUDENT),))
EXIF_IFD, TAKEN = 0x8769, 0x9003
AT = datetime(2026, 5, 3, 4, tzinfo=UTC)
ALLOWED = Consents(quote=True, photo_committee="face", photo_hall="face")

TypeIn = Callable[..., Waiting]


@pytest.fixture
def here(empty: Settings) -> Settings:
    with opened(empty.database) as db, transaction(db):
        save_survey(db, TOWN)
    return empty


@pytest.fixture
def type_in(here: Settings) -> TypeIn:
    """Type in an interview and return it as it waits."""

    def run(actor: Actor = HANAKO, **given: Any) -> Waiting:
        values = {
            "survey": SLUG,
            "id": str(uuid.uuid4()),
            "answers": {"like": "川べりの朝がすき"},
            "at": AT,
            "place": "駅前",
        }
        entry = Entry(**{**values, **given})
        enter(here, actor, entry)
        return reviewing.look(here, ORGANISER, SLUG, entry.id).waiting

    return run


def queued(here: Settings, state: reviewing.State = "unchecked", **chosen: str) -> list[str]:
    found = reviewing.queue(here, ORGANISER, SLUG, state, Chosen(**chosen)).interviews
    return [one.id for one in found]


def texts(here: Settings, audience: Audience = Audience.COMMITTEE) -> set[str]:
    with opened(here.database) as db:
        return set(reads.all_comments(db, SLUG, audience)["text"])


def now(here: Settings, one: Waiting) -> reviewing.Looked:
    return reviewing.look(here, ORGANISER, SLUG, one.id)


def test_what_is_typed_in_waits_in_the_order_of_asking_and_what_a_file_brings_does_not(
    here: Settings, type_in: TypeIn, bring_in: Import, tmp_path: Path
) -> None:
    late, early = type_in(at=AT + timedelta(hours=1)), type_in()
    bring_in(write_csv(tmp_path / "a.csv", "E-1,2026/5/3,駅前,空", header="聞き取りID,日時,場所,好きなところ"))
    assert queued(here) == [early.id, late.id]
    assert reviewing.check(here, ORGANISER, SLUG, [early]) == 1
    assert queued(here) == [late.id]
    assert queued(here, "checked") == [early.id]
    assert now(here, early).checked_by is not None
    assert reviewing.count(here, ORGANISER, SLUG) == 1


def test_an_edit_makes_a_checked_interview_unchecked_again(here: Settings, type_in: TypeIn) -> None:
    one = type_in()
    reviewing.check(here, ORGANISER, SLUG, [one])
    type_in(id=one.id, answers={"like": "川べりの夕方がすき"})
    assert queued(here) == [one.id]
    with pytest.raises(SurveyError, match="そのあいだに直されたか"):
        reviewing.check(here, ORGANISER, SLUG, [one])
    type_in(id=one.id)
    assert queued(here) == []


def test_a_check_is_taken_back(here: Settings, type_in: TypeIn) -> None:
    one = type_in()
    reviewing.check(here, ORGANISER, SLUG, [one])
    reviewing.uncheck(here, ORGANISER, SLUG, one)
    assert queued(here) == [one.id]
    assert [line.act for line in now(here, one).lines] == ["uncheck interview", "check interview", "enter"]


def test_the_queue_is_narrowed_by_day_asker_and_place(here: Settings, type_in: TypeIn) -> None:
    first = type_in(interviewer="佐藤")
    second = type_in(at=AT + timedelta(days=1), place="公園")
    assert queued(here, day="2026-05-04") == queued(here, place="公園") == queued(here, who="hanako") == [second.id]
    assert queued(here, who="佐藤", place="駅前") == [first.id]
    assert queued(here, who="佐藤", place="公園") == []
    offered = set(reviewing.offered(here, ORGANISER, SLUG, "unchecked"))
    assert offered == {Chosen("2026-05-03", "佐藤", "駅前"), Chosen("2026-05-04", "hanako", "公園")}


def test_a_correction_is_a_new_version_that_counts_as_checked_and_keeps_consents(
    here: Settings, type_in: TypeIn
) -> None:
    one = type_in(consents=ALLOWED, said={"like": "live"}, choices={"stay": "4"})
    entry = correcting.entry_of(now(here, one).now, one.id)
    assert (entry.at, entry.said, entry.choices, entry.consents) == (AT, {"like": "live"}, {"stay": "4"}, ALLOWED)
    correcting.correct(here, ORGANISER, replace(entry, board="12", consents=Consents()), one.content)
    after = now(here, one)
    assert [(version.board, version.actor) for version in after.versions] == [("12", "担当の人"), ("", "hanako")]
    assert after.now.consents == ALLOWED
    assert (queued(here), queued(here, "checked")) == ([], [one.id])
    with pytest.raises(SurveyError, match="そのあいだに直されたか"):
        correcting.correct(here, ORGANISER, replace(entry, board="13"), one.content)
    assert now(here, one).now.board == "12"


def test_a_correction_that_would_leave_nothing_is_refused(here: Settings, type_in: TypeIn) -> None:
    one = type_in()
    entry = correcting.entry_of(now(here, one).now, one.id)
    with pytest.raises(UnusableEntry, match="ことばか写真"):
        correcting.correct(here, ORGANISER, replace(entry, answers={}), one.content)
    assert texts(here) == {"川べりの朝がすき"}


def test_the_difference_is_told_word_by_word_and_an_earlier_version_comes_back(here: Settings, type_in: TypeIn) -> None:
    one = type_in(answers={"like": "除雪をちゃんとしてほしい"}, board="11")
    type_in(id=one.id, answers={"like": "除雪をしっかりしてほしい"}, board="12")
    later, first = now(here, one).versions
    changes = comparing.changes(here, TOWN, first, later)
    assert [(change.what, change.name) for change in changes] == [("answer", "like"), ("field", "board")]
    assert [tuple(piece) for piece in changes[0].pieces] == [
        ("same", "除雪を"), ("gone", "ちゃんと"), ("new", "しっかり"), ("same", "してほしい"),
    ]  # fmt: skip
    consents.change(here, ORGANISER, SLUG, one.id, Consents(quote=True))
    correcting.return_to(here, ORGANISER, SLUG, one.id, first.number, later.content)
    after = now(here, one)
    assert (after.now.answers[0].text, after.now.board, len(after.versions)) == ("除雪をちゃんとしてほしい", "11", 3)
    # What was allowed meanwhile stands, whatever was said before.
    assert after.now.consents == Consents(quote=True)
    assert after.lines[0].act == "return to version"


def test_what_is_set_aside_leaves_every_reading_and_comes_back_whole(here: Settings, type_in: TypeIn) -> None:
    one = type_in(consents=ALLOWED, photos=((jpeg(colour="teal"), "face"),))
    other = type_in(answers={"future": "バスを増やして"})
    [photo] = now(here, one).pictures
    assert len(cache.voices(here, SLUG).comments) == 2
    with pytest.raises(UnusableEntry, match="理由を選んで"):
        merging.set_aside(here, ORGANISER, SLUG, one, "")
    merging.set_aside(here, ORGANISER, SLUG, one, "joke", "ふざけて書いた")
    assert texts(here) == {"バスを増やして"}
    assert len(cache.voices(here, SLUG).comments) == 1
    assert (queued(here), queued(here, "aside")) == ([other.id], [one.id])
    assert entering.own(here, HANAKO, SLUG)[0].id == other.id
    with opened(here.database) as db:
        # It is nobody's to look at, and does not wait for an owner either.
        with pytest.raises(NotAllowed):
            open_photo(db, here.photos_dir, photo.id, Audience.COMMITTEE)
        assert waiting.photos(db, SLUG).empty
        logged = [row[0] for row in db.conn.execute("select details from log where act = 'set aside'")]
    assert "いたずら" in logged[0] and "ふざけて" not in logged[0]
    found = now(here, one).aside
    assert found is not None and (found.reason, found.words) == ("joke", "ふざけて書いた")
    merging.bring_back(here, ORGANISER, SLUG, one.id)
    assert texts(here) == {"川べりの朝がすき", "バスを増やして"}
    with opened(here.database) as db:
        assert open_photo(db, here.photos_dir, photo.id, Audience.COMMITTEE).is_file()
    with pytest.raises(SurveyError, match="もう戻して"):
        merging.bring_back(here, ORGANISER, SLUG, one.id)


def test_a_file_that_is_imported_again_does_not_bring_back_what_was_set_aside(
    here: Settings, bring_in: Import, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", "E-1,2026/5/3,駅前,空が広い", header="聞き取りID,日時,場所,好きなところ")
    bring_in(path)
    with opened(here.database) as db:
        one = Waiting(*db.conn.execute("select id, content from shown").fetchone())
    merging.set_aside(here, ORGANISER, SLUG, one, "trial")
    report = bring_in(path)
    assert (report.interviews, report.already_there) == (0, 1)
    assert texts(here) == set()


def test_likely_the_same_person_is_pointed_out(here: Settings, type_in: TypeIn) -> None:
    first = type_in(board="0028G")
    by_board = type_in(board="28", answers={"future": "バス"})
    by_words = type_in(answers={"like": "川ぞいの桜と石橋がとても好き"})
    same_words = type_in(answers={"like": "川ぞいの桜と石橋がとても好き。"})
    type_in(board="28", at=AT + timedelta(days=2))
    type_in(answers={"like": "川ぞいの桜と石橋がとても好き"}, at=AT + timedelta(days=3))
    type_in(answers={"like": "川ぞいの桜と石橋がとても好き"}, place="公園")
    assert now(here, first).twins == (by_board.id,)
    assert now(here, by_words).twins == (same_words.id,)
    assert reviewing.queue(here, ORGANISER, SLUG, "unchecked").twins == {
        first.id, by_board.id, by_words.id, same_words.id,
    }  # fmt: skip


def test_merging_joins_what_the_first_lacks_and_sets_the_other_aside(here: Settings, type_in: TypeIn) -> None:
    stays = type_in(board="28", consents=ALLOWED, age="20代")
    goes = type_in(
        board="28", answers={"like": "べつのことば", "future": "バスを増やして"}, choices={"stay": "5"}, age="30代",
        relation="resident", consents=replace(ALLOWED, photo_hall="no"), photos=((jpeg(colour="navy"), "face"),),
    )  # fmt: skip
    merging.merge(here, ORGANISER, SLUG, stays, goes)
    after = now(here, stays)
    assert texts(here) == {"川べりの朝がすき", "バスを増やして"}
    assert (after.now.age, after.now.relation, after.now.choices) == ("20代", "resident", {"stay": "5"})
    assert after.now.consents == replace(ALLOWED, photo_hall="no")
    assert [picture.seen for picture in after.pictures] == [True]
    assert (queued(here), queued(here, "checked"), queued(here, "aside")) == ([], [stays.id], [goes.id])
    with pytest.raises(SurveyError, match="そのあいだに"):
        merging.merge(here, ORGANISER, SLUG, after.waiting, goes)
    with opened(here.database) as db:
        assert open_photo(db, here.photos_dir, after.pictures[0].id, Audience.COMMITTEE).is_file()
    merging.bring_back(here, ORGANISER, SLUG, goes.id)
    assert now(here, stays).pictures == ()
    assert len(now(here, goes).pictures) == 1


def test_a_photo_that_comes_late_for_a_merged_interview_is_the_others_too(here: Settings, type_in: TypeIn) -> None:
    stays, goes = type_in(board="28", consents=ALLOWED), type_in(board="28", consents=ALLOWED)
    merging.merge(here, ORGANISER, SLUG, stays, goes)
    assert entering.add_photo(here, HANAKO, SLUG, goes.id, jpeg(colour="navy"), "face")
    assert len(now(here, stays).pictures) == 1


def test_erasing_one_of_a_merged_pair_erases_the_person(here: Settings, type_in: TypeIn) -> None:
    stays, goes = type_in(board="28"), type_in(board="28", answers={"like": "ゾイゾイ鉄道の夜のバスがいい"})
    type_in(answers={"like": "自然がいっぱい"})
    merging.merge(here, ORGANISER, SLUG, stays, goes)
    held = holdings.look(here, ORGANISER, SLUG, stays.id)
    assert (held.counts["set_aside"], held.counts["reviews"]) == (1, 1)
    assert {version.standing for version in held.versions} == {"shown", "aside"}
    assert [found.id for found in holdings.find(here, ORGANISER, SLUG, "ゾイゾイ")] == [goes.id]
    erasing.erase(here, ORGANISER, goes.id, "ご本人の求め")
    assert texts(here) == {"自然がいっぱい"}
    with opened(here.database) as db:
        for table in ("reviews", "set_aside"):
            assert db.conn.execute(f"select count(*) from {table}").fetchone()[0] == 0
        assert db.conn.execute("select count(distinct id) from interviews").fetchone()[0] == 1
    assert not any("ゾイゾイ".encode() in path.read_bytes() for path in here.data_dir.glob("machi.db*"))


def test_a_consent_taken_back_holds_for_both_of_a_merged_pair(here: Settings, type_in: TypeIn) -> None:
    stays = type_in(board="28", consents=ALLOWED)
    goes = type_in(board="28", consents=ALLOWED, photos=((jpeg(colour="navy"), "face"),))
    merging.merge(here, ORGANISER, SLUG, stays, goes)
    consents.change(here, ORGANISER, SLUG, goes.id, Consents())
    assert now(here, stays).now.consents == now(here, goes).now.consents == Consents()
    assert list(here.photos_dir.rglob("*.jpg")) == []


def test_retention_reaches_what_was_set_aside(here: Settings, type_in: TypeIn) -> None:
    one = type_in(wave="春", interviewer="佐藤", note="帽子の人")
    merging.set_aside(here, ORGANISER, SLUG, one, "other", "佐藤さんの試し")
    [wave] = keeping.waves(here, ORGANISER, TOWN)
    assert (wave.wave, wave.interviews, wave.identified) == ("春", 1, 1)
    with opened(here.database) as db, transaction(db):
        keeping.retention.strip(db, keeping.retention.ids(db, SLUG, "春"))
    assert "佐藤".encode() not in b"".join(path.read_bytes() for path in here.data_dir.glob("machi.db"))
    found = now(here, one)
    assert found.aside is not None and (found.aside.words, found.now.interviewer) == ("", "")


def test_photos_that_wait_are_offered_nearest_first(here: Settings, type_in: TypeIn, tmp_path: Path) -> None:
    one = type_in()
    folder = tmp_path / "photos"
    folder.mkdir()
    for name, taken in (("a.jpg", "2026:05:03 10:00:00"), ("b.jpg", "2026:05:03 13:40:00")):
        exif = Image.Exif()
        exif.get_ifd(EXIF_IFD)[TAKEN] = taken
        (folder / name).write_bytes(jpeg(colour="teal" if name == "a.jpg" else "navy", exif=exif))
    import_photos(here, ORGANISER, SLUG, [folder])
    near = reviewing.near_photos(here, ORGANISER, TOWN, AT, 5)
    assert near["name"].tolist() == ["b.jpg", "a.jpg"]
    joining.join(here, ORGANISER, SLUG, int(near.iloc[0]["number"]), one.id)
    assert len(now(here, one).pictures) == 1


def test_only_organisers_review(here: Settings, type_in: TypeIn) -> None:
    one = type_in()
    member = Actor("委員", ((SLUG, Role.MEMBER),))
    for act in (
        lambda who: reviewing.queue(here, who, SLUG, "unchecked"),
        lambda who: reviewing.look(here, who, SLUG, one.id),
        lambda who: reviewing.check(here, who, SLUG, [one]),
        lambda who: reviewing.uncheck(here, who, SLUG, one),
        lambda who: merging.set_aside(here, who, SLUG, one, "joke"),
        lambda who: merging.bring_back(here, who, SLUG, one.id),
        lambda who: merging.merge(here, who, SLUG, one, one),
        lambda who: correcting.return_to(here, who, SLUG, one.id, 1, one.content),
        lambda who: correcting.correct(here, who, correcting.entry_of(now(here, one).now, one.id), one.content),
    ):
        for who in (member, HANAKO, invited(1, SLUG)):
            with pytest.raises(NotAllowed):
                act(who)
    with pytest.raises(SurveyError, match="見つかりません"):
        reviewing.look(here, Actor("となり", (("tonari", Role.ORGANISER),)), "tonari", one.id)


def test_a_database_of_schema_10_upgrades_and_what_was_typed_in_waits(empty: Settings) -> None:
    empty.data_dir.mkdir()
    shutil.copy(PROJECT / "tests" / "samples" / "databases" / "schema_10.db", empty.database)
    assert "川べりの朝がすき" in texts(empty)
    assert len(queued(empty)) == 2


def test_what_was_written_about_an_interview_goes_with_the_import_that_brought_it(
    here: Settings, bring_in: Import, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", "E-1,2026/5/3,駅前,空が広い", header="聞き取りID,日時,場所,好きなところ")
    batch = bring_in(path).batch
    with opened(here.database) as db:
        one = Waiting(*db.conn.execute("select id, content from shown").fetchone())
    merging.set_aside(here, ORGANISER, SLUG, one, "trial", "佐藤さんの試し")
    undoing.undo(here, ORGANISER, batch)
    with opened(here.database) as db:
        assert db.conn.execute("select reason, words from set_aside").fetchall() == [("trial", "")]
    bring_in(path)
    assert texts(here) == set()


def test_what_is_corrected_after_it_was_set_aside_stays_aside_and_comes_first(here: Settings, type_in: TypeIn) -> None:
    one, other = type_in(), type_in(answers={"like": "空が広い"})
    merging.set_aside(here, ORGANISER, SLUG, one, "illegible")
    merging.set_aside(here, ORGANISER, SLUG, other, "joke")
    assert queued(here, "aside") == [other.id, one.id]
    enter(here, HANAKO, replace(correcting.entry_of(now(here, one).now, one.id), answers={"like": "坂が好き"}))
    assert (queued(here, "aside"), texts(here)) == ([one.id, other.id], set())
