"""The records the whole product speaks of: survey, question, interview, comment, coding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

Axis = Literal["live", "visit", "both"]
Tone = Literal["praise", "wish", "trouble", "mixed"]
Relation = Literal["resident", "commuter", "rooted", "visitor", "unknown"]
QuestionKind = Literal["text", "choice", "scale"]
# What goes when a wave's time is over: what tells who somebody was, with the photos; or all of it.
AfterRetention = Literal["identity", "everything"]
CodingSource = Literal["human", "said", "auto", "hint"]
PhotoKind = Literal["face", "board"]
PhotoConsent = Literal["face", "board", "no"]
# What an import could not take: a row of the table, a photo, a file of the package, or a row whose
# change stands against what a person changed.
RejectKind = Literal["row", "photo", "file", "conflict"]

# Stands between the answers of one person to a choice of several.
CHOICES_JOINED = "; "
# What a file saved from a phone calls an interview is this and its very id, under which the phone may have sent it.
STREET_KEY = "street:"

AXES: tuple[Axis, ...] = get_args(Axis)
TONES: tuple[Tone, ...] = get_args(Tone)
RELATIONS: tuple[Relation, ...] = get_args(Relation)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a survey; `tone_hint` and `axis_hint` apply where the text has no cue.

    `multiple` marks a choice of several: its answers are joined by CHOICES_JOINED.
    """

    key: str
    label: str
    kind: QuestionKind = "text"
    label_en: str = ""
    tone_hint: Tone | None = None
    axis_hint: Axis | None = None
    choices: tuple[str, ...] = ()
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """One town's question set, and who answers for it.

    `engine` is the tokenizer all its voices are read with, "" until the first one came. `retention` says in words how
    long; `retention_months` after the last day of a wave `after_retention` goes, 0 where nothing goes by itself.
    Who is younger than `guardian_age` decides about consents together with a guardian.
    `public_check`: no quote and no photo goes out before one person has released it and a second confirmed that.
    """

    slug: str
    name: str
    name_en: str = ""
    holder: str = ""
    contact: str = ""
    purpose: str = ""
    retention: str = ""
    retention_months: int = 0
    after_retention: AfterRetention = "identity"
    guardian_age: int = 16
    method: str = ""
    source: str = ""
    timezone: str = "Asia/Tokyo"
    sample: bool = False
    engine: str = ""
    public_check: bool = False
    questions: tuple[Question, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone the survey is made in."""
        return ZoneInfo(self.timezone)

    def day_of(self, moment: str) -> str:
        """Return the day of a stored moment (ISO 8601, UTC) where the survey is made, as 2026-05-03."""
        return datetime.fromisoformat(moment).astimezone(self.zone).date().isoformat()

    def question(self, key: str) -> Question | None:
        """Return the question of that key, or None."""
        return next((question for question in self.questions if question.key == key), None)

    def hints(self, key: str) -> tuple[Tone | None, Axis | None]:
        """Return the tone and the axis that a question's answers have where the text does not tell."""
        question = self.question(key)
        return (question.tone_hint, question.axis_hint) if question else (None, None)


@dataclass(frozen=True, slots=True)
class Wave:
    """One round of street work; `approached` and `declined` are people, None where unknown."""

    label: str
    starts: date | None = None
    ends: date | None = None
    approached: int | None = None
    declined: int | None = None


class Point(NamedTuple):
    """Where a place is, in degrees of WGS84."""

    latitude: float
    longitude: float


# The lines of a town's outline, each of (longitude, latitude) in degrees, as GeoJSON orders them.
Outline = tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class TownEvent:
    """Something that happened in the town; `number` is the store's row, 0 for one not stored yet.

    Days are local dates; without `ends` it is of one day.
    """

    name: str
    starts: date
    ends: date | None = None
    number: int = 0

    @property
    def last(self) -> date:
        """The last day of the event."""
        return self.ends or self.starts


@dataclass(frozen=True, slots=True)
class Consents:
    """What the person allowed; unknown means no.

    `quote` is the public quoting of the words. `basis` names another legal ground
    (for example an open-data licence) and stands in place of the single consents.
    """

    quote: bool = False
    photo_committee: PhotoConsent = "no"
    photo_hall: PhotoConsent = "no"
    photo_web: PhotoConsent = "no"
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One text answer as written; `said` is the writer's own だれにとって？ for it."""

    question: str
    text: str
    said: Axis | None = None


@dataclass(frozen=True, slots=True)
class PhotoName:
    """A photo as a file names it: its name and whether a face or only the board is on it.

    `also` are other names the same photo may lie under, as where a tool renames what it stores.
    """

    name: str
    kind: PhotoKind = "face"
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interview:
    """One passer-by stopped.

    `key` is the source's own identity of the interview or "". `fingerprint` is the
    SHA-256 of all its source cells, which gives keyless rows their identity. `at` is
    aware, or None where the source has no date. `choices` holds answers of choice and
    scale questions by question key. `row` is the 1-based line of the table in the file.
    """

    answers: tuple[Answer, ...]
    key: str = ""
    fingerprint: str = ""
    at: datetime | None = None
    wave: str = ""
    place: str = ""
    interviewer: str = ""
    board: str = ""
    age: str = ""
    relation: Relation = "unknown"
    language: str = ""
    group: str = ""
    consents: Consents = field(default_factory=Consents)
    choices: Mapping[str, str] = field(default_factory=dict)
    photos: tuple[PhotoName, ...] = ()
    note: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be taken: `reason` is a message id, `values` fill it."""

    row: int
    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)


class Morpheme(NamedTuple):
    """One morpheme; `offset` counts characters in the normalised text."""

    surface: str
    base: str
    pos: str
    offset: int


@dataclass(frozen=True, slots=True)
class ThemeName:
    """A theme as screens name it; `pull` is the axis it leans to, `color` is #RRGGBB or "".

    merged_from: keys of the themes that were merged into it; what people coded with them is its own.
    """

    key: str
    label: str
    label_en: str
    pull: Axis | None
    color: str = ""
    merged_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeHit:
    """A theme found in a comment, with the axis and tone of its own clause and its words."""

    theme: str
    axis: Axis | None
    tone: Tone | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coding:
    """What a text says: content words, themes, axis and tone, and the words that decided.

    `axis_source` and `tone_source` are "auto" when the text decided, "hint" when only
    the question did, None when there is no label. `unread` is the language of a text that is
    not analysed by words ("" for one that is). `clash` marks ぶつかり, a resident's
    trouble caused by visits. `because` is JSON: see docs/coding-guide.md.
    """

    words: tuple[str, ...] = ()
    themes: tuple[ThemeHit, ...] = ()
    axis: Axis | None = None
    axis_source: CodingSource | None = None
    tone: Tone | None = None
    tone_source: CodingSource | None = None
    clash: bool = False
    because: Mapping[str, Any] = field(default_factory=dict)
    unread: str = ""
