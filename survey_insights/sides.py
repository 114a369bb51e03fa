"""The two sides of a comparison: any two groups of one attribute, who and what is in each, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from survey_insights.charts import CodedField
from survey_insights.counts import Mask, asked, incidence, question_mask
from survey_insights.labels import Split, axis_label, question_label, relation_label
from survey_insights.palette import AXIS_INK, RELATION_INK, SERIES_INK, Ink
from survey_insights.selection import NO_LABEL, PEOPLE_FILTERS, Filters
from survey_insights.statistics import STABLE_COMMENTS, compared_shares
from survey_loader.language import N_, Say
from survey_loader.models import AXES, RELATIONS
from survey_loader.voices import Voices

Attribute = Literal["axis", "relation", "wave", "place", "age", "question"]
Unit = Literal["comments", "people"]
ATTRIBUTES: dict[Attribute, str] = {
    "axis": N_("だれのための声か"),
    "relation": N_("だれの声か"),
    "wave": N_("回"),
    "place": N_("場所"),
    "age": N_("年代"),
    "question": N_("設問"),
}
# What a comment is about or answers; everything else belongs to the person who wrote it.
OF_COMMENTS = ("axis", "question")
FIELDS: dict[str, str] = {column: field for field, column in PEOPLE_FILTERS.items()} | {"question": "questions"}
# Split halves of fewer than 300 comments a side agree on only half of the top ten.
UNSTABLE = N_("どちらかが300に届かないので、順番は入れかわりやすいです。")


@dataclass(frozen=True)
class Pair:
    """Two groups of one attribute: no comment and no person of the one is in the other."""

    by: Attribute
    left: str
    right: str

    @property
    def keys(self) -> tuple[str, str]:
        """The groups, left and right."""
        return self.left, self.right

    @property
    def unit(self) -> Unit:
        """What is counted of a theme: comments where a comment has the attribute, else people."""
        return "comments" if self.by in OF_COMMENTS else "people"


PAIRS: dict[Split, Pair] = {
    "axis": Pair("axis", "live", "visit"),
    "relation": Pair("relation", "resident", "visitor"),
}


def pair_of(split: Split | Pair) -> Pair:
    """Return a pair; the two that every survey has go by the name of their attribute."""
    return PAIRS[split] if isinstance(split, str) else split


@dataclass(frozen=True)
class Sides:
    """The two sides compared: names, inks, unit ("comments" or "people") and totals."""

    pair: Pair
    names: tuple[str, str]
    inks: tuple[Ink, Ink]
    unit: Unit
    totals: tuple[int, int]

    @property
    def usable(self) -> bool:
        """Whether both sides have anybody."""
        return min(self.totals) > 0

    @property
    def unstable(self) -> bool:
        """Whether a side is too small for its ranking to last (statistics.md, point 3)."""
        return min(self.totals) < STABLE_COMMENTS

    def coded(self, *fields: CodedField) -> tuple[CodedField, ...]:
        """Return on which parts of the coding a comparison of these sides rests."""
        return (*fields, "axis") if self.pair.by == "axis" else fields


def groups_of(voices: Voices, by: Attribute) -> tuple[str, ...]:
    """Return the groups of an attribute that have a comment, in their own order."""
    column = voices.comments[by]
    used = {str(value) for value in column.dropna().unique() if value != ""}
    order: dict[Attribute, tuple[str, ...]] = {
        "axis": AXES,
        "relation": RELATIONS,
        "question": tuple(question.key for question in voices.survey.questions),
    }
    known = order.get(by) or tuple(map(str, getattr(column, "cat", pd.Categorical(sorted(used))).categories))
    return (*(group for group in known if group in used), *sorted(used - set(known)))


def usual_pair(voices: Voices, by: Attribute) -> Pair | None:
    """Return what is compared unless the reader chooses: the latest two waves, else the two largest groups."""
    if by in PAIRS:
        return PAIRS[by]
    groups = groups_of(voices, by)
    if len(groups) < 2:
        return None
    if by == "wave":
        return Pair(by, *groups[-2:])
    sizes = voices.comments[by].value_counts()
    first, second = sorted(sorted(groups, key=lambda group: -int(sizes[group]))[:2], key=groups.index)
    return Pair(by, first, second)


def group_label(voices: Voices, by: Attribute, group: str, say: Say) -> str:
    """Return what a group of an attribute is called."""
    if by == "axis":
        return axis_label(group, say)
    if by == "relation":
        return relation_label(group, say)
    question = voices.survey.question(group) if by == "question" else None
    return question_label(question, say) if question else group


def side_inks(pair: Pair) -> tuple[Ink, Ink]:
    """Return how two sides are drawn; the colours of the two cities are for them alone."""
    if pair.by == "axis":
        return AXIS_INK[pair.left], AXIS_INK[pair.right]
    if pair.by == "relation" and {pair.left, pair.right} <= set(RELATION_INK):
        return RELATION_INK[pair.left], RELATION_INK[pair.right]
    return SERIES_INK[0], SERIES_INK[1]


def _holds(column: pd.Series, group: str) -> Mask:
    return np.asarray(column == group, dtype=bool)


def side_masks(voices: Voices, split: Split | Pair) -> tuple[Mask, Mask]:
    """Return which comments are on the left and on the right side."""
    pair = pair_of(split)
    column = voices.comments[pair.by]
    return _holds(column, pair.left), _holds(column, pair.right)


def people_masks(voices: Voices, pair: Pair) -> tuple[Mask, Mask]:
    """Return which people were asked on the left and on the right; only for attributes of people."""
    column = voices.interviews[pair.by]
    return _holds(column, pair.left), _holds(column, pair.right)


def sides_of(
    voices: Voices, split: Split | Pair, say: Say, questions: tuple[str, ...] = (), unit: Unit | None = None
) -> Sides:
    """Return the two sides with their totals, counted in their own unit unless told."""
    pair = pair_of(split)
    counted = unit or pair.unit
    names = (group_label(voices, pair.by, pair.left, say), group_label(voices, pair.by, pair.right, say))
    left, right = _members(voices, pair, questions, counted)
    return Sides(pair, names, side_inks(pair), counted, (int(left.sum()), int(right.sum())))


def _members(voices: Voices, pair: Pair, questions: tuple[str, ...], unit: Unit) -> tuple[Mask, Mask]:
    if unit == "comments":
        masks, among = side_masks(voices, pair), question_mask(voices, questions)
    else:
        masks, among = people_masks(voices, pair), asked(voices, questions)
    return masks[0] & among, masks[1] & among


def compare_themes(voices: Voices, split: Split | Pair = "axis", questions: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return theme, left, left_total, right, right_total and the columns of `compared_shares`.

    Of comments where the attribute is one of comments (axis: comments for both are their own
    group and on neither side), else of people among those asked.
    """
    pair = pair_of(split)
    members = _members(voices, pair, questions, pair.unit)
    wrote = (
        (voices.themes != 0).astype(np.int64)
        if pair.unit == "comments"
        else incidence(voices, question_mask(voices, questions))
    )
    left, right = (_counted(wrote, mask) for mask in members)
    base = pd.DataFrame(
        {
            "theme": [theme.key for theme in voices.theme_list],
            "left": left,
            "left_total": int(members[0].sum()),
            "right": right,
            "right_total": int(members[1].sum()),
        }
    )
    return base.join(compared_shares(base["left"], base["left_total"], base["right"], base["right_total"]))


def _counted(matrix: sparse.csr_matrix, mask: Mask) -> NDArray[np.int64]:
    return np.asarray(matrix.T @ mask.astype(np.int64), dtype=np.int64)


def narrowed(filters: Filters, by: Attribute, group: str) -> Filters:
    """Return the filters that also let only one side through: the way to its comments."""
    chosen: dict[str, Any] = {"axis": group} if by == "axis" else {FIELDS[by]: (group,)}
    return replace(filters, **chosen)


def outside(voices: Voices, split: Split | Pair) -> dict[str, int]:
    """Return {group: comments} of those on neither side, largest first; without a group they are "none"."""
    pair = pair_of(split)
    left, right = side_masks(voices, pair)
    rest = voices.comments[pair.by][~(left | right)].astype(object)
    sizes = rest.where(rest.notna() & (rest != ""), NO_LABEL).value_counts()
    return {str(group): int(n) for group, n in sizes.items() if n}


def on_both_sides(voices: Voices, split: Split | Pair) -> int:
    """Return how many people wrote comments of both sides: those are not independent of each other."""
    left, right = side_masks(voices, split)
    people = voices.comments["interview"].to_numpy()
    return int(np.intersect1d(people[left], people[right]).size)


def groups_beside(voices: Voices, pair: Pair, most: int) -> tuple[str, ...]:
    """Return the groups a chart of sides shows: the pair, with the others where there are few."""
    if pair.by == "axis":
        return (*AXES, NO_LABEL)
    groups = groups_of(voices, pair.by)
    known = tuple(group for group in groups if group != "unknown")
    return known if len(known) <= most and {*pair.keys} <= set(known) else pair.keys
