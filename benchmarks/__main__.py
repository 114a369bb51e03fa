"""`make bench`: prints the ratios of the budgets that exist so far."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from benchmarks import decks, importing, paper, recoding, screens, site, street_page, street_phones
from benchmarks.texts import source


def calibration() -> float:
    """Return millions of additions a second in plain Python, to compare machines by."""
    started, total = time.perf_counter(), 0
    for number in range(5_000_000):
        total += number
    return 5.0 / (time.perf_counter() - started)


def parts(sizes: Sequence[int], rounds: int, only: Sequence[str]) -> dict[str, Callable[[], Iterable[tuple[str, str]]]]:
    """Return what can be measured, by name."""
    return {
        "janome": importing.janome,
        "mecab": importing.mecab,
        "whole": importing.whole,
        "recoding": recoding.measure,
        "street_phones": street_phones.measure,
        "street_page": street_page.measure,
        "decks": decks.measure,
        "paper": paper.measure,
        "site": site.measure,
        "screens": partial(screens.measure, sizes, rounds, only),
    }


def numbers(told: str) -> tuple[int, ...]:
    """Return the sizes written as `300,10000`; raises ValueError where one is no number."""
    return tuple(int(size) for size in told.split(","))


def names(told: str) -> tuple[str, ...]:
    """Return the screens written as `overview,themes`."""
    return tuple(told.split(","))


def main(told: list[str]) -> int:
    """Measure the named parts, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", help="|".join(parts((), 0, ())))
    parser.add_argument("--sizes", type=numbers, default=screens.SIZES, help="comments of the screens, as 300,10000")
    parser.add_argument("--rounds", type=int, default=screens.ROUNDS, help="visits of each screen")
    parser.add_argument("--only", type=names, default=(), help="some screens, as overview,themes")
    asked = parser.parse_args(told)
    known = parts(asked.sizes, asked.rounds, asked.only)
    if unknown := set(asked.parts) - known.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    print(f"measured on {source()}; machine: {calibration():.1f} million additions/s in plain Python")
    for name in asked.parts or known:
        for label, value in known[name]():
            print(f"{label:<70}{value:>24}".rstrip(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
