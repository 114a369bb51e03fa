"""公開前チェック: nothing goes out on one person's word where a survey asks for two, and blackened words stay black."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from survey_loader.access import LOCAL_ORGANISER, Actor, Audience, Role
from survey_loader.acts import erasing, handing_out, releasing
from survey_loader.acts.entering import Entry, enter
from survey_loader.acts.handing_out import Asked
from survey_loader.acts.releasing import Waiting
from survey_loader.errors import NotAllowed, SurveyError
from survey_loader.models import Consents, Survey
from survey_loader.settings import Settings
from survey_loader.store import public_checks, reads
from survey_loader.store.connection import opened, transaction
from survey_loader.store.photos import open_photo
from survey_loader.store.public_checks import Kind
from survey_loader.store.surveys import save_survey
from tests.loader.conftest import ACTOR
from tests.loader.test_handing_out import PHOTOS, WORDS, identity, jpeg, town  # noqa: F401

SATO = Actor("佐藤", (("machi", Role.MEMBER),))
SUZUKI = Actor("鈴木", (("machi", Role.MEMBER),))
QUOTE = "すべて"


def waiting(here: Settings, state: releasing.State = "open") -> dict[str, Waiting]:
    """Return {text: quote} of what is in a state."""
    return {one.text: one for one in releasing.line(here, SATO, "machi", "comment", state).waiting}


def outside(here: Settings, audience: Audience = Audience.PUBLIC_HALL) -> list[str]:
    with opened(here.database) as db:
        return list(reads.all_comments(db, "machi", audience)["text"])


def contents(one: Waiting) -> dict[str, str]:
    return {one.id: one.content}


def test_where_the_survey_asks_nothing_goes_out_before_two_people_released_it(town: Settings) -> None:  # noqa: F811
    releasing.ask(town, ACTOR, "machi", True)
    assert outside(town) == outside(town, Audience.PUBLIC_WEB) == []
    with opened(town.database) as db, pytest.raises(NotAllowed):
        open_photo(db, town.photos_dir, PHOTOS[QUOTE], Audience.PUBLIC_HALL)
    one = waiting(town)[WORDS[QUOTE]]
    both: tuple[tuple[Kind, dict[str, str]], ...] = (("comment", contents(one)), ("photo", {PHOTOS[QUOTE]: ""}))
    for kind, told in both:
        before = outside(town)
        releasing.decide(town, SATO, "machi", kind, told, "release", "")
        assert outside(town) == before
        with pytest.raises(SurveyError, match="別の人"):
            releasing.confirm(town, SATO, "machi", kind, told, "")
        releasing.confirm(town, SUZUKI, "machi", kind, told, "")
    assert outside(town) == [WORDS[QUOTE]]
    with opened(town.database) as db:
        assert open_photo(db, town.photos_dir, PHOTOS[QUOTE], Audience.PUBLIC_HALL).is_file()
    assert waiting(town, "released").keys() == {WORDS[QUOTE]}


def test_what_is_not_decided_is_told_as_the_reason(town: Settings) -> None:  # noqa: F811
    releasing.ask(town, ACTOR, "machi", True)
    one = waiting(town)[WORDS[QUOTE]]
    cleared = handing_out.check(
        town, SATO, "machi", Asked("slides", Audience.PUBLIC_HALL, [one.number], [PHOTOS[QUOTE]])
    )
    assert [(held.what, held.why) for held in cleared.held] == [("comment", "undecided"), ("photo", "undecided")]


def test_blackened_words_go_out_black_everywhere_and_their_reasons_not_at_all(town: Settings) -> None:  # noqa: F811
    one = waiting(town)[WORDS[QUOTE]]
    start = one.text.index("すべてさん")
    releasing.decide(town, SATO, "machi", "comment", contents(one), "release", "", [(start, start + 5)])
    black = "川べりの■■■の朝がすきです"
    assert black in outside(town)
    assert WORDS[QUOTE] not in outside(town) + outside(town, Audience.PUBLIC_WEB)
    with opened(town.database) as db:
        frame = reads.comments(db, [one.number], Audience.PUBLIC_WEB)
        assert frame["because"].tolist() == [{}]
        assert reads.comments(db, [one.number], Audience.COMMITTEE)["text"].tolist() == [WORDS[QUOTE]]
    assert waiting(town, "second")[WORDS[QUOTE]].public == black


def test_a_decision_holds_for_the_words_it_was_made_for(town: Settings) -> None:  # noqa: F811
    one = waiting(town)[WORDS[QUOTE]]
    releasing.decide(town, SATO, "machi", "comment", contents(one), "release", "", [(0, 4)])
    changed = Entry(
        "machi", identity(QUOTE), {"like": "まったく別のことば"}, datetime(2026, 5, 3, tzinfo=UTC), "駅前",
        consents=Consents(True, "face", "face", "face"),
    )  # fmt: skip
    enter(town, ACTOR, changed)
    # Somebody meant something to be black: a person looks again before anything goes out.
    assert "まったく別のことば" not in outside(town)
    assert waiting(town)["まったく別のことば"].public == "まったく別のことば"
    with pytest.raises(SurveyError, match="いま変わりました"):
        releasing.decide(town, SATO, "machi", "comment", contents(one), "release", "")


def test_what_was_held_back_stays_back_until_somebody_looks_again(town: Settings) -> None:  # noqa: F811
    one = waiting(town)[WORDS[QUOTE]]
    releasing.decide(town, SATO, "machi", "comment", contents(one), "hold", "")
    assert WORDS[QUOTE] not in outside(town)
    with pytest.raises(SurveyError, match="いま変わりました"):
        releasing.confirm(town, SUZUKI, "machi", "comment", contents(one), "")
    releasing.take_back(town, SUZUKI, "machi", "comment", one.id)
    assert WORDS[QUOTE] in waiting(town)
    assert WORDS[QUOTE] not in outside(town)
    releasing.decide(town, SUZUKI, "machi", "comment", contents(one), "release", "")
    assert WORDS[QUOTE] in outside(town)


def test_blackened_words_do_not_go_out_in_clear_while_somebody_looks_again(town: Settings) -> None:  # noqa: F811
    one = waiting(town)[WORDS[QUOTE]]
    releasing.decide(town, SATO, "machi", "comment", contents(one), "release", "", [(0, 4)])
    releasing.take_back(town, SUZUKI, "machi", "comment", one.id)
    assert not [text for text in outside(town) if "すべてさん" in text]
    assert waiting(town)[WORDS[QUOTE]].public == WORDS[QUOTE]


def test_a_held_photo_stays_in_while_somebody_looks_again(town: Settings) -> None:  # noqa: F811
    releasing.decide(town, SATO, "machi", "photo", {PHOTOS[QUOTE]: ""}, "hold", "")
    releasing.take_back(town, SUZUKI, "machi", "photo", PHOTOS[QUOTE])
    assert PHOTOS[QUOTE] in {one.id for one in releasing.line(town, SATO, "machi", "photo", "open").waiting}
    with opened(town.database) as db, pytest.raises(NotAllowed):
        open_photo(db, town.photos_dir, PHOTOS[QUOTE], Audience.PUBLIC_HALL)


@pytest.mark.parametrize(("choice", "spans"), [("hold", []), ("release", [(0, 4)])])
def test_the_board_with_words_that_are_held_back_stays_in_too(
    town: Settings,  # noqa: F811
    choice: public_checks.Choice,
    spans: list[tuple[int, int]],
) -> None:
    handing_out.hand_out(town, SATO, "machi", Asked("hall", Audience.PUBLIC_HALL, (), [PHOTOS[QUOTE]]))
    one = waiting(town)[WORDS[QUOTE]]
    releasing.decide(town, SATO, "machi", "comment", contents(one), choice, "", spans)
    with opened(town.database) as db, pytest.raises(NotAllowed):
        open_photo(db, town.photos_dir, PHOTOS[QUOTE], Audience.PUBLIC_HALL)
    [recall] = handing_out.recalls(town, ACTOR, "machi")
    assert (recall.output.kind, recall.photos) == ("hall", 1)
    [photo] = [one for one in releasing.line(town, SATO, "machi", "photo", "open").waiting if one.id == PHOTOS[QUOTE]]
    assert photo.words_held
    releasing.decide(town, SUZUKI, "machi", "photo", {PHOTOS[QUOTE]: ""}, "release", "")
    with opened(town.database) as db:
        assert open_photo(db, town.photos_dir, PHOTOS[QUOTE], Audience.PUBLIC_HALL).is_file()


def test_on_a_computer_without_accounts_two_names_are_asked_for(town: Settings) -> None:  # noqa: F811
    one = waiting(town)[WORDS[QUOTE]]
    with pytest.raises(SurveyError, match="お名前"):
        releasing.decide(town, LOCAL_ORGANISER, "machi", "comment", contents(one), "release", "  ")
    releasing.decide(town, LOCAL_ORGANISER, "machi", "comment", contents(one), "release", "花子")
    with pytest.raises(SurveyError, match="別の人"):
        releasing.confirm(town, LOCAL_ORGANISER, "machi", "comment", contents(one), " 花 子")
    releasing.confirm(town, LOCAL_ORGANISER, "machi", "comment", contents(one), "太郎")
    assert waiting(town, "released")[WORDS[QUOTE]].decision is not None


def test_only_what_may_be_quoted_waits_and_counts_are_told(town: Settings) -> None:  # noqa: F811
    line = releasing.line(town, SATO, "machi", "comment", "open")
    assert [one.text for one in line.waiting] == [WORDS["会場まで"], WORDS["すべて"]]
    assert line.counts == {"open": 2, "second": 0, "released": 0, "held": 0}
    photos = releasing.line(town, SATO, "machi", "photo", "open")
    assert {one.id for one in photos.waiting} == {PHOTOS["すべて"], PHOTOS["会場まで"]}
    with pytest.raises(SurveyError, match="いま変わりました"):
        releasing.decide(town, SATO, "machi", "photo", {PHOTOS["委員会まで"]: ""}, "release", "")


def test_marks_come_first_and_name_what_to_look_at(town: Settings) -> None:  # noqa: F811
    entry = Entry(
        "machi", str(uuid.uuid4()), {"like": "認知症の母を山田さんが助けてくれた"}, datetime(2026, 5, 9, tzinfo=UTC),
        "駅前", consents=Consents(quote=True),
    )  # fmt: skip
    enter(town, ACTOR, entry)
    first = releasing.line(town, SATO, "machi", "comment", "open").waiting[0]
    assert [(mark.concern, mark.word) for mark in first.marks] == [("illness", "認知症"), ("person", "山田さん")]


def test_an_erased_person_leaves_no_decision(town: Settings) -> None:  # noqa: F811
    one = waiting(town)[WORDS[QUOTE]]
    releasing.decide(town, SATO, "machi", "comment", contents(one), "hold", "")
    releasing.decide(town, SATO, "machi", "photo", {PHOTOS[QUOTE]: ""}, "hold", "")
    erasing.erase(town, ACTOR, identity(QUOTE), "ご本人の求め")
    with opened(town.database) as db:
        assert public_checks.every(db, "machi", "comment") == public_checks.every(db, "machi", "photo") == {}


@pytest.mark.parametrize("first", [0, 1])
def test_a_photo_of_two_stays_held_back_when_one_of_them_is_erased(town: Settings, first: int) -> None:  # noqa: F811
    other = Entry(
        "machi", str(uuid.uuid5(uuid.NAMESPACE_URL, "beside")), {"like": "ふたりで来ました"},
        datetime(2026, 5, 3, 9, tzinfo=UTC), "駅前", consents=Consents(True, "face", "face", "face"),
        photos=((jpeg(0), "face"),),
    )  # fmt: skip
    enter(town, ACTOR, other)
    releasing.decide(town, SATO, "machi", "photo", {PHOTOS[QUOTE]: ""}, "hold", "")
    people = [identity(QUOTE), other.id]
    for person in (people[first], people[1 - first]):
        with opened(town.database) as db, pytest.raises(NotAllowed):
            open_photo(db, town.photos_dir, PHOTOS[QUOTE], Audience.PUBLIC_HALL)
        erasing.erase(town, ACTOR, person, "ご本人の求め")
    with opened(town.database) as db:
        assert public_checks.every(db, "machi", "photo") == {}


def test_another_survey_neither_asks_nor_decides_here(town: Settings) -> None:  # noqa: F811
    with opened(town.database) as db, transaction(db):
        save_survey(db, Survey("tonari", "となり", public_check=True))
    assert len(outside(town)) == 2
    other = Actor("となり", (("tonari", Role.ADMIN),))
    with pytest.raises(NotAllowed):
        releasing.line(town, other, "machi", "comment", "open")


def test_parts_that_overlap_are_blackened_once() -> None:
    assert public_checks.blackened("山田花子さんの店", [(0, 2), (1, 4), (7, 8)]) == "■■■さんの■■■"
