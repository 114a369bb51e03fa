"""The content words of a text: what is counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol

from survey_loader.models import Morpheme
from survey_loader.text.english_words import english_word
from survey_loader.text.listed import listed

# One spelling for each word; the left side is never shown.
_VARIANTS = {
    variant: word
    for word, variants in {
        "子ども": "子供 こども コドモ 子ども達 子供達",
        "まち": "街 町",
        "おいしい": "美味しい オイシイ 美味い おいし",
        "きれい": "綺麗 キレイ 奇麗",
        "ごみ": "ゴミ",
        "いい": "良い よい 好い イイ",
        "うれしい": "嬉しい",
        "楽しい": "たのしい",
        "やさしい": "優しい ヤサシイ",
        "あたたかい": "温かい 暖かい あったかい",
        "祭り": "まつり 祭",
        "動物園": "どうぶつ園 どうぶつえん",
        "みやげ": "お土産 おみやげ 土産",
        "すごい": "凄い スゴイ",
        "ほしい": "欲しい",
        "さびしい": "寂しい さみしい 淋しい",
        "にぎやか": "賑やか",
        "にぎわい": "賑わい",
        "わかる": "分かる 判る",
        "つくる": "作る 造る 創る",
        "桜": "さくら サクラ",
        "Wi-Fi": "wifi",
        "ラーメン": "らーめん ラーメーン らあめん",
        "米": "お米",
        "店": "お店 みせ",
        "酒": "お酒",
        "風呂": "お風呂",
        "トイレ": "お手洗い といれ",
        "友だち": "友達 ともだち",
        "熊": "クマ くま",
        "怖い": "こわい 恐い",
        "くらし": "暮らし",
        "くらす": "暮らす",
        "車": "クルマ くるま",
        "自然": "しぜん",
        "元気": "げんき",
        "笑顔": "えがお",
        "素敵": "ステキ すてき",
        "素晴らしい": "すばらしい",
        "可愛い": "かわいい カワイイ",
        "面白い": "おもしろい",
        "雪かき": "雪掻き",
        "道": "みち",
        "人": "ひと ヒト",
        "花": "はな お花",
        "ベンチ": "べんち",
        "高齢者": "お年寄り 年寄り",
    }.items()
    for variant in variants.split()
}

_STOP = listed(
    """
    する なる ある いる できる 出来る やる 思う 言う いう 行う くれる もらう いただく くださる 下さる
    もらえる おる ござる くる 来る いく 行く しまう おく みる こと もの ところ 所 とき 時 ため よう さん
    ちゃん 様 方 かた 何 なに どこ いつ だれ 誰 これ それ あれ ここ そこ あそこ どれ 私 わたし 僕 俺
    自分 うち 的 化 性 等 など 中 上 下 前 後 今 今日 たち 達 感じ 感 点 面 部分 とても もっと すごく
    無い ない よる つく 付く いい 的な 他 ほか 全部 全て すべて みな 皆 皆さん 特に 笑 w ん の そう 気
    とこ 方々 場合 以上 以外 程度 くらい ぐらい 感じる 多く 近く 回 個 つ 一 二 三 ほう 訳 わけ はず
    つもり まま くん 氏 まち 人 見る 出る 入る 入れる
    """
)
_JOINING = (
    "名詞,一般",
    "名詞,サ変接続",
    "名詞,固有名詞",
    "名詞,形容動詞語幹",
    "名詞,接尾,一般",
    "名詞,接尾,サ変接続",
    "名詞,接尾,地域",
)
_ALONE = ("名詞,副詞可能", "名詞,ナイ形容詞語幹", "動詞,自立", "形容詞,自立", "名詞,接尾,形容動詞語幹")
_PREFIX = "接頭詞,名詞接続"

# What a part of speech does: joins to its neighbours, counts alone, opens a compound, or none of it.
JOINS, COUNTS, OPENS, NOTHING = range(4)


@lru_cache(maxsize=256)
def role(pos: str) -> int:
    """Return what a part of speech does in a text: JOINS, COUNTS, OPENS or NOTHING."""
    if pos.startswith(_JOINING):
        return JOINS
    if pos.startswith(_PREFIX):
        return OPENS
    return COUNTS if pos.startswith(_ALONE) else NOTHING


@lru_cache(maxsize=16384)
def canonical(word: str) -> str:
    """Return the one spelling of a word, or "" for a word that is not counted."""
    word = word.lower() if word.isascii() else word
    word = _VARIANTS.get(word) or (english_word(word) if word.isascii() else word)
    if word in _STOP:
        return ""
    letters = word.strip("ー・'-_")
    if len(letters) == 1 and ("ぁ" <= letters <= "ヺ" or letters.isascii()):
        return ""
    return word if letters and not letters.isnumeric() and any(map(str.isalpha, letters)) else ""


def spellings(word: str) -> tuple[str, ...]:
    """Return all spellings the built-in words count as one with this word, it and the shown one first; () for none."""
    shown = _VARIANTS.get(word, word)
    others = tuple(variant for variant, kept in _VARIANTS.items() if kept == shown)
    return tuple(dict.fromkeys((word, shown, *others))) if others else ()


class TermList(Protocol):
    """What a survey adds to the built-in words (terms.Terms)."""

    def word(self, word: str) -> str: ...

    def spans(self, morphemes: Sequence[Morpheme]) -> Sequence[tuple[int, int, str]]: ...


def content_words(morphemes: Sequence[Morpheme], terms: TermList | None = None) -> tuple[str, ...]:
    """Return the distinct content words in order of appearance, as base forms.

    Nouns that follow each other are one word (外国人観光客), and their parts are words too,
    so that a compound is found by its parts. A fixed term is one word whose parts are not counted.
    """
    words: dict[str, None] = {}
    spans = terms.spans(morphemes) if terms else ()
    if not spans:
        _read_words(morphemes, terms.word if terms else canonical, words)
        return tuple(words)
    after = 0
    word = terms.word if terms else canonical
    for first, last, term in spans:
        _read_words(morphemes[after:first], word, words)
        if counted := word(term):
            words[counted] = None
        after = last + 1
    _read_words(morphemes[after:], word, words)
    return tuple(words)


def _read_words(morphemes: Sequence[Morpheme], canonical: Callable[[str], str], words: dict[str, None]) -> None:
    compound: list[Morpheme] = []
    for morpheme in morphemes:
        does = role(morpheme.pos)
        if compound and (does != JOINS or morpheme.surface.isascii() or compound[-1].surface.isascii()):
            _close(compound, canonical, words)
            compound = []
        if does == COUNTS:
            word = canonical(morpheme.base)
            if word:
                words[word] = None
        elif does != NOTHING:
            compound.append(morpheme)
    if compound:
        _close(compound, canonical, words)


def _close(compound: list[Morpheme], canonical: Callable[[str], str], words: dict[str, None]) -> None:
    """Add a compound and its parts."""
    if len(compound) > 1:
        joined = canonical("".join(morpheme.surface for morpheme in compound))
        if joined:
            words[joined] = None
    for morpheme in compound:
        if is_affix(morpheme):
            continue
        word = canonical(morpheme.base)
        if word:
            words[word] = None


def is_affix(morpheme: Morpheme) -> bool:
    """Whether it is a suffix or prefix: no word by itself."""
    return morpheme.pos.startswith(("名詞,接尾", "接頭詞"))


def units(morphemes: Sequence[Morpheme]) -> list[list[Morpheme]]:
    """Return the morphemes in groups as `content_words` joins them: nouns in a row together, all others alone."""
    found: list[list[Morpheme]] = []
    open_compound = False
    for morpheme in morphemes:
        does = role(morpheme.pos)
        joins = open_compound and does == JOINS and not (morpheme.surface.isascii() or found[-1][-1].surface.isascii())
        if joins:
            found[-1].append(morpheme)
        else:
            found.append([morpheme])
        open_compound = does in (JOINS, OPENS)
    return found
