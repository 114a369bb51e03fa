"""Charts as PowerPoint draws and edits them: bars with intervals, parts of a whole, lines, read from the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from survey_insights.change_chart import KIND_INK
from survey_insights.chart_list import HALL_ROWS
from survey_insights.charts import Chart
from survey_insights.labels import AXIS_LABELS, TONE_LABELS, axis_label, interval, percent, tone_label
from survey_insights.palette import AXIS_INK, PEOPLE, SERIES_INK, TONE_INK, Ink
from survey_insights.places import judged
from survey_insights.statistics import LEAST_COMMENTS, newcombe, wilson
from survey_insights.what_changed import KINDS
from survey_loader.language import N_, Say

Shape = Literal["bars", "parts", "lines"]
# More bars than these are too small for a hall; the notes have all of them.
MOST_BARS = 8
# Of more points n stands in the notes alone.
MOST_TOLD = 14
POINT = N_("{when} n={n}")
PEOPLE_UNIT, COMMENTS_UNIT = N_("{n}人"), N_("{n}件")
HANDFUL = N_("{shares}（{n}→{m}）")
# A verdict is of all rows together, an interval of its own row alone.
MANY_AT_ONCE = N_(
    "線は差の95%の幅です。いくつもの項目を一度に見るので、幅が0にかからなくても「変わった」とは言えないことがあります。"
)
LEANS = ("live", "both", "visit")
PLAIN = Ink(PEOPLE, "circle", "●", "")


@dataclass(frozen=True)
class Series:
    """One series: values (None = no point), its ink, the ends of their intervals."""

    name: str
    values: tuple[float | None, ...]
    ink: Ink
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    # In how many voices or people each value is seen: no percentage of a handful is written.
    counts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Native:
    """A chart to draw: `share` values are 0..1, else counts; `signed` ones are differences in points around zero.

    Where they are told `apart`, each bar belongs to one of the series, and the legend says what its colour stands for.
    `told` is what the chart cannot show itself, to stand below it, a line each.
    """

    shape: Shape
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    share: bool = True
    signed: bool = False
    apart: bool = False
    told: tuple[str, ...] = ()
    # Where the points of lines stand in time, where every one of them has a day.
    days: tuple[date, ...] = ()


def native(chart: Chart, say: Say) -> Native | None:
    """Return the chart for PowerPoint, None for one that only a picture shows (network, cloud, maps ...)."""
    read = READERS.get(chart.key)
    return None if chart.empty or read is None else read(chart, say)


def _floats(values: Any) -> tuple[float | None, ...]:
    return tuple(None if pd.isna(value) else float(value) for value in values)


def _told_apart(whole: Series, verdicts: Sequence[str], inks: Mapping[str, Ink]) -> tuple[Series, ...]:
    """Return one series for each verdict that was met, in the order of `inks`, which has an ink for all."""

    def of(name: str, values: tuple[float | None, ...]) -> tuple[float | None, ...]:
        return tuple(value if told == name else None for value, told in zip(values, verdicts, strict=True))

    return tuple(
        Series(name, of(name, whole.values), ink, of(name, whole.low), of(name, whole.high))
        for name, ink in inks.items()
        if name in verdicts
    )


def _category(name: object, count: int, share: float | None, message: str, say: Say) -> str:
    """Return what stands beside a bar: its name, and below it the number behind it (a message with {n})."""
    told = say(message, n=f"{count:,}")
    if share is not None:
        told = say("{count}、{percent}", count=told, percent=percent(share))
    return f"{name}\n{told}"


def _bars(chart: Chart, say: Say) -> Native | None:
    """One bar a row: name, count, total, share and interval."""
    table = chart.table.head(MOST_BARS)
    if say("割合") not in table.columns:
        return _contrast(chart, say)
    names, counts = table.iloc[:, 0], table.iloc[:, 1]
    unit = PEOPLE_UNIT if table.columns[1] == say("書いた人") else COMMENTS_UNIT
    shares = _floats(table[say("割合")])
    ink = AXIS_INK["both"] if say("両方のための声") in table.columns else PLAIN
    categories = tuple(
        _category(name, int(count), share, unit, say) for name, count, share in zip(names, counts, shares, strict=True)
    )
    whole = Series(say("割合"), shares, ink, _floats(table[say("下限")]), _floats(table[say("上限")]))
    if say("多いのは") not in table.columns:
        return Native("bars", categories, (whole,))
    said = {axis_label(axis, say): judged(axis, say) for axis in LEANS}
    verdicts = [said.get(lean, judged("", say)) for lean in table[say("多いのは")]]
    return Native("bars", categories, _told_apart(whole, verdicts, _leaning(say)), apart=True)


def _places(chart: Chart, say: Say) -> Native:
    column = say("「住む人のため」の割合")
    table = chart.table[chart.table[column].notna()].head(MOST_BARS)
    live, visit = axis_label("live", say), axis_label("visit", say)
    categories = tuple(
        _category(name, int(count), share, COMMENTS_UNIT, say)
        for name, count, share in zip(table[say("場所")], table[live], _floats(table[column]), strict=True)
    )
    told = say("{live}（{live}と{visit}のうち）", live=live, visit=visit)
    whole = Series(told, _floats(table[column]), PLAIN, _floats(table[say("下限")]), _floats(table[say("上限")]))
    return Native("bars", categories, _told_apart(whole, list(table[say("判定")]), _leaning(say)), apart=True)


def _leaning(say: Say) -> dict[str, Ink]:
    """Return the ink of each verdict on whom something is more for."""
    return {judged(axis, say): AXIS_INK[axis] for axis in LEANS} | {judged("", say): PLAIN}


def _contrast(chart: Chart, say: Say) -> Native:
    """Two bars a row: the shares of both sides with their intervals; columns as `cities.contrast_table` has them."""
    table = chart.table.head(MOST_BARS)
    before, after = say("{side}の割合", side="\0").split("\0")
    series = []
    for place, fallback in ((1, SERIES_INK[0]), (4, SERIES_INK[1])):
        count, total, share = (table.iloc[:, place + step] for step in range(3))
        name = str(table.columns[place + 2]).removeprefix(before).removesuffix(after)
        low, high = wilson(count, total)
        series.append(Series(name, _floats(share), ink_of(chart, name, fallback), _floats(low), _floats(high)))
    return Native("bars", tuple(map(str, table.iloc[:, 0])), tuple(series))


def _changes(chart: Chart, say: Say) -> Native:
    """One bar a row: the difference of now and before with its interval, in points."""
    table, sure = chart.table, KINDS["changed"]
    # What changed first, then what is written most.
    changed, written = table.iloc[:, 1] == say(sure), table.iloc[:, 2] + table.iloc[:, 5]
    order = pd.DataFrame({"changed": changed, "written": written})
    rows = order.sort_values(["changed", "written"], ascending=False, kind="stable").index[:HALL_ROWS]
    table = table.loc[sorted(rows)]
    before, now = (table.iloc[:, place : place + 2] for place in (2, 5))
    low, high = newcombe(now.iloc[:, 0], now.iloc[:, 1], before.iloc[:, 0], before.iloc[:, 1])
    shares = table.iloc[:, [0, 4, 7, 2, 5]].itertuples(index=False, name=None)
    whole = Series(
        "", _floats(100 * (table.iloc[:, 7] - table.iloc[:, 4])), PLAIN, _floats(100 * low), _floats(100 * high)
    )
    inks = {say(told): KIND_INK[kind] for kind, told in KINDS.items()}
    return Native(
        "bars",
        tuple(f"{name}\n{_both_shares(old, new, n, m, say)}" for name, old, new, n, m in shares),
        _told_apart(whole, list(table.iloc[:, 1]), inks),
        signed=True,
        apart=True,
        told=(say(MANY_AT_ONCE),),
    )


def _both_shares(old: float, new: float, before: int, now: int, say: Say) -> str:
    """Return both shares, with their numbers where one is of a handful."""
    told = f"{percent(old)} → {percent(new)}"
    return told if min(before, now) >= LEAST_COMMENTS else say(HANDFUL, shares=told, n=before, m=now)


def _parts(chart: Chart, say: Say) -> Native:
    """One bar a group (a wave, a side, or all), its parts the shares of axes or tones."""
    table = chart.table
    label, by_axis = (say("だれのため"), True) if say("だれのため") in table.columns else (say("気持ち"), False)
    group = str(table.columns[0]) if table.columns[0] != label else ""
    groups = list(dict.fromkeys(table[group])) if group else [""]
    inks = _label_inks(by_axis, say)
    rows = {name: table[table[group] == name] if group else table for name in groups}
    if by_axis:
        # The newer wave stands above, as on the screen.
        groups.reverse()
    total = say("全体の声の数")
    categories = tuple(
        "\n".join(part for part in (str(name), say("声{n}件", n=f"{int(rows[name][total].iloc[0]):,}")) if part)
        for name in groups
    )
    series = []
    for name, ink in inks.items():
        cells = [rows[one][rows[one][label] == name] for one in groups]
        if any(len(cell) and int(cell[say("声の数")].iloc[0]) for cell in cells):
            shares = tuple(float(cell[say("割合")].iloc[0]) if len(cell) else 0.0 for cell in cells)
            counts = tuple(int(cell[say("声の数")].iloc[0]) if len(cell) else 0 for cell in cells)
            series.append(Series(name, shares, ink, counts=counts))
    told = tuple(_with_intervals(rows[name], name, label, say) for name in groups) if by_axis else ()
    return Native("parts", categories, tuple(series), told=told)


def _with_intervals(rows: pd.DataFrame, name: object, label: str, say: Say) -> str:
    """Return the parts of one bar with their numbers and intervals, as a line."""
    columns = (label, say("声の数"), say("割合"), say("下限"), say("上限"))
    parts = [
        say("{label} {n}件 {percent}（{interval}）", label=part, n=f"{int(n):,}", percent=percent(share),
            interval=interval(low, high, say))
        for part, n, share, low, high in rows[list(columns)].itertuples(index=False, name=None)
    ]  # fmt: skip
    told = say("、").join(parts)
    return say("{name}：{value}", name=name, value=told) if name else told


def _counts(chart: Chart, say: Say) -> Native:
    """One bar a theme, its parts the numbers of voices."""
    table = chart.table.head(MOST_BARS)
    inks = _label_inks(chart.key == "themes_by_axis", say)
    columns = [column for column in table.columns[1:] if int(table[column].sum())]
    totals = table[list(table.columns[1:])].sum(axis=1)
    categories = tuple(
        _category(name, int(total), None, COMMENTS_UNIT, say)
        for name, total in zip(table.iloc[:, 0], totals, strict=True)
    )
    series = tuple(Series(str(column), _floats(table[column]), inks.get(str(column), PLAIN)) for column in columns)
    return Native("parts", categories, series, share=False)


def _lines(chart: Chart, say: Say) -> Native:
    """One line a series over time, each point with its interval; n of each point below, where points are few."""
    table = chart.table
    when, line, total = say("時期"), say("系列"), say("全体")
    stops = list(dict.fromkeys(table[when]))
    # Axes and tones may have totals of their own; within one chart they share them.
    n = {stop: int(table[table[when] == stop][total].max()) for stop in stops}
    series = []
    for place, name in enumerate(dict.fromkeys(table[line])):
        part = table[table[line] == name].set_index(when).reindex(stops)
        known = part[total].fillna(0) > 0
        low, high = wilson(part[say("数")].where(known, 0), part[total].where(known, 0))
        fallback = SERIES_INK[place % len(SERIES_INK)]
        series.append(
            Series(
                str(name), _floats(part[say("割合")]), ink_of(chart, str(name), fallback), _floats(low), _floats(high)
            )
        )
    days = pd.to_datetime(table.drop_duplicates(when)[say("まん中の日")], errors="coerce")
    told = say("、").join(say(POINT, when=stop, n=f"{n[stop]:,}") for stop in stops) if len(stops) <= MOST_TOLD else ""
    return Native(
        "lines",
        tuple(map(str, stops)),
        tuple(series),
        told=(told,) if told else (),
        days=tuple(day.date() for day in days) if days.notna().all() else (),
    )


def _label_inks(by_axis: bool, say: Say) -> dict[str, Ink]:
    """Return the ink of each axis or tone by its name, in the order they are drawn."""
    if by_axis:
        order: Sequence[str] = ("live", "both", "visit", "none")
        return {axis_label(axis, say): AXIS_INK[axis] for axis in order if axis in AXIS_LABELS}
    return {tone_label(tone, say): TONE_INK[tone] for tone in TONE_INK if tone in TONE_LABELS}


def ink_of(chart: Chart, name: str, fallback: Ink) -> Ink:
    """Return how the figure draws what is called `name`."""
    known = (*AXIS_INK.values(), *TONE_INK.values(), *SERIES_INK)
    for trace in chart.figure.data:
        if trace.name == name and getattr(trace, "marker", None) is not None:
            found = [
                ink
                for ink in known
                if (ink.colour, ink.symbol) == (trace.marker.color, trace.marker.symbol or ink.symbol)
            ]
            if found:
                return found[0]
    return fallback


def written(series: Series, place: int) -> bool:
    """Whether a value of a share may be written as a percentage: not of fewer than 5 voices."""
    return not series.counts or series.counts[place] >= LEAST_COMMENTS


READERS: dict[str, Callable[[Chart, Say], Native | None]] = {
    **dict.fromkeys(("top_themes", "shared_themes", "clash_themes", "top_words"), _bars),
    **dict.fromkeys(("axis_trend", "theme_trend", "tone_trend", "word_trend"), _lines),
    **dict.fromkeys(("balance", "balance_change", "tone_contrast"), _parts),
    **dict.fromkeys(("themes_by_axis", "themes_by_tone"), _counts),
    "theme_contrast": _contrast,
    "what_changed": _changes,
    "place_shares": _places,
}
