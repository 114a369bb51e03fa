"""Answers of the Fukui survey whose tone is known: from their question, or checked by hand (kept as hashes)."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.texts import FUKUI, PROJECT

BY_HAND = PROJECT / "tests" / "gold" / "fukui_hand.jsonl"
PRAISE_COLUMN, TROUBLE_COLUMN, SCORE_COLUMN = "推奨項目", "不便さの内容", "NPS"
# Those who would recommend it.
PROMOTERS = ("9", "10")


# 「特になし」 is an answer, and no trouble (docs/coding-guide.md).
NOTHING = re.compile(
    r"[\s、]*(?:今のところ|今回は|とくに|特に|別に|何も|なにも|不便(?:な(?:こと|点|ところ))?は?|感じた?(?:こと|不便)は?|[、\s])*"
    r"(?:なし|無し|ナシ|無|な(?:い|かった)(?:です)?|無い|あり?ません(?:でした)?|ございません|感じな(?:い|かった)|なしです)[。、.!！\s]*"
)


class Answer(NamedTuple):
    """A text and the tone a person would give it, None for none."""

    text: str
    tone: str | None


def told_by_question(months: int | None = None) -> list[Answer]:
    """Return answers (of the last months) whose question tells praise, as promoters recommend it, or trouble.

    Those who answer that there is nothing are left out: the question tells nothing of them.
    """
    found = []
    for row in _rows(months):
        if _says_something(row[PRAISE_COLUMN]) and row[SCORE_COLUMN] in PROMOTERS:
            found.append(Answer(row[PRAISE_COLUMN], "praise"))
        if _says_something(row[TROUBLE_COLUMN]):
            found.append(Answer(row[TROUBLE_COLUMN], "trouble"))
    return found


def _says_something(text: str) -> bool:
    return bool(text.strip()) and not NOTHING.fullmatch(text)


def checked_by_hand() -> list[Answer]:
    """Return the answers that were checked by hand, found again in the open data by the hash of their text."""
    lines = [json.loads(line) for line in BY_HAND.read_text(encoding="utf-8").splitlines()]
    wanted = {(line["column"], line["sha256"]): line["tone"] for line in lines}
    columns = sorted({line["column"] for line in lines})
    found: dict[tuple[str, str], Answer] = {}
    for row in _rows():
        for column in columns:
            if text := (row.get(column) or "").strip():
                key = (column, hashlib.sha256(text.encode()).hexdigest())
                if key in wanted:
                    found[key] = Answer(text, wanted[key])
    return list(found.values())


def _rows(months: int | None = None) -> Iterator[dict[str, str]]:
    with zipfile.ZipFile(FUKUI) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".csv"))
        for name in names[-months:] if months else names:
            with archive.open(name) as file:
                yield from csv.DictReader(io.TextIOWrapper(file, "utf-8-sig", newline=""))
