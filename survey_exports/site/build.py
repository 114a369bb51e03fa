"""The public site as files and as a ZIP: both languages, photos re-encoded without anything but their pixels."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from PIL import Image

from survey_exports.site.content import Content
from survey_exports.site.frame import FOLDERS
from survey_exports.site.pages import pages
from survey_exports.site.voices import Shown, Voice
from survey_insights.attributes import attribute_label
from survey_insights.dealt import of_theme
from survey_insights.public_list import Counted
from survey_insights.public_telling import columns_of, published
from survey_loader.language import Say, speaker
from survey_loader.voices import Voices

Told = Callable[[int, int], None]
# A photo fills a phone and half a page; more dots only cost whoever reads on the way.
PHOTO_SIDE, PHOTO_QUALITY = 800, 80
WALL_PHOTOS = 12
# ZIP knows no earlier day; the same data are the same bytes.
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16
NAME_LETTERS = 16


@dataclass(frozen=True)
class Site:
    """What the site is made of: what its charts count, and words and photos read for the web.

    quotes: columns of `reads.comments` (None where nothing is known); files: {photo id: file}, kinds: {photo id:
    "face" or "board"}, those of the front page first. chosen: {theme key: numbers of comments} in order. accuracy: how
    right the coding is, in a reader's language.
    """

    charts: Sequence[Counted]
    quotes: pd.DataFrame
    files: Mapping[str, Path]
    kinds: Mapping[str, str]
    chosen: Mapping[str, Sequence[int]]
    accuracy: Callable[[Say], tuple[str, ...]] = field(default=lambda say: ())


def wanted(voices: Voices, most: int) -> dict[str, list[int]]:
    """Return {theme key: numbers of at most so many comments that may be quoted}; the gate decides which are shown."""
    found = {theme.key: of_theme(voices, theme.key, most)["number"].tolist() for theme in voices.theme_list}
    return {theme: numbers for theme, numbers in found.items() if numbers}


def files(voices: Voices, site: Site, told: Told = lambda done, total: None) -> dict[str, bytes]:
    """Return {path within the folder: content}; `told` hears how many steps of how many are done."""
    steps = len(site.files) + 2 * len(FOLDERS)
    shown: dict[str, Shown] = {}
    found: dict[str, bytes] = {}
    for number, (photo, file) in enumerate(site.files.items()):
        told(number, steps)
        shown[photo], content = _photo(file, site.kinds.get(photo, "board"), site.quotes[site.quotes["photo"] == photo])
        found[shown[photo].file] = content
    for number, language in enumerate(FOLDERS):
        told(len(site.files) + 2 * number, steps)
        content_of = _content(voices, site, shown, speaker(language))
        told(len(site.files) + 2 * number + 1, steps)
        found |= {path: page.encode("utf-8") for path, page in pages(content_of, language, speaker(language)).items()}
    told(steps, steps)
    return dict(sorted(found.items()))


def _photo(file: Path, kind: str, words: pd.DataFrame) -> tuple[Shown, bytes]:
    """The photo at the size of a page; named by its bytes, which say nothing that the picture does not show."""
    with Image.open(file) as image:
        image.draft("RGB", (PHOTO_SIDE, PHOTO_SIDE))
        small = image.convert("RGB")
        small.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
    # A new picture has nothing of the old one but its pixels.
    bare = Image.new("RGB", small.size)
    bare.paste(small)
    buffer = io.BytesIO()
    bare.save(buffer, "JPEG", quality=PHOTO_QUALITY, optimize=True, progressive=True)
    content = buffer.getvalue()
    name = hashlib.sha256(content).hexdigest()[:NAME_LETTERS]
    language = next((_language(row) for row in words.to_dict("records")), "ja")
    return Shown(f"photos/{name}.jpg", kind, bare.width, bare.height, tuple(words["text"]), language), content


def _language(comment: Mapping[Hashable, object]) -> str:
    """The language of a comment: what it is in, else what the person was asked in."""
    return str(comment["unread"] or comment["language"] or "ja")


def _content(voices: Voices, site: Site, shown: Mapping[str, Shown], say: Say) -> Content:
    by_number = {int(row["number"]): row for row in site.quotes.to_dict("records")}
    themes = {
        theme: tuple(_voice(by_number[number], shown) for number in numbers if number in by_number)
        for theme, numbers in site.chosen.items()
    }
    wall = list(shown.values())[:WALL_PHOTOS]
    groups = tuple(
        (attribute_label(voices, by, say), told)
        for by in ("wave", "relation", "age")
        if (told := _groups(voices, by, say))
    )
    charts = published(voices, site.charts, say)
    return Content(voices, charts, themes, tuple(wall), site.accuracy(say), groups)


def _groups(voices: Voices, by: str, say: Say) -> str:
    parts = [say("{name} {n}人", name=column.name, n=f"{column.total:,}") for column in columns_of(voices, by, say)]
    return say("、").join(parts)


def _voice(comment: Mapping[Hashable, object], shown: Mapping[str, Shown]) -> Voice:
    photo = shown.get(str(comment["photo"]))
    words, question = str(comment["text"]), str(comment["question"])
    return Voice(words, question, str(comment["axis"] or ""), _language(comment), photo)


def zipped(found: Mapping[str, bytes], folder: str) -> bytes:
    """Return files in one folder in a ZIP; of the same files the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(found.items()):
            entry = zipfile.ZipInfo(f"{folder}/{path}", FIXED_TIME)
            entry.compress_type = zipfile.ZIP_STORED if path.endswith(".jpg") else zipfile.ZIP_DEFLATED
            entry.external_attr = READABLE
            archive.writestr(entry, content)
    return buffer.getvalue()
