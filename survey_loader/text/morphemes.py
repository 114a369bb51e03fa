"""Janome's morphemes of a normalised text."""

from __future__ import annotations

from typing import Any

import janome.version

from survey_loader.models import Morpheme
from survey_loader.text.cheapest_path import CheapestPath

# The dictionary that comes with Janome.
_DICTIONARY = "ipadic"


class JanomeTokenizer:
    """Splits text into morphemes; one object a thread. The dictionary opens at first use."""

    name = "janome"
    version = f"{janome.version.JANOME_VERSION}+{_DICTIONARY}"

    def __init__(self) -> None:
        self._path: CheapestPath | None = None

    def __getstate__(self) -> dict[str, Any]:
        """A spawned worker gets a tokenizer that is still closed."""
        return {"_path": None}

    def morphemes(self, normalised: str) -> tuple[Morpheme, ...]:
        """Return the morphemes; `offset` counts characters in the normalised text."""
        if self._path is None:
            self._path = CheapestPath()
        return tuple([Morpheme(*word) for word in self._path.words(normalised)])
