"""Files cut short or scrambled, alone and in the middle of a batch: nothing of them is visible, the rest comes in."""

from __future__ import annotations

import gzip
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl

from benchmarks.soak.looking import look
from benchmarks.soak.street import Wave, command, ended, write_wave
from benchmarks.texts import scratch

INTERVIEWS = 1_000


def _workbook(wave: Wave) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in wave.file.read_text(encoding="utf-8").splitlines():
        sheet.append(line.split(","))
    path = wave.file.with_suffix(".xlsx")
    book.save(path)
    return path


def _packed(wave: Wave) -> Path:
    path = wave.file.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(wave.file, wave.file.name)
    return path


def _zipped(wave: Wave) -> Path:
    path = wave.file.with_suffix(".csv.gz")
    path.write_bytes(gzip.compress(wave.file.read_bytes()))
    return path


# By name: how a sound file is made, and what happens to its bytes.
DAMAGES: dict[str, tuple[Callable[[Wave], Path], Callable[[bytes], bytes]]] = {
    "utf-8 cut within a letter": (lambda wave: wave.file, lambda sound: _within_a_letter(sound)),
    "an open quote half-way": (lambda wave: wave.file, lambda sound: _with_open_quote(sound)),
    "xlsx cut short": (_workbook, lambda sound: sound[: len(sound) // 2]),
    "xlsx with scrambled bytes": (_workbook, lambda sound: _scrambled(sound)),
    "zip cut short": (_packed, lambda sound: sound[: len(sound) // 2]),
    "zip with scrambled bytes": (_packed, lambda sound: _scrambled(sound)),
    "gzip cut short": (_zipped, lambda sound: sound[: len(sound) // 2]),
}


def _within_a_letter(sound: bytes) -> bytes:
    end = len(sound) // 2
    while sound[end] < 0xC0:
        end += 1
    return sound[: end + 1]


def _with_open_quote(sound: bytes) -> bytes:
    middle = sound.index(b"\n", len(sound) // 2) + 1
    return sound[:middle] + b'"' + sound[middle:]


def _scrambled(sound: bytes) -> bytes:
    draw, changed = random.Random(0), bytearray(sound)
    start = len(sound) // 3
    changed[start : start + 200] = draw.randbytes(200)
    return bytes(changed)


def damaged_file(folder: Path, name: str, interviews: int) -> Path:
    """Write a file and damage it in one of the ways."""
    make, damage = DAMAGES[name]
    path = make(write_wave(folder, "broken", interviews, photos=False))
    path.write_bytes(damage(path.read_bytes()))
    return path


def flaws_of(folder: Path, name: str, interviews: int) -> tuple[list[str], str]:
    """Import a sound, a damaged and a sound file in one command; return broken promises and what was said."""
    before, after = (write_wave(folder, wave, interviews, photos=False) for wave in ("before", "after"))
    broken = damaged_file(folder, name, interviews)
    database = folder / "data" / "machi.db"
    three = command(before, database)
    three[5:5] = [str(broken), str(after.file)]
    done = ended(three)
    seen = look(database)
    flaws = [*seen.flaws]
    if done.returncode != 2 or "Traceback" in done.stderr:
        flaws.append(f"exit code {done.returncode}: {done.stderr[-300:]}")
    if broken.name not in done.stderr:
        flaws.append("it does not say which file is broken")
    if seen.interviews != 2 * interviews or seen.staged:
        flaws.append(f"{seen.interviews} interviews visible, {seen.staged} staged")
    sentences = [line for line in done.stderr.splitlines() if "phase=" not in line]
    return flaws, sentences[0] if sentences else ""


def run() -> int:
    """Print a line a damage; return how many broke a promise."""
    found = 0
    for name in DAMAGES:
        with scratch() as folder:
            flaws, said = flaws_of(Path(folder), name, INTERVIEWS)
        found += bool(flaws)
        print(f"{name:>28}  {'; '.join(flaws) or 'kept'}  ({said})", flush=True)
    return found
