"""The names of photos in a cell, as forms write them: names, links, or LimeSurvey's JSON."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

# Forms join the names or links of several photos so; a space belongs to the name.
_SEPARATOR = re.compile(r"\s*[,;\n]\s*")
_DRIVE = re.compile(r"https://(?:drive|docs)\.google\.com/(?:open\?id=|uc\?.*\bid=|file/d/)([\w-]+).*")


def photo_names(cell: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return (name, other names it may lie under) of each photo a cell names.

    A link to Google Drive gives the id of the file, which is all it tells.
    """
    names = uploaded(cell)
    if names is not None:
        return names
    return [(_drive_id(name) or name, ()) for name in _SEPARATOR.split(cell.strip()) if name]


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
