"""Placing labels beside their marks so that none covers another: pure geometry, in pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

ANGLES = 24
DISTANCES = (9.0, 18.0, 30.0, 44.0, 60.0, 80.0, 104.0, 132.0, 164.0)
# Half the width of a mark with the air around it.
MARK = 8.0
GAP = 2.0


@dataclass(frozen=True)
class Placed:
    """Where a label stands: its middle from its mark in pixels, x to the right, y up; how far its edge is away."""

    x: float
    y: float
    distance: float


def place(marks: ArrayLike, sizes: ArrayLike, frame: tuple[float, float]) -> list[Placed]:
    """Return a place for the label of each mark, the first ones nearest.

    marks: n x 2, pixels from the lower left corner of a frame of this width and height. sizes: n x 2, the labels'.
    Greedy (as in Christensen, Marks & Shieber 1995, ACM Trans. Graphics 14: 203-232): each label takes the nearest
    place that is inside the frame and covers neither a mark nor a label; where there is none, the least covered.
    """
    points = np.asarray(marks, dtype=np.float64).reshape(-1, 2)
    boxes = np.asarray(sizes, dtype=np.float64).reshape(-1, 2)
    taken = np.concatenate([points - MARK, points + MARK], axis=1)
    labels = np.zeros((0, 4))
    found = []
    for point, size in zip(points, boxes, strict=True):
        offsets, distances = _candidates(size)
        middle = point + offsets
        tried = np.concatenate([middle - size / 2 - GAP, middle + size / 2 + GAP], axis=1)
        covered = _covered(tried, np.concatenate([taken, labels]))
        outside = np.maximum(-tried[:, :2], 0).sum(axis=1) + np.maximum(tried[:, 2:] - frame, 0).sum(axis=1)
        best = int(np.lexsort((distances, (covered + 100 * outside).round(3)))[0])
        labels = np.concatenate([labels, tried[[best]]])
        found.append(Placed(float(offsets[best, 0]), float(offsets[best, 1]), float(distances[best])))
    return found


def _candidates(size: Floats) -> tuple[Floats, Floats]:
    """Middles of a label around its mark, and how far its edge is away from it."""
    angle = np.linspace(0, 2 * np.pi, ANGLES, endpoint=False)
    distance, around = (part.ravel() for part in np.meshgrid(DISTANCES, angle, indexing="ij"))
    reach = distance[:, None] + size / 2
    return np.stack([np.cos(around), np.sin(around)], axis=1) * reach, distance


def _covered(tried: Floats, taken: Floats) -> Floats:
    """The area of each tried box that lies on boxes already there."""
    width = np.minimum(tried[:, None, 2], taken[None, :, 2]) - np.maximum(tried[:, None, 0], taken[None, :, 0])
    height = np.minimum(tried[:, None, 3], taken[None, :, 3]) - np.maximum(tried[:, None, 1], taken[None, :, 1])
    return np.asarray((np.maximum(width, 0) * np.maximum(height, 0)).sum(axis=1))
