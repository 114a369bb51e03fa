"""One row of a table into one interview, or into a reject that says why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Values
from datetime import UTC, datetime, tzinfo
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from survey_loader.errors import UnusableMapping
from survey_loader.language import N_
from survey_loader.models import CHOICES_JOINED, Answer, Axis, Interview, PhotoKind, PhotoName, Reject, Relation
from survey_loader.sources import meanings
from survey_loader.sources.choices import split_choices
from survey_loader.sources.columns import QuestionColumn
from survey_loader.sources.consents import ConsentReader
from survey_loader.sources.dates import UnreadableDate, names_utc, parse_apart, with_year
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.meanings import Understanding
from survey_loader.sources.photo_names import photo_names
from survey_loader.sources.tables import Row

# Fields of an Interview that are words, and how they are tidied.
_WORDS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("place", str.strip),
    ("interviewer", str.strip),
    ("group", str.strip),
    ("wave", str.strip),
    ("age", meanings.age),
    ("language", meanings.language),
)
_PLAIN = ("key", "board", "note")

# What people write for "the same as above".
DITTO = frozenset({"〃", "″", "同上", "同じ", "上に同じ"})


def zone_named(name: str) -> tzinfo:
    """Return a time zone. Raises UnusableMapping where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnusableMapping(
            N_("タイムゾーン「{zone}」はありません。Asia/Tokyo のように書いてください。"), zone=name
        ) from error


class RowReader:
    """Reads the rows of one table by one mapping; every column's place is looked up beforehand.

    `year` is that of dates that have none, 0 where it is not known.
    `unread` holds, by field, the cells that neither a value table nor their words explained.
    """

    def __init__(
        self,
        header: tuple[str, ...],
        places: Values[str, int],
        mapping: Mapping,
        zone: tzinfo,
        wave: str,
        year: int = 0,
    ) -> None:
        self._year = year
        self._header, self._mapping, self._zone, self._wave = header, mapping, zone, wave
        order = sorted(range(len(header)), key=header.__getitem__)
        self._sorted_cells = [(place, f"{header[place]}\0") for place in order]
        columns = mapping.columns
        at = {what: places[column] for what, column in columns.named() if column in places}
        self._date, self._time = at.get("date"), at.get("time")
        self._written_in = UTC if names_utc(columns.date) else zone
        self._plain = [(what, at[what]) for what in _PLAIN if what in at]
        self._words = [
            (what, at[what], Understanding("", tidy, mapping.values.get(what), str))
            for what, tidy in _WORDS
            if what in at
        ]
        self._relation = at.get("relation")
        self._relations: Understanding[Relation] = Understanding(
            "unknown", meanings.relation, mapping.values.get("relation")
        )
        self._saids: Understanding[Axis | None] = Understanding(None, meanings.said, mapping.values.get("said"))
        told = (self._date, self._time, self._relation, *(place for _, place, _ in self._words))
        self._told = [place for place in told if place is not None]
        self._above: tuple[str, ...] = ()
        self._consents = ConsentReader(at, mapping)
        kinds: tuple[tuple[PhotoKind, tuple[str, ...]], ...] = (
            ("face", columns.photo),
            ("board", columns.photo_board),
        )
        self._photos = [(kind, places[column]) for kind, names in kinds for column in names if column in places]
        self._place_questions(places)
        self.unread: dict[str, list[str]] = {
            "relation": self._relations.unread,
            "said": self._saids.unread,
            **self._consents.unread,
        }

    def _place_questions(self, places: Values[str, int]) -> None:
        self._texts: list[tuple[str, int, int | None]] = []
        self._choices: list[tuple[QuestionColumn, int, Understanding[str]]] = []
        for asked in self._mapping.questions:
            key, place = asked.question.key, places.get(asked.column)
            if place is None:
                continue
            if asked.question.kind == "text":
                self._texts.append((key, place, places.get(asked.said)))
            else:
                table = self._mapping.values.get(key)
                self._choices.append((asked, place, Understanding("", str.strip, table, str)))

    def read(self, numbered: Row) -> Interview | Reject:
        """Return the interview of a numbered row, or a reject with the reason and the row's cells."""
        number, row = numbered
        if len(row) != len(self._header):
            if "".join(row[len(self._header) :]).strip():
                return self._reject(
                    number, row, N_("見出しより多くの列があります。区切りの記号が文の中にあるかもしれません。")
                )
            row = (*row[: len(self._header)], *[""] * (len(self._header) - len(row)))
        fingerprint, row = self._fingerprint(row), self._as_above(row)
        try:
            moment = self._moment(row)
        except UnreadableDate as error:
            return self._reject(number, row, error.message, **error.values)
        interview = self._interview(number, row, moment, fingerprint)
        if interview is None:
            return self._reject(number, row, N_("使う列には何も書かれていません。"))
        return interview

    def _moment(self, row: Sequence[str]) -> datetime | None:
        if self._date is None:
            return None
        clock = "" if self._time is None else row[self._time]
        date = with_year(row[self._date], self._year)
        return parse_apart(date, clock, self._written_in, self._mapping.date_order)

    def _as_above(self, row: tuple[str, ...]) -> tuple[str, ...]:
        """Return the row with what 〃 stands for: the words of the row above, but never a consent or an answer."""
        again = [place for place in self._told if row[place].strip() in DITTO]
        if again and self._above:
            row = tuple([self._above[place] if place in again else cell for place, cell in enumerate(row)])
        self._above = row
        return row

    def _interview(
        self, number: int, row: Sequence[str], moment: datetime | None, fingerprint: str
    ) -> Interview | None:
        answers = tuple(
            [
                Answer(key, row[place], None if said is None else self._saids[row[said]])
                for key, place, said in self._texts
                if row[place] and not row[place].isspace()
            ]
        )
        words = {what: row[place].strip() for what, place in self._plain}
        words |= {what: understood[row[place]] for what, place, understood in self._words}
        choices = self._chosen(row) if self._choices else {}
        photos = self._photo_names(row) if self._photos else ()
        relation = "" if self._relation is None else row[self._relation].strip()
        consents, consent_given = self._consents.read(row)
        if not (answers or moment or choices or photos or relation or consent_given or any(words.values())):
            return None
        wave = self._wave or words.pop("wave", "") or self._wave_of(moment)
        words.pop("wave", None)
        return Interview(
            answers=answers,
            fingerprint=fingerprint,
            at=moment,
            wave=wave,
            relation=self._relations[relation] if relation else "unknown",
            consents=consents,
            choices=choices,
            photos=photos,
            row=number,
            **words,
        )

    def _chosen(self, row: Sequence[str]) -> dict[str, str]:
        """Return the answers to choices and scales; several of one question are joined."""
        chosen: dict[str, list[str]] = {}
        for asked, place, understood in self._choices:
            cell = row[place]
            if not cell.strip():
                continue
            question = asked.question
            parts = (
                split_choices(cell, asked.separator or CHOICES_JOINED, question.choices)
                if question.multiple
                else [cell]
            )
            chosen.setdefault(question.key, []).extend(understood[part] for part in parts)
        return {key: CHOICES_JOINED.join(dict.fromkeys(parts)) for key, parts in chosen.items()}

    def _fingerprint(self, row: Sequence[str]) -> str:
        """SHA-256 over the (header, cell) pairs sorted by header; NUL never occurs in a cell."""
        pairs = [name + row[place] for place, name in self._sorted_cells if row[place]]
        return sha256("\0".join(pairs).encode("utf-8", "surrogatepass")).hexdigest()

    def _photo_names(self, row: Sequence[str]) -> tuple[PhotoName, ...]:
        return tuple(
            PhotoName(name, kind, also) for kind, place in self._photos for name, also in photo_names(row[place])
        )

    def _wave_of(self, moment: datetime | None) -> str:
        """Return the declared wave under way on the day in the survey's zone, or ""."""
        if moment is None:
            return ""
        day = (moment if moment.tzinfo is self._zone else moment.astimezone(self._zone)).date()
        return self._mapping.wave_on(day)

    def _reject(self, number: int, row: Sequence[str], reason: str, **values: Any) -> Reject:
        cells = {name: cell for name, cell in zip(self._header, row, strict=False) if cell}
        extra = {f"列{place}": cell for place, cell in enumerate(row, 1) if place > len(self._header) and cell}
        return Reject(number, reason, values, cells | extra)
