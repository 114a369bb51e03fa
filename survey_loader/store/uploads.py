"""Files that wait for the import that reads them; each is gone when its import is done."""

from __future__ import annotations

import hashlib
import shutil
import time
from dataclasses import dataclass
from pathlib import Path, PurePath

# A file that was only looked at is not kept longer than this.
WAITING_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was uploaded and now lies in the waiting folder."""

    path: Path
    sha256: str


def keep(folder: Path, name: str, content: bytes) -> Upload:
    """Put a file into the waiting folder under its own hash; the visitor's name is kept for people."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = folder / sha256[:32] / (PurePath(name.replace("\\", "/")).name or "file")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return Upload(path, sha256)


def drop(folder: Path, path: Path) -> None:
    """Remove a waiting file; a path outside the folder is left alone."""
    if path.parent.parent == folder:
        shutil.rmtree(path.parent, ignore_errors=True)


def drop_old(folder: Path) -> None:
    """Remove the files that have waited too long."""
    before = time.time() - WAITING_SECONDS
    for waiting in folder.glob("*"):
        if waiting.stat().st_mtime < before:
            shutil.rmtree(waiting, ignore_errors=True)
