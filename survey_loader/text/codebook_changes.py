"""What differs between two codebooks."""

from __future__ import annotations

from survey_loader.text.codebook import Codebook


def touched_literals(old: Codebook, new: Codebook) -> frozenset[str] | None:
    """Return the words without which both code a text the same, None where anything may differ."""
    return frozenset() if old == new else None
