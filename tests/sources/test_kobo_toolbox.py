"""KoBoToolbox: CSV and XLSX, labels and names, HXL rows, 1/0 columns, repeats on further sheets."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import openpyxl
import pytest

from survey_loader.errors import UnusableFile
from survey_loader.models import Answer, Interview, PhotoName, Reject
from survey_loader.sources.reading import Reading, read
from tests.conftest import SHARED

SYSTEM = (
    "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__",
    "_tags", "meta/rootUuid", "_index",
)  # fmt: skip
JST = timezone(timedelta(hours=9))


def system(number: int, **changed: str) -> list[str]:
    own = {
        "_id": str(500 + number),
        "_uuid": f"u-{number}",
        "_submission_time": "2026-05-23T04:12:09",
        "_status": "submitted_via_web",
        "_submitted_by": "gakusei_a",
        "meta/rootUuid": f"uuid:u-{number}",
        "_index": str(number),
    } | changed
    return [own.get(name, "") for name in SYSTEM]


def sheet(questions: Sequence[str], *answers: Sequence[str], **changed: str) -> list[list[str]]:
    """Header and rows of an export; its rows are u-1, u-2 …"""
    rows = [[*cells, *system(number, **changed)] for number, cells in enumerate(answers, start=1)]
    return [[*questions, *SYSTEM], *rows]


def as_csv(path: Path, rows: Sequence[Sequence[str]], separator: str = ";") -> Path:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    return path


def as_workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return path


def interviews(reading: Reading) -> list[Interview]:
    rows = list(reading.rows)
    assert all(isinstance(row, Interview) for row in rows), rows
    return [row for row in rows if isinstance(row, Interview)]


@pytest.mark.parametrize(
    ("name", "encoding", "separator"), [("kobo_labels.csv", "utf-8", ";"), ("kobo_labels.xlsx", "xlsx", "")]
)
def test_the_samples_of_kobo_are_read(name: str, encoding: str, separator: str) -> None:
    path = SHARED / "data" / "formats" / name
    if not path.exists():
        pytest.skip("the shared samples are not on this machine")
    reading = read(path)
    seen = reading.recognised
    assert (seen.layout, seen.encoding, seen.separator, seen.zone) == (
        "kobo_toolbox", encoding, separator, "Asia/Tokyo",
    )  # fmt: skip
    first, second = interviews(reading)
    assert first.key == "uuid:0b4e9f3e-1111-4c55-9d0a-000000000001"
    assert first.at == datetime(2026, 5, 23, 13, 1, 44, 120000, tzinfo=JST)
    assert [answer.question for answer in first.answers] == ["like", "future"]
    assert (first.choices, second.choices) == ({"choice": "お店 商店街; 公園"}, {"choice": "交通"})
    assert (first.photos, second.photos) == ((PhotoName("写真 1-13_3_10.jpg"),), ())
    assert (first.age, first.interviewer, first.consents.photo_web) == ("20代", "S01", "face")


LABELS = ("start", "場所", "聞き手", "年代", "好きなところ", "どんなまちになってほしい")
NAMES = ("start", "place", "interviewer", "age", "like", "future")
GROUPED = ("start", "about/place", "about/interviewer", "about/age", "voice/like", "voice/future")
CELLS = ("2026-05-23T13:01:44.120+09:00", "駅前", "S01", "20代", "夕方の川", "歩きやすい道")


@pytest.mark.parametrize("header", [LABELS, NAMES, GROUPED, tuple(f"聞き取り/{name}" for name in LABELS)])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_labels_and_names_with_groups_or_without_say_the_same(
    tmp_path: Path, header: tuple[str, ...], kind: str
) -> None:
    rows = sheet(header, CELLS)
    path = as_csv(tmp_path / "k.csv", rows) if kind == "csv" else as_workbook(tmp_path / "k.xlsx", 調査=rows)
    reading = read(path)
    (interview,) = interviews(reading)
    assert reading.recognised.layout == "kobo_toolbox"
    assert interview.answers == (Answer("like", "夕方の川"), Answer("future", "歩きやすい道"))
    assert (interview.place, interview.interviewer, interview.age) == ("駅前", "S01", "20代")
    assert interview.at == datetime(2026, 5, 23, 13, 1, 44, 120000, tzinfo=JST)


def test_a_label_with_a_slash_is_no_group(tmp_path: Path) -> None:
    rows = sheet(("場所", "好きな店/場所"), ("駅前", "角のパン屋さん"))
    (interview,) = interviews(read(as_csv(tmp_path / "k.csv", rows)))
    assert (interview.place, interview.answers) == ("駅前", (Answer("like", "角のパン屋さん"),))


def test_a_row_of_tags_below_the_header_is_passed_over_and_told(tmp_path: Path) -> None:
    header, *rows = sheet(LABELS, CELLS)
    tags = ["#date+start", "#loc", "", "#age", "#like", "#future", *[""] * len(SYSTEM)]
    reading = read(as_csv(tmp_path / "k.csv", [header, tags, *rows]))
    (interview,) = interviews(reading)
    assert interview.row == 3
    assert "見出しの下の、#で始まる行(HXLタグ)は読みません。" in map(str, reading.recognised.assumptions)


def test_an_edited_interview_keeps_its_identity(tmp_path: Path) -> None:
    before = interviews(read(as_csv(tmp_path / "1.csv", sheet(LABELS, CELLS))))
    edited = interviews(read(as_csv(tmp_path / "2.csv", sheet(LABELS, CELLS, _uuid="u-99", _index="7"))))
    assert before[0].key == edited[0].key == "uuid:u-1"


def test_without_the_root_the_uuid_is_the_identity_in_the_same_form(tmp_path: Path) -> None:
    (header, row) = sheet(LABELS, CELLS)
    place = header.index("meta/rootUuid")
    older = [header[:place] + header[place + 1 :], row[:place] + row[place + 1 :]]
    assert interviews(read(as_csv(tmp_path / "k.csv", older)))[0].key == "uuid:u-1"
    empty = [header, [*row[:place], "", *row[place + 1 :]]]
    assert interviews(read(as_csv(tmp_path / "k.csv", empty)))[0].key == "uuid:u-1"


def test_numbers_of_the_server_are_never_an_identity(tmp_path: Path) -> None:
    header = ("好きなところ", "_id", "_index", "_status", "_tags")
    path = as_csv(tmp_path / "k.csv", [header, ("川", "501", "1", "x", ""), ("橋", "502", "2", "x", "")])
    reading = read(path)
    assert reading.recognised.layout == "kobo_toolbox"
    assert [row.key for row in interviews(reading)] == ["", ""]


def test_the_time_it_came_in_is_utc_though_it_does_not_say_so(tmp_path: Path) -> None:
    utc = datetime(2026, 5, 23, 4, 12, 9, tzinfo=UTC)
    for number, written in enumerate(("2026-05-23 04:12:09", "2026-05-23T04:12:09", "2026/5/23 4:12:09")):
        rows = sheet(("好きなところ",), ("川",), _submission_time=written)
        assert interviews(read(as_csv(tmp_path / f"{number}.csv", rows)))[0].at == utc
    begun = sheet(("start", "好きなところ"), ("", "川"))
    assert interviews(read(as_csv(tmp_path / "k.csv", begun)))[0].at == utc


def test_times_of_a_workbook_have_no_offset_and_are_in_the_zone_of_the_survey(tmp_path: Path) -> None:
    header, row = sheet(("start", "好きなところ"), ("", "川"))
    cells: list[object] = [datetime(2026, 5, 23, 13, 1, 44), *row[1:]]
    cells[header.index("_submission_time")] = datetime(2026, 5, 24)
    (interview,) = interviews(read(as_workbook(tmp_path / "k.xlsx", 調査=[header, cells])))
    assert interview.at == datetime(2026, 5, 23, 13, 1, 44, tzinfo=JST)
    cells[0] = ""
    (interview,) = interviews(read(as_workbook(tmp_path / "k.xlsx", 調査=[header, cells])))
    assert interview.at == datetime(2026, 5, 24, tzinfo=UTC)


@pytest.mark.parametrize("yes, no", [("1", "0"), ("TRUE", "FALSE"), ("True", "False"), ("1.0", "0.0")])
def test_the_columns_of_single_choices_are_trusted_over_the_joined_text(tmp_path: Path, yes: str, no: str) -> None:
    header = ("話題", "話題/お店 商店街", "話題/公園/広場", "好きなところ")
    rows = sheet(
        header, ("お店 商店街 公園/広場", yes, yes, "市場"), ("お店 商店街", yes, no, "川"), ("", "", "", "橋")
    )
    reading = read(as_csv(tmp_path / "k.csv", rows))
    assert [row.choices for row in interviews(reading)] == [
        {"choice": "お店 商店街; 公園/広場"}, {"choice": "お店 商店街"}, {},
    ]  # fmt: skip


@pytest.mark.parametrize("mark", [":", " > ", "|", "."])
def test_whatever_sign_was_chosen_to_stand_before_a_choice(tmp_path: Path, mark: str) -> None:
    header = ("話題", f"話題{mark}お店 商店街", f"話題{mark}公園", "好きなところ")
    reading = read(as_csv(tmp_path / "k.csv", sheet(header, ("お店 商店街 公園", "1", "1", "川"))))
    assert [row.choices for row in interviews(reading)] == [{"choice": "お店 商店街; 公園"}]


def test_choices_in_separate_columns_only_become_one_question(tmp_path: Path) -> None:
    header = ("聞き取り/話題/お店", "聞き取り/話題/公園", "聞き取り/好きなところ")
    reading = read(as_csv(tmp_path / "k.csv", sheet(header, ("1", "0", "川"), ("1", "1", "橋"))))
    assert [row.choices for row in interviews(reading)] == [{"choice": "お店"}, {"choice": "お店; 公園"}]


def test_consents_in_one_group_are_no_choice_of_several(tmp_path: Path) -> None:
    header = ("consent/consent_photo_public", "consent/consent_quote", "like")
    (one, two) = interviews(read(as_csv(tmp_path / "k.csv", sheet(header, ("1", "0", "川"), ("0", "1", "橋")))))
    assert (one.consents.quote, one.consents.photo_web, one.choices) == (False, "face", {})
    assert (two.consents.quote, two.consents.photo_web) == (True, "no")


def test_points_links_and_the_phone_are_no_answers(tmp_path: Path) -> None:
    header = (
        "聞き取りの場所", "_聞き取りの場所_latitude", "_聞き取りの場所_longitude", "_聞き取りの場所_altitude",
        "_聞き取りの場所_precision", "会場", "写真", "写真_URL", "deviceid", "好きなところ",
    )  # fmt: skip
    link = "https://kf.kobotoolbox.org/api/v2/assets/a/data/1/attachments/2/"
    cells = ("43.7 142.3 0 5", "43.7", "142.3", "0", "5", "駅前", "写真 1.jpg", link, "ee.kobo", "川")
    (interview,) = interviews(read(as_csv(tmp_path / "k.csv", sheet(header, cells))))
    assert (interview.place, interview.photos) == ("駅前", (PhotoName("写真 1.jpg"),))


def test_a_point_in_a_group_is_no_place_though_its_own_name_has_no_group(tmp_path: Path) -> None:
    header = ("場所", "聞き取り/_場所_latitude", "聞き取り/_場所_longitude", "聞き取り/会場", "聞き取り/好きなところ")
    (interview,) = interviews(read(as_csv(tmp_path / "k.csv", sheet(header, ("43 142", "43", "142", "駅前", "川")))))
    assert interview.place == "駅前"


def test_the_sender_is_the_interviewer_only_where_nobody_else_is_named(tmp_path: Path) -> None:
    (interview,) = interviews(read(as_csv(tmp_path / "k.csv", sheet(("好きなところ",), ("川",)))))
    assert interview.interviewer == "gakusei_a"


@pytest.mark.parametrize("state", ["Not Approved", "validation_status_not_approved"])
def test_what_was_not_approved_is_kept_out_with_the_reason(tmp_path: Path, state: str) -> None:
    (row,) = read(as_csv(tmp_path / "k.csv", sheet(LABELS, CELLS, _validation_status=state))).rows
    assert isinstance(row, Reject) and "承認されなかった" in row.reason
    assert (row.row, row.cells["好きなところ"]) == (2, "夕方の川")
    for other in ("Approved", "On Hold", "validation_status_approved", ""):
        rows = sheet(LABELS, CELLS, _validation_status=other)
        assert len(interviews(read(as_csv(tmp_path / "k.csv", rows)))) == 1


def test_the_older_comma_csv_writes_na_for_nothing(tmp_path: Path) -> None:
    header = ("place", "voice/like", "voice/future", "meta/instanceID", "_uuid", "_submission_time", "_tags", "_notes")
    row = ("n/a", "川", "n/a", "uuid:u-1", "u-1", "2026-05-23T04:12:09", "{}", "n/a")
    reading = read(as_csv(tmp_path / "k.csv", [header, row], ","))
    (interview,) = interviews(reading)
    assert (interview.place, interview.answers) == ("", (Answer("like", "川"),))
    newer = as_csv(tmp_path / "n.csv", sheet(("好きなところ",), ("n/a",)))
    assert interviews(read(newer))[0].answers == (Answer("like", "n/a"),)


CHILD = (
    "voice/comment", "voice/kind", "_index", "_parent_table_name", "_parent_index", "_submission__id",
    "_submission__uuid", "_submission__submission_time",
)  # fmt: skip


def child(number: int, parent: int, comment: str, uuid: str = "") -> list[str]:
    return [comment, "a", str(number), "調査", str(parent), str(500 + parent), uuid or f"u-{parent}", ""]


def test_repeats_on_further_sheets_are_further_answers(tmp_path: Path) -> None:
    rows = [child(1, 1, "川がきれい"), child(2, 1, "夜が暗い"), child(3, 2, "花壇がすてき")]
    path = as_workbook(tmp_path / "k.xlsx", 調査=sheet(("place",), ("駅前",), ("公園",)), voice=[CHILD, *rows])
    reading = read(path)
    first, second = interviews(reading)
    assert first.answers == (Answer("comment", "川がきれい"), Answer("comment", "夜が暗い"))
    assert second.answers == (Answer("comment", "花壇がすてき"),)
    assert reading.recognised.sheet == "調査"


def test_repeats_follow_an_edited_interview_and_its_number_where_they_name_nothing_else(tmp_path: Path) -> None:
    edited = sheet(("place",), ("駅前",), _uuid="u-99")
    path = as_workbook(tmp_path / "k.xlsx", 調査=edited, voice=[CHILD, child(1, 1, "川がきれい", "u-99")])
    assert interviews(read(path))[0].answers == (Answer("comment", "川がきれい"),)
    bare = [[cell for name, cell in zip(CHILD, row, strict=True) if not name.startswith("_submission")]
            for row in (list(CHILD), child(1, 2, "夜が暗い"))]  # fmt: skip
    path = as_workbook(tmp_path / "k.xlsx", 調査=sheet(("place",), ("駅前",), ("公園",)), voice=bare)
    assert [row.answers for row in interviews(read(path))] == [(), (Answer("comment", "夜が暗い"),)]


def test_the_table_and_its_media_zip_can_be_handed_in_as_one(tmp_path: Path) -> None:
    media = tmp_path / "media.zip"
    inside = "sensei/attachments/form/u-1/写真_1.jpg"
    with zipfile.ZipFile(media, "w") as archive:
        archive.writestr(inside, b"\xff\xd8\xff")
    table = as_csv(tmp_path / "k.csv", sheet(("写真", "好きなところ"), ("写真 1.jpg", "川")))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(table, "k.csv")
        archive.write(media, "media.zip")
    reading = read(tmp_path / "all.zip")
    assert [row.photos for row in interviews(reading)] == [(PhotoName("写真 1.jpg"),)]
    assert [photo.name for photo in reading.package.photos] == [f"media.zip/{inside}"]


def test_names_that_say_nothing_are_understood_by_their_answers(tmp_path: Path) -> None:
    rows = (("公園が広くて子どもと遊べる", "2"), ("夜の商店街がにぎやかなこと", "1"))
    reading = read(as_csv(tmp_path / "k.csv", sheet(("_001", "_002"), *rows)))
    assert [answer.text for row in interviews(reading) for answer in row.answers] == [text for text, _ in rows]


def test_two_forms_at_once_say_what_to_do(tmp_path: Path) -> None:
    as_csv(tmp_path / "a.csv", sheet(("好きなところ",), ("川",)))
    as_csv(tmp_path / "b.csv", sheet(("困っていること",), ("雪",)))
    with pytest.raises(UnusableFile, match="別々の調査票"):
        read(tmp_path)


@pytest.mark.parametrize("mark", ["/", ".", ":", " > ", "|"])
def test_groups_are_known_by_whichever_sign_was_chosen(tmp_path: Path, mark: str) -> None:
    names = [f"basic{mark}place", f"basic{mark}age", f"voice{mark}like", f"voice{mark}future"]
    path = as_csv(tmp_path / "k.csv", sheet(names, ["バス停", "80代", "運転手さんの会釈", "病院まで一本で行けるまち"]))
    (interview,) = read(path).rows
    assert isinstance(interview, Interview)
    assert (interview.place, interview.age) == ("バス停", "80代")
    assert interview.answers == (Answer("like", "運転手さんの会釈"), Answer("future", "病院まで一本で行けるまち"))


def test_a_row_not_approved_is_kept_apart_in_japanese_too(tmp_path: Path) -> None:
    (row,) = read(as_csv(tmp_path / "k.csv", sheet(["好きなところ"], ["レンガの色"], _validation_status="不承認"))).rows
    assert isinstance(row, Reject) and "承認されなかった" in str(row)


def test_numbers_of_questions_are_no_groups(tmp_path: Path) -> None:
    names = ["1.1 好きなところ", "1.2 困っていること"]
    reading = read(as_csv(tmp_path / "k.csv", sheet(names, ["レンガの色", "坂が多い"])))
    assert [asked.question.label for asked in reading.mapping.questions] == names
