"""Analysing texts once, at the door: in this process when few, in spawned ones when many."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from survey_loader import text
from survey_loader.models import Axis, Tone
from survey_loader.store.packing import PackedCoding, pack_morphemes, pack_themes, unpack_morphemes
from survey_loader.text.codebook import Codebook
from survey_loader.text.coding import code
from survey_loader.text.morphemes import JanomeTokenizer
from survey_loader.text.normalise import normalise


@cache
def rules_version() -> str:
    """Return the hash of the code that derives codings, so that no change of a rule goes unnoticed."""
    sources = sorted(Path(text.__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]


class Text(NamedTuple):
    """A text to analyse, with the hints of its question."""

    text: str
    tone_hint: Tone | None
    axis_hint: Axis | None


class Stored(NamedTuple):
    """A text whose morphemes are known; only its coding is derived anew."""

    normalised: str
    morphemes: str
    tone_hint: Tone | None
    axis_hint: Axis | None


class Analysed(NamedTuple):
    """A text ready to be stored."""

    normalised: str
    morphemes: str
    coding: PackedCoding


@dataclass(frozen=True)
class Analyst:
    """A tokenizer and a codebook: everything needed to analyse."""

    tokenizer: JanomeTokenizer
    codebook: Codebook
    theme_numbers: dict[str, int]

    @classmethod
    def load(cls, codebook: Path) -> Analyst:
        """Load the dictionary and the codebook of this path."""
        book = Codebook.load(codebook)
        return cls(JanomeTokenizer(), book, {theme.key: number for number, theme in enumerate(book.themes)})

    @property
    def version(self) -> str:
        """What a coding was derived with: the codebook's content and the rules."""
        return f"{self.codebook.version}+{rules_version()}"

    @property
    def theme_names(self) -> list[dict[str, Any]]:
        """The themes in the order their numbers are stored."""
        return [asdict(name) for name in self.codebook.names()]

    def analyse(self, item: Text) -> Analysed:
        """Tokenise and code one text."""
        normalised = normalise(item.text)
        morphemes = self.tokenizer.morphemes(normalised)
        return self._coded(normalised, pack_morphemes(morphemes), morphemes, item)

    def recode(self, stored: Stored) -> Analysed:
        """Code a text from its stored morphemes."""
        return self._coded(stored.normalised, stored.morphemes, unpack_morphemes(stored.morphemes), stored)

    def _coded(self, normalised: str, packed: str, morphemes: Any, hints: Text | Stored) -> Analysed:
        coding = code(normalised, morphemes, self.codebook, hints.tone_hint, hints.axis_hint)
        themes = [(self.theme_numbers[hit.theme], hit.axis, hit.tone) for hit in coding.themes]
        packed_coding = PackedCoding(
            coding.words, pack_themes(themes), coding.axis, coding.axis_source, coding.tone, coding.tone_source,
            coding.clash, json.dumps(coding.because, ensure_ascii=False),
        )  # fmt: skip
        return Analysed(normalised, packed, packed_coding)


_analysts: dict[str, Analyst] = {}


def analyst(codebook: Path) -> Analyst:
    """Return this process's analyst for a codebook, loaded on first use and after an edit."""
    key = f"{codebook}:{codebook.stat().st_mtime_ns if codebook.exists() else 0}"
    if key not in _analysts:
        _analysts.clear()
        _analysts[key] = Analyst.load(codebook)
    return _analysts[key]


def analyse_all(codebook: str, texts: Sequence[Text]) -> list[Analysed]:
    """Analyse a chunk of texts; runs in a worker."""
    this = analyst(Path(codebook))
    return [this.analyse(item) for item in texts]


def recode_all(codebook: str, texts: Sequence[Stored]) -> list[Analysed]:
    """Re-derive the coding of a chunk of stored texts; runs in a worker."""
    this = analyst(Path(codebook))
    return [this.recode(item) for item in texts]


class Inline(Executor):
    """An executor that works at once in this process: right for a handful of texts."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run the call and return its finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


@cache
def pool(processes: int) -> Executor:
    """Return spawned workers, or this process itself where one is all there is.

    Kept for the life of this process: a batch of files starts its workers once.
    """
    if processes <= 1:
        return Inline()
    return ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))
