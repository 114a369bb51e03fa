"""The versions of an interview side by side, whole enough to go back to one, and what the log says of it."""

from __future__ import annotations

import json
from typing import NamedTuple

from sqlite_utils import Database

from survey_loader.models import Answer, Consents, Relation
from survey_loader.store.consents import COLUMNS
from survey_loader.store.log import Line


class Version(NamedTuple):
    """One published version: its row, who brought it ("entry" or "import") and when, whether it is in force, and all it
    says. `at` is UTC as ISO text, `at_offset` its zone in minutes; `several` marks two answers to one question."""

    number: int
    content: str
    survey: str
    actor: str
    origin: str
    stored_at: str
    in_force: bool
    at: str | None
    at_offset: int | None
    wave: str
    place: str
    interviewer: str
    board: str
    age: str
    relation: Relation
    language: str
    group: str
    note: str
    choices: dict[str, str]
    consents: Consents
    answers: tuple[Answer, ...]
    several: bool


def versions(db: Database, interview_id: str) -> list[Version]:
    """Return the published versions of an interview: the one in force, then those before it, the latest first."""
    rows = db.conn.execute(
        "select i.number, i.content, i.survey, b.actor, b.kind, b.created_at, i.superseded = 0, i.at, i.at_offset, "
        'i.wave, i.place, i.interviewer, i.board, i.age, i.relation, i.language, i."group", i.note, i.choices, '
        f"{COLUMNS}, (select json_group_array(json_array(question, text, said, ordinal)) from "
        "(select question, text, said, ordinal from comments where interview = i.number order by number)) "
        "from interviews i join batches b on b.number = i.batch where i.id = ? and b.change is not null "
        "order by i.superseded, i.number desc",
        [interview_id],
    )
    found = []
    for *plain, choices, quote, committee, hall, web, basis, texts in rows:
        plain[6] = bool(plain[6])
        told = json.loads(texts)
        answers = tuple(Answer(question, text, said) for question, text, said, _ in told)
        several = any(ordinal for *_, ordinal in told)
        consents = Consents(bool(quote), committee, hall, web, basis)
        found.append(Version._make((*plain, json.loads(choices), consents, answers, several)))
    return found


def lines(db: Database, interview_id: str) -> list[Line]:
    """Return what the log says of an interview, the newest first."""
    rows = db.conn.execute(
        "select number, at, actor, act, survey, record, details from log where record = ? order by number desc",
        [interview_id],
    )
    return [Line._make((*plain, json.loads(details))) for *plain, details in rows]
