"""`make bench`: prints the ratios of the budgets that exist so far."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable

from benchmarks import importing, recoding, screens
from benchmarks.texts import source

PARTS: dict[str, Callable[[], Iterable[tuple[str, str]]]] = {
    "janome": importing.janome,
    "mecab": importing.mecab,
    "whole": importing.whole,
    "recoding": recoding.measure,
    "screens": screens.measure,
}


def calibration() -> float:
    """Return millions of additions a second in plain Python, to compare machines by."""
    started, total = time.perf_counter(), 0
    for number in range(5_000_000):
        total += number
    return 5.0 / (time.perf_counter() - started)


def main(names: list[str]) -> int:
    """Measure the named parts, or all."""
    print(f"measured on {source()}; machine: {calibration():.1f} million additions/s in plain Python")
    for name in names or list(PARTS):
        for label, value in PARTS[name]():
            print(f"{label:<70}{value:>24}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
