"""Which encoding a text file is in: decided over the whole file, and never by replacing characters."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from charset_normalizer import from_bytes

from survey_loader.errors import UnusableFile
from survey_loader.language import N_
from survey_loader.sources.assumptions import Assumption

CHUNK = 1 << 20
# charset-normalizer is slow on big input; what it guesses is then held against the whole file.
GUESS_SAMPLE = 256 * 1024
# What visitors' machines write; left free, the guess is often an old Macintosh or Baltic code.
GUESSABLE = ["euc_jp", "cp1252", "gb18030", "big5", "cp949"]
# So many letters, looked for in the beginning of each chunk, tell what kind they are.
SAMPLE, LETTERS_SAMPLED = 64 * 1024, 1000
# Three kana or kanji in a row of valid UTF-8 do not happen by accident in another encoding.
SURE_OF_UTF8 = 3
# When most of what CP932 makes of the bytes is half-width katakana, they may have been EUC-JP.
MOSTLY = 0.5
# EUC-JP then makes kana of them and not only kanji, which is what half-width katakana look like to it.
KANA_SHARE = 0.2

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_KANA_OR_KANJI = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_UTF16 = ("utf-16-le", "utf-16-be")
# The escape by which mail programs of old begin Japanese letters; the "ext" codec has half-width katakana too.
_ISO_2022_JP, _JAPANESE_BEGINS = "iso2022_jp_ext", b"\x1b$"
_HALF_WIDTH_KATAKANA = re.compile(r"[\uff61-\uff9f]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# Bytes that are no Shift_JIS, which Python's cp932 nevertheless lets through as these.
_NOT_REALLY_CP932 = re.compile(r"[\x80\xa0\uf8f0-\uf8f3]")

MESSAGE_BINARY = N_(
    "{name} は表のファイルではないようです(文字でないデータが入っています)。"
    "CSVかExcel(.xlsx)で保存したものを選んでください。"
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec that decodes the whole file, and how many line ends stand outside quotes."""

    codec: str
    lines: int
    assumptions: tuple[Assumption, ...] = ()


@dataclass(frozen=True, slots=True)
class _Trial:
    """How strict decoding went: the line of the first flaw, or None where there is none."""

    lines: int
    flaw_line: int | None = None
    flaw_at_end: bool = False
    japanese: int = 0
    half_width: int = 0
    kana: int = 0
    not_ascii: int = 0


class _Tally:
    """Counts, chunk by chunk, what the decoded text holds."""

    def __init__(self) -> None:
        self.line_ends = self.lines = self.quotes = self.japanese = self.half_width = self.kana = self.not_ascii = 0

    def add(self, text: str) -> None:
        self.line_ends += text.count("\n")
        parts = text.split('"')
        self.lines += sum(part.count("\n") for part in parts[self.quotes % 2 :: 2])
        self.quotes += len(parts) - 1
        if self.japanese < SURE_OF_UTF8 and not text.isascii():
            self.japanese += sum(1 for _ in islice(_KANA_OR_KANJI.finditer(text), SURE_OF_UTF8))
        if self.not_ascii < LETTERS_SAMPLED and not text.isascii():
            sample = _NOT_ASCII.findall(text[:SAMPLE])
            self.half_width += len(_HALF_WIDTH_KATAKANA.findall("".join(sample)))
            self.kana += len(_KANA.findall("".join(sample)))
            self.not_ascii += len(sample)

    def trial(self, flaw_line: int | None = None, flaw_at_end: bool = False) -> _Trial:
        return _Trial(self.lines, flaw_line, flaw_at_end, self.japanese, self.half_width, self.kana, self.not_ascii)


def decide_encoding(path: Path) -> Encoding:
    """Return the encoding of a text file: BOM, else UTF-16 with its NUL bytes, UTF-8, CP932 or a guess; all strict.

    Raises UnusableFile where nothing decodes the whole file, or where it is UTF-8 but damaged.
    """
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    for bom, codec in _BOMS:
        if start.startswith(bom):
            return _certain(path, codec)
    if b"\0" in start:
        return _utf16(path, start)
    utf8 = _try(path, "utf-8")
    if utf8.flaw_line is None:
        return _utf8_or_iso_2022(path, utf8)
    if utf8.japanese >= SURE_OF_UTF8:
        raise _damaged(path, "UTF-8", utf8)
    cp932 = _try(path, "cp932")
    if cp932.flaw_line is None:
        return _cp932_or_euc(path, cp932)
    if cp932.flaw_at_end and cp932.japanese >= SURE_OF_UTF8:
        raise _damaged(path, "CP932", cp932)
    return _euc(path) or _guessed(path)


def _certain(path: Path, codec: str) -> Encoding:
    trial = _try(path, codec)
    if trial.flaw_line is not None:
        raise _damaged(path, "UTF-8" if codec == "utf-8-sig" else "UTF-16", trial)
    return Encoding(codec, trial.lines)


def _utf16(path: Path, start: bytes) -> Encoding:
    """Decide the byte order of UTF-16 that does not tell it: separators and line ends have their NUL on one side."""
    # Even a file of nothing but kanji has line ends; their NULs stand second in the one order, first in the other.
    codec = _UTF16[start[::2].count(0) > start[1::2].count(0)]
    trial = _try(path, codec)
    if trial.flaw_line is not None or not _is_writing(start.decode(codec, "ignore")):
        raise UnusableFile(MESSAGE_BINARY, name=path.name)
    assumption = Assumption(
        N_("文字コードの印(BOM)がないため、UTF-16とみなしました。文字化けがないか確かめてください。")
    )
    return Encoding(codec, trial.lines, (assumption,))


def _is_writing(text: str) -> bool:
    """Say whether a text has line ends, tabs and letters only: bytes that are no text make other signs of all kinds."""
    odd = sum(not letter.isprintable() and not letter.isspace() for letter in text)
    return "\n" in text and odd == 0


def _utf8_or_iso_2022(path: Path, utf8: _Trial) -> Encoding:
    if not utf8.not_ascii and any(_JAPANESE_BEGINS in chunk for chunk, _ in _chunks(path)):
        trial = _try(path, _ISO_2022_JP)
        if trial.flaw_line is not None:
            raise _damaged(path, "ISO-2022-JP", trial)
        return Encoding(_ISO_2022_JP, trial.lines)
    return Encoding("utf-8", utf8.lines)


def _cp932_or_euc(path: Path, cp932: _Trial) -> Encoding:
    euc = _euc(path) if cp932.half_width > MOSTLY * cp932.not_ascii else None
    return euc or Encoding("cp932", cp932.lines)


def _euc(path: Path) -> Encoding | None:
    """Return EUC-JP where it makes kana of the bytes: Korean and Chinese in their EUC become kanji only."""
    euc = _try(path, "euc_jp")
    sure = euc.flaw_line is None and euc.kana > KANA_SHARE * euc.not_ascii
    return Encoding("euc_jp", euc.lines) if sure else None


def _guessed(path: Path) -> Encoding:
    with path.open("rb") as file:
        best = from_bytes(file.read(GUESS_SAMPLE), cp_isolation=GUESSABLE).best()
    if best is not None and best.encoding not in ("ascii", "utf_8"):
        trial = _try(path, best.encoding)
        if trial.flaw_line is None:
            assumption = Assumption(
                N_("文字コードがはっきりしないため、{encoding}とみなしました。文字化けがないか確かめてください。"),
                {"encoding": best.encoding},
            )
            return Encoding(best.encoding, trial.lines, (assumption,))
    raise UnusableFile(
        N_("{name} の文字コードがわかりません。Excelで開き「CSV UTF-8」で保存し直してください。"), name=path.name
    )


def _damaged(path: Path, encoding: str, trial: _Trial) -> UnusableFile:
    if trial.flaw_at_end:
        return UnusableFile(
            N_(
                "{name} は最後の文字の途中で切れています({encoding}、{line}行目)。"
                "もう一度ダウンロードするか、コピーし直してください。"
            ),
            name=path.name,
            encoding=encoding,
            line=trial.flaw_line,
        )
    return UnusableFile(
        N_("{name} の{line}行目に、{encoding}として読めない文字があります。元のファイルから保存し直してください。"),
        name=path.name,
        encoding=encoding,
        line=trial.flaw_line,
    )


def _try(path: Path, codec: str) -> _Trial:
    """Decode the whole file in chunks without keeping it, up to the first flaw."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    tally = _Tally()
    for chunk, last in _chunks(path):
        try:
            text = decoder.decode(chunk, last)
        except UnicodeDecodeError as flaw:
            before = flaw.object[: flaw.start]
            line = tally.line_ends + before.count(b"\n") + 1
            tally.add(before.decode(codec, "ignore"))
            return tally.trial(line, flaw_at_end=last and flaw.end >= len(flaw.object))
        if "\0" in text:
            raise UnusableFile(MESSAGE_BINARY, name=path.name)
        if codec == "cp932" and _NOT_REALLY_CP932.search(text):
            return tally.trial(tally.line_ends + 1)
        tally.add(text)
    return tally.trial()


def _chunks(path: Path) -> Iterator[tuple[bytes, bool]]:
    """Yield the file in pieces, each with whether it is the last."""
    with path.open("rb") as file:
        chunk = file.read(CHUNK)
        while chunk:
            following = file.read(CHUNK)
            yield chunk, not following
            chunk = following
