"""Negations: how many follow a word, and where another thought begins."""

from __future__ import annotations

from collections.abc import Sequence

from survey_loader.models import Morpheme
from survey_loader.text.listed import listed

# Words that only carry a negation further: 不便を感じない, 困ることがない, 悪いとは言えない.
_CARRIERS = listed(
    """
    する なる ある いる 思う 感じる 言う いう できる 出来る 言える いえる 思える 感じられる れる られる
    くださる くれる もらう いただく しまう くる いく みる おる 覚える こと もの ところ 所 とこ 点 の
    わけ はず 暇 ひま 思い 一度 いちど 気 ん よう そう ほど 事 物 感じ 覚え ためし 記憶 経験 ただ まるで 一切 いっぺん
    一 度 うそ 嘘 ございます ござる 感ずる
    """
)

_UNTRUE = frozenset(("うそ", "嘘"))
# 住みにくいと思ったことは、一度もない: the comma does not end what is denied.
_TOPICS = frozenset(("は", "なんて", "ば", "も", "が"))

NEGATIONS = frozenset(("ない", "ん", "ぬ", "ず", "無い", "まい"))

_LINKS = ("助詞", "助動詞", "形容詞,非自立", "動詞,非自立", "動詞,接尾", "副詞", "名詞,非自立", "名詞,接尾")

_BREAKS = frozenset(("て", "で", "し", "ので", "から", "が", "けど", "のに"))


def negations(morphemes: Sequence[Morpheme], index: int, reach: int = 14) -> int:
    """How many negations follow before another thought begins."""
    count = 0
    for position in range(index + 1, min(index + 1 + reach, len(morphemes))):
        morpheme = morphemes[position]
        base, pos = morpheme.base, morpheme.pos
        if base in NEGATIONS and pos.startswith(("助動詞", "形容詞")):
            if _strengthens(morphemes, position) or _asks_back(morphemes, position):
                continue
            count += 1
        elif base == "なくなる" or (base == "なくす" and count == 0):
            count += 1
        elif base in _CARRIERS:
            # 足りなくないと言えばうそになる.
            count += base in _UNTRUE
        elif morpheme.surface == "、" and morphemes[position - 1].surface in _TOPICS:
            continue
        elif not pos.startswith(_LINKS) or _turns(morphemes, position):
            break
    return count


def _strengthens(morphemes: Sequence[Morpheme], position: int) -> bool:
    """感謝しかない, 残念でならない, 楽しいだけでなく: nothing is denied."""
    before = morphemes[max(position - 3, 0) : position]
    surfaces = [morpheme.surface for morpheme in before]
    bases = [morpheme.base for morpheme in before]
    becomes = any(base in ("なる", "なり") and at and surfaces[at - 1] in ("で", "て") for at, base in enumerate(bases))
    return "しか" in surfaces or becomes or surfaces[-2:-1] == ["だけ"]


def _asks_back(morphemes: Sequence[Morpheme], position: int) -> bool:
    """早すぎませんか is no negation."""
    following = [morpheme.surface for morpheme in morphemes[position + 1 : position + 4]]
    return any(mark in following for mark in ("?", "？")) or following[:1] == ["か"] or following[:2] == ["です", "か"]


def _turns(morphemes: Sequence[Morpheme], position: int) -> bool:
    """て and the like begin another thought, but not in 混んでいない."""
    morpheme = morphemes[position]
    if morpheme.surface not in _BREAKS or not morpheme.pos.startswith("助詞,接続助詞"):
        return False
    following = morphemes[position + 1] if position + 1 < len(morphemes) else None
    return following is None or not (following.pos.startswith("動詞,非自立") or following.surface in ("は", "も"))


def negated(morphemes: Sequence[Morpheme], index: int, sign: int) -> int:
    return -sign if negations(morphemes, index) % 2 else sign


def negated_after(morphemes: Sequence[Morpheme], end: int) -> bool:
    """Whether an odd number of negations follows the morpheme that ends at or behind this place of the text."""
    for index, morpheme in enumerate(morphemes):
        if morpheme.offset + len(morpheme.surface) >= end:
            return negations(morphemes, index) % 2 == 1
    return False


def concedes(morphemes: Sequence[Morpheme], index: int) -> bool:
    """人口が減っても: granted, not judged."""
    return [morpheme.surface for morpheme in morphemes[index + 1 : index + 3]] in (
        ["て", "も"],
        ["で", "も"],
    ) or (index + 1 < len(morphemes) and morphemes[index + 1].surface in ("ても", "でも"))
