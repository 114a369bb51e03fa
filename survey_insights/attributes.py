"""Attributes: what people and comments can be told apart by, and who belongs to which group of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from survey_insights.labels import axis_label, day, month_name, question_label, relation_label, tone_label
from survey_loader.language import LANGUAGES, N_, Say
from survey_loader.models import AXES, CHOICES_JOINED, TONES, Question
from survey_loader.voices import Voices

Unit = Literal["people", "writers"]
Mask = NDArray[np.bool_]

# Attributes every survey may have. What a person chose stands in columns of its own, `choice:<q>`, `scale:<q>`.
NAMES: dict[str, str] = {
    "relation": N_("立場"), "age": N_("年代"), "place": N_("場所"), "wave": N_("回"), "month": N_("月"),
    "language": N_("回答のことば"), "question": N_("設問"), "axis": N_("だれのための話か"), "tone": N_("気持ち"),
}  # fmt: skip
OF_COMMENTS = ("question", "axis", "tone")
# A comment without an axis or a tone is an answer of its own, never dropped.
UNDECIDED, CODED = "none", {"axis": AXES, "tone": TONES}
# Ways into a part of the voices that only links go: a theme's pull, a word, and one day.
PULL, WORD, DAY = "pull", "word", "day"
LINKED = {PULL: N_("テーマの向き"), WORD: N_("ことば"), DAY: N_("日")}
CALENDAR = {"month": "datetime64[M]", DAY: "datetime64[D]"}
OTHER = "…"
# Whoever left it open is in no group: nobody can say what such people share.
UNANSWERED = ("", "unknown")
GROUP_SIGN = "="


@dataclass(frozen=True)
class Members:
    """Who belongs to which group: `rows` is csr, people or comments x labels, 1 where it is in the group.

    unit: "people" where a row is a person, "writers" where it is a comment. overlapping: whether a row may be in
    several groups.
    """

    unit: Unit
    labels: tuple[str, ...]
    rows: sparse.csr_matrix
    overlapping: bool = False


def attribute_keys(voices: Voices) -> tuple[str, ...]:
    """Return the keys of all attributes of a survey, its own choices and scales last."""
    own = (f"{question.kind}:{question.key}" for question in voices.survey.questions if question.kind != "text")
    return (*NAMES, *(key for key in own if key in voices.interviews))


def attribute_label(voices: Voices, key: str, say: Say) -> str:
    """Return what an attribute is called; a question of the survey keeps its own words."""
    if key in LINKED:
        return say(LINKED[key])
    question = asked_by(voices, key)
    return question_label(question, say) if question else say(NAMES[key])


def asked_by(voices: Voices, key: str) -> Question | None:
    """Return the choice or scale question an attribute is the answer to."""
    return voices.survey.question(key.partition(":")[2]) if ":" in key else None


def group_label(voices: Voices, key: str, group: str, say: Say) -> str:
    """Return what a group of an attribute is called; what people chose keeps its own words."""
    if group == OTHER:
        return say("その他")
    if key == "month":
        return month_name(group, say)
    if key == DAY:
        return day(pd.Timestamp(group), say)
    named = {"relation": relation_label, "axis": axis_label, "tone": tone_label, PULL: axis_label}
    if key in named:
        return named[key](group, say)
    question = voices.survey.question(group) if key == "question" else None
    if question:
        return question_label(question, say)
    return LANGUAGES.get(group, group) if key == "language" else _step_label(voices, key, group)


def _step_label(voices: Voices, key: str, group: str) -> str:
    """A step of a scale has the survey's own word where it gave one; else its number says it."""
    question = asked_by(voices, key)
    if question is None or not key.startswith("scale:") or not group.isdecimal():
        return group
    place = int(group) - 1
    return question.choices[place] if 0 <= place < len(question.choices) else group


def members(voices: Voices, key: str) -> Members:
    """Return who belongs to which group of an attribute; an unknown attribute has no groups.

    Groups stand in order of time or category, numbers by size, only those in use. Whoever did not answer is in none.
    """
    unit: Unit = "writers" if key in OF_COMMENTS or key in (PULL, WORD) else "people"
    if key == PULL:
        return Members(unit, *_pulls(voices), overlapping=True)
    if key == WORD:
        return Members(unit, tuple(voices.vocabulary), (voices.words != 0).tocsr(), overlapping=True)
    column = _column(voices, key, unit)
    question = asked_by(voices, key)
    several = bool(question and question.multiple)
    labels, belongs = _options(column.categories, question.choices if question else (), several)
    codes = np.where(column.codes < 0, len(column.categories), column.codes)
    rows = sparse.csr_matrix(belongs[codes])
    used = np.flatnonzero(np.asarray(rows.sum(axis=0)).ravel())
    return Members(unit, tuple(labels[place] for place in used), rows[:, used], several)


def described(voices: Voices, group: str, say: Say) -> str:
    """Return "attribute=group" in the reader's words; what names no group stays as it was written."""
    key, _, name = group.partition(GROUP_SIGN)
    if not _known(voices, key) or name not in members(voices, key).labels:
        return group
    label = attribute_label(voices, key, say)
    return say("{label}：{values}", label=label, values=group_label(voices, key, name, say))


def _known(voices: Voices, key: str) -> bool:
    return key in (*attribute_keys(voices), *LINKED)


def belonging(voices: Voices, group: str) -> tuple[Mask, Mask]:
    """Return which comments and which interviews belong to a group written as "attribute=group".

    A group of comments leaves all people in, as the denominator. What names no group belongs to nobody.
    """
    key, _, name = group.partition(GROUP_SIGN)
    found = members(voices, key) if _known(voices, key) else None
    if found is None or name not in found.labels:
        return np.zeros(len(voices.comments), dtype=bool), np.ones(len(voices.interviews), dtype=bool)
    inside = np.asarray(found.rows[:, [found.labels.index(name)]].todense()).ravel() > 0
    if found.unit == "writers":
        return inside, np.ones(len(voices.interviews), dtype=bool)
    people = voices.interviews["number"].to_numpy()[inside]
    return np.isin(voices.comments["interview"].to_numpy(), people), inside


def writers(voices: Voices) -> NDArray[np.int64]:
    """Return for each comment the row of its interview."""
    found = pd.Index(voices.interviews["number"]).get_indexer(pd.Index(voices.comments["interview"]))
    return np.asarray(found, dtype=np.int64)


def _column(voices: Voices, key: str, unit: Unit) -> pd.Categorical:
    """The attribute as a category a row; unknown is no category."""
    if key in CALENDAR:
        stops = voices.interviews["day"].to_numpy().astype(CALENDAR[key])
        used = np.unique(stops[~np.isnat(stops)])
        codes = np.where(np.isnat(stops), -1, np.searchsorted(used, stops))
        return pd.Categorical.from_codes(codes, pd.Index([str(stop) for stop in used], dtype=object))
    frame = voices.comments if unit == "writers" else voices.interviews
    if key not in frame:
        return pd.Categorical([None] * len(frame))
    column = frame[key]
    if key in CODED:
        column = column.cat.set_categories([*CODED[key], UNDECIDED]).fillna(UNDECIDED)
    if pd.api.types.is_float_dtype(column):
        codes, steps = pd.factorize(column, sort=True)
        return pd.Categorical.from_codes(codes, pd.Index([f"{step:g}" for step in steps], dtype=object))
    return pd.Categorical(column)


def _options(categories: pd.Index, known: Sequence[str], several: bool) -> tuple[tuple[str, ...], sparse.csr_matrix]:
    """Return the groups and, category by category, which of them it belongs to; a last row belongs to none."""
    parts = [str(name).split(CHOICES_JOINED) if several else [str(name)] for name in categories]
    met = dict.fromkeys(part for names in parts for part in names if part not in UNANSWERED)
    order = {name: place for place, name in enumerate(known)}
    labels = tuple(sorted(met, key=lambda name: _place(name, order))) if known or _numbers(met) else tuple(met)
    column = {name: place for place, name in enumerate(labels)}
    cells = [(row, column[part]) for row, names in enumerate(parts) for part in set(names) if part in column]
    rows, columns = (list(side) for side in zip(*cells, strict=True)) if cells else ([], [])
    shape = (len(parts) + 1, len(labels))
    return labels, sparse.csr_matrix((np.ones(len(rows), dtype=np.int64), (rows, columns)), shape=shape)


def _numbers(names: dict[str, None]) -> bool:
    return bool(names) and all(name.isdecimal() for name in names)


def _place(name: str, order: dict[str, int]) -> tuple[int, float]:
    """Options in the survey's order, then numbers by size, then the rest as met."""
    if name in order:
        return (0, order[name])
    return (1, float(name)) if name.isdecimal() else (2, 0.0)


def _pulls(voices: Voices) -> tuple[tuple[str, ...], sparse.csr_matrix]:
    """Comments by the pull of the themes they hold."""
    labels = ("live", "both", "visit", UNDECIDED)
    columns = [labels.index(theme.pull or UNDECIDED) for theme in voices.theme_list]
    size = len(columns)
    pulls = sparse.csr_matrix((np.ones(size, np.int64), (np.arange(size), columns)), shape=(size, len(labels)))
    held = sparse.csr_matrix((voices.themes != 0).astype(np.int64) @ pulls)
    held.data[:] = 1
    return labels, held
