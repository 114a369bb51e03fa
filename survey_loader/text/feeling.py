"""The judging words of a clause, each read with its negations and with the thing it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from survey_loader.models import Morpheme
from survey_loader.text import tone_words as words
from survey_loader.text.listed import listed
from survey_loader.text.negation import concedes, negated, negations
from survey_loader.text.things import absent, has_predicate, judges, less, more, of_unwanted, relative

_GOOD_EASE = frozenset(("やすい", "易い", "よい", "良い"))

_HARD_EASE = frozenset(("にくい", "づらい", "ずらい", "がたい", "難い", "辛い", "ずらかった"))

_BAD_TO_DO_EASILY = listed(
    """
    転ぶ 滑る すべる 混む 迷う 疲れる 壊れる 間違える 汚れる こける つまずく 事故る 酔う 飽きる 忘れる
    起きる 起こる 詰まる 落ちる 風邪
    """
)

_SLOPES = listed("ゲレンデ スキー スキー場 スノボ スノーボード コース リンク スケート そり 雪質 初心者")

_FAVOURITES = listed(
    """
    好き 大好き すき スキ 最高 いい 良い よい 住み良い 誇り 自慢 すごい すばらしい 素晴らしい 愛する
    気に入る
    """
)


class Cue(NamedTuple):
    """A judging word: where it ends, +1 good or -1 bad, and whether it judges by itself."""

    at: int
    sign: int
    word: str
    plain: bool


def cues(morphemes: Sequence[Morpheme]) -> list[Cue]:
    """Return the judging words of a clause in order."""
    found: list[Cue] = []
    readers = [_reader(base, pos) for _, base, pos, _ in morphemes]
    for index, reader in enumerate(readers):
        if reader is None:
            continue
        morpheme = morphemes[index]
        base = morpheme.base
        # カードが使えない店が多い: much of what fails.
        fails = base == "多い" and ((found and found[-1].sign < 0) or _of_closed(morphemes, index))
        sign = -1 if fails else reader(morphemes, index)
        if sign and not concedes(morphemes, index):
            word = morpheme.surface + "ない" if reader in (_cannot, absent) else base
            plain = base in _FAVOURITES or (reader is not _good and (sign < 0 or judges(morphemes, index)))
            found.append(Cue(morpheme.offset + len(morpheme.surface), sign, word, plain))
    return found


_INDULGED = listed("飲む 食べる 買う 遊ぶ 歩く はしゃぐ 撮る 長居 笑う")
_CLOSED = listed("休み 休業 定休 定休日 休館 閉店 閉鎖 閉まる しまる つぶれる 潰れる")


def _of_closed(morphemes: Sequence[Morpheme], index: int) -> bool:
    """休みの店が多い: many, but none to go to."""
    return any(morpheme.base in _CLOSED for morpheme in morphemes[max(index - 7, 0) : index])


def _bad(morphemes: Sequence[Morpheme], index: int) -> int:
    base = morphemes[index].base
    if base in words.NEEDS_PREDICATE_BAD and not has_predicate(morphemes, index):
        return 0
    # 困ったとき and 困っている人 tell when and whom, not how it is.
    if base in ("困る", "こまる") and any(
        m.surface in ("とき", "時", "人", "際") for m in morphemes[index + 1 : index + 4]
    ):
        return 0
    # そば嫌いの父: who he is.
    if base in ("嫌い", "きらい") and any(m.surface == "の" for m in morphemes[index + 1 : index + 2]):
        return 0
    # 土手すべりを: a game, not a fall.
    if base in ("滑る", "すべる") and index + 1 < len(morphemes) and morphemes[index + 1].surface in ("を", "台"):
        return 0
    # On a slope one likes to slide.
    if base in ("滑る", "すべる") and any(m.base in _SLOPES for m in morphemes):
        return 0
    return negated(morphemes, index, -1)


def _relative(morphemes: Sequence[Morpheme], index: int) -> int:
    return negated(morphemes, index, relative(morphemes, index))


def _more(morphemes: Sequence[Morpheme], index: int) -> int:
    return negated(morphemes, index, more(morphemes, index))


def _less(morphemes: Sequence[Morpheme], index: int) -> int:
    return negated(morphemes, index, less(morphemes, index))


def _good(morphemes: Sequence[Morpheme], index: int) -> int:
    return negated(morphemes, index, _praises(morphemes, index))


def _praises(morphemes: Sequence[Morpheme], index: int) -> int:
    morpheme = morphemes[index]
    base = morpheme.base
    # 混雑がすごい
    if base in ("すごい", "凄い") and of_unwanted(morphemes, index):
        return -1
    # すごく混む and よく眠れない only strengthen or count.
    if (
        base in ("すごい", "凄い", "よい", "良い")
        and morpheme.surface in ("すごく", "凄く", "よく")
        and not _predicative(morphemes, index)
    ):
        return 0
    if base == "うまい" and morpheme.surface == "うまく":
        return 1 if any(m.base == "ない" for m in morphemes[index + 1 : index + 5]) else 0
    # すわれなくてかわいそう
    if base in ("かわいい", "可愛い") and index + 1 < len(morphemes) and morphemes[index + 1].base == "そう":
        return -1
    # 十分で外に出た: ten minutes.
    if base == "十分" and index + 1 < len(morphemes) and morphemes[index + 1].surface == "で":
        return 0
    if (
        base in ("いい", "良い", "よい")
        and index
        and morphemes[index - 1].surface in ("て", "で", "も", "どう", "どうでも")
    ):
        # 一つでいいから asks for no more.
        counted = index > 1 and morphemes[index - 2].pos.startswith(("名詞,接尾,助数詞", "名詞,数"))
        return 0 if counted or morphemes[index - 1].surface in ("も", "どう", "どうでも") else 1
    if base in words.NEEDS_PREDICATE and not has_predicate(morphemes, index):
        # みんな元気, いつも笑顔
        return 1 if index and morphemes[index - 1].pos.startswith(("副詞", "名詞,代名詞", "名詞,副詞可能")) else 0
    if (
        base in ("安心", "安全", "元気", "平和")
        and index + 1 < len(morphemes)
        and morphemes[index + 1].surface in ("な", "に")
    ):
        following = morphemes[index + 1].surface
        return 1 if following == "な" else 0
    return 1


def _predicative(morphemes: Sequence[Morpheme], index: int) -> bool:
    """すごく and よく before ない or て are the predicate; before a verb or adjective an adverb."""
    if index + 1 >= len(morphemes):
        return False
    following = morphemes[index + 1]
    return (
        following.surface in ("て", "ない", "なかっ", "は", "も", "なっ", "ありませ", "、") or following.base == "ない"
    )


def _tells_ability(base: str) -> bool:
    """乗れる, 買える, られる."""
    return base in ("れる", "られる") or (
        len(base) > 2 and base[-1] == "る" and base[-2] in "えけせてねべめれげ" and base not in words.NOT_POTENTIAL
    )


def _cannot(morphemes: Sequence[Morpheme], index: int) -> int:
    """乗れない, 来ない, できない: what fails."""
    morpheme = morphemes[index]
    base = morpheme.base
    if base not in words.ONLY_NEGATED:
        able = _tells_ability(base)
        if base == "入れる" and (not index or morphemes[index - 1].surface != "を"):
            able = True
        if not able:
            return 0
    following = morphemes[index + 1 : index + 4]
    if not any(m.base in ("ない", "ん", "なくなる", "ぬ", "ず") for m in following):
        return 0
    if (
        following[0].base not in ("ない", "ん", "ます", "ぬ", "なくなる", "ず", "て", "そう")
        and following[0].pos[:3] != "助動詞"
    ):
        return 0
    # 席が取れなかったことがない: it never failed.
    count = negations(morphemes, index)
    return -1 if count % 2 else 1 if count else 0


def _ease(morphemes: Sequence[Morpheme], index: int) -> int:
    """歩きやすい, 見にくい: a verb before the ending."""
    base = morphemes[index].base
    if not index or not morphemes[index - 1].pos.startswith("動詞"):
        # Elsewhere these are words of their own: 良い, 辛い.
        return (
            _good(morphemes, index)
            if base in words.GOOD
            else _relative(morphemes, index)
            if base in words.RELATIVE
            else 0
        )
    sign = -1 if base in _HARD_EASE else 1
    if morphemes[index - 1].base in _BAD_TO_DO_EASILY and not any(m.base in _SLOPES for m in morphemes):
        sign = 0 if sign < 0 else -1
    return negated(morphemes, index, sign)


def _too_much(morphemes: Sequence[Morpheme], index: int) -> int:
    """高すぎる is trouble, 最高すぎる is praise."""
    before = morphemes[index - 1].base if index else ""
    # つい飲みすぎた: it was that good.
    good = before in words.EMPHATIC_GOOD or before in _INDULGED
    return negated(morphemes, index, 1 if good else -1)


_READERS: dict[str, Callable[[Sequence[Morpheme], int], int]] = {
    **dict.fromkeys(("ある", "いる", "おる"), absent),
    **dict.fromkeys(("すぎる", "過ぎる", "すぎ"), _too_much),
    **dict.fromkeys(words.LESS, _less),
    **dict.fromkeys(words.MORE, _more),
    **dict.fromkeys(words.RELATIVE, _relative),
    **dict.fromkeys(words.BAD, _bad),
    **dict.fromkeys(words.GOOD, _good),
    **dict.fromkeys(_GOOD_EASE | _HARD_EASE, _ease),
}


@lru_cache(maxsize=16384)
def _reader(base: str, pos: str) -> Callable[[Sequence[Morpheme], int], int] | None:
    """What tells the sign of a word, None for one that never judges."""
    reader = _READERS.get(base)
    if reader is not None:
        return reader
    if pos.startswith("動詞"):
        able = base in words.ONLY_NEGATED or base == "入れる" or _tells_ability(base)
        return _cannot if able else None
    return _bad if base.endswith(("にくい", "づらい")) else None
