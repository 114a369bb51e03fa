"""Promises of "how right is it?": the figures are those of the textbooks, and only random samples measure."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import precision_recall_fscore_support

from survey_insights import accuracy, agreement, corrected
from survey_insights.accuracy import measure
from survey_insights.reference import AXIS_LABELS, MISSING, TONE_LABELS, Reference, reference
from survey_loader.voices import Voices

THEMES = ("snow", "food", "transit")
COLUMNS = ("comment", "coder", "axis", "tone", "themes", "clash", "purpose", "question", "wave", "language")


def judged(comment: str, coder: str = "A", purpose: str = "random", **said: Any) -> tuple[Any, ...]:
    told = {"axis": None, "tone": None, "themes": (), "clash": False, "wave": "春", **said}
    return (
        comment, coder, told["axis"], told["tone"], told["themes"], told["clash"], purpose, "like", told["wave"], "",
    )  # fmt: skip


def judgements(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(object)


def machine(**labels: tuple[Any, ...]) -> pd.DataFrame:
    rows = [(comment, axis, tone, themes, False) for comment, (axis, tone, themes) in labels.items()]
    return pd.DataFrame(rows, columns=["comment", "axis", "tone", "themes", "clash"]).astype(object)


def town(n: int, seed: int, right: float = 0.8) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Comments whose right tone is known, and a machine that is right with this chance."""
    random = np.random.default_rng(seed)
    tones = np.array(TONE_LABELS, dtype=object)[random.choice(5, n, p=[0.35, 0.3, 0.2, 0.05, 0.1])]
    told = np.where(random.random(n) < right, tones, np.array(TONE_LABELS, dtype=object)[random.integers(0, 5, n)])
    people = judgements(*(judged(f"c{i}", tone=None if t == "none" else t) for i, t in enumerate(tones)))
    given = machine(**{f"c{i}": (None, None if t == "none" else t, ()) for i, t in enumerate(told)})
    return people, given


def test_precision_recall_and_f1_are_those_of_scikit_learn() -> None:
    found = measure(reference(*town(400, 1), THEMES), "tone").labels.set_index("label")
    people, given = town(400, 1)
    expected = precision_recall_fscore_support(
        people["tone"].fillna("none"), given["tone"].fillna("none"), labels=list(TONE_LABELS), zero_division=0
    )
    for column, values in zip(("precision", "recall", "f1"), expected[:3], strict=True):
        assert found.loc[list(TONE_LABELS), column].to_numpy(float) == pytest.approx(values)
    assert (found["precision_low"] < found["precision"]).all() and (found["precision"] < found["precision_high"]).all()


def test_only_comments_drawn_at_random_measure() -> None:
    rows = judgements(
        judged("c1", tone="praise"),
        judged("c2", purpose="uncertain", tone="wish"),
        judged("c3", purpose="correction", tone="trouble"),
        judged("c4", purpose="settled", tone="trouble"),
    )
    given = machine(**{f"c{i}": (None, "praise", ()) for i in range(1, 5)})
    found = reference(rows, given, THEMES)
    assert list(found.comments) == ["c1"]
    assert measure(found, "tone").agree.value == 1.0


def test_where_people_disagree_and_nobody_settled_there_is_no_reference() -> None:
    rows = judgements(
        judged("c1", "A", axis="live", tone="wish"),
        judged("c1", "B", axis="both", tone="wish"),
        judged("c2", "A", axis="live", tone="wish"),
        judged("c2", "B", axis="both", tone="wish"),
        judged("c2", "A", "settled", axis="both", tone="wish"),
    )
    found = reference(rows, machine(c1=("live", "wish", ()), c2=("both", "wish", ())), THEMES)
    assert found.axis[:, 0].tolist() == [MISSING, AXIS_LABELS.index("both")]
    assert found.tone[:, 0].tolist() == [TONE_LABELS.index("wish")] * 2
    assert found.disputed == 1
    assert measure(found, "axis").n == 1


def test_a_coder_who_looks_again_says_it_once() -> None:
    rows = judgements(judged("c1", tone="wish"), judged("c1", tone="praise"))
    found = reference(rows, machine(c1=(None, "praise", ())), THEMES)
    assert measure(found, "tone").agree.value == 1.0


def test_themes_are_counted_one_by_one() -> None:
    rows = judgements(judged("c1", themes=("snow",)), judged("c2", themes=("food", "snow")), judged("c3", themes=()))
    given = machine(c1=(None, None, ("snow",)), c2=(None, None, ("food",)), c3=(None, None, ("transit",)))
    found = measure(reference(rows, given, THEMES), "themes")
    snow = found.labels.set_index("label").loc["snow"]
    assert (snow["right"], snow["given"], snow["wanted"]) == (1, 1, 2)
    assert found.macro_f1.value == pytest.approx(2 * 2 / (3 + 3))
    assert found.agree.value == pytest.approx(1 / 3)


def test_axis_precision_and_coverage_leave_none_aside() -> None:
    rows = judgements(judged("c1", axis="live"), judged("c2", axis="visit"), judged("c3"), judged("c4", axis="both"))
    given = machine(c1=("live", None, ()), c2=("live", None, ()), c3=(None, None, ()), c4=(None, None, ()))
    found = measure(reference(rows, given, THEMES), "axis")
    assert found.given_right.value == pytest.approx(1 / 2)
    assert found.coverage.value == pytest.approx(2 / 3)


def test_alpha_is_that_of_the_published_example() -> None:
    # Krippendorff (2011), section C: four observers, twelve units, nominal alpha 0.743.
    none = MISSING
    table = np.array(
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, none, none, none],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, none, 3],
            [none, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, none],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, none],
        ]
    ).T
    units, found = agreement.alpha(table)
    assert units == 11
    assert found.value == pytest.approx(0.743, abs=0.001)
    assert found.low < 0.743 < found.high
    counts = (table[:, :, None] == np.arange(1, 6)).sum(axis=1).astype(float)
    kept = counts[counts.sum(axis=1) >= 2]
    parts = (kept * (kept - 1)).sum(axis=1) / (kept.sum(axis=1) - 1)
    own = agreement._alpha(np.array([parts.sum()]), kept.sum(axis=0, keepdims=True))
    assert own[0] == pytest.approx(found.value)


def test_people_who_say_the_same_agree_wholly_and_by_lot_not_at_all() -> None:
    random = np.random.default_rng(3)
    labels = [TONE_LABELS[i] for i in random.integers(0, 4, 300)]
    other = [TONE_LABELS[i] for i in random.integers(0, 4, 300)]
    same = judgements(*(judged(f"c{i}", coder, tone=tone) for i, tone in enumerate(labels) for coder in "AB"))
    lots = judgements(
        *(judged(f"c{i}", "A", tone=tone) for i, tone in enumerate(labels)),
        *(judged(f"c{i}", "B", tone=tone) for i, tone in enumerate(other)),
    )
    found = {part.field: part for part in agreement.between_people(same, THEMES)}
    assert found["tone"].alpha.value == 1.0
    assert found["tone"].n == 300
    apart = {part.field: part for part in agreement.between_people(lots, THEMES)}["tone"].alpha
    assert apart.low < 0 < apart.high


def test_the_interval_covers_the_truth_in_nine_of_ten_towns() -> None:
    covered = 0
    for seed in range(120):
        found = measure(reference(*town(150, seed), THEMES), "tone", draws=200, seed=seed).agree
        covered += found.low <= 0.8 + 0.2 / 5 <= found.high
    assert covered >= 108


def test_corrected_shares_find_the_truth_that_raw_ones_miss() -> None:
    covered, raw_off = 0, 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        truth = random.random(4000) < 0.30
        # A machine that misses a third of the wishes and invents a tenth.
        told = np.where(truth, random.random(4000) < 0.67, random.random(4000) < 0.10)
        sample = random.choice(4000, 200, replace=False)
        shares = np.array([1 - told.mean(), told.mean()])
        found = corrected._calibrated(truth[sample].astype(np.int64), told[sample].astype(np.int64), shares, 200)
        figure = accuracy.figure(found[:, 1])
        covered += figure.low <= truth.mean() <= figure.high
        raw_off += abs(told.mean() - truth.mean()) > 0.015
    assert covered >= 53
    assert raw_off >= 45


def test_too_few_judged_give_no_corrected_share() -> None:
    found = reference(*town(accuracy.LEAST - 1, 4), THEMES)
    assert accuracy.still_needed(measure(found, "tone")) == 1
    assert corrected.corrected_shares(found, None, "tone").empty  # type: ignore[arg-type]


def test_how_many_more_are_needed_follows_cochran() -> None:
    assert accuracy.needed_for(0.5, 0.05, 0, 10**9) == 385
    assert accuracy.needed_for(0.5, 0.05, 200, 1000) == 278 - 200
    assert accuracy.needed_for(float("nan"), 0.1, 0, 10**9) == 97
    assert accuracy.needed_for(0.9, 0.1, 80, 10**9) == 0


def test_nothing_judged_measures_nothing() -> None:
    found = reference(judgements(), machine(), THEMES)
    assert len(found) == 0
    for field in ("axis", "tone", "themes"):
        measured = measure(found, field)  # type: ignore[arg-type]
        assert measured.n == 0
        assert np.isnan(measured.agree.value)
    assert [part.n for part in agreement.between_people(judgements(), THEMES)] == [0, 0, 0]
    assert [part.n for part in agreement.with_machine(found)] == [0, 0, 0]


def test_groups_are_measured_each_for_itself() -> None:
    rows = judgements(judged("c1", tone="wish", wave="春"), judged("c2", tone="wish", wave="秋"))
    found = reference(rows, machine(c1=(None, "wish", ()), c2=(None, "praise", ())), THEMES)
    by_wave = accuracy.by_group(found, "tone", "wave").set_index("group")["value"]
    assert by_wave.to_dict() == {"春": 1.0, "秋": 0.0}
    assert isinstance(found, Reference)


def test_where_all_are_right_the_interval_still_has_a_width() -> None:
    found = measure(reference(*town(31, 3, right=1.0), THEMES), "tone")
    # Wilson (1927): 31 of 31 = 31 / (31 + 1.96^2).
    assert (found.agree.value, found.agree.high) == (1.0, 1.0)
    assert found.agree.low == pytest.approx(0.8897, abs=1e-4)
    assert (found.labels["precision_low"].dropna() < 1).all()


def test_a_sample_without_an_error_does_not_claim_that_there_is_none() -> None:
    judged_people, given = town(60, 4, right=1.0)
    found = reference(judged_people, given, THEMES)
    tones = given["tone"].where(given["tone"].notna(), None)
    voices = SimpleNamespace(comments=pd.DataFrame({"tone": tones}))
    frame = corrected.corrected_shares(found, cast("Voices", voices), "tone")
    known = frame[frame["comments"] > 0]
    assert known["corrected"].to_numpy() == pytest.approx(known["raw"].to_numpy())
    assert (known["high"] - known["low"] > 0.01).all()
    assert ((known["low"] <= known["corrected"] + 0.02) & (known["corrected"] <= known["high"] + 0.02)).all()
