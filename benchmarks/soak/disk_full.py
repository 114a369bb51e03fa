"""A disk that fills up during an import or an entry: a real tmpfs of a few hundred kilobytes, then a larger one."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.soak.looking import look
from benchmarks.soak.street import Wave, command, counted, ended, write_wave
from benchmarks.texts import scratch
from survey_loader import settings
from survey_loader.access import Role, everywhere
from survey_loader.acts.entering import Entry, enter
from survey_loader.errors import NoSpace

INTERVIEWS = 1_500
# From one that cannot even hold an empty database to one that fills while the last photos arrive.
SIZES_KB = (32, 150, 400, 800, 1_500, 2_500, 3_500, 5_000, 7_000)
ROOMY = "64m"
# Room for some entries before the disk is full, and for the beginning of a table.
SPARE_KB, TEMPORARY_KB = 400, 64
WRITER = everywhere("writer in the soak", Role.ORGANISER)


class NoTmpfs(Exception):
    """A tmpfs may not be mounted here."""


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a tmpfs of so many kilobytes. Raises NoTmpfs where that is not permitted."""
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.which("mount") is None:
        raise NoTmpfs("there is no mount command")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode:
        raise NoTmpfs(mounted.stderr.strip())
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def enlarge(disk: Path) -> None:
    """Free space: the same disk, larger."""
    subprocess.run(["mount", "-o", f"remount,size={ROOMY}", str(disk)], check=True)


def filled(disk: Path, spare_kb: int) -> Path:
    """Fill a disk but for so many kilobytes and return the file to remove again."""
    ballast = disk / "ballast"
    free = shutil.disk_usage(disk).free
    ballast.write_bytes(bytes(max(free - spare_kb * 1024, 0)))
    return ballast


def import_flaws(wave: Wave, disk: Path) -> tuple[list[str], str]:
    """Import onto a disk that is too small, enlarge it, import again; return broken promises and what was said."""
    database = disk / "data" / "machi.db"
    first = ended(command(wave, database))
    flaws = []
    if first.returncode == 0:
        return [], "there was room enough"
    if first.returncode != 2 or "Traceback" in first.stderr:
        flaws.append(f"exit code {first.returncode}: {first.stderr[-300:]}")
    said = first.stderr.strip().splitlines()[-1] if first.stderr.strip() else ""
    enlarge(disk)
    if database.exists():
        seen = look(database)
        flaws += seen.flaws
        if seen.interviews:
            flaws.append(f"{seen.interviews} interviews of a failed import are visible")
    counted(ended(command(wave, database)))
    again = look(database)
    flaws += again.flaws
    if again.interviews != wave.interviews or again.staged:
        flaws.append(f"the second try has {again.interviews} interviews and {again.staged} staged")
    return flaws, said


def entry(survey: str, number: int) -> Entry:
    """Return an interview as a writer types it."""
    words = {"like": f"{number}番目の街路樹がきれい" * 20}
    return Entry(survey, str(uuid.uuid4()), words, datetime.now(UTC), "ゆきの通り")


def entry_flaws(wave: Wave, disk: Path) -> tuple[list[str], str]:
    """Enter interviews until the disk is full; every confirmed one must be there, and entering must work again."""
    here = settings.load(data_dir=disk / "data", database=disk / "data" / "machi.db", workers=1, sample=False)
    counted(ended(command(wave, here.database)))
    ballast = filled(disk, SPARE_KB)
    confirmed, refused, said = [], 0, ""
    for number in range(200):
        entered = entry("soak", number)
        try:
            confirmed.append(enter(here, WRITER, entered).interview_id)
        except NoSpace as error:
            refused, said = refused + 1, str(error)
            if refused == 3:
                break
    ballast.unlink()
    confirmed.append(enter(here, WRITER, entered).interview_id)
    seen = look(here.database)
    there = {interview for interview, _, _ in seen.voices}
    flaws = [*seen.flaws]
    flaws += [] if refused else ["nothing was refused on a full disk"]
    flaws += [] if set(confirmed) <= there else [f"{len(set(confirmed) - there)} confirmed interviews are lost"]
    if seen.interviews != wave.interviews + len(confirmed):
        flaws.append(f"{seen.interviews} interviews instead of {wave.interviews + len(confirmed)}")
    return flaws, f"{len(confirmed) - 1} entered, then: {said}"


def unpacking_flaws(wave: Wave, disk: Path, data: Path) -> tuple[list[str], str]:
    """Import a ZIP while the folder for temporary files is on a full disk."""
    packed = data / "street.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(wave.file, wave.file.name)
    database = data / "machi.db"
    arguments = command(Wave(packed, wave.photos, wave.interviews), database)
    first = ended(arguments, TMPDIR=str(disk))
    said = first.stderr.strip().splitlines()[-1] if first.stderr.strip() else ""
    flaws = [] if first.returncode == 2 and "Traceback" not in first.stderr else [first.stderr[-300:]]
    enlarge(disk)
    counted(ended(arguments, TMPDIR=str(disk)))
    again = look(database)
    if again.interviews != wave.interviews:
        flaws.append(f"the second try has {again.interviews} interviews")
    left = [path.name for path in disk.iterdir()]
    return flaws + [*again.flaws] + ([f"left in the temporary folder: {left}"] if left else []), said


def run() -> int:
    """Print a line a disk; return how many broke a promise."""
    broken = 0

    def told(what: str, flaws: list[str], said: str) -> None:
        nonlocal broken
        broken += bool(flaws)
        print(f"{what:>32}  {'; '.join(flaws) or 'kept'}  ({said})", flush=True)

    with scratch() as name:
        folder = Path(name)
        wave = write_wave(folder, "street", INTERVIEWS)
        try:
            for size in SIZES_KB:
                with small_disk(folder / f"disk-{size}", size) as disk:
                    told(f"import on {size:,} kB", *import_flaws(wave, disk))
            with small_disk(folder / "disk-entry", 20_000) as disk:
                told("entering on a full disk", *entry_flaws(wave, disk))
            with (
                small_disk(folder / "disk-temporary", TEMPORARY_KB) as disk,
                tempfile.TemporaryDirectory(dir=folder) as data,
            ):
                told("unpacking on a full disk", *unpacking_flaws(wave, disk, Path(data)))
        except NoTmpfs as error:
            print(f"skipped: a tmpfs may not be mounted here ({error})")
    return broken
