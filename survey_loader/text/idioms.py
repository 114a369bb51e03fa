"""Idioms that judge: what people say when they mean good or bad without a word that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from survey_loader.models import Morpheme
from survey_loader.text.idioms_of_praise import FINE, PRAISE
from survey_loader.text.idioms_of_trouble import FOUL, TROUBLE
from survey_loader.text.negation import negated_after
from survey_loader.text.openings import Pattern, first_matches

# やばい, えぐい: what it says is told by the thing.
_WILD = (
    r"(?:が|は|も|、)?(?:マジで?|まじで?|ほんと|本当に|めっちゃ|すごく)?"
    r"(?:やば|ヤバ|えぐ|エグ|半端な|はんぱな|ハンパな|パな|パネ|ぱね|鬼|異常|尋常)"
)
_IDIOMS = (("G", Pattern(f"{PRAISE}|{FINE}{_WILD}")), ("B", Pattern(f"{TROUBLE}|{FOUL}{_WILD}")))


# A turn that ends with a negation of its own is not turned round by the one it holds.
_ENDS_NEGATED = re.compile(r"(?:な[いくかし]?|ま?せん?|ず|ん|ぬ|がた|難)$")
# Nor one that says nothing without the negation behind it: 場所がわから|ない, タクシーが拾え|ず, ごみひとつ|ない.
_HALF = re.compile(
    r"(?:ら|(?<!騒)か|(?<!迷)わ|え|け|め|(?<![さら])れ|足|[肢所場者手席](?:が|も)|見|ひとつ|一つ|飽き|に一[本度回]|"
    r"二度と.{1,3}|知らされ|よけが)$"
)
_OWN_NEGATION = re.compile(
    r"(?:[りかさまらわ]|当たら|も|よう[がもは]|どころ[がもは]|あり)*(?:な[いくかし]|ず|ん(?!で)|ぬ|ま?せん|へん)"
)


def idioms(text: str, morphemes: Sequence[Morpheme]) -> list[tuple[int, str, int]]:
    """Return the idioms of a clause: where each ends, its words, +1 good or -1 bad; a negation turns them round."""
    found = []
    for kind, match in first_matches(_IDIOMS, text):
        sign = 1 if kind == "G" else -1
        if not _negated_itself(match) and negated_after(morphemes, morphemes[0].offset + match.end()):
            sign = -sign
        found.append((match.end(), match[0], sign))
    return found


def _negated_itself(match: re.Match[str]) -> bool:
    words = match[0]
    if _ENDS_NEGATED.search(words):
        return True
    return _HALF.search(words) is not None and _OWN_NEGATION.match(match.string, match.end()) is not None
