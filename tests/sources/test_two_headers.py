"""Tables with two lines of headings, as SurveyMonkey and Japanese survey panels write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survey_loader.models import Answer, Interview
from survey_loader.sources.reading import Reading, read

Written = Callable[..., Path]

MONKEY = (
    "Respondent ID,Collector ID,Date Created,好きなところを教えてください。,よく行く場所はどこですか。,,,満足度,\n"
    ",,,Open-Ended Response,商店街,図書館,その他（具体的に）,買い物,交通\n"
    "11845000001,4001,09/23/2026 10:00:00 AM,古い映画館の看板,商店街,,,満足,不満\n"
    "11845000002,4001,09/23/2026 10:10:00 AM,,商店街,図書館,銭湯,ふつう,満足\n"
)
PANEL = (
    "回答ID,開始日時,Q1,Q2_1,Q3,Q4\n,,お住まい,知っている祭り：港まつり,このまちの好きなところ,困っていること\n"
    "a001,2026-09-28 10:00:00,市内,1,氷の滑り台,トイレが遠い\na002,2026-09-28 10:20:00,市外,,甘酒の屋台,\n"
)


def interviews(reading: Reading) -> list[Interview]:
    rows = list(reading.rows)
    assert all(isinstance(row, Interview) for row in rows), rows
    return [row for row in rows if isinstance(row, Interview)]


def test_questions_above_and_options_below_are_read(written: Written) -> None:
    reading = read(written(MONKEY))
    first, second = interviews(reading)
    assert (reading.recognised.layout, first.key, first.row) == ("two_headers", "11845000001", 3)
    assert first.answers == (Answer("like", "古い映画館の看板"),) and second.answers == ()
    assert first.at and first.at.isoformat() == "2026-09-23T10:00:00+09:00"
    assert (first.place, first.choices["choice"], second.choices["choice"]) == ("", "商店街", "商店街; 図書館; 銭湯")
    assert [first.choices[key] for key in ("scale", "scale_2")] == ["満足", "不満"]
    assert "満足度 [買い物]" in reading.recognised.header
    assert "見出しは2行あるとみなし、2行目を設問か選択肢の名前として読みます。" in [
        str(said) for said in reading.recognised.assumptions
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_codes_above_and_questions_below_are_read(written: Written, encoding: str) -> None:
    first, second = interviews(read(written(PANEL, encoding)))
    assert first.answers == (Answer("like", "氷の滑り台"), Answer("trouble", "トイレが遠い"))
    assert second.answers == (Answer("like", "甘酒の屋台"),)
    assert [first.relation, second.relation] == ["resident", "visitor"]


@pytest.mark.parametrize(
    "table",
    [
        "番号,日付,好きなところ\n,,朝の光\nb-2,2026-05-03,夜の灯り\n",
        "番号,日付,Q1_好きなところ,Q2\n,,朝の光,市内\nb-2,2026-05-03,夜の灯り,市内\n",
        "番号,日付,好きなところ\n,,回答\n,2026-05-03,夜の灯り\n",
    ],
)
def test_a_row_that_only_lacks_who_and_when_is_no_heading(written: Written, table: str) -> None:
    reading = read(written(table))
    assert reading.recognised.layout == "plain"
    assert len(interviews(reading)) == 2


def test_the_headings_of_two_files_in_one_are_no_interviews(written: Written) -> None:
    second = MONKEY.split("\n")[1]
    assert (
        len(interviews(read(written(f"{MONKEY}{second}\n11845000003,4001,09/24/2026 1:00:00 PM,川の音,,,,,\n")))) == 3
    )
