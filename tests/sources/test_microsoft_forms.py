"""Microsoft Forms: the workbook of its answers, in Japanese and in English, of a quiz or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survey_loader.models import Answer, Interview
from survey_loader.sources.reading import read

Written = Callable[..., Path]

JAPANESE = (
    "ID,開始時刻,完了時刻,メール,名前,合計点,クイズのフィードバック,聞き取った場所,ポイント - 聞き取った場所,"
    "好きなこと,フィードバック - 好きなこと,関心のあること\n"
    "1,2026/10/03 10:00,2026/10/03 10:02,hana@example.jp,山本 はな,0,,広場,0,朝のラジオ体操,,除雪;交通;\n"
    "2,2026/10/03 10:05,2026/10/03 10:07,anonymous,,0,,広場,0,焼き芋の車,,交通;\n"
)
ENGLISH = (
    "ID,Start time,Completion time,Email,Name,Last modified time,Place,What do you like here?\n"
    "1,2026-10-03 10:00,2026-10-03 10:02,hana@example.jp,Hana,,Harbour,海鳥の群れ\n"
)


def test_answers_and_choices_are_read_and_points_are_not(written: Written) -> None:
    reading = read(written(JAPANESE))
    first, second = [row for row in reading.rows if isinstance(row, Interview)]
    assert (reading.recognised.layout, first.place) == ("microsoft_forms", "広場")
    assert first.answers == (Answer("like", "朝のラジオ体操"),)
    assert first.at and first.at.isoformat() == "2026-10-03T10:00:00+09:00"
    assert [first.choices, second.choices] == [{"choice": "除雪; 交通"}, {"choice": "交通"}]


@pytest.mark.parametrize("table", [JAPANESE, ENGLISH])
def test_who_answered_is_not_read_and_that_is_told(written: Written, table: str) -> None:
    reading = read(written(table))
    first = next(row for row in reading.rows if isinstance(row, Interview))
    assert len(first.answers) == 1 and (first.interviewer, first.key) == ("", "")
    assert not {"メール", "名前", "Email", "Name"} & set(reading.recognised.header)
    assert sum("個人の情報" in str(said) for said in reading.recognised.assumptions) == 2
