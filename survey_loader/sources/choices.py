"""The answers of one person to a choice of several, where a form wrote them into one cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

# A form's own words for a question with several answers.
SAYS_SEVERAL = re.compile(
    r"複数(選択|回答|可)|(すべて|全て|いくつでも|いくつ).*(選|お?答え|つけ)|[あ当]てはまるもの"
    r"|check all|all that apply|multiple"
)
# Said of options only: 好きなところ（複数回答可） may still be free words.
SAYS_OPTIONS = re.compile(r"複数選択|(check|select) all")
# Answers that were offered are short, and so many of a hundred of them are met more than once; free words are not.
LONGEST_OPTION, RECURRING_SHARE = 40, 0.8
# Neighbours never met apart are one option once they were met so often; fewer may be chance.
MET = 3
# What forms and people put between answers, the surest first.
SEPARATORS = (";", "；", "\n", "、", ", ", "，", ",", "/", "／")
_OPEN, _CLOSE = "(（「『[【〔", ")）」』]】〕"


def split_choices(cell: str, separator: str, options: Sequence[str] = ()) -> list[str]:
    """Return the answers in a cell; what stands in brackets, and `options` that hold the separator, stay whole."""
    held = [option for option in options if separator.strip() in option]
    parts: list[str] = []
    for part in _outside_brackets(cell, separator):
        parts.append(part)
        for option in held:
            pieces = _outside_brackets(option, separator)
            if parts[-len(pieces) :] == pieces:
                parts[-len(pieces) :] = [option]
    return [part for part in parts if part]


def _outside_brackets(cell: str, separator: str) -> list[str]:
    mark = separator.strip() or separator
    depth, start, parts = 0, 0, []
    for place, letter in enumerate(cell):
        depth += (letter in _OPEN) - (letter in _CLOSE and depth > 0)
        if depth == 0 and place >= start and cell.startswith(separator, place):
            parts.append(cell[start:place].strip())
            start = place + len(separator)
    return [*parts, cell[start:].strip().rstrip(mark)]


def are_several(samples: Sequence[str], separator: str) -> bool:
    """Say whether cells hold several offered answers, as the same few parts recur."""
    parts = Counter(part for sample in samples for part in split_choices(sample, separator))
    if not parts:
        return False
    several = sum(separator in sample for sample in samples)
    recurring = sum(count for count in parts.values() if count > 1)
    return several > 1 and recurring >= RECURRING_SHARE * parts.total() and max(map(len, parts)) <= LONGEST_OPTION


def separator_of(samples: Sequence[str]) -> str:
    """Return what stands between the answers in the cells of a choice of several."""
    return next((mark for mark in SEPARATORS if any(mark in sample for sample in samples)), SEPARATORS[0])


def options_of(samples: Sequence[str], separator: str) -> tuple[str, ...]:
    """Return the answers that were offered, as far as more than one person gave them, in the order met."""
    whole = whole_options(samples, separator)
    counts = Counter(part for sample in samples for part in split_choices(sample, separator, whole))
    return tuple(part for part, count in counts.items() if count > 1)


def whole_options(samples: Sequence[str], separator: str) -> tuple[str, ...]:
    """Return the options that hold the separator themselves: neighbours that are never met apart."""
    cells = [split_choices(sample, separator) for sample in samples]
    counts = Counter(part for cell in cells for part in set(cell))
    pairs = Counter(pair for cell in cells for pair in pairwise(cell))
    return tuple(
        separator.join(pair)
        for pair, count in pairs.items()
        if MET <= count == counts[pair[0]] == counts[pair[1]] and count < len(cells)
    )
