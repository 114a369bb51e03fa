"""Learning from people's codings: a linear model, taken only where it beats the rules on comments it has not seen."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from survey_loader.language import N_
from survey_loader.models import Coding
from survey_loader.text.learned import NONE, Kind, Learned, features, rule_label

# Fewer coded comments teach nothing that lasts; a label needs some of its own.
LEAST, LEAST_OF_A_LABEL = 150, 12
FOLDS, REPEATS = 5, 3
DRAWS = 1000
STRENGTHS = (0.03, 0.1, 0.3, 1.0)
# Features seen in fewer comments are chance; smaller weights say nothing.
LEAST_SEEN, LEAST_WEIGHT = 2, 0.02
# Agreement beyond chance that is called fair (Landis & Koch 1977).
LEAST_KAPPA = 0.2

TOO_FEW = N_("人が見た声が{n}件しかないので、まだ学べません（{least}件から）。")
ONE_LABEL = N_("人が付けた分け方がかたよっていて、くらべられません。")
NOT_BETTER = N_("学んでも、規則より良くなるとは確認できません。規則だけを使います。")
BETTER = N_("規則より良くなることを確かめたので、学んだことも使います。")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A comment a person coded: how the rules read it, its right label of each kind, the hint of its question.

    `group` is who wrote it: what one person wrote is never split between learning and checking.
    """

    comment: str
    group: str
    normalised: str
    coding: Coding
    axis: str
    tone: str
    axis_hint: str = ""
    tone_hint: str = ""


class Report(NamedTuple):
    """How learning went. Scores are macro-F1 on comments not learned from; low, high: 95 % of the difference."""

    kind: str
    n: int
    rules: float
    learned: float
    low: float
    high: float
    taken: bool
    message: str


def train(examples: Sequence[Example], kind: Kind, seed: int = 0) -> tuple[Learned | None, Report]:
    """Return the model, or None where it does not beat the rules, and the report.

    Grouped and stratified cross-validation, repeated; the model is taken where the bootstrap interval (over writers)
    of the difference in macro-F1 lies above 0, and its agreement with people is beyond chance.
    """
    right = np.array([getattr(example, kind) for example in examples], dtype=object)
    if len(examples) < LEAST:
        return None, _refused(kind, len(examples), TOO_FEW)
    counts = np.unique(right.astype(str), return_counts=True)[1]
    if (counts >= LEAST_OF_A_LABEL).sum() < 2:
        return None, _refused(kind, len(examples), ONE_LABEL)
    groups = np.unique([example.group for example in examples], return_inverse=True)[1]
    seen = [dict.fromkeys(features(example.normalised, example.coding), 1.0) for example in examples]
    rules = np.array([rule_label(example.coding, kind) for example in examples], dtype=object)
    rounds = [_out_of_fold(seen, right, groups, seed + turn) for turn in range(REPEATS)]
    drawn = _drawn(groups, seed)
    low, high = _difference(right, rules, rounds, drawn)
    scores = float(np.mean([_macro(right, predicted) for predicted in rounds]))
    # Where people's labels follow nothing, a guess in all labels still beats rules that never give some of them.
    taken = low > 0 and float(np.percentile(_kappas(right, rounds[0], drawn), 2.5)) > LEAST_KAPPA
    message = BETTER if taken else NOT_BETTER
    report = Report(kind, len(examples), _macro(right, rules), scores, low, high, taken, message)
    if not taken:
        return None, report
    folds = {
        example.comment: (None if label == NONE else str(label)) or getattr(example, f"{kind}_hint") or None
        for example, label in zip(examples, rounds[0], strict=True)
    }
    return _fitted(kind, seen, right, folds), report


def _refused(kind: Kind, n: int, message: str) -> Report:
    unknown = float("nan")
    return Report(kind, n, unknown, unknown, unknown, unknown, False, message)


def _model(strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, max_iter=2000, class_weight="balanced")


def _out_of_fold(
    seen: Sequence[Any], right: NDArray[np.object_], groups: NDArray[np.int64], seed: int
) -> NDArray[np.object_]:
    """Return for each comment the label of a model that has seen nothing its writer wrote."""
    from sklearn.model_selection import StratifiedGroupKFold

    predicted = np.empty(len(right), dtype=object)
    for learn, check in StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed).split(
        right, right.astype(str), groups
    ):
        table, names = _table([seen[place] for place in learn])
        model = _model(_strength(table, right[learn], groups[learn], seed)).fit(table, right[learn].astype(str))
        predicted[check] = model.predict(names.transform([seen[place] for place in check]))
    return predicted


def _strength(table: Any, right: NDArray[np.object_], groups: NDArray[np.int64], seed: int) -> float:
    """Return how strongly to trust single features, by an inner round of checking."""
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_score

    inner = StratifiedGroupKFold(3, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        # Rare labels may be missing from a fold; scikit-learn says so each time.
        warnings.simplefilter("ignore")
        scores = [
            cross_val_score(
                _model(strength), table, right.astype(str), groups=groups, cv=inner, scoring="f1_macro"
            ).mean()
            for strength in STRENGTHS
        ]
    return STRENGTHS[int(np.nanargmax(scores))]


def _table(seen: Sequence[Any]) -> tuple[Any, Any]:
    from sklearn.feature_extraction import DictVectorizer

    counts: dict[str, int] = {}
    for row in seen:
        for name in row:
            counts[name] = counts.get(name, 0) + 1
    names = DictVectorizer()
    table = names.fit_transform([{name: 1.0 for name in row if counts[name] >= LEAST_SEEN} for row in seen])
    return table, names


def _fitted(kind: Kind, seen: Sequence[Any], right: NDArray[np.object_], folds: dict[str, str | None]) -> Learned:
    table, names = _table(seen)
    groups = np.arange(len(right))
    model = _model(_strength(table, right, groups, 0)).fit(table, right.astype(str))
    # Two classes have one row of weights in scikit-learn: the second against the first.
    rows = model.coef_ if len(model.classes_) > 2 else np.vstack([-model.coef_, model.coef_]) / 2
    intercepts = model.intercept_ if len(model.classes_) > 2 else np.array([-1, 1]) * model.intercept_ / 2
    weights = {
        name: tuple(np.round(rows[:, column], 4).tolist())
        for column, name in enumerate(names.feature_names_)
        if np.abs(rows[:, column]).max() >= LEAST_WEIGHT
    }
    classes = tuple(map(str, model.classes_))
    return Learned(kind, classes, tuple(np.round(intercepts, 4).tolist()), weights, folds)


def _macro(right: NDArray[np.object_], given: NDArray[np.object_]) -> float:
    from sklearn.metrics import f1_score

    labels = np.unique(right.astype(str))
    return float(f1_score(right.astype(str), given.astype(str), labels=labels, average="macro", zero_division=0))


def _drawn(groups: NDArray[np.int64], seed: int) -> Floats:
    """Return (draws, comments): how often each comment stands in a resample of writers."""
    size = int(groups.max()) + 1
    drawn = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=DRAWS)
    return np.asarray(drawn[:, groups], dtype=float)


def _difference(
    right: NDArray[np.object_], rules: NDArray[np.object_], rounds: Sequence[NDArray[np.object_]], drawn: Floats
) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of macro-F1 learned minus rules."""
    labels = np.unique(right.astype(str))
    learned = np.mean([_macros(right, predicted, labels, drawn) for predicted in rounds], axis=0)
    low, high = np.percentile(learned - _macros(right, rules, labels, drawn), [2.5, 97.5])
    return float(low), float(high)


def _kappas(right: NDArray[np.object_], given: NDArray[np.object_], drawn: Floats) -> Floats:
    """Return Cohen's kappa (1960) of each resample."""
    labels = np.unique(right.astype(str))
    wanted, told = (part.astype(str)[:, None] == labels for part in (right, given))
    total = drawn.sum(axis=1)
    agreed = drawn @ (right.astype(str) == given.astype(str)).astype(float) / total
    by_chance = ((drawn @ wanted.astype(float)) * (drawn @ told.astype(float))).sum(axis=1) / total**2
    return np.asarray((agreed - by_chance) / np.maximum(1 - by_chance, 1e-9))


def _macros(right: NDArray[np.object_], given: NDArray[np.object_], labels: NDArray[Any], drawn: Floats) -> Floats:
    wanted = right.astype(str)[:, None] == labels
    told = given.astype(str)[:, None] == labels
    both, given_n, wanted_n = (drawn @ part.astype(float) for part in (wanted & told, told, wanted))
    total = given_n + wanted_n
    return np.asarray(np.where(total > 0, 2 * both / np.maximum(total, 1), 0.0).mean(axis=1))
