"""Sorting the rows of a file: who is new, known, changed, or cannot be taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from sqlite_utils import Database

from survey_loader.acts.identity import content_hash, interview_id, local_day, wave_of
from survey_loader.acts.reports import ImportReport
from survey_loader.language import N_
from survey_loader.models import Interview, Reject, Survey
from survey_loader.sources.reading import Reading
from survey_loader.store.writes import known_contents

# One chunk becomes one short transaction: well under 200 ms on an ordinary disk.
CHUNK = 400

Progress = Callable[[int, int | None], None]
Standing = Literal["new", "known", "changed"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An interview of a file with its identity and how it stands to what is stored."""

    id: str
    content: str
    wave: str
    day: str | None
    interview: Interview
    standing: Standing


def candidates(
    db: Database, target: Survey, reading: Reading, wave: str, report: ImportReport
) -> Iterator[list[Candidate]]:
    """Yield the rows of a file in chunks, counting in `report` how each stands."""
    seen: Counter[str] = Counter()
    met: set[str] = set()
    for rows in _chunks(reading.rows):
        identified: dict[str, Interview] = {}
        for row in rows:
            if isinstance(row, Reject):
                report.reject(row)
                continue
            identity = interview_id(target.slug, row, seen)
            if identity in met:
                report.reject(Reject(row.row, N_("同じID「{key}」の行が、この前にもあります。"), {"key": row.key}))
                continue
            met.add(identity)
            identified[identity] = row
        yield _standing(db, target, identified, wave, report)


def _standing(
    db: Database, target: Survey, identified: dict[str, Interview], wave: str, report: ImportReport
) -> list[Candidate]:
    stored = known_contents(db, list(identified))
    result = []
    for identity, interview in identified.items():
        label = wave_of(interview, target, wave)
        content = content_hash(interview, label)
        standing: Standing = "new"
        if identity in stored:
            standing = "known" if stored[identity][1] == content else "changed"
        if standing == "new":
            report.interviews += 1
            report.comments += len(interview.answers)
        elif standing == "known":
            report.already_there += 1
        else:
            report.changed += 1
        result.append(Candidate(identity, content, label, local_day(interview, target), interview, standing))
    return result


def _chunks(rows: Iterable[Interview | Reject]) -> Iterator[list[Interview | Reject]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
