"""Comments dealt out for cards: by turns from every theme, so that rare ones lie on the table too."""

from __future__ import annotations

import numpy as np
import pandas as pd

from survey_loader.voices import Voices

NO_THEME = ""


def dealt(voices: Voices, most: int) -> pd.DataFrame:
    """Return at most so many comments that may be quoted: number, theme (its key, "" for none), in theme order.

    A comment stands under the first of its themes in the order of the codebook. Themes take turns, each giving its
    newest comment first; those without a theme take turns like a theme.
    """
    place = _first_themes(voices)
    comments = voices.comments
    frame = pd.DataFrame({"number": comments["number"], "day": comments["day"], "place": place})
    frame = frame[comments["quotable"].to_numpy(dtype=bool)]
    frame = frame.sort_values(["day", "number"], ascending=False, na_position="last", kind="stable")
    frame = frame.assign(turn=frame.groupby("place").cumcount())
    chosen = frame.sort_values(["turn", "place"], kind="stable").head(most)
    chosen = chosen.sort_values(["place", "turn"], kind="stable")
    keys = np.array([*(theme.key for theme in voices.theme_list), NO_THEME], dtype=object)
    return pd.DataFrame(
        {"number": chosen["number"].to_numpy(), "theme": keys[chosen["place"].to_numpy(dtype=np.int64)]}
    )


def of_theme(voices: Voices, theme: str, most: int) -> pd.DataFrame:
    """Return at most so many quotable comments of one theme as `dealt` does, by turns for living, visiting and both."""
    column = next((place for place, name in enumerate(voices.theme_list) if name.key == theme), -1)
    comments = voices.comments
    held = np.zeros(len(comments), dtype=bool)
    if column >= 0:
        held[np.unique(voices.themes[:, [column]].nonzero()[0])] = True
    frame = comments[held & comments["quotable"].to_numpy(dtype=bool)]
    frame = frame.sort_values(["day", "number"], ascending=False, na_position="last", kind="stable")
    turn = frame.groupby(frame["axis"].astype(object).fillna(""), sort=False).cumcount()
    chosen = frame.assign(turn=turn).sort_values("turn", kind="stable").head(most)
    return pd.DataFrame({"number": chosen["number"].to_numpy(), "theme": theme})


def _first_themes(voices: Voices) -> np.ndarray:
    """Return the place of each comment's first theme in the codebook; len(theme_list) where it has none."""
    found = np.full(len(voices.comments), len(voices.theme_list), dtype=np.int64)
    cells = voices.themes.tocoo()
    np.minimum.at(found, cells.row, cells.col)
    return found
