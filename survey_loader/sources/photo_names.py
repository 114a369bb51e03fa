"""The names of photos in a cell, as forms write them: names, links, or LimeSurvey's JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from urllib.parse import unquote

# Forms join the names or links of several photos so; a space belongs to the name.
_SEPARATOR = re.compile(r"\s*[,;\n]\s*")
# 12、13 and 15〜17, as people write down what a camera counts; one range is a few photos.
_ONE = r"(?:[A-Za-z][A-Za-z_-]*\d{2,8}(?:\.[A-Za-z]{3,4})?|\d{1,5})"
_NUMBERS = re.compile(rf"{_ONE}(?:\s*(?:[,、・~〜]|から)\s*{_ONE})+", re.ASCII)
_COUNTED = re.compile(r"(\D*)(\d+)(\D*)")
# What people write where no photo was taken.
_NONE = frozenset(
    {"なし", "無し", "無", "ない", "写真なし", "撮影なし", "×", "✕", "x", "-", "--", "ー", "―", "n/a", "none"}
)
LONGEST_RANGE = 20
_DRIVE = re.compile(r"https://(?:drive|docs)\.google\.com/(?:open\?id=|uc\?.*\bid=|file/d/)([\w-]+).*")


def photo_names(cell: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return (name, other names it may lie under) of each photo a cell names.

    A link to Google Drive gives the id of the file, which is all it tells.
    """
    names = uploaded(cell)
    if names is not None:
        return names
    numbers = unicodedata.normalize("NFKC", cell).strip()
    if numbers.casefold() in _NONE:
        return []
    if _NUMBERS.fullmatch(numbers):
        return [(number, ()) for number in _counted(numbers)]
    return [(_drive_id(name) or name, ()) for name in _SEPARATOR.split(cell.strip()) if name]


def _counted(numbers: str) -> list[str]:
    """Return each number of a list with ranges; a range too long or backwards stays as it is written."""
    counted: list[str] = []
    for part in re.split(r"\s*[,、・]\s*", numbers):
        first, *last = map(_COUNTED.fullmatch, re.split(r"\s*(?:[~〜]|から)\s*", part))
        if len(last) == 1 and first and last[0] and first[1] == last[0][1]:
            numbered = range(int(first[2]), int(last[0][2]) + 1)
            if 0 < len(numbered) <= LONGEST_RANGE:
                counted += [f"{first[1]}{number:0{_width(first[2])}}{last[0][3]}" for number in numbered]
                continue
        counted.append(part)
    return counted


def _width(digits: str) -> int:
    return len(digits) if digits.startswith("0") else 1


def is_drive_link(name: str) -> bool:
    """Say whether a name is a link to a file in Google Drive."""
    return bool(_DRIVE.fullmatch(name))


def uploaded(cell: str) -> list[tuple[str, tuple[str, ...]]] | None:
    """Return the names in the JSON of LimeSurvey's file uploads, None where a cell is no such JSON."""
    if not cell.lstrip().startswith("[{"):
        return None
    try:
        files = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    named = [file for file in files if isinstance(file, dict) and isinstance(file.get("name"), str)]
    return [(unquote(file["name"]), _stored(file.get("filename"))) for file in named]


def _stored(name: object) -> tuple[str, ...]:
    return (name,) if isinstance(name, str) and name else ()


def _drive_id(name: str) -> str:
    link = _DRIVE.fullmatch(name)
    return link[1] if link else ""
