"""Small counts kept back: which cells of a table are not shown, so that no total gives them away.

Primary suppression hides the counts of fewer than five; complementary (secondary) suppression hides further cells, so
that no hidden one follows from the totals: Hundepool et al. (2012), Statistical Disclosure Control, ch. 4; Willenborg &
de Waal (2001), Elements of Statistical Disclosure Control, ch. 6. Groups that are too small are joined first
(recoding, ibid.), so that every total that is shown is one of five or more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import linprog

from survey_insights.selection import FEWEST_PEOPLE

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]
Bounds = NDArray[np.float64]

# What rounding in the linear program may be off by; counts are whole.
SLACK = 0.5


def joined(sizes: ArrayLike, most: int, least: int = FEWEST_PEOPLE) -> Mask:
    """Return which groups of a whole, by their sizes, become one: none, or some that are `least` or more together.

    A group of nobody is in none. Those below `least` are joined, and the smallest of those beyond `most`; where they
    are fewer than `least` together, the next larger group joins them, else the total less the others would tell.
    """
    counts = np.asarray(sizes, dtype=np.int64)
    used = counts > 0
    order = np.argsort(counts, kind="stable")
    together = used & (counts < least)
    beyond = int((used & ~together).sum()) + int(together.any()) - most
    for place in order[(used & ~together)[order]]:
        if beyond <= 0:
            break
        together[place] = True
        # The first of them makes a group of its own where there was none.
        beyond -= 1 if together.sum() > 1 else 0
    for place in order[(used & ~together)[order]]:
        if not together.any() or counts[together].sum() >= least:
            break
        together[place] = True
    return together


def hidden(counts: ArrayLike, both: bool = False, few: Mask | None = None, least: int = FEWEST_PEOPLE) -> Mask:
    """Return which cells of a table of counts (rows x columns) are not shown, where the totals of its rows are.

    Each line of the table is a whole: its cells are all there are. both: the totals of the columns are shown, too.
    few: further cells not to show, as where five comments are of two people. Every total has to be `least` or more; a
    line with a smaller total is hidden whole, and its total must not be shown. What is left for each hidden count below
    `least` reaches from below `least` to `least` or more, also for whoever knows all totals and all cells on show
    (`bounds`); no other hidden count is known exactly.
    """
    table = np.asarray(counts, dtype=np.int64)
    first = table < least if few is None else (table < least) | few
    back = _lines(table, first, least)
    # To hide more never tells more: what was found safe once stays so.
    safe: set[tuple[int, int]] = set()
    while both:
        back = _both(table, back, least)
        leak = _leak(table, back, least, safe)
        further = None if leak is None else _further(table, back, leak)
        if further is None:
            break
        back[further] = True
    return back


def _both(table: Counts, back: Mask, least: int) -> Mask:
    before = -1
    while before != int(back.sum()):
        before = int(back.sum())
        back = _lines(table.T, _lines(table, back, least).T, least).T.copy()
    return back


def _lines(table: Counts, back: Mask, least: int) -> Mask:
    """Hide more of each row until what it hides is two cells or more, and `least` or more together."""
    back = back.copy()
    for row in np.flatnonzero(back.any(axis=1)):
        order = np.argsort(table[row], kind="stable")
        for place in order[~back[row][order]]:
            if back[row].sum() > 1 and table[row][back[row]].sum() >= least:
                break
            back[row, place] = True
    return back


def _leak(table: Counts, back: Mask, least: int, safe: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Return a hidden cell that the totals of rows and columns tell too closely; note those that they do not."""
    system = _System.of(table, back)
    for number, cell in enumerate(system.cells):
        if cell in safe:
            continue
        low, high = system.bounds(number)
        if high - low < SLACK or (table[cell] < least and high < least - SLACK):
            return cell
        safe.add(cell)
    return None


def _further(table: Counts, back: Mask, leak: tuple[int, int]) -> tuple[int, int] | None:
    """Return the cell to hide next: the smallest on show in the row or column of the leak, else anywhere."""
    shown = [(int(row), int(column)) for row, column in zip(*np.nonzero(~back), strict=True)]
    near = [cell for cell in shown if cell[0] == leak[0] or cell[1] == leak[1]]
    return min(near or shown, key=lambda cell: int(table[cell]), default=None)


@dataclass(frozen=True)
class _System:
    """What whoever reads a table knows of its hidden cells: their sums along each row and each column."""

    cells: tuple[tuple[int, int], ...]
    lines: sparse.csr_matrix
    sums: Bounds

    @classmethod
    def of(cls, table: Counts, back: Mask) -> _System:
        rows, columns = np.nonzero(back)
        places = (np.concatenate([rows, table.shape[0] + columns]), np.tile(np.arange(rows.size), 2))
        lines = sparse.csr_matrix((np.ones(2 * rows.size), places), shape=(sum(table.shape), rows.size))
        kept = table * back
        sums = np.concatenate([kept.sum(axis=1), kept.sum(axis=0)]).astype(np.float64)
        return cls(tuple(zip(rows.tolist(), columns.tolist(), strict=True)), lines, sums)

    def bounds(self, number: int) -> tuple[float, float]:
        """Return between which counts a hidden cell must lie, by linear programs, as an attacker would."""
        aim = np.zeros(len(self.cells))
        aim[number] = 1
        low, high = (
            linprog(sign * aim, A_eq=self.lines, b_eq=self.sums, bounds=(0, None), method="highs").fun
            for sign in (1, -1)
        )
        return float(low), float(-high)


def bounds(counts: ArrayLike, back: Mask) -> tuple[Bounds, Bounds]:
    """Return between which counts each hidden cell must lie for who knows the rest and all totals of a table.

    Both are as large as the table; cells on show are their own bounds (Hundepool et al. 2012, 4.3).
    """
    table = np.asarray(counts, dtype=np.int64)
    low, high = table.astype(np.float64), table.astype(np.float64)
    system = _System.of(table, back)
    for number, cell in enumerate(system.cells):
        low[cell], high[cell] = system.bounds(number)
    return low, high
