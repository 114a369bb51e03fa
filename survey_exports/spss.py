"""People and comments as SPSS files (.sav): names and values labelled, what is unknown marked as missing."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyreadstat

from survey_exports.tidy import Table, Variable
from survey_loader.language import Say
from survey_loader.models import ThemeName

# Of a category that is not known; far from the codes of values, which count from 1.
UNKNOWN_CODE = 9_999
# In bytes of UTF-8.
LONGEST_TEXT, LONGEST_LABEL, LONGEST_VALUE_LABEL, LONGEST_NAME = 32_000, 250, 118, 60
MEASURES = {
    "id": "nominal", "text": "nominal", "category": "nominal", "yes": "nominal", "ordinal": "ordinal",
    "number": "scale", "day": "scale",
}  # fmt: skip
RESERVED = {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}


class _Words(NamedTuple):
    """What values are called in the reader's language."""

    yes: str
    no: str
    unknown: str


def _words(say: Say) -> _Words:
    return _Words(say("はい"), say("いいえ"), say("不明・なし"))


@dataclass
class _File:
    """A file being put together: columns under names SPSS takes, and what is said of them."""

    columns: dict[str, pd.Series] = field(default_factory=dict)
    labels: dict[str, str | None] = field(default_factory=dict)
    values: dict[str, dict[float, str]] = field(default_factory=dict)
    missing: dict[str, list[Any]] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)

    def add(self, variable: Variable, column: pd.Series, words: _Words) -> None:
        """Add a variable of a tidy table; categories become numbers from 1."""
        name = self._free(variable.name)
        self.labels[name] = within(variable.label, LONGEST_LABEL)
        self.measures[name] = MEASURES[variable.kind]
        if variable.kind in {"category", "ordinal"}:
            self._coded(name, variable, column, words.unknown)
        elif variable.kind in {"yes", "number"}:
            self.columns[name] = column.astype("float64")
            self.formats[name] = "F8.0" if _whole(column) else "F8.2"
            if variable.kind == "yes":
                self.values[name] = {0.0: words.no, 1.0: words.yes}
            elif variable.values:
                self.values[name] = {float(value): within(text, LONGEST_VALUE_LABEL) for value, text in variable.values}
        elif variable.kind == "day":
            self._days(name, column)
        else:
            self.columns[name] = pd.Series([within(str(text), LONGEST_TEXT) for text in column], dtype="str")

    def _days(self, name: str, column: pd.Series) -> None:
        """Add days; of none that is known, a column without values is all a file can hold."""
        if column.notna().any():
            self.columns[name] = column.astype(object).where(column.notna(), None)
            self.formats[name] = "SDATE10"
        else:
            self.columns[name] = pd.Series([float("nan")] * len(column), dtype="float64")

    def _coded(self, name: str, variable: Variable, column: pd.Series, unknown: str) -> None:
        known = [(value, label) for value, label in variable.values if value not in variable.missing]
        codes = {value: float(place) for place, (value, _) in enumerate(known, 1)}
        self.columns[name] = pd.Series([codes.get(str(value), UNKNOWN_CODE) for value in column], dtype="float64")
        labels = {codes[value]: within(label, LONGEST_VALUE_LABEL) for value, label in known}
        self.values[name] = {**labels, float(UNKNOWN_CODE): unknown}
        self.missing[name] = [UNKNOWN_CODE]
        self.formats[name] = "F8.0"

    def _free(self, name: str) -> str:
        taken = {known.casefold() for known in self.columns}
        plain = variable_name(name)
        found, number = plain, 2
        while found.casefold() in taken:
            found, number = f"{plain}_{number}", number + 1
        return found

    def sav(self) -> bytes:
        """Return the file as bytes."""
        frame = pd.DataFrame({name: column.reset_index(drop=True) for name, column in self.columns.items()})
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "made.sav"
            pyreadstat.write_sav(
                frame,
                str(path),
                column_labels=self.labels,
                variable_value_labels=self.values,
                missing_ranges=self.missing,
                variable_measure=self.measures,
                variable_format=self.formats,
                compress=True,
            )
            return path.read_bytes()


def variable_name(name: str) -> str:
    """Return a name SPSS takes: letters, digits and _, a letter first, no word of its own language."""
    plain = within(re.sub(r"\W", "_", name), LONGEST_NAME).strip("_") or "v"
    if not plain[0].isalpha() or plain.casefold() in RESERVED:
        plain = f"v_{plain}"
    return plain


def within(text: str, most: int) -> str:
    """Return the text, or as much of it as fits into so many bytes, ending in "…"."""
    # Zero bytes end a text in this format.
    encoded = text.replace("\x00", "\ufffd").encode("utf-8", "replace")
    if len(encoded) <= most:
        return encoded.decode("utf-8")
    return encoded[: most - 3].decode("utf-8", "ignore") + "…"


def _whole(column: pd.Series) -> bool:
    known = column.dropna().astype("float64")
    return bool((known == known.round()).all())


def savs(found: Sequence[Table], themes: Sequence[ThemeName], names: Mapping[str, str], say: Say) -> dict[str, bytes]:
    """Return {file name: content} of people and of comments, each with a 0/1 variable a theme.

    A person's theme is 1 where any of their comments in `found` has it; `names` are the themes in the reader's words.
    Each comment also has what is known of the person, so that no file needs another.
    """
    interviews, comments, pairs = found
    hits = pairs.frame.merge(comments.frame[["comment_id", "interview_id"]], on="comment_id")
    of_person = pd.crosstab(hits["interview_id"], hits["theme"])
    of_comment = pd.crosstab(hits["comment_id"], hits["theme"])
    people = _made(interviews, say)
    _add_themes(people, interviews.frame["interview_id"], of_person, themes, names, say)
    said = _made(comments, say, with_person=interviews)
    _add_themes(said, comments.frame["comment_id"], of_comment, themes, names, say)
    return {"interviews.sav": people.sav(), "comments.sav": said.sav()}


def _made(table: Table, say: Say, with_person: Table | None = None) -> _File:
    file, words = _File(), _words(say)
    for variable in table.variables:
        file.add(variable, table.frame[variable.name], words)
    if with_person is not None:
        about = with_person.frame.set_index("interview_id")
        for variable in with_person.variables[1:]:
            if variable.name != "comments":
                column = table.frame["interview_id"].map(about[variable.name])
                file.add(variable, column, words)
    return file


def _add_themes(
    file: _File, ids: pd.Series, hits: pd.DataFrame, themes: Sequence[ThemeName], names: Mapping[str, str], say: Say
) -> None:
    for theme in themes:
        counts = hits[theme.key] if theme.key in hits else pd.Series(dtype="int64")
        column = ids.map(counts).fillna(0).clip(upper=1)
        label = say("テーマ：{name}", name=names.get(theme.key, theme.key))
        file.add(Variable(f"t_{theme.key}", label, "yes"), column, _words(say))
