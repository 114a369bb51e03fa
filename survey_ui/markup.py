"""Our own markup around other people's words: everything that comes from data is escaped here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape
from urllib.parse import urlencode

from survey_insights.labels import axis_label, tone_label
from survey_insights.palette import AXIS_INK, TONE_INK
from survey_loader.language import Say
from survey_loader.text.differing import Piece

MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=])")


def plain(text: str) -> str:
    """Return text that Streamlit's Markdown shows letter by letter, for labels that must take data."""
    return MARKDOWN_SIGNS.sub(r"\\\1", " ".join(text.split()))


def escaped(text: str) -> str:
    """Return text as markup that shows it letter by letter."""
    return escape(text)


def heading(text: str, level: int = 3, under: str = "") -> str:
    """Return a heading, with a quiet line under it where given."""
    line = f'<p class="koe-under">{escape(under)}</p>' if under else ""
    return f'<div class="koe-heading"><h{level}>{escape(text)}</h{level}>{line}</div>'


def paragraph(text: str, kind: str = "plain") -> str:
    """Return one paragraph; `kind` is plain, quiet or lead."""
    return f'<p class="koe-{kind}">{escape(text)}</p>'


def axis_chip(axis: str | None, say: Say) -> str:
    """Return the label of an axis: mark, words and colour; no axis is a label too."""
    name = axis or "none"
    return _chip(f"axis-{name}", AXIS_INK[name].glyph, axis_label(name, say))


def tone_chip(tone: str | None, say: Say) -> str:
    """Return the label of a tone, or nothing where the text has none."""
    if not tone:
        return ""
    return _chip(f"tone-{tone}", TONE_INK[tone].glyph, tone_label(tone, say))


def theme_chip(label: str, colour: str) -> str:
    """Return the label of a theme, with its own colour as a dot where people gave it one (#RRGGBB)."""
    dot = f'<span aria-hidden="true" style="color:{escape(colour, quote=True)}">●</span> ' if colour else ""
    return f'<span class="koe-chip koe-theme">{dot}{escape(label)}</span>'


def link(label: str, page: str, query: Mapping[str, str | list[str]]) -> str:
    """Return a link to another screen; what stands in the query is data."""
    return f'<a href="{page}?{escape(urlencode(query, doseq=True), quote=True)}">{escape(label)}</a>'


def word_chip(label: str, kind: str = "theme") -> str:
    """Return a plain label, for example of a theme."""
    return _chip(kind, "", label)


def _chip(kind: str, glyph: str, label: str) -> str:
    mark = f'<span aria-hidden="true">{glyph}</span> ' if glyph else ""
    return f'<span class="koe-chip koe-{kind}">{mark}{escape(label)}</span>'


def photo(identity: str, words: str, size: str = "thumb") -> str:
    """Return a photo from our own route; a click opens it whole. `words` say what is on it."""
    address = f"/photo/{escape(identity, quote=True)}"
    return (
        f'<a class="koe-photo" href="{address}" target="_blank" rel="noopener">'
        f'<img src="{address}?size={size}" alt="{escape(words, quote=True)}" loading="lazy"></a>'
    )


def marked_photo(identity: str, words: str, boxes: Sequence[tuple[float, float, float, float]]) -> str:
    """Return a photo with boxes on it: each left, top, width and height in shares of the photo (0..1)."""
    marks = "".join(
        f'<span class="koe-box" style="left:{left:.1%};top:{top:.1%};width:{width:.1%};height:{height:.1%}"></span>'
        for left, top, width, height in boxes
    )
    return f'<div class="koe-boxed">{photo(identity, words, "full")}{marks}</div>'


def facts(named: Mapping[str, str] | Iterable[tuple[str, str]]) -> str:
    """Return names and values as a list, a name as often as it comes; empty values are left out."""
    pairs = named.items() if isinstance(named, Mapping) else named
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs if value)
    return f'<dl class="koe-facts">{rows}</dl>'


def town(name: str, banner: str) -> str:
    """Return whose survey this is, with the banner that marks a sample."""
    mark = f'<span class="koe-sample">{escape(banner)}</span>' if banner else ""
    return f'<p class="koe-town">{mark}<span>{escape(name)}</span></p>'


def signed_in(name: str, links: Sequence[tuple[str, str]]) -> str:
    """Return who is signed in, with links (address and label) that leave the screens, in the same window."""
    ways = "".join(
        f'<a href="{escape(address, quote=True)}" target="_self">{escape(label)}</a>' for address, label in links
    )
    return f'<p class="koe-quiet">{escape(name)}</p><p class="koe-quiet koe-ways">{ways}</p>'


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], what: str, words: Collection[int] = (0,)) -> str:
    """Return a table that scrolls in itself; the cells are markup already, headings and `what` it shows are not.

    `words` are the columns, counted from 0, that hold words; the others hold numbers and stand to the right.
    """
    kinds = [' class="koe-text"' if column in words else "" for column in range(len(headings))]
    head = "".join(f'<th scope="col"{kind}>{escape(name)}</th>' for kind, name in zip(kinds, headings, strict=True))
    lines = ("".join(f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds, row, strict=True)) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return (
        f'<div class="koe-rows" role="region" tabindex="0" aria-label="{escape(what, quote=True)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def differences(rows: Iterable[tuple[str, Sequence[Piece]]], before: str, after: str) -> str:
    """Return names and what of their texts is gone and new; `before` and `after` say so to who cannot see the marks."""
    tags = {"gone": ("del", before), "new": ("ins", after)}

    def piece(one: Piece) -> str:
        if one.mark == "same":
            return escape(one.text)
        tag, told = tags[one.mark]
        return f'<{tag}><span class="koe-aloud">{escape(told)}：</span>{escape(one.text)}</{tag}>'

    lines = "".join(f"<dt>{escape(name)}</dt><dd>{''.join(map(piece, pieces))}</dd>" for name, pieces in rows)
    return f'<dl class="koe-facts koe-changes">{lines}</dl>'


def listed(lines: Iterable[str]) -> str:
    """Return lines as a list."""
    return f'<ul class="koe-list">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>'
