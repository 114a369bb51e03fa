"""Headers that take two rows: the words over several columns, and below them what each column holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from survey_loader.sources.columns import plain
from survey_loader.sources.header_words import ASKS_WORDS, names_a_field

# A name of a column, not a voice.
LONGEST_NAME = 30


def two_rows(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...] | None:
    """Return the header that two rows give together, None where the lower one is no header.

    A word over several columns was a merged cell: it stands over the first of them, the others are empty, and
    the row below names every one. Columns without such a word have their name above and nothing below.
    """
    width = max(len(upper), len(lower))
    above, below = ([cell.strip() for cell in (*row, *[""] * (width - len(row)))] for row in (upper, lower))
    named = {place for place, cell in enumerate(below) if cell}
    gaps = {place for place in named if not above[place]}
    grouped = gaps | {place - 1 for place in gaps if place and above[place - 1]}
    alone = {place for place, cell in enumerate(above) if cell} - named
    names = [below[place] for place in sorted(named)]
    if not gaps or not grouped <= named or len(set(names)) < len(names) or not all(map(_is_name, names)):
        return None
    # Answers under columns without a name are no names: of those, some are always known.
    if 3 * sum(map(_is_known, names)) < len(names):
        return None
    # Where nothing tells the two rows apart but the gaps, most of the upper one must be gaps.
    if not alone and 2 * len(named - gaps) > len(named):
        return None
    if alone and named - grouped:
        return None
    return tuple(cell or above[place] for place, cell in enumerate(below))


def _is_known(name: str) -> bool:
    compared = plain(name)
    return names_a_field(compared) or re.search(ASKS_WORDS, compared) is not None


def _is_name(cell: str) -> bool:
    return len(cell) <= LONGEST_NAME and not any(sign.isdecimal() for sign in cell) and not cell.endswith("。")
