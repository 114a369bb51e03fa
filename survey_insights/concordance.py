"""A word in its sentences, line by line: the lines in the order a reader wants, and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_insights.labels import axis_label
from survey_loader.language import N_, Say
from survey_loader.voices import Voices

Order = Literal["newest", "left", "right", "wave", "axis"]
ORDERS: dict[Order, str] = {
    "newest": N_("新しい順"),
    "left": N_("前のことば"),
    "right": N_("後のことば"),
    "wave": N_("回"),
    "axis": N_("だれのため"),
}
COLUMNS = ("number", "left", "word", "right", "wave", "day", "axis")


def lines(voices: Voices, places: Sequence[tuple[int, str, str, str]]) -> pd.DataFrame:
    """Return places (number, left, word, right) with wave, day and axis of their comments, columns COLUMNS."""
    frame = pd.DataFrame(places, columns=["number", "left", "word", "right"]).astype({"number": np.int64})
    known = voices.comments[["number", "wave", "day", "axis"]]
    return frame.merge(known, on="number", how="inner", validate="many_to_one")[list(COLUMNS)]


def arranged(frame: pd.DataFrame, order: Order) -> pd.DataFrame:
    """Return the lines in an order; lines that are equal in it keep the order they came in.

    left: by the letters before the word, the nearest first; right: by those after it; wave: as time went;
    axis: live, visit, both, none; newest: latest day first, unknown days last.
    """
    if order == "newest":
        days = frame.sort_values(["day", "number"], ascending=False, na_position="last", kind="stable")
        return days.reset_index(drop=True)
    return frame.iloc[_places(frame, order)].reset_index(drop=True)


def _places(frame: pd.DataFrame, order: Order) -> NDArray[np.int64]:
    if order == "left":
        # The last letter before the word decides first.
        keys: list[str] = [text.rstrip()[::-1] for text in frame["left"]]
        return np.argsort(np.array(keys, dtype=object), kind="stable")
    if order == "right":
        return np.argsort(np.array([text.lstrip() for text in frame["right"]], dtype=object), kind="stable")
    codes = frame[order].cat.codes.to_numpy().astype(np.int64)
    return np.argsort(np.where(codes < 0, codes.max(initial=0) + 1, codes), kind="stable")


def line_table(frame: pd.DataFrame, say: Say) -> pd.DataFrame:
    """Return the lines as a table in the reader's words."""
    axes = [axis_label("none" if pd.isna(axis) else str(axis), say) for axis in frame["axis"]]
    return pd.DataFrame(
        {
            say("前の文"): frame["left"].to_numpy(),
            say("ことば"): frame["word"].to_numpy(),
            say("後の文"): frame["right"].to_numpy(),
            say("回"): frame["wave"].astype(str).to_numpy(),
            say("日"): frame["day"].dt.strftime("%Y-%m-%d").fillna("").to_numpy(),
            say("だれのため"): axes,
            say("声の番号"): frame["number"].to_numpy(),
        }
    )
