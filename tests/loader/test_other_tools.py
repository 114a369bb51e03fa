"""To broad-listening tools and back: the same comments, for whom they may be seen by."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from survey_loader.access import Audience
from survey_loader.acts.importing import import_file
from survey_loader.acts.reports import ImportRequest
from survey_loader.acts.sheets import TOOLS, tool_csv
from survey_loader.errors import SurveyError
from survey_loader.models import Interview
from survey_loader.settings import Settings
from survey_loader.sheets import FORMULA_STARTS, csv_text
from survey_loader.sources.reading import read
from survey_loader.store import reads
from survey_loader.store.connection import opened
from tests.loader.conftest import ACTOR, ROWS, Import, write_csv

TOOL = pytest.mark.parametrize("tool", list(TOOLS))
SAME = ["text", "day", "place", "age", "relation", "wave"]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@TOOL
def test_comments_come_back_from_a_tools_layout_as_they_were(
    empty: Settings, bring_in: Import, tmp_path: Path, tool: str
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS, ROWS[0].replace("K-01", "K-04").replace("ラーメンが", "=1+1 ")))
    text = tool_csv(empty, "machi", Audience.COMMITTEE, tool)
    (tmp_path / "out.csv").write_text(text, encoding="utf-8", newline="")
    report = import_file(empty, ACTOR, ImportRequest(tmp_path / "out.csv", "other"))
    with opened(empty.database) as db:
        here, there = (reads.all_comments(db, slug, Audience.COMMITTEE) for slug in ("machi", "other"))
    assert report.recognised["layout"] == tool.replace("-", "_")
    assert (report.comments, report.rejected) == (8, 0)
    assert there[SAME].sort_values(SAME).values.tolist() == here[SAME].sort_values(SAME).values.tolist()
    assert set(there["question"]) == {"like", "future"}
    assert import_file(empty, ACTOR, ImportRequest(tmp_path / "out.csv", "other")).already_there == 8


@TOOL
def test_only_what_an_audience_may_read_goes_out(empty: Settings, bring_in: Import, tmp_path: Path, tool: str) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    outside = [row["comment-body"] for row in rows_of(tool_csv(empty, "machi", Audience.PUBLIC_WEB, tool))]
    assert "ラーメンがおいしい" in outside
    assert "動物園が楽しかった" not in outside
    assert len(rows_of(tool_csv(empty, "machi", Audience.COMMITTEE, tool))) == 6


@TOOL
def test_cells_are_safe_for_excel_and_headers_plain_for_the_tool(
    empty: Settings, bring_in: Import, tmp_path: Path, tool: str
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", ROWS[0].replace("ラーメンがおいしい", "=1+1")))
    text = tool_csv(empty, "machi", Audience.COMMITTEE, tool)
    assert text.startswith("comment-id,comment-body,")
    first = rows_of(text)[0]
    assert (first["comment-body"], first["attribute_question"]) == ("'=1+1", "好きなところ")
    assert (first["attribute_age"], first["attribute_relation"]) == ("20代", "resident")


def test_the_people_behind_the_comments_are_told_to_talk_to_the_city(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    rows = rows_of(tool_csv(empty, "machi", Audience.COMMITTEE, "talk-to-the-city"))
    assert len({row["interview"] for row in rows}) == 3
    assert {row["timestamp"] for row in rows} == {"2026-05-03", "2026-05-04"}


@TOOL
def test_a_survey_that_is_not_there_says_so(empty: Settings, tool: str) -> None:
    with pytest.raises(SurveyError, match="「machi」が見つかりません"):
        tool_csv(empty, "machi", Audience.COMMITTEE, tool)


# What no answer is: nothing but space; and NUL, which is in no text.
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20).filter(
    lambda text: bool(text.strip())
)


@hypothesis_settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["", "'", "''", *FORMULA_STARTS]), WORDS).map("".join), min_size=1, max_size=4)
)
@example(["'=川が好き", "=川が好き", "''-1度でも楽しい"])
def test_any_words_come_back_from_a_sheet_made_safe(texts: list[str]) -> None:
    rows = [(f"c-{number}", text, "person") for number, text in enumerate(texts)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.csv"
        path.write_text(csv_text(["comment-id", "comment-body", "interview"], rows), encoding="utf-8", newline="")
        back = [row for row in read(path).rows if isinstance(row, Interview)]
    assert [answer.text for row in back for answer in row.answers] == texts
