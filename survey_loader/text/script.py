"""The language a text is written in, told from its letters."""

from __future__ import annotations

import re

_KANA = re.compile("[ぁ-ゖァ-ヺｦ-ﾟー]")
_HANGUL = re.compile("[가-힣ㄱ-ㆎ]")
_HAN = re.compile("[一-鿿㐀-䶿]")
_LATIN = re.compile("[A-Za-zÀ-ɏ]")
# Letters of languages that are kept and counted, but not read: Cyrillic, Greek, Arabic, Hebrew, the scripts of India
# and South-East Asia, and Latin as Vietnamese writes it.
_OTHER = re.compile("[Ͱ-ӿ԰-֏֐-ۿऀ-๿ༀ-༿က-႟ក-៿Ạ-ỹơưđĐƠƯ]")
# Words of Chinese that no Japanese note without kana contains.
_CHINESE = re.compile(
    "[很吗嗎呢吧啊们們这這那哪么沒没還让讓给說说您她谁誰喜欢歡點点麼吃]"
    "|看(?![板護病守])|再来(?![年週月])|下次|太(?=[多少大小好美棒可贵貴冷])|好(?=[吃喝看美玩多冷])|有(?=[点點很])"
    "|可以|方便|非常(?!口|食|時|用|事|階|灯|電|勤)|舒服|气|不(?=[太好错錯])|希望(?=[能有])|(?<![史統化観本性個公私体済会治術力速際門])的[^中確]|了$|不要|更多|真的|我"
)

# Languages whose comments are kept, shown and counted, but not analysed by words.
UNREAD = ("zh", "ko", "other")


def language_of(normalised: str) -> str:
    """Return "ja", "en", "zh", "ko", "other" for a language that is none of these, or "" where there are no letters.

    Any kana makes a text Japanese: a visitor who writes お土産 in a Chinese sentence is
    rare, a Japanese note with a foreign word is not.
    """
    hangul = len(_HANGUL.findall(normalised))
    if hangul:
        return "ko" if hangul >= len(_KANA.findall(normalised)) else "ja"
    if _KANA.search(normalised):
        return "ja"
    han = _HAN.findall(normalised)
    if han:
        return "zh" if _CHINESE.search(normalised) or not _in_japanese_type("".join(han)) else "ja"
    if _OTHER.search(normalised):
        return "other"
    return "en" if _LATIN.search(normalised) else ""


def _in_japanese_type(letters: str) -> bool:
    """Whether a Japanese typesetter has these letters: simplified Chinese mostly is not there."""
    try:
        letters.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return True
