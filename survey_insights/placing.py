"""Labels on a map of points: which can be written, and where, so that none covers another at any width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_insights.labels import text_width

Floats = NDArray[np.float64]
# Where a label may stand beside its point, the best first; the words are Plotly's.
POSITIONS = ("middle right", "top center", "bottom center", "middle left")
# Half the width of a full-width letter, and a line, as parts of the letter size; fonts differ by some percent.
COLUMN, LINE = 0.56, 1.5
# The gap Plotly leaves between the middle of a point and its text, in radii of the point.
GAP_PARTS = 1.25
# A label may hide so many other points: none, so that each can be clicked and tapped.
MOST_HIDDEN = 0


@dataclass(frozen=True)
class Paper:
    """The plot in pixels: the widths and heights it may be shown at, and the size of letters."""

    shapes: tuple[tuple[int, int], ...]
    size: float


def label_sizes(labels: Sequence[str], paper: Paper) -> Floats:
    """Return width and height in pixels of each label, one row a label."""
    widths = [text_width(label) * COLUMN * paper.size + 2 for label in labels]
    return np.array([(width, paper.size * LINE) for width in widths], dtype=np.float64).reshape(-1, 2)


def box(position: str, centre: Floats, size: Floats, radius: float) -> Floats:
    """Return left, top, right, bottom of a label beside a point, in pixels from the upper left; centre (..., 2)."""
    x, y = centre[..., 0], centre[..., 1]
    width, height = size
    gap = GAP_PARTS * radius + 1
    left = {"middle right": x + gap, "middle left": x - gap - width}.get(position, x - width / 2)
    top = {"top center": y - gap - height, "bottom center": y + gap}.get(position, y - height / 2)
    return np.stack([left, top, left + width, top + height], axis=-1)


def overlaps(one: Floats, others: Floats) -> NDArray[np.bool_]:
    """Return which of `others` (..., n, 4) share a pixel with the box `one` (..., 4); shape (..., n)."""
    left, top, right, bottom = (one[..., side, None] for side in range(4))
    return np.asarray(
        (left < others[..., 2]) & (others[..., 0] < right) & (top < others[..., 3]) & (others[..., 1] < bottom)
    )


def corner_box(text: str, corner: str, shape: tuple[int, int], paper: Paper) -> Floats:
    """Return the box of a line written into the "upper left" or "lower right" corner of the plot."""
    across, line = text_width(text) * COLUMN * paper.size + 12, paper.size * LINE + 8
    if corner == "upper left":
        return np.array([0, 0, across, line], dtype=np.float64)
    width, height = shape
    return np.array([width - across, height - line, width, height], dtype=np.float64)


def placed(
    x: Floats, y: Floats, radii: Floats, labels: Sequence[str], paper: Paper, most: int,
    corners: Sequence[tuple[str, str]] = (),
) -> list[str]:  # fmt: skip
    """Return a position of POSITIONS for each point, "" where its label finds no room.

    `x` and `y` are 0..1 from the lower left, `radii` those of the points with their rings in pixels, `corners` texts
    that stand in a corner already; the most important point comes first, and is served first. A label is written
    only where in none of the shapes it covers another label or leaves the paper: so it is the same on every screen.
    """
    sizes, shapes = label_sizes(labels, paper), np.array(paper.shapes, dtype=np.float64)
    # Shapes x points x (across, down).
    centres = np.stack([np.outer(shapes[:, 0], x), np.outer(shapes[:, 1], 1 - y)], axis=-1)
    points = np.concatenate([centres - radii[:, None], centres + radii[:, None]], axis=-1)
    taken = [np.stack([corner_box(text, corner, shape, paper) for shape in paper.shapes]) for text, corner in corners]
    found = [""] * len(labels)
    for point in range(len(labels)):
        if sum(map(bool, found)) >= most:
            break
        boxes = np.stack([box(position, centres[:, point], sizes[point], radii[point]) for position in POSITIONS])
        hidden = _hidden(boxes, np.stack(taken, axis=1) if taken else points[:, :0], points, point, shapes)
        best = int(hidden.argmin())
        if hidden[best] <= MOST_HIDDEN:
            found[point] = POSITIONS[best]
            taken.append(boxes[best])
    return found


def _hidden(boxes: Floats, taken: Floats, points: Floats, own: int, shapes: Floats) -> NDArray[np.int64]:
    """Return how many points each of `boxes` (positions, shapes, 4) hides in its worst shape.

    More than allowed where it would leave the paper or touch a label.
    """
    outside = (boxes[..., :2] < 0).any(axis=-1) | (boxes[..., 2:] > shapes).any(axis=-1)
    refused = outside.any(axis=-1) | overlaps(boxes, taken).any(axis=(1, 2))
    over = overlaps(boxes, points)
    over[..., own] = False
    return np.where(refused, MOST_HIDDEN + 1, over.sum(axis=-1).max(axis=-1)).astype(np.int64)
