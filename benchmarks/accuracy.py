"""`make evaluate`: how right the automatic coding is, beside what it should be."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from benchmarks.fukui_answers import Answer, checked_by_hand, told_by_question
from benchmarks.texts import FUKUI, PROJECT
from survey_loader.models import TONES
from survey_loader.text.codebook import Codebook
from survey_loader.text.explain import explain
from survey_loader.text.morphemes import JanomeTokenizer

GOLD = PROJECT / "tests" / "gold"
# Measured after every change, and written last, by another hand.
HELD_OUT = {"held-out": GOLD / "held_out.jsonl", "held-out, last": GOLD / "held_out_2.jsonl"}
Pairs = Sequence[tuple[str | None, str | None]]


class Row(NamedTuple):
    """One line of the table; a goal of None is a figure without one."""

    what: str
    result: float
    goal: float | None = None

    @property
    def told(self) -> str:
        """The line as it is printed."""
        goal = "" if self.goal is None else f"{self.goal:>8.2f}  {'met' if self.result >= self.goal else 'NOT met'}"
        return f"{self.what:<72}{self.result:>8.3f}{goal}"


def coded(texts: Iterable[str]) -> list[dict[str, Any]]:
    """Code texts with the default codebook, without any question."""
    tokenizer, codebook = JanomeTokenizer(), Codebook.load()
    return [explain(text, None, tokenizer, codebook) for text in texts]


def f1(right: int, given: int, wanted: int) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * right / (given + wanted) if given + wanted else 1.0


def macro_f1(pairs: Pairs, labels: Sequence[str | None]) -> float:
    """Return the mean over labels of their F1; `pairs` are (right answer, given answer)."""
    return sum(label_f1(pairs, label) for label in labels) / len(labels)


def label_f1(pairs: Pairs, label: str | None) -> float:
    """Return the F1 of one label."""
    return f1(
        sum(wanted == given == label for wanted, given in pairs),
        sum(given == label for _, given in pairs),
        sum(wanted == label for wanted, _ in pairs),
    )


def precision_at_coverage(pairs: Pairs) -> tuple[float, float]:
    """Return precision of the labels given, and labels given over right answers that are not none."""
    given = [(wanted, answer) for wanted, answer in pairs if answer is not None]
    right = sum(wanted == answer for wanted, answer in given)
    labelled = sum(wanted is not None for wanted, _ in pairs)
    return right / max(len(given), 1), len(given) / max(labelled, 1)


def _label(answer: object) -> str | None:
    return str(answer) if answer else None


def held_out() -> Iterator[Row]:
    """Yield what the held-out sentences say, single tones and kinds of sentences too."""
    for part, path in HELD_OUT.items():
        gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        yield from _compared(f"{part} ({len(gold)})", gold)


def _compared(name: str, gold: Sequence[dict[str, Any]]) -> Iterator[Row]:
    answers = coded(line["text"] for line in gold)
    both = list(zip(gold, answers, strict=True))
    tones, axes = ([(line[name], _label(answer[name])) for line, answer in both] for name in ("tone", "axis"))
    themes = [(set(line["themes"]), set(answer["themes"])) for line, answer in both]
    right = sum(len(wanted & given) for wanted, given in themes)
    precision, coverage = precision_at_coverage(axes)
    yield Row(f"{name}: tone, macro-F1 over four tones and none", macro_f1(tones, (*TONES, None)), 0.85)
    yield Row(f"{name}: axis, precision", precision, 0.92)
    yield Row(f"{name}: axis, coverage", coverage, 0.80)
    given_themes = sum(len(given) for _, given in themes)
    wanted_themes = sum(len(wanted) for wanted, _ in themes)
    yield Row(f"{name}: themes, micro-F1 over 27", f1(right, given_themes, wanted_themes), 0.85)
    for tone in (*TONES, None):
        yield Row(f"  tone {tone or 'none'}, F1", label_f1(tones, tone))
    kinds = Counter(line["kind"] for line in gold)
    for kind, n in kinds.most_common():
        same = sum(line["tone"] == _label(answer["tone"]) for line, answer in both if line["kind"] == kind)
        yield Row(f"  tone of sentences of kind {kind} ({n}), same", same / n)


def fukui() -> Iterator[Row]:
    """Yield praise against trouble on Fukui answers, and all tones on those checked by hand."""
    if not FUKUI.is_file():
        print("Fukui open data: not here, not measured")
        return
    told = told_by_question()
    precision, coverage = precision_at_coverage(_praise_or_trouble(told))
    yield Row(f"Fukui by question ({len(told)}): praise or trouble, precision", precision, 0.90)
    yield Row(f"Fukui by question ({len(told)}): praise or trouble, coverage", coverage, 0.70)
    by_hand = checked_by_hand()
    pairs = _answered(by_hand)
    yield Row(
        f"Fukui by hand ({len(by_hand)}): tone, macro-F1 over four tones and none", macro_f1(pairs, (*TONES, None))
    )
    sided = [(wanted, given) for wanted, given in pairs if wanted in ("praise", "trouble")]
    precision, coverage = precision_at_coverage([(w, g if g in ("praise", "trouble") else None) for w, g in sided])
    yield Row(f"Fukui by hand ({len(sided)} of praise or trouble): precision", precision, 0.90)
    yield Row(f"Fukui by hand ({len(sided)} of praise or trouble): coverage", coverage, 0.70)


def _answered(answers: Sequence[Answer]) -> list[tuple[str | None, str | None]]:
    given = coded(answer.text for answer in answers)
    return [(answer.tone, _label(said["tone"])) for answer, said in zip(answers, given, strict=True)]


def _praise_or_trouble(answers: Sequence[Answer]) -> list[tuple[str | None, str | None]]:
    return [(wanted, given if given in ("praise", "trouble") else None) for wanted, given in _answered(answers)]


def main() -> int:
    """Print the table of results against goals."""
    print(f"{'':<72}{'result':>8}{'goal':>8}")
    for row in (*held_out(), *fukui()):
        print(row.told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
