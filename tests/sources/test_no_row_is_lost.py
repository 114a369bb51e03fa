"""Whatever stands in the rows of a tool's file: every row is an interview or a reject, and nothing crashes."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_loader.errors import SurveyError
from survey_loader.models import Interview, Reject
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.reading import read

HEADERS = {
    "google_forms": ("タイムスタンプ", "メールアドレス", "話題（複数選択）", "好きなところ", "写真", "写真公開の同意"),
    "lime_survey": (
        "id",
        "submitdate",
        "lastpage",
        "startlanguage",
        "seed",
        "Q1[SQ1]",
        "Q1[other]",
        "like",
        "like[other]",
    ),
    "kouchou_ai": ("comment-id", "comment-body", "source", "url", "attribute_question", "attribute_day"),
    "talk_to_the_city": ("comment-id", "comment-body", "interview", "timestamp"),
    "plain": ("日付", "時刻", "年代", "まちとの関わり", "話題（複数選択）", "好きなところ", "引用の可否", "写真"),
}
FIRST = {
    "google_forms": ("2026/05/23 1:04:02 午後 GMT+9", "", "お店;公園", "朝の光", "", "はい"),
    "lime_survey": ("1", "2026-05-23 13:00:00", "2", "ja", "123456", "Y", "", "朝の光", ""),
    "kouchou_ai": ("a-1", "朝の光", "", "", "好きなところ", "2026-05-23"),
    "talk_to_the_city": ("a-1", "朝の光", "はなさん", "2026-05-23"),
    "plain": ("2026/5/3", "13:05", "20代", "市内", "お店、公園", "朝の光", "可", "a.jpg"),
}
CELL = st.one_of(
    st.sampled_from(
        ["", " ", "Y", "N", "-oth-", "N/A", "'=1", "5/3/2026", "46165.5", "25:00", "13:05", "1980-01-01 00:00:00", ";;",
         "お店、", "(、", '[{"name": 1}]', '[{"name": "a.jpg"}]', "[{", "https://drive.google.com/open?id=x", "20s",
         "ja", "9" * 400]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
)  # fmt: skip


@pytest.mark.parametrize("layout", list(HEADERS))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_row_is_an_interview_or_a_reject(layout: str, data: st.DataObject) -> None:
    header = HEADERS[layout]
    rows = data.draw(st.lists(st.lists(CELL, min_size=0, max_size=len(header) + 1), max_size=8))
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([header, FIRST[layout], *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_text(out.getvalue(), encoding="utf-8", newline="")
        try:
            reading = read(path)
            taken = list(reading.rows)
        except SurveyError as error:
            assert str(error)
            return
    assert all(isinstance(row, Interview | Reject) for row in taken)
    assert len(taken) == 1 + sum(bool("".join(row).strip()) for row in rows)
    if not rows:
        assert reading.recognised.layout == layout


@pytest.mark.parametrize("layout", list(HEADERS))
def test_a_guess_that_is_kept_reads_the_same_interviews(layout: str, tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADERS[layout], FIRST[layout]])
    guessed = read(tmp_path / "a.csv")
    kept = read(tmp_path / "a.csv", Mapping.parse(guessed.mapping.dump()))
    interviews = list(guessed.rows)
    assert interviews and list(kept.rows) == interviews
