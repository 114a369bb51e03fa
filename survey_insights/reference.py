"""What people say together of the comments drawn at random: the reference that automatic coding is measured by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_loader.models import AXES, TONES

NONE = "none"
AXIS_LABELS: tuple[str, ...] = (*AXES, NONE)
TONE_LABELS: tuple[str, ...] = (*TONES, NONE)
# Only what was drawn by lot, and what people settled of it, speaks for all comments.
DRAWN, SETTLED = "random", "settled"
MISSING = -1


@dataclass(frozen=True)
class Reference:
    """People's and the machine's labels of the comments drawn at random that people judged.

    comments: index of comment ids, n rows; `facts` has their question, wave, language, row by row.
    axis, tone: int arrays (n, 2): people, machine; places in AXIS_LABELS / TONE_LABELS, MISSING where people disagree.
    themes: bool arrays (n, themes): people, machine; `themes_known` (n) False where people disagree.
    clash: int (n, 2). disputed: comments on which people disagree in at least one field.
    """

    comments: pd.Index
    facts: pd.DataFrame
    axis: NDArray[np.int64]
    tone: NDArray[np.int64]
    clash: NDArray[np.int64]
    themes_people: NDArray[np.bool_]
    themes_machine: NDArray[np.bool_]
    themes_known: NDArray[np.bool_]
    theme_keys: tuple[str, ...]
    disputed: int

    def __len__(self) -> int:
        return len(self.comments)

    def where(self, chosen: NDArray[np.bool_]) -> Reference:
        """Return the reference of some of the comments."""
        return Reference(
            self.comments[chosen], self.facts[chosen], self.axis[chosen], self.tone[chosen], self.clash[chosen],
            self.themes_people[chosen], self.themes_machine[chosen], self.themes_known[chosen], self.theme_keys,
            self.disputed,
        )  # fmt: skip


def latest(judgements: pd.DataFrame) -> pd.DataFrame:
    """Return the last judgement of each coder on each comment drawn at random, settlements left out."""
    drawn = judgements[judgements["purpose"] == DRAWN]
    return drawn.drop_duplicates(["comment", "coder"], keep="last")


def reference(judgements: pd.DataFrame, machine: pd.DataFrame, theme_keys: Sequence[str]) -> Reference:
    """Return the reference of these judgements (store: JUDGEMENT_FRAME) and the machine's labels (MACHINE_FRAME).

    A settlement is the answer; without one, what all coders of a comment say alike, field by field.
    """
    each = _withplaces_of(latest(judgements))
    settled = judgements[(judgements["purpose"] == SETTLED) & judgements["comment"].isin(each["comment"])]
    last = _withplaces_of(settled.drop_duplicates("comment", keep="last")).set_index("comment")
    grouped = each.groupby("comment", sort=True)
    comments = pd.Index([str(comment) for comment in grouped.groups], dtype=object)
    fields = {name: _agreed(grouped[name], last[name]) for name in ("axis_place", "tone_place", "clash", "theme_set")}
    machine = machine.drop_duplicates("comment").set_index("comment").reindex(comments)
    keys = tuple(theme_keys)
    themes, known = _matrix(fields["theme_set"], keys)
    disputed = int(np.any([[value is None for value in field] for field in fields.values()], axis=0).sum())
    return Reference(
        comments,
        grouped[["question", "wave", "language"]].first().reindex(comments).fillna(""),
        np.column_stack([_numbers(fields["axis_place"]), places_of(machine["axis"], AXIS_LABELS)]),
        np.column_stack([_numbers(fields["tone_place"]), places_of(machine["tone"], TONE_LABELS)]),
        np.column_stack([_numbers(fields["clash"]), machine["clash"].fillna(False).astype(int).to_numpy()]),
        themes,
        _matrix([value if isinstance(value, tuple) else () for value in machine["themes"]], keys)[0],
        known,
        keys,
        disputed,
    )


def _withplaces_of(frame: pd.DataFrame) -> pd.DataFrame:
    sets = pd.Series([tuple(sorted(themes)) for themes in frame["themes"]], index=frame.index, dtype=object)
    return frame.assign(
        axis_place=places_of(frame["axis"], AXIS_LABELS),
        tone_place=places_of(frame["tone"], TONE_LABELS),
        clash=frame["clash"].astype(int),
        theme_set=sets,
    )


def places_of(labels: pd.Series, names: Sequence[str]) -> NDArray[np.int64]:
    """Return the place of each label among the names; none is a name too, an unknown label is MISSING."""
    named = pd.Index(labels.astype(object).where(labels.notna(), NONE))
    return np.asarray(pd.Index(names).get_indexer(named), dtype=np.int64)


def _agreed(field: object, settled: pd.Series) -> list[object]:
    """Return for each comment what is settled, else what all say, else None."""
    first, number = field.first(), field.nunique()  # type: ignore[attr-defined]
    known = settled.to_dict()
    return [
        known.get(comment, value if count == 1 else None)
        for comment, value, count in zip(first.index, first, number, strict=True)
    ]


def _numbers(values: Sequence[object]) -> NDArray[np.int64]:
    return np.array([MISSING if value is None else int(value) for value in values], dtype=np.int64)  # type: ignore[call-overload]


def _matrix(sets: Sequence[object], keys: Sequence[str]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    columns = {key: column for column, key in enumerate(keys)}
    matrix = np.zeros((len(sets), len(keys)), dtype=bool)
    for row, themes in enumerate(sets):
        matrix[row, [columns[key] for key in themes or () if key in columns]] = True  # type: ignore[attr-defined]
    return matrix, np.array([themes is not None for themes in sets], dtype=bool)
