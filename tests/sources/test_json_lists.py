"""JSON: lists of objects in every wrapping, and what is no such list."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from survey_loader.errors import SurveyError, UnusableFile
from survey_loader.models import Answer, Interview
from survey_loader.sources import json_lists
from survey_loader.sources.reading import Reading, read
from survey_loader.sources.tables import read_tables

Written = Callable[..., Path]

ONE = {"日付": "2026-05-23", "場所": "港の広場", "好きなところ": "朝の光"}
TWO = {"日付": "2026-05-24", "好きなところ": "夜の屋台"}


def interviews(reading: Reading) -> list[Interview]:
    return [row for row in reading.rows if isinstance(row, Interview)]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([ONE, TWO], ensure_ascii=False, indent=1),
        json.dumps({"count": 2, "next": None, "results": [ONE, TWO]}),
        json.dumps({"data": {"responses": [ONE, TWO]}}),
        json.dumps({"a": ONE, "b": TWO}),
        json.dumps({"responses": [{"1": ONE}, {"2": TWO}]}),
        "\n".join(json.dumps(row, ensure_ascii=False) for row in (ONE, TWO)) + "\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_list_of_objects_is_found_however_it_is_wrapped(written: Written, text: str, encoding: str) -> None:
    reading = read(written(text + "\n", encoding, "voices.json"))
    first, second = interviews(reading)
    assert (reading.recognised.layout, reading.recognised.encoding) == ("json_list", encoding)
    assert (first.place, first.answers) == ("港の広場", (Answer("like", "朝の光"),))
    assert (second.place, second.answers) == ("", (Answer("like", "夜の屋台"),))
    assert second.at is not None and second.at.day == 24


def test_values_of_every_kind_become_cells(written: Written) -> None:
    row = (
        '{"a": {"b": 1.50, "c": {"d": true}}, "e": null, "f": ["お店", "公園", 3], "g": [{"h": 1}], "i": 090, "j": {}}'
    )
    (table,) = read_tables(written("[" + row.replace("090", "90") + "]"))
    assert table.header == ("a/b", "a/c/d", "e", "f", "g", "i", "j")
    assert list(table.rows) == [(1, ("1.50", "TRUE", "", "お店; 公園; 3", '[{"h": "1"}]', "90", ""))]


def test_lists_of_offered_answers_are_a_choice_of_several(written: Written) -> None:
    rows = [
        {"感想": "朝の光", "話題": ["お店", "公園"]},
        {"感想": "夜の道", "話題": ["海辺"]},
        {"感想": "川", "話題": []},
    ]
    reading = read(written(json.dumps(rows)))
    assert [row.choices for row in interviews(reading)] == [{"choice": "お店; 公園"}, {"choice": "海辺"}, {}]


def test_what_stands_within_objects_is_known_by_its_own_name(written: Written) -> None:
    row = {"id": "a-1", "answers": {"like": "朝の光", "future": "夜も歩ける道"}, "meta": {"date": "2026-05-03"}}
    reading = read(written(json.dumps([row])))
    (interview,) = interviews(reading)
    assert interview.answers == (Answer("like", "朝の光"), Answer("future", "夜も歩ける道"))
    assert interview.at is not None and interview.at.day == 3
    assert [asked.column for asked in reading.mapping.questions] == ["answers/like", "answers/future"]


def test_of_two_lists_the_longer_is_read_and_the_other_told(written: Written) -> None:
    reading = read(written(json.dumps({"places": [{"名": "港"}], "voices": [ONE, TWO]})))
    assert len(interviews(reading)) == 2
    assert "「voices」だけを読みます(読まない表: places)。" in map(str, reading.recognised.assumptions)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[{"感想": "朝の光"}, {"感想": "夜', r"JSONとして読めません\(1行目あたり\)"),
        ('{"感想": "朝"}\n{"感想": "夜"}\n{"感想": \n', r"JSONとして読めません\(3行目あたり\)"),
        ("[[1, 2], [3, 4]]", "聞き取りの並び"),
        ("[]", "聞き取りの並び"),
        ("[{}]", "聞き取りの並び"),
        ('{"responses": []}', "聞き取りの並び"),
        ("{" + '"a": {' * 40_000, "入れ子が深すぎ"),
        ("[" + "[" * 100_000, "入れ子が深すぎ"),
        ('[{"a": ' * 5_000 + "1" + "}]" * 5_000, "入れ子が深すぎ"),
        (json.dumps([{f"項目{n}": "x" for n in range(1_001)}]), "1000種類を超える"),
    ],
)
def test_json_that_is_no_table_says_what_to_do(written: Written, text: str, says: str) -> None:
    with pytest.raises(UnusableFile, match=says) as caught:
        read(written(text))
    assert str(caught.value).endswith("ください。")


def test_huge_numbers_are_read_as_they_are_written(written: Written) -> None:
    (table,) = read_tables(written('[{"感想": ' + "9" * 6_000 + ', "x": 1e999999}]'))
    assert next(table.rows)[1] == ("9" * 6_000, "1e999999")


def test_a_json_file_beyond_its_bound_is_not_opened(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lists, "MAX_BYTES", 10)
    with pytest.raises(UnusableFile, match="超えるJSON"):
        read_tables(written(json.dumps([ONE])))


def test_a_header_in_brackets_is_no_json(written: Written) -> None:
    (table,) = read_tables(written("[感想],[場所]\n朝の光,港\n"))
    assert table.header == ("[感想]", "[場所]")


# NUL and halves of letters are in no text; JSON can write them all the same.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=5), st.booleans())
def test_any_text_survives_a_json_file(texts: list[str], ascii_only: bool) -> None:
    rows = [{"まちの感想": text, "番": "x"} for text in texts]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.json"
        path.write_text(json.dumps(rows, ensure_ascii=ascii_only), encoding="utf-8")
        (table,) = read_tables(path)
        assert [cells for _, cells in table.rows] == [(text, "x") for text in texts]


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(alphabet='[]{}",:0e-\\u \n感想', max_size=60).map(lambda text: f'[{{"感想{text}'),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
            lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
        ).map(json.dumps),
    )
)
@example('[{"感想": "\\ud800"}]')
@example('[{"感想": "\\u0000"}]')
def test_no_json_raises_anything_but_a_survey_error(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fuzz.json"
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        try:
            for row in read(path).rows:
                str(row).encode("utf-8")
        except SurveyError as error:
            assert str(error)


def test_rows_with_a_header_as_a_script_reads_a_sheet_are_a_table(written: Written) -> None:
    rows = [["場所", "好きなところ"], ["大手門", "お堀の白鳥"], ["大手門", "桜餅の店"]]
    found = interviews(read(written(json.dumps(rows, ensure_ascii=False), name="sheet.json")))
    assert [(one.place, one.answers[0].text) for one in found] == [("大手門", "お堀の白鳥"), ("大手門", "桜餅の店")]
