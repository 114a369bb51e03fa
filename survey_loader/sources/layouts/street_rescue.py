"""What a phone of the street form saved as one file: `interviews.json` and `photos/` in a ZIP.

Each interview is known by the id the phone gave it, so one that was sent meanwhile is the same interview.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from survey_loader import consent_words
from survey_loader.language import N_
from survey_loader.models import STREET_KEY, Consents, QuestionKind, Survey
from survey_loader.sources.columns import Columns, Known
from survey_loader.sources.layouts.layout import Shaped, Source
from survey_loader.sources.tables import Row

NAME = "street_rescue"
LABEL = N_("スマホから保存したファイル")

KEY, DATE = "id", "at"
# Columns that hold just what we mean, under our own names.
_PLAIN = ("wave", "place", "interviewer", "board", "age", "relation", "language", "group", "note")
# Words that other tools write in many ways, and a phone as the form offers them.
_AS_IT_IS = ("age", "language")
_PHOTO, _PHOTO_BOARD = "photo", "photo_board"
_QUOTE, _COMMITTEE, _PUBLIC = "consent_quote", "consent_photo_committee", "consent_photo_public"
_NEEDED = frozenset({KEY, DATE, "consents/quote", "consents/committee", "consents/public"})
_ANSWER, _SAID, _CHOICE = "answers/", "said/", "choices/"
# Asked wherever nothing else is: a phone that took photos of boards alone tells no question.
_ANY = ("like",)
_FOR_WHOM = "だれにとって"
_FIXED = (KEY, DATE, *_PLAIN, _PHOTO, _PHOTO_BOARD, _QUOTE, _COMMITTEE, _PUBLIC)
# The consents of the public as one word: (hall, web).
_SHOWN = {("face", "face"): "face", ("face", "no"): "hall", ("board", "board"): "board", ("board", "no"): "board_hall"}
_GUARDIAN_AGE = Survey("", "").guardian_age

Cells = Mapping[str, str]


def shape(sources: Sequence[Source]) -> Shaped | None:
    """Return the interviews of a phone's file, one a row."""
    if len(sources) != 1 or not set(sources[0].table.header) >= _NEEDED:
        return None
    table = sources[0].table
    # The file is in memory already; what it holds decides the columns.
    told = [(number, dict(zip(table.header, cells, strict=False))) for number, cells in table.rows]
    asked = [name.removeprefix(_ANSWER) for name in _in_order([cells for _, cells in told], _ANSWER)] or list(_ANY)
    chosen = _in_order([cells for _, cells in told], _CHOICE)
    pairs = [name for key in asked for name in (_ANSWER + key, _SAID + key)]
    header = (*_FIXED, *pairs, *chosen)
    kinds: dict[str, QuestionKind] = dict.fromkeys(chosen, "choice")
    kinds |= {_ANSWER + key: "text" for key in asked}
    rows: list[Row] = [(number, _row(cells, header)) for number, cells in told]
    known = Known(
        Columns(
            key=KEY, date=DATE, photo=(_PHOTO,), photo_board=(_PHOTO_BOARD,), consent_quote=_QUOTE,
            consent_photo_committee=_COMMITTEE, consent_photo_public=_PUBLIC, **{name: name for name in _PLAIN},
        ),
        spoken={_ANSWER + key: key for key in asked}
        | {_SAID + key: _FOR_WHOM for key in asked}
        | {name: name.removeprefix(_CHOICE) for name in chosen},
        kinds=kinds,
        values={name: {cell: cell for _, cells in told if (cell := cells.get(name, ""))} for name in _AS_IT_IS},
    )  # fmt: skip
    return Shaped(replace(table, header=header, rows=iter(rows)), known)


def _in_order(interviews: Sequence[Cells], beginning: str) -> list[str]:
    """Return the columns that begin so, in the order in which phones wrote them, which is that of the survey."""
    after: TopologicalSorter[str] = TopologicalSorter()
    met: dict[str, None] = {}
    for cells in interviews:
        names = [name for name, cell in cells.items() if name.startswith(beginning) and cell]
        met |= dict.fromkeys(names)
        for number, name in enumerate(names):
            after.add(name, *names[:number])
    try:
        return list(after.static_order())
    except CycleError:
        return list(met)


def _row(cells: Cells, header: Iterable[str]) -> tuple[str, ...]:
    consents = _consents(cells)
    photos = _photos(cells.get("photos", ""))
    relation = cells.get("relation", "")
    made = {
        KEY: STREET_KEY + cells[KEY].strip().lower(),
        "relation": "" if relation == "unknown" else relation,
        _PHOTO: ",".join(name for name, kind in photos if kind != "board"),
        _PHOTO_BOARD: ",".join(name for name, kind in photos if kind == "board"),
        _QUOTE: "yes" if consents.quote else "no",
        _COMMITTEE: consents.photo_committee,
        _PUBLIC: _SHOWN.get((consents.photo_hall, consents.photo_web), "no"),
    }
    return tuple(made.get(name, cells.get(name, "")) for name in header)


def _consents(cells: Cells) -> Consents:
    guardian = {"TRUE": True, "FALSE": False}.get(cells.get("consents/guardian", ""))
    return consent_words.allowed(
        cells["consents/quote"] == "TRUE",
        cells["consents/committee"],
        cells["consents/public"],
        guardian,
        cells.get("age", ""),
        _GUARDIAN_AGE,
    )


def _photos(cell: str) -> list[tuple[str, str]]:
    """Return (name in the ZIP, what is on it) of the photos of an interview."""
    try:
        told: Any = json.loads(cell or "[]")
    except ValueError:
        return []
    named = [photo for photo in told if isinstance(photo, dict) and photo.get("sha256")]
    return [(photo_name(str(photo["sha256"])), str(photo.get("kind", "face"))) for photo in named]


def photo_name(sha256: str) -> str:
    """Return what a phone's file calls a photo."""
    return f"photos/{sha256}.jpg"
