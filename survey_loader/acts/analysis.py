"""Analysing texts once, at the door: an engine and a codebook, the same in every process and on every machine."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sqlite_utils import Database

from survey_loader import text
from survey_loader.errors import UnusableSettings
from survey_loader.language import N_
from survey_loader.models import Axis, Coding, Survey, Tone
from survey_loader.settings import Settings
from survey_loader.store import editions
from survey_loader.store import learned as learned_store
from survey_loader.store.packing import THEME_TYPE, PackedCoding, pack_morphemes, pack_themes, unpack_morphemes
from survey_loader.text.codebook import Codebook
from survey_loader.text.coding import code
from survey_loader.text.engines import Tokenizer, tokenizer
from survey_loader.text.learned import Kind, Learned, with_learned
from survey_loader.text.morphemes import JanomeTokenizer
from survey_loader.text.normalise import normalise
from survey_loader.text.terms import Terms


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

    `codebook`, `terms` and `learned` are their content, compressed, `path` where the codebook came from, `version`
    what the worker must arrive at.
    """

    engine: str
    codebook: bytes
    path: str
    terms: bytes
    learned: bytes
    version: str

    def pack(self) -> bytes:
        """Return the recipe as it is kept beside the codings made by it."""
        parts = {"engine": self.engine, "path": self.path, "rules": rules_version(), "version": self.version}
        texts = {name: zlib.decompress(getattr(self, name)).decode() for name in ("codebook", "terms", "learned")}
        return zlib.compress(_as_json(parts | texts).encode())


@dataclass(frozen=True)
class Analyst:
    """A tokenizer, a codebook and a term list: everything needed to analyse.

    `codebook` is as people wrote it; what is looked up is `reading`, in which a word stands for its variants too.
    """

    tokenizer: Tokenizer
    codebook: Codebook
    terms: Terms
    reading: Codebook
    learned: Mapping[Kind, Learned]
    theme_numbers: dict[str, int]
    recipe: Recipe

    @classmethod
    def of(cls, engine: str, content: bytes, path: str, term_list: str = "", learned: str = "") -> Analyst:
        """Return the analyst of an engine, the content of a codebook, that of a term list, and what was learned."""
        read, book, terms, models = (
            tokenizer(engine),
            Codebook.parse(content, path),
            Terms.parse(term_list),
            _models(learned),
        )
        version = f"{_derived_with(book, terms, models)}+{read.name}-{read.version}"
        numbers = {theme.key: number for number, theme in enumerate(book.themes)}
        listed, models_text = (zlib.compress(text.encode()) for text in (term_list, learned))
        recipe = Recipe(engine, zlib.compress(content), path, listed, models_text, version)
        return cls(read, book, terms, terms.widened(book), models, numbers, recipe)

    @property
    def version(self) -> str:
        """What a coding was derived with: the codebook's content, the term list and the rules."""
        return _derived_with(self.codebook, self.terms, self.learned)

    @property
    def theme_names(self) -> list[dict[str, Any]]:
        """The themes in the order their numbers are stored."""
        return [asdict(name) for name in self.codebook.names()]

    def themes_of(self, coding: PackedCoding) -> set[str]:
        """Return the keys of the themes in a coding that this analyst made."""
        return {self.codebook.themes[number].key for number in np.frombuffer(coding.themes, THEME_TYPE)["theme"]}

    def analyse(self, item: Text) -> Analysed:
        """Tokenise and code one text."""
        normalised = normalise(item.text)
        morphemes = self.tokenizer.morphemes(normalised)
        return self._coded(normalised, pack_morphemes(morphemes), morphemes, item)

    def recode(self, stored: Stored) -> Analysed:
        """Code a text from its stored morphemes."""
        return self._coded(stored.normalised, stored.morphemes, unpack_morphemes(stored.morphemes), stored)

    def coding(self, normalised: str, morphemes: Any, tone_hint: Tone | None, axis_hint: Axis | None) -> Coding:
        """Return the coding of a text: by the rules, then with what was learned."""
        by_rules = code(normalised, morphemes, self.reading, tone_hint, axis_hint, self.terms)
        return with_learned(normalised, by_rules, self.learned, (tone_hint, axis_hint))

    def _coded(self, normalised: str, packed: str, morphemes: Any, hints: Text | Stored) -> Analysed:
        coding = self.coding(normalised, morphemes, hints.tone_hint, hints.axis_hint)
        themes = [(self.theme_numbers[hit.theme], hit.axis, hit.tone) for hit in coding.themes]
        packed_coding = PackedCoding(
            coding.words, pack_themes(themes), coding.axis, coding.axis_source, coding.tone, coding.tone_source,
            coding.clash, _as_json(coding.because), coding.unread,
        )  # fmt: skip
        return Analysed(normalised, packed, packed_coding)


def _derived_with(codebook: Codebook, terms: Terms, learned: Mapping[Kind, Learned]) -> str:
    models = (learned[kind].version for kind in sorted(learned))
    return "+".join(filter(None, (codebook.version, terms.version, *models, rules_version())))


@lru_cache(maxsize=4)
def _models(learned: str) -> dict[Kind, Learned]:
    """Return the models in a JSON list of them."""
    found = [Learned.parse(model) for model in json.loads(learned)] if learned else []
    return {model.kind: model for model in found}


# The analysts of some surveys, before and after an edit.
_MOST_KEPT = 8
_kept = lru_cache(maxsize=_MOST_KEPT)(Analyst.of)


def analyst(codebook: Path, engine: str = JanomeTokenizer.name) -> Analyst:
    """Return this process's analyst of an engine and a codebook file, loaded on first use and after an edit.

    Raises UnusableSettings where the codebook cannot be read or the engine is not installed.
    """
    return _kept(engine, Codebook.content(codebook), str(codebook))


def analyst_in_force(settings: Settings, db: Database, survey: Survey) -> Analyst:
    """Return the analyst of a survey: with the codebook and the term list people saved for it, else the default's.

    Raises UnusableSettings as `analyst` does.
    """
    return _kept(survey.engine or settings.engine, *_in_force(settings, db, survey.slug))


def with_codebook(this: Analyst, codebook: Codebook) -> Analyst:
    """Return the analyst that reads with another codebook and is otherwise the same."""
    terms, learned = (zlib.decompress(part).decode() for part in (this.recipe.terms, this.recipe.learned))
    return _kept(this.tokenizer.name, codebook.toml().encode(), this.recipe.path, terms, learned)


def by_rules_alone(this: Analyst) -> Analyst:
    """Return the analyst without what was learned: what learning is compared with."""
    content, terms = zlib.decompress(this.recipe.codebook), zlib.decompress(this.recipe.terms).decode()
    return _kept(this.tokenizer.name, content, this.recipe.path, terms)


def version_in_force(settings: Settings, db: Database, slug: str) -> str:
    """Return what codings of a survey should be derived with, without loading a dictionary."""
    content, path, terms, learned = _in_force(settings, db, slug)
    return _derived_with(Codebook.parse(content, path), Terms.parse(terms), _models(learned))


def _in_force(settings: Settings, db: Database, slug: str) -> tuple[bytes, str, str, str]:
    """Return the content of a survey's codebook, where it came from, its term list, and what was learned."""
    models = learned_store.in_force(db)
    learned = json.dumps([models[kind] for kind in sorted(models)]) if models else ""
    kept = editions.term_list(db, slug)
    if saved := editions.current(db, slug, "codebook"):
        return saved.content.encode(), slug, kept, learned
    return Codebook.content(settings.codebook), str(settings.codebook), kept, learned


def unpacked(recipe: bytes) -> Analyst | None:
    """Return the analyst whose packed recipe this is, None where it cannot be made again.

    That is so for codings of an earlier version, of other rules, or with an engine that is not here any more.
    """
    if not recipe:
        return None
    kept = json.loads(zlib.decompress(recipe))
    if kept["rules"] != rules_version():
        return None
    try:
        this = _kept(kept["engine"], kept["codebook"].encode(), kept["path"], kept["terms"], kept["learned"])
    except UnusableSettings:
        return None
    return this if this.recipe.version == kept["version"] else None


@lru_cache(maxsize=_MOST_KEPT)
def analyst_of(recipe: Recipe) -> Analyst:
    """Return a worker's analyst; raises UnusableSettings where it would not come to the same codings."""
    terms, learned = (zlib.decompress(part).decode() for part in (recipe.terms, recipe.learned))
    this = _kept(recipe.engine, zlib.decompress(recipe.codebook), recipe.path, terms, learned)
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
