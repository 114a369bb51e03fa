"""Figures of the public site: lists of words and numbers with a small drawing beside each, and lines over time.

Drawings have no view box: lengths across are percent, so that they fit a phone and letters keep their size. Colours are
classes of the style sheet, which knows light and dark. Whoever does not see them reads the words and the table.
"""

from __future__ import annotations

from survey_exports.site import over_time
from survey_exports.site.parts import fold, mark, number, text, told, whole
from survey_exports.site.scale import Linked, choice, highest, tick_label, ticks
from survey_insights.labels import percent
from survey_insights.palette import AXIS_INK, RELATION_INK, TONE_INK, Ink
from survey_insights.public_charts import Cell, PublicChart
from survey_loader.language import Say

# Themes by group, and bars, that are seen at once; the others fold away.
OPEN_ROWS, OPEN_BARS = 6, 12
# Waves whose parts are also told in words below the bar; older ones stand in the table.
TOLD_WAVES = 2
# A part of a bar narrower than this holds no number, on a phone either.
WRITTEN_INSIDE, GLYPH_INSIDE = 0.11, 0.2


def figure(chart: PublicChart, say: Say, linked: Linked) -> str:
    """Return the drawing of a chart with its words as HTML; linked(key, name) is the HTML of a theme's name."""
    drawn = {"bars": _bars, "dots": _dots, "lines": over_time.lines, "parts": _parts}[chart.form]
    return drawn(chart, say, linked)


def _across(value: float, top: float) -> str:
    return f"{100 * value / top:.2f}%"


def _axis(top: float) -> str:
    """The scale below a list of bars; every number beside them is written out, so it is only seen."""
    marks = "".join(
        f'<text x="{_across(tick, top)}" y="12" class="{_anchor(tick, top)}">{tick_label(tick)}</text>'
        for tick in ticks(top)
    )
    return f'<svg class="axis" aria-hidden="true" height="16" width="100%">{marks}</svg>'


def _anchor(tick: float, top: float) -> str:
    return "start" if tick == 0 else "end" if tick > 0.97 * top else "middle"


def _grid(top: float) -> str:
    """The class of a drawing whose ground has a line at every step."""
    return f"g{len(ticks(top)) - 1}"


def _bars(chart: PublicChart, say: Say, linked: Linked) -> str:
    rows = range(len(chart.rows))
    top = highest(chart, rows)
    drawn = [
        f'<li><span class="name">{linked(chart.rows[row].key, chart.rows[row].name)}</span> {_value(cell, chart, say)}'
        f"{_bar(cell, top)}</li>"
        for row in rows
        if (cell := chart.cell(row, 0))
    ]
    further = ""
    if drawn[OPEN_BARS:]:
        inside = f'<ul class="bars">{"".join(drawn[OPEN_BARS:])}</ul>'
        further = fold(say("ほかも見る（あと{n}）", n=len(drawn) - OPEN_BARS), inside, "more")
    return f'<ul class="bars">{"".join(drawn[:OPEN_BARS])}</ul>{further}{_axis(top)}'


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
        further = fold(say("ほかも見る（あと{n}）", n=len(drawn) - OPEN_ROWS), inside, "more")
    pick = choice(say("グループをえらぶ"), ((number, column.name, True) for number, column in enumerate(chart.columns)))
    return f'{pick}<ul class="dots">{"".join(drawn[:OPEN_ROWS])}</ul>{further}{_axis(top)}'


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
    told_kept = say("数をのせていないグループ：{names}", names=say("、").join(kept))
    note = f'<p class="kept-back">{text(told_kept)}</p>' if kept else ""
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
    legend = "".join(f"<li>{_glyph(chart, row)} {text(chart.rows[row].name)}</li>" for row in range(len(chart.rows)))
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
    tip = say("のせていない声")
    if start < 0.9999 and chart.hidden[:, column].any():
        inside += (
            f'<rect class="kept" x="{100 * start:.2f}%" width="{100 * (1 - start):.2f}%" y="1" height="28" '
            f'data-tip="{text(tip)}"/>'
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
