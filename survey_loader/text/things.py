"""Words whose sense is told by the thing beside them: 多い, 少ない, ない, 高い, 近い, 長い."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from survey_loader.models import Morpheme
from survey_loader.text import tone_words as words
from survey_loader.text.listed import listed
from survey_loader.text.negation import NEGATIONS, negations


def _beside(morphemes: Sequence[Morpheme], index: int) -> list[str]:
    """The nouns the word speaks of, nearest first: 病院の待ち時間が長い, else 高い家賃."""
    before = morphemes[index - 1].surface if index else ""
    if before not in ("が", "の", "も", "は") and not judges(morphemes, index):
        return _named([m for m in morphemes[index + 1 : index + 4] if m.pos.startswith("名詞")])
    nouns: list[Morpheme] = []
    for position in range(index - 1, -1, -1):
        morpheme = morphemes[position]
        pos = morpheme.pos
        if pos.startswith(_NAMING):
            following = morphemes[position + 1].surface
            # 非常に高い: an adverb, not a thing.
            if not (pos.startswith("名詞,形容動詞語幹") and following in ("に", "な")):
                nouns.append(morpheme)
        elif pos.startswith(("動詞,自立", "形容詞,自立", "助詞,接続助詞")):
            if nouns:
                nouns.append(morpheme)
            break
        elif nouns and pos.startswith("助詞") and morpheme.surface not in ("の", "と", "や"):
            break
    nouns.reverse()
    return _head(nouns)


_NAMING = (
    "名詞,一般",
    "名詞,サ変接続",
    "名詞,固有名詞",
    "名詞,形容動詞語幹",
    "名詞,接尾",
    "名詞,ナイ形容詞語幹",
    "接頭詞",
)


def _head(nouns: Sequence[Morpheme]) -> list[str]:
    """The compound nearest to the word; what stands before の only where the head measures it."""
    start = len(nouns) - 1
    while start > 0 and nouns[start - 1].offset + len(nouns[start - 1].surface) == nouns[start].offset:
        start -= 1
    if nouns and nouns[-1].base in _MEASURES:
        start = 0
    return _named(nouns[max(start, 0) :])


# Heads that only measure: in ごみの量 the thing is ごみ.
_MEASURES = listed("量 数 件数 率 回数 額 発生 音 話 面 割合 確率 種類 人 さ 感 方 代 料金 値段 価格")


def _named(nouns: Sequence[Morpheme]) -> list[str]:
    """Each noun, and each pair written as one: 満足度."""
    names = [noun.base for noun in nouns]
    for first, second in pairwise(nouns):
        if first.offset + len(first.surface) == second.offset:
            names.append(first.surface + second.base)
    return names


def _any(names: list[str], things: frozenset[str]) -> bool:
    return any(name in things for name in names)


def of_unwanted(morphemes: Sequence[Morpheme], index: int) -> bool:
    """Whether the word speaks of something one wants less of: 混雑がすごい."""
    if index < 2 or morphemes[index - 1].surface not in ("が", "も"):
        return False
    # 雪像がすごい: no snow one wants less of.
    return morphemes[index - 2].surface != "像" and _any(_beside(morphemes, index), words.UNWANTED)


def relative(morphemes: Sequence[Morpheme], index: int) -> int:
    """高い, 近い, 広い ...: told by the thing beside."""
    morpheme = morphemes[index]
    base = morpheme.base
    if morpheme.pos.startswith("形容詞,非自立"):
        return 0
    names = _beside(morphemes, index)
    if base == "高い":
        return 1 if _any(names, words.PRIZED | words.WAGES) else 0 if _any(names, words.TALL) else -1
    if base in ("安い", "低い"):
        low = 1 if base == "安い" else 0
        return -1 if _any(names, words.WAGES) or (base == "低い" and _any(names, words.PRIZED)) else low
    if base in ("近い", "遠い"):
        if morpheme.surface.endswith("く") and _adverbial(morphemes, index):
            return 0
        near = 0 if _any(names, words.UNWANTED) else 1
        return near if base == "近い" else -1
    if base in ("広い", "新しい"):
        return 1 if base == "広い" or judges(morphemes, index) else 0
    if base in ("狭い", "せまい", "細い"):
        return -1
    if base in ("早い", "速い"):
        if morpheme.surface in ("早く", "速く") and _adverbial(morphemes, index):
            return -1 if _any(names, words.SLOW_TO_END) else 0
        return -1 if _any(names, words.SLOW_TO_END) else 1 if _any(names, words.PROMPT) else 0
    if base == "遅い":
        return 0 if morpheme.surface == "遅く" or _any(names, frozenset(("夜",))) else -1
    return _by_thing(base, names, morphemes, index)


def _by_thing(base: str, names: list[str], morphemes: Sequence[Morpheme], index: int) -> int:
    """Cold, old, long, small, thin ...: trouble only of some things."""
    if base == "長い":
        return -1 if _any(names, words.LONG_IS_BAD) else 0
    if base == "短い":
        return 1 if _any(names, words.UNWANTED) else -1 if _any(names, words.SHORT_IS_BAD) else 0
    if base == "小さい":
        return -1 if _any(names, words.SMALL_IS_BAD) and judges(morphemes, index) else 0
    if base in ("薄い", "濃い", "辛い"):
        if base == "辛い" and (not names or _any(names, words.LONG_IS_BAD | words.UNWANTED)):
            return -1
        return -1 if base == "薄い" and judges(morphemes, index) else 0
    if base in ("硬い", "固い", "重い"):
        return -1 if _any(names, listed("ベッド 枕 椅子 いす ベンチ 肉 布団 荷物 負担 座席 席 マットレス")) else 0
    if base in ("寒い", "暑い", "冷たい", "古い"):
        return -1 if _any(names, words.MADE) and judges(morphemes, index) else 0
    return 0


def judges(morphemes: Sequence[Morpheme], index: int) -> bool:
    """Whether the adjective is a predicate, not the dress of a noun: 部屋が古い, not 古い町."""
    if index + 1 >= len(morphemes):
        return index > 0
    following = morphemes[index + 1]
    return not following.pos.startswith("名詞") or following.pos.startswith("名詞,非自立")


def _adverbial(morphemes: Sequence[Morpheme], index: int) -> bool:
    following = morphemes[index + 1] if index + 1 < len(morphemes) else None
    return following is None or following.base not in ("て", "ない", "なる", "、", "も", "は")


def more(morphemes: Sequence[Morpheme], index: int) -> int:
    """多い: trouble of an unwanted thing, praise of a wanted one, nothing of people."""
    base = morphemes[index].base
    names = _beside(morphemes, index)
    if _any(names, words.UNWANTED):
        return -1
    if base == "いっぱい" and _any(names, words.FILLS_UP):
        return -1
    if not names or _any(names, words.NEUTRAL_MANY):
        return 0
    if base in ("いっぱい", "たくさん", "沢山"):
        ending = index + 1 == len(morphemes) or morphemes[index + 1].pos.startswith(("記号", "助動詞"))
        return 1 if morphemes[index - 1].surface in ("が", "も") or ending else 0
    return 1 if _any(names, words.WANTED) and judges(morphemes, index) else 0


def less(morphemes: Sequence[Morpheme], index: int) -> int:
    """少ない, ない, なくなる: trouble of a wanted thing, praise of an unwanted one."""
    morpheme = morphemes[index]
    base = morpheme.base
    if base in ("ない", "無い"):
        if not _names_absence(morphemes, index) or _never_was(morphemes, index):
            return 0
    elif base in ("足りる", "足る"):
        # 足りる says nothing until negated; 足りている is praise of nobody.
        return 1 if negations(morphemes, index) else 0
    elif base in ("ゼロ", "減少", "消える", "無くす") and not has_predicate(morphemes, max(index - 1, 0)):
        return 0
    names = _beside(morphemes, index)
    if _any(names, words.UNWANTED):
        return 1
    if base == "少ない" and names and names[-1] == "人":
        return 0
    return -1


# 困った覚えがない: what is denied is told before.
_HAPPENINGS = frozenset(("覚え", "ためし", "記憶", "経験", "日", "年", "一度", "度", "一回"))


def _never_was(morphemes: Sequence[Morpheme], index: int) -> bool:
    before = [m.surface for m in morphemes[max(index - 4, 0) : index] if not m.pos.startswith("副詞")]
    return len(before) > 1 and before[-1] in ("が", "は", "も") and before[-2] in _HAPPENINGS


def _names_absence(morphemes: Sequence[Morpheme], index: int) -> bool:
    """バスがない, 余裕ない: a thing is missing; きれいではない is a plain negation."""
    if not morphemes[index].pos.startswith("形容詞") or not index:
        return False
    position = index - 1
    while position and morphemes[position].pos.startswith(("副詞", "名詞,副詞可能")):
        position -= 1
    marker = morphemes[position].surface
    if marker in ("に", "には", "で", "へ") and position > 2:
        # タクシーが駅にない
        position = next((at for at in range(position - 2, 0, -1) if morphemes[at].surface in ("が", "も")), 0)
        marker = morphemes[position].surface
    if marker in ("が", "は", "も", "の", "しか", "さえ", "すら") and position:
        position -= 1
        if marker in ("は", "も") and morphemes[position].surface in ("で", "じゃ", "く", "に", "と", "て"):
            return False
    elif not morphemes[position].pos.startswith("名詞"):
        return False
    thing = morphemes[position]
    if thing.base in words.GOOD or thing.base in words.BAD or thing.base in _NO_THINGS:
        return False
    if thing.base in ("ところ", "所", "とこ", "もの"):
        return not _follows_judgement(morphemes, position)
    return thing.pos.startswith(("名詞", "助詞,副助詞", "助詞,格助詞"))


_NO_THINGS = listed("すぎ こと わけ はず 事 よう そう の ん 必要 間違い 仕方 かけがえ 何気 点 気 訳 違い 他 ほか 限り")


def _follows_judgement(morphemes: Sequence[Morpheme], position: int) -> bool:
    return any(m.base in words.GOOD or m.base in words.BAD for m in morphemes[max(0, position - 3) : position])


def absent(morphemes: Sequence[Morpheme], index: int) -> int:
    """ありません, いない: the same as ない."""
    if not index or not morphemes[index].pos.startswith("動詞,自立") or not _denied(morphemes[index + 1 : index + 4]):
        return 0
    before = morphemes[index - 1]
    marked = before.surface in ("が", "は", "も", "しか") and index > 1
    thing = morphemes[index - 2] if marked else before
    if not marked and not before.pos.startswith("名詞"):
        return 0
    if thing.surface in _PLAIN_DENIAL or thing.base in words.GOOD or thing.base in words.BAD:
        return 0
    return 1 if _any(_beside(morphemes, index), words.UNWANTED) else -1


_PLAIN_DENIAL = frozenset(("一度", "一回", "度", "で", "じゃ", "く", "こと", "わけ", "必要"))


def _denied(following: Sequence[Morpheme]) -> bool:
    count = 0
    for morpheme in following:
        if morpheme.base in NEGATIONS:
            count += 1
        elif morpheme.base not in ("ます", "なる", "た", "です", "そう") and not morpheme.pos.startswith("助詞"):
            break
    return count % 2 == 1


def has_predicate(morphemes: Sequence[Morpheme], index: int) -> bool:
    """Whether something is said of the noun, so that it is more than a heading."""
    if index and morphemes[index - 1].surface in ("て", "で", "が", "は", "も"):
        return True
    return any(
        morpheme.pos.startswith(("動詞", "形容詞", "助動詞"))
        or morpheme.surface in ("な", "も", "だらけ", "ばかり")
        or morpheme.base in words.GOOD
        or morpheme.base in words.BAD
        for morpheme in morphemes[index + 1 :]
    )
