"""What the pages of the public site are put together from: safe text, numbers in words, tables, folds."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from survey_insights.labels import interval, narrow_interval, narrow_percent, percent
from survey_insights.public_charts import Cell, PublicChart, Unit
from survey_loader.language import N_, Say

# Not allowed in HTML, and nothing to be read.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
COUNTED: dict[Unit, str] = {"people": N_("{n}人"), "comments": N_("{n}件")}
# As a whole, of how many a number is.
WHOLE: dict[Unit, str] = {"people": N_("聞いた{n}人"), "comments": N_("声{n}件")}
OF: dict[Unit, str] = {"people": N_("{n}人のうち"), "comments": N_("{n}件のうち")}
IN_WORDS: dict[Unit, str] = {
    "people": N_("{n}人 {percent}（{interval}）"),
    "comments": N_("{n}件 {percent}（{interval}）"),
}
# What stands where a count is kept back.
NOTHING = "–"
# Of thousands of people, whole percents would tell an interval of nothing.
NARROW = 0.02
MORE, LESS = N_("多い"), N_("少ない")


def text(words: object) -> str:
    """Return words as HTML text or the value of an attribute: never markup."""
    return html.escape(CONTROLS.sub("", str(words)), quote=True)


def lines(words: str) -> str:
    """Return words of several lines as HTML, its line breaks kept."""
    return text(words.replace("\r\n", "\n").replace("\r", "\n").strip()).replace("\n", "<br>")


def whole(n: int, unit: Unit, say: Say) -> str:
    """Return of how many people or comments numbers are, in words."""
    return say(WHOLE[unit], n=f"{n:,}")


def share(cell: Cell, say: Say) -> str:
    """Return a share with its interval, for example "12%（10〜15%）"; with a decimal where the interval is narrow."""
    return say("{percent}（{interval}）", **_shares(cell, say))


def number(cell: Cell, unit: Unit, say: Say) -> str:
    """Return a cell in words: count, share and interval."""
    return say(IN_WORDS[unit], n=f"{cell.count:,}", **_shares(cell, say))


def _shares(cell: Cell, say: Say) -> dict[str, str]:
    if cell.high - cell.low < NARROW:
        return {"percent": narrow_percent(cell.share), "interval": narrow_interval(cell.low, cell.high, say)}
    return {"percent": percent(cell.share), "interval": interval(cell.low, cell.high, say)}


def mark(cell: Cell, say: Say) -> str:
    """Return whether a group is confirmed to have more or less than all others, "" where it is not."""
    return say(MORE) if cell.mark > 0 else say(LESS) if cell.mark < 0 else ""


def told(cell: Cell | None, unit: Unit, say: Say) -> str:
    """Return a cell in words: count, share, interval and mark."""
    if cell is None:
        return NOTHING
    words = number(cell, unit, say)
    return f"{words} {mark(cell, say)}" if cell.mark else words


def fold(summary: str, inside: str, name: str = "") -> str:
    """Return what is opened by its summary (text); inside is HTML."""
    return f'<details class="{name or "fold"}"><summary>{text(summary)}</summary>{inside}</details>'


def table(chart: PublicChart, say: Say, only: Iterable[int] | None = None) -> str:
    """Return the numbers of a chart as a table that can be moved sideways; `only` some of its rows."""
    first = say("ことば") if chart.key.startswith("words") else say("テーマ")
    first = first if chart.form != "parts" else say("声")
    of = OF[chart.unit]
    wholes = [say(of, n=f"{column.total:,}") for column in chart.columns]
    heads = "".join(
        f'<th scope="col">{text(column.name)}<br><small>{text(all_of)}</small></th>'
        for column, all_of in zip(chart.columns, wholes, strict=True)
    )
    label = text(say("表：{name}", name=chart.name))
    rows = range(len(chart.rows)) if only is None else only
    body = "".join(
        f'<tr><th scope="row">{text(chart.rows[row].name)}</th>'
        + "".join(_cell(chart.cell(row, column), chart.unit, say) for column in range(len(chart.columns)))
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'
        f"<table><caption>{text(chart.subtitle)}</caption>"
        f'<thead><tr><th scope="col">{text(first)}</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _cell(cell: Cell | None, unit: Unit, say: Say) -> str:
    if cell is None:
        unseen = text(say("のせていません"))
        return f'<td><span aria-hidden="true">{NOTHING}</span><span class="unseen">{unseen}</span></td>'
    further = f"<br><small>{text(share(cell, say))}</small>"
    if cell.mark:
        further += f'<br><small class="mark">{text(mark(cell, say))}</small>'
    count = say(COUNTED[unit], n=f"{cell.count:,}")
    return f"<td>{text(count)}{further}</td>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return names and values as a list of terms; pairs without a value are left out."""
    told_pairs = "".join(f"<div><dt>{text(name)}</dt><dd>{lines(value)}</dd></div>" for name, value in pairs if value)
    return f'<dl class="facts">{told_pairs}</dl>'
