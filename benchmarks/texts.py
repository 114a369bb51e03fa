"""What is measured on: the Fukui open data where it is present, else the sample survey repeated."""

from __future__ import annotations

import csv
import random
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FUKUI = PROJECT.parent / "shared" / "data" / "fukui-kanko-survey" / "monthly.zip"
FUKUI_MAPPING = PROJECT / "data" / "mappings" / "fukui-kanko-survey.toml"
SAMPLE = PROJECT / "data" / "samples" / "yukino"
SAMPLE_MAPPING = PROJECT / "data" / "mappings" / "yukino.toml"
# A clause with the sign that ends it.
_CLAUSE = re.compile(r"[^、。!！?？\n]+[、。!！?？\n]*|[、。!！?？\n]+")
# The share of clauses taken from another text.
CHANGED = 0.6
TEXT_COLUMNS = (
    "満足度の理由", "満足度(商品・サービス)の理由", "福井県内での交通手段の満足度の理由", "不便さの内容",
    "推奨項目", "施設に求めるもの", "福井県に求めるもの", "好きなところ", "どんなまちになってほしい",
)  # fmt: skip
# Two waves a year, and who is met in the street: most live there.
TOWN_WAVES = ((2023, 6), (2023, 10), (2024, 6), (2024, 10), (2025, 6), (2025, 10))
TOWN_RELATIONS = {"住んでいる": 55, "通勤・通学": 15, "帰省": 8, "観光": 22}


def source() -> str:
    """Return what the figures are made from, for the page they are printed on."""
    return "Fukui open data (FTAS, CC BY 4.0)" if FUKUI.is_file() else "the sample survey, repeated"


def files(folder: Path, months: int = 0) -> tuple[list[Path], Path]:
    """Return CSV files to import and their mapping; `months` limits them to the last ones."""
    folder.mkdir(parents=True, exist_ok=True)
    if FUKUI.is_file():
        with zipfile.ZipFile(FUKUI) as archive:
            archive.extractall(folder)
        found = sorted(folder.rglob("*.csv"))
        return (found[-months:] if months else found), FUKUI_MAPPING
    return _repeated(folder, 40 if months else 75), SAMPLE_MAPPING


def _repeated(folder: Path, times: int) -> list[Path]:
    """Write the sample with other ids so often, marking each text so that none repeats."""
    made = []
    for path in sorted(SAMPLE.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        target = folder / path.name
        with target.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.DictWriter(out, rows[0].keys())
            writer.writeheader()
            for number in range(times):
                for row in rows:
                    marked = {name: f"{row[name]}{number}" for name in TEXT_COLUMNS if row.get(name)}
                    writer.writerow({**row, **marked, "聞き取りID": f"{row['聞き取りID']}-{number}"})
        made.append(target)
    return made


def texts(paths: list[Path]) -> Iterator[str]:
    """Yield the free texts of these files, as an import finds them."""
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield from (row[name] for name in TEXT_COLUMNS if (row.get(name) or "").strip())


def new_texts(folder: Path) -> Iterator[str]:
    """Yield texts without end, of which no two are alike: clauses of different texts put together anew."""
    seeds = [_CLAUSE.findall(text) for text in texts(files(folder / "seeds")[0])]
    clauses = [clause for seed in seeds for clause in seed]
    # Always the same texts.
    chance, seen = random.Random(0), set[int]()
    while True:
        seed = seeds[chance.randrange(len(seeds))]
        text = "".join(chance.choice(clauses) if chance.random() < CHANGED else clause for clause in seed)
        while not text.strip() or hash(text) in seen:
            text = f"{text}{len(seen)}"
        seen.add(hash(text))
        yield text


def perturbed(folder: Path, count: int) -> Path:
    """Write a CSV of so many texts, of which no two are alike."""
    path = folder / "perturbed.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("聞き取りID", "日時", "場所", TEXT_COLUMNS[-2]))
        for number, text in zip(range(count), new_texts(folder), strict=False):
            day = f"{number % 12 + 1}/{number % 28 + 1}"
            writer.writerow((f"P-{number}", f"2025/{day} {number % 24}:05", f"場所{number % 40}", text))
    return path


def town(folder: Path, count: int) -> Path:
    """Write a CSV of a whole survey with so many comments, two a person, over six waves: all that screens show."""
    path, chance, words = folder / f"town-{count}.csv", random.Random(1), new_texts(folder)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("聞き取りID", "日時", "回", "場所", "年代", "まちとの関わり", *TEXT_COLUMNS[-2:]))
        for number in range(count // 2):
            wave = number * len(TOWN_WAVES) * 2 // count
            year, month = TOWN_WAVES[min(wave, len(TOWN_WAVES) - 1)]
            relation = chance.choices(list(TOWN_RELATIONS), list(TOWN_RELATIONS.values()))[0]
            when = f"{year}/{month}/{chance.randrange(1, 29)} {chance.randrange(9, 18)}:05"
            person = (f"{year}年{month}月", f"場所{chance.randrange(12)}", f"{chance.randrange(1, 8)}0代", relation)
            writer.writerow((f"T-{number}", when, *person, next(words), next(words)))
    return path


def scratch() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that is gone afterwards."""
    return tempfile.TemporaryDirectory(prefix="machi-bench-")
