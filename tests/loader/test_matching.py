"""Promises of matching: a photo goes to its own interview, or to nobody."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_loader.acts.matching import InterviewFact, PhotoFact, board_number, by_board, by_time, named_time
from survey_loader.acts.naming import by_name
from survey_loader.models import PhotoName

TOWN = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 5, 3, 12, 0, tzinfo=TOWN)
ROOT = "6f1c2a34-9b7d-4e55-8a10-0c2d3e4f5a6b"
OTHER = "11111111-2222-4333-8444-555555555555"


def person(name: str, *photos: str, **told: object) -> InterviewFact:
    return InterviewFact(name, photos=tuple(PhotoName(photo) for photo in photos), **told)  # type: ignore[arg-type]


def named(paths: list[str], *people: InterviewFact) -> dict[str, str]:
    """Return {path: interview} of what was found by name."""
    matches, _ = by_name(paths, people)
    return {paths[match.photo]: match.interview.id for match in matches}


@pytest.mark.parametrize(
    ("named_as", "file"),
    [
        ("IMG_1.jpg", "IMG_1.jpg"),
        ("img_1.jpg", "1日目/IMG_1.JPG"),
        ("がっこう.jpg", unicodedata.normalize("NFD", "がっこう.jpg")),
        ("写真 1.jpg", "田中/attachments/f/写真_1.jpg"),
        ("写真 (1)&.jpg", "写真_1.jpg"),
        ("A&B.jpg", "AB.jpg"),
        ("IMG_1234.HEIC", "IMG_1234.jpg"),
        ("IMG_1234", "IMG_1234.jpeg"),
        ("IMG_1234.jpg", "IMG_1234"),
        ("ＩＭＧ１.jpg", "IMG1.jpg"),
        ("C:\\写真\\駅前.png", "駅前.png"),
        ("media/駅前.png", "駅前.png"),
        (
            "https://kobo.example/media/original?media_file=tanaka%2Fattachments%2Ff%2F%E9%A7%85%E5%89%8D.png",
            "駅前.png",
        ),
        ("https://example.com/uploads/%E9%A7%85%E5%89%8D.png?size=2", "駅前.png"),
        ("http://[駅前.png", "http://[駅前.png"),
    ],
)
def test_a_photo_is_found_under_the_names_tools_give_it(named_as: str, file: str) -> None:
    assert named([file, "別の写真.jpg"], person("A", named_as)) == {file: "A"}


def test_a_name_is_read_strictly_before_loosely() -> None:
    found = named(["写真1.jpg", "写真_1.jpg", "写真_1.png"], person("A", "写真_1.png"), person("B", "写真 1.jpg"))
    assert found == {"写真_1.png": "A", "写真_1.jpg": "B"}


def test_the_other_names_of_a_photo_are_tried_too() -> None:
    stored = InterviewFact("A", photos=(PhotoName("えき.jpg", also=("fu_8xk2",)),))
    assert named(["upload/fu_8xk2.jpg"], stored) == {"upload/fu_8xk2.jpg": "A"}


def test_of_files_with_one_name_the_key_in_the_path_tells() -> None:
    paths = [f"tanaka/attachments/form/{key}/写真_1.jpg" for key in (ROOT, OTHER)]
    found = named(paths, person("A", "写真 1.jpg", key=f"uuid:{ROOT}"), person("B", "写真 1.jpg", key=OTHER))
    assert found == {paths[0]: "A", paths[1]: "B"}


def test_a_file_in_the_folder_of_another_interview_is_never_taken() -> None:
    path = f"tanaka/attachments/form/{OTHER}/写真_1.jpg"
    matches, unfound = by_name([path], [person("A", "写真 1.jpg", key=ROOT), person("B", key=OTHER)])
    assert [(match.interview.id, match.name) for match in matches] == [("B", path)]
    assert [(lost.interview.id, lost.several) for lost in unfound] == [("A", False)]


def test_a_file_that_a_server_renamed_in_the_folder_of_its_interview_keeps_its_name_and_kind() -> None:
    path = f"tanaka/attachments/form/{ROOT}/photo_x7Hs8dK.jpg"
    matches, unfound = by_name([path], [InterviewFact("A", ROOT, photos=(PhotoName("photo.jpg", "board"),))])
    assert [(match.interview.id, match.name, match.kind) for match in matches] == [("A", "photo.jpg", "board")]
    assert unfound == []


def test_files_in_the_folder_of_an_interview_are_its_own_without_any_name() -> None:
    assert named(["K-01/表.jpg", "K-01/裏.jpg", "K-012/表.jpg", "K-02.png"], person("A", key="K-01")) == {
        "K-01/表.jpg": "A",
        "K-01/裏.jpg": "A",
    }
    assert named(["12/表.jpg", "12.png"], person("A", key="12")) == {}


def test_a_path_in_the_table_tells_files_of_one_name_apart() -> None:
    paths = ["1日目/IMG_1.jpg", "2日目/IMG_1.jpg"]
    assert named(paths, person("A", "2日目/img_1.jpg")) == {"2日目/IMG_1.jpg": "A"}


def test_a_name_that_several_files_have_is_told_and_nothing_is_guessed() -> None:
    matches, unfound = by_name(["1日目/IMG_1.jpg", "2日目/IMG_1.jpg"], [person("A", "IMG_1.jpg")])
    assert matches == []
    assert [(lost.name, lost.several) for lost in unfound] == [("IMG_1.jpg", True)]


def test_two_names_never_mean_one_file() -> None:
    matches, unfound = by_name(["1 1.jpg"], [person("A", "1-1.jpg"), person("B", "1_1.jpg")])
    assert matches == []
    assert [lost.several for lost in unfound] == [True, True]


def test_one_photo_of_two_people_is_the_photo_of_both() -> None:
    matches, _ = by_name(["二人.jpg"], [person("A", "二人.jpg"), person("B", "二人.jpg")])
    assert [match.interview.id for match in matches] == ["A", "B"]


def test_a_name_of_signs_alone_finds_nothing_but_itself() -> None:
    assert named(["★★.jpg"], person("A", "☆.jpg")) == {}
    assert named(["★★.jpg"], person("A", "★★.jpg")) == {"★★.jpg": "A"}


def test_the_kind_is_that_of_the_column() -> None:
    matches, _ = by_name(["板.jpg"], [InterviewFact("A", photos=(PhotoName("板.jpg", "board"),))])
    assert [match.kind for match in matches] == ["board"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"), ("012", "12"), ("板12", "12"), ("板_12", "12"), ("board-012", "12"), ("No12", "12"),
        ("No.12", "12"), ("№12", "12"), ("#12", "12"), ("１２番", "12"), ("Board 12", "12"), ("A-012", "a12"),
        ("A12", "a12"), ("1-2", "1-2"), ("IMG_0012", "img12"), ("", ""), ("板", ""), ("0", "0"),
    ],
)  # fmt: skip
def test_boards_are_compared_by_their_number(text: str, number: str) -> None:
    assert board_number(text) == number


def boarded(photos: list[PhotoFact], *people: InterviewFact) -> dict[str, str]:
    matches = by_board(dict(enumerate(photos)), people, TOWN)
    return {photos[match.photo].path: match.interview.id for match in matches}


@pytest.mark.parametrize("file", ["12.jpg", "駅前/板12.JPG", "board-012.png", "No12.heic", "No.12.jpg", "１２.jpg"])
def test_a_file_named_by_a_board_finds_its_interview(file: str) -> None:
    assert boarded([PhotoFact(file)], person("A", board="12"), person("B", board="13")) == {file: "A"}


@pytest.mark.parametrize("file", ["IMG_0012.jpg", "12/IMG_5.jpg", "1234.jpg", "2026-05-12.jpg"])
def test_a_number_elsewhere_is_no_board(file: str) -> None:
    assert boarded([PhotoFact(file)], person("A", board="12")) == {}


def test_where_boards_begin_anew_each_day_the_capture_tells() -> None:
    days = [person("A", board="1", at=NOON), person("B", board="1", at=NOON + timedelta(days=1))]
    # 16:30 of the third in UTC is the fourth in the town.
    taken = datetime(2026, 5, 3, 16, 30, tzinfo=UTC)
    assert boarded([PhotoFact("1.jpg", taken)], *days) == {"1.jpg": "B"}
    assert boarded([PhotoFact("1.jpg")], *days) == {}


def test_a_board_of_another_day_is_not_taken() -> None:
    assert boarded([PhotoFact("1.jpg", NOON + timedelta(days=7))], person("A", board="1", at=NOON)) == {}


def test_two_photos_of_one_board_are_left_for_a_person() -> None:
    assert boarded([PhotoFact("1日目/1.jpg"), PhotoFact("2日目/1.jpg")], person("A", board="1")) == {}


def test_a_board_whose_interview_has_its_photo_is_not_given_to_another_of_that_number() -> None:
    people = [person("A", board="1", photographed=True), person("B", board="1")]
    assert boarded([PhotoFact("1.jpg")], *people) == {}


def timed(photos: list[PhotoFact], *people: InterviewFact) -> dict[str, str]:
    matches = by_time(dict(enumerate(photos)), people)
    return {photos[match.photo].path: match.interview.id for match in matches}


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(("minutes", "found"), [(-4, False), (-3, True), (0, True), (10, True), (11, False)])
def test_a_photo_taken_around_one_interview_is_its_own(minutes: int, found: bool) -> None:
    assert timed([PhotoFact("IMG_1.jpg", at(minutes))], person("A", at=NOON)) == ({"IMG_1.jpg": "A"} if found else {})


def test_a_photo_between_two_interviews_is_left_for_a_person() -> None:
    assert timed([PhotoFact("IMG_1.jpg", at(5))], person("A", at=NOON), person("B", at=at(6))) == {}


@pytest.mark.parametrize(
    "path",
    ["佐藤/IMG_1.jpg", "20260503_佐藤班/IMG_1.jpg", "IMG_1_佐藤.jpg", "佐藤 花子/IMG_1.jpg"],
)
def test_the_interviewer_in_the_path_tells_between_two_interviews(path: str) -> None:
    name = "佐藤花子" if "花子" in path else "佐藤"
    people = [person("A", at=NOON, interviewer=name), person("B", at=at(1), interviewer="鈴木")]
    assert timed([PhotoFact(path, at(1))], *people) == {path: "A"}


def test_a_photo_of_one_interviewer_never_goes_to_anothers_interview() -> None:
    people = [person("A", at=at(60), interviewer="佐藤"), person("B", at=NOON, interviewer="鈴木")]
    assert timed([PhotoFact("佐藤/IMG_1.jpg", at(1))], *people) == {}


def test_a_short_name_inside_a_longer_one_is_not_told() -> None:
    people = [person("A", at=NOON, interviewer="林"), person("B", at=at(1), interviewer="小林")]
    assert timed([PhotoFact("小林/IMG_1.jpg", at(1))], *people) == {"小林/IMG_1.jpg": "B"}
    assert timed([PhotoFact("林/IMG_1.jpg", at(1))], *people) == {"林/IMG_1.jpg": "A"}


def test_a_code_in_a_file_name_is_not_taken_for_an_interviewer() -> None:
    people = [person("A", at=NOON, interviewer="12"), person("B", at=at(60), interviewer="mai")]
    assert timed([PhotoFact("IMG_1234_main.jpg", at(1))], *people) == {"IMG_1234_main.jpg": "A"}


def test_of_two_photos_of_one_interview_the_nearer_is_taken_and_the_other_left() -> None:
    photos = [PhotoFact("IMG_1.jpg", at(6)), PhotoFact("IMG_2.jpg", at(1))]
    assert timed(photos, person("A", at=NOON)) == {"IMG_2.jpg": "A"}


def test_two_photos_equally_near_are_both_left() -> None:
    photos = [PhotoFact("IMG_1.jpg", at(-2)), PhotoFact("IMG_2.jpg", at(2))]
    assert timed(photos, person("A", at=NOON)) == {}


def test_a_photo_named_by_another_board_is_not_matched_by_time() -> None:
    assert timed([PhotoFact("板13.jpg", at(1))], person("A", at=NOON, board="12")) == {}
    assert timed([PhotoFact("IMG_13.jpg", at(1))], person("A", at=NOON, board="12")) == {"IMG_13.jpg": "A"}


def test_an_interview_that_has_its_photo_gets_no_second_one_by_time() -> None:
    assert timed([PhotoFact("IMG_1.jpg", at(1))], person("A", at=NOON, photographed=True)) == {}


def test_nothing_matches_nothing() -> None:
    assert by_name([], []) == ([], [])
    assert by_board({}, [], TOWN) == []
    assert by_time({}, []) == []


NAMES = st.text(alphabet=st.sampled_from("aAがｶ1１_-. /\\%:?=[]é★\u3099\ud83d\0"), max_size=12)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.lists(NAMES, max_size=6), st.lists(st.tuples(NAMES, NAMES, NAMES), max_size=5))
def test_whatever_the_names_a_file_is_given_by_one_name_only(
    paths: list[str], people: list[tuple[str, str, str]]
) -> None:
    facts = [person(str(number), name, key=key, board=board) for number, (name, key, board) in enumerate(people)]
    matches, unfound = by_name(paths, facts)
    for place in range(len(paths)):
        assert len({match.name.casefold() for match in matches if match.photo == place}) <= 1
    assert all(fact.id in {it.interview.id for it in (*matches, *unfound)} for fact in facts)
    by_board({place: PhotoFact(path) for place, path in enumerate(paths)}, facts, TOWN)


def test_a_number_alone_means_the_photo_a_camera_counted_so() -> None:
    paths = ["IMG_0012.JPG", "IMG_0013.JPG", "PXL_20260503_040012.jpg"]
    assert named(paths, person("A", "12"), person("B", "IMG_13")) == {"IMG_0012.JPG": "A"}
    assert named(["IMG_0012.JPG", "DSC00012.JPG"], person("A", "12")) == {}


def test_a_link_to_a_file_of_another_machine_means_its_name() -> None:
    assert named(["DSC 0102.JPG"], person("A", "file:///C:/Users/sato/DSC%200102.JPG")) == {"DSC 0102.JPG": "A"}


def test_of_photos_of_one_name_the_one_beside_the_table_is_meant() -> None:
    paths = ["5月3日/1.jpg", "5月4日/1.jpg"]
    people = person("A", "1.jpg", folder="5月3日/"), person("B", "1.jpg", folder="5月4日/")
    assert named(paths, *people) == {"5月3日/1.jpg": "A", "5月4日/1.jpg": "B"}


def test_boards_of_several_interviewers_are_told_apart_by_their_folders() -> None:
    photos = {0: PhotoFact("佐藤/1.jpg"), 1: PhotoFact("鈴木/1.jpg"), 2: PhotoFact("1.jpg")}
    people = [InterviewFact("A", board="1", interviewer="佐藤"), InterviewFact("B", board="1", interviewer="鈴木")]
    assert {match.photo: match.interview.id for match in by_board(photos, people, TOWN)} == {0: "A", 1: "B"}


def test_numbers_that_many_have_in_common_count_photos_and_name_none() -> None:
    people = person("A", "1"), person("B", "2"), person("C", "1")
    assert named(["IMG_0001.JPG", "IMG_0002.JPG"], *people) == {}


@pytest.mark.parametrize("cell", ["7番", "No.7", "⑦", "7"])
def test_a_number_in_words_means_the_file_of_that_number(cell: str) -> None:
    assert named(["写真/7.jpg", "写真/17.jpg"], person("A", cell)) == {"写真/7.jpg": "A"}


@pytest.mark.parametrize(
    ("path", "clock"),
    [
        ("20260503_120412.jpg", "12:04:12"),
        ("佐藤/IMG_20260503_120412_HDR.jpg", "12:04:12"),
        ("PXL_20260503_030412123.jpg", "12:04:12"),
        ("2026-05-03 12.04.12.heic", "12:04:12"),
        ("IMG_0012.jpg", ""),
        ("Screenshot_20260503-120412.png", ""),
        ("IMG-20260503-WA0001.jpg", ""),
        ("20269903_120412.jpg", ""),
        ("1780712580021.jpg", ""),
    ],
)
def test_a_photo_was_taken_when_its_phone_says_in_the_name(path: str, clock: str) -> None:
    taken = named_time(path, TOWN)
    assert (f"{taken.astimezone(TOWN):%H:%M:%S}" if taken else "") == clock
