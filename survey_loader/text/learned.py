"""What was learned from people's codings: a linear model on top of the rules, whose reasons are words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, cast

from survey_loader.models import Axis, Coding, CodingSource, Tone

Kind = Literal["axis", "tone"]
KINDS: tuple[Kind, ...] = ("axis", "tone")
NONE = "none"
# Reasons that a person is told.
MOST_REASONS = 3
# Letters at the end of a text that carry its mood: 〜てけろ, 〜だべさ.
ENDING = 3


@dataclass(frozen=True)
class Learned:
    """A multinomial logistic regression of one kind of label.

    classes: labels, "none" among them; weights: {feature: one weight a class}; intercepts: one a class.
    folds: {comment id: label it gave when it had not seen the comment}, so that nobody measures it by what it knows.
    """

    kind: Kind
    classes: tuple[str, ...]
    intercepts: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]
    folds: Mapping[str, str | None] = field(default_factory=dict)

    @cached_property
    def version(self) -> str:
        """The hash of what the model says; the folds say nothing."""
        content = json.dumps([self.kind, self.classes, self.intercepts, sorted(self.weights.items())])
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    def dump(self) -> str:
        """Return the model as JSON."""
        return json.dumps(
            {
                "kind": self.kind, "classes": self.classes, "intercepts": self.intercepts,
                "weights": dict(self.weights), "folds": dict(self.folds),
            },
            ensure_ascii=False,
        )  # fmt: skip

    @classmethod
    def parse(cls, content: str) -> Learned:
        """Read what `dump` wrote."""
        data = json.loads(content)
        weights = {name: tuple(values) for name, values in data["weights"].items()}
        return cls(data["kind"], tuple(data["classes"]), tuple(data["intercepts"]), weights, data["folds"])

    def judge(self, found: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
        """Return the label of a text with these features ({feature: how a person reads it}), and the reasons."""
        known = [(name, self.weights[name]) for name in found if name in self.weights]
        scores = [
            intercept + sum(weight[place] for _, weight in known) for place, intercept in enumerate(self.intercepts)
        ]
        order = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
        best, second = order[0], order[1]
        pulls = sorted(known, key=lambda item: item[1][second] - item[1][best])
        reasons = [found[name] for name, weight in pulls if weight[best] > weight[second] and found[name]]
        return self.classes[best], tuple(dict.fromkeys(reasons))[:MOST_REASONS]


def features(normalised: str, coding: Coding) -> dict[str, str]:
    """Return what the model sees of a text: {feature: the word a person is told}; never the question.

    Words, the letters at its end, the rules' own label (where the text gave it) and the words that decided it.
    """
    found = {f"word:{word}": word for word in coding.words}
    ending = normalised.rstrip("。!?！？ \n…ー")[-ENDING:]
    if ending:
        found[f"end:{ending}"] = f"…{ending}"
    for kind in KINDS:
        told = coding.because.get(kind) or {}
        label = told.get("label") if told.get("source") == "auto" else None
        found[f"rule:{kind}:{label or NONE}"] = ""
        if label:
            found |= {f"decided:{kind}:{word}": word for word in told.get("words", ())}
    clauses = coding.because.get("clauses") or []
    if clauses:
        found[f"last:{clauses[-1].get('tone') or NONE}"] = ""
        found[f"clauses:{min(len(clauses), 3)}"] = ""
    return found


def rule_label(coding: Coding, kind: Kind) -> str:
    """Return the label the rules found in the text itself; what only the question told is none."""
    told = coding.because.get(kind) or {}
    return str(told["label"]) if told.get("source") == "auto" and told.get("label") else NONE


def with_learned(
    normalised: str, coding: Coding, models: Mapping[Kind, Learned], hints: tuple[Tone | None, Axis | None]
) -> Coding:
    """Return the coding with the labels that were learned; hints apply only where these give none.

    The tone and the axis of single themes stay those of their clauses, a clash stays a clash.
    """
    if not models or coding.unread or not coding.because.get("clauses"):
        return coding
    seen = features(normalised, coding)
    because = dict(coding.because)
    changed: dict[str, Any] = {}
    for kind, hint in (("tone", hints[0]), ("axis", hints[1])):
        model = models.get(cast(Kind, kind))
        if model is None or (kind == "axis" and coding.clash):
            continue
        label, reasons = model.judge(seen)
        if label == rule_label(coding, cast(Kind, kind)):
            continue
        given = None if label == NONE else label
        source: CodingSource | None = "auto" if given else "hint" if hint else None
        because[kind] = {
            "label": given or hint,
            "words": list(reasons) if given else [],
            "source": source,
            "by": "learned",
        }
        changed |= {kind: given or hint, f"{kind}_source": source}
    return replace(coding, **changed, because=because) if changed else coding
