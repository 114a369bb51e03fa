"""Looking whether everything is whole: the database, the photos beside it, the ledger, and the backups."""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PIL import Image

from survey_loader.access import EVERY_SURVEY, Actor, Role, require
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.settings import Settings
from survey_loader.store import erasing, snapshots, tombstones
from survey_loader.store.connection import opened
from survey_loader.store.photo_files import HALF_WRITTEN_SECONDS, photo_path
from survey_loader.store.sealing import digest_of
from survey_loader.store.vault import Vault, vault_of
from survey_loader.store.workplace import in_place

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: `kind` for programs, `message` with its values for people."""

    kind: str
    message: str
    values: dict[str, Any] = field(default_factory=dict)

    def render(self, say: Say) -> str:
        """Return the sentence in the reader's language."""
        told = {
            name: value.render(say) if isinstance(value, SurveyError) else value for name, value in self.values.items()
        }
        return say(self.message, **told)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, by kind, and what is wrong with it."""

    looked_at: dict[str, int]
    findings: tuple[Finding, ...]


def check(settings: Settings, actor: Actor) -> Checked:
    """Look at the database, photos and ledger of an installation; an administrator's act, which changes nothing."""
    require(actor, EVERY_SURVEY, Role.ADMIN)
    if not settings.database.is_file():
        return Checked(
            {}, (Finding("database", N_("データベース {file} がありません。"), {"file": settings.database}),)
        )
    try:
        with opened(settings.database):
            pass
        flaws = snapshots.flaws(settings.database)
        rows = sum(snapshots.row_counts(settings.database).values())
        findings = [*_database(settings, flaws), *_ledger(settings)]
        photos = snapshots.photo_ids(settings.database)
        findings += _photos(settings, photos)
    except SurveyError as error:
        return Checked({}, (Finding("database", error.message, error.values),))
    return Checked({"rows": rows, "photos": len(photos)}, tuple(findings))


def _database(settings: Settings, flaws: list[str]) -> Iterator[Finding]:
    for line in flaws[:SHOWN]:
        yield Finding("database", N_("データベースに食いちがいがあります：{what}"), {"what": line})
    for table, count in snapshots.unknown_comments(settings.database).items():
        yield Finding("orphan rows", N_("持ち主のない行が、表 {table} に{n}行あります。"), {"table": table, "n": count})


def _ledger(settings: Settings) -> Iterator[Finding]:
    try:
        ledger = tombstones.load(settings.erased)
    except SurveyError as error:
        yield Finding("ledger", error.message, error.values)
        return
    with opened(settings.database) as db:
        back = sum(ledger.holds(stored) for stored in erasing.stored_ids(db))
    if back:
        yield Finding(
            "erased", N_("消したはずの聞き取りが{n}件あります。サーバーを起動し直すと、もう一度消します。"), {"n": back}
        )


def _photos(settings: Settings, wanted: list[str]) -> Iterator[Finding]:
    for photo in wanted:
        full = photo_path(settings.photos_dir, photo, "full")
        thumb = photo_path(settings.photos_dir, photo, "thumb")
        if not full.is_file():
            yield Finding("missing photo", N_("写真のファイル {file} がありません。"), {"file": full.name})
        elif digest_of(full) != photo:
            yield Finding("damaged photo", N_("写真のファイル {file} がこわれています。"), {"file": full.name})
        if not thumb.is_file():
            yield Finding("missing photo", N_("写真のファイル {file} がありません。"), {"file": thumb.name})
        elif not _decodes(thumb):
            yield Finding("damaged photo", N_("写真のファイル {file} がこわれています。"), {"file": thumb.name})
    known = {photo_path(settings.photos_dir, photo, size) for photo in wanted for size in ("full", "thumb")}
    # A file is written before its row.
    before = time.time() - HALF_WRITTEN_SECONDS
    for path in sorted(settings.photos_dir.glob("*/*")):
        if path not in known and path.stat().st_mtime < before:
            yield Finding(
                "orphan photo", N_("だれのものでもない写真のファイル {file} があります。"), {"file": path.name}
            )


def _decodes(path: Path) -> bool:
    try:
        with Image.open(io.BytesIO(path.read_bytes())) as image:
            image.load()
    except (OSError, SyntaxError, ValueError):
        return False
    return True


def check_backups(settings: Settings, actor: Actor, backup: Path) -> Checked:
    """Unpack every run of a folder of backups and compare it with what was written down; an administrator's act."""
    require(actor, EVERY_SURVEY, Role.ADMIN)
    vault = vault_of(replace(settings, backup_dir=backup.expanduser().resolve()))
    runs = vault.runs()
    if not runs:
        return Checked({}, (Finding("backups", N_("{folder} に控えがありません。"), {"folder": vault.root}),))
    vault.agree()
    findings: list[Finding] = []
    wanted: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="machi-check-", dir=_scratch(settings)) as scratch:
        place = Path(scratch)
        work = in_place(settings, place)
        try:
            work.erased.write_bytes(vault.ledger(settings.erased))
        except SurveyError as error:
            findings.append(Finding("ledger", error.message, error.values))
        for run in runs:
            try:
                wanted |= _check_run(vault, run, work)
            except SurveyError as error:
                findings.append(Finding("damaged run", N_("控え {run}：{why}"), {"run": run, "why": error}))
        for digest in sorted(wanted):
            findings += _check_photo(vault, digest, place / "photo")
    return Checked({"runs": len(runs), "photos": len(wanted)}, tuple(findings))


def _scratch(settings: Settings) -> Path | None:
    # Where the database itself may lie its copies may; a machine that only checks has no such folder.
    return settings.data_dir if settings.data_dir.is_dir() else None


def _check_run(vault: Vault, run: str, work: Settings) -> set[str]:
    manifest = vault.read(run)
    vault.unpack(run, work.database)
    if snapshots.flaws(work.database) or snapshots.content(work.database) != manifest.content:
        raise SurveyError(N_("中身が、書きとめた行とちがいます。"))
    # The photos of whoever was erased go at once, their rows with the next backup.
    left = snapshots.photos_but(work.database, tombstones.load(work.erased).holds)
    pairs = (pair for pair in manifest.photos.items() if pair[0] in left)
    return {digest for pair in pairs for digest in pair if digest}


def _check_photo(vault: Vault, digest: str, target: Path) -> list[Finding]:
    try:
        vault.seal.open_file(vault.photo(digest), target)
        if digest_of(target) == digest:
            return []
        return [
            Finding("damaged photo", N_("写真のファイル {file} がこわれています。"), {"file": vault.photo(digest).name})
        ]
    except SurveyError as error:
        return [Finding("damaged photo", error.message, error.values)]
