"""Bands of age: which a form offers, in which order, and who is surely younger than an age."""

from __future__ import annotations

import re
from collections.abc import Sequence

BANDS = ("10歳未満", "10代", "20代", "30代", "40代", "50代", "60代", "70代", "80歳以上")
_BELOW, _DECADE = re.compile(r"(\d{1,3})歳未満"), re.compile(r"(\d{1,2})0代")
_OLDEST = 999


def offered(known: Sequence[str]) -> list[str]:
    """Return the survey's own age bands, youngest first, or the usual ones where it has no other: two must not mix."""
    if set(known) <= set(BANDS):
        return list(BANDS)
    return sorted(known, key=lambda band: (int("".join(filter(str.isdigit, band)) or _OLDEST), band))


def surely_below(band: str, age: int) -> bool:
    """Whether everybody of a band is younger than an age in years; False where the words do not tell."""
    below, decade = _BELOW.fullmatch(band.strip()), _DECADE.fullmatch(band.strip())
    if below:
        return int(below[1]) <= age
    return decade is not None and int(decade[1]) * 10 + 10 <= age
