"""発表リスト: kept in order, shared within a survey, and without whoever withdrew."""

from __future__ import annotations

import pytest

from survey_loader.access import Actor, Audience, Role
from survey_loader.acts import erasing, trays
from survey_loader.errors import NotAllowed, SurveyError
from survey_loader.settings import Settings
from survey_loader.store import reads
from survey_loader.store.connection import opened
from tests.loader.conftest import ACTOR
from tests.loader.test_handing_out import PHOTOS, WORDS, identity, town  # noqa: F401

SATO = Actor("佐藤", (("machi", Role.MEMBER),))
SUZUKI = Actor("鈴木", (("machi", Role.MEMBER),))


def comment(here: Settings, name: str) -> str:
    with opened(here.database) as db:
        frame = reads.all_comments(db, "machi", Audience.COMMITTEE).set_index("text")
    return str(frame.loc[WORDS[name], "comment_id"])


@pytest.fixture
def tray(town: Settings) -> str:  # noqa: F811
    """A list with one thing of each kind."""
    made = trays.begin(town, SATO, "machi", " 5月の　説明会 ")
    trays.put(town, SATO, "machi", made, "chart", "top_themes?question=like", {"filters": {"ages": ["20代"]}})
    trays.put(town, SATO, "machi", made, "comment", comment(town, "すべて"))
    trays.put(town, SATO, "machi", made, "photo", PHOTOS["すべて"])
    trays.put(town, SATO, "machi", made, "theme", "snow")
    return made


def kinds(here: Settings, tray: str) -> list[str]:
    return [item.kind for item in trays.look(here, SATO, "machi", tray)[1]]


def test_what_is_put_on_a_list_stays_in_order_as_what_to_make_it_from(town: Settings, tray: str) -> None:  # noqa: F811
    known, items = trays.look(town, SUZUKI, "machi", tray)
    assert (known.name, known.actor, known.items) == ("5月の 説明会", "佐藤", 4)
    assert [(item.kind, item.key, item.parameters, item.interview_id) for item in items] == [
        ("chart", "top_themes?question=like", {"filters": {"ages": ["20代"]}}, ""),
        ("comment", comment(town, "すべて"), {}, identity("すべて")),
        ("photo", PHOTOS["すべて"], {}, identity("すべて")),
        ("theme", "snow", {}, ""),
    ]
    assert trays.survey_of(town, tray) == "machi"
    assert trays.survey_of(town, "nowhere") == ""


def test_the_same_thing_is_put_there_once(town: Settings, tray: str) -> None:  # noqa: F811
    assert not trays.put(town, SUZUKI, "machi", tray, "photo", PHOTOS["すべて"])
    assert trays.put(town, SUZUKI, "machi", tray, "chart", "top_themes?question=like", {"filters": {}})
    assert len(kinds(town, tray)) == 5


def test_things_move_up_and_down_and_stop_at_the_ends(town: Settings, tray: str) -> None:  # noqa: F811
    first = trays.look(town, SATO, "machi", tray)[1][0].number
    trays.move(town, SATO, "machi", tray, first, 2)
    assert kinds(town, tray) == ["comment", "photo", "chart", "theme"]
    trays.move(town, SATO, "machi", tray, first, 9)
    assert kinds(town, tray) == ["comment", "photo", "theme", "chart"]
    trays.move(town, SATO, "machi", tray, first, -9)
    assert kinds(town, tray) == ["chart", "comment", "photo", "theme"]


def test_titles_notes_and_names_are_written_and_things_taken_off(town: Settings, tray: str) -> None:  # noqa: F811
    number = trays.look(town, SATO, "machi", tray)[1][0].number
    trays.say_of(town, SUZUKI, "machi", tray, number, "雪の  こと", "ゆっくり話す")
    trays.rename(town, SUZUKI, "machi", tray, "6月の説明会")
    known, items = trays.look(town, SATO, "machi", tray)
    assert (known.name, items[0].title, items[0].note) == ("6月の説明会", "雪の こと", "ゆっくり話す")
    trays.take_off(town, SATO, "machi", tray, number)
    assert kinds(town, tray) == ["comment", "photo", "theme"]
    with pytest.raises(SurveyError, match="もうリストにありません"):
        trays.take_off(town, SATO, "machi", tray, number)
    trays.remove(town, SATO, "machi", tray)
    with pytest.raises(SurveyError, match="見つかりません"):
        trays.look(town, SATO, "machi", tray)


def test_names_and_words_too_long_or_missing_are_said(town: Settings, tray: str) -> None:  # noqa: F811
    for name in ("　", "あ" * (trays.LONGEST_NAME + 1)):
        with pytest.raises(SurveyError, match="名前を60文字まで"):
            trays.begin(town, SATO, "machi", name)
    with pytest.raises(SurveyError, match="題は120文字まで"):
        trays.say_of(town, SATO, "machi", tray, 1, "あ" * 121, "")


def test_nothing_that_the_committee_may_not_see_comes_on_a_list(town: Settings, tray: str) -> None:  # noqa: F811
    with pytest.raises(SurveyError, match="この写真は、もうありません"):
        trays.put(town, SATO, "machi", tray, "photo", PHOTOS["なにも"])
    with pytest.raises(SurveyError, match="この声は、もうありません"):
        trays.put(town, SATO, "machi", tray, "comment", "no such comment")


def test_a_list_belongs_to_its_survey(town: Settings, tray: str) -> None:  # noqa: F811
    other = Actor("となり", (("tonari", Role.ADMIN),))
    with pytest.raises(NotAllowed):
        trays.look(town, other, "machi", tray)
    with pytest.raises(SurveyError, match="見つかりません"):
        trays.look(town, other, "tonari", tray)


def test_who_withdraws_is_on_no_list_and_in_no_note(town: Settings, tray: str) -> None:  # noqa: F811
    items = trays.look(town, SATO, "machi", tray)[1]
    trays.say_of(town, SATO, "machi", tray, items[0].number, "", f"{WORDS['すべて']}と読み上げる")
    trays.put(town, SATO, "machi", tray, "chart", "top_words", {"filters": {"words": [WORDS["すべて"]]}})
    erasing.erase(town, ACTOR, identity("すべて"), "ご本人の求め")
    left = trays.look(town, SATO, "machi", tray)[1]
    assert [(item.kind, item.note) for item in left] == [("chart", ""), ("theme", "")]
