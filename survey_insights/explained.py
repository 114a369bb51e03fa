"""確定版 and now: each number that differs, and how much of it is withdrawals, coding anew, new voices."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from survey_loader.language import N_, Say

# Columns that say how sure a number is follow the numbers, so they are not explained beside them.
NOT_EXPLAINED = (N_("下限"), N_("上限"), N_("幅"), N_("差の下限"), N_("差の上限"), N_("q値"), N_("z値"))
# Below what is printed of a share (0.1 %).
SAME = 5e-4
# Which of a line's numbers are steps between the frozen one and the one of now.
STEPS = (False, True, True, True, False)


class Line(NamedTuple):
    """One number that differs: the frozen one, the three steps between it and now, and the one of now.

    `row` names the line of the chart's table, `column` the number. None stands for a line that a table does not have.
    """

    row: str
    column: str
    then: float | None
    gone: float | None
    recoded: float | None
    new: float | None
    now: float | None


def lines(then: pd.DataFrame, left: pd.DataFrame, recoded: pd.DataFrame, now: pd.DataFrame, say: Say) -> list[Line]:
    """Return the numbers of a chart's table that differ between a frozen edition and now, in the order of the rows.

    `left` is the same table of those counted then that are still here, coded as then; `recoded` of the same people
    coded as now (acts/freezing.Steps). The three steps add up to the difference.
    """
    tables = [_numbers(table, say) for table in (then, left, recoded, now)]
    keys = list(dict.fromkeys(key for table in tables for key in table))
    found = []
    for row, column in keys:
        values = [table.get((row, column)) for table in tables]
        if not _same(values[0], values[-1]):
            steps = [_step(before, after) for before, after in pairwise(values)]
            found.append(Line._make((row, column, values[0], *steps, values[-1])))
    return found


def _numbers(table: pd.DataFrame, say: Say) -> dict[tuple[str, str], float]:
    """Return {(row, column): number} of a table; rows of one name are told apart by their place among them."""
    if table.empty:
        return {}
    names = _names(table)
    left_out = set(map(say, NOT_EXPLAINED))
    numeric = [column for column in table.columns if _is_number(table[column]) and column not in left_out]
    return {
        (name, str(column)): float(value)
        for column in numeric
        for name, value in zip(names, table[column].tolist(), strict=True)
        if value is not None and not pd.isna(value)
    }


def _names(table: pd.DataFrame) -> list[str]:
    words = [column for column in table.columns if not _is_number(table[column])]
    said = [" / ".join(str(cell) for cell in row if cell not in (None, "")) for row in table[words].to_numpy().tolist()]
    counts: dict[str, int] = {}
    names = []
    for name in said:
        counts[name] = counts.get(name, 0) + 1
        names.append(name if counts[name] == 1 else f"{name} ({counts[name]})")
    return names


def _is_number(column: pd.Series) -> bool:
    if pd.api.types.is_bool_dtype(column):
        return False
    if pd.api.types.is_numeric_dtype(column):
        return True
    known = [value for value in column.tolist() if value is not None]
    return bool(known) and all(isinstance(value, int | float | np.number) for value in known)


def _same(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is after
    return abs(after - before) < SAME


def _step(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def table(found: Sequence[Line], say: Say) -> pd.DataFrame:
    """Return the lines as a table to show and to save."""
    columns = (
        say("どの数字"), say("種類"), say("確定版"), say("取り下げ・取り消し・直し"), say("分け直し"),
        say("新しい聞き取り"), say("いま"),
    )  # fmt: skip
    return pd.DataFrame([tuple(line) for line in found], columns=list(columns))


def shown(found: Sequence[Line], shares: Sequence[str], say: Say) -> pd.DataFrame:
    """Return the table for the eye: numbers as words, those of the columns `shares` as percent, steps with a sign."""
    frame = table(found, say)
    told = [
        [_told(value, line.column in shares, step) for value, step in zip(line[2:], STEPS, strict=True)]
        for line in found
    ]
    return pd.concat([frame.iloc[:, :2], pd.DataFrame(told, columns=frame.columns[2:], dtype=object)], axis=1)


def _told(value: float | None, share: bool, step: bool) -> str:
    if value is None:
        return "–"
    # Nothing has no sign.
    sign = "+" if step and abs(value) >= SAME else ""
    return f"{100 * value:{sign}.1f}%" if share else f"{value:{sign},.0f}"


def told(found: Sequence[Line], name: str, say: Say) -> str:
    """Return in one sentence how many numbers of a chart differ."""
    if not found:
        return say("{name}：確定版と同じです。", name=name)
    return say("{name}：{n}個の数字が、確定版とちがいます。", name=name, n=len(found))
