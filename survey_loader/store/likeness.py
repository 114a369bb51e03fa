"""By what the same words are found again: a number that is equal where the letters of two texts are."""

from __future__ import annotations

import hashlib
import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlite_utils import Database

# Below this two people may well say the same: 「自然」「ラーメン」「除雪」 are no copies of each other.
SHORTEST = 10
# The same words so often in one wave are a flood, wherever and whenever they were written.
FLOOD = 5
# What is neither letter nor digit.
_BETWEEN = re.compile(r"[\W_]+")


def likeness(normalised: str) -> int | None:
    """Return 63 bits of the hash of a text's letters and digits, None for a text too short to tell.

    Punctuation, spaces, emoji and case do not count.
    """
    kept = letters(normalised)
    if len(kept) < SHORTEST:
        return None
    digest = hashlib.blake2b(kept.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def letters(normalised: str) -> str:
    """Return what of a text counts when texts are compared."""
    return _BETWEEN.sub("", normalised.casefold())


def alike(comments: pd.DataFrame) -> NDArray[np.int64]:
    """Return the number of the group of comments with the same words that each is in, -1 for none.

    Columns likeness, question, day, place, wave. A group is the same words to one question on one
    day at one place, or FLOOD times in a wave. Its number is the position of its first comment.
    """
    groups = np.full(len(comments), -1, dtype=np.int64)
    likely = np.flatnonzero(comments["likeness"].duplicated(keep=False) & comments["likeness"].notna())
    if not likely.size:
        return groups
    chosen = comments.iloc[likely]
    there, wave = (
        chosen.groupby(keys, observed=True, dropna=False, sort=False).ngroup().to_numpy()
        for keys in (["likeness", "question", "day", "place"], ["likeness", "wave"])
    )
    flood = np.bincount(wave)[wave] >= FLOOD
    together = np.where(flood, wave + there.max() + 1, there)
    _, first, group, size = np.unique(together, return_index=True, return_inverse=True, return_counts=True)
    groups[likely] = np.where(size[group] > 1, likely[first[group]], -1)
    return groups


def flagged(db: Database, slug: str, batch: int) -> int:
    """Return how many comments of a batch say the same as others of the survey, or of the batch itself."""
    frame = pd.read_sql_query(
        "select c.batch, c.likeness, c.question, i.day, i.place, i.wave from comments c "
        "join interviews i on i.number = c.interview join batches b on b.number = i.batch "
        "where i.survey = :survey and (b.number = :batch or (b.change is not null and i.superseded = 0)) "
        "and c.likeness in (select likeness from comments where batch = :batch and likeness is not null) "
        "and c.likeness in (select likeness from comments group by likeness having count(*) > 1)",
        db.conn,
        params={"survey": slug, "batch": batch},
    )
    return int(((alike(frame) >= 0) & (frame["batch"] == batch)).sum())
