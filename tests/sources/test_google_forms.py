"""Google Forms: the form's own CSV, the linked sheet, and either saved again from Excel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from survey_loader.models import Answer, Interview, PhotoName, Survey
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.reading import Reading, read

Written = Callable[..., Path]

HEADER = '"タイムスタンプ","メールアドレス","スコア","聞き取り場所","話題（複数選択）","この町の\n好きなところ","写真"'
LINK = "https://drive.google.com/open?id=1AbC_d-E"
DIRECT = (
    f'"2026/05/23 12:04:02 午後 GMT+9","hana@example.jp","3 / 5","港の広場","お店;海辺;その他: 灯台","朝の光","{LINK}"',
    '"2026/05/24 12:05:19 午前 GMT+9","","","港の広場","海辺","夜に、静かなところ",""',
)


def interviews(reading: Reading) -> list[Interview]:
    return [row for row in reading.rows if isinstance(row, Interview)]


def said(reading: Reading) -> str:
    return "\n".join(str(assumption) for assumption in reading.recognised.assumptions)


def form(written: Written, *rows: str, header: str = HEADER, encoding: str = "utf-8", name: str = "f.csv") -> Path:
    return written("\n".join((header, *rows)) + "\n", encoding, name)


def test_the_forms_own_csv_is_known_with_its_times_and_several_answers(written: Written) -> None:
    reading = read(form(written, *DIRECT))
    first, second = interviews(reading)
    assert (reading.recognised.layout, reading.recognised.label) == ("google_forms", "Googleフォーム")
    assert [row.at.isoformat() for row in (first, second) if row.at] == [
        "2026-05-23T12:04:02+09:00", "2026-05-24T00:05:19+09:00",
    ]  # fmt: skip
    assert first.answers == (Answer("like", "朝の光"),)
    assert (first.place, first.choices) == ("港の広場", {"choice": "お店; 海辺; その他: 灯台"})
    assert second.answers == (Answer("like", "夜に、静かなところ"),)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026/05/23 1:04:02 PM GMT+9", "2026-05-23T13:04:02+09:00"),
        ("2026/05/23 12:30:00 AM GMT+5:30", "2026-05-23T00:30:00+05:30"),
        ("5/23/2026 13:04:02", "2026-05-23T13:04:02+09:00"),
        ("2026/5/23 13:04", "2026-05-23T13:04:00+09:00"),
    ],
)
def test_times_in_other_languages_of_the_form_are_read(written: Written, text: str, time: str) -> None:
    (row,) = interviews(read(form(written, f'"{text}","この町が好き"', header="Timestamp,好きなところ")))
    assert row.at is not None and row.at.isoformat() == time


def test_the_linked_sheet_is_in_the_survey_zone_and_joins_answers_with_commas(written: Written) -> None:
    rows = ['2026/05/23 13:04:02,"お店, 海辺",朝の光', "2026/05/23 13:09:00,海辺,夕日"]
    path = form(written, *rows, header="タイムスタンプ,話題（複数選択）,好きなところ")
    reading = read(path, survey=Survey("a", "町", timezone="Asia/Seoul"))
    first, second = interviews(reading)
    assert first.at is not None and str(first.at.tzinfo) == reading.recognised.zone == "Asia/Seoul"
    assert [row.choices for row in (first, second)] == [{"choice": "お店; 海辺"}, {"choice": "海辺"}]
    assert "「話題（複数選択）」は複数選択とみなし、「,」で分けました。" in said(reading)


def test_an_option_that_holds_a_comma_stays_whole(written: Written) -> None:
    cells = ["海辺", "食べる, 飲む", "海辺, 食べる, 飲む", "食べる, 飲む, お店", "お店, 公園（広場, 遊具）"]
    rows = [f'2026/05/23 13:0{n}:00,"{cell}",声その{n}' for n, cell in enumerate(cells)]
    reading = read(form(written, *rows, header="タイムスタンプ,話題（複数選択）,好きなところ"))
    assert [row.choices["choice"] for row in interviews(reading)] == [
        "海辺", "食べる, 飲む", "海辺; 食べる, 飲む", "食べる, 飲む; お店", "お店; 公園（広場, 遊具）",
    ]  # fmt: skip
    assert "「食べる, 飲む」は、分けずに一つの選択肢" in said(reading)


def test_commas_in_voices_are_no_several_answers(written: Written) -> None:
    rows = [f'2026/05/23 13:0{n}:00,"{text}"' for n, text in enumerate(["川, 山", "山, 川", "海, 朝市の声"])]
    reading = read(form(written, *rows, header="タイムスタンプ,この町の好きなところ"))
    assert [row.answers for row in interviews(reading)] == [
        (Answer("like", "川, 山"),), (Answer("like", "山, 川"),), (Answer("like", "海, 朝市の声"),),
    ]  # fmt: skip


def test_a_few_opinions_in_the_same_words_are_no_several_answers(written: Written) -> None:
    rows = [f'"2026/05/23 1:0{n}:02 午後 GMT+9","{text}"' for n, text in enumerate(["海;夜", "夜;海", "海"])]
    reading = read(form(written, *rows, header="タイムスタンプ,ご意見"))
    assert interviews(reading)[0].answers == (Answer("comment", "海;夜"),)


def test_who_answered_and_their_points_are_not_read(written: Written) -> None:
    reading = read(form(written, *DIRECT))
    assert reading.recognised.header == (
        "タイムスタンプ", "聞き取り場所", "話題（複数選択）", "この町の\n好きなところ", "写真",
    )  # fmt: skip
    assert not any("hana@example.jp" in cell for row in reading.samples for cell in row)
    assert "「メールアドレス」は答えた人の個人の情報なので、読み込みません。" in said(reading)


def test_photos_in_drive_are_told_once_and_named_by_nobody(written: Written) -> None:
    reading = read(form(written, *DIRECT))
    assert [row.photos for row in interviews(reading)] == [(), ()]
    assert said(reading).count("Googleドライブ") == 1


def test_a_mapping_that_names_the_links_gives_the_ids_of_the_files(written: Written) -> None:
    mapping = Mapping.parse('[columns]\nphoto = "写真"\n[[question]]\nkey = "like"\ncolumn = "この町の好きなところ"')
    row = interviews(read(form(written, *DIRECT), mapping))[0]
    assert row.photos == (PhotoName("1AbC_d-E"),)


def test_the_same_csv_gives_the_same_fingerprints_however_many_rows_follow(written: Written) -> None:
    """More answers may teach that a question has several; the rows of before must stay themselves."""
    more = [f'"2026/05/25 1:0{n}:00 午後 GMT+9","","","港の広場","お店;海辺","声{n}",""' for n in range(9)]
    before = interviews(read(form(written, *DIRECT)))
    after = interviews(read(form(written, *DIRECT, *more, name="g.csv")))
    assert [row.fingerprint for row in before] == [row.fingerprint for row in after[:2]]


def test_a_sheet_saved_from_excel_in_cp932_is_still_a_form(written: Written) -> None:
    path = form(written, "2026/5/23 13:04,髙橋さんの店①", header="タイムスタンプ,好きなところ", encoding="cp932")
    reading = read(path)
    assert (reading.recognised.layout, reading.recognised.encoding) == ("google_forms", "cp932")
    assert interviews(reading)[0].answers == (Answer("like", "髙橋さんの店①"),)


def test_the_linked_sheet_as_a_workbook_is_known(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "フォームの回答 1"
    sheet.append(["タイムスタンプ", "話題（複数選択）", "好きなところ"])
    sheet.append([datetime(2026, 5, 23, 13, 4, 2), "お店, 海辺", "朝の光"])
    book.create_sheet("集計").append(["話題", "件数"])
    book["集計"].append(["お店", 1])
    book.save(tmp_path / "f.xlsx")
    reading = read(tmp_path / "f.xlsx")
    (row,) = interviews(reading)
    assert (reading.recognised.layout, reading.recognised.sheet) == ("google_forms", "フォームの回答 1")
    assert row.at is not None and row.at.isoformat() == "2026-05-23T13:04:02+09:00"
    assert row.choices == {"choice": "お店; 海辺"}
    assert "(読まない表: 集計)" in said(reading)


def test_a_form_typed_in_the_day_after_is_of_the_day_it_says(written: Written) -> None:
    header = "タイムスタンプ,聞き取り日,好きなところ"
    rows = ["2026/05/23 21:04:02,2026/05/22,朝の光", "2026/05/23 13:04:02,2026/05/23,夜の道", "2026/05/23 14:00:00,,川"]
    rows.append("2026/05/23 18:00:00,2026/05/23 9:30,花")
    times = [row.at.isoformat() for row in interviews(read(form(written, *rows, header=header))) if row.at]
    assert times == [
        "2026-05-22T00:00:00+09:00", "2026-05-23T13:04:02+09:00", "2026-05-23T14:00:00+09:00",
        "2026-05-23T09:30:00+09:00",
    ]  # fmt: skip


def test_a_date_and_a_time_asked_in_the_form_are_the_time_of_the_interview(written: Written) -> None:
    path = form(
        written, "2026/05/23 21:04:02,2026/05/22,15:00:00,朝の光", header="タイムスタンプ,日付,時刻,好きなところ"
    )
    (row,) = interviews(read(path))
    assert row.at is not None and row.at.isoformat() == "2026-05-22T15:00:00+09:00"


def test_the_day_and_the_time_a_form_asks_for_are_those_of_the_interview(written: Written) -> None:
    header = "タイムスタンプ,聞き取りをした日,聞き取りをした時刻,好きなところ"
    rows = ("2026/09/14 21:00:00,2026/09/12,14:05:00,スズランの香り", "2026/09/14 21:03:00,2026/09/12,14:30:00,夏の丘")
    first, second = interviews(read(form(written, *rows, header=header)))
    assert [row.at.isoformat() for row in (first, second) if row.at] == [
        "2026-09-12T14:05:00+09:00", "2026-09-12T14:30:00+09:00",
    ]  # fmt: skip
