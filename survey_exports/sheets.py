"""Tables as CSV that Excel opens as they are meant."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pandas as pd

from survey_insights.charts import Chart
from survey_loader.language import Say
from survey_loader.sheets import csv_text

PERCENT_DIGITS = 4


def csv(frame: pd.DataFrame) -> bytes:
    """Return a frame without its index as Excel-safe CSV bytes (BOM, CRLF, formulas defused)."""
    rounded = frame.round(PERCENT_DIGITS).astype(object)
    rows = rounded.where(frame.notna(), "").itertuples(index=False, name=None)
    return csv_text([str(column) for column in frame.columns], rows).encode("utf-8")


def chart_csv(chart: Chart, say: Say) -> bytes:
    """Return a chart's numbers; finding, measure, n and source follow below an empty line."""
    table = csv(chart.table)
    notes = [
        [say("わかったこと"), chart.title],
        [say("はかり方"), chart.subtitle],
        [say("読み方"), chart.how_to_read],
        [say("聞いた人・出典"), chart.footer],
    ]
    below = csv_text(["", ""], notes).removeprefix("\ufeff")
    return table + below.encode("utf-8")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files in one ZIP whose names every system reads."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
