"""LimeSurvey: responses as CSV or XLSX, headed by codes, by the questions in full, or by both."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from survey_loader.language import N_
from survey_loader.models import Reject
from survey_loader.sheets import undefused
from survey_loader.sources import contents
from survey_loader.sources.assumptions import Assumption
from survey_loader.sources.columns import Columns, Known
from survey_loader.sources.contents import mostly
from survey_loader.sources.dates import NO_DATE
from survey_loader.sources.layouts.layout import Shaped, Source, only, others_told
from survey_loader.sources.layouts.lime_questions import Cells, Column, columns, heading
from survey_loader.sources.tables import Row, distinct_names

NAME = "lime_survey"
LABEL = N_("LimeSurvey")

NOT_COMPLETED = N_("途中で終わっている回答です(送信した日時がありません)。")

# The columns LimeSurvey adds, by their codes and as it names them in English.
_ENGLISH = {
    "response id": "id", "date submitted": "submitdate", "last page": "lastpage", "start language": "startlanguage",
    "seed": "seed", "date started": "startdate", "date last action": "datestamp", "ip address": "ipaddr",
    "referrer url": "refurl", "access code": "token", "token": "token",
}  # fmt: skip
_CODES = frozenset(_ENGLISH.values())
# Where it names them in another language, the first four are still these, in this order, and dates may follow.
_FIRST, _LATER_DATES = ("id", "submitdate", "lastpage", "startlanguage"), ("startdate", "datestamp")
_PAGE = re.compile(r"-?\d{1,3}")
# Languages a form on a Japanese street comes in; "no" is far more often an answer than Norwegian.
_LANGUAGE = re.compile(r"(ar|de|en|es|fr|hi|id|it|ja|ko|my|ne|nl|pt|ru|th|tl|uk|vi|zh)(-[A-Za-z]+)*")
_ID, _SEED = re.compile(r"\d{1,9}"), re.compile(r"\d{4,}")
# When the interview took place: it began when the form was opened on the street.
_DATES = ("startdate", "submitdate", "datestamp")
# What LimeSurvey writes for a question that was not shown.
_NOT_SHOWN = frozenset({"N/A", "{question_not_shown}"})


def shape(sources: Sequence[Source]) -> Shaped | None:
    """Take the responses; one that was never submitted is rejected and kept to be seen."""
    source = only(sources, lambda source: _roles(source) is not None)
    roles = _roles(source) if source else None
    if source is None or roles is None:
        return None
    header = source.table.header
    asked = {place: heading(name) for place, name in enumerate(header) if place not in roles.values()}
    questions = columns(asked, source.whole)
    kept = {role: place for role, place in roles.items() if role in (*_DATES, "id", "startlanguage")}
    names = distinct_names([*(header[place] for place in kept.values()), *(column.name for column in questions)])
    own, added = dict(zip(kept, names, strict=False)), names[len(kept) :]
    submitted = list(kept).index("submitdate")
    date = _date(kept, source.whole)

    def row(numbered: Row) -> Row:
        number, cells = numbered
        whole = tuple(map(_meant, cells)) + ("",) * (len(header) - len(cells))
        system = [_key(whole, roles, header) if role == "id" else whole[place] for role, place in kept.items()]
        return number, (*system, *(column.of(whole) for column in questions), *whole[len(header) :])

    def reject(numbered: Row) -> Reject | None:
        number, cells = numbered
        if cells[submitted].strip():
            return None
        return Reject(number, NOT_COMPLETED, {}, {name: cell for name, cell in zip(names, cells, strict=False) if cell})

    table = replace(source.table, header=names, rows=map(row, source.table.rows))
    told = (*others_told(sources, source), *_told(own, roles))
    return Shaped(table, _known(own, date, dict(zip(added, questions, strict=True))), reject, told)


def _known(own: Mapping[str, str], date: str, questions: Mapping[str, Column]) -> Known:
    return Known(
        Columns(
            key=own["id"],
            date=own[date],
            language=own.get("startlanguage", ""),
            photo=tuple(name for name, column in questions.items() if column.photo),
            photo_board=tuple(name for name, column in questions.items() if column.photo_board),
        ),
        own=frozenset(name for role, name in own.items() if role in _DATES and role != date),
        spoken={name: column.words for name, column in questions.items()},
        multiple=frozenset(name for name, column in questions.items() if column.several),
        kinds={name: column.kind for name, column in questions.items() if column.kind},
    )


def _roles(source: Source) -> dict[str, int] | None:
    """Return where LimeSurvey's own columns stand, or None where this is no export of LimeSurvey."""
    roles: dict[str, int] = {}
    for place, name in enumerate(source.table.header):
        word = name.partition(". ")[0]
        role = word if word in _CODES else _ENGLISH.get(name.strip().casefold(), "")
        if role:
            roles.setdefault(role, place)
    if {"id", "submitdate"} <= roles.keys() and roles.keys() & {"lastpage", "startlanguage", "seed"}:
        return roles
    return _roles_by_content(source)


def _roles_by_content(source: Source) -> dict[str, int] | None:
    filled = [source.filled(place) for place in range(len(source.table.header))]
    if len(filled) <= len(_FIRST):
        return None
    ids, dates, pages, languages = filled[: len(_FIRST)]
    if not (len(set(ids)) == len(source.samples) and all(map(_ID.fullmatch, ids)) and languages):
        return None
    if not (all(map(_PAGE.fullmatch, pages)) and all(map(_LANGUAGE.fullmatch, languages))):
        return None
    if not all(_is_date(cell) for cell in dates):
        return None
    roles = {role: place for place, role in enumerate(_FIRST)}
    place = len(_FIRST)
    if mostly(_SEED.fullmatch, filled[place]):
        roles["seed"], place = place, place + 1
    for role in _LATER_DATES:
        if place < len(filled) and mostly(_is_date, filled[place]):
            roles[role], place = place, place + 1
    return roles


def _is_date(cell: str) -> bool:
    return cell in NO_DATE or contents.is_date(cell)


def _date(kept: Mapping[str, int], rows: Sequence[Cells]) -> str:
    """Return which of the dates to take: the first that LimeSurvey was told to keep."""
    there = [role for role in _DATES if role in kept]
    told = [role for role in there if any(contents.is_date(row[kept[role]]) for row in rows)]
    return (told or there)[0]


def _meant(cell: str) -> str:
    return "" if cell in _NOT_SHOWN else undefused(cell)


def _key(cells: Cells, roles: Mapping[str, int], header: Sequence[str]) -> str:
    """Return the identity of a response: LimeSurvey counts from 1 in each survey, so its number is not enough.

    The seed is drawn once for each response. Without one, the columns tell the surveys apart: they cannot
    change while a survey is active.
    """
    seed = cells[roles["seed"]].strip() if "seed" in roles else ""
    mark = seed or hashlib.sha256("\0".join(header).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{cells[roles['id']].strip()}-{mark}"


def _told(own: Mapping[str, str], roles: Mapping[str, int]) -> list[Assumption]:
    if "seed" in roles:
        return []
    return [
        Assumption(
            N_("seed の列がないため、「{column}」と見出しで回答を見分けます。いつも同じ形で書き出してください。"),
            {"column": own["id"]},
        )
    ]
