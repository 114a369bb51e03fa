"""Counts with clear denominators: comments by axis and tone, people by theme, by wave, month, day or relation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from survey_insights.selection import ASKED_PREFIX, NO_LABEL, remember_asked
from survey_insights.statistics import paired, wilson
from survey_loader.models import AXES, TONES
from survey_loader.voices import TONE_CODES, Voices

By = Literal["wave", "month", "day", "relation", "age", "place"]
Mask = NDArray[np.bool_]
Codes = NDArray[np.int64]
LABELS: dict[str, tuple[str, ...]] = {"axis": (*AXES, NO_LABEL), "tone": (*TONES, NO_LABEL)}


@dataclass(frozen=True)
class Grouping:
    """Which group each comment and each interview is in: a code into `labels`, -1 = none."""

    labels: tuple[str, ...]
    comments: Codes
    interviews: Codes


def _codes(column: pd.Series, labels: tuple[str, ...], missing: int = -1) -> Codes:
    if isinstance(column.dtype, pd.CategoricalDtype):
        known = pd.Index(labels).get_indexer(column.cat.categories)
        codes = np.append(known, -1)[column.cat.codes.to_numpy()]
    else:
        codes = pd.Index(labels).get_indexer(pd.Index(column))
    return np.asarray(np.where(codes < 0, missing, codes), dtype=np.int64)


def label_codes(voices: Voices, name: str) -> Codes:
    """Return each comment's axis or tone as a code into LABELS[name]; no label is the last code."""
    labels = LABELS[name]
    return _codes(voices.comments[name], labels, missing=len(labels) - 1)


def asked_alike(voices: Voices) -> bool:
    """Return whether either every wave or none has answers to だれにとって？ (`said`)."""
    comments = voices.comments
    said = (comments["axis_source"] == "said").groupby(comments["wave"], observed=True).any()
    return bool(said.all() or not said.any())


def comparable(voices: Voices) -> Voices:
    """Return voices whose axis means the same in every wave.

    Where only some waves asked だれにとって？, its answers give those waves more decided
    voices; a difference would then be one of asking. So the words alone decide everywhere.
    """
    if asked_alike(voices):
        return voices
    return replace(voices, comments=voices.comments.assign(axis=voices.comments["axis_by_text"]))


def grouping(voices: Voices, by: By) -> Grouping:
    """Group comments and interviews alike; labels in order of time or category, only those in use."""
    if by in ("month", "day"):
        return _by_calendar(voices, by == "day")
    columns = (voices.comments[by], voices.interviews[by])
    labels = _used_labels(voices, by, columns)
    return Grouping(labels, _codes(columns[0], labels), _codes(columns[1], labels))


def _by_calendar(voices: Voices, daily: bool) -> Grouping:
    """Group by calendar month or day; compared as numbers, since texts of 100,000 days cost 200 ms."""
    days = (voices.comments["day"], voices.interviews["day"])
    stops = [day.to_numpy().astype("datetime64[D]" if daily else "datetime64[M]") for day in days]
    used = np.unique(np.concatenate(stops))
    used = used[~np.isnat(used)]
    codes = [np.where(np.isnat(stop), -1, np.searchsorted(used, stop)).astype(np.int64) for stop in stops]
    return Grouping(tuple(str(stop) for stop in used), codes[0], codes[1])


def _used_labels(voices: Voices, by: By, columns: tuple[pd.Series, pd.Series]) -> tuple[str, ...]:
    used = {str(value) for column in columns for value in column.dropna().unique() if value != ""}
    if by == "wave":
        ordered = [str(label) for label in voices.waves["label"]]
    elif isinstance(columns[1].dtype, pd.CategoricalDtype):
        ordered = [str(label) for label in columns[1].cat.categories]
    else:
        ordered = []
    return (*(label for label in ordered if label in used), *sorted(used - set(ordered)))


def question_mask(voices: Voices, questions: tuple[str, ...]) -> Mask:
    """Return which comments answer one of these questions; () means any."""
    if not questions:
        return np.ones(len(voices.comments), dtype=bool)
    return _codes(voices.comments["question"], questions) >= 0


def asked(voices: Voices, questions: tuple[str, ...] = ()) -> Mask:
    """Return which interviews were asked one of the questions (see `remember_asked`); () means all."""
    if not questions:
        return np.ones(len(voices.interviews), dtype=bool)
    interviews = remember_asked(voices).interviews
    columns = [f"{ASKED_PREFIX}{key}" for key in questions]
    known = [interviews[name].to_numpy(dtype=bool) for name in columns if name in interviews]
    return np.logical_or.reduce(known) if known else np.ones(len(interviews), dtype=bool)


def with_shares(frame: pd.DataFrame, count: str, total: str) -> pd.DataFrame:
    """Return the frame with share, low and high (Wilson, 95 %) of two of its columns."""
    counts, totals = frame[count].to_numpy(dtype=float), frame[total].to_numpy(dtype=float)
    low, high = wilson(counts, totals)
    with np.errstate(invalid="ignore", divide="ignore"):
        return frame.assign(share=counts / np.where(totals > 0, totals, np.nan), low=low, high=high)


def label_counts(
    voices: Voices, name: Literal["axis", "tone"], by: By | None = None, questions: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Return comments by axis or tone: group, label, comments, total, share, low, high.

    `total` is all comments of the group, those without a label included, so the shares
    of a group sum to 1. Without `by` there is one group "".
    """
    labels, codes = LABELS[name], label_codes(voices, name)
    groups = grouping(voices, by) if by else Grouping(("",), np.zeros(len(codes), dtype=np.int64), codes[:0])
    return _cross(codes, labels, groups.comments, groups.labels, question_mask(voices, questions))


def _cross(
    codes: Codes, labels: tuple[str, ...], groups: Codes, group_labels: tuple[str, ...], mask: Mask
) -> pd.DataFrame:
    kept = mask & (groups >= 0)
    cells = np.bincount(groups[kept] * len(labels) + codes[kept], minlength=len(labels) * len(group_labels))
    table = cells.reshape(len(group_labels), len(labels))
    frame = pd.DataFrame(
        {
            "group": np.repeat(np.array(group_labels, dtype=object), len(labels)),
            "label": np.tile(np.array(labels, dtype=object), len(group_labels)),
            "comments": table.ravel(),
            "total": np.repeat(table.sum(axis=1), len(labels)),
        }
    )
    return with_shares(frame, "comments", "total")


def tones_of_groups(voices: Voices, question: str, by: str, groups: tuple[str, ...]) -> pd.DataFrame:
    """Return comments of one question by group of a column and tone: group, label, comments, total, share, low, high.

    "none" as a group is the comments without one.
    """
    missing = groups.index(NO_LABEL) if NO_LABEL in groups else -1
    codes = _codes(voices.comments[by], groups)
    codes = np.where(voices.comments[by].isna(), missing, codes)
    return _cross(label_codes(voices, "tone"), LABELS["tone"], codes, groups, question_mask(voices, (question,)))


def incidence(voices: Voices, mask: Mask | None = None, tone: str = "") -> sparse.csr_matrix:
    """Return interviews x themes, 1 where the person wrote the theme in a comment of the mask.

    With `tone`, only themes standing in a clause of that tone count.
    """
    cells = voices.themes.tocoo()
    kept = cells.data != 0 if not tone else cells.data == TONE_CODES[tone]
    if mask is not None:
        kept = kept & mask[cells.row]
    people = pd.Index(voices.interviews["number"]).get_indexer(pd.Index(voices.comments["interview"]))
    rows, columns = people[cells.row[kept]], cells.col[kept]
    found = rows >= 0
    shape = (len(voices.interviews), len(voices.theme_list))
    ones = np.ones(int(found.sum()), dtype=np.int32)
    matrix = sparse.csr_matrix((ones, (rows[found], columns[found])), shape=shape)
    # Twice in two comments is still one person.
    matrix.data[:] = 1
    return matrix


def theme_people(voices: Voices, questions: tuple[str, ...] = (), by: By | None = None, tone: str = "") -> pd.DataFrame:
    """Return people by theme: group, theme, people, asked, share, low, high; all themes, in their order.

    `asked` is everyone stopped who was asked one of the questions, also those who wrote
    nothing: 「聞いたn人のうち」.
    """
    were_asked = asked(voices, questions)
    wrote = incidence(voices, question_mask(voices, questions), tone)
    if by:
        groups = grouping(voices, by)
        labels, codes = groups.labels, groups.interviews
    else:
        labels, codes = ("",), np.zeros(len(voices.interviews), dtype=np.int64)
    kept = were_asked & (codes >= 0)
    members = sparse.csr_matrix(
        (np.ones(int(kept.sum()), dtype=np.int64), (codes[kept], np.flatnonzero(kept))),
        shape=(len(labels), len(voices.interviews)),
    )
    people = np.asarray((members @ wrote).todense(), dtype=np.int64)
    totals = np.bincount(codes[kept], minlength=len(labels))
    return _theme_frame(voices, labels, people, totals, ("people", "asked"))


def theme_comments(
    voices: Voices, name: Literal["axis", "tone"] = "axis", questions: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Return comments by theme within each axis or tone: group, theme, comments, total, share, low, high.

    `total` is all comments of that axis or tone.
    """
    labels, codes, mask = LABELS[name], label_codes(voices, name), question_mask(voices, questions)
    rows = np.flatnonzero(mask)
    members = sparse.csr_matrix(
        (np.ones(rows.size, dtype=np.int64), (codes[rows], rows)), shape=(len(labels), len(codes))
    )
    comments = np.asarray((members @ (voices.themes != 0).astype(np.int64)).todense(), dtype=np.int64)
    totals = np.bincount(codes[rows], minlength=len(labels))
    return _theme_frame(voices, labels, comments, totals, ("comments", "total"))


def _theme_frame(
    voices: Voices,
    labels: tuple[str, ...],
    counts: NDArray[np.int64],
    totals: NDArray[np.int64],
    names: tuple[str, str],
) -> pd.DataFrame:
    keys = np.array([theme.key for theme in voices.theme_list], dtype=object)
    frame = pd.DataFrame(
        {
            "group": np.repeat(np.array(labels, dtype=object), keys.size),
            "theme": np.tile(keys, len(labels)),
            names[0]: counts.ravel(),
            names[1]: np.repeat(totals, keys.size),
        }
    )
    return with_shares(frame, *names)


def leaders(voices: Voices, questions: tuple[str, ...] = (), tone: str = "") -> pd.DataFrame:
    """Return the theme most people wrote and those not told apart from it.

    Columns theme, people, asked, share, low, high. The same people could write both
    themes, so they are compared with McNemar's test at 5 %. Empty when nobody wrote one.
    """
    frame = theme_people(voices, questions, tone=tone).drop(columns="group")
    if frame.empty or frame["people"].max() == 0:
        return frame.iloc[:0]
    wrote = incidence(voices, question_mask(voices, questions), tone)
    top = int(frame["people"].to_numpy().argmax())
    with_top = np.asarray((wrote.T @ wrote[:, [top]]).todense()).ravel()
    people = frame["people"].to_numpy()
    alike = paired(people[top] - with_top, people - with_top) >= 0.05
    alike = alike & (people > 0)
    alike[top] = True
    return frame[alike].sort_values("people", ascending=False, kind="stable").reset_index(drop=True)


def comments_of(voices: Voices, theme: str, questions: tuple[str, ...] = (), tone: str = "") -> NDArray[np.int64]:
    """Return the numbers of the comments that hold the theme: what a count leads back to."""
    column = next((i for i, name in enumerate(voices.theme_list) if name.key == theme), -1)
    cells = voices.themes.tocoo()
    kept = (cells.col == column) & (cells.data != 0 if not tone else cells.data == TONE_CODES[tone])
    mask = np.zeros(len(voices.comments), dtype=bool)
    mask[cells.row[kept]] = True
    mask &= question_mask(voices, questions)
    return voices.comments["number"].to_numpy(dtype=np.int64)[mask]
