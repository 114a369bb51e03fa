"""Surveys, their questions and waves in the database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database

from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.models import Question, Survey, Wave
from survey_loader.store import street

UNKNOWN_SURVEY = N_("調査「{slug}」が見つかりません。")


def now() -> str:
    """Return this moment in UTC as ISO text."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def surveys(db: Database) -> tuple[Survey, ...]:
    """Return all surveys, the real ones before samples, newest first."""
    rows = db.conn.execute("select definition from surveys order by created_at desc").fetchall()
    found = [survey_from_json(row[0]) for row in rows]
    return tuple(sorted(found, key=lambda survey: survey.sample))


def survey(db: Database, slug: str) -> Survey | None:
    """Return one survey, or None."""
    row = db.conn.execute("select definition from surveys where slug = ?", [slug]).fetchone()
    return survey_from_json(row[0]) if row else None


def known_survey(db: Database, slug: str) -> Survey:
    """Return a survey; raises SurveyError for an unknown one."""
    found = survey(db, slug)
    if found is None:
        raise SurveyError(UNKNOWN_SURVEY, slug=slug)
    return found


def save_survey(db: Database, survey: Survey) -> None:
    """Write a survey's definition; comments are not touched."""
    definition = json.dumps(asdict(survey), ensure_ascii=False)
    db.conn.execute(
        "insert into surveys (slug, definition, created_at) values (?, ?, ?) "
        "on conflict (slug) do update set definition = excluded.definition, revision = revision + 1",
        [survey.slug, definition, now()],
    )


def remove_unused_survey(db: Database, slug: str) -> None:
    """Remove a survey that nothing was ever put into and that nobody set up; call inside a transaction."""
    db.conn.execute(
        "delete from surveys where slug = ? and slug not in (select survey from batches) "
        "and slug not in (select survey from log)",
        [slug],
    )


def engine_in_use(db: Database, slug: str) -> str:
    """Return the tokenizer that the voices of a survey are read with, "" where none came yet.

    Surveys of the first version did not name it, but their comments do.
    """
    row = db.conn.execute(
        "select coalesce(nullif(json_extract(definition, '$.engine'), ''), (select t.name from batches b "
        "join comments c on c.batch = b.number join tokenizers t on t.number = c.tokenizer "
        "where b.survey = slug limit 1), '') "
        "from surveys where slug = ? and slug in (select survey from batches)",
        [slug],
    ).fetchone()
    return str(row[0]) if row else ""


def with_questions(survey: Survey, questions: Sequence[Question]) -> Survey:
    """Return the survey with the questions it does not have yet added at the end."""
    known = {question.key for question in survey.questions}
    # Several columns of a file may answer one question.
    added = tuple(question for question in dict.fromkeys(questions) if question.key not in known)
    return replace(survey, questions=survey.questions + added)


def save_wave(db: Database, slug: str, wave: Wave) -> None:
    """Write a wave; what the new one leaves open keeps its old value."""
    db.conn.execute(
        "insert into waves (survey, label, starts, ends, approached, declined) values (?, ?, ?, ?, ?, ?) "
        "on conflict (survey, label) do update set starts = coalesce(excluded.starts, starts), "
        "ends = coalesce(excluded.ends, ends), approached = coalesce(excluded.approached, approached), "
        "declined = coalesce(excluded.declined, declined)",
        [slug, wave.label, _iso(wave.starts), _iso(wave.ends), wave.approached, wave.declined],
    )


def waves(db: Database, slug: str) -> tuple[Wave, ...]:
    """Return the waves that were declared, in the order of their start, then those that phones alone know of.

    How many people were spoken to is what a file said, else what phones in the street counted.
    """
    rows = db.conn.execute(
        "select label, starts, ends, approached, declined from waves where survey = ? order by starts, label",
        [slug],
    ).fetchall()
    counted = street.counted(db, slug)
    declared = [
        Wave(label, _date(starts), _date(ends), *_spoken_to(approached, declined, counted.pop(label, None)))
        for label, starts, ends, approached, declined in rows
    ]
    return (*declared, *(Wave(label, None, None, *numbers) for label, numbers in sorted(counted.items())))


def _spoken_to(
    approached: int | None, declined: int | None, counted: tuple[int, int] | None
) -> tuple[int | None, int | None]:
    if approached is None and declined is None and counted:
        return counted
    return approached, declined


def done_once(db: Database, name: str) -> bool:
    """Return whether something that happens once in a database's life has happened."""
    return db.conn.execute("select 1 from meta where name = ?", [name]).fetchone() is not None


def mark_done(db: Database, name: str) -> None:
    """Remember that it has happened; call inside a transaction."""
    db.conn.execute("insert or ignore into meta values (?, ?)", [name, now()])


def append_log(db: Database, actor: str, act: str, slug: str = "", record: str = "", **details: Any) -> None:
    """Append who did what to which record; details hold counts and ids, never texts."""
    db.conn.execute(
        "insert into log (at, actor, act, survey, record, details) values (?, ?, ?, ?, ?, ?)",
        [now(), actor, act, slug, record, json.dumps(details, ensure_ascii=False)],
    )


def latest_act(db: Database, acts: Sequence[str]) -> int:
    """Return the number of the latest of these acts in the log, 0 where there was none."""
    marks = ", ".join("?" * len(acts))
    row = db.conn.execute(
        f"select number from log where act in ({marks}) order by number desc limit 1", list(acts)
    ).fetchone()
    return int(row[0]) if row else 0


def survey_from_json(definition: str) -> Survey:
    """Return the survey that `save_survey` wrote."""
    values = json.loads(definition)
    questions = tuple(
        Question(**{**question, "choices": tuple(question["choices"])}) for question in values.pop("questions")
    )
    return Survey(**values, questions=questions)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def counts(db: Database, slug: str) -> dict[str, int]:
    """Return how many interviews and comments of a survey are visible."""
    interviews = db.conn.execute("select count(*) from shown where survey = ?", [slug]).fetchone()[0]
    comments = db.conn.execute(
        "select count(*) from shown i join comments c on c.interview = i.number where i.survey = ?", [slug]
    ).fetchone()[0]
    return {"interviews": interviews, "comments": comments}
