"""A sentence of the overview, and which questions ask for likes and for wishes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from survey_loader.models import Tone
from survey_loader.voices import Voices

SentenceKind = Literal[
    "reach", "liked", "hoped", "balance", "common", "difference", "change", "no_change", "rare", "caveat"
]


def no_comments() -> NDArray[np.int64]:
    """Return the comments behind a sentence that counts none."""
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Sentence:
    """One finding: its kind, the words, and the numbers (store rows) of the comments behind it.

    The kind "rare" has one comment and a text that introduces it; the comment's own
    words are fetched by whoever may show them.
    """

    kind: SentenceKind
    text: str
    comments: NDArray[np.int64] = field(default_factory=no_comments)


def questions_of(voices: Voices, tone: Tone) -> tuple[str, ...]:
    """Return the text questions that ask for this tone (`tone_hint`) and were answered."""
    answered = set(voices.comments["question"].dropna().unique())
    return tuple(
        question.key
        for question in voices.survey.questions
        if question.kind == "text" and question.tone_hint == tone and question.key in answered
    )


def asks_for(voices: Voices, tone: Tone) -> bool:
    """Return whether the survey has a text question for this tone, answered on the screen or not."""
    return any(question.kind == "text" and question.tone_hint == tone for question in voices.survey.questions)


def scope(voices: Voices, tone: Tone) -> tuple[tuple[str, ...], str]:
    """Return (questions, tone) that stand for likes or wishes.

    A survey with such questions is counted by them, whatever tone each comment has; one
    without is counted by the tone of the clauses, over all its questions.
    """
    questions = questions_of(voices, tone)
    return (questions, "") if questions else ((), tone)
