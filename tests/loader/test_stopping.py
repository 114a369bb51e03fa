"""Promises of requests to stop: written down once, told to nobody, seen by organisers, closed with who and when."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from survey_loader.access import Actor, Role
from survey_loader.acts import codes, entering, erasing, holdings, keeping, numbering, retention, stopping
from survey_loader.acts.entering import Entry
from survey_loader.acts.keeping import Declared
from survey_loader.acts.log_words import act_label, actor_label, told
from survey_loader.acts.stopping import Request
from survey_loader.board_numbers import written
from survey_loader.errors import SurveyError, UnusableEntry
from survey_loader.language import japanese
from survey_loader.models import Question, Survey
from survey_loader.settings import Settings
from survey_loader.store import log
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import save_survey

TOWN = Survey("town", "こだま町の未来", questions=(Question("like", "好きなところ"),))
OTHER = Survey("other", "となり町の未来", questions=(Question("like", "好きなところ"),))
ORGANISER = Actor("hanako", (("town", Role.ORGANISER), ("other", Role.ORGANISER)))
WORDS = "川ぞいの桜がきれい"


@pytest.fixture
def town(empty: Settings) -> Settings:
    save(empty, TOWN)
    return empty


def save(settings: Settings, survey: Survey) -> None:
    with opened(settings.database) as db, transaction(db):
        save_survey(db, survey)


def spoke(settings: Settings, board: str, slug: str = "town", words: str = WORDS, wave: str = "2026年春") -> str:
    """Store an interview with this board and return its id."""
    identity = str(uuid.uuid4())
    at = datetime(2026, 5, 3, 4, tzinfo=UTC)
    entering.enter(settings, ORGANISER, Entry(slug, identity, {"like": words}, at, "駅前", wave=wave, board=board))
    return identity


def requests(settings: Settings, survey: Survey = TOWN) -> list[Request]:
    return stopping.open_requests(settings, ORGANISER, survey)


def asked_before(settings: Settings, days: int) -> None:
    """Let all requests have been made so many days ago."""
    at = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds")
    with opened(settings.database) as db, transaction(db):
        db.conn.execute("update stop_requests set at = ?", [at])


def rows(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with opened(settings.database) as db:
        return list(db.conn.execute(query).fetchall())


@pytest.mark.parametrize("board", ["0123D", "0123-D", "0123", "123", "０１２３Ｄ", "0123d", "0123K"])
def test_the_interview_of_a_number_is_found_however_its_board_is_written(town: Settings, board: str) -> None:
    who = spoke(town, board)
    spoke(town, "0124J")
    stopping.ask(town, "town", "0123-d")
    [request] = requests(town)
    assert (request.board, request.certain, request.overdue) == ("0123-D", True, False)
    assert [(one.id, one.words) for one in request.interviews] == [(who, WORDS)]
    assert request.due - request.asked == timedelta(days=7)


def test_asking_ten_times_is_one_request_and_tells_nothing(town: Settings) -> None:
    spoke(town, "0123D")
    for _ in range(10):
        stopping.ask(town, "town", "0123D")
        stopping.ask(town, "town", "9999N")
    assert [(one.board, len(one.interviews)) for one in requests(town)] == [("0123-D", 1), ("9999-N", 0)]
    lines = rows(town, "select actor, act, survey, record, details from log where act = 'ask to stop'")
    assert lines == [
        ("respondent", "ask to stop", "town", "stop 1", "{}"),
        ("respondent", "ask to stop", "town", "stop 2", "{}"),
    ]
    assert rows(town, "select count(*) from interviews") == [(1,)]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", "数字4つ"),
        ("0123", "最後の文字"),
        ("朝市", "数字4つ"),
        ("0123K", "違うようです"),
        ("0132D", "違うようです"),
    ],
)
def test_a_number_that_cannot_be_is_told_with_what_to_do(town: Settings, typed: str, word: str) -> None:
    with pytest.raises(UnusableEntry, match=word) as caught:
        stopping.ask(town, "town", typed)
    assert caught.value.field == "number"
    assert "0123-D" in caught.value.render(japanese)
    assert requests(town) == []


def test_several_people_with_one_number_are_all_shown_and_one_set_right_is_not(town: Settings) -> None:
    first, second = spoke(town, "0123D"), spoke(town, "123", words="除雪してほしい")
    corrected = spoke(town, "0123D", words="バスが少ない")
    at = datetime(2026, 5, 3, 4, tzinfo=UTC)
    entering.enter(town, ORGANISER, Entry("town", corrected, {"like": "バスが少ない"}, at, "駅前", board="0124J"))
    stopping.ask(town, "town", "0123D")
    [request] = requests(town)
    assert {one.id for one in request.interviews} == {first, second}


def test_an_interview_that_comes_after_its_request_is_found(town: Settings) -> None:
    stopping.ask(town, "town", "0123D")
    assert requests(town)[0].interviews == ()
    who = spoke(town, "0123D")
    assert [one.id for one in requests(town)[0].interviews] == [who]


def test_a_request_is_overdue_after_seven_days_and_not_on_the_seventh(town: Settings) -> None:
    stopping.ask(town, "town", "0123D")
    asked_before(town, 7)
    assert (requests(town)[0].overdue, stopping.waiting(town, ORGANISER, TOWN)) == (False, (1, 0))
    asked_before(town, 8)
    assert (requests(town)[0].overdue, stopping.waiting(town, ORGANISER, TOWN)) == (True, (1, 1))


def test_erasing_the_interview_closes_its_request_with_who_and_when(town: Settings) -> None:
    who = spoke(town, "0123D")
    spoke(town, "0124J")
    stopping.ask(town, "town", "0123D")
    stopping.ask(town, "town", "0124J")
    erasing.erase(town, ORGANISER, who, "ご本人の求め")
    assert [one.board for one in requests(town)] == ["0124-J"]
    [done] = stopping.settled(town, ORGANISER, TOWN)
    assert (done.number, done.closed_by, done.outcome) == (1, "hanako", "erased")
    assert done.asked == done.closed == retention.today(TOWN)
    assert rows(town, "select board from stop_requests order by number") == [(None,), (124,)]


def test_a_request_stays_open_while_another_interview_has_its_number(town: Settings) -> None:
    first, second = spoke(town, "0123D"), spoke(town, "123", words="除雪してほしい")
    stopping.ask(town, "town", "0123D")
    erasing.erase(town, ORGANISER, first, "ご本人の求め")
    assert [one.id for one in requests(town)[0].interviews] == [second]
    with pytest.raises(SurveyError, match="まだあります"):
        stopping.settle(town, ORGANISER, "town", 1, "erased")
    stopping.settle(town, ORGANISER, "town", 1, "other")
    assert requests(town) == []


def test_closing_forgets_the_number_and_is_done_once(town: Settings) -> None:
    stopping.ask(town, "town", "9999N")
    stopping.settle(town, ORGANISER, "town", 1, "none")
    assert rows(town, "select board, closed_by, outcome from stop_requests") == [(None, "hanako", "none")]
    with pytest.raises(SurveyError, match="もう閉じられています"):
        stopping.settle(town, ORGANISER, "town", 1, "none")
    # Who asks again is heard again.
    stopping.ask(town, "town", "9999N")
    assert [one.number for one in requests(town)] == [2]


def test_the_log_says_in_plain_words_who_asked_and_who_closed(town: Settings) -> None:
    spoke(town, "0123D")
    stopping.ask(town, "town", "0123D")
    erasing.erase(town, ORGANISER, requests(town)[0].interviews[0].id, "ご本人の求め")
    with opened(town.database) as db:
        lines = list(log.lines(db, log.Wanted("town")))
    said = [
        (actor_label(one.actor, japanese), act_label(one.act, japanese), told(one.details, japanese)) for one in lines
    ]
    assert ("答えた人", "取り下げを求めた", "") in said
    assert ("hanako", "取り下げの求めを閉じた", "どうなったか 聞き取りを消した") in said
    assert not any("0123" in str(one.details) for one in lines if one.act in ("ask to stop", "settle stop"))


def test_a_slip_of_the_only_survey_is_understood_without_its_name(town: Settings) -> None:
    save(town, Survey("sample", "見本", sample=True))
    stopping.ask(town, "", "0123D")
    stopping.ask(town, "no such town", "0124J")
    assert [(one.board, one.certain) for one in requests(town)] == [("0123-D", True), ("0124-J", True)]


def test_a_request_of_which_nobody_can_tell_the_survey_is_shown_to_each_and_closed_by_hand(town: Settings) -> None:
    save(town, OTHER)
    who, same = spoke(town, "0123D"), spoke(town, "0123D", slug="other")
    stopping.ask(town, "nowhere", "0123D")
    for survey, identity in ((TOWN, who), (OTHER, same)):
        [request] = requests(town, survey)
        assert (request.certain, [one.id for one in request.interviews]) == (False, [identity])
    erasing.erase(town, ORGANISER, same, "ご本人の求め")
    assert [one.id for one in requests(town)[0].interviews] == [who]
    erasing.erase(town, ORGANISER, who, "ご本人の求め")
    stopping.settle(town, ORGANISER, "town", 1, "erased")
    assert requests(town, OTHER) == []


def test_the_number_of_another_survey_is_another_person(town: Settings) -> None:
    save(town, OTHER)
    spoke(town, "0123D", slug="other")
    stopping.ask(town, "town", "0123D")
    assert requests(town)[0].interviews == ()
    assert requests(town, OTHER) == []


def test_what_is_held_of_somebody_tells_of_the_request(town: Settings) -> None:
    who = spoke(town, "0123D")
    assert "stop_requests" not in holdings.look(town, ORGANISER, "town", who).counts
    stopping.ask(town, "town", "0123D")
    assert holdings.look(town, ORGANISER, "town", who).counts["stop_requests"] == 1


def test_retention_does_not_lose_whom_somebody_asks_to_take_back(town: Settings) -> None:
    who, other = spoke(town, "0123D"), spoke(town, "0124J", words="除雪してほしい")
    keeping.describe(town, ORGANISER, "town", Declared("委員会", "0166-00-0000", "", "", 12, "identity"))
    stopping.ask(town, "town", "0123D")
    assert retention.purge(town, ORGANISER, "town", "2026年春").stripped == 1
    assert dict(rows(town, "select id, board from interviews")) == {who: "0123D", other: ""}
    erasing.erase(town, ORGANISER, who, "ご本人の求め")
    assert requests(town) == []
    assert retention.purge(town, ORGANISER, "town", "2026年春").stripped == 1


def test_a_purge_of_everything_does_what_was_asked(town: Settings) -> None:
    spoke(town, "0123D")
    keeping.describe(town, ORGANISER, "town", Declared("委員会", "0166-00-0000", "", "", 12, "everything"))
    stopping.ask(town, "town", "0123D")
    retention.purge(town, ORGANISER, "town", "2026年春")
    assert [one.outcome for one in stopping.settled(town, ORGANISER, TOWN)] == ["erased"]


def test_the_link_of_a_slip_has_survey_and_number_behind_the_fragment() -> None:
    assert stopping.link("https://koe.example.jp/", "town", 123) == "https://koe.example.jp/street/stop#town.0123D"


def test_the_next_slips_go_on_after_what_was_printed_and_what_was_used(town: Settings) -> None:
    assert numbering.next_number(town, ORGANISER, "town") == 1
    assert numbering.printed(town, ORGANISER, "town", 1, 40) == range(1, 41)
    assert numbering.next_number(town, ORGANISER, "town") == 41
    spoke(town, written(60))
    spoke(town, "朝市の板")
    assert numbering.next_number(town, ORGANISER, "town") == 61
    assert rows(town, "select details from log where act = 'print slips'") == [('{"first": 1, "last": 40}',)]
    spoke(town, "9999N")
    assert numbering.next_number(town, ORGANISER, "town") == 1


@pytest.mark.parametrize(("first", "count"), [(1, 0), (1, 1001), (0, 4), (9998, 3)])
def test_slips_beyond_the_numbers_there_are_are_refused(town: Settings, first: int, count: int) -> None:
    with pytest.raises(SurveyError):
        numbering.printed(town, ORGANISER, "town", first, count)
    assert rows(town, "select 1 from log where act = 'print slips'") == []


def test_slips_are_printed_to_the_last_number() -> None:
    assert list(numbering.numbers(9998, 2)) == [9998, 9999]


def test_a_withdrawal_code_is_no_board_number(town: Settings) -> None:
    code = codes.code(town, ORGANISER, "town", spoke(town, "0123D"))
    with pytest.raises(UnusableEntry):
        stopping.ask(town, "town", code)
