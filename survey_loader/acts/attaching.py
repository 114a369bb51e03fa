"""Photos that come with a file: made safe and given to their interview, or kept until a person finds whose they are."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from survey_loader.acts import matching, naming
from survey_loader.acts.candidates import Candidate
from survey_loader.acts.matching import InterviewFact, Match, PhotoFact
from survey_loader.acts.reports import ImportReport
from survey_loader.errors import UnusablePhoto
from survey_loader.language import N_
from survey_loader.models import PhotoKind, Reject, Survey
from survey_loader.settings import Settings
from survey_loader.sources.packages import Member, Package, photos_in
from survey_loader.sources.tables import Line
from survey_loader.store import waiting
from survey_loader.store.connection import transaction
from survey_loader.store.photo_files import write_files
from survey_loader.store.photos import KnownFile, Matched, attached_names, known_files, save_met, save_photo
from survey_loader.store.pictures import capture_time, make_picture
from survey_loader.store.tombstones import Ledger

NONE_CAME = N_(
    "写真の名前が{n}件ありますが、写真は入っていません。写真のフォルダーかZIPをいっしょに入れると、つながります。"
)
MISSING = N_("写真「{name}」がフォルダーにありません。")
SEVERAL = N_("写真「{name}」がフォルダーに二つ以上あります。どれなのかを「写真をつなぐ」で選んでください。")
UNUSABLE = N_("写真「{name}」：{why}")
ERASED = N_("消した人の写真が1枚ありました。入れていません。")

Step = Callable[[], None]


@dataclass(frozen=True, slots=True)
class PhotoFolder:
    """The photo files that were handed in, each once, and what of it was refused."""

    members: tuple[Member, ...]
    refused: tuple[Reject, ...] = ()

    @classmethod
    def of(cls, places: Sequence[Path], package: Package | None = None) -> PhotoFolder:
        """List folders, ZIPs and photo files, and what came in the package itself.

        Raises UnusableFile where a place is none of these.
        """
        found = [photos_in(place) for place in places]
        members = [*(package.photos if package else ()), *(member for listed, _ in found for member in listed)]
        return cls(tuple(_each_once(members)), tuple(reject for _, refused in found for reject in refused))


def _each_once(members: Iterable[Member]) -> list[Member]:
    """Leave out copies of a file under the same name: the same folder twice, or a folder inside its own copy."""
    alike: dict[tuple[str, int], list[Member]] = defaultdict(list)
    for member in members:
        alike[member.name.rsplit("/", 1)[-1].casefold(), member.size].append(member)
    return [member for same in alike.values() for member in ([*_distinct(same)] if len(same) > 1 else same)]


def _distinct(members: Sequence[Member]) -> Iterable[Member]:
    kept: dict[str, Member] = {}
    for member in members:
        try:
            kept.setdefault(_sha256(member.read()), member)
        except UnusablePhoto:
            # Why it cannot be read is told when its turn comes.
            kept.setdefault(member.name, member)
    return kept.values()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a photo file (its place among those handed in) goes; without an interview it waits."""

    place: int
    interview_id: str = ""
    matched: Matched = "none"
    kind: PhotoKind = "face"
    name: str = ""
    row: int = 0


def fact_of(candidate: Candidate) -> InterviewFact:
    """Return what an interview of a file tells of its photo."""
    it = candidate.interview
    return InterviewFact(
        candidate.id, it.key, it.at, it.interviewer, it.board, it.photos, it.row, folder=_folder_of(it.row)
    )


def _folder_of(row: int) -> str:
    """Return the folder of the table in which a row stands, where several tables were read as one."""
    return row.file.rpartition("/")[0] + "/" if isinstance(row, Line) and "/" in row.file else ""


class Attaching:
    """The photos of one import: noted interviews on one side, files on the other, joined by `run`."""

    def __init__(
        self,
        settings: Settings,
        db: Database,
        survey: Survey,
        folder: PhotoFolder,
        ledger: Ledger,
        report: ImportReport,
    ) -> None:
        self.settings, self.db, self.survey, self.folder = settings, db, survey, folder
        self.ledger, self.report = ledger, report
        self.facts: list[InterviewFact] = []
        self.known: dict[str, list[KnownFile]] = {}
        # The SHA-256 of the files that no name has spoken for.
        self.sums: dict[int, str] = {}
        # Those of them that the survey has already.
        self.met: set[str] = set()
        self.zone = survey.zone

    def note(self, facts: Iterable[InterviewFact]) -> None:
        """Remember interviews whose photos may be among the files; without files, only those that name one."""
        self.facts += facts if self.folder.members else (fact for fact in facts if fact.photos)

    def run(self, batch: int, step: Step, tell_missing: bool = True) -> None:
        """Store every photo in the batch; `step` is called after each. What fails goes into the report."""
        plan = self.plan(tell_missing)
        stored = {placement.place for placement in plan}
        self.met = {received for place, received in self.sums.items() if place not in stored and received in self.known}
        for placement in plan:
            self._store(batch, placement)
            step()
        self.report.photo_problems.sort(key=lambda reject: reject.row)

    def keep_met(self, batch: int) -> None:
        """Remember the photos that were there already, as people have joined or parted them meanwhile.

        Call inside the publishing transaction.
        """
        if self.met:
            save_met(self.db, self.survey.slug, batch, self.met)

    def plan(self, tell_missing: bool = True) -> list[Placement]:
        """Return which file is to be stored where; nothing is decoded or written.

        `tell_missing` also puts into the report the photos that interviews name and that were not handed in.
        """
        self.report.file_problems += self.folder.refused
        if not self.folder.members:
            awaited = sum(len(fact.photos) for fact in self._unanswered())
            if awaited and tell_missing:
                self.report.photo_problems.append(Reject(0, NONE_CAME, {"n": awaited}))
            return []
        self.known = known_files(self.db, self.survey.slug)
        facts = self._unanswered()
        named, unfound = naming.by_name([member.name for member in self.folder.members], facts)
        rest = self._rest({match.photo for match in named})
        had = waiting.photographed(self.db, [fact.id for fact in facts])
        found = self._match(rest, facts, had | {match.interview.id for match in named})
        placed = {match.photo for match in found}
        got = {match.interview.id for match in found}
        for lost in unfound:
            if lost.interview.id not in got and (lost.several or tell_missing):
                reason = SEVERAL if lost.several else MISSING
                self.report.photo_problems.append(Reject(lost.interview.row, reason, {"name": lost.name}))
        left = [place for place in rest if place not in placed and not self._waits(place)]
        return [
            *map(_placement, (*named, *found)),
            *(Placement(place, name=self.folder.members[place].name) for place in left),
        ]

    def _unanswered(self) -> list[InterviewFact]:
        """Return the interviews with those of the photos they name that they do not have yet."""
        there = attached_names(self.db, [fact.id for fact in self.facts if fact.photos])
        return [
            replace(fact, photos=tuple(photo for photo in fact.photos if (fact.id, photo.name) not in there))
            for fact in self.facts
        ]

    def _rest(self, taken: set[int]) -> dict[int, PhotoFact]:
        """Return the photos no name has spoken for, and that no interview has already."""
        rest: dict[int, PhotoFact] = {}
        for place, member in enumerate(self.folder.members):
            if place in taken:
                continue
            try:
                content = member.read()
            except UnusablePhoto:
                rest[place] = PhotoFact(member.name)
                continue
            self.sums[place] = _sha256(content)
            if not any(known.interview_id or _decided(known) for known in self._known(place)):
                rest[place] = PhotoFact(
                    member.name, self._aware(capture_time(content)) or matching.named_time(member.name, self.zone)
                )
        return rest

    def _match(self, rest: dict[int, PhotoFact], facts: list[InterviewFact], had: set[str]) -> list[Match]:
        facts = [replace(fact, photographed=fact.id in had) for fact in facts]
        boards = matching.by_board(rest, facts, self.zone)
        had = had | {match.interview.id for match in boards}
        placed = {match.photo for match in boards}
        left = {place: photo for place, photo in rest.items() if place not in placed}
        facts = [replace(fact, photographed=fact.id in had) for fact in facts]
        return [*boards, *matching.by_time(left, facts)]

    def _known(self, place: int) -> list[KnownFile]:
        return self.known.get(self.sums.get(place, ""), [])

    def _waits(self, place: int) -> bool:
        return any(not known.interview_id for known in self._known(place))

    def _aware(self, taken: str | None) -> datetime | None:
        """Return a capture time with its offset; a camera that tells none shows the time of the town."""
        if taken is None:
            return None
        moment = datetime.fromisoformat(taken)
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC)

    def _store(self, batch: int, photo: Placement) -> None:
        try:
            content = self.folder.members[photo.place].read()
            received = _sha256(content)
            if any(map(_decided, self.known.get(received, ()))):
                return
            if self.ledger.holds(received):
                self.report.photo_problems.append(Reject(0, ERASED))
                return
            picture = make_picture(content)
        except UnusablePhoto as error:
            told = {"name": photo.name, "why": str(error)}
            self.report.photo_problems.append(Reject(photo.row, UNUSABLE, told))
            return
        # The row comes first: a file without a row would never be found again to be removed.
        with transaction(self.db):
            added = save_photo(self.db, batch, photo.interview_id, picture, photo.kind, photo.name, photo.matched)
        write_files(self.settings.photos_dir, picture)
        if photo.interview_id:
            self.report.photos += added
        else:
            self.report.photos_waiting += added


def _placement(match: Match) -> Placement:
    return Placement(match.photo, match.interview.id, match.how, match.kind, match.name, match.interview.row)


def _decided(known: KnownFile) -> bool:
    """Whether a person has said whose this photo is, or that it is nobody's: no import knows better."""
    return known.matched in {"hand", "dropped"}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
