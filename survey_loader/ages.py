"""Bands of age: which a form offers, in which order, and who is surely younger than an age."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

BANDS = ("10歳未満", "10代", "20代", "30代", "40代", "50代", "60代", "70代", "80歳以上")
_BELOW, _DECADE = re.compile(r"(\d{1,3})歳未満"), re.compile(r"(\d{1,2})0代")
_OLDEST = 999


def offered(known: Sequence[str]) -> list[str]:
    """Return the survey's own age bands, youngest first, or the usual ones where it has no other: two must not mix."""
    return list(BANDS) if set(known) <= set(BANDS) else sorted(known, key=_youngest_first)


def in_order(known: Iterable[str]) -> list[str]:
    """Return age bands in the order of age; what names no age stands last."""
    return sorted(known, key=_youngest_first)


def _youngest_first(band: str) -> tuple[int, bool, str]:
    # 「10歳未満」 is younger than 「10代」.
    return int("".join(filter(str.isdigit, band)) or _OLDEST), not _BELOW.fullmatch(band), band


def surely_below(band: str, age: int) -> bool:
    """Whether everybody of a band is younger than an age in years; False where the words do not tell."""
    below, decade = _BELOW.fullmatch(band.strip()), _DECADE.fullmatch(band.strip())
    if below:
        return int(below[1]) <= age
    return decade is not None and int(decade[1]) * 10 + 10 <= age
