"""Sets of words written as running text, so that long lists stay readable."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """Return the words between the spaces."""
    return frozenset(words.split())
