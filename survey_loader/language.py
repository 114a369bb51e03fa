"""Languages: gettext translators made per reader, never installed globally."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

# Easy Japanese is written for all that the public sees; what it has no words of its own for stays Japanese.
EASY_JAPANESE = "ja-easy"
LANGUAGES = {"ja": "日本語", "en": "English", EASY_JAPANESE: "やさしい日本語"}
SOURCE_LANGUAGE = "ja"
DOMAIN = "machi"
LOCALE_DIR = Path(__file__).parent / "locale"


class Say(Protocol):
    """Turns a Japanese message and its values into the reader's sentence."""

    def __call__(self, message: str, /, **values: Any) -> str: ...


def N_(message: str) -> str:
    """Mark a message for the catalogue without translating it yet."""
    return message


def tag(language: str) -> str:
    """Return what a page in this language says in `<html lang>`: easy Japanese is Japanese."""
    return SOURCE_LANGUAGE if language == EASY_JAPANESE else language


def folder(language: str) -> str:
    """Return the name of the folder its catalogue lies in."""
    return language.replace("-", "_")


@lru_cache(maxsize=len(LANGUAGES))
def _translate(language: str) -> Callable[[str], str]:
    if language == SOURCE_LANGUAGE:
        return lambda message: message
    return gettext.translation(DOMAIN, LOCALE_DIR, [folder(language)], fallback=True).gettext


def speaker(language: str) -> Say:
    """Return the `say` of one reader; unknown languages speak Japanese."""
    translate = _translate(language if language in LANGUAGES else SOURCE_LANGUAGE)

    def say(message: str, /, **values: Any) -> str:
        # An empty msgid would return the catalogue's header.
        text = translate(message) if message else ""
        return text.format(**values) if values else text

    return say


japanese: Say = speaker(SOURCE_LANGUAGE)
