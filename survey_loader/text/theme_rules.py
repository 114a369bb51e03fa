"""The rules of all themes of a codebook, compiled once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from survey_loader.errors import UnusableSettings
from survey_loader.language import N_
from survey_loader.models import Axis
from survey_loader.text.lookup import Lookup
from survey_loader.text.rule_reading import read_rule
from survey_loader.text.rules import Code, Rule, parts, renamed_codes, words_of
from survey_loader.text.theme import Theme


@dataclass(frozen=True, slots=True)
class RuledTheme:
    """A theme with its rules; their codes are theme keys."""

    key: str
    pull: Axis | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class ThemeRules:
    """Rules in an order in which each theme comes after those it refers to."""

    themes: tuple[RuledTheme, ...]
    lookup: Lookup
    vocabulary: frozenset[str]


def compiled(themes: Sequence[Theme], words: Iterable[str]) -> ThemeRules | None:
    """Read the rules of the themes; None where no theme has any.

    `words` are all words of the codebook: a word inside one of them is not that word.
    Raises UnusableSettings where a rule cannot be read, or refers to no theme or in a circle.
    """
    if not any(theme.rules for theme in themes):
        return None
    keys = keys_by_name(themes)
    ruled = {
        theme.key: RuledTheme(theme.key, theme.pull, tuple(_rule(rule, theme, keys) for rule in theme.rules))
        for theme in themes
        if theme.rules
    }
    labels = {theme.key: theme.label for theme in themes}
    order = in_order({key: referred(theme.rules) for key, theme in ruled.items()}, labels)
    vocabulary = {word.lower() for theme in ruled.values() for rule in theme.rules for word in words_of(rule)}
    vocabulary.update(word.lower() for word in words)
    lookup = Lookup()
    for word in sorted(vocabulary):
        lookup.add_word(word, "", None)
    return ThemeRules(tuple(ruled[key] for key in order if key in ruled), lookup, frozenset(vocabulary))


def folded(label: str) -> str:
    """A label as it is compared: without width, case and spaces."""
    return "".join(unicodedata.normalize("NFKC", label).casefold().split())


def keys_by_name(themes: Iterable[Theme]) -> dict[str, str]:
    """Theme keys by the names a rule can give them: the label, else the key."""
    return {
        **{folded(theme.key): theme.key for theme in themes},
        **{folded(theme.label): theme.key for theme in themes},
    }


def referred(rules: Iterable[Rule]) -> list[str]:
    """The themes that rules refer to, in their order."""
    return list(dict.fromkeys(part.name for rule in rules for part in parts(rule) if isinstance(part, Code)))


def _rule(rule: str, theme: Theme, keys: Mapping[str, str]) -> Rule:
    def key_of(name: str) -> str:
        key = keys.get(folded(name))
        if key is None:
            raise UnusableSettings(
                N_("テーマ「{theme}」のルール「{rule}」にあるテーマ「{part}」がコードブックにありません。"),
                theme=theme.label,
                rule=rule,
                part=name,
            )
        return key

    return renamed_codes(read_rule(rule, theme.label), key_of)


def in_order(references: Mapping[str, Sequence[str]], labels: Mapping[str, str]) -> list[str]:
    """The themes so that each stands after those it refers to; raises UnusableSettings for a circle."""
    order: dict[str, None] = {}

    def visit(key: str, path: tuple[str, ...]) -> None:
        if key in path:
            circle = " → ".join(labels.get(name, name) for name in (*path[path.index(key) :], key))
            raise UnusableSettings(
                N_("テーマのルールが互いを指し合っています（{circle}）。どれか一つから <*…> を取ってください。"),
                circle=circle,
            )
        if key in order:
            return
        for other in references.get(key, ()):
            visit(other, (*path, key))
        order[key] = None

    for key in references:
        visit(key, ())
    return list(order)
