"""Figures of the public site: lists of words and numbers with a small drawing beside each, and lines over time.

Drawings have no view box: lengths across are percent, so that they fit a phone and letters keep their size. Colours are
classes of the style sheet, which knows light and dark. Whoever does not see them reads the words and the table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from survey_exports.site.parts import fold, mark, number, text, told, whole
from survey_insights.labels import month_name, percent, text_width
from survey_insights.palette import AXIS_INK, RELATION_INK, TONE_INK, Ink
from survey_insights.public_charts import Cell, PublicChart
from survey_insights.public_waves import usual_lines
from survey_loader.language import Say

# Steps of an axis: the first that needs no more than five of them.
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
MOST_STEPS = 5
# Themes by group that are seen at once; the others fold away.
OPEN_ROWS = 6
# Waves whose parts are also told in words below the bar; older ones stand in the table.
TOLD_WAVES = 2
# A part of a bar narrower than this holds no number, on a phone either.
WRITTEN_INSIDE, GLYPH_INSIDE = 0.11, 0.2
# Kinds of line, so that themes are told apart without colour.
LINE_KINDS = 5
LINES_HEIGHT, TOP, BOTTOM = 300, 14, 58
# In half-width letters: a longer name of a wave stands in the table, and its month on the axis.
LONGEST_WAVE = 12
LEFT, RIGHT = 11.0, 95.0
# More waves than these, and only every other is named on a phone.
NAMED_ON_PHONE = 4

Linked = Callable[[str, str], str]


def figure(chart: PublicChart, say: Say, linked: Linked) -> str:
    """Return the drawing of a chart with its words as HTML; linked(key, name) is the HTML of a theme's name."""
    drawn = {"bars": _bars, "dots": _dots, "lines": _lines, "parts": _parts}[chart.form]
    return drawn(chart, say, linked)


def highest(chart: PublicChart, rows: Sequence[int]) -> float:
    """Return the share at the right (or upper) end of the axis."""
    cells = [chart.cell(row, column) for row in rows for column in range(len(chart.columns))]
    top = max((cell.high for cell in cells if cell), default=1.0)
    step = next((step for step in STEPS if top / step <= MOST_STEPS), STEPS[-1])
    return min(math.ceil(top / step) * step, 1.0)


def _ticks(top: float) -> list[float]:
    step = next((step for step in STEPS if top / step <= MOST_STEPS + 1e-9), STEPS[-1])
    return [round(step * number, 4) for number in range(math.floor(top / step + 1e-9) + 1)]


def _across(value: float, top: float) -> str:
    return f"{100 * value / top:.2f}%"


def _axis(top: float) -> str:
    """The scale below a list of bars; every number beside them is written out, so it is only seen."""
    marks = "".join(
        f'<text x="{_across(tick, top)}" y="12" class="{_anchor(tick, top)}">{percent(tick)}</text>'
        for tick in _ticks(top)
    )
    return f'<svg class="axis" aria-hidden="true" height="16" width="100%">{marks}</svg>'


def _anchor(tick: float, top: float) -> str:
    return "start" if tick == 0 else "end" if tick > 0.97 * top else "middle"


def _grid(top: float) -> str:
    """The class of a drawing whose ground has a line at every step."""
    return f"g{len(_ticks(top)) - 1}"


def _bars(chart: PublicChart, say: Say, linked: Linked) -> str:
    rows = range(len(chart.rows))
    top = highest(chart, rows)
    drawn = "".join(
        f'<li><span class="name">{linked(chart.rows[row].key, chart.rows[row].name)}</span> {_value(cell, chart, say)}'
        f"{_bar(cell, top)}</li>"
        for row in rows
        if (cell := chart.cell(row, 0))
    )
    return f'<ul class="bars">{drawn}</ul>{_axis(top)}'


def _value(cell: Cell, chart: PublicChart, say: Say) -> str:
    marked = f' <b class="mark">{text(mark(cell, say))}</b>' if cell.mark else ""
    return f'<span class="value">{text(number(cell, chart.unit, say))}{marked}</span>'


def _bar(cell: Cell, top: float) -> str:
    low, high = _across(cell.low, top), _across(cell.high, top)
    return (
        f'<svg aria-hidden="true" class="{_grid(top)}" height="18" width="100%">'
        f'<rect class="people" y="2" height="14" width="{_across(cell.share, top)}"/>'
        f'<line class="halo" x1="{low}" x2="{high}" y1="9" y2="9"/>'
        f'<line class="whisker" x1="{low}" x2="{high}" y1="9" y2="9"/></svg>'
    )


def _dots(chart: PublicChart, say: Say, linked: Linked) -> str:
    rows = [row for row in range(len(chart.rows)) if not chart.hidden[row].all()]
    top = highest(chart, rows)
    drawn = [_dot_row(chart, row, top, say, linked) for row in rows]
    further = ""
    if drawn[OPEN_ROWS:]:
        inside = f'<ul class="dots">{"".join(drawn[OPEN_ROWS:])}</ul>'
        further = fold(say("ほかの{n}テーマ", n=len(drawn) - OPEN_ROWS), inside)
    pick = _choice(
        say("グループをえらぶ"), ((number, column.name, True) for number, column in enumerate(chart.columns))
    )
    return f'{pick}<ul class="dots">{"".join(drawn[:OPEN_ROWS])}</ul>{further}{_axis(top)}'


def _choice(legend: str, items: Iterable[tuple[int, str, bool]]) -> str:
    """Boxes to choose (number, name, whether it is drawn) by, for whoever's browser runs our script."""
    boxes = "".join(
        f'<label><input type="checkbox"{" checked" if drawn else ""} value="{number}"> {text(name)}</label>'
        for number, name, drawn in items
    )
    return fold(legend, f'<fieldset><legend class="unseen">{text(legend)}</legend>{boxes}</fieldset>', "pick")


def _dot_row(chart: PublicChart, row: int, top: float, say: Say, linked: Linked) -> str:
    named = chart.rows[row]
    return f'<li><p class="theme">{linked(named.key, named.name)}</p>{_groups(chart, row, top, say)}</li>'


def _groups(chart: PublicChart, row: int, top: float, say: Say) -> str:
    groups, kept = "", []
    for column, group in enumerate(chart.columns):
        cell = chart.cell(row, column)
        if cell is None:
            kept.append(group.name)
            continue
        asked = whole(group.total, chart.unit, say)
        groups += (
            f'<li data-item="{column}"><span class="name">{text(group.name)} <small>{text(asked)}</small></span> '
            f"{_value(cell, chart, say)}{dot(cell, top, _group_ink(chart, column))}</li>"
        )
    names = say("、").join(kept)
    note = f'<p class="kept-back">{text(say("数をのせていないグループ：{names}", names=names))}</p>' if kept else ""
    return f"<ul>{groups}</ul>{note}"


def one_row(chart: PublicChart, row: int, say: Say) -> str:
    """Return one row of a chart of groups, on a scale of its own."""
    top = highest(chart, [row])
    return f'<ul class="dots"><li>{_groups(chart, row, top, say)}</li></ul>{_axis(top)}'


def _group_ink(chart: PublicChart, column: int) -> str:
    return f"r-{chart.columns[column].key}" if chart.columns[column].key in RELATION_INK else "people"


def dot(cell: Cell, top: float, ink: str) -> str:
    """Return a share as a mark on its interval, on an axis that ends at `top`."""
    inside = (
        f'<line class="range {ink}" x1="{_across(cell.low, top)}" x2="{_across(cell.high, top)}" y1="9" y2="9"/>'
        f'<circle class="{ink}" cx="{_across(cell.share, top)}" cy="9" r="5"/>'
    )
    return f'<svg aria-hidden="true" class="{_grid(top)}" height="18" width="100%">{inside}</svg>'


def _parts(chart: PublicChart, say: Say, linked: Linked) -> str:
    waves = range(len(chart.columns))
    drawn = []
    for place, column in enumerate(reversed(waves)):
        named = chart.columns[column]
        words = _told_parts(chart, column, say) if place < TOLD_WAVES else ""
        drawn.append(
            f'<li><p class="wave">{text(named.name)} <small>{text(whole(named.total, chart.unit, say))}</small></p>'
            f"{_stack(chart, column, say)}{words}</li>"
        )
    legend = "".join(
        f'<li>{_glyph(chart, row)} {text(chart.rows[row].name)}</li>' for row in range(len(chart.rows))
    )
    return f'<ul class="legend">{legend}</ul><ul class="parts">{"".join(drawn)}</ul>'


def _ink(chart: PublicChart, row: int) -> tuple[str, Ink]:
    key = chart.rows[row].key
    inks = TONE_INK if chart.coded == ("tone",) else AXIS_INK
    known = key if key in inks else "none"
    return f"{'t' if inks is TONE_INK else 'a'}-{known}", inks[known]


def _glyph(chart: PublicChart, row: int) -> str:
    name, ink = _ink(chart, row)
    return f'<span class="glyph {name}" aria-hidden="true">{ink.glyph}</span>'


def _told_parts(chart: PublicChart, column: int, say: Say) -> str:
    told_rows = "".join(
        f"<li>{_glyph(chart, row)} {text(chart.rows[row].name)} "
        f"{text(told(chart.cell(row, column), chart.unit, say))}</li>"
        for row in range(len(chart.rows))
    )
    return f'<ul class="told">{told_rows}</ul>'


def _stack(chart: PublicChart, column: int, say: Say) -> str:
    """One bar of a wave; what is kept back is one part of it, without a number."""
    inside, start = "", 0.0
    for row in range(len(chart.rows)):
        cell = chart.cell(row, column)
        if cell is None:
            continue
        name, ink = _ink(chart, row)
        inside += _part(start, cell, name, f"{chart.rows[row].name} {told(cell, chart.unit, say)}", ink)
        start += cell.share
    if start < 0.9999 and chart.hidden[:, column].any():
        inside += (
            f'<rect class="kept" x="{100 * start:.2f}%" width="{100 * (1 - start):.2f}%" y="1" height="28" '
            f'data-tip="{text(say("のせていない声"))}"/>'
        )
    return f'<svg class="stack" aria-hidden="true" height="30" width="100%">{inside}</svg>'


def _part(start: float, cell: Cell, name: str, tip: str, ink: Ink) -> str:
    x, width = f"{100 * start:.2f}%", f"{100 * cell.share:.2f}%"
    number = ""
    if cell.share >= WRITTEN_INSIDE:
        middle = f"{100 * (start + cell.share / 2):.2f}%"
        glyph = f"{ink.glyph} " if cell.share >= GLYPH_INSIDE else ""
        number = f'<text class="on {name}" x="{middle}" y="20">{glyph}{percent(cell.share)}</text>'
    return f'<g data-tip="{text(tip)}"><rect class="{name}" x="{x}" width="{width}" y="0" height="30"/>{number}</g>'


def _lines(chart: PublicChart, say: Say, linked: Linked) -> str:
    usual = usual_lines(chart)
    drawable = [row for row in range(len(chart.rows)) if (~chart.hidden[row]).sum() > 1]
    if not drawable:
        return ""
    pick = _choice(say("テーマをえらぶ"), ((row, chart.rows[row].name, row in usual) for row in drawable))
    legend = "".join(
        f'<li data-item="{row}"{_off(row, usual)}>{_line_glyph(place)} {linked(chart.rows[row].key, chart.rows[row].name)}</li>'
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
        f'<text class="tick" x="0" y="{_down(tick, top) + 4:.1f}">{percent(tick)}</text>'
        for tick in _ticks(top)
    )
    names = "".join(_wave_name(chart, column, places, say) for column in range(len(chart.columns)))
    drawn = "".join(_line(chart, row, place, places, top, usual, say) for place, row in enumerate(rows))
    label = text(say("図：{title}", title=chart.title))
    return (
        f'<svg class="lines" role="img" aria-label="{label}" height="{LINES_HEIGHT}" width="100%">{grid}{names}{drawn}</svg>'
    )  # fmt: skip


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
    rare = " wide" if len(chart.columns) > NAMED_ON_PHONE and (len(chart.columns) - 1 - column) % 2 else ""
    x, y = f"{places[column]:.2f}%", LINES_HEIGHT - BOTTOM + 22
    return (
        f'<text class="wave-name{rare}" x="{x}" y="{y}">{text(when)}</text>'
        f'<text class="wave-n{rare}" x="{x}" y="{y + 18}">{text(whole(named.total, chart.unit, say))}</text>'
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
            f'<g data-tip="{text(tip)}"><line class="range" x1="{x}" x2="{x}" y1="{low:.1f}" y2="{high:.1f}"/>'
            f'{_marker(x, y, place)}<circle class="touch" cx="{x}" cy="{y:.1f}" r="14"/></g>'
        )
    off = "" if row in usual else " off"
    return f'<g class="{_line_class(place)}{off}" data-item="{row}">{between}{points}</g>'
