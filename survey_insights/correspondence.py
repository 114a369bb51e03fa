"""Correspondence analysis of themes and groups, with regions that say what may be chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, stats

from survey_insights.attributes import OTHER
from survey_insights.crosstab import CrossTable, Gathered, gather
from survey_insights.statistics import CONFIDENCE, LEAST_COMMENTS
from survey_loader.voices import Voices

Floats = NDArray[np.float64]

# More names than this no map holds apart.
MOST_THEMES = 14
# Two groups, or two themes, lie on a line: a map needs a third.
LEAST_SIDES = 3
# The standard deviation of a place is known to 5 % then.
RESAMPLES = 200


@dataclass(frozen=True)
class Solution:
    """A simple correspondence analysis: principal and standard coordinates, axis by axis, and principal inertias."""

    rows: Floats
    columns: Floats
    row_standard: Floats
    column_standard: Floats
    inertias: Floats

    @property
    def shares(self) -> Floats:
        """What part of the total inertia each axis shows."""
        return self.inertias / max(float(self.inertias.sum()), np.finfo(float).tiny)


def correspondence(counts: ArrayLike) -> Solution:
    """Return the correspondence analysis of a table of counts without empty rows or columns.

    Singular values of the standardised residuals: Greenacre (2017), Correspondence Analysis in Practice, 3rd ed.,
    appendix A, eqs. A.3 to A.10. The sign of an axis is free: its largest column coordinate is positive.
    """
    table = np.asarray(counts, dtype=np.float64)
    parts = table / table.sum()
    r, c = parts.sum(axis=1), parts.sum(axis=0)
    residuals = (parts - np.outer(r, c)) / np.sqrt(np.outer(r, c))
    u, singular, vt = np.linalg.svd(residuals, full_matrices=False)
    axes = min(table.shape) - 1
    u, singular, v = u[:, :axes], singular[:axes], vt[:axes].T
    turned = np.where(v[np.abs(v).argmax(axis=0), np.arange(axes)] < 0, -1.0, 1.0) if axes else np.ones(0)
    row_standard, column_standard = u * turned / np.sqrt(r)[:, None], v * turned / np.sqrt(c)[:, None]
    return Solution(row_standard * singular, column_standard * singular, row_standard, column_standard, singular**2)


@dataclass(frozen=True)
class ThemeMap:
    """Themes and groups in the plane of the first two axes.

    themes, groups: n x 2. spread: groups x 2 x 2, the covariance of each group's place over the resamples.
    radius: how many of its standard deviations a region reaches. apart: whether a group's region leaves out the
    middle, where all groups together are. people: how many wrote one of the themes, a group. shares: what part of
    all differences the two axes show.
    """

    theme_keys: tuple[str, ...]
    group_keys: tuple[str, ...]
    themes: Floats
    groups: Floats
    spread: Floats
    radius: float
    apart: NDArray[np.bool_]
    people: NDArray[np.int64]
    shares: tuple[float, float]

    def region(self, place: int, points: int = 60) -> Floats:
        """Return the outline of a group's region, points x 2."""
        size, turn = np.linalg.eigh(self.spread[place])
        angle = np.linspace(0, 2 * np.pi, points)
        circle = np.stack([np.cos(angle), np.sin(angle)])
        reach = self.radius * (turn @ (np.sqrt(np.maximum(size, 0))[:, None] * circle)).T
        return np.asarray(self.groups[place] + reach, dtype=np.float64)


def theme_map(
    voices: Voices, table: CrossTable, questions: tuple[str, ...] = (), resamples: int = RESAMPLES, seed: int = 0
) -> ThemeMap | None:
    """Return the map of a cross table of these voices; None where fewer than three themes or groups are left.

    Regions come from drawing the people anew (not their comments, which belong together), placing each new table as
    supplementary points on the axes of the real one (partial bootstrap: Greenacre 2017, ch. 29; Ringrose 2012,
    J. Stat. Comput. Simul. 82: 1397-1413). The plane was turned towards these very groups, which makes such regions
    too small (Lebart 2007, in: Selected Contributions in Data Analysis). So they reach as far as chi-square with as
    many degrees of freedom as a group's profile has: what holds in all dimensions holds in every plane (Scheffé
    1953, Biometrika 40: 87-104).
    """
    gathered = gather(voices, table.by, questions)
    keys = [theme.key for theme in voices.theme_list]
    chosen = [keys.index(key) for key, n in zip(table.themes, table.wrote, strict=True) if n >= LEAST_COMMENTS]
    chosen = chosen[:MOST_THEMES]
    counts = np.asarray((gathered.wrote[:, chosen].T @ gathered.rows).todense(), dtype=np.int64)
    kept = np.flatnonzero(counts.sum(axis=0) >= LEAST_COMMENTS)
    counts = counts[:, kept]
    chosen = [column for column, row in zip(chosen, counts, strict=True) if row.sum()]
    counts = counts[counts.sum(axis=1) > 0]
    if min(counts.shape) < LEAST_SIDES:
        return None
    solution = correspondence(counts)
    groups = solution.columns[:, :2]
    tables = resampled(gathered, chosen, kept, len(voices.interviews), resamples, seed)
    spread = _spread(tables, solution.row_standard[:, :2])
    radius = float(np.sqrt(stats.chi2.ppf(CONFIDENCE, len(chosen) - 1)))
    # A group that is always the same has no spread at all: a grain of it keeps the matrix invertible.
    grain = 1e-12 * np.eye(2)
    distance = np.einsum("gi,gij,gj->g", groups, np.linalg.inv(spread + grain), groups)
    return ThemeMap(
        tuple(keys[column] for column in chosen), tuple(gathered.labels[place] for place in kept),
        solution.rows[:, :2], groups, spread, radius, distance > radius**2,
        counts.sum(axis=0), (float(solution.shares[0]), float(solution.shares[1])),
    )  # fmt: skip


def resampled(
    gathered: Gathered, themes: list[int], groups: NDArray[np.int64], people: int, resamples: int, seed: int
) -> Floats:
    """Return tables of people drawn anew with replacement: resamples x themes x groups.

    Who wrote the same themes in the same groups is the same to the table, so how often each such pattern is drawn is
    one multinomial draw: the same as drawing people one by one.
    """
    wrote = sparse.csr_matrix(gathered.wrote[:, themes])
    cells = sparse.hstack([wrote.multiply(gathered.rows[:, [place]]) for place in groups], format="csr")
    size = gathered.people.size
    gathering = sparse.csr_matrix((np.ones(size, np.int64), (gathered.people, np.arange(size))), (people, size))
    persons = sparse.csr_matrix(gathering @ cells)[np.unique(gathered.people)]
    drawn = np.random.default_rng(seed)
    marks = drawn.integers(1, 2**40, persons.shape[1])
    _, first, often = np.unique(persons @ marks, return_index=True, return_counts=True)
    times = drawn.multinomial(often.sum(), often / often.sum(), resamples)
    tables = np.asarray(persons[first].T @ times.T, dtype=np.float64)
    return tables.T.reshape(resamples, len(groups), len(themes)).transpose(0, 2, 1)


def _spread(tables: Floats, row_standard: Floats) -> Floats:
    """Return the covariance of each group's supplementary point over the resamples: groups x 2 x 2."""
    totals = tables.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        profiles = tables / totals[:, None, :]
    placed = np.einsum("btg,ta->gba", np.nan_to_num(profiles), row_standard)
    return np.stack([np.cov(points[total > 0].T) for points, total in zip(placed, totals.T, strict=True)])


def farthest(found: ThemeMap) -> list[str]:
    """Return the groups that are apart from the middle, the farthest first; what was joined is no group to name."""
    reach = np.hypot(found.groups[:, 0], found.groups[:, 1])
    order = np.argsort(-np.where(found.apart, reach, 0.0), kind="stable")
    return [found.group_keys[i] for i in order if found.apart[i] and found.group_keys[i] != OTHER]
