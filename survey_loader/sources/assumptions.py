"""What a reader took for granted about a file, said so that a person can check it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from survey_loader.language import Say, japanese


@dataclass(frozen=True, slots=True)
class Assumption:
    """A Japanese sentence marked for translation, and the values that fill it."""

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def render(self, say: Say) -> str:
        """Return the sentence in the reader's language."""
        return say(self.message, **self.values)

    def __str__(self) -> str:
        return self.render(japanese)
