"""Promises of typing from photos: nobody has a board twice, a second person reads it again, and no photo leaks."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from survey_loader.access import Actor, Audience, Role
from survey_loader.acts import (
    consents,
    erasing,
    holdings,
    inviting,
    retention,
    street,
    street_photos,
    typed_words,
    typing,
)
from survey_loader.acts.entering import Entry, add_photo, enter
from survey_loader.acts.inviting import Bearer, Wanted
from survey_loader.acts.photo_import import import_photos
from survey_loader.acts.typed_words import Board, Difference, Occasion
from survey_loader.acts.typing import Item
from survey_loader.errors import ForeignInterview, NotAllowed, SurveyError, UnusableEntry
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store import entered, typed, waiting
from survey_loader.store.connection import opened, transaction
from survey_loader.store.photo_files import photo_path
from survey_loader.store.photos import open_photo
from survey_loader.store.surveys import save_survey
from survey_loader.store.typed import Setting
from tests.capture.phone import CONSENTS, TOWN, body, new_id, shot
from tests.loader.test_erasing import traces

ORGANISER = Actor("担当の人", ((TOWN.slug, Role.ORGANISER),))
STUDENT, OTHER = (Actor(name, ((TOWN.slug, Role.STUDENT),)) for name in ("学生", "もう一人の学生"))
JST = timezone(timedelta(hours=9))
OPEN = Setting(students=True)


@pytest.fixture
def town(empty: Settings) -> Settings:
    """A survey whose typing students may do."""
    with opened(empty.database) as db, transaction(db):
        save_survey(db, TOWN)
    typing.configure(empty, ORGANISER, TOWN.slug, OPEN)
    return empty


@pytest.fixture
def bearer(town: Settings) -> Bearer:
    until = datetime.now(JST) + timedelta(days=3)
    return inviting.bearer(town, inviting.make(town, ORGANISER, TOWN.slug, Wanted("班", until)).token)


def send(here: Settings, bearer: Bearer, seed: int = 0, committee: str = "face", **told: object) -> str:
    """Send an interview whose words are only on its photo, and return its id."""
    identity, photo = new_id(), shot(seed, side=300)
    sent = {
        "answers": {}, "said": {}, "choices": {"stay": "4"}, "words_later": True, "photos": [photo.told],
        "consents": {**CONSENTS, "committee": committee}, **told,
    }  # fmt: skip
    street.store(here, bearer, identity, body(**sent))
    arriving = street_photos.arriving(here, bearer, identity, photo.sha256)
    street_photos.add(here, arriving, 0, photo.content)
    street_photos.finish(here, arriving)
    return identity


def nobodys(here: Settings, folder: Path, count: int = 1) -> None:
    """Bring in photos that nobody knows."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"IMG_{number}.jpg").write_bytes(shot(100 + number, side=300).content)
    import_photos(here, ORGANISER, TOWN.slug, [folder])


def take(here: Settings, actor: Actor, purpose: typed.Purpose = "type", holder: str = "") -> Item | None:
    return typing.take(here, actor, TOWN, purpose, holder or actor.name)


def taken(here: Settings, actor: Actor, purpose: typed.Purpose = "type") -> Item:
    item = take(here, actor, purpose)
    assert item is not None
    return item


def read(like: str = "川ぞいの桜がきれい", **told: object) -> Board:
    return Board({"like": like, "future": ""}, board="0123K", age="20代", relation="resident", **told)  # type: ignore[arg-type]


def type_it(here: Settings, actor: Actor, board: Board, purpose: typed.Purpose = "type") -> list[Difference]:
    return typed_words.save(here, actor, TOWN, taken(here, actor, purpose), actor.name, board)


def shown(here: Settings, identity: str) -> typed.Words:
    with opened(here.database) as db:
        words = typed.shown_words(db, TOWN.slug, identity)
    assert words is not None
    return words


def acts(here: Settings) -> list[tuple[str, str]]:
    with opened(here.database) as db:
        return db.conn.execute("select act, actor from log order by number").fetchall()


def test_words_typed_from_a_photo_are_a_version_of_its_interview_and_all_else_stays(
    town: Settings, bearer: Bearer
) -> None:
    identity = send(town, bearer)
    before = shown(town, identity)
    item = taken(town, STUDENT)
    assert (item.id, item.needs_occasion, len(item.photos)) == (identity, False, 1)
    typed_words.save(town, STUDENT, TOWN, item, STUDENT.name, read(said={"like": "both"}))
    after = shown(town, identity)
    assert (after.answers, after.said) == ({"like": "川ぞいの桜がきれい"}, {"like": "both"})
    kept = ("at", "wave", "place", "interviewer", "group", "note", "choices", "consents")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert after.at is not None
    assert after.at.utcoffset() == timedelta(hours=9)
    assert take(town, STUDENT) is None
    assert typing.progress(town, STUDENT, TOWN.slug) == (0, 1, 0)
    assert ("type board", "学生") in acts(town)


def test_an_interview_with_words_or_without_a_photo_is_not_in_the_queue(town: Settings, bearer: Bearer) -> None:
    street.store(town, bearer, new_id(), body())
    street.store(town, bearer, new_id(), body(answers={}, said={}))
    assert take(town, STUDENT) is None
    assert typing.progress(town, STUDENT, TOWN.slug) == (0, 0, 0)


def test_the_second_person_confirms_or_corrects_and_the_differences_are_told(town: Settings, bearer: Bearer) -> None:
    first, second = send(town, bearer, 1), send(town, bearer, 2)
    type_it(town, STUDENT, read())
    type_it(town, STUDENT, read("駅前の雪まつり"))
    assert take(town, STUDENT, "proof") is None
    assert type_it(town, OTHER, read(), "proof") == []
    told = type_it(town, OTHER, replace(read("駅前の雪まつりと花火"), age="30代"), "proof")
    assert told == [Difference("like", "駅前の雪まつり", "駅前の雪まつりと花火"), Difference("age", "20代", "30代")]
    assert {shown(town, one).answers["like"] for one in (first, second)} == {
        "川ぞいの桜がきれい", "駅前の雪まつりと花火",
    }  # fmt: skip
    [correction] = typed_words.corrections(town, ORGANISER, TOWN.slug)
    assert (correction.typed_by, correction.proofed_by, list(correction.differences)) == (
        "学生", "もう一人の学生", told,
    )  # fmt: skip
    assert typing.progress(town, STUDENT, TOWN.slug) == (0, 2, 2)
    assert take(town, OTHER, "proof") is None
    with pytest.raises(NotAllowed):
        typed_words.corrections(town, STUDENT, TOWN.slug)


def test_nobody_reads_again_what_they_typed_even_with_a_made_up_item(town: Settings, bearer: Bearer) -> None:
    send(town, bearer)
    item = taken(town, STUDENT)
    typed_words.save(town, STUDENT, TOWN, item, STUDENT.name, read())
    with pytest.raises(SurveyError, match="ほかの人が確かめます"):
        typed_words.save(town, STUDENT, TOWN, replace(item, purpose="proof"), STUDENT.name, read())
    assert typing.progress(town, STUDENT, TOWN.slug).proofed == 0


def test_two_people_at_once_never_get_the_same_board(town: Settings, bearer: Bearer) -> None:
    ids = {send(town, bearer, number) for number in range(8)}

    def one(number: int) -> Item | None:
        return take(town, Actor(f"学生{number}", STUDENT.roles))

    with ThreadPoolExecutor(8) as threads:
        items = list(threads.map(one, range(10)))
    got = [item.id for item in items if item]
    assert sorted(got) == sorted(ids)
    assert items.count(None) == 2
    for number, item in enumerate(items):
        again = one(number)
        assert (again and again.id) == (item and item.id)


def test_what_was_left_lying_goes_to_the_next_after_its_time(town: Settings, bearer: Bearer) -> None:
    identity = send(town, bearer)
    item = taken(town, STUDENT)
    assert take(town, OTHER) is None
    assert typing.renew(town, STUDENT, TOWN.slug, identity, "type", STUDENT.name)
    with opened(town.database) as db:
        db.conn.execute("update typing_leases set until = '2020-01-01T00:00:00.000+00:00'")
    # Nobody else came: who thought for long goes on.
    assert typing.renew(town, STUDENT, TOWN.slug, identity, "type", STUDENT.name)
    with opened(town.database) as db:
        db.conn.execute("update typing_leases set until = '2020-01-01T00:00:00.000+00:00'")
    assert taken(town, OTHER).id == identity
    assert not typing.renew(town, STUDENT, TOWN.slug, identity, "type", STUDENT.name)
    with pytest.raises(SurveyError, match="ほかの人が先に"):
        typed_words.save(town, STUDENT, TOWN, item, STUDENT.name, read())
    assert shown(town, identity).answers == {}


def test_the_last_board_goes_to_the_window_somebody_opened_last(town: Settings, bearer: Bearer) -> None:
    identity = send(town, bearer)
    before = take(town, STUDENT, holder="closed window")
    assert before is not None
    assert take(town, OTHER) is None
    again = take(town, STUDENT, holder="new window")
    assert again is not None
    assert again.id == identity
    assert not typing.renew(town, STUDENT, TOWN.slug, identity, "type", "closed window")
    with pytest.raises(SurveyError, match="ほかの人が先に"):
        typed_words.save(town, STUDENT, TOWN, before, "closed window", read())
    typed_words.save(town, STUDENT, TOWN, again, "new window", read())
    assert shown(town, identity).answers == {"like": "川ぞいの桜がきれい"}


def test_a_board_put_aside_is_free_for_others(town: Settings, bearer: Bearer) -> None:
    first, second = send(town, bearer, 1), send(town, bearer, 2)
    item = taken(town, STUDENT)
    after = typing.take(town, STUDENT, TOWN, "type", STUDENT.name, skipped=[item.id])
    assert after is not None
    assert {item.id, after.id} == {first, second}
    assert taken(town, OTHER).id == item.id
    typing.put_back(town, OTHER, TOWN.slug, OTHER.name)
    assert typing.take(town, STUDENT, TOWN, "type", STUDENT.name, skipped=[first, second]) is None


def test_saving_twice_is_saving_once(town: Settings, bearer: Bearer) -> None:
    identity = send(town, bearer)
    item = taken(town, STUDENT)
    typed_words.save(town, STUDENT, TOWN, item, STUDENT.name, read())
    with pytest.raises(SurveyError, match="ほかの人が先に"):
        typed_words.save(town, STUDENT, TOWN, item, STUDENT.name, read("二度目"))
    assert shown(town, identity).answers == {"like": "川ぞいの桜がきれい"}


def test_an_empty_board_is_called_unreadable_and_a_second_person_may_read_it_all_the_same(
    town: Settings, bearer: Bearer
) -> None:
    identity = send(town, bearer)
    item = taken(town, STUDENT)
    with pytest.raises(UnusableEntry, match="読めないとき"):
        typed_words.save(town, STUDENT, TOWN, item, STUDENT.name, Board({"like": " "}))
    typed_words.call_unreadable(town, STUDENT, TOWN, item, STUDENT.name)
    assert take(town, STUDENT) is None
    again = taken(town, OTHER, "proof")
    assert again.unreadable
    typed_words.save(town, OTHER, TOWN, again, OTHER.name, read())
    assert shown(town, identity).answers == {"like": "川ぞいの桜がきれい"}
    assert typing.progress(town, STUDENT, TOWN.slug) == (0, 1, 1)


def test_two_people_who_cannot_read_it_settle_it(town: Settings, bearer: Bearer) -> None:
    identity = send(town, bearer)
    typed_words.call_unreadable(town, STUDENT, TOWN, taken(town, STUDENT), STUDENT.name)
    typed_words.call_unreadable(town, OTHER, TOWN, taken(town, OTHER, "proof"), OTHER.name)
    assert typing.progress(town, STUDENT, TOWN.slug) == (0, 1, 1)
    assert take(town, ORGANISER, "proof") is None
    assert shown(town, identity).answers == {}


def test_words_read_by_the_first_are_not_thrown_away_by_the_second(town: Settings, bearer: Bearer) -> None:
    send(town, bearer)
    type_it(town, STUDENT, read())
    with pytest.raises(SurveyError, match="ちがうところだけ"):
        typed_words.call_unreadable(town, OTHER, TOWN, taken(town, OTHER, "proof"), OTHER.name)


def test_a_photo_nobody_knew_becomes_an_interview_once(town: Settings, tmp_path: Path) -> None:
    nobodys(town, tmp_path / "写真", 2)
    item = taken(town, STUDENT)
    assert (item.words, item.needs_occasion) == (None, True)
    asked = datetime(2026, 2, 7, 13, tzinfo=JST)
    with pytest.raises(UnusableEntry, match="場所"):
        typed_words.save(town, STUDENT, TOWN, item, STUDENT.name, read(occasion=Occasion(asked, "")))
    allowed = Consents(quote=True, photo_committee="board")
    occasion = Occasion(asked, "駅前", "2026年冬", "佐藤", allowed, "board")
    typed_words.save(town, STUDENT, TOWN, item, STUDENT.name, read(occasion=occasion))
    identity = typed_words.new_id(TOWN.slug, item.id)
    words = shown(town, identity)
    assert (words.place, words.wave, words.interviewer, words.board, words.consents) == (
        "駅前", "2026年冬", "佐藤", "0123K", allowed,
    )  # fmt: skip
    with opened(town.database) as db:
        assert typed.photos(db, identity) == [(item.id, "board")]
        assert len(waiting.photos(db, TOWN.slug)) == 1
        open_photo(db, town.photos_dir, item.id, Audience.COMMITTEE)
    assert typing.progress(town, STUDENT, TOWN.slug) == (1, 1, 0)
    assert taken(town, OTHER, "proof").id == identity


def test_photos_that_wait_are_left_out_where_organisers_say_so(town: Settings, tmp_path: Path) -> None:
    nobodys(town, tmp_path / "写真")
    typing.configure(town, ORGANISER, TOWN.slug, Setting(students=True, waiting=False))
    assert take(town, STUDENT) is None
    assert typing.progress(town, STUDENT, TOWN.slug) == (0, 0, 0)


def test_students_type_only_where_it_was_opened_to_them_and_closing_takes_it_back(
    town: Settings, bearer: Bearer
) -> None:
    identity = send(town, bearer)
    item = taken(town, STUDENT)
    typing.configure(town, ORGANISER, TOWN.slug, Setting(students=False))
    with pytest.raises(NotAllowed, match="担当者だけ"):
        take(town, STUDENT)
    with pytest.raises(NotAllowed):
        typed_words.save(town, STUDENT, TOWN, item, STUDENT.name, read())
    assert not typing.renew(town, STUDENT, TOWN.slug, identity, "type", STUDENT.name)
    assert taken(town, ORGANISER).id == identity
    with pytest.raises(NotAllowed):
        typing.configure(town, STUDENT, TOWN.slug, OPEN)
    stranger = Actor("よその学生", (("other", Role.STUDENT),))
    with pytest.raises(NotAllowed):
        take(town, stranger)


def sees(here: Settings, actor: Actor, photo: str, within: tuple[str, ...] = (TOWN.slug,)) -> bool:
    with opened(here.database) as db:
        try:
            open_photo(db, here.photos_dir, photo, Audience.COMMITTEE, "full", within, typist=actor.name)
        except NotAllowed:
            return False
    return True


def test_a_typist_sees_the_photo_in_hand_and_no_other_whatever_its_person_allowed(
    town: Settings, bearer: Bearer, tmp_path: Path
) -> None:
    send(town, bearer, 1, committee="no")
    send(town, bearer, 2, committee="face")
    nobodys(town, tmp_path / "写真")
    with opened(town.database) as db:
        every = {row[0] for row in db.conn.execute("select id from photos")}
    assert len(every) == 3
    item = taken(town, STUDENT)
    [(photo, _)] = item.photos
    assert [one for one in every if sees(town, STUDENT, one)] == [photo]
    assert not any(sees(town, OTHER, one) for one in every)
    assert not sees(town, STUDENT, photo, ("other",))
    with opened(town.database) as db:
        db.conn.execute("update typing_leases set until = '2020-01-01T00:00:00.000+00:00'")
    assert not sees(town, STUDENT, photo)
    for _ in range(2):
        type_it(town, STUDENT, read())
    item = taken(town, STUDENT)
    assert item.photo is not None
    assert sees(town, STUDENT, item.id)
    typing.put_back(town, STUDENT, TOWN.slug, STUDENT.name)
    assert not any(sees(town, STUDENT, one) for one in every)


def test_a_photo_that_somebody_joined_meanwhile_is_no_longer_in_hand(town: Settings, tmp_path: Path) -> None:
    nobodys(town, tmp_path / "写真")
    item = taken(town, STUDENT)
    assert item.photo is not None
    identity = str(uuid.uuid4())
    at = datetime(2026, 2, 7, 13, tzinfo=JST)
    enter(town, ORGANISER, Entry(TOWN.slug, identity, {"like": "川"}, at, "駅前"))
    with opened(town.database) as db, transaction(db):
        waiting.give(db, TOWN.slug, item.photo.number, identity, "face")
    assert not sees(town, STUDENT, item.id)
    with pytest.raises(SurveyError, match="持ち主が決まりました"):
        typed_words.save(town, STUDENT, TOWN, item, STUDENT.name, read(occasion=Occasion(at, "駅前")))


def test_a_student_may_write_only_the_interview_in_hand(town: Settings, bearer: Bearer) -> None:
    first, second = sorted([send(town, bearer, 1), send(town, bearer, 2)])
    item = taken(town, STUDENT)
    other = second if item.id == first else first
    at = datetime(2026, 2, 7, 13, tzinfo=JST)
    with pytest.raises(ForeignInterview):
        enter(town, STUDENT, Entry(TOWN.slug, other, {"like": "いたずら"}, at, "駅前"))
    with pytest.raises(SurveyError):
        typed_words.save(town, OTHER, TOWN, replace(item, id=item.id), OTHER.name, read())


def test_the_photo_of_somebody_who_allowed_none_goes_when_its_words_were_read_again(
    town: Settings, bearer: Bearer
) -> None:
    none, some = send(town, bearer, 1, committee="no"), send(town, bearer, 2, committee="board")
    with opened(town.database) as db:
        photos = {one: typed.photos(db, one)[0][0] for one in (none, some)}
    for _ in range(2):
        type_it(town, STUDENT, read())
    assert all(photo_path(town.photos_dir, photo, "full").exists() for photo in photos.values())
    for _ in range(2):
        type_it(town, OTHER, read(), "proof")
    assert not photo_path(town.photos_dir, photos[none], "full").exists()
    assert photo_path(town.photos_dir, photos[some], "full").exists()
    assert ("let photo go", OTHER.name) in acts(town)
    assert typing.progress(town, STUDENT, TOWN.slug) == (0, 2, 2)
    assert shown(town, none).answers == {"like": "川ぞいの桜がきれい"}


def test_a_phone_that_corrects_something_else_does_not_take_typed_words_away(town: Settings, bearer: Bearer) -> None:
    told = {"answers": {}, "said": {}, "words_later": True, "photos": [shot(0, side=300).told]}
    identity = send(town, bearer)
    type_it(town, STUDENT, read(said={"like": "live"}))
    street.store(town, bearer, identity, body(**{**told, "age": "30代"}))
    words = shown(town, identity)
    assert (words.answers, words.said, words.age) == ({"like": "川ぞいの桜がきれい"}, {"like": "live"}, "30代")


def test_what_a_lost_phone_had_sent_is_told_also_after_somebody_typed_its_words(town: Settings, bearer: Bearer) -> None:
    identity = send(town, bearer)
    type_it(town, STUDENT, read())
    sent = inviting.sent(town, ORGANISER, TOWN.slug, bearer.invitation.number)
    assert [(one.id, one.texts) for one in sent] == [(identity, ("川ぞいの桜がきれい",))]
    assert isinstance(sent[0], entered.OwnEntry)


def test_erasing_leaves_nothing_of_what_was_typed_and_by_whom(town: Settings, bearer: Bearer) -> None:
    identity = send(town, bearer)
    type_it(town, STUDENT, read("ペケポン峠のヌルポッチ祭が大好きです"))
    type_it(town, OTHER, read("ペケポン峠のヌルポッチ祭が大好きです！ムニャリス"), "proof")
    typed_words.corrections(town, ORGANISER, TOWN.slug)
    counts = holdings.look(town, ORGANISER, TOWN.slug, identity).counts
    assert counts["typed_boards"] == 1
    assert traces(town) != []
    send(town, bearer, 3)
    taken(town, STUDENT)
    erasing.erase(town, ORGANISER, identity, "ご本人の求め")
    assert traces(town) == []
    with opened(town.database) as db:
        assert db.conn.execute("select count(*) from typed_boards").fetchone()[0] == 0
        assert db.conn.execute("select count(*) from typing_leases").fetchone()[0] == 1
        assert "ヌルポッチ" not in str(db.conn.execute("select details from log").fetchall())


def test_who_is_erased_while_being_typed_is_not_stored(town: Settings, bearer: Bearer) -> None:
    identity = send(town, bearer)
    item = taken(town, STUDENT)
    erasing.erase(town, ORGANISER, identity, "ご本人の求め")
    with pytest.raises(SurveyError):
        typed_words.save(town, STUDENT, TOWN, item, STUDENT.name, read("ヌルポッチ"))
    assert traces(town) == []
    assert take(town, STUDENT) is None


def test_a_photo_taken_back_by_its_person_leaves_the_queue(town: Settings, bearer: Bearer) -> None:
    identity = send(town, bearer)
    taken(town, STUDENT)
    consents.change(town, ORGANISER, TOWN.slug, identity, Consents())
    assert take(town, OTHER) is None
    assert typing.progress(town, STUDENT, TOWN.slug).waiting == 0


def test_after_a_purge_nothing_is_left_to_type_and_the_words_stay(town: Settings, bearer: Bearer) -> None:
    typed_one = send(town, bearer, 1)
    type_it(town, STUDENT, read())
    send(town, bearer, 2)
    taken(town, OTHER)
    retention.purge(town, ORGANISER, TOWN.slug, "2026年春")
    assert take(town, STUDENT) is None
    assert take(town, OTHER, "proof") is None
    assert (shown(town, typed_one).answers, shown(town, typed_one).board) == ({"like": "川ぞいの桜がきれい"}, "")
    assert list(town.photos_dir.rglob("*.jpg")) == []


def test_one_with_two_photos_is_one_board(town: Settings, bearer: Bearer) -> None:
    identity = send(town, bearer)
    add_photo(town, ORGANISER, TOWN.slug, identity, shot(9, side=300).content, "board")
    item = taken(town, STUDENT)
    assert [kind for _, kind in item.photos] == ["board", "face"]
    assert typing.progress(town, STUDENT, TOWN.slug).waiting == 1


SAVES: dict[str, Callable[[Settings, Actor, Item], object]] = {
    "save": lambda here, actor, item: typed_words.save(here, actor, TOWN, item, actor.name, read()),
    "unreadable": lambda here, actor, item: typed_words.call_unreadable(here, actor, TOWN, item, actor.name),
}


@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_a_viewer_can_do_nothing_with_a_made_up_item(
    town: Settings, bearer: Bearer, save: Callable[[Settings, Actor, Item], object]
) -> None:
    send(town, bearer)
    item = taken(town, STUDENT)
    with pytest.raises(NotAllowed):
        save(town, Actor("見る人", ((TOWN.slug, Role.VIEWER),)), item)
