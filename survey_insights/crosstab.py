"""Themes across the groups of an attribute: who wrote what, tested, with the cells that stand out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from survey_insights.attributes import OTHER, Members, Unit, attribute_keys, members, writers
from survey_insights.counts import asked, incidence, question_mask
from survey_insights.statistics import LEAST_COMMENTS, SIGNIFICANT_Q, discoveries, independence, two_proportions
from survey_loader.voices import Voices

Counts = NDArray[np.int64]
Shares = NDArray[np.float64]

# More columns than this no page and no phone shows side by side; one more would not deserve a column of its own.
MOST_GROUPS = 8
# Fewer people than this are nobody's percentage.
LEAST_PEOPLE = 5


@dataclass(frozen=True)
class CrossTable:
    """People by theme (rows) and group (columns).

    by: the key of the attribute. unit: "people", or "writers" where the attribute is one of comments and the
    people of a group are those who wrote one of its comments, so that some are in several.
    people: ints, themes x groups; asked: ints, one a group. p, q: whether the shares of a theme are the same in
    all groups, and the same corrected over the themes; NaN where fewer than 5 wrote it. stands_out: +1 where a
    group wrote the theme more often than all others together, -1 less often, 0 where no difference is confirmed,
    each cell corrected over all tested cells. everyone: how many are in the groups; wrote: how many of them wrote
    each theme. joined: how many groups are in the last one, `attributes.OTHER`. left_out: how many groups, all of
    them small, are in none. unknown: how many of those asked are in no group. overlapping: whether one person may
    be in several groups by an answer of several choices.
    """

    by: str
    unit: Unit
    themes: tuple[str, ...]
    groups: tuple[str, ...]
    people: Counts
    asked: Counts
    p: Shares
    q: Shares
    stands_out: Counts
    everyone: int
    wrote: Counts
    joined: int = 0
    left_out: int = 0
    unknown: int = 0
    overlapping: bool = False

    @property
    def shares(self) -> Shares:
        """Themes x groups: what part of a group wrote the theme."""
        return self.people / np.maximum(self.asked, 1)

    @property
    def others(self) -> tuple[Counts, Counts]:
        """Who wrote the theme outside the group, and who is outside: themes x groups, and one a group."""
        return self.wrote[:, None] - self.people, self.everyone - self.asked

    @property
    def confirmed(self) -> bool:
        """Whether any theme differs between the groups.

        The smallest of the corrected values is Simes' test (1986, Biometrika 73: 751-754) that none does.
        """
        return bool((self.q < SIGNIFICANT_Q).any())


@dataclass(frozen=True)
class Gathered:
    """Who was asked, row by row: the groups large enough to be shown, the themes written, and the interview's row."""

    unit: Unit
    rows: sparse.csr_matrix
    wrote: sparse.csr_matrix
    people: Counts
    labels: tuple[str, ...]
    joined: int
    left_out: int
    unknown: int
    overlapping: bool


def usable_attributes(
    voices: Voices, questions: Callable[[str], tuple[str, ...]] = lambda by: (), least: int = 2
) -> list[str]:
    """Return the keys of the attributes in which at least so many groups of five or more can be compared.

    questions: the questions, by attribute, whose answers are compared; () means all.
    """
    return [by for by in attribute_keys(voices) if _groups(voices, by, questions(by)) >= least]


def _groups(voices: Voices, by: str, questions: tuple[str, ...]) -> int:
    """How many groups of an attribute are large enough to be shown."""
    found = members(voices, by)
    rows = found.rows[question_mask(voices, questions)] if found.unit == "writers" else found.rows
    return len(_joined(found.labels, rows)[0])


def gather(voices: Voices, by: str, questions: tuple[str, ...] = ()) -> Gathered:
    """Return who is in which group and wrote which theme, among those who were asked one of the questions.

    Of an attribute of people a row is a person, also one who wrote nothing. Of one of comments, such as the axis, a
    row is a person within a group, who wrote at least one comment of it: who says the same twice counts once.
    """
    found = members(voices, by)
    answers = question_mask(voices, questions)
    if found.unit == "people":
        chosen = np.flatnonzero(asked(voices, questions))
        rows, wrote, people = found.rows[chosen], incidence(voices, answers)[chosen], chosen
    else:
        rows, wrote, people = _writers(voices, found, np.flatnonzero(answers))
    labels, joining, dropped = _joined(found.labels, rows)
    unknown = int((np.asarray(rows.sum(axis=1)).ravel() == 0).sum())
    shown = sparse.csr_matrix(rows @ joining)
    shown.data[:] = 1
    joined = int(joining[:, -1].sum()) if OTHER in labels else 0
    return Gathered(found.unit, shown, wrote, people, labels, joined, dropped, unknown, found.overlapping)


def _writers(voices: Voices, found: Members, comments: Counts) -> tuple[sparse.csr_matrix, sparse.csr_matrix, Counts]:
    """Return persons within groups x groups, the same x themes, and who each is."""
    groups = max(len(found.labels), 1)
    inside = found.rows[comments].tocoo()
    cells = writers(voices)[comments[inside.row]] * groups + inside.col
    used, where = np.unique(cells, return_inverse=True)
    gathering = sparse.csr_matrix(
        (np.ones(cells.size, np.int32), (where, comments[inside.row])), (used.size, len(voices.comments))
    )
    wrote = sparse.csr_matrix(gathering @ (voices.themes != 0).astype(np.int32))
    wrote.data[:] = 1
    shape = (used.size, len(found.labels))
    rows = sparse.csr_matrix((np.ones(used.size, np.int64), (np.arange(used.size), used % groups)), shape=shape)
    return rows, wrote, used // groups


def _joined(groups: tuple[str, ...], rows: sparse.csr_matrix) -> tuple[tuple[str, ...], sparse.csr_matrix, int]:
    """Return the groups shown, the largest in their own order; which group goes where; how many are in none.

    Groups too small or too many become one, `OTHER`; where even that is too small, it is left out.
    """
    sizes = np.asarray(rows.sum(axis=0)).ravel()
    large = np.flatnonzero(sizes >= LEAST_PEOPLE)
    if len(large) > MOST_GROUPS + 1:
        large = np.sort(large[np.argsort(-sizes[large], kind="stable")[:MOST_GROUPS]])
    rest = np.setdiff1d(np.flatnonzero(sizes > 0), large)
    in_rest = int((np.asarray(rows[:, rest].sum(axis=1)).ravel() > 0).sum()) if rest.size else 0
    told = in_rest >= LEAST_PEOPLE
    labels = (*(groups[place] for place in large), *((OTHER,) if told else ()))
    old = np.concatenate([large, rest]) if told else large
    new = np.concatenate([np.arange(large.size), np.full(rest.size, large.size)]) if told else np.arange(large.size)
    shape = (len(groups), len(labels))
    return labels, sparse.csr_matrix((np.ones(old.size, np.int64), (old, new)), shape=shape), 0 if told else rest.size


def cross(voices: Voices, by: str, questions: tuple[str, ...] = ()) -> CrossTable:
    """Count and test themes by group; themes nobody wrote are left out, most written first."""
    found = gather(voices, by, questions)
    counts = np.asarray((found.wrote.T @ found.rows).todense(), dtype=np.int64)
    in_any = np.asarray(found.rows.sum(axis=1)).ravel() > 0
    wrote = np.asarray(found.wrote[in_any].sum(axis=0), dtype=np.int64).ravel()
    order = np.argsort(-wrote, kind="stable")
    order = order[wrote[order] > 0]
    counts, wrote, everyone = counts[order], wrote[order], int(in_any.sum())
    totals = np.asarray(found.rows.sum(axis=0), dtype=np.int64).ravel()
    singles = np.ones(counts.shape)
    if counts.size:
        singles = two_proportions(counts, totals, wrote[:, None] - counts, everyone - totals)
    p = np.array([
        _tested(people, totals, tests, found.overlapping) for people, tests in zip(counts, singles, strict=True)
    ], dtype=np.float64)  # fmt: skip
    q = _corrected(p)
    themes = tuple(voices.theme_list[place].key for place in order)
    stands_out = _standing_out(counts / np.maximum(totals, 1), wrote, everyone, totals, singles, q)
    return CrossTable(
        by, found.unit, themes, found.labels, counts, totals, p, q, stands_out, everyone, wrote,
        found.joined, found.left_out, found.unknown, found.overlapping,
    )  # fmt: skip


def _tested(people: Counts, totals: Counts, singles: Shares, overlapping: bool) -> float:
    """Whether a theme has the same share in all groups; NaN where fewer than 5 wrote it.

    People in several groups break the chi-square: then each group is tested against those outside it, and
    the smallest p is multiplied by how many there are (Bonferroni; Thomas & Decady 2004, Int. J. Testing 4: 43-59).
    """
    kept = totals > 0
    if people.sum() < LEAST_COMMENTS or kept.sum() < 2:
        return float("nan")
    if overlapping:
        return float(min(1.0, singles[kept].min() * kept.sum()))
    return independence(np.stack([people[kept], totals[kept] - people[kept]]))


def _corrected(p: Shares) -> Shares:
    q = np.full(p.shape, np.nan)
    q[~np.isnan(p)] = discoveries(p[~np.isnan(p)])
    return q


def _standing_out(
    shares: Shares, wrote: Counts, everyone: int, totals: Counts, singles: Shares, of_theme: Shares
) -> Counts:
    """Each group against all others: the residuals of the table, tested so that small cells are safe, too."""
    tested = ~np.isnan(of_theme)
    q = np.ones(singles.shape)
    q[tested] = discoveries(singles[tested].ravel()).reshape(singles[tested].shape)
    with np.errstate(invalid="ignore"):
        confirmed = (q < SIGNIFICANT_Q) & (of_theme < SIGNIFICANT_Q)[:, None]
    # Above the share of everybody is above that of all others.
    sign = np.sign(shares - wrote[:, None] / max(everyone, 1))
    return np.where(confirmed, sign, 0).astype(np.int64)
