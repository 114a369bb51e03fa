"""Photos from phones as files until their interview is there: pieces that grow, then whole ones, checked.

They lie in a folder of their invitation and their interview, so that nobody reaches what another invitation sent.
"""

from __future__ import annotations

import glob
import os
import shutil
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, cast

from survey_loader.models import PhotoKind
from survey_loader.store.connection import faults_told

# So long what nothing was added to waits for its rest, or for its interview.
KEPT_SECONDS = 7 * 24 * 3600
PIECE, KINDS = ".part", ("face", "board")
# One at a time: an append is one write of some dozen kilobytes, and two connections may send the same photo.
_appending = threading.Lock()


class Whole(NamedTuple):
    """A photo that is all there and waits for its interview."""

    path: Path
    sha256: str
    kind: PhotoKind


def piece(root: Path, invitation: int, interview_id: str, sha256: str) -> Path:
    """Return where a photo grows. The ids were checked: they become a path."""
    return root / str(invitation) / interview_id / f"{sha256}{PIECE}"


def size(path: Path) -> int:
    """Return how many bytes of a photo are there."""
    with suppress(FileNotFoundError):
        return path.stat().st_size
    return 0


def append(path: Path, start: int, content: bytes) -> int:
    """Add bytes that begin at `start` and return how many are there now; where they do not fit, nothing is added.

    Raises NoSpace where the disk is full; what it took stays.
    """
    with faults_told(), _appending:
        if size(path) != start:
            return size(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab", buffering=0) as file:
            left = memoryview(content)
            while left:
                left = left[file.write(left) :]
        return start + len(content)


def settle(path: Path) -> None:
    """Wait until what was added is on disk; a photo nothing came of has no file."""
    with faults_told(), suppress(FileNotFoundError), path.open("rb") as file:
        os.fsync(file.fileno())


def finish(path: Path, kind: PhotoKind) -> None:
    """Let a photo that was found sound wait for its interview."""
    with faults_told():
        settle(path)
        path.replace(path.with_suffix(f".{kind}"))
        _settle_folder(path.parent)


def _settle_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def throw_away(path: Path) -> None:
    """Remove a photo that is no good, or is stored by now, and its folder where nothing else lies in it."""
    path.unlink(missing_ok=True)
    with suppress(OSError):
        path.parent.rmdir()


def whole(root: Path, interview_id: str, invitation: int | None = None) -> list[Whole]:
    """Return the photos that wait for an interview, all or those of one invitation."""
    sender = "*" if invitation is None else str(invitation)
    found = [path for path in root.glob(f"{sender}/{glob.escape(interview_id)}/*") if path.suffix[1:] in KINDS]
    return [Whole(path, path.stem, cast(PhotoKind, path.suffix[1:])) for path in sorted(found)]


def waiting(root: Path) -> list[tuple[int, str]]:
    """Return (invitation, interview) of every whole photo that waits."""
    found = {(path.parent.parent.name, path.parent.name) for path in root.glob("*/*/*") if path.suffix[1:] in KINDS}
    return sorted((int(sender), interview) for sender, interview in found if sender.isdecimal())


def taken(root: Path, invitation: int) -> int:
    """Return how many bytes lie there under an invitation."""
    return sum(size(path) for path in root.glob(f"{invitation}/*/*"))


def count(root: Path, interview_id: str) -> int:
    """Return how many photos and pieces of an interview lie there."""
    return sum(1 for _ in root.glob(f"*/{glob.escape(interview_id)}/*"))


def remove(root: Path, interviews: Iterable[str]) -> None:
    """Remove everything that waits for these interviews."""
    for interview in interviews:
        for folder in root.glob(f"*/{glob.escape(interview)}"):
            shutil.rmtree(folder, ignore_errors=True)


def remove_old(root: Path) -> None:
    """Remove what nothing was added to for too long, and empty folders."""
    before = time.time() - KEPT_SECONDS
    for path in root.glob("*/*/*"):
        # It may be finished at this very moment.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                throw_away(path)
