"""Taking in files that a page was handed, until they are imported: which is the table, which are photos."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal

from survey_loader.settings import Settings
from survey_loader.sources.members import PHOTO_NAMES, TABLE_NAMES, TEXT_NAMES
from survey_loader.store import uploads
from survey_loader.store.connection import faults_told

UploadKind = Literal["table", "photos", "mapping"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was uploaded and now lies in the waiting folder; `kind` is what it seems to be."""

    path: Path
    kind: UploadKind

    @property
    def name(self) -> str:
        """The visitor's name for it."""
        return self.path.name


def receive(settings: Settings, name: str, content: BinaryIO) -> Upload:
    """Keep an uploaded file for its import."""
    with faults_told():
        uploads.drop_old(settings.uploads_dir)
        path = uploads.keep(settings.uploads_dir, name, content)
    return Upload(path, _kind(path))


def forget_old(settings: Settings) -> None:
    """Remove what nobody imported within a day."""
    uploads.drop_old(settings.uploads_dir)


def forget(settings: Settings, paths: Iterable[Path]) -> None:
    """Remove waiting files; what lies elsewhere belongs to somebody and stays."""
    for path in paths:
        uploads.drop(settings.uploads_dir, path)


def _kind(path: Path) -> UploadKind:
    """Tell photos and mappings by their names, a ZIP by what is in it; the reader judges the rest."""
    suffix = path.suffix.casefold()
    if suffix == ".toml":
        return "mapping"
    if suffix in PHOTO_NAMES or (suffix == ".zip" and _only_photos(path)):
        return "photos"
    return "table"


def _only_photos(path: Path) -> bool:
    """Say whether a ZIP holds photos and no table; a text beside photos is a note."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [PurePosixPath(name) for name in archive.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError):
        # The reader says in plain words what is wrong with it.
        return False
    suffixes = {name.suffix.casefold() for name in names if "__MACOSX" not in name.parts}
    if suffixes & set(TABLE_NAMES):
        return False
    return bool(suffixes & set(PHOTO_NAMES)) or not suffixes & set(TEXT_NAMES)
