"""What was handed in, seen as files: a lone file, a folder or a ZIP, with its tables and its photos."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from survey_loader.models import Reject


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package; `name` is its path inside, with "/" between folders."""

    name: str
    size: int
    file: Path

    def read(self) -> bytes:
        """Return its bytes."""
        return self.file.read_bytes()


@dataclass(frozen=True)
class Package:
    """The tables to read, by name and file, the photos beside them, and what was refused and why.

    Files that had to be unpacked are gone when the package is.
    """

    tables: tuple[tuple[str, Path], ...]
    photos: tuple[Member, ...] = ()
    refused: tuple[Reject, ...] = ()


def open_package(path: Path) -> Package:
    """Return the files of what was handed in. Raises UnusableFile where there is no table in it."""
    return Package(((path.name, path),))
