"""The codebook: themes, their words, and the words for people, read from one TOML file."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from survey_loader.errors import UnusableSettings
from survey_loader.language import N_
from survey_loader.models import AXES, Axis, ThemeName
from survey_loader.text.lookup import Lookup

DEFAULT = Path(__file__).parents[2] / "data" / "codebooks" / "default.toml"

# The axis a list of words carries; "words" alone carries the pull of its theme.
_LISTS: dict[str, Axis | None] = {"no_axis": None, "live": "live", "visit": "visit", "both": "both"}
_TEXTS = ("key", "label", "label_en")


@dataclass(frozen=True)
class Theme:
    """One theme. `axes` gives the axis of each word and phrase; weak words count only where
    nothing else in the clause names a theme; inside an exclusion no word of the theme counts;
    beside a theme it yields to, it does not count either, and with weak words alone not even
    where a theme of `weak_yields_to` stands anywhere in the comment. In a clause with a word of
    `silent_beside` it does not count."""

    key: str
    label: str
    label_en: str
    pull: Axis | None
    description: str
    words: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    yields_to: tuple[str, ...] = ()
    weak_yields_to: tuple[str, ...] = ()
    silent_beside: tuple[str, ...] = ()
    axes: dict[str, Axis | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Codebook:
    """Themes and words for people; `version` is the hash of the content."""

    version: str
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
        try:
            data = tomllib.loads(content.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise UnusableSettings(
                N_("コードブック {path} の文字コードが UTF-8 ではありません。UTF-8 で保存し直してください。"),
                path=path,
            ) from error
        except tomllib.TOMLDecodeError as error:
            raise UnusableSettings(
                N_("コードブック {path} の書き方に誤りがあります：{detail}"),
                path=path,
                detail=str(error),
            ) from error
        return cls._from(data, hashlib.sha256(content).hexdigest()[:16], path)

    @classmethod
    def _from(cls, data: dict[str, Any], version: str, path: str) -> Codebook:
        entries = data.get("theme")
        if not isinstance(entries, list) or not entries:
            raise UnusableSettings(N_("コードブック {path} に [[theme]] がありません。"), path=path)
        themes = tuple(_theme(entry, number, path) for number, entry in enumerate(entries, start=1))
        keys = [theme.key for theme in themes]
        for key in keys:
            if keys.count(key) > 1:
                raise UnusableSettings(N_("コードブック {path} にテーマ「{key}」が二つあります。"), path=path, key=key)
        people = data.get("people", {})
        return cls(
            version,
            themes,
            people_live=_strings(people, "live", "people", path),
            people_visit=_strings(people, "visit", "people", path),
            live_phrases=_strings(people, "live_phrases", "people", path),
            visit_phrases=_strings(people, "visit_phrases", "people", path),
        )

    def names(self) -> tuple[ThemeName, ...]:
        """The themes as screens name them, in the order of the file."""
        return tuple(ThemeName(theme.key, theme.label, theme.label_en, theme.pull) for theme in self.themes)

    @cached_property
    def lookup(self) -> Lookup:
        """All words and phrases in one structure, built once."""
        lookup = Lookup()
        for theme in self.themes:
            for word in theme.words:
                lookup.add_word(word, theme.key, theme.axes[word], weak=word in theme.weak)
            for phrase in theme.phrases:
                lookup.add_phrase(phrase, theme.key, theme.axes[phrase], weak=phrase in theme.weak)
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


def _theme(entry: Any, number: int, path: str) -> Theme:
    if not isinstance(entry, dict) or not all(isinstance(entry.get(name), str) and entry[name] for name in _TEXTS):
        raise UnusableSettings(
            N_("コードブック {path} の {number} 番目のテーマに key、label、label_en のどれかがありません。"),
            path=path,
            number=number,
        )
    key = entry["key"]
    pull = entry.get("pull") or None
    if pull is not None and pull not in AXES:
        raise UnusableSettings(
            N_("コードブック {path} のテーマ「{key}」の pull は live、visit、both のどれかです。"),
            path=path,
            key=key,
        )
    words, axes = _with_axes(entry, "words", pull, path)
    phrases, phrase_axes = _with_axes(entry, "phrases", pull, path)
    weak = _strings(entry, "weak", key, path)
    return Theme(
        key,
        entry["label"],
        entry["label_en"],
        pull,
        str(entry.get("description", "")),
        words=(*words, *(word for word in weak if word not in axes and word not in phrase_axes)),
        phrases=phrases,
        weak=weak,
        exclusions=_strings(entry, "exclusions", key, path),
        yields_to=_strings(entry, "yields_to", key, path),
        weak_yields_to=_strings(entry, "weak_yields_to", key, path),
        silent_beside=_strings(entry, "silent_beside", key, path),
        axes={**dict.fromkeys(weak), **axes, **phrase_axes},
    )


def _with_axes(
    entry: dict[str, Any], kind: str, pull: Axis | None, path: str
) -> tuple[tuple[str, ...], dict[str, Axis | None]]:
    """The words or phrases of a theme, and the axis each of them carries."""
    axes: dict[str, Axis | None] = dict.fromkeys(_strings(entry, kind, entry["key"], path), pull)
    for name, axis in _LISTS.items():
        axes.update(dict.fromkeys(_strings(entry, f"{kind}_{name}", entry["key"], path), axis))
    return tuple(axes), axes


def _strings(entry: dict[str, Any], name: str, key: str, path: str) -> tuple[str, ...]:
    value = entry.get(name, [])
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise UnusableSettings(
            N_("コードブック {path} の「{key}」の {name} は、ことばを [ ] で囲んだ一覧にしてください。"),
            path=path,
            key=key,
            name=name,
        )
    return tuple(dict.fromkeys(value))
