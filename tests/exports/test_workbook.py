"""Promises of workbooks: an independent reader finds every text and number, and nothing that runs."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from survey_exports.workbook import CUT, LONGEST_CELL, UNREADABLE, Sheet, cell_text, sheet_names, xlsx
from survey_loader.sheets import FORMULA_STARTS, undefused

# What XML itself can hold.
UNHELD = [*(chr(number) for number in range(32) if number not in (9, 10)), "\ufffe", "\uffff"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=UNHELD))


def first(content: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_the_header_stays_in_sight_and_can_be_filtered_and_numbers_look_like_what_they_are() -> None:
    frame = pd.DataFrame(
        {
            "テーマ": ["雪と除雪", "食・農"],
            "書いた人": [1234, 5],
            "割合": [0.0512, None],
            "平均": [3.25, 4.5],
            "日付": pd.to_datetime(["2026-02-07", None]),
        }
    )
    sheet = first(xlsx([Sheet("多かったテーマ", "", frame, shares=["割合"])]))
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E3"
    assert [cell.value for cell in sheet[1]] == ["テーマ", "書いた人", "割合", "平均", "日付"]
    assert [cell.number_format for cell in sheet[2]] == ["General", "#,##0", "0.0%", "#,##0.000", "yyyy-mm-dd"]
    assert [cell.value for cell in sheet[2]][:4] == ["雪と除雪", 1234, 0.0512, 3.25]
    assert str(sheet["E2"].value)[:10] == "2026-02-07"
    assert [cell.value for cell in sheet[3]] == ["食・農", 5, None, 4.5, None]


def test_formulas_are_defused_in_cells_in_headers_and_in_notes() -> None:
    frame = pd.DataFrame({"=HYPERLINK(1)": ["=1+1", "@SUM(1)"], "-2": ["＝1", "#N/A"]})
    sheet = first(xlsx([Sheet("=1", "", frame, notes=[("+1", "=cmd|' /C calc'!A0")])]))
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells] == [
        "'=HYPERLINK(1)", "'-2", "'=1+1", "'＝1", "'@SUM(1)", "#N/A", "'+1", "'=cmd|' /C calc'!A0",
    ]  # fmt: skip


@given(st.lists(TEXTS, min_size=1, max_size=6))
@example(["=1", "'=1", "_x0041_", "__x000D_", " 　頭の空白", "吉野家の𠮷😀", "\t=1", "1\n2", "0012", "TRUE"])
def test_any_text_survives_as_text_and_never_begins_a_formula(texts: list[str]) -> None:
    sheet = first(xlsx([Sheet("声", "", pd.DataFrame({"声": texts}, dtype=object))]))
    # Read without a filter, an empty text is an empty cell.
    cells = [sheet.cell(row + 2, 1) for row in range(len(texts))]
    assert all(cell.data_type == "s" for cell, text in zip(cells, texts, strict=True) if text)
    read = [unescape(str(cell.value or "")) for cell in cells]
    assert not any(text.startswith(FORMULA_STARTS) for text in read)
    assert [undefused(text) for text in read] == texts


def test_what_a_cell_cannot_hold_is_marked_not_dropped() -> None:
    assert cell_text("雪\x00と\x0b氷\ufffe") == f"雪{UNREADABLE}と{UNREADABLE}氷{UNREADABLE}"
    assert cell_text("一行目\r\n二行目\r三行目") == "一行目\n二行目\n三行目"
    long = cell_text("雪" * 40_000)
    assert len(long) == LONGEST_CELL
    assert long.endswith(CUT)


def test_sheets_have_names_that_excel_takes_and_no_two_are_alike() -> None:
    names = sheet_names(["場所/月", "場所/月", "a" * 40, "A" * 40, "", "'引用'"])
    assert names == ["場所・月", "場所・月 2", "a" * 31, "A" * 29 + " 2", "-", "引用"]
    assert all(len(name) <= 31 for name in names)


def test_a_table_of_nothing_is_a_sheet_with_its_header() -> None:
    sheet = first(xlsx([Sheet("声", "", pd.DataFrame({"声": []}))]))
    assert [cell.value for cell in sheet[1]] == ["声"]
    assert first(xlsx([Sheet("空", "", pd.DataFrame())])).max_row <= 1
