"""Import with two processes against a bare single-process Janome loop over the same texts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from janome.tokenizer import Tokenizer

from benchmarks.texts import PROJECT, files, scratch, texts

# Two processes at 80 % of what two bare loops would do (DESIGN.md).
BUDGET = 0.8 * 2


def bare_rate(paths: list[Path]) -> tuple[int, float]:
    """Return (texts, texts per second) of Janome alone."""
    listed = list(texts(paths))
    tokenizer = Tokenizer()
    started = time.perf_counter()
    for text in listed:
        for _ in tokenizer.tokenize(text):
            pass
    return len(listed), len(listed) / (time.perf_counter() - started)


def import_rate(paths: list[Path], mapping: Path, folder: Path) -> tuple[int, float]:
    """Return (comments, comments per second) of a whole import, from start of the command to its end."""
    command = [
        sys.executable, "-m", "survey_loader", "import", *map(str, paths), "--mapping", str(mapping),
        "--survey", "bench", "--db", str(folder / "machi.db"), "--json",
    ]  # fmt: skip
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, check=True, env={**os.environ, "MACHI_WORKERS": "2"}
    )
    seconds = time.perf_counter() - started
    comments = int(json.loads(done.stdout.splitlines()[-1])["comments"])
    return comments, comments / seconds


def measure(months: int = 6) -> list[tuple[str, str]]:
    """Return the lines of the table: bare rate, import rate, their ratio and the budget."""
    with scratch() as name:
        folder = Path(name)
        paths, mapping = files(folder, months)
        count, bare = bare_rate(paths)
        comments, rate = import_rate(paths, mapping, folder)
    return [
        (f"bare Janome loop, 1 process, {count:,} texts", f"{bare:,.0f} texts/s"),
        (f"import, 2 processes, {comments:,} comments", f"{rate:,.0f} comments/s"),
        (f"import / bare loop (budget >= {BUDGET:.1f})", f"{rate / bare:.2f}"),
    ]
