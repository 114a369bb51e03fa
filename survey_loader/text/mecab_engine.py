"""MeCab's morphemes of a normalised text, over the dictionary that Janome has, told as Janome tells them."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from survey_loader.errors import UnusableSettings
from survey_loader.language import N_
from survey_loader.models import Morpheme

# Signs that normalising removes from any text stand between words and between their fields.
_FIELD, _WORD = "\x1f", "\x1e"
# A word with the spaces before it and its features; of an unknown word also the kind of its letters.
_FORMAT = (
    f' --node-format="%M{_FIELD}%H{_WORD}" --unk-format="%M{_FIELD}%H{_FIELD}%t{_WORD}" --eos-format=""'
    # Janome takes a run of letters of one kind for one word up to about here; MeCab by itself only up to 24.
    " --max-grouping-size=1000"
)
_BASE_FIELD = 6
_SPACE = "記号,空白,*,*"
# Signs that no dictionary has: for these alone the two ship different parts of speech (unk.def).
_SIGNS, _SIGN = "3", "名詞,サ変接続,*,*"
# A text of a million words has some 50,000 different ones; past that the memory begins anew.
_MOST_REMEMBERED = 100_000


class MecabTokenizer:
    """Splits text into morphemes; raises UnusableSettings where MeCab is not installed."""

    name = "mecab"

    def __init__(self) -> None:
        try:
            import fugashi
            import ipadic

            self.version = f"{version('fugashi')}+ipadic-{version('ipadic')}"
        except (ImportError, PackageNotFoundError) as error:
            raise UnusableSettings(
                N_(
                    "MeCab がこのコンピューターにありません。"
                    "fugashi と ipadic を pip で入れるか、janome を使ってください。"
                )
            ) from error
        self._cut: Any = fugashi.GenericTagger(ipadic.MECAB_ARGS + _FORMAT).parse
        # What each word as MeCab writes it means: spaces before it, surface, base form, part of speech.
        self._words: dict[str, tuple[str, str, str, str]] = {}

    def morphemes(self, normalised: str) -> tuple[Morpheme, ...]:
        """Return the morphemes; `offset` counts characters in the normalised text."""
        words, new, offset = self._words, tuple.__new__, 0
        found: list[Morpheme] = []
        cut = self._cut(normalised)
        for written in cut.split(_WORD) if cut else ():
            word = words.get(written) or self._read(written)
            space, surface, base, pos = word
            if space:
                # MeCab passes over spaces; Janome tells them, but not at the edges of a text.
                if offset:
                    found.append(Morpheme(space, space, _SPACE, offset))
                offset += len(space)
            # A Morpheme by its own name takes twice as long, and this is done millions of times.
            found.append(new(Morpheme, (surface, base, pos, offset)))
            offset += len(surface)
        return tuple(found)

    def _read(self, written: str) -> tuple[str, str, str, str]:
        spaced, features, *kind = written.split(_FIELD)
        surface = spaced.lstrip()
        fields = features.split(",")
        pos = _SIGN if kind == [_SIGNS] else ",".join(fields[:4])
        base = fields[_BASE_FIELD]
        if len(self._words) >= _MOST_REMEMBERED:
            self._words.clear()
        found = (spaced[: len(spaced) - len(surface)], surface, surface if base == "*" else base, pos)
        self._words[written] = found
        return found
