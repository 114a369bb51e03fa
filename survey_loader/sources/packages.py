"""What was handed in, seen as files: a lone file, a folder or a ZIP, with its tables and its photos."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from survey_loader.errors import NoSpace, UnusableFile
from survey_loader.language import N_
from survey_loader.models import Reject
from survey_loader.sources.archives import (
    DAMAGE,
    MAX_FILES,
    TOO_MANY_FILES,
    is_archive,
    link_refused,
    open_archive,
)
from survey_loader.sources.members import TABLE_NAMES, Kind, Member, Scratch, kind_of, readable

__all__ = ["Member", "Package", "open_package", "photos_in"]

# As much as a workbook may hold; see workbook.MAX_UNCOMPRESSED.
MAX_TABLES = 400 * 1024 * 1024
# What computers leave in folders without being asked.
_LITTER = re.compile(
    r"(^|/)(__MACOSX/|\._|~\$|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\.Spotlight|\.Trash)", re.IGNORECASE
)

_ZIP_IN_ZIP = N_("「{name}」はZIPの中のZIPの、そのまた中にあるため読みませんでした。展開してから入れてください。")
_NEITHER = N_("「{name}」は表でも写真でもないため、読みませんでした。")
_NO_PHOTO = N_("「{name}」は写真ではないため、読みませんでした。")
_EMPTY = N_("「{name}」は空のファイルなので、読みませんでした。")
_CLOSED = N_("フォルダー「{name}」を開けません。読む権限があるかを確かめてください。")
_BROKEN = N_("「{name}」は壊れているため、読めませんでした。もう一度書き出すか、コピーし直してください。")

_ALWAYS_REFUSED: tuple[tuple[Kind, str], ...] = (("empty", _EMPTY), ("broken", _BROKEN), ("other", _NEITHER))


@dataclass(frozen=True)
class Package:
    """The tables to read, by name and file, the photos beside them, and what was refused and why.

    Files that had to be unpacked are gone when the package is.
    """

    tables: tuple[tuple[str, Path], ...]
    photos: tuple[Member, ...] = ()
    refused: tuple[Reject, ...] = ()
    _scratch: Scratch | None = field(default=None, repr=False, compare=False)


def open_package(path: Path) -> Package:
    """Return the files of what was handed in. Raises UnusableFile where there is no table in it."""
    if not path.is_dir() and not is_archive(path):
        return Package(((path.name, path),))
    if path.suffix.casefold() == ".numbers":
        raise UnusableFile(
            N_("{name} はNumbersのファイルです。Numbersの「書き出す」でExcelかCSVにしたものを選んでください。"),
            name=readable(path.name),
        )
    contents = _Contents(path)
    tables = contents.of("table") or contents.of("text")
    if contents.of("table"):
        contents.refuse("text", _NEITHER)
    for kind, reason in _ALWAYS_REFUSED:
        contents.refuse(kind, reason)
    photos = contents.of("photo")
    if not tables:
        raise _without_table(path, photos, contents)
    files = tuple((table.name, contents.unpacked(table)) for table in tables)
    return Package(files, tuple(photos), tuple(contents.refused), contents.scratch)


def photos_in(place: Path) -> tuple[tuple[Member, ...], tuple[Reject, ...]]:
    """Return the photos of a folder, a ZIP or a lone photo file, and what was refused and why.

    Raises UnusableFile where the place is none of these.
    """
    if place.is_dir() or is_archive(place):
        contents = _Contents(place)
        for kind, reason in (*_ALWAYS_REFUSED, ("table", _NO_PHOTO), ("text", _NO_PHOTO)):
            contents.refuse(kind, reason)
        return tuple(contents.of("photo")), tuple(contents.refused)
    try:
        member = Member(readable(place.name), place.stat().st_size, place)
        kind = kind_of(member)
    except DAMAGE as error:
        raise UnusableFile(
            N_("写真「{path}」が見つからないか、開けません。場所と名前を確かめてください。"), path=readable(str(place))
        ) from error
    if kind != "photo":
        raise UnusableFile(
            N_("「{path}」は写真でも、写真の入ったフォルダーやZIPでもありません。選び直してください。"),
            path=member.name,
        )
    return (member,), ()


class _Contents:
    """All files of a folder or a ZIP, by kind; a ZIP within is opened one level deep."""

    def __init__(self, path: Path) -> None:
        self.scratch = Scratch()
        self.refused: list[Reject] = []
        self._name = path.name
        self._kinds: dict[Kind, list[Member]] = {}
        self._left = MAX_TABLES
        self._count = 0
        if path.is_dir():
            self._sort(self._in_folder(path), "", opens_zips=True)
        else:
            self._sort(self._in_archive(path), "", opens_zips=True)

    def of(self, kind: Kind) -> list[Member]:
        """Return the files of that kind in the order of their names."""
        return sorted(self._kinds.get(kind, ()), key=lambda member: member.name)

    def refuse(self, kind: Kind, reason: str) -> None:
        """Keep the reason why the files of a kind are left alone."""
        self.refused += [Reject(0, reason, {"name": member.name}) for member in self.of(kind)]

    def unpacked(self, table: Member) -> Path:
        """Return a table as a file of its own. Raises UnusableFile where it cannot be unpacked within bounds."""
        self._left -= table.size
        if self._left < 0:
            raise UnusableFile(
                N_("{name} の表は、広げると{limit}MBを超えるため開きません。いくつかに分けてください。"),
                name=self._name,
                limit=MAX_TABLES // 1024**2,
            )
        return table.file if table.archive is None else self._copy(table)

    def _sort(self, members: Iterator[Member], within: str, opens_zips: bool) -> None:
        for member in members:
            if _LITTER.search(member.name):
                continue
            self._count += 1
            if self._count > MAX_FILES:
                raise UnusableFile(TOO_MANY_FILES, name=self._name, limit=MAX_FILES)
            named = replace(member, name=within + member.name)
            try:
                kind = kind_of(named)
            except DAMAGE as error:
                if PurePosixPath(named.name).suffix.casefold() in TABLE_NAMES:
                    raise UnusableFile(_BROKEN, name=named.name) from error
                kind = "broken"
            if kind != "zip":
                self._kinds.setdefault(kind, []).append(named)
            elif opens_zips:
                self._open_within(named)
            else:
                self.refused.append(Reject(0, _ZIP_IN_ZIP, {"name": named.name}))

    def _open_within(self, member: Member) -> None:
        try:
            file = member.file if member.archive is None else self._copy(member)
            if is_archive(file):
                self._sort(self._in_archive(file), f"{member.name}/", opens_zips=False)
            else:
                self._kinds.setdefault("other", []).append(member)
        except UnusableFile as error:
            self.refused.append(Reject(0, error.message, {**error.values, "name": member.name}))

    def _in_archive(self, path: Path) -> Iterator[Member]:
        archive, entries, refused = open_archive(path)
        self.refused += [reject for reject in refused if not _LITTER.search(reject.values["name"])]
        for name, info in entries:
            yield Member(name, info.file_size, path, archive, info, self.scratch)

    def _in_folder(self, folder: Path) -> Iterator[Member]:
        for place, folders, files in os.walk(folder, onerror=self._closed_folder):
            folders.sort()
            for name in [*files, *folders]:
                path = Path(place, name)
                inside = readable(path.relative_to(folder).as_posix())
                if path.is_symlink():
                    self.refused.append(link_refused(inside))
                elif path.is_file():
                    yield Member(inside, path.stat().st_size, path)
                elif not path.is_dir():
                    self.refused.append(Reject(0, _NEITHER, {"name": inside}))

    def _closed_folder(self, error: OSError) -> None:
        self.refused.append(Reject(0, _CLOSED, {"name": readable(str(error.filename))}))

    def _copy(self, member: Member) -> Path:
        try:
            target = self.scratch.place_for(member.name)
            with member.open() as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
        except DAMAGE as error:
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise NoSpace(
                    N_("{name} を広げる場所が足りません。ディスクの空きを増やしてから、もう一度お試しください。"),
                    name=self._name,
                ) from error
            raise UnusableFile(_BROKEN, name=member.name) from error
        return target


def _without_table(path: Path, photos: Sequence[Member], contents: _Contents) -> UnusableFile:
    name = readable(path.name)
    if photos:
        return UnusableFile(
            N_("{name} には写真だけが入っています。聞き取りの表(CSVかExcel)といっしょに選んでください。"), name=name
        )
    found = "、".join(str(reject.values["name"]) for reject in contents.refused[:10])
    return UnusableFile(
        N_("{name} の中に表(CSV・Excel・JSON)がありません(中身: {found})。書き出したファイルを選んでください。"),
        name=name,
        found=found or "-",
    )
