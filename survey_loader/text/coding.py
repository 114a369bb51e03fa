"""The coding of one text: words, themes, axis, tone, and the words that decided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from survey_loader.models import Axis, Coding, CodingSource, Morpheme, ThemeHit, Tone
from survey_loader.text.axis import joined, whole
from survey_loader.text.codebook import Codebook
from survey_loader.text.reading import Reading, read
from survey_loader.text.ruled import add_ruled
from survey_loader.text.script import UNREAD, language_of
from survey_loader.text.terms import NO_TERMS, Terms
from survey_loader.text.whole import of_several, own_tone, whole_tone
from survey_loader.text.words import content_words

# Answers of their own, which no hint may turn into praise or trouble.
_NO_SUBJECT = re.compile(
    r"(?:今(?:の|は)?ところ)?[、\s]*(?:特に|とくに|別に|べつに|特段|"
    r"これといって)?[、\s]*(?:は)?(?:何も|なにも|なんにも)?(?:ない|無い|なし|無し|ナシ|ありません|"
    r"ございません|思いつかない|思いつきません|思い浮かばない|浮かばない|ないです|無いです|"
    r"なしです)(?:です|かな|かも|ね|よ)?|(?:特に|とくに)(?:です)?|(?:全部|ぜんぶ|全て|すべて|みんな|"
    r"何でも|なんでも|いろいろ|色々)(?:です|かな|!)?|わからない|わかりません|分からない|分かりません|"
    r"わからん|不明|未記入|無回答|記入なし|[(（]?判読(?:不能|できず|できない|困難)[)）]?|nothing|none|no|n/?a|"
    r"everything|all"
)


_EDGES = " 　。、.!！?？・…♪\n()（）「」ー-"


def code(
    normalised: str,
    morphemes: Sequence[Morpheme],
    codebook: Codebook,
    tone_hint: Tone | None = None,
    axis_hint: Axis | None = None,
    terms: Terms = NO_TERMS,
) -> Coding:
    """Code one normalised text; the hints apply only where the text itself has no cue.

    Languages that are not read (script.UNREAD) are left without words and themes.
    """
    language = language_of(normalised)
    if language in UNREAD or not language:
        return _unread(normalised, language, tone_hint, axis_hint)
    if _says_nothing(normalised):
        return Coding(because=_because({}, None, (), None, None, (), None, []))
    readings = read(normalised, morphemes, codebook, terms)
    if any([reading.clash for reading in readings]):
        _only_own(readings, codebook)
    bare = add_ruled(codebook.rules, normalised, morphemes, readings) if codebook.rules and readings else ()
    return _coding(_words(morphemes, terms), readings, bare, tone_hint, axis_hint)


def counted_words(normalised: str, morphemes: Sequence[Morpheme], terms: Terms = NO_TERMS) -> tuple[str, ...]:
    """Return the words of one text as `code` counts them, without coding the rest of it."""
    language = language_of(normalised)
    if language in UNREAD or not language or _says_nothing(normalised):
        return ()
    return _words(morphemes, terms)


def _words(morphemes: Sequence[Morpheme], terms: Terms) -> tuple[str, ...]:
    return content_words(morphemes, None if terms.empty else terms)


def _says_nothing(normalised: str) -> bool:
    return len(normalised) < 24 and _NO_SUBJECT.fullmatch(normalised.strip(_EDGES).lower()) is not None


def _only_own(readings: Sequence[Reading], codebook: Codebook) -> None:
    """A clash names 観光とくらしの折り合い; a codebook without that theme has none for it."""
    for reading in readings:
        for theme in reading.themes.keys() - codebook.keys:
            del reading.themes[theme]


def _unread(text: str, language: str, tone_hint: Tone | None, axis_hint: Axis | None) -> Coding:
    """A text whose language is not read, or that has no letters: the hints are all there is."""
    if not text:
        tone_hint = axis_hint = None
    because = _because(
        {}, axis_hint, (), "hint" if axis_hint else None, tone_hint, (), "hint" if tone_hint else None, []
    )
    if language:
        because["language"] = language
    return Coding(
        axis=axis_hint,
        axis_source="hint" if axis_hint else None,
        tone=tone_hint,
        tone_source="hint" if tone_hint else None,
        because=because,
        unread=language,
    )


def _coding(
    words: tuple[str, ...],
    readings: list[Reading],
    bare: Sequence[str],
    tone_hint: Tone | None,
    axis_hint: Axis | None,
) -> Coding:
    tone, tone_words = whole_tone(readings)
    tone_source: CodingSource | None = "auto" if tone else "hint" if tone_hint else None
    axis = whole([reading.side for reading in readings])
    clash = next((reading.clash for reading in readings if reading.clash), "")
    if clash:
        axis = "live"
    axis_source: CodingSource | None = "auto" if axis else "hint" if axis_hint else None
    axis_words = _axis_words(readings) if axis else ()
    hits = _theme_hits(readings, None if tone else tone_hint)
    if bare:
        # Found without a word, in no clause: the theme has what the whole comment has.
        hits += tuple(ThemeHit(theme, axis, tone or tone_hint, ()) for theme in bare)
    because = _because(
        {hit.theme: list(hit.words) for hit in hits},
        axis or axis_hint,
        axis_words,
        axis_source,
        tone or tone_hint,
        tone_words,
        tone_source,
        readings,
    )
    if clash:
        because["clash"] = clash
    return Coding(
        words,
        hits,
        axis or axis_hint,
        axis_source,
        tone or tone_hint,
        tone_source,
        bool(clash),
        because,
    )


def _axis_words(readings: Sequence[Reading]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for reading in readings:
        if reading.people:
            found.update((word, None) for word, _ in reading.people)
        elif reading.axis:
            for words in reading.themes.values():
                found.update((word, None) for word, axis in words if axis)
    return tuple(found)


def _theme_hits(readings: Sequence[Reading], hint: Tone | None) -> tuple[ThemeHit, ...]:
    """One hit a theme, with the tone and axis of the clauses it stands in."""
    if len(readings) == 1:
        reading = readings[0]
        tone = reading.feeling.tone or hint
        return tuple(
            ThemeHit(theme, reading.axis, tone, tuple(dict.fromkeys(word for word, _ in words)))
            for theme, words in reading.themes.items()
        )
    found: dict[str, tuple[set[Axis | None], set[Tone | None], dict[str, None]]] = {}
    for index, reading in enumerate(readings):
        tone = own_tone(readings, index)
        for theme, words in reading.themes.items():
            axes, tones, texts = found.setdefault(theme, (set(), set(), {}))
            axes.add(reading.axis)
            tones.add(tone)
            texts.update((word, None) for word, _ in words)
    return tuple(
        ThemeHit(theme, joined(axes), of_several(tones) or hint, tuple(texts))
        for theme, (axes, tones, texts) in found.items()
    )


def _because(
    themes: dict[str, list[str]],
    axis: Axis | None,
    axis_words: Sequence[str],
    axis_source: CodingSource | None,
    tone: Tone | None,
    tone_words: Sequence[str],
    tone_source: CodingSource | None,
    readings: Sequence[Reading],
) -> dict[str, Any]:
    return {
        "themes": themes,
        "axis": {"label": axis, "words": list(axis_words), "source": axis_source},
        "tone": {"label": tone, "words": list(tone_words), "source": tone_source},
        "clauses": [
            {
                "text": reading.text.strip(),
                "axis": reading.axis,
                "tone": reading.feeling.tone,
                "themes": list(reading.themes),
            }
            for reading in readings
        ],
    }
