"""How morphemes, words and themes lie in the database: compact, and read back in bulk."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from survey_loader.models import AXES, TONES, Morpheme

# Control characters that normalising removes from any text.
FIELD, RECORD = "\x1f", "\x1e"
WORD_TYPE = np.dtype("<u4")
# theme number in its codebook, axis (0 none, 1.. AXES), tone (0 none, 1.. TONES)
THEME_TYPE = np.dtype([("theme", "<u2"), ("axis", "u1"), ("tone", "u1")])
_THEME = struct.Struct("<HBB")
_AXIS_NUMBERS: dict[str | None, int] = {None: 0, **{axis: number for number, axis in enumerate(AXES, 1)}}
_TONE_NUMBERS: dict[str | None, int] = {None: 0, **{tone: number for number, tone in enumerate(TONES, 1)}}


class PackedCoding(NamedTuple):
    """A coding as it is stored; `themes` is packed, `because` is JSON, `unread` a language not read by words.

    Themes are numbered by their place in the codebook; stored, by the number that stays theirs (`renumbered`).
    """

    words: tuple[str, ...]
    themes: bytes
    axis: str | None
    axis_source: str | None
    tone: str | None
    tone_source: str | None
    clash: bool
    because: str
    unread: str = ""


def pack_morphemes(morphemes: Iterable[Morpheme]) -> str:
    """Return a record a morpheme: surface, base (empty where the same), part of speech, offset."""
    return RECORD.join(
        [
            f"{surface}{FIELD}{'' if base == surface else base}{FIELD}{pos}{FIELD}{offset}"
            for surface, base, pos, offset in morphemes
        ]
    )


def unpack_morphemes(packed: str) -> tuple[Morpheme, ...]:
    """Return what `pack_morphemes` was given."""
    rows = (record.split(FIELD) for record in packed.split(RECORD) if record)
    return tuple(Morpheme(surface, base or surface, pos, int(offset)) for surface, base, pos, offset in rows)


def pack_words(numbers: Sequence[int]) -> bytes:
    """Return vocabulary numbers as bytes (WORD_TYPE)."""
    return struct.pack(f"<{len(numbers)}I", *numbers)


def pack_themes(themes: Iterable[tuple[int, str | None, str | None]]) -> bytes:
    """Return (theme number, axis, tone) as bytes (THEME_TYPE)."""
    return b"".join([_THEME.pack(number, _AXIS_NUMBERS[axis], _TONE_NUMBERS[tone]) for number, axis, tone in themes])


def renumbered(themes: bytes, numbers: Sequence[int]) -> bytes:
    """Return packed themes with each number replaced by `numbers` at its place."""
    if not themes:
        return themes
    rows = np.frombuffer(themes, dtype=THEME_TYPE).copy()
    rows["theme"] = np.asarray(numbers, dtype=np.uint16)[rows["theme"]]
    return rows.tobytes()


def unpack_rows(blobs: Sequence[bytes], dtype: np.dtype) -> tuple[NDArray[np.int64], NDArray]:  # type: ignore[type-arg]
    """Return (row pointer of length n+1, all values) of many blobs at once, as a csr matrix needs."""
    lengths = np.fromiter((len(blob) for blob in blobs), dtype=np.int64, count=len(blobs))
    pointer = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths // dtype.itemsize)])
    return pointer, np.frombuffer(b"".join(blobs), dtype=dtype)
