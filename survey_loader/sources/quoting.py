"""How a text file quotes its cells: with "" as spreadsheets do, with \\" as databases do, or with single quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A path like "C:\" ends a cell; \" between letters is a quote within one.
_ESCAPED = re.compile(r'\\"[^",;\t\r\n]')
_DOUBLED = re.compile(r'[^,;\t\r\n"]""|""[^,;\t\r\n"]')
_SINGLE = re.compile(r"\ufeff?'[^'\r\n]*'(?:[,;\t]'[^'\r\n]*')+[,;\t]*\r?\n")


@dataclass(frozen=True, slots=True)
class Quoting:
    """The sign around cells, and the sign before one within a cell ("" where it is doubled)."""

    quote: str = '"'
    escape: str | None = None


def quoting_of(sample: str) -> Quoting:
    """Return how the beginning of a file is quoted; what is not plainly otherwise is as spreadsheets do it."""
    if _SINGLE.match(sample):
        return Quoting("'")
    if _ESCAPED.search(sample) and not _DOUBLED.search(sample):
        return Quoting(escape="\\")
    return Quoting()
