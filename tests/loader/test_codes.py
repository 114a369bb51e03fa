"""Promises of withdrawal codes: short, told from nothing, forgiving of how they are typed, not of a wrong letter."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest

from survey_loader.access import Actor, Role
from survey_loader.acts import codes, entering, erasing, holdings
from survey_loader.acts.codes import LETTERS, check_letter, derived, read, sound, spelled
from survey_loader.acts.entering import Entry
from survey_loader.errors import NotAllowed, SurveyError
from survey_loader.settings import Settings
from survey_loader.store.connection import opened
from tests.loader.conftest import ROWS, Import, write_csv

ORGANISER = Actor("担当の人", (("machi", Role.ORGANISER),))
KEY = bytes(range(32))


@pytest.fixture
def survey(empty: Settings, bring_in: Import, tmp_path: Path) -> Settings:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    return empty


def identity(settings: Settings, text: str) -> str:
    return holdings.find(settings, ORGANISER, "machi", text)[0].id


def test_a_code_has_no_letters_that_are_taken_for_one_another() -> None:
    assert not set("01ILO") & set(LETTERS)
    assert len(LETTERS) == 31
    told = [derived(KEY, str(uuid.UUID(int=number))) for number in range(200)]
    assert all(len(code) == 8 and set(code) <= set(LETTERS) for code in told)
    assert len(set(told)) == 200
    assert spelled("ABCDEFGH") == "ABCD-EFGH"


def test_the_code_of_an_interview_is_always_the_same_and_another_with_another_key() -> None:
    assert derived(KEY, "x") == derived(KEY, "x")
    assert derived(KEY, "x") != derived(bytes(32), "x")


def test_every_wrong_letter_and_every_two_that_changed_places_are_noticed() -> None:
    code = derived(KEY, "8a9b")
    assert sound(code)
    for place in range(len(code)):
        for letter in set(LETTERS) - {code[place]}:
            assert not sound(code[:place] + letter + code[place + 1 :])
    for place in range(len(code) - 1):
        turned = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert turned == code or not sound(turned)
    assert sound("2222222" + check_letter("2222222"))


@pytest.mark.parametrize(
    "typed", ["abcd-efgh", "ＡＢＣＤ－ＥＦＧＨ", " ABCD EFGH ", "abcdefgh", "ABCD‐EFGH", "ＡＢＣＤーＥＦＧＨ"]
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read(typed) == "ABCDEFGH"


@pytest.mark.parametrize("typed", ["", "ABCD-EFG", "ABCD-EFG0", "除雪をちゃんとして", "ABCD-EFGHJ"])
def test_what_is_no_code_is_not_read_as_one(typed: str) -> None:
    assert read(typed) is None


def test_an_interview_is_found_by_its_code(survey: Settings) -> None:
    person = identity(survey, "動物園が楽しかった")
    code = codes.code(survey, ORGANISER, "machi", person)
    assert [one.id for one in holdings.find(survey, ORGANISER, "machi", code.lower())] == [person]
    # Also for an imported one, each time the same.
    assert codes.code(survey, ORGANISER, "machi", person) == code


def test_a_wrong_letter_in_a_code_is_said(survey: Settings) -> None:
    code = codes.code(survey, ORGANISER, "machi", identity(survey, "動物園が楽しかった"))
    wrong = code[:-1] + LETTERS[(LETTERS.index(code[-1]) + 1) % len(LETTERS)]
    with pytest.raises(SurveyError, match="番号のどこかが違う"):
        holdings.find(survey, ORGANISER, "machi", wrong)


def test_a_code_stands_in_no_file_and_finds_nobody_after_the_erasure(survey: Settings) -> None:
    person = identity(survey, "動物園が楽しかった")
    code = codes.code(survey, ORGANISER, "machi", person)

    def files_with_the_code() -> list[str]:
        spellings = [code.encode(), code.replace("-", "").encode()]
        return [
            path.name
            for path in survey.data_dir.rglob("*")
            if path.is_file() and any(spelling in path.read_bytes() for spelling in spellings)
        ]

    assert files_with_the_code() == []
    erasing.erase(survey, ORGANISER, person, "ご本人の求め")
    assert files_with_the_code() == []
    assert holdings.find(survey, ORGANISER, "machi", code) == []


def test_two_interviews_that_share_a_code_are_both_shown(survey: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "derived", lambda key, identity: "2222222" + check_letter("2222222"))
    assert len(holdings.find(survey, ORGANISER, "machi", "2222-222" + check_letter("2222222"))) == 3


def test_a_code_is_handed_out_by_who_entered_it_and_looked_up_by_organisers_alone(survey: Settings) -> None:
    student = Actor("学生", (("machi", Role.STUDENT),))
    own = Entry("machi", str(uuid.uuid4()), {"like": "朝の市場"}, datetime(2026, 5, 5, 3, tzinfo=UTC), "駅前")
    entering.enter(survey, student, own)
    assert codes.code(survey, student, "machi", own.id)
    person = identity(survey, "動物園が楽しかった")
    for nobody in (student, Actor("だれか"), Actor("ほかの調査の人", (("other", Role.ADMIN),))):
        with pytest.raises(NotAllowed):
            codes.code(survey, nobody, "machi", person)
    with pytest.raises(NotAllowed):
        holdings.find(survey, student, "machi", "動物園")


def test_printed_codes_stay_true_in_a_copy_of_the_database(survey: Settings, tmp_path: Path) -> None:
    code = codes.code(survey, ORGANISER, "machi", identity(survey, "動物園が楽しかった"))
    with opened(survey.database) as db:
        db.conn.execute("vacuum into ?", [str(tmp_path / "copy.db")])
    from dataclasses import replace

    copied = replace(survey, database=tmp_path / "copy.db")
    assert len(holdings.find(copied, ORGANISER, "machi", code)) == 1
