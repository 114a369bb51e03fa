"""The folder of backups: runs with what they hold, photos that each lie there once, and the ledger of the erased.

    runs/20261127T150012345Z/   manifest.json, database.gz, SHA256SUMS; a run that was rewritten ends with .1, .2 ...
    photos/ab/<sha-256>         photo files, by their content; with a key by a name that tells nobody
    erased/<sha-256>            what tombstones.py writes, never replaced by less
    KEY                         a sign by which a wrong key is known at once

Encrypted files end with .age. A name that begins with a dot or ends with .part is not whole and is removed.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from survey_loader.errors import SurveyError, UnusableBackup
from survey_loader.language import N_
from survey_loader.settings import Settings
from survey_loader.store import tombstones
from survey_loader.store.sealing import (
    ENCRYPTED,
    PART,
    Seal,
    damaged,
    digest_of,
    expand,
    load_seal,
    make_folder,
    settle_folder,
)
from survey_loader.store.snapshots import Content, Table

log = logging.getLogger(__name__)

FORMAT = 1
STAMP = "%Y%m%dT%H%M%S"
MANIFEST, DATABASE, SUMS = "manifest.json", "database.gz", "SHA256SUMS"
KEY_SIGN = "KEY"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run holds. `photos` gives the SHA-256 of each photo's thumbnail, "" where there is none."""

    taken_at: str
    program: str
    content: Content
    photos: Mapping[str, str]
    ledger: str


@dataclass(frozen=True, slots=True)
class Vault:
    """A folder of backups and how its files are closed."""

    root: Path
    seal: Seal

    def runs(self) -> list[str]:
        """Return the names of the whole runs, the oldest first; of one that was rewritten the last writing."""
        latest: dict[str, str] = {}
        for name in sorted((path.name for path in self._runs_dir.glob("*") if _is_run(path.name)), key=_order):
            latest[stamp(name)] = name
        return sorted(latest.values(), key=_order)

    @property
    def _runs_dir(self) -> Path:
        return self.root / "runs"

    def path(self, run: str, file: str) -> Path:
        """Return where a file of a run lies."""
        return self._runs_dir / run / (file if file == SUMS else file + self.seal.suffix)

    def write(self, run: str, manifest: Manifest, packed: Path) -> None:
        """Write a run whose photos are stored already; it is there whole or not at all."""
        partial = self._runs_dir / f".{run}{PART}"
        shutil.rmtree(partial, ignore_errors=True)
        make_folder(partial)
        files = [partial / (name + self.seal.suffix) for name in (DATABASE, MANIFEST)]
        self.seal.close_file(packed, files[0])
        self.seal.close_bytes(_written(manifest), files[1])
        Seal().close_bytes(b"".join(map(_sum, files)), partial / SUMS)
        partial.rename(self._runs_dir / run)
        settle_folder(self._runs_dir)

    def read(self, run: str) -> Manifest:
        """Return what a run holds. Raises UnusableBackup where a file of it is damaged or missing."""
        stated = Seal().open_bytes(self.path(run, SUMS))
        found = b""
        for file in (self.path(run, name) for name in (DATABASE, MANIFEST)):
            if not file.is_file() or (line := _sum(file)) not in stated:
                raise damaged(file)
            found += line
        if stated != found:
            raise damaged(self.path(run, SUMS))
        content = self.seal.open_bytes(self.path(run, MANIFEST))
        return self._parsed(run, content)

    def _parsed(self, run: str, content: bytes) -> Manifest:
        try:
            values = json.loads(content)
            if values["format"] > FORMAT:
                raise UnusableBackup(
                    N_("控え {run} は、もっと新しい版で作られています。ソフトを新しくしてから戻してください。"), run=run
                )
            tables = {name: Table(**table) for name, table in values["content"]["tables"].items()}
            held = Content(**{**values["content"], "tables": tables, "photos": tuple(values["content"]["photos"])})
            return Manifest(values["taken_at"], values["program"], held, values["photos"], values["ledger"])
        except (ValueError, KeyError, TypeError) as error:
            raise damaged(self.path(run, MANIFEST)) from error

    def unpack(self, run: str, target: Path) -> None:
        """Write the database of a run to `target`; may leave something half-written where it fails."""
        packed = target.with_name(f"{target.name}.gz")
        try:
            self.seal.open_file(self.path(run, DATABASE), packed)
            expand(packed, target)
        finally:
            packed.unlink(missing_ok=True)

    def remove(self, run: str) -> None:
        """Remove a run; its name goes first, so that half of it is never taken for a run."""
        going = self._runs_dir / f".{run}{PART}"
        (self._runs_dir / run).rename(going)
        shutil.rmtree(going)

    def clean(self) -> None:
        """Remove what a killed backup left, and runs that were rewritten; call while holding the backup's lock."""
        whole = set(self.runs())
        for path in self._runs_dir.glob("*"):
            if path.name.startswith("."):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name not in whole and _is_run(path.name):
                self.remove(path.name)
        for path in self.root.glob(f"*/**/*{PART}"):
            path.unlink(missing_ok=True)

    def photo(self, digest: str) -> Path:
        """Return where the photo file of this SHA-256 lies."""
        name = self.seal.name(digest)
        return self.root / "photos" / name[:2] / (name + self.seal.suffix)

    def sweep(self, wanted: Iterable[str]) -> int:
        """Remove the photo files that no run needs; returns how many."""
        kept = {self.photo(digest) for digest in wanted}
        unused = [path for path in (self.root / "photos").glob("*/*") if path not in kept]
        for path in unused:
            path.unlink(missing_ok=True)
        return len(unused)

    def ledger(self, *others: Path) -> bytes:
        """Return the ledger of the erased that holds all that the backups and these other ledgers hold."""
        found = [path.read_bytes() for path in others if path.is_file()]
        for path in sorted((self.root / "erased").glob("*")):
            if path.suffix in {"", ENCRYPTED}:
                try:
                    if digest_of(path) != path.name.removesuffix(ENCRYPTED):
                        raise damaged(path)
                except FileNotFoundError:
                    # Replaced at this very moment by one that holds more.
                    return self.ledger(*others)
                found.append(self.seal.open_bytes(path))
        return tombstones.united(found)

    def keep_ledger(self, erased: Path) -> str:
        """Add an installation's ledger to that of the backups, and return the digest of what they hold then."""
        folder = self.root / "erased"
        before = list(folder.glob("*"))
        ledger = self.ledger(erased)
        if ledger != self.ledger():
            make_folder(folder)
            partial = folder / f"{os.getpid()}{PART}"
            self.seal.close_bytes(ledger, partial)
            target = folder / (digest_of(partial) + self.seal.suffix)
            partial.replace(target)
            settle_folder(folder)
            for path in before:
                path.unlink(missing_ok=True)
        return hashlib.sha256(ledger).hexdigest()

    def agree(self, begin: bool = False) -> None:
        """Raise UnusableBackup where the backups here are closed with another key than this; `begin` a new folder."""
        sign, path = self.seal.name(hashlib.sha256(b"machi no koe").hexdigest()), self.root / KEY_SIGN
        if not path.is_file():
            if begin:
                Seal().close_bytes(sign.encode(), path)
        elif path.read_bytes().strip() != sign.encode():
            raise UnusableBackup(
                N_(
                    "{folder} の控えは、別のかぎで（またはかぎなしで）作られています。そのときのかぎを指定するか、"
                    "新しい控えを別のフォルダーに作ってください。"
                ),
                folder=self.root,
            )


def vault_of(settings: Settings) -> Vault:
    """Return the folder of backups of an installation. Raises UnusableSettings where its key cannot be read."""
    return Vault(settings.backup_dir, load_seal(settings.backup_key_file))


def forget_photos(settings: Settings, ids: Iterable[str]) -> None:
    """Remove photos from the backups at once, and let the backups know who was erased.

    Words in the databases of earlier runs go with the next backup, which also does what could not be done here because
    the folder was out of reach: this never fails.
    """
    if not (settings.backup_dir / "runs").is_dir():
        return
    try:
        vault, gone = vault_of(settings), set(ids)
        thumbs = {thumb for run in vault.runs() for photo, thumb in vault.read(run).photos.items() if photo in gone}
        for digest in (gone | thumbs) - {""}:
            vault.photo(digest).unlink(missing_ok=True)
        vault.keep_ledger(settings.erased)
    except (OSError, SurveyError) as error:
        log.warning("photos are not removed from the backups yet: %s", error)


def new_run(moment: datetime) -> str:
    """Return the name of a run begun at this moment."""
    at = moment.astimezone(UTC)
    return f"{at:{STAMP}}{at.microsecond // 1000:03}Z"


def rewritten(run: str) -> str:
    """Return the name a run has when it is written once more."""
    return f"{stamp(run)}.{_order(run)[1] + 1}"


def stamp(run: str) -> str:
    """Return the part of a run's name that says when it was begun."""
    return run.partition(".")[0]


def moment(run: str) -> datetime:
    """Return when a run was begun."""
    name = stamp(run).removesuffix("Z")
    at = datetime.strptime(name[:15], STAMP).replace(tzinfo=UTC)
    return at.replace(microsecond=int(name[15:] or 0) * 1000)


def kept(runs: Iterable[str], keep: str) -> set[str]:
    """Return the runs that stay: the latest of each of the last days, weeks and months that have one ("7,4,12")."""
    latest_first = sorted(runs, key=_order, reverse=True)
    chosen: set[str] = set()
    for count, period in zip(map(int, keep.split(",")), ("%Y-%m-%d", "%G-%V", "%Y-%m"), strict=True):
        latest: dict[str, str] = {}
        for run in latest_first:
            latest.setdefault(f"{moment(run):{period}}", run)
        chosen.update(list(latest.values())[:count])
    return chosen


def _order(run: str) -> tuple[str, int]:
    writing = run.partition(".")[2]
    return stamp(run), int(writing) if writing.isdigit() else 0


def _sum(file: Path) -> bytes:
    """Return the line that `sha256sum -c` reads."""
    return f"{digest_of(file)}  {file.name}\n".encode()


def _is_run(name: str) -> bool:
    try:
        moment(name)
    except ValueError:
        return False
    return True


def _written(manifest: Manifest) -> bytes:
    values: dict[str, Any] = {"format": FORMAT, **asdict(manifest)}
    return json.dumps(values, ensure_ascii=False, indent=1).encode()
