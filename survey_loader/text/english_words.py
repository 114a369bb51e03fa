"""English words as they are counted: without stop words, forms of one word together."""

from __future__ import annotations

from functools import lru_cache

import snowballstemmer

from survey_loader.text.listed import listed

_STOP = listed(
    """
    a an the and or but nor so yet of to in on at for from with without by as is are was were be been being am do does
    did done doing have has had having i you he she it we they me him her us them my your his its our their mine yours
    ours theirs this that these those there here very too much many more most some any no not none can could will
    would should shall may might must just also than then if when where while what which who whom whose how why all
    both each every other another such own same up down out off over under again about into through during before
    after above below between because until against s t m re ve ll d don doesn didn isn wasn aren weren hasn haven
    hadn couldn wouldn shouldn won ain only really quite please one ones get gets got getting make makes made making
    let lets go goes going went come comes coming came even ever still well lot lots etc
    """
)
# Words of their own that end like a form of another.
_WHOLE = listed(
    """
    parking building shopping lighting heating clothing morning evening spring string king thing something anything
    everything nothing ring meeting painting wedding ceiling feeling during bring sing wing swing news glass grass bus
    gas class pass is us his this series species always perhaps tennis business address access process success campus
    census genius status virus bonus lens christmas red bed need seed speed feed breed hundred shed wed
    """
)
_IRREGULAR = {
    "children": "child", "men": "man", "women": "woman", "feet": "foot", "teeth": "tooth", "mice": "mouse",
    "ate": "eat", "eaten": "eat", "saw": "see", "seen": "see", "took": "take", "taken": "take", "bought": "buy",
    "found": "find", "felt": "feel", "thought": "think", "better": "good", "best": "good", "worse": "bad",
    "worst": "bad", "knives": "knife", "lives": "life", "leaves": "leaf", "skiing": "ski", "skis": "ski",
    "buses": "bus", "gases": "gas",
}  # fmt: skip
_VOWELS = frozenset("aeiouy")
_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=4096)
def english_word(token: str) -> str:
    """Return the word under which an English token (lower case) is counted, "" for a stop word.

    Forms with the same Snowball stem are one word where a plain rule of spelling leads to it: what is shown must be
    a word that exists, which a stem (citi, peopl) is not. Comparatives and derived words stay apart.
    """
    if token in _STOP:
        return ""
    if token in _IRREGULAR:
        return _IRREGULAR[token]
    if token in _WHOLE or len(token) < 4:
        return token
    stem = _stemmer.stemWord(token)
    return next((word for word in _simpler(token) if _stemmer.stemWord(word) == stem and len(word) > 1), token)


def _simpler(token: str) -> list[str]:
    """The words a form may come from, the likeliest first."""
    if token.endswith("ies"):
        return [token[:-3] + "y"]
    if token.endswith(("xes", "zzes", "ches", "shes", "sses", "uses")):
        return [token[:-2], token[:-1]]
    if token.endswith("s") and not token.endswith(("ss", "us", "is")):
        return [token[:-1]]
    if token.endswith("ied"):
        return [token[:-3] + "y"]
    for ending in ("ing", "ed"):
        if token.endswith(ending):
            return _of_verb(token.removesuffix(ending))
    return []


def _of_verb(rest: str) -> list[str]:
    if not _VOWELS & set(rest):
        return []
    doubled = len(rest) > 2 and rest[-1] == rest[-2] and rest[-1] not in "lsz"
    # liv-ing is live, visit-ing is visit: a consonant after the only vowel of a short word wants its e back.
    lone = len(rest) > 1 and rest[-2] in _VOWELS and rest[-3:-2] not in ("a", "e", "i", "o", "u")
    short = len(rest) <= 4 and rest[-1] not in "aeiouywx" and lone
    with_e, plain = rest + "e", rest
    if doubled:
        return [rest[:-1]]
    return [with_e, plain] if short or rest[-1] in "cvguz" else [plain, with_e]
