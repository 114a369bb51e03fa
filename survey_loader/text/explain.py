"""Why a text is coded as it is, for the command line and for people who doubt."""

from __future__ import annotations

from typing import Any, Protocol

from survey_loader.models import Morpheme, Tone
from survey_loader.text.codebook import Codebook
from survey_loader.text.coding import code
from survey_loader.text.normalise import normalise

# What each question leads one to expect where the text itself does not tell.
TONE_HINTS: dict[str, Tone] = {"like": "praise", "future": "wish", "trouble": "trouble"}


class Tokenizer(Protocol):
    """Anything that splits a normalised text into morphemes."""

    def morphemes(self, normalised: str) -> tuple[Morpheme, ...]: ...


def explain(text: str, question: str | None, tokenizer: Tokenizer, codebook: Codebook) -> dict[str, Any]:
    """Return words, theme keys, axis, tone and because of a text, as plain JSON values.

    `question` is like, future, trouble or None; it gives the tone where the text has no cue.
    """
    normalised = normalise(text)
    coding = code(normalised, tokenizer.morphemes(normalised), codebook, TONE_HINTS.get(question or ""))
    return {
        "words": list(coding.words),
        "themes": [hit.theme for hit in coding.themes],
        "axis": coding.axis,
        "tone": coding.tone,
        "because": dict(coding.because),
    }
