"""The clauses of a text: where one thought ends and the next begins."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from survey_loader.models import Morpheme

# How a clause is joined to the one after it.
Joint = Literal["sentence", "comma", "contrast", "reason", "end"]

_FULL_STOPS = frozenset("。.!?！？\n;…♪♡♥★☆※")
_COMMAS = frozenset("、,・/／ 　")
_CONTRASTS = frozenset(("けど", "けれど", "けれども", "けども", "が", "のに", "ものの", "だけど", "にもかかわらず"))
_WHILE = frozenset(("一方", "反面"))
_REASONS = frozenset(("ので", "から", "し", "ため"))
_BUT = frozenset(
    (
        "でも",
        "しかし",
        "ただ",
        "ただし",
        "だが",
        "だけど",
        "けど",
        "けれど",
        "けれども",
        "ところが",
        "一方",
        "逆に",
    )
)
# 安いばってん, いいだども: the last morphemes of what turns a sentence in dialects.
_DIALECT_BUT = ("ばってん", "ばってが", "だども", "けんど", "けんども", "やけど", "じゃけど", "どん")
_DIALECT_ENDS = frozenset(("ばってん", "てん", "ばっ", "が", "ども", "ど", "けんど", "けど", "どん", "ん"))
_ENGLISH_BUT = frozenset(("but", "however", "though", "although", "yet", "except"))
# After these a comma does not end the thought: 駐車場が広ければ、最高.
_CONDITIONS = frozenset(("ば", "たら", "だら", "なら"))
_PREDICATES = ("動詞,自立", "動詞,接尾", "形容詞", "助動詞", "名詞,形容動詞語幹")
# Words that close a thought as a noun does not: ラーメンは最高、駅前は….
# 安いとは、言えない: what is said of it comes after the comma.
_DENIABLE = frozenset(("こと", "と", "日", "覚え", "ためし"))
_CLOSING = frozenset(
    (
        "最高",
        "最悪",
        "残念",
        "満足",
        "十分",
        "感謝",
        "大変",
        "抜群",
        "絶品",
        "大満足",
        "圧巻",
        "満点",
        "零点",
        "一流",
        "三流",
        "天国",
        "極上",
        "ぞろい",
    )
)


class Clause(NamedTuple):
    """A clause: its span in the text, its morphemes, and what joins it to the next."""

    start: int
    end: int
    morphemes: Sequence[Morpheme]
    joint: Joint


def clauses(text: str, morphemes: Sequence[Morpheme]) -> list[Clause]:
    """Return the clauses in order; nouns before a comma stay with what is said of them."""
    found: list[Clause] = []
    first = 0
    last = len(morphemes) - 1
    roles = [_role(surface, base, pos) for surface, base, pos, _ in morphemes]
    for index in [index for index, role in enumerate(roles) if role & _JOINS]:
        closed = any([role & _CLOSES for role in roles[first:index]])
        joint = _joint(text, morphemes, index, closed)
        if joint is None:
            continue
        if index == last and joint != "sentence":
            break
        if joint == "comma" and index + 1 <= last and morphemes[index + 1].surface in _BUT:
            joint = "contrast"
        _add(found, morphemes[first : index + 1], joint)
        first = index + 1
    _add(found, morphemes[first:], "end")
    return _with_turns(found)


# A clause can end with the morpheme at all; the morpheme closes a thought.
_JOINS, _CLOSES = 1, 2


@lru_cache(maxsize=16384)
def _role(surface: str, base: str, pos: str) -> int:
    joins = (
        surface[0] in _FULL_STOPS
        or surface[-1] in _FULL_STOPS
        or surface in _COMMAS
        or surface in _ENGLISH_BUT
        or surface in _DIALECT_ENDS
        or surface in ("ため", "に", *_WHILE)
        or pos.startswith("助詞,接続助詞")
    )
    closes = pos.startswith(_PREDICATES) or base in _CLOSING
    return _JOINS * joins + _CLOSES * closes


def _joint(text: str, morphemes: Sequence[Morpheme], index: int, closed: bool) -> Joint | None:
    """What the clause ending with this morpheme is joined by, or None if it goes on."""
    morpheme = morphemes[index]
    surface = morpheme.surface
    if surface[0] in _FULL_STOPS or surface[-1] in _FULL_STOPS:
        inside_number = surface == "." and index and morphemes[index - 1].surface[-1:].isdigit()
        return None if inside_number else "sentence"
    if surface in _COMMAS:
        if _between_latin(text, morpheme.offset) and surface in " /":
            return None
        if _between_words(text, morpheme.offset):
            return "comma"
        before = morphemes[index - 1].surface if index else ""
        if before in ("は", "なんて", "も") and index > 1 and morphemes[index - 2].surface in _DENIABLE:
            return None
        return "comma" if closed and before not in _CONDITIONS else None
    if morpheme.pos.startswith("助詞,接続助詞"):
        if surface in _CONTRASTS:
            return "contrast"
        if surface in _REASONS and closed:
            return "reason"
    elif _turns(text, morphemes, index):
        return "contrast"
    elif surface == "ため" and closed and index + 1 < len(morphemes) and morphemes[index + 1].surface == "、":
        return "reason"
    return None


def _turns(text: str, morphemes: Sequence[Morpheme], index: int) -> bool:
    """Whether のに after what was told, but, or a dialect's けん and its like turn the sentence here."""
    morpheme = morphemes[index]
    if morpheme.surface == "に":
        if index + 1 < len(morphemes) and morphemes[index + 1].surface == "は":
            # 一つもないのには感心する
            return False
        return index > 1 and morphemes[index - 1].surface == "の" and _told_of(morphemes[index - 2])
    if morpheme.surface in _WHILE:
        # 空気がおいしい一方で, 楽しい反面
        return index > 0 and morphemes[index - 1].pos.startswith(("形容詞", "動詞", "助動詞"))
    if morpheme.surface.lower() in _ENGLISH_BUT:
        return index > 0
    return morpheme.surface in _DIALECT_ENDS and text.endswith(_DIALECT_BUT, 0, morpheme.offset + len(morpheme.surface))


def _told_of(morpheme: Morpheme) -> bool:
    """あったかいのに, 来たのに turn; 行くのに only tells what for."""
    return morpheme.pos.startswith("形容詞") or (
        morpheme.base in ("た", "だ", "ない") and morpheme.pos.startswith("助動詞")
    )


def _between_words(text: str, offset: int) -> bool:
    """Whether a comma stands after English: each part of the sentence judges by itself."""
    return text[offset] == "," and text[offset - 1 : offset].isascii() and text[offset + 1 : offset + 2] == " "


def _between_latin(text: str, offset: int) -> bool:
    before, after = text[offset - 1 : offset], text[offset + 1 : offset + 2]
    return before.isascii() and after.isascii() and before != "" and after != ""


def _add(found: list[Clause], morphemes: Sequence[Morpheme], joint: Joint) -> None:
    if any(morpheme.pos[:2] != "記号" for morpheme in morphemes):
        closing = morphemes[-1]
        found.append(Clause(morphemes[0].offset, closing.offset + len(closing.surface), morphemes, joint))
    elif found and joint == "sentence":
        # 、 after けど, or a full stop alone: the clause before ends there.
        found[-1] = found[-1]._replace(
            joint="contrast" if found[-1].joint == "contrast" else joint,
        )


def _with_turns(found: list[Clause]) -> list[Clause]:
    """A clause that opens with でも or ただ stands in contrast to the one before."""
    for index in range(1, len(found)):
        opening = found[index].morphemes[0]
        if opening.surface in _BUT and found[index - 1].joint != "contrast":
            found[index - 1] = found[index - 1]._replace(joint="contrast")
    return found
