"""Single files of a package: what each is, and how its bytes are reached."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
import weakref
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Literal

from survey_loader.errors import UnusablePhoto
from survey_loader.language import N_
from survey_loader.sources.archives import DAMAGE, tidied

# Larger photos are refused by the store as well (store.photos.MAX_BYTES).
MAX_PHOTO = 50_000_000

# An .xls cannot be read, but whoever reads tables says what to do with it.
TABLE_NAMES = (".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".xls")
# A text file is a table where there is no other: beside one it is a note.
TEXT_NAMES = (".txt",)
PHOTO_NAMES = (
    ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".heic", ".heif", ".webp", ".avif",
    ".gif", ".bmp", ".tif", ".tiff",
)  # fmt: skip
_PHOTO_START = re.compile(rb"\xff\xd8\xff|\x89PNG|RIFF....WEBP|....ftyp(heic|heix|hevc|mif1|msf1|avif)|GIF8", re.DOTALL)

_PREFIX = "machi-unpacked-"
# No import takes a day: what is older in the temporary folder was left by a process that was killed.
LEFT_OVER = 24 * 3600

Kind = Literal["table", "text", "photo", "zip", "empty", "broken", "other"]


class Scratch:
    """A temporary folder for what is unpacked; it is gone when nobody refers to it any more."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._count = 0

    def place_for(self, name: str) -> Path:
        """Return where a file of that name can be written: alone in a folder, under the end of its own name."""
        if self._path is None:
            _remove_left_over()
            self._path = Path(tempfile.mkdtemp(prefix=_PREFIX))
            weakref.finalize(self, shutil.rmtree, self._path, ignore_errors=True)
        self._count += 1
        folder = self._path / str(self._count)
        folder.mkdir()
        # A file name holds 255 bytes on most systems, and a kanji takes three.
        return folder / PurePosixPath(name).name[-60:]


def _remove_left_over() -> None:
    """Remove what a killed process could not: there are people's words in it."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > LEFT_OVER:
                shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package; `name` is its path inside, with "/" between folders."""

    name: str
    size: int
    file: Path
    archive: zipfile.ZipFile | None = field(default=None, repr=False, compare=False)
    info: zipfile.ZipInfo | None = field(default=None, repr=False, compare=False)
    scratch: Scratch | None = field(default=None, repr=False, compare=False)

    def open(self) -> IO[bytes]:
        """Open it for reading; raises one of archives.DAMAGE where it cannot be."""
        if self.archive and self.info:
            return self.archive.open(self.info)
        return self.file.open("rb")

    def read(self) -> bytes:
        """Return the bytes of a photo. Raises UnusablePhoto where it is too large or cannot be read."""
        too_large = UnusablePhoto(
            N_("写真が大きすぎます（{size}MB）。50MBまでにしてください。"), size=self.size // 1_000_000
        )
        if self.size > MAX_PHOTO:
            raise too_large
        try:
            with self.open() as file:
                content = file.read(MAX_PHOTO + 1)
        except DAMAGE as error:
            raise UnusablePhoto(N_("写真がこわれているか、途中で切れています。もう一度送ってください。")) from error
        if len(content) > MAX_PHOTO:
            raise too_large
        return content


def kind_of(member: Member) -> Kind:
    """Say what a file is, by its beginning where that tells, else by its name; an empty one is no table."""
    suffix = PurePosixPath(member.name).suffix.casefold()
    if suffix in PHOTO_NAMES:
        # What it really is, its decoder says.
        return "photo"
    with member.open() as file:
        start = file.read(16)
    if _PHOTO_START.match(start):
        return "photo"
    if not start:
        return "empty"
    if suffix in TABLE_NAMES:
        return "table"
    if start.startswith(b"PK\x03\x04"):
        return "zip"
    return "text" if suffix in TEXT_NAMES else "other"


def readable(name: str) -> str:
    """Return a file name of this system as text; a ZIP of Windows unpacked by another system left CP932."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "cp932"):
        try:
            return tidied(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return tidied(raw.decode("utf-8", "replace"))
