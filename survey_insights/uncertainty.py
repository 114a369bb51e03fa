"""Which comments the automatic coding is least sure of: those a person's judgement teaches most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from survey_insights.copies import repeats
from survey_loader.voices import Voices

# What each sign of doubt weighs; a label from the question alone says that the words told nothing.
NO_THEME, HINT_ONLY, AXIS_OPEN, MIXED, MANY_THEMES = 2.0, 1.5, 1.0, 1.0, 0.5
MANY = 4


def doubt(voices: Voices) -> NDArray[np.float64]:
    """Return how unsure the coding of each comment is, 0 = sure; comments people coded are never unsure.

    A sum of signs: no theme, a tone that only the question gave, a theme without an axis, mixed tone, many themes.
    """
    comments = voices.comments
    themes = np.diff(voices.themes.indptr)
    tone = comments["tone"].astype(object).fillna("").to_numpy()
    by_hint = (comments["tone_source"] == "hint").to_numpy()
    found = (
        NO_THEME * (themes == 0)
        + HINT_ONLY * (by_hint | (tone == ""))
        + AXIS_OPEN * (comments["axis"].isna().to_numpy() & (themes > 0))
        + MIXED * (tone == "mixed")
        + MANY_THEMES * (themes >= MANY)
    )
    unread = (comments["unread"] != "").to_numpy()
    human = (comments["tone_source"] == "human").to_numpy()
    return np.where(unread | human, 0.0, found.astype(float))


def least_certain(voices: Voices, most: int) -> NDArray[np.int64]:
    """Return the numbers of the comments least sure, the least sure first, one of each wording; ties by number."""
    unsure = doubt(voices)
    unsure[repeats(voices.comments)] = 0.0
    numbers = voices.comments["number"].to_numpy(dtype=np.int64)
    order = np.lexsort((numbers, -unsure))
    return numbers[order[unsure[order] > 0]][:most]
