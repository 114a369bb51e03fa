"""The codebook: themes, their words, and the words for people, read from one TOML file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from survey_loader.errors import UnusableSettings
from survey_loader.language import N_
from survey_loader.models import Axis, ThemeName
from survey_loader.text.codebook_file import PEOPLE, document_of, meaning, people_of, themes_of, written
from survey_loader.text.lookup import Lookup
from survey_loader.text.theme import Theme
from survey_loader.text.theme_rules import ThemeRules, compiled

DEFAULT = Path(__file__).parents[2] / "data" / "codebooks" / "default.toml"


@dataclass(frozen=True)
class Codebook:
    """Themes and words for people."""

    themes: tuple[Theme, ...]
    people_live: tuple[str, ...] = ()
    people_visit: tuple[str, ...] = ()
    live_phrases: tuple[str, ...] = ()
    visit_phrases: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path | str = DEFAULT) -> Codebook:
        """Read a codebook; raises UnusableSettings with the place of the mistake."""
        return cls.parse(cls.content(path), str(path))

    @staticmethod
    def content(path: Path | str) -> bytes:
        """Return the bytes of a codebook, by which it travels to other machines."""
        try:
            return Path(path).read_bytes()
        except OSError as error:
            raise UnusableSettings(N_("コードブック {path} を開けません。"), path=str(path)) from error

    @classmethod
    def parse(cls, content: bytes, path: str) -> Codebook:
        """Read the bytes of a codebook; `path` is where it came from, for the person who has to mend it."""
        document = document_of(content, path)
        codebook = cls(themes_of(document, path), **people_of(document, path))
        # A rule that cannot be read is told now, not at the first comment.
        _ = codebook.rules
        return codebook

    def toml(self) -> str:
        """Return the codebook as a TOML file; parsing it gives the same codebook."""
        return written(self.themes, self._people)

    @cached_property
    def version(self) -> str:
        """The hash of what the codebook says; layout, comments and the order of words do not change it."""
        told = json.dumps(meaning(self.themes, self._people), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def _people(self) -> dict[str, tuple[str, ...]]:
        return {field: getattr(self, field) for field in PEOPLE}

    def names(self) -> tuple[ThemeName, ...]:
        """The themes as screens name them, in the order of the file."""
        return tuple(
            ThemeName(theme.key, theme.label, theme.label_en, theme.pull, theme.color, theme.merged_from)
            for theme in self.themes
        )

    def theme(self, key: str) -> Theme | None:
        """Return the theme of that key, or None."""
        return next((theme for theme in self.themes if theme.key == key), None)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of all themes."""
        return frozenset(theme.key for theme in self.themes)

    @cached_property
    def rules(self) -> ThemeRules | None:
        """The coding rules of all themes, compiled once; None where no theme has any."""
        words = [word for theme in self.themes for word in theme.words]
        return compiled(self.themes, (*words, *self.people_live, *self.people_visit))

    @cached_property
    def lookup(self) -> Lookup:
        """All words and phrases in one structure, built once."""
        lookup = Lookup()
        for theme in self.themes:
            for word in theme.words:
                lookup.add_word(word, theme.key, theme.axis_of(word), weak=word in theme.weak)
            for phrase in theme.phrases:
                lookup.add_phrase(phrase, theme.key, theme.axis_of(phrase), weak=phrase in theme.weak)
            lookup.yielding[theme.key] = theme.yields_to
            lookup.weakly_yielding[theme.key] = theme.weak_yields_to
            if theme.silent_beside:
                lookup.silencing[theme.key] = frozenset(theme.silent_beside)
            for exclusion in theme.exclusions:
                lookup.add_exclusion(exclusion, theme.key)
        people: tuple[tuple[Axis, tuple[str, ...], tuple[str, ...]], ...] = (
            ("live", self.people_live, self.live_phrases),
            ("visit", self.people_visit, self.visit_phrases),
        )
        for axis, words, phrases in people:
            for word in words:
                lookup.add_people(word, axis)
            for phrase in phrases:
                lookup.add_people_phrase(phrase, axis)
        return lookup
