"""Tables without a header: no row is lost, and what the columns hold is told by what is in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from survey_loader.models import Answer, Interview, PhotoName
from survey_loader.sources.reading import Reading, read

Written = Callable[..., Path]


def interviews(reading: Reading) -> list[Interview]:
    return [row for row in reading.rows if isinstance(row, Interview)]


def test_the_first_row_is_an_interview_too(samples: Path) -> None:
    reading = read(samples / "no_header.csv")
    first, second = interviews(reading)
    assert (reading.recognised.layout, reading.recognised.header) == ("headerless", ("列1", "列2", "列3"))
    assert (first.row, first.place, first.answers) == (1, "駅前", (Answer("comment", "夜も明るいところが好き"),))
    assert second.at is not None and second.at.isoformat() == "2026-05-04T00:00:00+09:00"
    assert str(reading.recognised.assumptions[0]) == "見出しの行がないとみなし、列を「列1」「列2」…と呼びます。"
    assert "「列2」を場所とみなしました。" in map(str, reading.recognised.assumptions)


ROWS = (
    "2026/5/3,13:05,港の広場,20代,市内に住んでいる,朝の光がきれいで散歩が楽しい,IMG_0012.jpg",
    "2026/5/3,13:20,港の広場,60代,観光,夜の屋台をもっと増やしてほしい,IMG_0013.jpg",
    "2026/5/4,10:00,駅の東口,30代,市内に住んでいる,バスが夕方にもう一本あればいい,",
)


def test_columns_are_known_by_what_stands_in_them(written: Written) -> None:
    first, second, third = interviews(read(written("\n".join(ROWS) + "\n")))
    assert first.at is not None and first.at.isoformat() == "2026-05-03T13:05:00+09:00"
    assert (first.place, first.age, first.relation) == ("港の広場", "20代", "resident")
    assert first.photos == (PhotoName("IMG_0012.jpg"),)
    assert [row.answers[0].text for row in (second, third)] == [
        "夜の屋台をもっと増やしてほしい", "バスが夕方にもう一本あればいい",
    ]  # fmt: skip
    assert (second.relation, third.photos) == ("visitor", ())


def test_voices_are_known_by_their_length_and_not_taken_for_a_no(written: Written) -> None:
    rows = ["1,港,女性,除雪が早くて助かる", "2,港,男性,夜の屋台がまた見たい", "3,駅,女性,ベンチが少ないので増やして"]
    reading = read(written("\n".join(f"2026/5/{n + 3},{row}" for n, row in enumerate(rows)) + "\n"))
    assert [row.answers for row in interviews(reading)][2] == (Answer("comment", "ベンチが少ないので増やして"),)


def test_a_workbook_without_a_header_is_read_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row.split(","))
    book.save(tmp_path / "a.xlsx")
    assert [row.place for row in interviews(read(tmp_path / "a.xlsx"))] == ["港の広場", "港の広場", "駅の東口"]


@pytest.mark.parametrize(
    "text",
    [
        "日付,場所,感想\n2026/5/3,駅前,静か\n2026/5/4,公園,川\n",
        "2026年,場所,感想\n1,駅前,静か\n2,公園,川\n",
        "感想\n静かなところが好き\n川が好き\n",
        "場所,感想\n駅前,よい\n場所,感想\n公園,よい\n",
        "Q1,Q2,好きなところを自由に書いてください。\n1,2,川\n3,4,橋\n",
        "写真,この町の好きなところ\na.jpg,川\nb.jpg,橋\n",
    ],
)
def test_a_header_is_never_taken_for_an_interview(written: Written, text: str) -> None:
    reading = read(written(text), needs_voices=False)
    assert reading.recognised.layout == "plain"
    assert reading.recognised.header == tuple(text.split("\n")[0].split(","))


def test_repeated_places_tell_that_there_is_no_header(written: Written) -> None:
    path = written("港の広場,朝の光がきれいだった\n港の広場,夜も歩ける道がほしい\n駅の東口,バスがもう一本ほしい\n")
    rows = interviews(read(path))
    assert [(row.place, row.answers[0].text) for row in rows] == [
        ("港の広場", "朝の光がきれいだった"), ("港の広場", "夜も歩ける道がほしい"),
        ("駅の東口", "バスがもう一本ほしい"),
    ]  # fmt: skip


def test_equal_and_empty_cells_in_the_first_row_stay_what_they_are(written: Written) -> None:
    path = written("2026/5/3,静か,静か,,朝の光がきれいだった\n2026/5/4,川,橋,x,夜も歩ける道がほしい\n")
    reading = read(path)
    assert reading.samples[0] == ("2026/5/3", "静か", "静か", "", "朝の光がきれいだった")
