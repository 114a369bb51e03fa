"""Guesses from Japanese and English headers, and the first rows, which column holds what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

from survey_loader.language import N_
from survey_loader.models import Question, Survey, Tone
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.columns import Columns, Known, QuestionColumn, plain
from survey_loader.sources.header_words import (
    ASKS,
    FIELDS,
    MAY_ASK,
    PUBLIC_FOR_COMMITTEE,
    QUESTIONS,
    SAYS,
    SAYS_QUESTION,
    SCALE,
    SURE_KEYS,
)

# A text column of a few short answers said over and over is a choice, not a voice.
CHOICE_ROWS, CHOICE_SHARE, CHOICE_LENGTH = 8, 0.25, 12
SCALE_LENGTH = 20
# Below this a question's label is too short to be looked for within a header.
SHORTEST_LABEL = 3

_FLAGS = {"0", "1", "true", "false", "y", "n"}
_SMALL_INTEGER = re.compile(r"\d{1,7}(\.0)?")


@dataclass(frozen=True, slots=True)
class Guess:
    """What the headers seem to mean, with a sentence for each thing taken for granted."""

    columns: Columns
    questions: tuple[QuestionColumn, ...]
    assumptions: tuple[Assumption, ...]


NOTHING_KNOWN = Known()


def guess_columns(
    header: Sequence[str],
    rows: Sequence[Sequence[str]] = (),
    survey: Survey | None = None,
    known: Known = NOTHING_KNOWN,
) -> Guess:
    """Guess from header and first rows; what is known, then a known survey's questions, come first."""
    samples = {
        name: [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
        for place, name in enumerate(header)
    }
    certain = {column for _, column in known.columns.named()}
    words = {name: known.spoken.get(name, name) for name in header if name not in known.own and name not in certain}
    found = _survey_questions(words, survey)
    guessed = _fields({name: word for name, word in words.items() if name not in found}, samples)
    taken = {name for names in guessed.values() for name in names}
    for name, word in words.items():
        if name not in found and name not in taken:
            question = _question(word, samples[name], found, survey, multiple=name in known.multiple)
            if question:
                found[name] = question
    questions = _with_said(header, found, guessed.pop("said", []))
    columns = _merged(known.columns, _columns(guessed))
    return Guess(columns, questions, _assumptions([*words], columns, questions))


def _merged(certain: Columns, guessed: Columns) -> Columns:
    """Return what is certain, and the guess where nothing is."""
    return Columns(
        **{field.name: getattr(certain, field.name) or getattr(guessed, field.name) for field in fields(Columns)}
    )


def _survey_questions(words: Mapping[str, str], survey: Survey | None) -> dict[str, Question]:
    """Find the survey's own questions by label or key: equal first, then one within the other."""
    found: dict[str, Question] = {}
    questions = survey.questions if survey else ()

    def claim(matches: Callable[[str, str], bool]) -> None:
        for question in questions:
            labels = [plain(label) for label in (question.label, question.label_en, question.key) if label]
            free = (name for name in words if name not in found and question not in found.values())
            for name in free:
                if any(matches(plain(words[name]), label) for label in labels):
                    found[name] = question
                    break

    claim(str.__eq__)
    claim(_same_words)
    return found


def _same_words(name: str, label: str) -> bool:
    """Say whether one holds the other; short and English labels ("like") are within too many things."""
    if min(len(name), len(label)) < SHORTEST_LABEL or label.isascii():
        return False
    return label in name or (name in label and len(name) * 2 > len(label))


def _fields(words: Mapping[str, str], samples: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the columns found for each field, the most trusted first."""
    ranked: dict[str, list[tuple[int, str]]] = {}
    for name, word in words.items():
        what = _field(plain(word), samples[name])
        if what:
            ranked.setdefault(what[0], []).append((what[1], name))
    return {what: [name for _, name in sorted(found, key=lambda pair: pair[0])] for what, found in ranked.items()}


def _field(name: str, samples: Sequence[str]) -> tuple[str, int] | None:
    if name in SURE_KEYS:
        return "key", SURE_KEYS.index(name)
    # Other names beginning with _ are the form server's own columns.
    if name.startswith("_") or (samples and {sample.casefold() for sample in samples} <= _FLAGS and "/" in name):
        return None
    asks = re.search(ASKS, name)
    for what, patterns in FIELDS:
        for rank, pattern in enumerate(patterns):
            if re.search(pattern, name):
                if what == "key":
                    return ("key", rank + len(SURE_KEYS)) if _identifies(samples) else None
                return None if asks and what in MAY_ASK else (what, rank)
    return None


def _identifies(samples: Sequence[str]) -> bool:
    """Say whether values can be an identity; small running numbers begin anew in every file."""
    return bool(samples) and len(set(samples)) == len(samples) and not all(map(_SMALL_INTEGER.fullmatch, samples))


def _asks(name: str) -> tuple[str, Tone | None] | None:
    return next(((key, tone) for key, tone, pattern in QUESTIONS if re.search(pattern, name)), None)


def _question(
    name: str, samples: Sequence[str], found: Mapping[str, Question], survey: Survey | None, multiple: bool
) -> Question | None:
    """Return the question a left-over column asks, or None."""
    compared = plain(name)
    if compared.startswith("_") or _SMALL_INTEGER.fullmatch(compared):
        return None
    asks, few = _asks(compared), _few_answers(samples)
    taken = {question.key for question in found.values()}
    if multiple:
        return Question(_free_key("choice", taken), name.strip(), "choice", multiple=True)
    if asks and not few:
        known = _known(asks[0], survey)
        if known and known.key not in taken:
            return known
        return Question(_free_key(asks[0], taken), name.strip(), "text", tone_hint=asks[1])
    if SCALE.search(compared) and samples and max(map(len, samples)) <= SCALE_LENGTH:
        return Question(_free_key("scale", taken), name.strip(), "scale")
    return None


def _known(key: str, survey: Survey | None) -> Question | None:
    """Return the survey's text question of that kind; its only one takes a plain comment column."""
    texts = [question for question in (survey.questions if survey else ()) if question.kind == "text"]
    if key == "comment" and len(texts) == 1:
        return texts[0]
    return next((question for question in texts if question.key == key), None)


def _few_answers(samples: Sequence[str]) -> bool:
    if samples and {sample.casefold() for sample in samples} <= _FLAGS:
        return True
    few = len(samples) >= CHOICE_ROWS and len(set(samples)) <= CHOICE_SHARE * len(samples)
    return few and max(map(len, samples)) <= CHOICE_LENGTH


def _free_key(key: str, taken: set[str]) -> str:
    number = 1
    while (name := key if number == 1 else f"{key}_{number}") in taken:
        number += 1
    return name


def _with_said(header: Sequence[str], found: Mapping[str, Question], said: Sequence[str]) -> tuple[QuestionColumn, ...]:
    """Give each だれにとって column to the nearest text question before it, else to the first."""
    places = {name: place for place, name in enumerate(header)}
    texts = [name for name in header if name in found and found[name].kind == "text"]
    of: dict[str, str] = {}
    for column in sorted(said, key=lambda name: places[name]):
        before = [name for name in texts if places[name] < places[column] and name not in of]
        if before or (texts and texts[0] not in of):
            of[before[-1] if before else texts[0]] = column
    return tuple(QuestionColumn(found[name], name, of.get(name, "")) for name in header if name in found)


def _columns(fields: Mapping[str, Sequence[str]]) -> Columns:
    many = {what: tuple(fields.get(what, ())) for what in ("photo", "photo_board")}
    return Columns(**{what: names[0] for what, names in fields.items() if what not in many}, **many)  # type: ignore[arg-type]


def _assumptions(
    header: Sequence[str], columns: Columns, questions: Sequence[QuestionColumn]
) -> tuple[Assumption, ...]:
    named = list(columns.named())
    said = [Assumption(SAYS[what], {"column": column}) for what, column in named]
    said += [Assumption(SAYS_QUESTION[asked.question.kind], {"column": asked.column}) for asked in questions]
    if columns.consent_photo_public and not columns.consent_photo_committee:
        said.append(Assumption(PUBLIC_FOR_COMMITTEE))
    used = Counter(column for _, column in named) + Counter(
        column for asked in questions for column in (asked.column, asked.said)
    )
    unused = [name for name in header if not used[name]]
    if unused:
        said.append(Assumption(N_("使わない列: {columns}"), {"columns": "、".join(unused)}))
    return tuple(said)
