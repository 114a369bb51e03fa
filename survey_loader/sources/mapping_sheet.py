"""A mapping seen column by column, as a person looks at it and changes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Values
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, get_args

from survey_loader.errors import UnusableMapping
from survey_loader.language import N_
from survey_loader.models import Question, QuestionKind
from survey_loader.sources.columns import Columns, QuestionColumn, plain
from survey_loader.sources.mapping import Mapping

KINDS: tuple[str, ...] = get_args(QuestionKind)
SAID, UNUSED = "said", ""
# The fields of Columns that hold one column, and those that hold several.
SINGLE = tuple(field.name for field in fields(Columns) if field.default == "")
SEVERAL = tuple(field.name for field in fields(Columns) if field.name not in SINGLE and field.default is not MISSING)
MEANINGS = (*SINGLE, *SEVERAL, *KINDS, SAID, UNUSED)
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What one column of a file is for.

    `meaning` is one of MEANINGS: a field of Columns, the kind of a question, SAID or UNUSED. `question` is the
    question it answers, or, for SAID, the one whose answers it speaks of.
    """

    column: str
    meaning: str = UNUSED
    question: Question | None = None


def uses(mapping: Mapping, header: Sequence[str]) -> tuple[ColumnUse, ...]:
    """Return what each column of a file is for, in the order of the file."""
    found: dict[str, ColumnUse] = {}
    for what, column in mapping.columns.named():
        found.setdefault(plain(column), ColumnUse(column, what))
    for asked in mapping.questions:
        found[plain(asked.column)] = ColumnUse(asked.column, asked.question.kind, asked.question)
        if asked.said:
            found[plain(asked.said)] = ColumnUse(asked.said, SAID, asked.question)
    return tuple(replace(found.get(plain(name), ColumnUse(name)), column=name) for name in header)


def examples(header: Sequence[str], samples: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Return the first different cells of each column."""
    seen: list[dict[str, None]] = [{} for _ in header]
    for row in samples:
        for cells, cell in zip(seen, row, strict=False):
            if cell.strip() and len(cells) < EXAMPLES:
                cells[cell.strip()] = None
    return tuple(tuple(cells) for cells in seen)


def with_uses(mapping: Mapping, chosen: Sequence[ColumnUse]) -> Mapping:
    """Return the mapping with these columns for these uses; what it says of other columns stays.

    Raises UnusableMapping where two columns hold what can only be in one.
    """
    if tuple(chosen) == uses(mapping, [use.column for use in chosen]):
        return mapping
    named = {plain(column): column for column in mapping.named_columns()}
    here = {plain(use.column) for use in chosen}
    told = [replace(use, column=named.get(plain(use.column), use.column)) for use in chosen]
    absent = [asked for asked in mapping.questions if plain(asked.column) not in here]
    before = {plain(asked.column): asked for asked in mapping.questions}
    questions = (*_questions(told, before), *absent)
    columns = _columns(told, [pair for pair in mapping.columns.named() if plain(pair[1]) not in here])
    kept = {plain(use.column) for use in told if (use.meaning, use.column) in [*mapping.columns.named()]}
    # One consent to publish is for words and photo alike; as it is seen, a column has one use.
    also: dict[str, Any] = {
        what: column
        for what, column in mapping.columns.named()
        if what in SINGLE and plain(column) in kept and not getattr(columns, what)
    }
    columns = replace(columns, **also)
    survey = mapping.survey
    if not survey.slug:
        survey = replace(survey, questions=tuple(dict.fromkeys(asked.question for asked in questions)))
    return replace(mapping, survey=survey, questions=questions, columns=columns, assumptions=())


def _columns(chosen: Iterable[ColumnUse], absent: Iterable[tuple[str, str]]) -> Columns:
    held: dict[str, Any] = {}
    for what, column in (*((use.meaning, use.column) for use in chosen), *absent):
        if what in SEVERAL:
            held[what] = (*held.get(what, ()), column)
        elif what in SINGLE:
            if what in held:
                raise UnusableMapping(
                    N_("「{first}」と「{second}」が同じ意味になっています。どちらか一つを「使わない」にしてください。"),
                    first=held[what],
                    second=column,
                )
            held[what] = column
    return Columns(**held)


def _questions(chosen: Sequence[ColumnUse], before: Values[str, QuestionColumn]) -> tuple[QuestionColumn, ...]:
    said = {use.question.key: use.column for use in chosen if use.meaning == SAID and use.question}
    # One column tells whom an answer serves; where a question has several columns, that of the first.
    return tuple(
        replace(
            before.get(plain(use.column)) or QuestionColumn(use.question, use.column),
            question=use.question,
            said=said.pop(use.question.key, ""),
        )
        for use in chosen
        if use.meaning in KINDS and use.question
    )


def has_voices(mapping: Mapping) -> bool:
    """Return whether there is any text question to read."""
    return any(asked.question.kind == "text" for asked in mapping.questions)


def free_key(kind: str, taken: Iterable[str]) -> str:
    """Return a key for a new question that none of the taken ones has."""
    base = "comment" if kind == "text" else kind
    known = set(taken)
    number = 1
    while (key := base if number == 1 else f"{base}_{number}") in known:
        number += 1
    return key
