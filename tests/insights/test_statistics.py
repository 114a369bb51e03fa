"""The statistics agree with published examples, with hand calculation and with statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import test_proportions_2indep as score_test

from survey_insights.statistics import (
    compared_shares,
    detectable,
    discoveries,
    log_odds,
    marked_words,
    newcombe,
    paired,
    two_proportions,
    wilson,
)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17: 857-872, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_intervals(count: int, total: int, low: float, high: float) -> None:
    lows, highs = wilson(count, total)
    assert (round(float(lows), 4), round(float(highs), 4)) == (low, high)


def test_wilson_of_nobody_is_unknown() -> None:
    low, high = wilson([0, 3], [0, 10])
    assert math.isnan(low[0]) and math.isnan(high[0]) and 0 < low[1] < 0.3 < high[1]


@pytest.mark.parametrize(
    ("a", "n", "b", "m", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17: 873-890, table II, method 10.
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0),
    ],
)
def test_newcombe_gives_the_published_intervals(a: int, n: int, b: int, m: int, low: float, high: float) -> None:
    lows, highs = newcombe(a, n, b, m)
    assert (round(float(lows), 4), round(float(highs), 4)) == (low, high)


def test_newcombe_without_one_side_is_unknown() -> None:
    low, high = newcombe([1], [4], [0], [0])
    assert math.isnan(low[0]) and math.isnan(high[0])


def test_two_proportions_is_the_n_minus_1_score_test_of_statsmodels() -> None:
    p = two_proportions([56, 30], [70, 100], [48, 45], [80, 110])
    for i, row in enumerate([(56, 70, 48, 80), (30, 100, 45, 110)]):
        expected = score_test(*row, method="score", compare="diff", correction=True).pvalue
        assert p[i] == pytest.approx(expected)


def test_two_proportions_by_hand_is_chi_square_shrunk_by_n_minus_1() -> None:
    chi_square = stats.chi2_contingency([[56, 14], [48, 32]], correction=False).statistic
    expected = stats.chi2.sf(chi_square * 149 / 150, 1)
    assert float(two_proportions(56, 70, 48, 80)) == pytest.approx(expected)


def test_tiny_counts_are_tested_exactly() -> None:
    expected = stats.fisher_exact(np.array([[3, 2], [0, 40]])).pvalue
    assert float(two_proportions(3, 5, 0, 40)) == pytest.approx(expected)
    assert float(two_proportions(0, 5, 0, 40)) == 1.0
    assert two_proportions([], [], [], []).size == 0
    assert float(two_proportions(0, 0, 3, 10)) == 1.0


def test_discoveries_are_benjamini_hochberg_q_values() -> None:
    # By hand: 0.01*4/1, 0.02*4/2, 0.03*4/3, 0.5*4/4, each the least of itself and later ones.
    assert discoveries([0.5, 0.01, 0.03, 0.02]).tolist() == pytest.approx([0.5, 0.04, 0.04, 0.04])
    assert discoveries([]).size == 0


def test_detectable_differences_are_those_the_words_promise() -> None:
    # knowledge/words.md: near waves of 200 and 250, 40 % must move 13 points, 10 % 8 points.
    assert np.round(100 * detectable([0.4, 0.1], 200, 250)).tolist() == [13, 8]
    assert float(detectable(0.5, 1, 1)) == 1.0


def test_a_detectable_difference_is_found_four_times_in_five() -> None:
    random = np.random.default_rng(11)
    gap = float(detectable(0.4, 200, 250))
    a, b = random.binomial(200, 0.4 - gap / 2, 2000), random.binomial(250, 0.4 + gap / 2, 2000)
    found = two_proportions(a, 200, b, 250) < 0.05
    assert 0.76 < found.mean() < 0.84


def test_paired_is_the_exact_mcnemar_test() -> None:
    expected = mcnemar(np.array([[0, 5], [15, 0]]), exact=True).pvalue
    assert float(paired(5, 15)) == pytest.approx(expected)
    assert paired([0, 4], [0, 4]).tolist() == [1.0, 1.0]


def test_log_odds_follow_the_formula_by_hand() -> None:
    left, right = [20, 30, 50], [10, 60, 30]
    # n1 = n2 = 100, alpha0 = 0.05 * 200 = 10, prior of word 0 = 10 * 30 / 200 = 1.5
    delta = math.log(21.5 / (110 - 21.5)) - math.log(11.5 / (110 - 11.5))
    z = delta / math.sqrt(1 / 21.5 + 1 / 11.5)
    deltas, zs = log_odds(left, right)
    assert deltas[0] == pytest.approx(delta)
    assert zs[0] == pytest.approx(z)


def test_log_odds_turn_round_with_the_sides() -> None:
    _, there = log_odds([20, 30, 50], [10, 60, 30])
    _, back = log_odds([10, 60, 30], [20, 30, 50])
    assert there.tolist() == pytest.approx((-back).tolist())


@pytest.mark.parametrize(("left", "right"), [([], []), ([0, 0], [3, 4]), ([5], [5]), ([0], [0])])
def test_log_odds_of_nothing_to_compare_are_zero(left: list[int], right: list[int]) -> None:
    delta, z = log_odds(left, right)
    assert not delta.any() and not z.any()


def test_words_in_fewer_than_five_comments_are_never_different() -> None:
    frame = marked_words([4, 200, 100], [0, 100, 210])
    assert frame["q"].iloc[0] == 1.0 and not frame["different"].iloc[0]
    assert frame["different"].iloc[1:].all()


def test_shuffled_labels_mark_almost_no_word_in_200_runs() -> None:
    random = np.random.default_rng(2026)
    share = 1 / np.arange(3, 203)
    comments = random.random((600, share.size)) < share
    marked = 0
    for _ in range(200):
        side = random.permutation(600) < 300
        frame = marked_words(comments[side].sum(axis=0), comments[~side].sum(axis=0))
        marked += int(frame["different"].any())
    # Benjamini-Hochberg at 5 % allows one word in 10 runs of 200; the document found none.
    assert marked <= 4


def test_compared_shares_hold_back_rows_with_too_few_mentions() -> None:
    frame = compared_shares([4, 60], [10, 100], [0, 20], [300, 100])
    assert frame["q"].iloc[0] == 1.0 and not frame["different"].iloc[0]
    assert frame["different"].iloc[1]
    assert frame["difference"].iloc[1] == pytest.approx(0.4)
    assert frame["low"].iloc[1] < 0.4 < frame["high"].iloc[1]
