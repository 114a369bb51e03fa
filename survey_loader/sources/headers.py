"""Guesses from Japanese and English headers, and the first rows, which column holds what."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace

from survey_loader.models import Question, QuestionKind, Survey, Tone
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.choices import SAYS_OPTIONS, SAYS_SEVERAL, options_of, separator_of
from survey_loader.sources.columns import Columns, Known, QuestionColumn, plain
from survey_loader.sources.dates import is_time, order_of
from survey_loader.sources.header_words import (
    ASKS,
    CODES,
    FIELDS,
    KEY_NAMES,
    MAY_ASK,
    PUBLISH,
    QUESTIONS,
    SCALE,
    SURE_KEYS,
)
from survey_loader.sources.meanings import asks_for_hall_only
from survey_loader.sources.told import told

# A text column of a few short answers said over and over is a choice, not a voice.
CHOICE_ROWS, CHOICE_SHARE, CHOICE_LENGTH = 8, 0.25, 12
SCALE_LENGTH = 20
# Below this a question's label is too short to be looked for within a header.
SHORTEST_LABEL = 3
# A column of numbers that is no key only because a few stand twice is told.
NEARLY_ALL = 0.9

_FLAGS = {"0", "1", "true", "false", "y", "n"}
# Q1_place, 問2. 場所: the number says nothing of what is asked.
NUMBER_OF_QUESTION = re.compile(r"^(q|問|設問)\d+[-_. :：)）]+")
# A form's own code for a question: like, q_future. Nobody wants to read it on a chart.
_CODE = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
_SMALL_INTEGER = re.compile(r"\d{1,7}(\.0)?")


@dataclass(frozen=True, slots=True)
class Guess:
    """What the headers seem to mean, with a sentence for each thing taken for granted."""

    columns: Columns
    questions: tuple[QuestionColumn, ...]
    date_order: str
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
    separators = _separators(words, samples, known)
    several = known.multiple | separators.keys()
    found = _survey_questions({name: word for name, word in words.items() if name not in known.again}, several, survey)
    guessed = _fields({name: word for name, word in words.items() if name not in found}, samples, several)
    taken = {name for names in guessed.values() for name in names} | found.keys() | known.again.keys()
    for name, word in words.items():
        if name in taken:
            continue
        if name in several:
            options = options_of(samples[name], separators[name]) if name in separators else ()
            key = _free_key("choice", found, survey)
            found[name] = Question(key, word.strip(), "choice", choices=options, multiple=True)
        elif question := _question(word, samples[name], found, survey, known.kinds.get(name)):
            found[name] = question
    found |= {name: found[first] for name, first in known.again.items() if first in found}
    questions = _with_said(header, found, guessed.pop("said", []))
    questions = tuple([replace(asked, separator=separators.get(asked.column, "")) for asked in questions])
    columns = _merged(known.columns, _columns(_published(guessed)))
    columns = columns if columns.date else replace(columns, time="")
    order, _ = order_of(samples.get(columns.date, ()))
    doubtful = [name for name, word in words.items() if not columns.key and _nearly_identifies(word, samples[name])]
    return Guess(columns, questions, order, told([*words], samples, columns, questions, doubtful))


def _merged(certain: Columns, guessed: Columns) -> Columns:
    """Return what is certain, and the guess where nothing is."""
    return Columns(
        **{field.name: getattr(certain, field.name) or getattr(guessed, field.name) for field in fields(Columns)}
    )


def _separators(words: Mapping[str, str], samples: Mapping[str, Sequence[str]], known: Known) -> dict[str, str]:
    """Return the columns of a choice of several and what stands between its answers."""
    told = {
        name: separator_of(samples[name])
        for name, word in words.items()
        if SAYS_SEVERAL.search(plain(word))
        and (SAYS_OPTIONS.search(plain(word)) or not _asks(plain(word)))
        and name not in known.multiple
        and not _are_flags(samples[name])
    }
    return told | dict(known.separators)


def _survey_questions(words: Mapping[str, str], several: Set[str], survey: Survey | None) -> dict[str, Question]:
    """Find the survey's own questions by label or key: equal first, then one within the other."""
    found: dict[str, Question] = {}
    questions = survey.questions if survey else ()

    def claim(matches: Callable[[str, str], bool]) -> None:
        for question in questions:
            labels = [plain(label) for label in (question.label, question.label_en, question.key) if label]
            free = (name for name in words if name not in found and question not in found.values())
            for name in free:
                if name in several and question.kind == "text":
                    continue
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


def _fields(words: Mapping[str, str], samples: Mapping[str, Sequence[str]], several: Set[str]) -> dict[str, list[str]]:
    """Return the columns found for each field, the most trusted first; nobody was stopped at several places."""
    ranked: dict[str, list[tuple[int, str]]] = {}
    for name, word in words.items():
        what = _field(NUMBER_OF_QUESTION.sub("", plain(word)), samples[name])
        if what and not (name in several and what[0] == "place"):
            # Where the hall and the web are asked apart, a yes to the web must not open the hall.
            first = what[0] == "consent_photo_public" and asks_for_hall_only(word)
            ranked.setdefault(what[0], []).append((-1 if first else what[1], name))
    return {what: [name for _, name in sorted(found, key=lambda pair: pair[0])] for what, found in ranked.items()}


def _field(name: str, samples: Sequence[str]) -> tuple[str, int] | None:
    if name in SURE_KEYS and not _runs(samples):
        return "key", SURE_KEYS.index(name)
    # Other names beginning with _ are the form server's own columns.
    if name.startswith("_") or (_are_flags(samples) and "/" in name):
        return None
    asks = re.search(ASKS, name)
    for what, patterns in FIELDS:
        for rank, pattern in enumerate(patterns):
            if re.search(pattern, name):
                if what == "key":
                    return ("key", rank + len(SURE_KEYS)) if _identifies(samples) else None
                # 時間 may also be how long, or 夕方.
                if what == "time" and sum(map(is_time, samples)) * 2 <= len(samples):
                    break
                # A time of day alone, or a place in a film, is no date.
                if what == "date" and samples and all(map(is_time, samples)):
                    return None
                return None if asks and what in MAY_ASK else (what, rank)
    return None


def _identifies(samples: Sequence[str]) -> bool:
    """Say whether values can be an identity; small running numbers begin anew in every file."""
    return bool(samples) and len(set(samples)) == len(samples) and not _runs(samples)


def _runs(samples: Sequence[str]) -> bool:
    # 小計 or a place between them does not make 1, 2, 3 anything else.
    return bool(samples) and 2 * sum(1 for sample in samples if _SMALL_INTEGER.fullmatch(sample)) > len(samples)


def _nearly_identifies(word: str, samples: Sequence[str]) -> bool:
    return (
        any(re.search(pattern, plain(word)) for pattern in KEY_NAMES)
        and NEARLY_ALL * len(samples) <= len(set(samples)) < len(samples)
        and not _runs(samples)
    )


def _asks(name: str) -> tuple[str, Tone | None] | None:
    return next(((key, tone) for key, tone, pattern in QUESTIONS if re.search(pattern, name)), None)


def _question(
    name: str,
    samples: Sequence[str],
    found: Mapping[str, Question],
    survey: Survey | None,
    kind: QuestionKind | None,
) -> Question | None:
    """Return the question a left-over column asks, or None."""
    compared = plain(name)
    if compared.startswith("_") or _SMALL_INTEGER.fullmatch(compared):
        return None
    asks, few = _asks(compared), _few_answers(samples)
    if kind in ("choice", "scale"):
        return Question(_free_key(kind, found, survey), name.strip(), kind)
    if kind == "text":
        asks, few = asks or ("comment", None), False
    if asks and not few:
        label, label_en = CODES.get(asks[0], ("", "")) if _CODE.fullmatch(name.strip()) else ("", "")
        label = label or name.strip()
        # An earlier import may have named a second question of the kind so.
        for known in (_known(asks[0], survey), _labelled(label, survey)):
            if known and known not in found.values():
                return known
        return Question(_free_key(asks[0], found, survey), label, "text", label_en=label_en, tone_hint=asks[1])
    if SCALE.search(compared) and samples and max(map(len, samples)) <= SCALE_LENGTH:
        return Question(_free_key("scale", found, survey), name.strip(), "scale")
    return None


def _known(key: str, survey: Survey | None) -> Question | None:
    """Return the survey's text question of that kind; its only one takes a plain comment column."""
    texts = [question for question in (survey.questions if survey else ()) if question.kind == "text"]
    if key == "comment" and len(texts) == 1:
        return texts[0]
    return next((question for question in texts if question.key == key), None)


def _labelled(label: str, survey: Survey | None) -> Question | None:
    texts = (question for question in (survey.questions if survey else ()) if question.kind == "text")
    return next((question for question in texts if question.label == label), None)


def _are_flags(samples: Sequence[str]) -> bool:
    return bool(samples) and {sample.casefold() for sample in samples} <= _FLAGS


def _few_answers(samples: Sequence[str]) -> bool:
    if _are_flags(samples):
        return True
    few = len(samples) >= CHOICE_ROWS and len(set(samples)) <= CHOICE_SHARE * len(samples)
    return few and max(map(len, samples)) <= CHOICE_LENGTH


def _free_key(key: str, found: Mapping[str, Question], survey: Survey | None) -> str:
    """Return the key, numbered where another question of the file or the survey has it."""
    taken = {question.key for question in (*found.values(), *(survey.questions if survey else ()))}
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


def _published(fields: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Give a consent to publish to words and photo alike; the one to the photo is then for the committee."""
    published = fields.get(PUBLISH)
    others = {what: names for what, names in fields.items() if what != PUBLISH}
    if not published:
        return others
    photo = fields.get("consent_photo_committee") or fields.get("consent_photo_public", ())
    given = {"consent_quote": published, "consent_photo_public": published}
    return others | given | ({"consent_photo_committee": photo} if photo else {})


def _columns(fields: Mapping[str, Sequence[str]]) -> Columns:
    many = {what: tuple(fields.get(what, ())) for what in ("photo", "photo_board")}
    return Columns(**{what: names[0] for what, names in fields.items() if what not in many}, **many)  # type: ignore[arg-type]
