"""Two writings of a text beside each other: what went, struck through, and what came."""

from __future__ import annotations

from difflib import SequenceMatcher
from html import escape

from survey_loader.language import Say


def markup(before: str, after: str, say: Say) -> str:
    """Return both writings as one, letter by letter; nothing is told by a mark, not by colour alone."""
    if not before or not after:
        return _gone(before or say("（空）")) + " → " + _new(after or say("（空）"))
    parts = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(escape(before[start:end]))
            continue
        parts.append(_gone(before[start:end]) + _new(after[new_start:new_end]))
    return "".join(parts)


def _gone(text: str) -> str:
    return f"<del>{escape(text)}</del>" if text else ""


def _new(text: str) -> str:
    return f"<ins>{escape(text)}</ins>" if text else ""
