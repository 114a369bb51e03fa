"""Keeping the catalogues: finds the sentences in the code, updates the .po files, compiles the .mo files.

English has every sentence. Easy Japanese has those the public sees, and the themes of our own codebook; what it
has not stays Japanese.

Run by `make catalogue`; needs babel (requirements-test.txt).
"""

from __future__ import annotations

import io
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from survey_loader.language import DOMAIN, EASY_JAPANESE, LOCALE_DIR, folder, tag

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = ("dashboard.py", "pages/*.py", "survey_*/**/*.py")
KEYWORDS = {"say": None, "N_": None}
CODEBOOK = PROJECT / "data" / "codebooks" / "default.toml"
HEADERS = {"en": "# English of まちの声", EASY_JAPANESE: "# やさしい日本語 of まちの声"}


def po_path(language: str) -> Path:
    """Return where the sentences of a language are translated."""
    return LOCALE_DIR / folder(language) / "LC_MESSAGES" / f"{DOMAIN}.po"


def sentences() -> dict[str, list[str]]:
    """Return every sentence marked in the code, with the files it stands in."""
    found: dict[str, list[str]] = {}
    for pattern in SOURCES:
        for path in sorted(PROJECT.glob(pattern)):
            name = path.relative_to(PROJECT).as_posix()
            for _, message, _, _ in extract_from_file("python", path, keywords=KEYWORDS):
                if isinstance(message, str) and message:
                    found.setdefault(message, []).append(name)
    return found


def translated(language: str) -> Catalog:
    """Return the catalogue of a language as it is on disk, empty where there is none."""
    path = po_path(language)
    if not path.is_file():
        return Catalog(locale=tag(language), domain=DOMAIN)
    return read_po(io.BytesIO(path.read_bytes()), locale=tag(language), domain=DOMAIN)


def theme_names() -> dict[str, list[str]]:
    """Return the Japanese names of the themes of our own codebook, with the file they stand in."""
    themes = tomllib.loads(CODEBOOK.read_text("utf-8"))["theme"]
    name = CODEBOOK.relative_to(PROJECT).as_posix()
    return {theme["label"]: [name] for theme in themes}


def updated(language: str) -> Catalog:
    """Return the catalogue with the sentences of the code, keeping what is translated.

    Easy Japanese keeps only those it has words of its own for.
    """
    old = translated(language)
    easy = language == EASY_JAPANESE
    wanted = sentences() | theme_names() if easy else sentences()
    new = Catalog(locale=tag(language), domain=DOMAIN, header_comment=HEADERS[language], fuzzy=False)
    for message, places in sorted(wanted.items(), key=lambda item: (item[1][0], item[0])):
        known = old.get(message)
        if easy and not (known and known.string):
            continue
        new.add(message, known.string if known else "", locations=[(place, None) for place in dict.fromkeys(places)])  # type: ignore[misc]
    # Catalogues are compared and committed: no clock, no machine in them.
    new.creation_date = new.revision_date = datetime(2026, 11, 22, tzinfo=UTC)
    return new


def keep(language: str) -> Catalog:
    """Update and compile the catalogue of a language; return it."""
    catalogue = updated(language)
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, omit_header=False, no_location=False)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    return catalogue


def main() -> int:
    """Update and compile the catalogues; returns how many sentences have no English."""
    keep(EASY_JAPANESE)
    catalogue = keep("en")
    missing = [message.id for message in catalogue if message.id and not message.string]
    for message in missing:
        print(message)
    print(f"{len(catalogue)} sentences, {len(missing)} not translated", file=sys.stderr)
    return len(missing)


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
