"""Looking at a file before anything of it is stored."""

from __future__ import annotations

from collections.abc import Mapping as Values
from dataclasses import dataclass

from survey_loader.acts.attaching import Attaching, PhotoFolder, fact_of
from survey_loader.acts.candidates import Candidate, candidates
from survey_loader.acts.importing import begin
from survey_loader.acts.pairing import Pair, pairs
from survey_loader.acts.reports import ImportReport, ImportRequest
from survey_loader.models import Interview, Question, Survey
from survey_loader.settings import Settings
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.reading import Recognised
from survey_loader.store.connection import opened
from survey_loader.store.surveys import latest_act, survey
from survey_loader.store.tombstones import load

SHOWN = 20
# Not what street writers do: a look would never last while they write.
ACTS = ("import", "undo", "erase", "save mapping", "remove mapping")


@dataclass(frozen=True)
class Preview:
    """What an import would do: the survey it goes into, how the file was read, the first interviews, the counts.

    `survey` is as the import would leave it, `questions` are those it has already, () where it is made anew.
    `samples` are the first rows of the file, `unread` the cells nobody understood, by field, `pairs` new rows
    that may be changed old ones, `photos` how many photo files there are. The file itself is closed again, and
    nothing that was unpacked is left.
    """

    survey: Survey
    created: bool
    questions: tuple[Question, ...]
    mapping: Mapping
    recognised: Recognised
    samples: tuple[tuple[str, ...], ...]
    unread: Values[str, tuple[str, ...]]
    first: tuple[Interview, ...]
    report: ImportReport
    photos: int
    pairs: tuple[Pair, ...] = ()


def standing(settings: Settings) -> int:
    """Return a number that grows with every act after which the same file may be read or counted another way."""
    with opened(settings.database) as db:
        return latest_act(db, ACTS)


def preview(settings: Settings, request: ImportRequest) -> Preview:
    """Read a whole file without storing anything; raises what `import_file` would raise.

    A file in which no voices can be told is looked at all the same, so that a person can say where they are.
    """
    with opened(settings.database) as db:
        reading, target, report = begin(db, request, needs_voices=False)
        stored = survey(db, target.slug)
        ledger = load(settings.erased)
        folder = PhotoFolder.of(request.photos, reading.package)
        photos = Attaching(settings, db, target, folder, ledger, report)
        first: list[Interview] = []
        new: list[Candidate] = []
        met: set[str] = set()
        for chunk in candidates(db, target, reading, request, ledger, report):
            first.extend(candidate.interview for candidate in chunk[: SHOWN - len(first)])
            photos.note(map(fact_of, chunk))
            if stored:
                new.extend(candidate for candidate in chunk if candidate.standing == "new")
                met.update(candidate.id for candidate in chunk)
        placed = photos.plan()
        report.photos = sum(bool(photo.interview_id) for photo in placed)
        report.photos_waiting = len(placed) - report.photos
        return Preview(
            survey=target,
            created=stored is None,
            questions=stored.questions if stored else (),
            mapping=reading.mapping,
            recognised=reading.recognised,
            samples=reading.samples,
            unread={what: tuple(cells) for what, cells in reading.unread.items() if cells},
            first=tuple(first),
            report=report,
            photos=len(folder.members),
            pairs=pairs(db, target, new, met),
        )
