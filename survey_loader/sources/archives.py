"""ZIP files from anywhere: names as they were meant, and nothing in them trusted."""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from survey_loader.errors import UnusableFile
from survey_loader.language import N_
from survey_loader.models import Reject

MAX_FILES = 50_000
# What 50,000 names in folders take in a ZIP's directory; a longer one is not even parsed.
MAX_DIRECTORY = 10 * 1024 * 1024
# No table and no photo of some size shrinks to so little; the text of an import repeats less.
MAX_RATIO, RATIO_FROM = 200, 32 * 1024 * 1024

# What reading a damaged or unusual ZIP raises, besides its own error.
DAMAGE = (
    zipfile.BadZipFile,
    OSError,
    ValueError,
    RuntimeError,
    EOFError,
    NotImplementedError,
    zlib.error,
    struct.error,
)
# Names of old ZIPs carry no mark: macOS writes UTF-8 all the same, Windows in Japan CP932.
_ENCODINGS = ("utf-8", "cp932", "cp437")
_UTF8_MARK, _ENCRYPTED_MARK = 0x800, 0x1
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

TOO_MANY_FILES = N_("{name} には{limit}個を超えるファイルがあるため開きません。いくつかに分けてください。")
_DAMAGED = N_(
    "{name} はZIPとして壊れているか、途中で切れています。もう一度ダウンロードするか、コピーし直してください。"
)
_OUTSIDE = N_("「{name}」は、フォルダーの外を指す名前なので読みませんでした。")
_LINK = N_("「{name}」はほかの場所へのリンクなので、読みませんでした。ファイルそのものを入れてください。")
_ENCRYPTED = N_("「{name}」にはパスワードがかかっているため読めません。パスワードなしで入れ直してください。")
_TWICE = N_("「{name}」が二つ入っています。あとに入れられたほうだけを読みます。")
_SHRUNK = N_("「{name}」は広げると大きくなりすぎるため、読みませんでした。")

Entry = tuple[str, zipfile.ZipInfo]


def link_refused(name: str) -> Reject:
    """Return why a link is not followed: it could lead anywhere."""
    return Reject(0, _LINK, {"name": name})


def is_archive(path: Path) -> bool:
    """Say whether a file is a ZIP that is no workbook or other document; a missing file is none."""
    try:
        with path.open("rb") as file:
            if file.read(4) not in _ZIP_STARTS:
                return False
    except (OSError, ValueError):
        return False
    try:
        names = {info.filename for info in _directory(path)}
    except UnusableFile:
        # A workbook that is cut short is told by the one who reads workbooks.
        return path.suffix.casefold() not in (".xlsx", ".xlsm")
    return not names & {"[Content_Types].xml", "mimetype"}


def open_archive(path: Path) -> tuple[zipfile.ZipFile, list[Entry], list[Reject]]:
    """Open a ZIP; return it, the files in it that may be read, by their tidied name, and those refused.

    Raises UnusableFile where it is damaged, holds too many files, or every one is encrypted.
    """
    infos = [info for info in _directory(path) if not info.is_dir()]
    # Files that share their bytes are no archive of anybody, but a bomb: https://www.bamsoftware.com/hacks/zipbomb/
    if sum(info.compress_size for info in infos) > path.stat().st_size:
        raise UnusableFile(_DAMAGED, name=path.name)
    entries: dict[str, zipfile.ZipInfo] = {}
    refused: list[Reject] = []
    for name, info in zip(_names(infos), infos, strict=True):
        reason = _reason_against(name, info)
        tidy = "/".join(part for part in name.split("/") if part not in ("", "."))
        if not reason and tidy in entries:
            refused.append(Reject(0, _TWICE, {"name": tidy}))
        if reason:
            refused.append(Reject(0, reason, {"name": name}))
        else:
            entries[tidy] = info
    if infos and all(info.flag_bits & _ENCRYPTED_MARK for info in infos):
        raise UnusableFile(
            N_("{name} にはパスワードがかかっています。パスワードなしのZIPで作り直してください。"), name=path.name
        )
    return zipfile.ZipFile(path), list(entries.items()), refused


def _directory(path: Path) -> list[zipfile.ZipInfo]:
    try:
        too_long = _directory_bytes(path) > MAX_DIRECTORY
        if not too_long:
            with zipfile.ZipFile(path) as archive:
                infos = archive.infolist()
    except DAMAGE as error:
        raise UnusableFile(_DAMAGED, name=path.name) from error
    if too_long or len(infos) > MAX_FILES:
        raise UnusableFile(TOO_MANY_FILES, name=path.name, limit=MAX_FILES)
    return infos


def _directory_bytes(path: Path) -> int:
    """Return how long the directory at the end of a ZIP says it is (APPNOTE.TXT 4.3.14 and 4.3.16)."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 66_000))
        tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0:
        raise zipfile.BadZipFile("no directory")
    (size,) = struct.unpack_from("<L", tail, end + 12)
    large = tail.rfind(b"PK\x06\x06", 0, end)
    if size == 0xFFFFFFFF and large >= 0:
        (size,) = struct.unpack_from("<Q", tail, large + 40)
    return int(size)


def _names(infos: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Return the names as they were meant, in one Unicode form and with "/" between folders."""
    unmarked = [info.filename.encode("cp437") for info in infos if not info.flag_bits & _UTF8_MARK]
    encoding = next(encoding for encoding in _ENCODINGS if _decodes(unmarked, encoding))
    return [
        tidied(info.filename if info.flag_bits & _UTF8_MARK else info.filename.encode("cp437").decode(encoding))
        for info in infos
    ]


def _decodes(names: Sequence[bytes], encoding: str) -> bool:
    try:
        for name in names:
            name.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def tidied(name: str) -> str:
    """Return a file name in one Unicode form (macOS splits が), with "/" between folders and no control signs."""
    return _CONTROL.sub("_", unicodedata.normalize("NFC", name).replace("\\", "/"))


def _reason_against(name: str, info: zipfile.ZipInfo) -> str:
    if name.startswith("/") or ".." in name.split("/") or _DRIVE.match(name):
        return _OUTSIDE
    if stat.S_ISLNK(info.external_attr >> 16):
        return _LINK
    if info.flag_bits & _ENCRYPTED_MARK:
        return _ENCRYPTED
    if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * info.compress_size:
        return _SHRUNK
    return ""
