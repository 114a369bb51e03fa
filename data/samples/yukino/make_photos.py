"""Draws the photos that the sample CSV files name: flat pictures of invented people with their boards.

    python data/samples/yukino/make_photos.py [folder]

The pictures follow from the CSV files and cast.toml alone: the same files give the same pictures.
"""

from __future__ import annotations

import csv
import io
import random
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pictures import scenery
from pictures.board import Words
from pictures.looks import Look, look_by_lot, stage_of
from pictures.scenes import Shot, picture
from pictures.sketch import rgb

HERE = Path(__file__).parent
YEARS = ("2016", "2019", "2025")
LARGEST_FILE, USUAL_FILE = 44_500, 37_500
QUALITIES = (76, 72, 68, 65, 62, 59, 56, 53)
COLOURS = ("skin", "hair_colour", "coat_colour", "knit")
LATE = 16  # the sun sets before five in October
SNOWY_DAYS = ("2016/10/10", "2016/10/15", "2019年10月19日", "2025-10-13", "2025-10-18")
DRY = (scenery.CLEAR, scenery.PALE, scenery.GOLDEN)
SNOWY = (scenery.FLURRY, scenery.WHITE, scenery.SNOWY_SUN)
Row = Mapping[str, str]


def rows(year: str) -> Iterator[Row]:
    """Yield the rows of a wave's CSV file."""
    with (HERE / f"yukino-{year}.csv").open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def cast() -> Mapping[str, Mapping[str, Any]]:
    """Return what is settled about single people, by 聞き取りID."""
    return tomllib.loads((HERE / "cast.toml").read_text(encoding="utf-8"))


def clock(row: Row) -> tuple[str, int]:
    """Return the day as written and the hour of an interview."""
    day, time = row["日時"].split(" ")
    return day, int(time.replace("時", ":").split(":")[0])


def weather(row: Row) -> scenery.Weather:
    """Return the weather of the day and half-day; lights are on late in the afternoon."""
    day, hour = clock(row)
    if hour >= LATE:
        return scenery.SNOWY_DUSK if day in SNOWY_DAYS else scenery.DUSK
    sky = SNOWY if day in SNOWY_DAYS else DRY
    return random.Random(f"{day} {hour // 2} {row['場所']}").choice(sky)


def look(row: Row, settled: Mapping[str, Any]) -> Look:
    """Return what the person of a row looks like."""
    words = row["好きなところ"] + row["どんなまちになってほしい"]
    stage = settled.get("stage", stage_of(row["年代"], words))
    drawn = look_by_lot(stage, row["ことば"], random.Random(f"look {row['聞き取りID']}"))
    parts: dict[str, Any] = dict(settled)
    parts |= {part: rgb(parts[part]) for part in COLOURS if part in parts}
    return replace(drawn, **parts)


def shot(row: Row, settled: Mapping[str, Any], face: bool) -> Shot:
    """Return the shot of a row, with the face or with the board only."""
    words = Words(row["好きなところ"], row["どんなまちになってほしい"], f"No.{row['板番号']}", row["ことば"])
    seed = f"{row['聞き取りID']} {'face' if face else 'board'}"
    return Shot(row["場所"], weather(row), look(row, settled), words, face, seed)


def jpeg(taken: Shot) -> bytes:
    """Return the picture of a shot as a JPEG: USUAL_FILE bytes, LARGEST_FILE where it has much text."""
    image = picture(taken)
    data = b""
    for quality in QUALITIES:
        target = io.BytesIO()
        image.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
        data = target.getvalue()
        if len(data) <= USUAL_FILE:
            break
    if len(data) > LARGEST_FILE:
        raise ValueError(f"too large at the lowest quality: {taken.words}")
    return data


def main(folder: Path) -> None:
    """Draw every photo named in the CSV files into `folder`/<year>/."""
    settled = cast()
    for year in YEARS:
        (folder / year).mkdir(parents=True, exist_ok=True)
        for row in rows(year):
            for column, face in (("写真", True), ("板だけの写真", False)):
                if row[column]:
                    drawn = jpeg(shot(row, settled.get(row["聞き取りID"], {}), face))
                    (folder / year / row[column]).write_bytes(drawn)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "photos")
