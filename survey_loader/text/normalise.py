"""The one spelling of a text that analysis reads; the text as written is kept elsewhere."""

from __future__ import annotations

import html
import re
import unicodedata

# Controls, zero-width and direction marks, variation selectors, byte-order mark, lone surrogates:
# they carry no words and break searching.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e01ef]"
)
_LINE_BREAK = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")
# Written in one word, so that the tokenizer does not tear it; children write どうぶつえん.
_WIFI = re.compile(r"wi[-ー ]?fi", re.IGNORECASE)
_ZOO = re.compile("どうぶつ(?:園|えん)")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r" ?\n[ \n]*")
# Voiced marks that NFKC turns into "space + combining mark".
_LOOSE_MARKS = str.maketrans({"゛": None, "゜": None, "〜": "ー", "~": "ー", "∼": "ー", "〰": "ー"})
_LAUGHTER = re.compile(r"(?<![A-Za-z0-9./])[wW]{2,}(?![A-Za-z0-9.])|[((]?(?:笑{2,}|爆笑{2,})[))]?")
_REPEATED = re.compile(r"([^\w\s])\1+|([ー…])\2+|([^\W\d])\3{3,}")


def _squeezed(match: re.Match[str]) -> str:
    """One sign stands for many; a letter written four times and more keeps three."""
    sign = match[1] or match[2]
    return sign if sign else match[3] * 3


def normalise(text: str) -> str:
    """Return the text as analysis reads it: NFKC, one kind of line break, no invisible signs.

    Repeated signs and laughter are squeezed, so that ten thousand exclamation marks cost as
    much as one.
    """
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    text = _LINE_BREAK.sub("\n", text).translate(_LOOSE_MARKS)
    text = _INVISIBLE.sub("", text)
    if not unicodedata.is_normalized("NFKC", text):
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_LOOSE_MARKS)
    # Each looks for a letter that few texts have.
    if "w" in text or "W" in text:
        text = _WIFI.sub("WiFi", text)
    if "どうぶつ" in text:
        text = _ZOO.sub("動物園", text)
    if "w" in text or "W" in text or "笑笑" in text:
        text = _LAUGHTER.sub("笑", text)
    text = _REPEATED.sub(_squeezed, text)
    return _BLANK_LINES.sub("\n", _SPACES.sub(" ", text)).strip()
