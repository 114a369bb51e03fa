"""Files that wait for the import that reads them; each is gone when its import is done."""

from __future__ import annotations

import shutil
import time
import uuid
from contextlib import suppress
from pathlib import Path, PurePath
from typing import BinaryIO

# A file that was only looked at is not kept longer than this.
WAITING_SECONDS = 24 * 3600
# File systems take 255 bytes; a Japanese letter is three.
LONGEST_NAME_BYTES = 200


def keep(folder: Path, name: str, content: BinaryIO) -> Path:
    """Put a file into the waiting folder, in a place of its own; the visitor's name is kept for people."""
    path = folder / uuid.uuid4().hex / _safe(name)
    path.parent.mkdir(parents=True)
    try:
        with path.open("wb") as file:
            shutil.copyfileobj(content, file)
    except BaseException:
        drop(folder, path)
        raise
    return path


def _safe(name: str) -> str:
    """Return what a visitor called a file, without folders, signs that are none, or a tail no disk takes."""
    last = PurePath(name.replace("\\", "/")).name
    printable = PurePath("".join(sign for sign in last if sign.isprintable() and last != "..") or "file")
    stem = printable.stem.encode("utf-8", "ignore")[:LONGEST_NAME_BYTES].decode("utf-8", "ignore")
    return stem + printable.suffix[:16]


def drop(folder: Path, path: Path) -> None:
    """Remove a waiting file; a path outside the folder is left alone."""
    # Dots in a path must not lead above the folder.
    waiting = path.resolve().parent
    if waiting.parent == folder.resolve():
        shutil.rmtree(waiting, ignore_errors=True)


def drop_old(folder: Path) -> None:
    """Remove the files that have waited too long."""
    before = time.time() - WAITING_SECONDS
    for waiting in folder.glob("*"):
        # Another process may remove it at the same moment.
        with suppress(FileNotFoundError):
            if waiting.stat().st_mtime < before:
                shutil.rmtree(waiting, ignore_errors=True)
