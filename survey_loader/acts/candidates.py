"""Sorting the rows of a file: who is new, known, changed, erased, or cannot be taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from sqlite_utils import Database

from survey_loader.acts.identity import content_hash, id_of_key, interview_id, local_day, wave_of
from survey_loader.acts.reports import ImportReport, ImportRequest
from survey_loader.language import N_
from survey_loader.models import Interview, Reject, Survey
from survey_loader.sources.reading import Reading
from survey_loader.store.tombstones import Ledger, long_marks, row_marks
from survey_loader.store.versions import Known, known_versions, same_as
from survey_loader.text.normalise import normalise

# One chunk becomes one short transaction: well under 200 ms on an ordinary disk.
CHUNK = 400

Progress = Callable[[int, int | None], None]
Standing = Literal["new", "known", "changed", "conflict"]

CONFLICT = N_("画面で直した内容と、ファイルの新しい内容が食い違います。画面の内容を残しました。")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An interview of a file with its identity and how it stands to what is stored, and in which row (0 for none).

    "conflict": its source changed after a person had changed it on the screen; the person's version stays.
    """

    id: str
    content: str
    wave: str
    day: str | None
    interview: Interview
    standing: Standing
    stored: int = 0


def candidates(
    db: Database, target: Survey, reading: Reading, request: ImportRequest, ledger: Ledger, report: ImportReport
) -> Iterator[list[Candidate]]:
    """Yield the rows of a file in chunks, counting in `report` how each stands; who was erased is left out."""
    seen: Counter[str] = Counter()
    keep = _kept(ledger, target.slug, reading.mapping.columns.key, report)
    met: set[str] = set()
    for rows in _chunks(reading.rows):
        identified: dict[str, Interview] = {}
        for identity, row in _identified(db, target, rows, request.same, seen, keep):
            if identity in met and ledger.holds(identity):
                report.erased += 1
                continue
            if identity in met:
                report.reject(Reject(row.row, N_("同じID「{key}」の行が、この前にもあります。"), {"key": row.key}))
                continue
            met.add(identity)
            identified[identity] = row
        yield _standing(db, target, identified, request.wave, ledger, report)


def _identified(
    db: Database,
    target: Survey,
    rows: list[Interview | Reject],
    chosen: Mapping[str, str],
    seen: Counter[str],
    reject: Callable[[Reject], None],
) -> list[tuple[str, Interview]]:
    """Return the interviews of a chunk with their ids; a person may have said whose new writing one is."""
    found = []
    for row in rows:
        if isinstance(row, Reject):
            reject(row)
        else:
            found.append((interview_id(target.slug, row, seen), row))
    same = same_as(db, [identity for identity, row in found if not row.key])
    same.update(chosen)
    return [(same.get(identity, identity), row) for identity, row in found]


def _kept(ledger: Ledger, slug: str, key_column: str, report: ImportReport) -> Callable[[Reject], None]:
    """Return what keeps a row that could not be taken, unless it is of somebody erased."""

    def keep(row: Reject) -> None:
        if of_erased(ledger, slug, key_column, row):
            report.erased += 1
        else:
            report.reject(row)

    return keep


def of_erased(ledger: Ledger, slug: str, key_column: str, row: Reject) -> bool:
    """Whether a row that could not be taken bears the key of somebody erased, or words hardly two people write."""
    if not ledger:
        return False
    key = row.cells.get(key_column, "").strip()
    if key and ledger.holds(id_of_key(slug, key)):
        return True
    return ledger.holds_words(long_marks(ledger.key, (), [normalise(cell) for cell in row.cells.values()]))


def _standing(
    db: Database,
    target: Survey,
    identified: dict[str, Interview],
    wave: str,
    ledger: Ledger,
    report: ImportReport,
) -> list[Candidate]:
    stored = known_versions(db, list(identified))
    result = []
    for identity, interview in identified.items():
        label, day = wave_of(interview, target, wave), local_day(interview, target)
        content = content_hash(interview, label)
        known = stored.get(identity)
        standing = _stands(known, content)
        if ledger.holds(identity) or (standing == "new" and _erased(ledger, interview, day)):
            report.erased += 1
            continue
        _count(report, standing, interview)
        number = known.number if known else 0
        result.append(Candidate(identity, content, label, day, interview, standing, number))
    return result


def _stands(known: Known | None, content: str) -> Standing:
    if known is None:
        return "new"
    if known.content == content:
        return "known"
    return "conflict" if known.by_person else "changed"


def _count(report: ImportReport, standing: Standing, interview: Interview) -> None:
    if standing == "new":
        report.interviews += 1
        report.comments += len(interview.answers)
    elif standing == "known":
        report.already_there += 1
    elif standing == "changed":
        report.changed += 1
    else:
        report.conflicts += 1
        report.conflicting.append(Reject(interview.row, CONFLICT))


def _erased(ledger: Ledger, interview: Interview, day: str | None) -> bool:
    """Whether a row that has another id now says what an erased interview said at the same place and day."""
    if not ledger or not interview.answers:
        return False
    texts = [normalise(answer.text) for answer in interview.answers]
    who = (interview.age, interview.relation, interview.board)
    return ledger.holds_words(row_marks(ledger.key, (day, interview.place), who, texts, interview.key))


def _chunks(rows: Iterable[Interview | Reject]) -> Iterator[list[Interview | Reject]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
