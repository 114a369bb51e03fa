"""LimeSurvey: codes, full text or both, with marks, arrays and uploaded photos."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from survey_loader.errors import UnusableFile
from survey_loader.models import Answer, Interview, PhotoName, Reject
from survey_loader.sources.reading import Reading, read

Written = Callable[..., Path]

SYSTEM = ("id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp")
PHOTO = json.dumps(
    [{"title": "", "size": "120.5", "name": "%E5%86%99%E7%9C%9F1.jpg", "filename": "fu_x7k2", "ext": "jpg"}]
)
QUESTIONS = ("Q1", "Q2[SQ001]", "Q2[SQ002]", "Q2[other]", "Q3[SQ001]", "Q3[SQ002]", "Q4", "Q4[filecount]")
FULL = (
    "このまちの好きなところ", "話題 [お店]", "話題 [海辺]", "話題 [その他]",
    "どのくらい満足していますか [買い物]", "どのくらい満足していますか [交通]", "写真", "filecount - 写真",
)  # fmt: skip
BOTH = tuple(f"{code}. {text}" for code, text in zip(QUESTIONS, FULL, strict=True))
ROWS = (
    ("12", "2026-05-23 13:05:10", "3", "ja", "1417820114", "2026-05-23 13:01:44", "2026-05-23 13:05:10",
     "朝の光がきれい", "Y", "", "灯台", "5", "4", PHOTO, "1"),
    ("13", "2026-05-23 13:25:10", "3", "en", "887120054", "2026-05-23 13:20:00", "2026-05-23 13:25:10",
     "'=夜の屋台が好き", "Y", "Y", "", "2", "", "", "0"),
    ("14", "", "1", "ja", "55120099", "2026-05-23 14:00:00", "2026-05-23 14:00:30",
     "途中でやめた声", "", "", "", "", "", "", ""),
)  # fmt: skip


def export(
    written: Written,
    questions: Sequence[str] = QUESTIONS,
    rows: Sequence[Sequence[str]] = ROWS,
    system: Sequence[str] = SYSTEM,
    separator: str = ";",
    name: str = "results-survey.csv",
) -> Path:
    def line(cells: Sequence[str]) -> str:
        return separator.join('"' + cell.replace('"', '""') + '"' for cell in cells)

    return written("\r\n".join([line([*system, *questions]), *map(line, rows), "", ""]), "utf-8-sig", name)


def interviews(reading: Reading) -> list[Interview]:
    return [row for row in reading.rows if isinstance(row, Interview)]


@pytest.mark.parametrize(("questions", "separator"), [(QUESTIONS, ";"), (FULL, ","), (BOTH, "\t")])
def test_responses_are_read_whatever_their_headings(
    written: Written, questions: tuple[str, ...], separator: str
) -> None:
    reading = read(export(written, questions, separator=separator))
    first, second = interviews(reading)
    assert reading.recognised.layout == "lime_survey"
    assert first.answers[0].text == "朝の光がきれい"
    assert second.answers[0].text == "=夜の屋台が好き"
    assert first.at is not None and first.at.isoformat() == "2026-05-23T13:01:44+09:00"
    assert (first.language, second.language) == ("ja", "en")
    assert first.photos == (PhotoName("写真1.jpg", "face", ("fu_x7k2",)),)


def test_marks_become_one_choice_in_the_words_of_the_options(written: Written) -> None:
    both = interviews(read(export(written, BOTH)))
    codes = interviews(read(export(written)))
    assert [row.choices["choice"] for row in both] == ["お店; 灯台", "お店; 海辺"]
    assert [row.choices["choice"] for row in codes] == ["SQ001; 灯台", "SQ001; SQ002"]


def test_the_rows_of_an_array_become_scales(written: Written) -> None:
    reading = read(export(written, BOTH))
    first, second = interviews(reading)
    scales = {
        asked.question.key: asked.question.label
        for asked in reading.mapping.questions
        if asked.question.kind == "scale"
    }
    assert scales == {
        "scale": "どのくらい満足していますか [買い物]", "scale_2": "どのくらい満足していますか [交通]",
    }  # fmt: skip
    assert (first.choices["scale"], first.choices["scale_2"]) == ("5", "4")
    assert (second.choices["scale"], "scale_2" in second.choices) == ("2", False)


def test_a_response_that_was_never_submitted_is_kept_as_a_reject(written: Written) -> None:
    rejects = [row for row in read(export(written)).rows if isinstance(row, Reject)]
    assert [(reject.row, reject.cells["Q1"]) for reject in rejects] == [(4, "途中でやめた声")]
    assert rejects[0].reason.startswith("途中で終わっている回答です")


def test_1980_means_completed_without_a_date(written: Written) -> None:
    row = ("12", "1980-01-01 00:00:00", "3", "ja", "1417820114", "朝の光がきれい")
    (interview,) = interviews(read(export(written, ("Q1",), [row], SYSTEM[:5])))
    assert (interview.at, interview.answers) == (None, (Answer("comment", "朝の光がきれい"),))


def test_responses_of_two_surveys_with_the_same_number_are_two_people(written: Written) -> None:
    def keys(seed: str, system: Sequence[str], question: str) -> str:
        row = ("12", "2026-05-23 13:05:10", "3", "ja", *([seed] if seed else []), "朝の光がきれい")
        return interviews(read(export(written, (question,), [row], system)))[0].key

    assert keys("1417820114", SYSTEM[:5], "Q1") == "12-1417820114"
    assert keys("99", SYSTEM[:5], "Q1") == "12-99"
    assert keys("", SYSTEM[:4], "Q1") != keys("", SYSTEM[:4], "Q7")


def test_the_system_columns_are_known_by_content_in_any_language(written: Written) -> None:
    system = ("回答ID", "送信日時", "最後のページ", "開始言語", "シード", "開始日時", "最終操作日時")
    first = interviews(read(export(written, FULL, system=system)))[0]
    assert (first.key, first.language) == ("12-1417820114", "ja")
    assert first.at is not None and first.at.isoformat() == "2026-05-23T13:01:44+09:00"


def test_a_plain_table_with_numbers_and_plain_answers_is_no_export_of_limesurvey(written: Written) -> None:
    path = written("番号,日付,住みやすさ,公開の同意,感想\n1,2026-05-23,4,yes,朝の光\n2,2026-05-24,5,no,夜の道\n")
    assert read(path).recognised.layout == "plain"


def test_other_beside_a_list_gives_the_words_of_the_answer(written: Written) -> None:
    rows = [
        (*ROWS[0][:7], "-oth-", "橋のたもと", "朝の光がきれい"),
        (*ROWS[1][:7], "港の広場", "", "夜の屋台が楽しい"),
    ]  # fmt: skip
    reading = read(export(written, ("place", "place[other]", "Q1"), rows))
    assert [row.place for row in interviews(reading)] == ["橋のたもと", "港の広場"]


def test_addresses_of_machines_are_not_read(written: Written) -> None:
    rows = [(*ROWS[0][:7], "203.0.113.9", "朝の光がきれい")]
    reading = read(export(written, ("Q1",), rows, (*SYSTEM, "ipaddr")))
    assert "ipaddr" not in reading.recognised.header
    assert not any("203.0.113.9" in cell for row in reading.samples for cell in row)


FORMATS = Path(__file__).parents[2].parent / "shared/data/formats"


@pytest.mark.skipif(not FORMATS.is_dir(), reason="../shared/data/formats is not here")
def test_a_real_export_without_a_text_question_says_which_columns_there_are() -> None:
    path = FORMATS / "pulsemanager_export_responses_code_short.csv"
    with pytest.raises(UnusableFile, match=r"見つかった見出し: id、submitdate.*q1\[vis1\]"):
        read(path)
    reading = read(path, needs_voices=False)
    (row,) = interviews(reading)
    assert (row.key, row.at) == ("2543-1417820114", None)
    assert {asked.question.kind for asked in reading.mapping.questions} == {"scale"}


@pytest.mark.parametrize("timings", [("Total time", "Question time: like"), ("合計時間", "質問時間: 好きなところ")])
def test_the_times_spent_on_a_question_are_no_answers_to_it(written: Written, timings: tuple[str, str]) -> None:
    rows = [(*row[: len(SYSTEM)], row[len(SYSTEM)], "200.1", "50.3") for row in ROWS]
    reading = read(export(written, ("好きなところ", *timings), rows))
    assert [row.answers for row in interviews(reading)] == [
        (Answer("like", "朝の光がきれい"),), (Answer("like", "=夜の屋台が好き"),),
    ]  # fmt: skip
