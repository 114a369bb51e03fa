"""Which columns of a table are shares: the screen and the spreadsheet show them alike, as percent."""

from __future__ import annotations

import pandas as pd

from survey_loader.language import N_, Say

# Columns that lie between -1 and 1 too, but are no shares.
STATISTICS = (N_("q値"), N_("z値"))


def share_columns(frame: pd.DataFrame, say: Say) -> list[str]:
    """Return the names of the columns that hold shares, 0..1 (differences of shares -1..1)."""
    statistics = {say(name) for name in STATISTICS}
    return [str(name) for name in frame.columns if name not in statistics and _is_share(frame[name])]


def _is_share(column: pd.Series) -> bool:
    if not pd.api.types.is_float_dtype(column):
        return False
    known = column.dropna()
    return bool(len(known)) and bool(known.between(-1, 1).all())
