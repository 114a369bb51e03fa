"""Restoring a backup into an empty folder: compared row by row and file by file before it gets its place."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from survey_loader.access import EVERY_SURVEY, Actor, Role, require
from survey_loader.acts import erasing
from survey_loader.acts.candidates import Progress
from survey_loader.acts.importing import silent
from survey_loader.errors import SurveyError, UnusableBackup
from survey_loader.language import N_
from survey_loader.settings import Settings
from survey_loader.store import snapshots
from survey_loader.store.connection import backups, faults_told, opened, transaction
from survey_loader.store.photo_files import photo_path
from survey_loader.store.schema import LATEST
from survey_loader.store.sealing import PART, damaged, digest_of, make_folder, settle_folder
from survey_loader.store.surveys import append_log
from survey_loader.store.vault import SUMS, Manifest, Vault, vault_of
from survey_loader.store.workplace import in_place

WORK = ".restoring"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and how many erased interviews did not. `missing` photos were gone when the run was made."""

    run: str
    taken_at: str
    database: Path
    rows: int
    photos: int
    erased: int
    missing: tuple[str, ...]


def restore(
    settings: Settings, actor: Actor, backup: Path, into: Path, run: str = "", progress: Progress = silent
) -> Restored:
    """Put a run (the latest one, unless named) of a folder of backups into an empty folder; an administrator's act.

    Every row of every table is compared with what was written down, and every photo with its SHA-256. Whoever was
    erased, by the ledger of this installation or of the backups, does not come back. Where anything is wrong nothing
    is restored. Into the data folder of this installation the database goes to its own place; other files there stay.
    Raises UnusableBackup for a damaged run or a wrong key, SurveyError where the folder holds survey data already.
    """
    require(actor, EVERY_SURVEY, Role.ADMIN)
    vault, run = _chosen(settings, backup, run)
    into = into.expanduser().resolve()
    own = into == settings.data_dir
    database = settings.database if own else into / "machi.db"
    ledger = settings.erased if own else into / "erased.jsonl"
    _refuse_full(into, database)
    with faults_told(), _work_folder(into) as place:
        work = in_place(settings, place)
        manifest = _verified(vault, run, work)
        erased = _replay(vault, settings, work, actor, ledger)
        photos = _photos(vault, manifest, work, progress)
        snapshots.begin_anew(work.database)
        missing = tuple(photo for photo in snapshots.photo_ids(work.database) if photo not in photos)
        rows = manifest.content.rows
        with opened(work.database) as db, transaction(db):
            append_log(
                db, actor.name, "restore", record=run, rows=rows, photos=len(photos), erased=erased,
                missing=len(missing),
            )  # fmt: skip
        snapshots.make_single_file(work.database)
        _move_in(work, into, database, ledger)
    return Restored(run, manifest.taken_at, database, rows, len(photos), erased, missing)


def _chosen(settings: Settings, backup: Path, run: str) -> tuple[Vault, str]:
    """Return the folder of backups and the run that is meant; `backup` may be the folder of one run too."""
    backup = backup.expanduser().resolve()
    if (backup / SUMS).is_file():
        backup, run = backup.parent.parent, backup.name
    vault = vault_of(replace(settings, backup_dir=backup))
    runs = vault.runs()
    if not runs or (run and run not in runs):
        raise UnusableBackup(
            N_("{folder} に、その控えがありません。控えのフォルダーと名前を確かめてください。"), folder=backup
        )
    vault.agree()
    return vault, run or runs[-1]


def _refuse_full(into: Path, database: Path) -> None:
    companions = (database.with_name(database.name + end) for end in ("", "-wal", "-shm"))
    for path in (*companions, into / "photos"):
        if path.exists() and not (path.is_dir() and not any(path.iterdir())):
            raise SurveyError(
                N_("{path} がもうあります。控えは、空のフォルダーにだけ戻せます。別の場所に移してからお試しください。"),
                path=path,
            )


@contextmanager
def _work_folder(into: Path) -> Iterator[Path]:
    new = not into.exists()
    place = into / WORK
    shutil.rmtree(place, ignore_errors=True)
    try:
        make_folder(place)
        yield place
        shutil.rmtree(place)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        if new and into.exists() and not any(into.iterdir()):
            into.rmdir()
        raise


def _verified(vault: Vault, run: str, work: Settings) -> Manifest:
    """Unpack the database and compare it with the manifest, table by table and row by row."""
    manifest = vault.read(run)
    if manifest.content.schema > LATEST:
        raise UnusableBackup(
            N_("控え {run} は、もっと新しい版で作られています。ソフトを新しくしてから戻してください。"), run=run
        )
    vault.unpack(run, work.database)
    if snapshots.flaws(work.database) or snapshots.content(work.database) != manifest.content:
        raise damaged(vault.path(run, "database.gz"))
    return manifest


def _replay(vault: Vault, settings: Settings, work: Settings, actor: Actor, ledger: Path) -> int:
    """Erase again whoever any ledger names, before anybody can read."""
    known = vault.ledger(settings.erased, *([] if ledger == settings.erased else [ledger]))
    if not known:
        return 0
    work.erased.write_bytes(known)
    erased = erasing.finish(work, actor)
    for copy in backups(work.database):
        copy.unlink(missing_ok=True)
    return erased


def _photos(vault: Vault, manifest: Manifest, work: Settings, progress: Progress) -> set[str]:
    """Write the photos that the database still speaks of, each compared with its SHA-256."""
    wanted = [photo for photo in snapshots.photo_ids(work.database) if photo in manifest.photos]
    work.photos_dir.mkdir(parents=True, exist_ok=True)
    for done, photo in enumerate(wanted, 1):
        _write_photo(vault, photo, photo_path(work.photos_dir, photo, "full"))
        if thumb := manifest.photos[photo]:
            _write_photo(vault, thumb, photo_path(work.photos_dir, photo, "thumb"))
        progress(done, len(wanted))
    return set(wanted)


def _write_photo(vault: Vault, digest: str, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    vault.seal.open_file(vault.photo(digest), target)
    if digest_of(target) != digest:
        raise damaged(vault.photo(digest))
    _settle(target)


def _move_in(work: Settings, into: Path, database: Path, ledger: Path) -> None:
    """Give everything its place, the database last: before it is there, nothing is."""
    if (into / "photos").is_dir():
        (into / "photos").rmdir()
    for path in (work.database, work.erased):
        if path.exists():
            _settle(path)
    work.photos_dir.rename(into / "photos")
    if work.erased.exists():
        _move(work.erased, ledger)
    _move(work.database, database)
    settle_folder(into)


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # Another disk: copied there first, so that it too gets its name only when it is whole.
        partial = target.with_name(target.name + PART)
        shutil.copy2(source, partial)
        _settle(partial)
        partial.replace(target)
    settle_folder(target.parent)


def _settle(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
