"""The engines that split a text into morphemes: all of one survey is read with one of them."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from survey_loader.models import Morpheme
from survey_loader.text.mecab_engine import MecabTokenizer
from survey_loader.text.morphemes import JanomeTokenizer


class Tokenizer(Protocol):
    """Anything that splits a normalised text into morphemes."""

    name: str
    version: str

    def morphemes(self, normalised: str) -> tuple[Morpheme, ...]: ...


@cache
def tokenizer(engine: str) -> Tokenizer:
    """Return this process's tokenizer of settings.ENGINES; raises UnusableSettings where it is not installed."""
    return MecabTokenizer() if engine == MecabTokenizer.name else JanomeTokenizer()
