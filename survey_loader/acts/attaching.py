"""Photos that come with a file: found by name, made safe, attached to their interview."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sqlite_utils import Database

from survey_loader.acts.candidates import Candidate
from survey_loader.acts.reports import ImportReport
from survey_loader.errors import UnusableFile, UnusablePhoto
from survey_loader.language import N_
from survey_loader.models import PhotoName, Reject
from survey_loader.settings import Settings
from survey_loader.sources.packages import Member, Package
from survey_loader.store.connection import transaction
from survey_loader.store.photos import attached_names, make_picture, save_photo, write_files
from survey_loader.store.writes import Batch


@dataclass(frozen=True, slots=True)
class PhotoFolder:
    """The photo files that were handed in by their name; a name that occurs twice is ambiguous (None)."""

    files: dict[str, Member | None]
    given: bool

    @classmethod
    def of(cls, places: Sequence[Path], package: Package) -> PhotoFolder:
        """List folders, and the photos that came in the package itself; raises UnusableFile where there is none."""
        files: dict[str, Member | None] = {}
        for member in (*package.photos, *(member for place in places for member in _members(place))):
            name = _name(PurePosixPath(member.name).name)
            files[name] = None if name in files else member
        return cls(files, given=bool(places or package.photos))


def _members(folder: Path) -> Iterator[Member]:
    if not folder.is_dir():
        raise UnusableFile(N_("写真のフォルダー「{path}」が見つかりません。"), path=str(folder))
    for path in sorted(folder.rglob("*")):
        # A link could lead out of the folder.
        if path.is_file() and not path.is_symlink():
            yield Member(path.relative_to(folder).as_posix(), path.stat().st_size, path)


def attach_photos(
    settings: Settings,
    db: Database,
    batch: Batch,
    folder: PhotoFolder,
    chunk: Sequence[Candidate],
    report: ImportReport,
) -> None:
    """Attach the photos that these interviews name; what fails goes into the report, the rest goes on."""
    if not folder.given:
        return
    named = [candidate for candidate in chunk if candidate.interview.photos]
    there = attached_names(db, [candidate.id for candidate in named])
    for candidate in named:
        for photo in candidate.interview.photos:
            if (candidate.id, photo.name) not in there:
                _attach(settings, db, batch, folder, candidate, photo, report)


def _attach(
    settings: Settings,
    db: Database,
    batch: Batch,
    folder: PhotoFolder,
    candidate: Candidate,
    photo: PhotoName,
    report: ImportReport,
) -> None:
    row = candidate.interview.row
    name = _name(PurePosixPath(photo.name.replace("\\", "/")).name)
    path = folder.files.get(name)
    if path is None:
        reason = N_("写真「{name}」がフォルダーにありません。")
        if name in folder.files:
            reason = N_("写真「{name}」がフォルダーに二つあります。名前を変えてください。")
        report.photo_problems.append(Reject(row, reason, {"name": photo.name}))
        return
    try:
        picture = make_picture(path.read())
    except UnusablePhoto as error:
        report.photo_problems.append(Reject(row, N_("写真「{name}」：{why}"), {"name": photo.name, "why": str(error)}))
        return
    write_files(settings.photos_dir, picture)
    with transaction(db):
        if save_photo(db, batch.number, candidate.id, picture, photo.kind, photo.name):
            report.photos += 1


def _name(name: str) -> str:
    """Return a file name as it is compared: one Unicode form (macOS splits が), no case."""
    return unicodedata.normalize("NFC", name).casefold()
