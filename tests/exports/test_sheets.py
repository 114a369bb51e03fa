"""Promises of sheets: Excel opens them as they are meant, and runs nothing."""

from __future__ import annotations

import csv
import io

import pandas as pd
from hypothesis import example, given
from hypothesis import strategies as st

from survey_exports import sheets
from survey_insights.balance import balance
from survey_loader.language import japanese
from survey_loader.settings import Settings
from survey_loader.sheets import FORMULA_STARTS, csv_text, undefused
from survey_loader.store import cache


def parsed(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_sheet_begins_with_a_byte_order_mark_and_ends_lines_as_excel_does() -> None:
    content = sheets.csv(pd.DataFrame({"テーマ": ["雪と除雪"], "書いた人": [12]}))
    assert content == "\ufeffテーマ,書いた人\r\n雪と除雪,12\r\n".encode()


def test_formulas_are_shown_instead_of_run() -> None:
    cells = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "＝1", "雪"]
    rows = parsed(sheets.csv(pd.DataFrame({"声": cells})))[1:]
    assert [row[0] for row in rows] == [*("'" + cell for cell in cells[:-1]), "雪"]


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
@example([["'=", "''-1"]])
def test_any_text_comes_back_from_a_sheet_and_never_begins_a_formula(rows: list[list[str]]) -> None:
    back = list(csv.reader(io.StringIO(csv_text(["a", "b"], rows).removeprefix("\ufeff"), newline="")))[1:]
    assert [[undefused(cell) for cell in row] for row in back] == rows
    assert not any(cell.startswith(FORMULA_STARTS) for row in back for cell in row)


def test_a_charts_sheet_carries_its_finding_n_and_source(sample: Settings) -> None:
    chart = balance(cache.voices(sample, "yukino"), japanese)
    text = sheets.chart_csv(chart, japanese).decode("utf-8-sig")
    assert chart.title in text
    assert "見本" in text
    assert "750人" in text
    assert len(parsed(sheets.csv(chart.table))) == len(chart.table) + 1
