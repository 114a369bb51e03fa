"""All words of a codebook in one structure: longest match over morphemes, phrases by two letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from survey_loader.models import Axis, Morpheme

# The longest word of a codebook, counted in morphemes.
_REACH = 10
# Morphemes remembered with the word they are; past that the memory begins anew.
_MOST_REMEMBERED = 16384
# Parts of speech that name nothing; a single letter there is a counter or an ending (1本).
_NEVER = ("助詞", "助動詞", "連体詞", "接続詞", "フィラー")
_NEVER_ONE_LETTER = (*_NEVER, "名詞,接尾", "名詞,非自立", "接頭詞", "副詞", "動詞", "名詞,数", "名詞,代名詞")


class Use(NamedTuple):
    """One theme a word stands for, the axis it carries there, and whether it is only weak."""

    theme: str
    axis: Axis | None
    weak: bool


class Hit(NamedTuple):
    """A word of the codebook found in the text: its span, its themes, whom it names."""

    start: int
    end: int
    word: str
    uses: tuple[Use, ...]
    people: Axis | None
    phrase: bool = False


@dataclass(slots=True)
class _Entry:
    word: str
    uses: tuple[Use, ...] = ()
    people: Axis | None = None


class Lookup:
    """Finds the words and phrases of all themes in one pass; filled once, then only read."""

    def __init__(self) -> None:
        self._words: dict[str, _Entry] = {}
        self._beginnings: set[str] = set()
        self._phrases: dict[str, list[_Entry]] = {}
        self._exclusions: dict[str, list[tuple[str, str]]] = {}
        self._opening: set[str] | None = None
        self._single: dict[tuple[str, ...], tuple[_Entry | None, bool]] = {}
        self._goes_on: dict[tuple[str, str, str], bool] = {}
        self.yielding: dict[str, tuple[str, ...]] = {}
        self.weakly_yielding: dict[str, tuple[str, ...]] = {}
        self.silencing: dict[str, frozenset[str]] = {}

    def add_word(self, word: str, theme: str, axis: Axis | None, weak: bool = False) -> None:
        """A word is found where morphemes join to it; the last of them may be inflected."""
        entry = self._word(word)
        entry.uses = (*entry.uses, Use(theme, axis, weak))

    def add_people(self, word: str, axis: Axis) -> None:
        """A word for people overrides the axis of the themes beside it."""
        self._word(word).people = axis

    def add_phrase(self, phrase: str, theme: str, axis: Axis | None, weak: bool = False) -> None:
        """A phrase is found anywhere in the text, also across morphemes."""
        entry = self._phrase(phrase)
        entry.uses = (*entry.uses, Use(theme, axis, weak))

    def add_people_phrase(self, phrase: str, axis: Axis) -> None:
        """A turn of phrase that tells who is served: また来たい, 住み続けたい."""
        self._phrase(phrase).people = axis

    def _phrase(self, phrase: str) -> _Entry:
        phrase = phrase.lower()
        listed = self._phrases.setdefault(phrase[:2], [])
        entry = next((entry for entry in listed if entry.word == phrase), None)
        if entry is None:
            entry = _Entry(phrase)
            listed.append(entry)
            listed.sort(key=lambda entry: -len(entry.word))
        return entry

    def add_exclusion(self, text: str, theme: str) -> None:
        """No word of the theme that begins inside this text counts."""
        self._exclusions.setdefault(text.lower()[:2], []).append((text.lower(), theme))

    def find(self, text: str, morphemes: Sequence[Morpheme]) -> list[Hit]:
        """Return the hits in the order of the text; hits inside a longer hit are left out."""
        hits = self._found_words(morphemes)
        excluded: list[tuple[int, int, str]] = []
        lowered = text.lower()
        if len(lowered) == len(text):
            hits += self._found_phrases(lowered, excluded)
        if excluded:
            hits = [_without(hit, excluded) for hit in hits]
        if len(hits) > 1:
            hits.sort(key=lambda hit: (hit.start, -hit.end))
            hits = _outermost(hits)
        return hits

    def _word(self, word: str) -> _Entry:
        word = word.lower()
        for end in range(1, len(word)):
            self._beginnings.add(word[:end])
        return self._words.setdefault(word, _Entry(word))

    def _found_words(self, morphemes: Sequence[Morpheme]) -> list[Hit]:
        single, alone = self._single, self._alone
        hits: list[Hit] = []
        after = 0
        alones = [single.get(morpheme[:3]) or alone(*morpheme[:3]) for morpheme in morphemes]
        for first, (best, begins) in enumerate(alones):
            if first < after:
                continue
            last = first
            if begins and self._may_go_on(morphemes, first):
                best, last = self._joined(morphemes, first, best)
            if best is not None:
                morpheme, closing = morphemes[first], morphemes[last]
                end = closing.offset + len(closing.surface)
                hits.append(Hit(morpheme.offset, end, best.word, best.uses, best.people))
                after = last + 1
        return hits

    def _alone(self, surface: str, base: str, pos: str) -> tuple[_Entry | None, bool]:
        """The word one morpheme is, and whether a longer one begins with it; remembered."""
        lowered = surface.lower()
        best = self._words.get(lowered) or self._words.get(base)
        if best is not None and pos.startswith(_NEVER if len(lowered) > 1 else _NEVER_ONE_LETTER):
            best = None
        if len(self._single) >= _MOST_REMEMBERED:
            self._single.clear()
        found = self._single[surface, base, pos] = (best, lowered in self._beginnings)
        return found

    def _may_go_on(self, morphemes: Sequence[Morpheme], first: int) -> bool:
        """Whether a longer word can go on with the next morpheme; remembered."""
        if first + 1 == len(morphemes):
            return False
        surface, following = morphemes[first].surface, morphemes[first + 1]
        key = (surface, following.surface, following.base)
        goes_on = self._goes_on.get(key)
        if goes_on is None:
            if len(self._goes_on) >= _MOST_REMEMBERED:
                self._goes_on.clear()
            surface = surface.lower()
            joined = surface + following.surface.lower()
            words = self._words
            goes_on = joined in self._beginnings or joined in words or surface + following.base in words
            self._goes_on[key] = goes_on
        return goes_on

    def _joined(self, morphemes: Sequence[Morpheme], first: int, best: _Entry | None) -> tuple[_Entry | None, int]:
        """The longest word that begins with this morpheme, and its last morpheme."""
        words, beginnings = self._words, self._beginnings
        last = first
        joined = morphemes[first].surface.lower()
        end = morphemes[first].offset + len(joined)
        for index in range(first + 1, min(first + _REACH, len(morphemes))):
            following = morphemes[index]
            if following.offset != end:
                break
            inflected = words.get(joined + following.base)
            joined += following.surface.lower()
            entry = words.get(joined) or inflected
            if entry is not None:
                best, last = entry, index
            if joined not in beginnings:
                break
            end += len(following.surface)
        return best, last

    def _found_phrases(self, text: str, excluded: list[tuple[int, int, str]]) -> list[Hit]:
        phrases, exclusions = self._phrases, self._exclusions
        hits: list[Hit] = []
        opening = phrases.keys() | exclusions.keys() if self._opening is None else self._opening
        self._opening = opening
        for at in [at for at in range(len(text) - 1) if text[at : at + 2] in opening]:
            pair = text[at : at + 2]
            for entry in phrases.get(pair, ()):
                if text.startswith(entry.word, at):
                    hits.append(Hit(at, at + len(entry.word), entry.word, entry.uses, entry.people, True))
                    break
            if pair in exclusions:
                for excluding, theme in exclusions[pair]:
                    if text.startswith(excluding, at):
                        excluded.append((at, at + len(excluding), theme))
        return hits


def _without(hit: Hit, excluded: list[tuple[int, int, str]]) -> Hit:
    """The hit without the themes that are excluded where it stands."""
    barred = {theme for start, end, theme in excluded if start <= hit.start < end}
    if not barred:
        return hit
    return hit._replace(uses=tuple(use for use in hit.uses if use.theme not in barred))


def _outermost(hits: list[Hit]) -> list[Hit]:
    """Leave out hits that lie inside a longer word; a phrase leaves the words in it alone."""
    kept: list[Hit] = []
    outer: Hit | None = None
    for hit in hits:
        if outer is not None and hit.end <= outer.end and hit[:2] != outer[:2]:
            if hit.people:
                # 子どもの遊び場 is one word, and still names 子ども.
                kept.append(hit._replace(uses=()))
            continue
        kept.append(hit)
        if not hit.phrase and (outer is None or hit.end > outer.end):
            outer = hit
    return kept
