"""Lines over the waves on the public site: marks of their own, whiskers for intervals, a real axis of time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from survey_exports.site.parts import COUNTED, text, told
from survey_exports.site.scale import Linked, choice, highest, tick_label, ticks
from survey_insights.labels import month_name, text_width
from survey_insights.public_charts import PublicChart
from survey_insights.public_waves import usual_lines
from survey_loader.language import Say

# Kinds of line, so that themes are told apart without colour.
LINE_KINDS = 5
LINES_HEIGHT, TOP, BOTTOM = 300, 14, 58
# More waves than these are drawn with small marks.
CROWDED = 20
# Further themes stand in the table: drawn, they would make the page heavy.
MOST_LINES = 10
# In half-width letters: a longer name of a wave stands in the table, and its month on the axis.
LONGEST_WAVE = 12
LEFT, RIGHT = 11.0, 95.0
# So many waves are named below their axis, on a phone and elsewhere; each has its name in the table.
NAMED_ON_PHONE, NAMED = 4, 8


def lines(chart: PublicChart, say: Say, linked: Linked) -> str:
    """Return the boxes to choose lines by, their legend, and the lines."""
    usual = usual_lines(chart)
    drawable = [row for row in range(len(chart.rows)) if (~chart.hidden[row]).sum() > 1][:MOST_LINES]
    if not drawable:
        return ""
    pick = choice(say("テーマをえらぶ"), ((row, chart.rows[row].name, row in usual) for row in drawable))
    legend = "".join(
        f'<li data-item="{row}"{_off(row, usual)}>{_line_glyph(place)} '
        f"{linked(chart.rows[row].key, chart.rows[row].name)}</li>"
        for place, row in enumerate(drawable)
    )
    return f'{pick}<ul class="legend">{legend}</ul>{over_time(chart, drawable, usual, say)}'


def _off(row: int, usual: Sequence[int]) -> str:
    return "" if row in usual else ' class="off"'


def _line_glyph(place: int) -> str:
    drawing = f'<line x1="0" x2="28" y1="8" y2="8"/>{_marker("14", 8, place)}'
    return f'<svg class="glyph {_line_class(place)}" aria-hidden="true" width="28" height="16">{drawing}</svg>'


def _line_class(place: int) -> str:
    dashed = " dashed" if place // LINE_KINDS % 2 else ""
    return f"s-{place % LINE_KINDS}{dashed}"


def _marker(x: str, y: float, place: int) -> str:
    """A mark of its own for each line: percent across, pixels down."""
    kind = place % LINE_KINDS
    if kind in (1, 2, 3):
        shape = {1: "M0,-6L6,0L0,6L-6,0Z", 2: "M-5,-5H5V5H-5Z", 3: "M0,-6L6,5H-6Z"}[kind]
        # A path knows no percent: a little drawing of its own is put there.
        return f'<svg x="{x}" y="{y:.1f}" class="over"><path d="{shape}"/></svg>'
    return f'<circle cx="{x}" cy="{y:.1f}" r="{5 if kind == 0 else 3.5}"/>'


def over_time(chart: PublicChart, rows: Sequence[int], usual: Sequence[int], say: Say) -> str:
    """Return lines over the waves, whiskers for intervals, on a real axis of time where every wave has a date."""
    top = highest(chart, rows)
    places = _places(chart)
    grid = "".join(
        f'<line class="grid" x1="{LEFT - 2:.0f}%" x2="100%" y1="{_down(tick, top):.1f}" y2="{_down(tick, top):.1f}"/>'
        f'<text class="tick" x="0" y="{_down(tick, top) + 4:.1f}">{tick_label(tick)}</text>'
        for tick in ticks(top)
    )
    names = "".join(_wave_name(chart, column, places, say) for column in range(len(chart.columns)))
    drawn = "".join(_line(chart, row, place, places, top, usual, say) for place, row in enumerate(rows))
    many = " many" if len(chart.columns) > CROWDED else ""
    label = text(say("図：{title}", title=chart.title))
    return (
        f'<svg class="lines{many}" role="img" aria-label="{label}" height="{LINES_HEIGHT}" width="100%">'
        f"{grid}{names}{drawn}{_touched(places)}</svg>"
    )


def _touched(places: Sequence[float]) -> str:
    """Upright bands, one a wave: a finger anywhere near tells all lines of that wave."""
    edges = [LEFT, *((before + after) / 2 for before, after in pairwise(places)), 100.0]
    return "".join(
        f'<rect class="touch" data-of="{number}" x="{left:.2f}%" width="{right - left:.2f}%" '
        f'y="0" height="{LINES_HEIGHT - BOTTOM}"/>'
        for number, (left, right) in enumerate(pairwise(edges))
    )


def _places(chart: PublicChart) -> list[float]:
    """Percent across of each wave: by its date, else in even steps."""
    dates = [column.date for column in chart.columns]
    known = [date for date in dates if date is not None]
    if len(known) == len(dates) and len(set(known)) > 1:
        first, last = min(known), max(known)
        parts = [(date - first) / (last - first) for date in known]
    else:
        parts = [number / max(len(dates) - 1, 1) for number in range(len(dates))]
    return [LEFT + 4 + (RIGHT - LEFT - 8) * part for part in parts]


def _down(value: float, top: float) -> float:
    return TOP + (LINES_HEIGHT - TOP - BOTTOM) * (1 - value / top)


def _wave_name(chart: PublicChart, column: int, places: Sequence[float], say: Say) -> str:
    named = chart.columns[column]
    short = named.date is None or text_width(named.name) <= LONGEST_WAVE
    when = named.name if short else month_name(f"{named.date:%Y-%m}", say)
    from_last, waves = len(chart.columns) - 1 - column, len(chart.columns)
    if from_last % math.ceil(waves / NAMED):
        return ""
    rare = " wide" if from_last % math.ceil(waves / NAMED_ON_PHONE) else ""
    asked = say(COUNTED[chart.unit], n=f"{named.total:,}")
    x, y = f"{places[column]:.2f}%", LINES_HEIGHT - BOTTOM + 22
    return (
        f'<text class="wave-name{rare}" x="{x}" y="{y}">{text(when)}</text>'
        f'<text class="wave-n{rare}" x="{x}" y="{y + 18}">{text(asked)}</text>'
    )


def _line(
    chart: PublicChart, row: int, place: int, places: Sequence[float], top: float, usual: Sequence[int], say: Say
) -> str:
    cells = [chart.cell(row, column) for column in range(len(chart.columns))]
    between, points = "", ""
    for column, cell in enumerate(cells):
        if cell is None:
            continue
        x, y = f"{places[column]:.2f}%", _down(cell.share, top)
        before = cells[column - 1] if column else None
        if before is not None:
            y1 = _down(before.share, top)
            between += f'<line x1="{places[column - 1]:.2f}%" x2="{x}" y1="{y1:.1f}" y2="{y:.1f}"/>'
        tip = f"{chart.rows[row].name} {chart.columns[column].name} {told(cell, chart.unit, say)}"
        low, high = _down(cell.low, top), _down(cell.high, top)
        points += (
            f'<g data-tip="{text(tip)}" data-wave="{column}">'
            f'<line class="range" x1="{x}" x2="{x}" y1="{low:.1f}" y2="{high:.1f}"/>{_marker(x, y, place)}</g>'
        )
    off = "" if row in usual else " off"
    return f'<g class="{_line_class(place)}{off}" data-item="{row}">{between}{points}</g>'
