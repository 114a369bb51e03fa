"""What the soak imports: an invented wave of interviews with photos, and the command that brings it in."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.texts import PROJECT

HEADER = (
    "聞き取りID", "日時", "場所", "年代", "まちとの関わり", "好きなところ", "どんなまちになってほしい", "写真",
    "ことばの同意", "写真（委員会）",
)  # fmt: skip
LIKES = ("川ぞいの桜", "商店街のあいさつ", "図書館の本の多さ", "朝市の野菜", "駅前の噴水", "山の見える公園")
WISHES = (
    "夜のバスをふやして",
    "歩道の段差をなくして",
    "英語の案内を出して",
    "子どもの遊び場をつくって",
    "除雪を早くして",
)
PLACES = ("ゆきの通り", "駅前広場", "川べり公園", "朝市")
AGES = ("10代", "20代", "30代", "40代", "60代")
RELATIONS = ("市内に住んでいる", "通勤・通学", "観光")
# Every so many interviews one photo.
PHOTO_EVERY = 20
SIDE = 900


@dataclass(frozen=True, slots=True)
class Wave:
    """A file of interviews and the folder of its photos."""

    file: Path
    photos: Path
    interviews: int


def write_wave(folder: Path, name: str, interviews: int, photos: bool = True) -> Wave:
    """Write an invented wave; the same name gives the same wave."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = folder / f"{name}-photos"
    pictures.mkdir(exist_ok=True)
    draw = random.Random(name)
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(interviews):
            photo = f"{name}-{number}.jpg" if photos and number % PHOTO_EVERY == 0 else ""
            if photo:
                _write_photo(pictures / photo, draw)
            writer.writerow(_row(name, number, photo, draw))
    return Wave(path, pictures, interviews)


def _row(name: str, number: int, photo: str, draw: random.Random) -> list[str]:
    return [
        f"{name}-{number}", f"2026/5/{number % 28 + 1} {number % 9 + 9}:{number % 60:02}", draw.choice(PLACES),
        draw.choice(AGES), draw.choice(RELATIONS), f"{draw.choice(LIKES)}が{number}回見ても好きです",
        f"{draw.choice(WISHES)}ほしい、と{number}人目", photo, "はい", "はい",
    ]  # fmt: skip


def _write_photo(path: Path, draw: random.Random) -> None:
    small = Image.frombytes("RGB", (32, 24), draw.randbytes(32 * 24 * 3))
    small.resize((SIDE, SIDE * 3 // 4), Image.Resampling.BICUBIC).save(path, quality=85)


def command(wave: Wave, database: Path, survey: str = "soak", *options: str) -> list[str]:
    """Return the import that is disturbed and repeated; it tells its phases."""
    return [
        sys.executable, "-m", "survey_loader", "import", str(wave.file), "--photos", str(wave.photos),
        "--survey", survey, "--db", str(database), "--json", "--verbose", *options,
    ]  # fmt: skip


def environment(**more: str) -> dict[str, str]:
    """Return the environment of an import with two workers."""
    return {**os.environ, "MACHI_WORKERS": "2", "MACHI_SETTINGS": "/nonexistent", **more}


def begun(arguments: list[str], **more: str) -> subprocess.Popen[str]:
    """Start a command in a session of its own, so that all its processes can be killed together.

    Ctrl-C reaches it even where these tests run in the background of a shell, which ignores it.
    """
    return subprocess.Popen(
        arguments, cwd=PROJECT, env=environment(**more), start_new_session=True, preexec_fn=_heed_ctrl_c,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def _heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def ended(arguments: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        arguments, cwd=PROJECT, env=environment(**more), capture_output=True, text=True, check=False
    )  # fmt: skip


def counted(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Return the counts a finished import printed. Raises RuntimeError with its words where it failed."""
    if done.returncode:
        raise RuntimeError(f"exit code {done.returncode}: {done.stderr[-2000:]}")
    counts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return counts
