"""The frame of each page of the public site: head, policy, ways to the other pages and to the other language."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from survey_exports.site.parts import text
from survey_insights.labels import survey_name
from survey_insights.palette import AXIS_INK, DARK_OF, NONE, PEOPLE, RELATION_INK, SERIES_INK, TONE_INK
from survey_loader.language import LANGUAGES, N_, Say
from survey_loader.models import Survey

LOOK = Path(__file__).parent / "look"
HOME, ABOUT = "index.html", "about.html"
# Each language in a folder of its own, the source language at the top.
FOLDERS = {"ja": "", "en": "en/"}
OTHER_LANGUAGE = {"ja": ("en", LANGUAGES["en"]), "en": ("ja", LANGUAGES["ja"])}
# Letters on light and on dark colours.
DARK, LIGHT = "#10131A", "#FFFFFF"
CLOSING = N_("足を止めてくれた人の声であり、市民全体の割合ではありません。")


@dataclass(frozen=True)
class Place:
    """Which page this is: its language and its file within the language's folder."""

    language: str
    file: str

    @property
    def path(self) -> str:
        """The file within the whole site."""
        return FOLDERS[self.language] + self.file

    def of_site(self, path: str) -> str:
        """Return the address of a file of the whole site, from this page."""
        return "../" * FOLDERS[self.language].count("/") + path

    def other(self) -> str:
        """Return the address of the same page in the other language."""
        return self.of_site(FOLDERS[OTHER_LANGUAGE[self.language][0]] + self.file)


def page(place: Place, title: str, main: str, survey: Survey, say: Say) -> str:
    """Return a whole page: `main` is HTML, `title` the words of its heading."""
    name = survey_name(survey, say)
    whole = name if title == name else say("{title}｜{name}", title=title, name=name)
    skip, closing, stop = say("本文へ"), say(CLOSING), say("ことばや写真を消してほしいとき")
    invented = say("見本（架空のまち）")
    sample = f'<p class="sample">{text(invented)}</p>' if survey.sample else ""
    return (
        f'<!doctype html>\n<html lang="{place.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy()}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{text(whole)}</title>\n<style>{style()}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#main">{text(skip)}</a>\n'
        f'<header><p class="site"><a href="{HOME}">{text(name)}</a></p>{sample}{_ways(place, say)}</header>\n'
        f'<main id="main" tabindex="-1">\n{main}\n</main>\n'
        f"<footer><p>{text(closing)}</p>"
        f'<p><a href="{ABOUT}#stop">{text(stop)}</a></p></footer>\n'
        f"<script>{script()}</script>\n</body>\n</html>\n"
    )


def _ways(place: Place, say: Say) -> str:
    ways = ((HOME, say("まとめ")), (f"{HOME}#themes", say("テーマ別")), (ABOUT, say("この調査について")))
    links = "".join(
        f'<li><a href="{address}"{_current(place, address)}>{text(name)}</a></li>' for address, name in ways
    )
    code, name = OTHER_LANGUAGE[place.language]
    other = f'<li><a href="{place.other()}" lang="{code}" hreflang="{code}">{name}</a></li>'
    label = text(say("ページ"))
    return f'<nav aria-label="{label}"><ul>{links}{other}</ul></nav>'


def _current(place: Place, address: str) -> str:
    return ' aria-current="page"' if place.file == address else ""


@lru_cache(maxsize=1)
def style() -> str:
    """Return the style sheet, the palette in front of it."""
    inks = {f"a-{key}": ink for key, ink in AXIS_INK.items()} | {f"t-{key}": ink for key, ink in TONE_INK.items()}
    inks |= {f"r-{key}": ink for key, ink in RELATION_INK.items()}
    colours = {name: ink.colour for name, ink in inks.items()} | {"people": PEOPLE}
    colours |= {f"s-{number}": ink.colour for number, ink in enumerate(SERIES_INK)}
    rules = "".join(f".{name}{{--ink:{colour}}}" for name, colour in colours.items())
    dark = "".join(f".{name}{{--ink:{DARK_OF[colour]}}}" for name, colour in colours.items())
    on = "".join(f".on.{name}{{--on:{ink.on_colour}}}" for name, ink in inks.items())
    own = (LOOK / "site.css").read_text(encoding="utf-8")
    # On dark the colours are light, but for the grey of what nobody can tell.
    dark += "".join(f".on.{name}{{--on:{LIGHT if ink.colour == NONE else DARK}}}" for name, ink in inks.items())
    return f"{rules}{on}@media screen and (prefers-color-scheme:dark){{{dark}}}\n{own}".strip()


@lru_cache(maxsize=1)
def script() -> str:
    """Return the little script of the pages; each chart is read without it, too."""
    return (LOOK / "site.js").read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def policy() -> str:
    """Return the content security policy: our own style and script by their hash, photos beside the page, nothing else.

    `file:` is for browsers that take no file beside a page on a disk for one of the page's own.
    """
    return (
        f"default-src 'none'; style-src '{_hash(style())}'; script-src '{_hash(script())}'; img-src 'self' file:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(words: str) -> str:
    digest = hashlib.sha256(words.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
