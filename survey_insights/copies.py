"""Comments that say the same words: which they are, how often each stands there, and each counted once."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_loader.store.likeness import alike


def times(comments: pd.DataFrame) -> NDArray[np.int64]:
    """Return how often the words of each comment stand in its group, 1 where they are its own.

    A group is the same letters to one question on one day at one place, or a flood over a wave;
    short texts, which two people may well both write, are never in one.
    """
    groups = alike(comments)
    counted = np.ones(len(groups), dtype=np.int64)
    inside = groups >= 0
    counted[inside] = np.bincount(groups[inside], minlength=len(groups))[groups[inside]]
    return counted


def repeats(comments: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which comments only say again what one before them in the frame has said."""
    groups = alike(comments)
    return np.asarray((groups >= 0) & (groups != np.arange(len(groups))), dtype=bool)


def same_words(comments: pd.DataFrame) -> int:
    """Return how many comments share their words with another."""
    return int((alike(comments) >= 0).sum())
