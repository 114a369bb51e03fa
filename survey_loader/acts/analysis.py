"""Analysing texts once, at the door: an engine and a codebook, the same in every process and on every machine."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from survey_loader import text
from survey_loader.errors import UnusableSettings
from survey_loader.language import N_
from survey_loader.models import Axis, Tone
from survey_loader.store.packing import PackedCoding, pack_morphemes, pack_themes, unpack_morphemes
from survey_loader.text.codebook import Codebook
from survey_loader.text.coding import code
from survey_loader.text.engines import Tokenizer, tokenizer
from survey_loader.text.morphemes import JanomeTokenizer
from survey_loader.text.normalise import normalise


@cache
def rules_version() -> str:
    """Return the hash of the code that derives codings, so that no change of a rule goes unnoticed."""
    sources = sorted(Path(text.__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]


# json.dumps would make an encoder for each text.
_as_json = json.JSONEncoder(ensure_ascii=False).encode


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


class Recipe(NamedTuple):
    """All that a worker needs to analyse as this process does; it may run on a machine without our files.

    `codebook` is its content, compressed, `path` where it came from, `version` what the worker must arrive at.
    """

    engine: str
    codebook: bytes
    path: str
    version: str


@dataclass(frozen=True)
class Analyst:
    """A tokenizer and a codebook: everything needed to analyse."""

    tokenizer: Tokenizer
    codebook: Codebook
    theme_numbers: dict[str, int]
    recipe: Recipe

    @classmethod
    def of(cls, engine: str, content: bytes, path: str) -> Analyst:
        """Return the analyst of an engine and the content of a codebook."""
        read, book = tokenizer(engine), Codebook.parse(content, path)
        version = f"{book.version}+{rules_version()}+{read.name}-{read.version}"
        numbers = {theme.key: number for number, theme in enumerate(book.themes)}
        return cls(read, book, numbers, Recipe(engine, zlib.compress(content), path, version))

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
            coding.clash, _as_json(coding.because),
        )  # fmt: skip
        return Analysed(normalised, packed, packed_coding)


# The analysts of both engines, before and after an edit of the codebook.
_MOST_KEPT = 4
_kept = lru_cache(maxsize=_MOST_KEPT)(Analyst.of)


def analyst(codebook: Path, engine: str = JanomeTokenizer.name) -> Analyst:
    """Return this process's analyst of an engine and a codebook, loaded on first use and after an edit.

    Raises UnusableSettings where the codebook cannot be read or the engine is not installed.
    """
    return _kept(engine, Codebook.content(codebook), str(codebook))


@lru_cache(maxsize=_MOST_KEPT)
def analyst_of(recipe: Recipe) -> Analyst:
    """Return a worker's analyst; raises UnusableSettings where it would not come to the same codings."""
    this = _kept(recipe.engine, zlib.decompress(recipe.codebook), recipe.path)
    if this.recipe.version != recipe.version:
        raise UnusableSettings(
            N_("解析を手伝うコンピューターの「まちの声」か解析エンジンの版が違います。同じ版にそろえてください。")
        )
    return this


def analyse_all(recipe: Recipe, texts: Sequence[Text]) -> list[Analysed]:
    """Analyse a chunk of texts; runs in a worker."""
    this = analyst_of(recipe)
    return [this.analyse(item) for item in texts]


def recode_all(recipe: Recipe, texts: Sequence[Stored]) -> list[Analysed]:
    """Re-derive the coding of a chunk of stored texts; runs in a worker."""
    this = analyst_of(recipe)
    return [this.recode(item) for item in texts]
