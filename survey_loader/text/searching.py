"""What a reader looks for: words that must all stand in a comment, phrases, words left out, other spellings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from survey_loader.text.normalise import normalise
from survey_loader.text.words import spellings

# More words than this nobody types; a text pasted by mistake has them.
MOST_PARTS = 12
# 「はな」 also stands in はなし, 「みち」 in みちる: what is this short, in hiragana alone, is only sought when typed.
_TOO_SHORT = re.compile("[ぁ-ん]{1,2}")
# A quoted phrase, or what lies between spaces; either may be left out with a minus, also one a Japanese keyboard wrote.
_PART = re.compile(r"""(?P<minus>(?<!\S)[-\uff0d−–ー])?(?:["“”"](?P<phrase>[^"“”"]*)["“”"]?|(?P<word>[^\s"“”"]+))""")


@dataclass(frozen=True, slots=True)
class Search:
    """What is sought: each of `wanted` must stand in the text in one of its spellings, none of `left_out`.

    The first spelling is the one typed; all are normalised and in small letters. `also` are the others, as shown.
    """

    wanted: tuple[tuple[str, ...], ...] = ()
    left_out: tuple[tuple[str, ...], ...] = ()
    also: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is sought."""
        return not (self.wanted or self.left_out)

    @property
    def marks(self) -> tuple[str, ...]:
        """What is to be marked in the texts found, the longest first."""
        return tuple(sorted({word for part in self.wanted for word in part}, key=lambda word: (-len(word), word)))


def read(typed: str, synonyms: Mapping[str, tuple[str, ...]] | None = None) -> Search:
    """Return what was typed as a Search.

    `synonyms` are a survey's own ({word: variants}, as in its term list), beside the built-in ones; None seeks only
    what was typed. A phrase in quotes is sought as it stands.
    """
    wanted: dict[tuple[str, ...], None] = {}
    left_out: dict[tuple[str, ...], None] = {}
    also: dict[str, None] = {}
    for match in list(_PART.finditer(typed))[:MOST_PARTS]:
        first = _key(match["phrase"] if match["phrase"] is not None else match["word"])
        if not first:
            continue
        others = other_spellings(match["word"], synonyms) if match["word"] and synonyms is not None else ()
        also |= dict.fromkeys(others)
        part = tuple(dict.fromkeys((first, *map(_key, others))))
        (left_out if match["minus"] else wanted)[part] = None
    return Search(tuple(wanted), tuple(left_out), tuple(also))


def other_spellings(word: str, synonyms: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return what else is counted as the same word: built-in spellings, and the survey's own.

    Left out is what the word itself finds already, and what is so short that it would find other words.
    """
    own = _key(word)
    built_in = spellings(normalise(word))
    known = {own, *map(_key, built_in)}
    groups = [(kept, *variants) for kept, variants in synonyms.items() if known & {_key(w) for w in (kept, *variants)}]
    found = {_key(other): other for group in (built_in, *groups) for other in group}
    sought = [key for key in found if own not in key and not _TOO_SHORT.fullmatch(key)]
    return tuple(found[key] for key in sought if not any(other in key for other in sought if other != key))


def _key(word: str) -> str:
    """The form in which a word stands in normalised texts, in small letters."""
    return normalise(word).lower()
