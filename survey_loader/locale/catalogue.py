"""Keeping the catalogues: finds the sentences in the code, updates the .po file, compiles the .mo file.

Run by `make catalogue`; needs babel (requirements-test.txt).
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from survey_loader.language import DOMAIN, LOCALE_DIR

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = ("dashboard.py", "pages/*.py", "survey_*/**/*.py")
KEYWORDS = {"say": None, "N_": None}


def po_path(language: str) -> Path:
    """Return where the sentences of a language are translated."""
    return LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.po"


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
        return Catalog(locale=language, domain=DOMAIN)
    return read_po(io.BytesIO(path.read_bytes()), locale=language, domain=DOMAIN)


def updated(language: str) -> Catalog:
    """Return the catalogue with exactly the sentences of the code, keeping what is translated."""
    old = translated(language)
    new = Catalog(locale=language, domain=DOMAIN, header_comment="# English of まちの声", fuzzy=False)
    for message, places in sorted(sentences().items(), key=lambda item: (item[1][0], item[0])):
        known = old.get(message)
        new.add(message, known.string if known else "", locations=[(place, None) for place in dict.fromkeys(places)])  # type: ignore[misc]
    # Catalogues are compared and committed: no clock, no machine in them.
    new.creation_date = new.revision_date = datetime(2026, 11, 22, tzinfo=UTC)
    return new


def main() -> int:
    """Update and compile the English catalogue; returns how many sentences are not translated."""
    catalogue = updated("en")
    path = po_path("en")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, omit_header=False, no_location=False)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    missing = [message.id for message in catalogue if message.id and not message.string]
    for message in missing:
        print(message)
    print(f"{len(catalogue)} sentences, {len(missing)} not translated", file=sys.stderr)
    return len(missing)


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
