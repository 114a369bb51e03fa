"""Backing up: a copy of database and photos in a folder of its own, while people go on working."""

from __future__ import annotations

import errno
import json
import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from survey_loader.access import EVERY_SURVEY, Actor, Role, require
from survey_loader.acts import erasing
from survey_loader.acts.candidates import Progress
from survey_loader.acts.importing import silent
from survey_loader.errors import SurveyError, UnusableBackup
from survey_loader.language import N_
from survey_loader.settings import Settings, program_version
from survey_loader.store import jobs, snapshots
from survey_loader.store.connection import backups, faults_told, opened, snapshot
from survey_loader.store.photo_files import photo_path
from survey_loader.store.sealing import Seal, compress, digest_of
from survey_loader.store.surveys import append_log, now
from survey_loader.store.vault import Manifest, Vault, kept, moment, new_run, rewritten, stamp, vault_of
from survey_loader.store.workplace import in_place, workplace

log = logging.getLogger("survey_loader.backup")

# The kind of the job that the server queues.
BACKUP = "backup"
# A backup may be this many times as old as it should be before people are warned.
LATE = 2


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was made. `missing` and `damaged` are photos whose file is gone or is not what it was.

    rewritten: earlier runs that were written anew without people erased since; unreadable: those that could not be.
    """

    run: str
    rows: int
    photos: int
    copied: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    removed: int
    rewritten: int
    unreadable: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class BackupState:
    """How the backups of an installation stand; `message` and `values` say why a try since the last one failed."""

    folder: Path
    hours: int
    runs: int
    last: datetime | None
    late: bool
    message: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Stored:
    photos: dict[str, str]
    copied: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]


def back_up(settings: Settings, actor: Actor, progress: Progress = silent) -> BackedUp:
    """Make a backup of everything confirmed up to now; an administrator's act.

    Photos that are in the folder of backups already are not copied again. Then runs that are too many go, and whoever
    was erased since is taken out of the earlier ones. Killed at any point it leaves the earlier runs as they were.
    Raises Busy where another backup is made, NoSpace, UnusableBackup where the folder cannot be used.
    """
    require(actor, EVERY_SURVEY, Role.ADMIN)
    started = time.monotonic()
    if not settings.database.is_file():
        raise SurveyError(
            N_("データベース {file} がないので、控えを作れません。場所を確かめてください。"), file=settings.database
        )
    # An older database is brought to the latest schema first.
    with opened(settings.database):
        pass
    with workplace(settings) as place, _folder_told(settings), faults_told():
        vault = vault_of(settings)
        vault.agree(begin=True)
        vault.clean()
        run, stored, rows = _new_run(settings, vault, place, actor, progress)
        removed = _rotate(vault, settings.backup_keep)
        _phase("rewriting")
        again, unreadable = _rewrite(settings, vault, place, actor)
        # Whoever was erased meanwhile was taken out of this run too, and has photos that are not missing.
        run = next(name for name in vault.runs() if stamp(name) == run)
        left = set(vault.read(run).content.photos)
        missing = tuple(photo for photo in stored.missing if photo in left)
        _phase("sweeping")
        if not unreadable:
            vault.sweep(_needed(vault))
    done = BackedUp(
        run, rows, len(stored.photos), stored.copied, missing, stored.damaged,
        removed, again, unreadable, time.monotonic() - started,
    )  # fmt: skip
    with opened(settings.database) as db:
        append_log(
            db, actor.name, "backup", record=run, rows=rows, photos=done.photos, copied=done.copied,
            missing=len(done.missing), damaged=len(done.damaged), rewritten=again,
        )  # fmt: skip
    return done


def _new_run(
    settings: Settings, vault: Vault, place: Path, actor: Actor, progress: Progress
) -> tuple[str, _Stored, int]:
    _phase("snapshot")
    work = in_place(settings, place)
    run, taken_at = new_run(datetime.now(UTC)), now()
    snapshot(settings.database, work.database)
    ledger = _without_erased(settings, vault, work, actor)
    _phase("reading")
    held = snapshots.content(work.database)
    _phase("photos")
    stored = _store_photos(settings, vault, held.photos, progress)
    _phase("writing")
    _write(vault, run, Manifest(taken_at, program_version(), held, stored.photos, ledger), work)
    return run, stored, held.rows


def _without_erased(settings: Settings, vault: Vault, work: Settings, actor: Actor) -> str:
    """Take out of a copy of the database whoever the ledger names; return the digest of the ledger."""
    digest = vault.keep_ledger(settings.erased)
    ledger = vault.ledger()
    if ledger:
        work.erased.write_bytes(ledger)
        erasing.finish(work, actor)
        snapshots.make_single_file(work.database)
        for copy in backups(work.database):
            copy.unlink(missing_ok=True)
    return digest


def _write(vault: Vault, run: str, manifest: Manifest, work: Settings) -> None:
    packed = work.data_dir / "database.gz"
    compress(work.database, packed)
    vault.write(run, manifest, packed)
    packed.unlink()
    work.database.unlink()
    work.erased.unlink(missing_ok=True)


def _store_photos(settings: Settings, vault: Vault, wanted: Iterable[str], progress: Progress) -> _Stored:
    """Copy the photos that the backups do not hold yet, each compared with its name."""
    thumbs = _known_thumbs(vault)
    photos: dict[str, str] = {}
    copied, missing, damaged = 0, [], []
    ids = list(wanted)
    for done, photo in enumerate(ids, 1):
        if not vault.photo(photo).exists():
            path = photo_path(settings.photos_dir, photo, "full")
            if not path.is_file():
                missing.append(photo)
                continue
            if digest_of(path) != photo:
                damaged.append(photo)
                continue
            vault.seal.close_file(path, vault.photo(photo))
            copied += 1
        photos[photo] = _store_thumb(settings, vault, photo, thumbs.get(photo, ""))
        progress(done, len(ids))
    return _Stored(photos, copied, tuple(missing), tuple(damaged))


def _store_thumb(settings: Settings, vault: Vault, photo: str, known: str) -> str:
    if known and vault.photo(known).exists():
        return known
    path = photo_path(settings.photos_dir, photo, "thumb")
    if not path.is_file():
        return ""
    digest = digest_of(path)
    if not vault.photo(digest).exists():
        vault.seal.close_file(path, vault.photo(digest))
    return digest


def _known_thumbs(vault: Vault) -> Mapping[str, str]:
    for run in reversed(vault.runs()):
        try:
            return vault.read(run).photos
        except UnusableBackup as error:
            log.warning("run %s cannot be read: %s", run, error)
    return {}


def _rotate(vault: Vault, keep: str) -> int:
    runs = vault.runs()
    gone = sorted(set(runs) - kept(runs, keep))
    for run in gone:
        vault.remove(run)
    return len(gone)


def _rewrite(settings: Settings, vault: Vault, place: Path, actor: Actor) -> tuple[int, tuple[str, ...]]:
    """Write anew, without whoever was erased since, the runs that do not know the ledger of today."""
    digest = vault.keep_ledger(settings.erased)
    again, unreadable = 0, []
    for run in vault.runs():
        try:
            manifest = vault.read(run)
            if manifest.ledger == digest:
                continue
            work = in_place(settings, place)
            vault.unpack(run, work.database)
            ledger = _without_erased(settings, vault, work, actor)
        except SurveyError as error:
            log.warning("run %s is not written anew: %s", run, error)
            unreadable.append(run)
            continue
        held = snapshots.content(work.database)
        left = set(held.photos)
        photos = {photo: thumb for photo, thumb in manifest.photos.items() if photo in left}
        _write(vault, rewritten(run), replace(manifest, content=held, photos=photos, ledger=ledger), work)
        vault.remove(run)
        # A run made before anybody who was erased came in only learns of today's ledger.
        again += held != manifest.content
    return again, tuple(unreadable)


def _needed(vault: Vault) -> set[str]:
    manifests = [vault.read(run) for run in vault.runs()]
    return {digest for manifest in manifests for pair in manifest.photos.items() for digest in pair}


@contextmanager
def _folder_told(settings: Settings) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EEXIST):
            raise
        raise UnusableBackup(
            N_("控えの置き場所 {folder} を使えません（{why}）。設定 MACHI_BACKUP_DIR を確かめてください。"),
            folder=settings.backup_dir,
            why=error,
        ) from error


def _phase(name: str) -> None:
    log.info("phase=%s", name)


def state(settings: Settings) -> BackupState:
    """Return how the backups stand, for whoever answers for the survey."""
    runs = Vault(settings.backup_dir, Seal()).runs()
    last = moment(runs[-1]) if runs else None
    with opened(settings.database) as db:
        failed = jobs.failed_since(db, BACKUP, last.isoformat(timespec="milliseconds") if last else "")
    return BackupState(
        folder=settings.backup_dir,
        hours=settings.backup_hours,
        runs=len(runs),
        last=last,
        late=bool(settings.backup_hours and last and _older(last, LATE * settings.backup_hours)),
        message=failed["message"] if failed else "",
        values=json.loads(failed["values"]) if failed else {},
    )


def due(settings: Settings) -> bool:
    """Whether it is time for the server to make a backup."""
    runs = Vault(settings.backup_dir, Seal()).runs()
    return settings.backup_hours > 0 and _older(moment(runs[-1]) if runs else None, settings.backup_hours)


def _older(last: datetime | None, hours: int) -> bool:
    return last is None or datetime.now(UTC) - last > timedelta(hours=hours)
