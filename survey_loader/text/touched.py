"""Which texts two codebooks can code differently, told by the words that would have to stand in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from survey_loader.models import Morpheme
from survey_loader.text.codebook import Codebook
from survey_loader.text.lookup import Lookup
from survey_loader.text.rule_matching import Comment
from survey_loader.text.rules import (
    Code,
    Length,
    Near,
    Not,
    Number,
    Operation,
    Phrase,
    Rule,
    Several,
    Text,
    Word,
    parts,
)
from survey_loader.text.theme import Theme
from survey_loader.text.theme_rules import RuledTheme, ThemeRules

# A clash of visits and daily life names this theme without a word of the codebook.
_BY_CLASH = "balance"
_NO_WORDS = Lookup()


def touched_literals(old: Codebook, new: Codebook) -> frozenset[str] | None:
    """Return words, in small letters, such that a text in which none can be matched is coded alike by both.

    None: every text may be coded differently, as where a rule finds a theme in a text without a
    word. Empty: nothing that codes has changed. What can be matched is told by `Literals`.
    """
    if (_BY_CLASH in old.keys) != (_BY_CLASH in new.keys):
        return None
    touched = _changed_entries(old, new) | _changed_themes(old, new)
    by_rules = _changed_rules(old, new)
    return None if by_rules is None else frozenset(touched | by_rules)


class Literals:
    """Looks whether one of many words can be matched in a text: as letters, or inflected."""

    def __init__(self, literals: Iterable[str]) -> None:
        self._literals = [literal.lower() for literal in literals if literal]
        # What has to stand before a dictionary form that ends one of the words.
        self._before: dict[str, set[str]] = defaultdict(set)
        for literal in self._literals:
            for at in range(len(literal)):
                self._before[literal[at:]].add(literal[:at])

    def can_match(self, text: str, morphemes: Sequence[Morpheme]) -> bool:
        """Whether any of the words stands in the text, or ends in one of its dictionary forms."""
        lowered = text.lower()
        if any(literal in lowered for literal in self._literals):
            return True
        for index, (_, base, _, _) in enumerate(morphemes):
            befores = self._before.get(base.lower())
            if befores:
                joined = "".join(morpheme.surface for morpheme in morphemes[:index]).lower()
                if any(joined.endswith(before) for before in befores):
                    return True
        return False


def _entries(codebook: Codebook) -> dict[tuple[str, str], list[object]]:
    """All that a word, a phrase or an exclusion does."""
    entries: dict[tuple[str, str], list[object]] = defaultdict(list)
    for theme in codebook.themes:
        for kind in ("words", "phrases"):
            for word in getattr(theme, kind):
                entries[kind, word.lower()].append((theme.key, theme.axis_of(word), word in theme.weak))
        for word in theme.exclusions:
            entries["exclusions", word.lower()].append(theme.key)
    for kind, listed, axis in (
        ("words", codebook.people_live, "live"),
        ("words", codebook.people_visit, "visit"),
        ("phrases", codebook.live_phrases, "live"),
        ("phrases", codebook.visit_phrases, "visit"),
    ):
        for word in listed:
            entries[kind, word.lower()].append(axis)
    return entries


def _changed_entries(old: Codebook, new: Codebook) -> set[str]:
    before, after = _entries(old), _entries(new)
    return {word for kind, word in before.keys() | after.keys() if before.get((kind, word)) != after.get((kind, word))}


def _changed_themes(old: Codebook, new: Codebook) -> set[str]:
    """All words of the themes that give way to something else than before."""
    touched: set[str] = set()
    for theme in new.themes:
        before = old.theme(theme.key)
        if before is not None and _ways(before) != _ways(theme):
            touched |= _texts(before) | _texts(theme)
    return touched


def _ways(theme: Theme) -> tuple[object, ...]:
    return (frozenset(theme.yields_to), theme.weak_yields_to, frozenset(theme.silent_beside))


def _texts(theme: Theme) -> set[str]:
    return {word.lower() for word in (*theme.words, *theme.phrases)}


def _changed_rules(old: Codebook, new: Codebook) -> set[str] | None:
    if old.rules is None and new.rules is None:
        return set()
    before, after = _ruled(old.rules), _ruled(new.rules)
    # A word that rules know hides the shorter ones in it.
    touched = set(_vocabulary(old) ^ _vocabulary(new))
    common = [key for key in before if key in after]
    moved = common != [key for key in after if key in before]
    for codebook, own, other in ((old, before, after), (new, after, before)):
        covers = _Covers(codebook)
        for key, theme in own.items():
            same = key in other and other[key].rules == theme.rules
            if not same or moved:
                kept = set(other[key].rules) if key in other and not moved else set()
                for rule in theme.rules:
                    cover = set() if rule in kept and not _reordered(theme, other.get(key)) else covers.of(rule)
                    if cover is None:
                        return None
                    touched |= cover
            if key in other and other[key].pull != theme.pull:
                touched |= {word for rule in theme.rules for word in covers.words(rule)}
    return touched


def _reordered(theme: RuledTheme, other: RuledTheme | None) -> bool:
    """Whether rules that both have stand in another order, in which their words are told."""
    if other is None:
        return True
    return [rule for rule in theme.rules if rule in other.rules] != [
        rule for rule in other.rules if rule in theme.rules
    ]


def _ruled(rules: ThemeRules | None) -> dict[str, RuledTheme]:
    return {theme.key: theme for theme in rules.themes} if rules else {}


def _vocabulary(codebook: Codebook) -> frozenset[str]:
    if codebook.rules:
        return codebook.rules.vocabulary
    return frozenset(
        word.lower()
        for words in (*(theme.words for theme in codebook.themes), codebook.people_live, codebook.people_visit)
        for word in words
    )


@dataclass(frozen=True)
class _Covers:
    """The words a rule needs before it can hold."""

    codebook: Codebook

    def of(self, rule: Rule) -> set[str] | None:
        """Words of which one stands in every text where the rule holds; None where it holds without any."""
        match rule:
            case Several("and", several):
                covers = [cover for cover in map(self.of, several) if cover is not None]
                return min(covers, key=len) if covers else None
            case Several(_, several):
                united: set[str] = set()
                for cover in map(self.of, several):
                    if cover is None:
                        return None
                    united |= cover
                return united
            case Operation():
                return self._of_operation(rule)
            case Number(value):
                return None if value else set()
            case Not() | Length():
                return None
            case Code(key):
                return self._of_theme(key)
        return self._of_atom(rule)

    def _of_atom(self, rule: Rule) -> set[str]:
        match rule:
            case Word(text) | Text(text):
                return {text.lower()}
            case Phrase(words) | Near(words):
                # All of them have to stand there: the longest is the rarest.
                return {max(words, key=len).lower()}
        return set()

    def _of_operation(self, rule: Rule) -> set[str] | None:
        """A comparison that does not hold for nought needs one of its words."""
        inside = list(parts(rule))
        if any(isinstance(part, Length) for part in inside):
            return None
        if Comment("", (), _NO_WORDS, {}).value(rule).number:
            return None
        cover: set[str] = set()
        for part in inside:
            if isinstance(part, Code):
                own = self._of_theme(part.name)
                if own is None:
                    return None
                cover |= own
            elif isinstance(part, Word | Text | Phrase | Near):
                cover |= self._of_atom(part)
        return cover

    def _of_theme(self, key: str) -> set[str] | None:
        theme = self.codebook.theme(key)
        if theme is None or key == _BY_CLASH:
            return None
        cover = _texts(theme)
        ruled = _ruled(self.codebook.rules).get(key)
        for rule in ruled.rules if ruled else ():
            own = self.of(rule)
            if own is None:
                return None
            cover |= own
        return cover

    def words(self, rule: Rule) -> set[str]:
        """All words a rule can name when it holds."""
        found: set[str] = set()
        for part in parts(rule):
            if isinstance(part, Code):
                theme = self.codebook.theme(part.name)
                found |= _texts(theme) if theme else set()
                ruled = _ruled(self.codebook.rules).get(part.name)
                found |= {word for other in (ruled.rules if ruled else ()) for word in self.words(other)}
            else:
                found |= self._of_atom(part)
        return found
