"""Which column of a file holds what: the part of a mapping that can also be guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from survey_loader.models import Question, QuestionKind

_SPACES = re.compile(r"\s+")
_SPACE_BESIDE_JAPANESE = re.compile(r" (?=[^\x00-\x7f])|(?<=[^\x00-\x7f]) ")


@dataclass(frozen=True, slots=True)
class QuestionColumn:
    """A question, the column of its answers, and the column of the writer's own だれにとって？ or "".

    `separator` stands between the answers to a choice of several where that is not CHOICES_JOINED.
    """

    question: Question
    column: str
    said: str = ""
    separator: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The column names of everything but the questions; "" and () where a file has none.

    `time` is the time of day where it stands apart from the date.
    """

    key: str = ""
    date: str = ""
    time: str = ""
    place: str = ""
    interviewer: str = ""
    board: str = ""
    age: str = ""
    relation: str = ""
    language: str = ""
    group: str = ""
    note: str = ""
    wave: str = ""
    photo: tuple[str, ...] = ()
    photo_board: tuple[str, ...] = ()
    consent_quote: str = ""
    consent_photo_committee: str = ""
    consent_photo_public: str = ""

    def named(self) -> Iterator[tuple[str, str]]:
        """Yield (what it holds, column name) for every column there is."""
        for what in fields(self):
            value = getattr(self, what.name)
            for column in (value,) if isinstance(value, str) else value:
                if column:
                    yield what.name, column


@dataclass(frozen=True, slots=True)
class Known:
    """What is certain about the columns of a file before anything is guessed.

    columns: where the tool that wrote it puts key, date, photos and the like.
    own: columns of the tool itself, which nobody asked anybody: never a question.
    spoken: {column: the words to guess its meaning by}, where they are not its name.
    multiple: columns of a choice of several, already joined by CHOICES_JOINED.
    separators: {column of a choice of several: what stands between the answers in its cells}.
    kinds: {column: what kind of question it answers}, where its words alone would not tell.
    again: {further column: the column whose question it answers once more}, as repeats give.
    values: {field: {cell: what it means}}, where the tool writes just what we mean.
    """

    columns: Columns = field(default_factory=Columns)
    own: frozenset[str] = frozenset()
    spoken: Mapping[str, str] = field(default_factory=dict)
    multiple: frozenset[str] = frozenset()
    separators: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, QuestionKind] = field(default_factory=dict)
    again: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def plain(header: str) -> str:
    """Return a header as it is compared: NFKC, one case, no line breaks or stray spaces."""
    text = _SPACES.sub(" ", unicodedata.normalize("NFKC", header)).strip().casefold()
    return _SPACE_BESIDE_JAPANESE.sub("", text)
