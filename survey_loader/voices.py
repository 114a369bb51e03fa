"""All voices of one survey as columns and matrices: what every count is made from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from survey_loader.models import Survey, ThemeName

# Values of the theme matrix: the tone of the clause the theme stands in; 0 = theme absent.
TONE_CODES = {"praise": 1, "wish": 2, "trouble": 3, "mixed": 4}
NO_TONE_CODE = 5

COMMENT_COLUMNS = (
    "number", "interview", "question", "wave", "day", "place", "relation", "age",
    "language", "axis", "axis_source", "axis_by_text", "tone", "tone_source", "clash", "quotable",
    "likeness", "unread",
)  # fmt: skip
INTERVIEW_COLUMNS = (
    "number", "wave", "day", "place", "relation", "age", "language", "photographed",
)  # fmt: skip


@dataclass(frozen=True)
class Voices:
    """A survey's comments, interviews, words and themes, row by row the same.

    comments: one row a comment that has text, RangeIndex, columns COMMENT_COLUMNS:
        number (int64, the store's row), interview (int64), question, wave (ordered
        category by time), day (datetime64, local date, NaT where unknown), place,
        relation, age (ordered), language, axis (category live/visit/both, NaN = none),
        axis_source, axis_by_text (the axis the words alone give: what waves are compared by
        when only some of them asked だれにとって？), tone (category, NaN = none), tone_source, clash (bool),
        quotable (bool), likeness (Int64, equal where two texts have the same letters, NA for short
        ones), unread (category, the language of a comment that is shown and counted, but not analysed by
        words, else ""). "" stands for an unknown place, age or language.
    interviews: one row an interview, columns INTERVIEW_COLUMNS, also those who wrote
        nothing; further columns `scale:<question>` (float, NaN) and `choice:<question>`.
    words: csr, comments x vocabulary, 1 where the comment contains the word.
    themes: csr, comments x theme_list, values TONE_CODES / NO_TONE_CODE.
    waves: columns label, starts, ends, approached, declined; ordered by time.
    once: whether comments that only repeat the words of another are left out.
    """

    survey: Survey
    comments: pd.DataFrame
    interviews: pd.DataFrame
    words: sparse.csr_matrix
    vocabulary: NDArray[np.object_]
    themes: sparse.csr_matrix
    theme_list: tuple[ThemeName, ...]
    waves: pd.DataFrame
    once: bool = False

    def where(self, mask: NDArray[np.bool_], interviews: NDArray[np.bool_]) -> Voices:
        """Return the voices of the chosen comments and interviews; rows stay aligned."""
        rows = np.flatnonzero(mask)
        return replace(
            self,
            comments=self.comments.iloc[rows].reset_index(drop=True),
            interviews=self.interviews[interviews].reset_index(drop=True),
            words=self.words[rows],
            themes=self.themes[rows],
        )

    @property
    def people(self) -> int:
        """How many people stand behind these comments."""
        return int(self.comments["interview"].nunique())
