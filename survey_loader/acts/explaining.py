"""Explaining a text with the codebook in force."""

from __future__ import annotations

from typing import Any

from survey_loader.acts.analysis import analyst
from survey_loader.settings import Settings
from survey_loader.text.explain import explain


def explain_text(settings: Settings, text: str, question: str | None) -> dict[str, Any]:
    """Return words, themes, axis, tone and because of a text, as plain JSON values."""
    this = analyst(settings.codebook, settings.engine)
    return explain(text, question, this.tokenizer, this.codebook)
