"""The term list of a survey: fixed terms, words that are one, and words that are not counted."""

from __future__ import annotations

import hashlib
import json
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import tomli_w

from survey_loader.errors import UnusableSettings
from survey_loader.language import N_
from survey_loader.models import Morpheme
from survey_loader.text.codebook import Codebook
from survey_loader.text.lookup import Hit
from survey_loader.text.normalise import normalise
from survey_loader.text.theme import Theme
from survey_loader.text.words import canonical

# No term of a town is longer; a text pasted by mistake is.
LONGEST = 60
# The longest term, counted in morphemes.
_REACH = 16


class Span(NamedTuple):
    """A fixed term in a text: its first and last morpheme, and itself."""

    first: int
    last: int
    term: str


@dataclass(frozen=True)
class Terms:
    """A survey's own words, on top of the built-in ones; empty for a survey nobody has worked on.

    terms: fixed terms (place names, shops, events): one word each, their parts are not counted.
    synonyms: {word: variants}; a variant is counted as its word.
    stop: words that are not counted.
    """

    terms: tuple[str, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stop: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, terms: Iterable[str] = (), synonyms: Mapping[str, Iterable[str]] | None = None, stop: Iterable[str] = ()
    ) -> Terms:
        """Return the list of these words, normalised and checked; raises UnusableSettings."""
        groups: dict[str, tuple[str, ...]] = {}
        for word, variants in (synonyms or {}).items():
            kept = _normalised(word)
            groups[kept] = tuple(
                dict.fromkeys((*groups.get(kept, ()), *(v for v in map(_normalised, variants) if v != kept)))
            )
        made = cls(_distinct(terms), {word: variants for word, variants in groups.items() if variants}, _distinct(stop))
        made._check()
        return made

    @classmethod
    def parse(cls, content: str) -> Terms:
        """Read what `toml` wrote; raises UnusableSettings with what is wrong."""
        try:
            data = tomllib.loads(content)
        except tomllib.TOMLDecodeError as error:
            raise UnusableSettings(N_("用語リストの書き方に誤りがあります：{detail}"), detail=str(error)) from error
        synonyms = data.get("synonyms", {})
        if not isinstance(synonyms, dict):
            raise UnusableSettings(N_("用語リストの synonyms は、ことばごとの一覧にしてください。"))
        return cls.of(
            _strings(data, "terms"), {word: _strings(synonyms, word) for word in synonyms}, _strings(data, "stop")
        )

    def toml(self) -> str:
        """Return the list as TOML."""
        groups = {word: list(variants) for word, variants in self.synonyms.items()}
        return tomli_w.dumps({"terms": list(self.terms), "stop": list(self.stop), "synonyms": groups})

    @property
    def empty(self) -> bool:
        """Whether nothing was added to the built-in words."""
        return not (self.terms or self.synonyms or self.stop)

    @cached_property
    def version(self) -> str:
        """The hash of the content, "" for an empty list."""
        if self.empty:
            return ""
        groups = sorted((word, sorted(variants)) for word, variants in self.synonyms.items())
        content = json.dumps([sorted(self.terms), groups, sorted(self.stop)], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    def knows(self, word: str) -> bool:
        """Whether a person decided on this word: it is a term, in a group, or not counted."""
        return _key(word) in self._merged or _key(word) in self._stopped

    @property
    def silent_terms(self) -> tuple[str, ...]:
        """Terms that are not counted, as they are stop words as well; their parts are not counted either."""
        return tuple(term for term in self.terms if not self.word(term))

    def word(self, word: str) -> str:
        """Return the one spelling under which a word is counted, or "" where it is not."""
        if self.empty:
            return canonical(word)
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = self._counted(word)
        return known

    def _counted(self, word: str) -> str:
        merged = self._merged.get(word.lower())
        if merged is None:
            plain = canonical(word)
            merged = self._merged.get(plain.lower(), plain)
        return "" if merged.lower() in self._stopped else merged

    @cached_property
    def _words(self) -> dict[str, str]:
        return {}

    @cached_property
    def _merged(self) -> dict[str, str]:
        merged = {_key(term): term for term in self.terms}
        merged |= {_key(word): word for word in self.synonyms}
        merged |= {_key(variant): word for word, variants in self.synonyms.items() for variant in variants}
        return merged | {word.lower(): word for word in merged.values()}

    @cached_property
    def _stopped(self) -> frozenset[str]:
        return frozenset(form for word in self.stop for form in (word.lower(), _key(word)))

    @cached_property
    def _known_terms(self) -> dict[str, str]:
        """{letters without spaces: term}; variants of a term are terms too."""
        terms = {_letters(_key(term)): term for term in self.terms}
        for word, variants in self.synonyms.items():
            if word in self.terms:
                terms |= {_letters(_key(variant)): variant for variant in variants}
        return terms

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(term[:end] for term in self._known_terms for end in range(1, len(term) + 1))

    def spans(self, morphemes: Sequence[Morpheme]) -> list[Span]:
        """Return the fixed terms in a text: at each place the longest that whole morphemes make up."""
        if not self._known_terms:
            return []
        found: list[Span] = []
        first = 0
        while first < len(morphemes):
            last, term = self._longest(morphemes, first)
            if term:
                found.append(Span(first, last, term))
            first = last + 1
        return found

    def _longest(self, morphemes: Sequence[Morpheme], first: int) -> tuple[int, str]:
        joined, last, term = "", first, ""
        for index in range(first, min(first + _REACH, len(morphemes))):
            joined += _letters(morphemes[index].surface)
            if joined not in self._beginnings:
                break
            if joined in self._known_terms:
                last, term = index, self._known_terms[joined]
        return last, term

    def outside(self, hits: list[Hit], morphemes: Sequence[Morpheme]) -> list[Hit]:
        """Return the hits of a codebook without those inside a term: a shop called 雪の華 says nothing of snow."""
        spans = self.spans(morphemes)
        if not spans or not hits:
            return hits
        ends = [(morphemes[s.first].offset, morphemes[s.last].offset + len(morphemes[s.last].surface)) for s in spans]
        return [
            hit
            for hit in hits
            if not any(
                start <= hit.start and hit.end <= end and (hit.start, hit.end) != (start, end) for start, end in ends
            )
        ]

    def widened(self, codebook: Codebook) -> Codebook:
        """Return the codebook in which a word stands for all its variants as well."""
        if not self.synonyms:
            return codebook
        groups: dict[str, tuple[str, ...]] = {}
        for word, variants in self.synonyms.items():
            group = (word, *variants)
            groups |= {member.lower(): group for member in group}
        return replace(
            codebook,
            themes=tuple(_widened(theme, groups) for theme in codebook.themes),
            people_live=_with(codebook.people_live, groups),
            people_visit=_with(codebook.people_visit, groups),
        )

    def touched(self, other: Terms) -> frozenset[str]:
        """Return the words that the two lists treat differently: only texts with one of them can change."""
        changed = set(self.terms) ^ set(other.terms) | set(self.stop) ^ set(other.stop)
        groups = {(word, *sorted(variants)) for word, variants in self.synonyms.items()}
        groups ^= {(word, *sorted(variants)) for word, variants in other.synonyms.items()}
        words = changed.union(*groups)
        return frozenset(words | {_key(word) for word in words})

    def _check(self) -> None:
        for word in (*self.terms, *self.stop, *self.synonyms, *sum(self.synonyms.values(), ())):
            if len(word) > LONGEST:
                raise UnusableSettings(
                    N_("「{word}…」は長すぎます。{limit}文字までのことばにしてください。"),
                    word=word[:20],
                    limit=LONGEST,
                )
        owners: dict[str, str] = {}
        for word, variants in self.synonyms.items():
            for variant in variants:
                if owners.setdefault(variant, word) != word:
                    raise UnusableSettings(
                        N_(
                            "「{variant}」が「{first}」と「{second}」の両方にまとめられています。どちらかにしてください。"
                        ),
                        variant=variant,
                        first=owners[variant],
                        second=word,
                    )
        if chained := next((word for word in self.synonyms if word in owners), None):
            raise UnusableSettings(
                N_("「{word}」は「{kept}」にまとめられているので、ほかのことばをまとめる先にはできません。"),
                word=chained,
                kept=owners[chained],
            )


NO_TERMS = Terms()


def _key(word: str) -> str:
    """The form in which a word stands in normalised texts; its own spelling may differ (Wi-Fi)."""
    return normalise(word).lower()


def _letters(text: str) -> str:
    return text.replace(" ", "").lower()


def _normalised(word: str) -> str:
    kept = " ".join(unicodedata.normalize("NFKC", word).split())
    if not normalise(kept):
        raise UnusableSettings(N_("用語リストに空のことばがあります。消すか、ことばを入れてください。"))
    return kept


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_normalised, words)))


def _strings(data: Mapping[str, Any], name: str) -> list[str]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise UnusableSettings(N_("用語リストの「{name}」は、ことばを [ ] で囲んだ一覧にしてください。"), name=name)
    return value


def _widened(theme: Theme, groups: Mapping[str, tuple[str, ...]]) -> Theme:
    listed = {word.lower() for word in theme.words}
    axes, weak = dict(theme.axes), list(theme.weak)
    added: list[str] = []
    for word in theme.words:
        for variant in groups.get(word.lower(), ()):
            if variant.lower() not in listed:
                listed.add(variant.lower())
                added.append(variant)
                axes |= {variant: theme.axes[word]} if word in theme.axes else {}
                weak += [variant] if word in theme.weak else []
    return replace(theme, words=(*theme.words, *added), weak=tuple(weak), axes=axes) if added else theme


def _with(words: tuple[str, ...], groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(member for word in words for member in groups.get(word.lower(), (word,))))
