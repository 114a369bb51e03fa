"""Why a word is counted, or not: every morpheme of a text with what became of it and by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey_loader.language import N_
from survey_loader.models import Morpheme
from survey_loader.text import words
from survey_loader.text.script import UNREAD, language_of
from survey_loader.text.terms import NO_TERMS, Terms
from survey_loader.text.words import COUNTS, NOTHING, canonical, role

COUNTED = N_("数えています。")
MERGED = N_("「{word}」にまとめて数えています。")
IN_TERM = N_("用語リストの「{word}」の一部です。ひとつの用語として数えています。")
IN_COMPOUND = N_("つづけて「{word}」としても数えています。")
GRAMMAR = N_("「{pos}」は、ことばをつなぐはたらきなので数えません。")
HELPING = N_("ほかのことばを助けるだけの{pos}なので数えません（こと・もの・いる・これ など）。")
STOPPED_HERE = N_("この調査の「数えないことば」に入っています。")
STOPPED = N_("どの声にも出てくることばなので、数えないことにしています。")
ONE_LETTER = N_("かな・英字一文字なので数えません。")
NO_LETTERS = N_("数字や記号だけなので数えません。")
ENDING = N_("ほかのことばに付く部分なので、単独では数えません。")
OTHER_LANGUAGE = N_("この言語の声は、ことばに分けていません（声としては数えています）。")

# The parts of speech of IPADIC by their first name are Japanese already; these few are not for people.
_CONTENT = ("名詞", "動詞", "形容詞", "副詞")
_PLAIN_POS = {"助動詞": "助動詞", "フィラー": "つなぎ", "その他": "その他", "UNKNOWN": "記号"}


@dataclass(frozen=True, slots=True)
class Traced:
    """One morpheme and what became of it: the words it is counted under (none: dropped), and why."""

    surface: str
    base: str
    part_of_speech: str
    counted: tuple[str, ...]
    reason: str
    word: str = ""

    @property
    def values(self) -> dict[str, str]:
        """What fills the reason's sentence."""
        return {"word": self.word, "pos": self.part_of_speech}


def trace(normalised: str, morphemes: Sequence[Morpheme], terms: Terms = NO_TERMS) -> list[Traced]:
    """Return what became of every morpheme of a text, in its order, by the same rules that count."""
    if language_of(normalised) in UNREAD:
        return [_dropped(morpheme, OTHER_LANGUAGE) for morpheme in morphemes]
    traced: list[Traced] = []
    after = 0
    for first, last, term in terms.spans(morphemes):
        traced += _plain(morphemes[after:first], terms)
        traced += [_in_term(morpheme, term, terms) for morpheme in morphemes[first : last + 1]]
        after = last + 1
    return traced + _plain(morphemes[after:], terms)


def _plain(morphemes: Sequence[Morpheme], terms: Terms) -> list[Traced]:
    traced: list[Traced] = []
    for compound in words.units(morphemes):
        if len(compound) == 1 and role(compound[0].pos) in (COUNTS, NOTHING):
            traced.append(_single(compound[0], terms))
            continue
        joined = terms.word("".join(morpheme.surface for morpheme in compound)) if len(compound) > 1 else ""
        traced += [_part(morpheme, joined, terms) for morpheme in compound]
    return traced


def _single(morpheme: Morpheme, terms: Terms) -> Traced:
    if role(morpheme.pos) == NOTHING:
        return _dropped(morpheme, HELPING if morpheme.pos.startswith(_CONTENT) else GRAMMAR)
    return _word(morpheme, terms)


def _part(morpheme: Morpheme, joined: str, terms: Terms) -> Traced:
    """A part of nouns in a row: counted itself, and joined with its neighbours."""
    alone = _dropped(morpheme, ENDING) if words.is_affix(morpheme) else _word(morpheme, terms)
    if not joined:
        return alone
    counted = tuple(dict.fromkeys((*alone.counted, joined)))
    return Traced(morpheme.surface, morpheme.base, alone.part_of_speech, counted, IN_COMPOUND, joined)


def _word(morpheme: Morpheme, terms: Terms) -> Traced:
    counted = terms.word(morpheme.base)
    pos = _part_of_speech(morpheme)
    if counted:
        same = counted.lower() in (morpheme.base.lower(), morpheme.surface.lower())
        reason = COUNTED if same else MERGED
        return Traced(morpheme.surface, morpheme.base, pos, (counted,), reason, counted)
    if canonical(morpheme.base):
        return _dropped(morpheme, STOPPED_HERE)
    letters = morpheme.base.strip("ー・'-_")
    if not letters or letters.isnumeric() or not any(map(str.isalpha, letters)):
        return _dropped(morpheme, NO_LETTERS)
    if len(letters) == 1 and ("ぁ" <= letters <= "ヺ" or letters.isascii()):
        return _dropped(morpheme, ONE_LETTER)
    return _dropped(morpheme, STOPPED)


def _in_term(morpheme: Morpheme, term: str, terms: Terms) -> Traced:
    counted = terms.word(term)
    if not counted:
        return _dropped(morpheme, STOPPED_HERE)
    return Traced(morpheme.surface, morpheme.base, _part_of_speech(morpheme), (counted,), IN_TERM, counted)


def _dropped(morpheme: Morpheme, reason: str) -> Traced:
    return Traced(morpheme.surface, morpheme.base, _part_of_speech(morpheme), (), reason)


def _part_of_speech(morpheme: Morpheme) -> str:
    first = morpheme.pos.split(",")[0]
    return _PLAIN_POS.get(first, first)
