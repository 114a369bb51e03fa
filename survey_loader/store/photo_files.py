"""Photo files, named by their content."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from survey_loader.errors import NotAllowed
from survey_loader.language import N_
from survey_loader.store.pictures import Picture

Size = Literal["full", "thumb"]

# Far longer than the writing of a photo takes.
HALF_WRITTEN_SECONDS = 3600


def write_files(root: Path, picture: Picture) -> None:
    """Put the photo and its thumbnail on disk; a photo already there is not written again.

    Where the disk fails nothing half-written is left.
    """
    sizes: tuple[tuple[Size, bytes], ...] = (("full", picture.content), ("thumb", picture.thumbnail))
    for size, content in sizes:
        path = photo_path(root, picture.id, size)
        if path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        # A name of its own: two people may send the same photo at once.
        descriptor, partial = tempfile.mkstemp(".part", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(partial).replace(path)
        except BaseException:
            Path(partial).unlink(missing_ok=True)
            raise


def remove_files(root: Path, ids: Iterable[str]) -> None:
    """Remove the files of these photos."""
    for photo in ids:
        photo_path(root, photo, "full").unlink(missing_ok=True)
        photo_path(root, photo, "thumb").unlink(missing_ok=True)


@contextmanager
def files_of(db: Database, root: Path, pictures: Sequence[Picture]) -> Iterator[None]:
    """Put photos on disk before the block writes their rows; where it fails, files no row speaks of go again."""
    try:
        for picture in pictures:
            write_files(root, picture)
        yield
    except BaseException:
        rows = db.conn.execute(
            "select value from json_each(?) where value not in (select id from photos where matched <> 'dropped')",
            [json.dumps([picture.id for picture in pictures])],
        )
        remove_files(root, [row[0] for row in rows])
        raise


def remove_half_written(root: Path) -> None:
    """Remove what a killed process was writing; what is being written just now stays."""
    before = time.time() - HALF_WRITTEN_SECONDS
    for partial in root.glob("*/*.part"):
        # It may be finished, or removed by another import, at this very moment.
        with suppress(FileNotFoundError):
            if partial.stat().st_mtime < before:
                partial.unlink()


def photo_path(root: Path, photo_id: str, size: Size) -> Path:
    """Return where a photo lies; the id is a hash, checked before it becomes a path."""
    if len(photo_id) != 64 or not all(sign in "0123456789abcdef" for sign in photo_id):
        raise NotAllowed(N_("この写真は表示できません。"))
    return root / photo_id[:2] / f"{photo_id}{'' if size == 'full' else '.thumb'}.jpg"
