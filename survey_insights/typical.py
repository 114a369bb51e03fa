"""Words typical of a group: more often in its comments than in all others, by the log-odds of both."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from survey_insights.counts import LABELS, label_codes, with_shares
from survey_insights.statistics import marked_words
from survey_insights.words import comments_with_words
from survey_loader.voices import Voices

# An axis among the voices on show, or the voices on show among all of the survey.
Group = Literal["live", "visit", "both", "chosen"]
GROUPS: tuple[Group, ...] = ("live", "visit", "both", "chosen")
COLUMNS = ("word", "comments", "total", "share", "low", "high", "rest", "rest_total", "z", "q", "different", "lean")


def usable_groups(voices: Voices, everything: Voices) -> tuple[Group, ...]:
    """Return the groups that have comments, and comments to be compared with."""
    return tuple(group for group in GROUPS if all(size > 0 for size in group_sizes(voices, everything, group)))


def group_sizes(voices: Voices, everything: Voices, group: Group) -> tuple[int, int]:
    """Return how many comments are in a group, and how many it is compared with."""
    if group == "chosen":
        return len(voices.comments), len(everything.comments) - len(voices.comments)
    inside = int((label_codes(voices, "axis") == LABELS["axis"].index(group)).sum())
    return inside, len(voices.comments) - inside


def typical_words(voices: Voices, everything: Voices, group: Group) -> pd.DataFrame:
    """Return the words a group uses more than the rest, columns COLUMNS, the most typical (largest z) first.

    comments, total: of the group, with the Wilson interval of their share; rest, rest_total: of all other comments.
    z and q as in `statistics.marked_words` (log-odds with an informative Dirichlet prior, Benjamini-Hochberg).
    `lean` is the group where the difference is confirmed, else "". Words in fewer than 5 comments are left out.
    """
    inside, rest = group_sizes(voices, everything, group)
    every = np.ones(len(voices.comments), dtype=bool)
    if group == "chosen":
        own = comments_with_words(voices, every)
        others = comments_with_words(everything, np.ones(len(everything.comments), dtype=bool)) - own
    else:
        own = comments_with_words(voices, label_codes(voices, "axis") == LABELS["axis"].index(group))
        others = comments_with_words(voices, every) - own
    frame = pd.DataFrame(
        {"word": voices.vocabulary, "comments": own, "total": inside, "rest": others, "rest_total": rest}
    ).join(marked_words(own, others))
    # Untested words have no p-value of their own.
    frame = with_shares(frame[(frame["z"] > 0) & (frame["p"] < 1)], "comments", "total")
    frame = frame.assign(lean=np.where(frame["different"], group, ""))
    return frame.sort_values(["z", "word"], ascending=[False, True])[list(COLUMNS)].reset_index(drop=True)
