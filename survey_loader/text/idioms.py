"""Idioms that judge: what people say when they mean good or bad without a word that says so."""

from __future__ import annotations

from survey_loader.text.idioms_of_praise import FINE, PRAISE
from survey_loader.text.idioms_of_trouble import FOUL, TROUBLE
from survey_loader.text.openings import Pattern

# やばい, えぐい: what it says is told by the thing.
_WILD = (
    r"(?:が|は|も|、)?(?:マジで?|まじで?|ほんと|本当に|めっちゃ|すごく)?"
    r"(?:やば|ヤバ|えぐ|エグ|半端な|はんぱな|ハンパな|パな|パネ|ぱね|鬼|異常|尋常)"
)
_IDIOMS = Pattern(f"(?P<G>{PRAISE}|{FINE}{_WILD})|(?P<B>{TROUBLE}|{FOUL}{_WILD})")


def idioms(text: str) -> list[tuple[int, str, int]]:
    """Return the idioms of a clause: where each ends, its words, +1 good or -1 bad."""
    return [(match.end(), match[0], 1 if match.lastgroup == "G" else -1) for match in _IDIOMS.finditer(text)]
