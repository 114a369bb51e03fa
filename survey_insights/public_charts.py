"""Charts for the public: each a table of counts in which small ones are kept back, and the words that stay with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_insights.charts import CodedField
from survey_insights.statistics import wilson
from survey_loader.language import N_, Say

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]
Form = Literal["bars", "dots", "lines", "parts"]
Unit = Literal["people", "comments"]

KEPT_BACK: dict[Unit, str] = {
    "people": N_("{least}人より少ない数は「–」にしています。引き算で分かってしまう数も、いっしょに「–」にしています。"),
    "comments": N_(
        "{least}件より少ない数は「–」にしています。引き算で分かってしまう数も、いっしょに「–」にしています。"
    ),
}
SMALL_THEMES = N_("{least}人より少ない人が書いたテーマは、のせていません。")
JOINED = N_("人数の少ない{n}つは、「その他」にまとめています。")
JOINED_WAVES = N_("人数の少ない{n}回は、線と表に入れていません。")
JOINED_LABELS = N_("数の少ない{n}つは、「その他」にまとめています。")
TOO_FEW_GROUPS = N_(
    "{least}人より少ないグループばかりで、分けると一人ひとりの答えが分かりかねないため、のせていません。"
)
TOO_ALIKE = N_(
    "ほかの分け方とほとんど同じ人たちなので、並べると{least}人より少ない人の答えが引き算で分かってしまいます。"
    "そのため、のせていません。"
)
TOO_FEW_WORDS = N_("{least}人より少ない人しか書いていないので、のせていません。")


@dataclass(frozen=True)
class Row:
    """A theme, a word or a label: its key and its name."""

    key: str
    name: str


@dataclass(frozen=True)
class Column:
    """A group or a wave, or all: its key and name, of how many its counts are, and where in time it stands."""

    key: str
    name: str
    total: int
    date: pd.Timestamp | None = None


@dataclass(frozen=True)
class Cell:
    """A count that is on show, of how many, and its share with the 95 % interval of Wilson; mark: +1 more, -1 less."""

    count: int
    total: int
    share: float
    low: float
    high: float
    mark: int


@dataclass(frozen=True)
class PublicChart:
    """A chart of a public page: rows x columns of counts, `hidden` where one is kept back.

    key: what it is (`public_list.Offer`). title: the finding; subtitle: the measure; notes: what is kept back or
    joined, and why. An empty chart has no rows; its title says why. marks: ints, +1 where a group is confirmed to
    have more than all others, -1 less. `question` is the key of the question it is about, "" for all. code: on what
    of the coding it rests.
    """

    key: str
    form: Form
    unit: Unit
    name: str
    title: str
    subtitle: str
    reading: str
    method: str
    footer: str
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    counts: Counts
    hidden: Mask
    marks: Counts
    notes: tuple[str, ...] = ()
    coded: tuple[CodedField, ...] = ()
    question: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show but the reason."""
        return not self.rows

    @cached_property
    def _intervals(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return wilson(self.counts, np.array([column.total for column in self.columns]))

    def cell(self, row: int, column: int) -> Cell | None:
        """Return what is shown of a row and a column; None where it is kept back."""
        if self.hidden[row, column]:
            return None
        count, total = int(self.counts[row, column]), self.columns[column].total
        low, high = (float(bound[row, column]) for bound in self._intervals)
        return Cell(count, total, count / total, low, high, int(self.marks[row, column]))

    def of_row(self, key: str) -> int | None:
        """Return the place of the row of that key, None where the chart has none."""
        return next((place for place, row in enumerate(self.rows) if row.key == key), None)


def without(key: str, name: str, reason: str, footer: str, question: str = "") -> PublicChart:
    """Return the chart of nothing: why it is not shown."""
    nothing = np.zeros((0, 0), dtype=np.int64)
    return PublicChart(
        key, "bars", "people", name, reason, "", "", "", footer, (), (), nothing, nothing.astype(bool), nothing,
        question=question,
    )  # fmt: skip


def notes(unit: Unit, hidden: Mask, least: int, say: Say, *further: str) -> tuple[str, ...]:
    """Return what is to be said of a table: what is kept back in it, where something is, and further sentences."""
    kept = (say(KEPT_BACK[unit], least=least),) if hidden.any() else ()
    return (*kept, *(sentence for sentence in further if sentence))
