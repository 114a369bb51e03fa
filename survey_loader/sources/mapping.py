"""A mapping: what each column of a file means, whose survey it is, and on what ground it may be shown."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Values
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from survey_loader.errors import UnusableMapping
from survey_loader.language import N_
from survey_loader.models import Survey, Wave
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.columns import Columns, Known, QuestionColumn
from survey_loader.sources.headers import NOTHING_KNOWN, guess_columns
from survey_loader.sources.mapping_file import read_document, write_document


@dataclass(frozen=True, slots=True)
class Mapping:
    """The columns of a file, the questions they answer, and the survey they belong to.

    `values` holds value tables by field or question key. `basis` stands in place of single consents.
    `optional` names columns that only some files of a series have. `date_order` is "dmy", "mdy" or "ymd" where
    dates are written with the year last or with two digits ("": 5/3/2026 is May 3rd). `assumptions` tell what a guess
    took for granted. A mapping for a survey that is known elsewhere has a survey with slug "".
    """

    survey: Survey
    questions: tuple[QuestionColumn, ...] = ()
    columns: Columns = field(default_factory=Columns)
    values: Values[str, Values[str, str]] = field(default_factory=dict)
    waves: tuple[Wave, ...] = ()
    basis: str = ""
    optional: tuple[str, ...] = ()
    date_order: str = ""
    assumptions: tuple[Assumption, ...] = field(default=(), compare=False)

    @classmethod
    def load(cls, path: str | Path) -> Mapping:
        """Read a mapping from a TOML file. Raises UnusableMapping naming the key that is wrong."""
        path = Path(path)
        try:
            return cls.parse(path.read_text(encoding="utf-8-sig"), path.name)
        except FileNotFoundError as error:
            raise UnusableMapping(
                N_("対応表 {name} が見つかりません。場所と名前を確かめてください。"), name=str(path)
            ) from error
        except (OSError, UnicodeDecodeError) as error:
            raise UnusableMapping(
                N_("対応表 {name} を開けません。UTF-8 のTOMLファイルかどうか確かめてください。"), name=str(path)
            ) from error

    @classmethod
    def parse(cls, text: str, name: str = "TOML") -> Mapping:
        """Read a mapping from TOML text; `name` is what errors call it. Raises UnusableMapping."""
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise UnusableMapping(
                N_("対応表 {name} はTOMLとして読めません({error})。その行を直してください。"), name=name, error=error
            ) from error
        return cls(**read_document(document, name))

    @classmethod
    def guess(
        cls,
        header: Sequence[str],
        rows: Sequence[Sequence[str]] = (),
        survey: Survey | None = None,
        known: Known = NOTHING_KNOWN,
    ) -> Mapping:
        """Guess a mapping from a table's header and first rows, the survey it may belong to, and what is known."""
        guess = guess_columns(header, rows, survey, known)
        questions = tuple(asked.question for asked in guess.questions)
        return cls(
            survey or Survey(slug="", name="", questions=tuple(dict.fromkeys(questions))),
            guess.questions,
            guess.columns,
            values=known.values,
            date_order=guess.date_order,
            assumptions=guess.assumptions,
        )

    def dump(self) -> str:
        """Return the mapping as TOML that `parse` reads back to an equal mapping."""
        return write_document(self)

    def named_columns(self) -> Iterator[str]:
        """Yield every column name the mapping speaks of."""
        yield from (column for _, column in self.columns.named())
        for asked in self.questions:
            yield asked.column
            if asked.said:
                yield asked.said

    def wave_on(self, day: date) -> str:
        """Return the label of the first wave that was under way on a day, or ""."""
        for wave in self.waves:
            if (wave.starts is None or wave.starts <= day) and (wave.ends is None or day <= wave.ends):
                return wave.label
        return ""
