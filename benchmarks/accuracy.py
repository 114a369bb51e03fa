"""`make evaluate`: how right the automatic coding is, on held-out sentences and on answers that tell."""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.texts import FUKUI, PROJECT, files
from survey_loader.models import TONES
from survey_loader.text.codebook import Codebook
from survey_loader.text.explain import explain
from survey_loader.text.morphemes import JanomeTokenizer

HELD_OUT = PROJECT / "tests" / "gold" / "held_out.jsonl"
PRAISE_COLUMN, TROUBLE_COLUMN, SCORE_COLUMN = "推奨項目", "不便さの内容", "NPS"
Pairs = Sequence[tuple[str | None, str | None]]


def coded(texts: Iterable[str]) -> list[dict[str, Any]]:
    """Code texts with the default codebook, without any question."""
    tokenizer, codebook = JanomeTokenizer(), Codebook.load()
    return [explain(text, None, tokenizer, codebook) for text in texts]


def f1(right: int, given: int, wanted: int) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * right / (given + wanted) if given + wanted else 1.0


def macro_f1(pairs: Pairs, labels: Sequence[str | None]) -> float:
    """Return the mean over labels of their F1; `pairs` are (right answer, given answer)."""
    scores = [
        f1(
            sum(wanted == given == label for wanted, given in pairs),
            sum(given == label for _, given in pairs),
            sum(wanted == label for wanted, _ in pairs),
        )
        for label in labels
    ]
    return sum(scores) / len(scores)


def precision_at_coverage(pairs: Pairs) -> tuple[float, float]:
    """Return precision of the labels given, and labels given over right answers that are not none."""
    given = [(wanted, answer) for wanted, answer in pairs if answer is not None]
    right = sum(wanted == answer for wanted, answer in given)
    labelled = sum(wanted is not None for wanted, _ in pairs)
    return right / max(len(given), 1), len(given) / max(labelled, 1)


def _label(answer: object) -> str | None:
    return str(answer) if answer else None


def held_out() -> list[tuple[str, str]]:
    """Return the table of the held-out sentences."""
    gold = [json.loads(line) for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    answers = coded(line["text"] for line in gold)
    both = list(zip(gold, answers, strict=True))
    tones, axes = ([(line[name], _label(answer[name])) for line, answer in both] for name in ("tone", "axis"))
    themes = [(set(line["themes"]), set(answer["themes"])) for line, answer in both]
    right = sum(len(wanted & given) for wanted, given in themes)
    precision, coverage = precision_at_coverage(axes)
    themes_f1 = f1(right, sum(len(given) for _, given in themes), sum(len(wanted) for wanted, _ in themes))
    return [
        (
            f"held-out sentences ({len(gold)}), tone macro-F1, four tones and none",
            f"{macro_f1(tones, (*TONES, None)):.3f}",
        ),
        ("held-out, axis precision / coverage", f"{precision:.3f} / {coverage:.3f}"),
        ("held-out, themes micro-F1", f"{themes_f1:.3f}"),
    ]


def fukui() -> list[tuple[str, str]]:
    """Return praise against trouble on Fukui answers whose question tells which they are."""
    if not FUKUI.is_file():
        return [("Fukui open data", "not here, not measured")]
    with tempfile.TemporaryDirectory() as name:
        wanted = list(_labelled(files(Path(name), 6)[0]))
    answers = coded(text for text, _ in wanted)
    pairs = [
        (label, str(answer["tone"]) if answer["tone"] in {"praise", "trouble"} else None)
        for (_, label), answer in zip(wanted, answers, strict=True)
    ]
    precision, coverage = precision_at_coverage(pairs)
    label = f"Fukui, praise or trouble ({len(pairs)} answers), precision / coverage"
    return [(label, f"{precision:.3f} / {coverage:.3f}")]


def _labelled(paths: Sequence[Path]) -> Iterable[tuple[str, str]]:
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row[PRAISE_COLUMN].strip() and row[SCORE_COLUMN] in {"9", "10"}:
                    yield row[PRAISE_COLUMN], "praise"
                if row[TROUBLE_COLUMN].strip():
                    yield row[TROUBLE_COLUMN], "trouble"


def main() -> int:
    """Print the table."""
    for label, value in [*held_out(), *fukui()]:
        print(f"{label:<76}{value:>18}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
