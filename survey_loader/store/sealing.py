"""Files of a backup: written whole or not at all, compressed, and encrypted (age) where there is a key."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import os
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from survey_loader.errors import UnusableBackup, UnusableSettings
from survey_loader.language import N_

ENCRYPTED = ".age"
PART = ".part"
KEY_LINE = "AGE-SECRET-KEY-"
CHUNK = 1 << 20
SYSTEM_ERROR = re.compile(r"\(os error (\d+)\)")
# The default of gzip's own command: the highest level takes three times as long for a few per cent.
LEVEL = 6


@dataclass(frozen=True, slots=True)
class Seal:
    """How the files of a backup are closed: plain, or to the holder of `key`, an age identity."""

    key: str = ""

    @property
    def suffix(self) -> str:
        """What the names of closed files end with."""
        return ENCRYPTED if self.key else ""

    def name(self, digest: str) -> str:
        """Return the name of a content; with a key it tells nobody which content it is."""
        return hmac.new(self.key.encode(), digest.encode(), "sha256").hexdigest() if self.key else digest

    def close_file(self, source: Path, target: Path) -> None:
        """Write a file into the backup; it is on disk under its name when this returns."""
        with whole(target) as partial, _age_told():
            if self.key:
                _pyrage().encrypt_file(str(source), str(partial), [self._identity().to_public()])
            else:
                shutil.copyfile(source, partial)

    def close_bytes(self, content: bytes, target: Path) -> None:
        """Write a small content into the backup."""
        with whole(target) as partial, _age_told():
            closed = _pyrage().encrypt(content, [self._identity().to_public()]) if self.key else content
            partial.write_bytes(closed)

    def open_file(self, source: Path, target: Path) -> None:
        """Write what a file of the backup holds. Raises UnusableBackup for a wrong key or a damaged file."""
        with _told(source):
            if self.key:
                _pyrage().decrypt_file(str(source), str(target), [self._identity()])
            else:
                shutil.copyfile(source, target)

    def open_bytes(self, source: Path) -> bytes:
        """Return what a small file of the backup holds. Raises UnusableBackup for a wrong key or a damaged file."""
        with _told(source):
            content = source.read_bytes()
            return bytes(_pyrage().decrypt(content, [self._identity()])) if self.key else content

    def _identity(self) -> Any:
        return _pyrage().x25519.Identity.from_str(self.key)


def load_seal(key_file: Path) -> Seal:
    """Return the seal of a key file, as `age-keygen` writes it; plain for an empty path.

    Raises UnusableSettings for a file that is missing or holds no key.
    """
    if key_file == Path():
        return Seal()
    try:
        lines = key_file.read_text(encoding="ascii").split()
        key = next(line for line in lines if line.startswith(KEY_LINE))
        Seal(key)._identity()
    except (OSError, UnicodeDecodeError, StopIteration, _pyrage().IdentityError) as error:
        raise UnusableSettings(
            N_(
                "かぎのファイル {file} を読めません。場所を確かめてください。新しいかぎは backup --new-key で作れます。"
            ),
            file=key_file,
        ) from error
    return Seal(key)


def write_key(key_file: Path) -> None:
    """Write a new key, readable by its owner only. Raises UnusableSettings where the file is there already."""
    identity = _pyrage().x25519.Identity.generate()
    try:
        key_file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(key_file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError as error:
        raise UnusableSettings(
            N_("{file} はもうあります。今の控えを開くかぎかもしれないので、書きかえませんでした。"), file=key_file
        ) from error
    except OSError as error:
        raise UnusableSettings(N_("{path} に書けません：{why}"), path=key_file, why=error) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"# public key: {identity.to_public()}\n{identity}\n")
        file.flush()
        os.fsync(file.fileno())


def compress(source: Path, target: Path) -> None:
    """Write a gzip of a file; no name or time is in it."""
    with (
        source.open("rb") as file,
        target.open("wb") as out,
        gzip.GzipFile("", "wb", LEVEL, out, mtime=0) as packed,
    ):
        shutil.copyfileobj(file, packed, CHUNK)


def expand(source: Path, target: Path) -> None:
    """Write what a gzip holds, readable by its owner only. Raises UnusableBackup for a damaged one."""
    try:
        with gzip.open(source, "rb") as packed, private(target) as out:
            shutil.copyfileobj(packed, out, CHUNK)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise damaged(source) from error


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def private(path: Path) -> Iterator[BinaryIO]:
    """Open a new file that only its owner may read."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        yield file


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Let the block write a file that gets its name only when it is complete and on disk."""
    make_folder(target.parent)
    partial = target.with_name(f"{target.name}.{os.getpid()}{PART}")
    try:
        with private(partial):
            pass
        yield partial
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(target)
        settle_folder(target.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may look into."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def settle_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk; Windows does so by itself."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def damaged(path: Path) -> UnusableBackup:
    """Return the error of a backup's file that is not what was written."""
    return UnusableBackup(
        N_("控えのファイル {file} がこわれているか、途中で切れています。別の控えから戻してください。"), file=path.name
    )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Raise UnusableBackup where a file is missing, or not what was written with this key."""
    try:
        with _age_told():
            yield
    except FileNotFoundError as error:
        raise UnusableBackup(
            N_("控えのファイル {file} がありません。別の控えから戻してください。"), file=path.name
        ) from error
    except _NotOpened as error:
        if error.wrong_key:
            raise UnusableBackup(
                N_("控えのファイル {file} を、このかぎでは開けません。控えを作ったときのかぎか、確かめてください。"),
                file=path.name,
            ) from error
        raise damaged(path) from error


class _NotOpened(Exception):
    """What pyrage says in three ways: an encrypted file that cannot be opened."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.wrong_key = "matching keys" in why


@contextmanager
def _age_told() -> Iterator[None]:
    """Raise OSError for what is the disk's fault, with its number, and _NotOpened for what is the file's."""
    try:
        yield
    except Exception as error:
        # An OSError without a number comes from the middle of a stream.
        streamed = isinstance(error, OSError) and error.errno is None
        if not streamed and type(error).__module__ != "pyrage":
            raise
        if number := SYSTEM_ERROR.search(str(error)):
            raise OSError(int(number[1]), str(error)) from error
        raise _NotOpened(str(error)) from error


def _pyrage() -> Any:
    # Imported only where there is something to encrypt: most commands do not.
    import pyrage

    return pyrage
