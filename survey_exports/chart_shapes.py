"""A native chart put on a slide with python-pptx: its workbook, its intervals as error bars, its look."""

from __future__ import annotations

import io
import math
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.utils import get_column_letter
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_PATTERN
from pptx.oxml.ns import qn
from pptx.util import Pt

from survey_exports.native_charts import MOST_TOLD, Native, Series, written
from survey_exports.slide_text import EMU_OF_POINT, ink_of
from survey_insights.palette import GRID, INK_TEXT, MUTED_TEXT, Ink
from survey_loader.language import N_, Say
from survey_loader.sheets import defused

TYPES = {
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "parts": XL_CHART_TYPE.BAR_STACKED,
    "lines": XL_CHART_TYPE.LINE_MARKERS,
}
MARKERS = {
    "circle": XL_MARKER_STYLE.CIRCLE,
    "diamond": XL_MARKER_STYLE.DIAMOND,
    "square": XL_MARKER_STYLE.SQUARE,
    "triangle-up": XL_MARKER_STYLE.TRIANGLE,
    "star": XL_MARKER_STYLE.STAR,
    "cross": XL_MARKER_STYLE.PLUS,
}
PATTERNS = {
    "/": MSO_PATTERN.WIDE_UPWARD_DIAGONAL,
    "\\": MSO_PATTERN.WIDE_DOWNWARD_DIAGONAL,
    "x": MSO_PATTERN.SMALL_GRID,
}
# In points; 12 is 24 pixels of 1920.
TYPE, LABEL_TYPE = 14, 14
# Names beside bars are smaller where there is little room; so much of the height is the bars', so many times its type
# a line of a name asks for.
SMALLEST_TYPE, PLOTTED, AIR = 10, 0.85, 1.5
# A narrower part has no room for its number.
WRITTEN_INSIDE = 0.06
# Steps of an axis of shares, and how many of them it has at most.
STEPS, MOST_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25), 5
# Points of lines whose names stand beside each other.
MOST_NAMES = 10
# Days a trend spans at most, and the step of names that suits it.
TIME_STEPS = (
    (20, 2, "days"), (70, 7, "days"), (400, 2, "months"), (1_200, 6, "months"), (4_500, 1, "years"),
    (1_000_000, 5, "years"),
)  # fmt: skip
DAY_NAMES = {"days": N_('m"月"d"日"'), "months": N_('yyyy"年"m"月"'), "years": N_('yyyy"年"')}
# How far a pattern's lines are from the colour they lie on, towards white.
PATTERN_LIGHT = 0.3
SHARE, COUNT = "0%", "#,##0;-#,##0;;"
SIGNED = "+0;-0;0"
# As python-pptx names the sheet of a chart's workbook.
SHEET = "Sheet1"
# A lone bar as high as the slide would be a wall.
GAPS = {1: 200, 2: 90}


def add_chart(slide: Any, drawn: Native, box: tuple[int, int, int, int], say: Say) -> Any:
    """Put a chart on a slide within (left, top, width, height) in EMU; return its shape."""
    data: Any = CategoryChartData(number_format=_format(drawn))  # type: ignore[no-untyped-call]
    data.categories = drawn.days or [_plain(category) for category in drawn.categories]
    for series in drawn.series:
        data.add_series(_plain(series.name), series.values)
    frame = slide.shapes.add_chart(TYPES[drawn.shape], *box, data)
    chart = frame.chart
    chart.has_title = False
    chart.font.size, chart.font.color.rgb = Pt(TYPE), ink_of(INK_TEXT)
    _legend(chart, drawn)
    _axes(chart, drawn)
    if drawn.shape != "lines":
        chart.category_axis.tick_labels.font.size = Pt(_name_size(drawn, box[3]))
    if drawn.days:
        _time(chart.category_axis, drawn, say)
    _series(chart, drawn)
    _intervals(chart, drawn, say)
    return frame


def _name_size(drawn: Native, height: int) -> int:
    """Return the size (points) at which each name has room beside its bar: who draws the chart leaves others out."""
    rows = max((category.count("\n") + 1 for category in drawn.categories), default=1)
    room = PLOTTED * height / max(len(drawn.categories), 1) / (rows * AIR * EMU_OF_POINT)
    return max(SMALLEST_TYPE, min(TYPE, int(room)))


def _plain(text: str) -> str:
    """Return a text that XML can hold and that no spreadsheet runs."""
    kept = "".join(letter for letter in text if letter == "\n" or letter.isprintable() or letter == "\u3000")
    return str(defused(kept))


def _format(drawn: Native) -> str:
    return SIGNED if drawn.signed else SHARE if drawn.share else COUNT


def _legend(chart: Any, drawn: Native) -> None:
    chart.has_legend = len(drawn.series) > 1 or drawn.apart
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
        chart.legend.font.size = Pt(TYPE)


def _axes(chart: Any, drawn: Native) -> None:
    across, along = chart.category_axis, chart.value_axis
    across.tick_labels.font.size = along.tick_labels.font.size = Pt(TYPE)
    across.has_major_gridlines, along.has_major_gridlines = False, drawn.shape != "parts"
    across.format.line.color.rgb = ink_of(MUTED_TEXT)
    along.format.line.fill.background()
    if along.has_major_gridlines:
        along.major_gridlines.format.line.color.rgb = ink_of(GRID)
    across.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    across.reverse_order = drawn.shape != "lines"
    if not drawn.days:
        _every_name(across._element, math.ceil(len(drawn.categories) / MOST_NAMES))
    along.tick_labels.number_format, along.tick_labels.number_format_is_linked = _format(drawn), False
    along.minimum_scale, along.maximum_scale, along.major_unit = _scale(drawn)
    if drawn.shape == "parts":
        along.visible = False
    elif drawn.shape == "bars":
        # A reversed category axis carries the values on top.
        along.tick_label_position = XL_TICK_LABEL_POSITION.HIGH


def _time(axis: Any, drawn: Native, say: Say) -> None:
    """Put names at even steps of time: points stand at their days, as far apart as they were."""
    span = (max(drawn.days) - min(drawn.days)).days
    step, unit = next((step, unit) for most, step, unit in TIME_STEPS if span <= most)
    axis.tick_labels.number_format = say(DAY_NAMES[unit])
    axis.tick_labels.number_format_is_linked = False
    # Level: there is room for each.
    axis._element.find(f"{qn('c:txPr')}/{qn('a:bodyPr')}").set("rot", "0")
    for old in axis._element.xpath("./c:baseTimeUnit | ./c:majorUnit | ./c:majorTimeUnit"):
        axis._element.remove(old)
    # In this order they stand behind the offset of labels.
    for name, value in (("majorTimeUnit", unit), ("majorUnit", str(step)), ("baseTimeUnit", "days")):
        mark = etree.Element(qn(f"c:{name}"))
        mark.set("val", value)
        axis._element.find(qn("c:lblOffset")).addnext(mark)


def _every_name(axis: Any, step: int) -> None:
    """Write the name of each bar, or of every so many points: where there is little room, some are left out else."""
    skip = etree.Element(qn("c:tickLblSkip"))
    skip.set("val", str(step))
    axis.find(qn("c:noMultiLvlLbl")).addprevious(skip)


def _scale(drawn: Native) -> tuple[float, float, float | None]:
    """Return the ends of the value axis and its step; shares never promise more than 100 %."""
    if drawn.shape == "parts":
        sums = [sum(series.values[place] or 0 for series in drawn.series) for place in range(len(drawn.categories))]
        return 0, 1 if drawn.share else max(sums, default=1), None
    ends = [end for series in drawn.series for end in (*series.high, *series.low, *series.values) if end is not None]
    whole = 100 if drawn.signed else 1
    far = max((abs(end) for end in ends), default=whole) or whole
    step = whole * next((step for step in STEPS if far / whole / step <= MOST_STEPS), STEPS[-1])
    top = min(step * math.ceil(far / step), whole)
    return (-top if drawn.signed else 0), top, step


def _series(chart: Any, drawn: Native) -> None:
    plot = chart.plots[0]
    if drawn.shape != "lines":
        plot.gap_width = GAPS.get(len(drawn.categories), 45) if drawn.shape == "parts" else 60
        plot.overlap = 100 if drawn.shape == "parts" or drawn.apart else 0
    for made, series in zip(plot.series, drawn.series, strict=True):
        if drawn.shape == "lines":
            _line(made, series.ink, 10 if len(drawn.categories) <= MOST_TOLD else 5)
            continue
        made.invert_if_negative = False
        _fill(made.format.fill, series.ink)
        if drawn.shape == "parts":
            _part_labels(made, series, drawn)


def _line(made: Any, ink: Ink, size: int) -> None:
    made.smooth = False
    made.format.line.color.rgb, made.format.line.width = ink_of(ink.colour), Pt(2.5)
    made.marker.style, made.marker.size = MARKERS.get(ink.symbol, XL_MARKER_STYLE.CIRCLE), size
    made.marker.format.fill.solid()
    made.marker.format.fill.fore_color.rgb = ink_of(ink.colour)
    made.marker.format.line.color.rgb = ink_of(ink.colour)


def _fill(fill: Any, ink: Ink) -> None:
    if ink.pattern not in PATTERNS:
        fill.solid()
        fill.fore_color.rgb = ink_of(ink.colour)
        return
    fill.patterned()
    fill.pattern = PATTERNS[ink.pattern]
    fill.fore_color.rgb, fill.back_color.rgb = ink_of(_lighter(ink.colour)), ink_of(ink.colour)


def _lighter(colour: str) -> str:
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * PATTERN_LIGHT):02X}" for part in parts)


def _part_labels(made: Any, series: Series, drawn: Native) -> None:
    """Write the value into each part that has room for it and stands for more than a handful."""
    labels = made.data_labels
    labels.show_value, labels.position = True, XL_LABEL_POSITION.CENTER
    labels.number_format, labels.number_format_is_linked = _format(drawn), False
    labels.font.size, labels.font.bold, labels.font.color.rgb = Pt(LABEL_TYPE), True, ink_of(series.ink.on_colour)
    widest = _scale(drawn)[1]
    for place, value in enumerate(series.values):
        if (value or 0) < WRITTEN_INSIDE * widest or not written(series, place):
            _without_label(labels._element, place)


def _without_label(labels: Any, place: int) -> None:
    """Take the label of one point away; such marks stand first among the labels."""
    mark = etree.SubElement(labels, qn("c:dLbl"))
    etree.SubElement(mark, qn("c:idx")).set("val", str(place))
    etree.SubElement(mark, qn("c:delete")).set("val", "1")
    labels.remove(mark)
    labels.insert(len(labels.findall(qn("c:dLbl"))), mark)


def _intervals(chart: Any, drawn: Native, say: Say) -> None:
    """Draw the intervals as error bars whose lengths stand in the workbook, so that they are edited like the values."""
    spread = [series for series in drawn.series if series.low]
    if not spread:
        return
    part = chart.part.chart_workbook.xlsx_part
    book = openpyxl.load_workbook(io.BytesIO(part.blob))
    sheet, rows = book[SHEET], len(drawn.categories)
    column = len(drawn.series) + 2
    for made, series in zip(chart.plots[0].series, drawn.series, strict=True):
        if not series.low:
            continue
        lengths = {
            say("{series}：上へ", series=series.name): _lengths(series.high, series.values),
            say("{series}：下へ", series=series.name): _lengths(series.values, series.low),
        }
        references = []
        for head, values in lengths.items():
            letter = get_column_letter(column)
            sheet[f"{letter}1"] = _plain(head)
            for row, value in enumerate(values, 2):
                sheet[f"{letter}{row}"] = value
            references.append((f"{SHEET}!${letter}$2:${letter}${rows + 1}", values))
            column += 1
        _error_bars(made._element, references, series.ink if drawn.shape == "lines" else None)
    buffer = io.BytesIO()
    book.save(buffer)
    chart.part.chart_workbook.update_from_xlsx_blob(buffer.getvalue())


def _lengths(far: tuple[float | None, ...], near: tuple[float | None, ...]) -> list[float]:
    return [
        0.0 if one is None or other is None else max(one - other, 0.0) for one, other in zip(far, near, strict=True)
    ]


def _error_bars(series: Any, references: list[tuple[str, list[float]]], ink: Ink | None) -> None:
    bars = etree.Element(qn("c:errBars"))
    marks: dict[str, str] = ({"errDir": "y"} if ink else {}) | {
        "errBarType": "both",
        "errValType": "cust",
        "noEndCap": "0",
    }
    for name, value in marks.items():
        etree.SubElement(bars, qn(f"c:{name}")).set("val", value)
    for name, (reference, values) in zip(("plus", "minus"), references, strict=True):
        numbers = etree.SubElement(etree.SubElement(bars, qn(f"c:{name}")), qn("c:numRef"))
        etree.SubElement(numbers, qn("c:f")).text = reference
        kept = etree.SubElement(numbers, qn("c:numCache"))
        etree.SubElement(kept, qn("c:formatCode")).text = "General"
        etree.SubElement(kept, qn("c:ptCount")).set("val", str(len(values)))
        for place, length in enumerate(values):
            point = etree.SubElement(kept, qn("c:pt"))
            point.set("idx", str(place))
            etree.SubElement(point, qn("c:v")).text = repr(length)
    line = etree.SubElement(etree.SubElement(bars, qn("c:spPr")), qn("a:ln"))
    line.set("w", "19050")
    colour = etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"))
    colour.set("val", (ink.colour if ink else INK_TEXT).removeprefix("#"))
    # In a series error bars stand right before what they are measured on.
    series.find(qn("c:cat")).addprevious(bars)
