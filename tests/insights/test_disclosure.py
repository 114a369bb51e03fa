"""Promises of what is kept back: from all that is shown, no hidden count can be worked out."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog

from survey_insights.disclosure import bounds, hidden, joined

LEAST = 5
Counts = NDArray[np.int64]


def tables(number: int, rows: tuple[int, int] = (1, 6), columns: tuple[int, int] = (2, 8)) -> list[Counts]:
    """Tables of street surveys: many small counts, some large ones, rows and columns of five or more."""
    found: list[Counts] = []
    seed = 0
    while len(found) < number:
        rng = np.random.default_rng(seed)
        seed += 1
        shape = (int(rng.integers(*rows, endpoint=True)), int(rng.integers(*columns, endpoint=True)))
        table = rng.poisson(rng.choice([2, 5, 20, 80], size=shape)).astype(np.int64)
        if table.sum(axis=1).min() >= LEAST and table.sum(axis=0).min() >= LEAST:
            found.append(table)
    return found


def worked_out(table: Counts, back: NDArray[np.bool_], both: bool) -> list[tuple[float, float]]:
    """The range of each hidden cell for who knows the cells on show and all totals: an attacker's linear program."""
    cells = list(zip(*np.nonzero(back), strict=True))
    equations, sums = [], []
    for axis in (0, 1) if both else (0,):
        for line in range(table.shape[axis]):
            equations.append([1.0 if cell[axis] == line else 0.0 for cell in cells])
            total = table.sum(axis=1 - axis)[line]
            shown = np.where(back, 0, table).sum(axis=1 - axis)[line]
            sums.append(float(total - shown))
    ranges = []
    for place in range(len(cells)):
        aim = np.eye(len(cells))[place]
        lows, highs = (
            linprog(sign * aim, A_eq=equations, b_eq=sums, bounds=(0, None), method="highs") for sign in (1, -1)
        )
        ranges.append((lows.fun, -highs.fun))
    return ranges


def determined(table: Counts, back: NDArray[np.bool_], both: bool) -> int:
    """How many hidden cells are fixed by the equations alone, by rank."""
    cells = list(zip(*np.nonzero(back), strict=True))
    lines = [(axis, line) for axis in ((0, 1) if both else (0,)) for line in range(table.shape[axis])]
    system = np.array([[1.0 if cell[axis] == line else 0.0 for cell in cells] for axis, line in lines])
    rank = np.linalg.matrix_rank(system)
    return sum(int(np.linalg.matrix_rank(np.vstack([system, row])) == rank) for row in np.eye(len(cells)))


@pytest.mark.parametrize("both", [False, True], ids=["rows", "rows and columns"])
def test_no_hidden_count_follows_from_what_is_shown(both: bool) -> None:
    hiding = 0
    for table in tables(16 if both else 40):
        back = hidden(table, both)
        assert not (~back & (table < LEAST)).any(), "a small count is on show"
        if not back.any():
            continue
        hiding += 1
        assert determined(table, back, both) == 0
        small = table[back] < LEAST
        for (low, high), is_small in zip(worked_out(table, back, both), small, strict=True):
            assert high - low > 0.5
            assert low < LEAST or not is_small
            assert high >= LEAST or not is_small, f"{table} tells that a hidden count is below {LEAST}"
    assert hiding > 12


def test_what_is_large_and_alone_stays_on_show() -> None:
    assert not hidden([[12, 30, 8], [5, 90, 7]], both=True).any()


def test_one_small_count_takes_the_next_larger_one_of_its_row_with_it() -> None:
    assert hidden([[3, 40, 12, 90], [10, 20, 30, 40]]).tolist() == [[True, False, True, False], [False] * 4]


def test_small_counts_that_are_few_together_take_one_more_with_them() -> None:
    # 1 + 0 + 2 = 3: the row's total would tell that all three are small.
    assert hidden([[1, 0, 2, 40, 9]]).tolist() == [[True, True, True, False, True]]


def test_small_counts_that_are_many_together_are_hidden_alone() -> None:
    assert hidden([[4, 3, 40, 9]]).tolist() == [[True, True, False, False]]


def test_a_hidden_cell_that_is_the_only_way_between_two_blocks_is_hidden_better() -> None:
    # Two squares of hidden cells with one cell between them: each line hides two or more, and still it would be known.
    table = np.full((4, 4), 50)
    table[:2, :2] = table[2:, 2:] = [[4, 4], [4, 4]]
    table[0, 2] = 3
    back = hidden(table, both=True)
    assert determined(table, back, True) == 0
    low, high = bounds(table, back)
    assert low[0, 2] < LEAST <= high[0, 2]


def test_what_is_few_for_another_reason_is_hidden_and_not_known_either() -> None:
    # Nine comments of two people.
    table, few = np.array([[9, 40, 30], [20, 35, 50]]), np.array([[True, False, False], [False] * 3])
    back = hidden(table, both=True, few=few)
    assert back[0, 0] and determined(table, back, True) == 0
    assert all(high - low > 0.5 for low, high in worked_out(table, back, True))


def test_bounds_of_cells_on_show_are_themselves() -> None:
    table = np.array([[1, 9, 20], [7, 3, 30]])
    low, high = bounds(table, hidden(table, both=True))
    assert (low[:, 2], high[:, 2]) == (pytest.approx([20, 30]), pytest.approx([20, 30]))


def test_small_groups_become_one_of_five_or_more() -> None:
    for seed in range(200):
        rng = np.random.default_rng(seed)
        sizes = rng.poisson(rng.choice([1, 4, 30], size=int(rng.integers(1, 12))))
        most = int(rng.integers(3, 9))
        together = joined(sizes, most)
        assert not together[sizes == 0].any()
        apart = sizes[~together & (sizes > 0)]
        assert (apart >= LEAST).all()
        assert len(apart) + bool(together.any()) <= most
        if together.any() and sizes.sum() >= LEAST:
            assert sizes[together].sum() >= LEAST
            assert together.sum() > 1 or sizes[together].sum() >= LEAST


def test_a_small_group_takes_the_next_larger_one_with_it() -> None:
    assert joined([100, 40, 3], most=8).tolist() == [False, True, True]
    assert joined([100, 40, 3, 2], most=8).tolist() == [False, False, True, True]


def test_of_nobody_nothing_is_joined_and_nothing_hidden() -> None:
    assert joined([], most=8).tolist() == []
    assert hidden(np.zeros((0, 3), dtype=int)).shape == (0, 3)
