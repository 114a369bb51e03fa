"""Choices of several as form servers export them: codes joined by spaces, or a 1/0 column for each choice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from survey_loader.models import CHOICES_JOINED

FLAGS = frozenset({"0", "1", "0.0", "1.0", "true", "false", ""})
CHOSEN = frozenset({"1", "1.0", "true"})
# A code of a choice; what somebody wrote has other signs in it or is longer.
_CODE = re.compile(r"[\w.-]{1,40}")
_PLAIN_CODE = re.compile(r"[a-z0-9_.-]{1,40}")
# So many codes of a hundred are met more than once where they are choices.
RECURRING_SHARE = 0.8

Cells = tuple[str, ...]
Edit = Callable[[Cells], str]


def flag_columns(
    header: Sequence[str], rows: Sequence[Cells], fields: Collection[str], marks: str = "/"
) -> dict[str, dict[int, str]]:
    """Return {question: {place of a 1/0 column: its choice}} from headers like 話題/公園.

    The question is the shortest beginning before one of the `marks` that is a column itself. Where none is, as in
    exports of "separate columns" only, it stands before the last slash, needs two such columns, and none of them
    may be one of the `fields` that are known otherwise.
    """
    found: dict[str, dict[int, str]] = {}
    alone: dict[str, dict[int, str]] = {}
    names = frozenset(header)
    for place, name in enumerate(header):
        cuts = [cut for cut, letter in enumerate(name) if letter in marks and cut]
        if not cuts:
            continue
        cells = {row[place].strip().casefold() for row in rows if place < len(row)}
        if not cells <= FLAGS:
            continue
        question = next((name[:cut] for cut in cuts if name[:cut] in names), "")
        beginning, slash, choice = name.rpartition("/")
        if question:
            found.setdefault(question, {})[place] = name[len(question) :].lstrip(marks)
        elif slash and cells & (FLAGS - {""}):
            alone.setdefault(beginning, {})[place] = choice
    for question, choices in alone.items():
        if len(choices) > 1 and not any(header[place] in fields for place in choices):
            found[question] = choices
    return found


def chosen(choices: dict[int, str], otherwise: int | None = None) -> Edit:
    """Return what joins the choices marked in a row; one without any mark keeps its cell at `otherwise`."""

    def join(cells: Cells) -> str:
        if otherwise is not None and not any(cells[place].strip() for place in choices):
            return cells[otherwise]
        return CHOICES_JOINED.join(
            choice for place, choice in choices.items() if cells[place].strip().casefold() in CHOSEN
        )

    return join


def are_codes(cells: Sequence[str]) -> bool:
    """Say whether cells hold codes of several choices joined by spaces: plain ones, or ones that recur."""
    parts = [cell.split() for cell in cells]
    codes = Counter(code for several in parts for code in several)
    if not any(len(several) > 1 for several in parts) or not all(map(_CODE.fullmatch, codes)):
        return False
    if any(len(set(several)) < len(several) for several in parts):
        return False
    recurring = sum(count for count in codes.values() if count > 1)
    return all(map(_PLAIN_CODE.fullmatch, codes)) or recurring >= RECURRING_SHARE * codes.total()


def codes_joined(place: int) -> Edit:
    """Return what joins the codes of a cell the way all choices of several are stored."""
    return lambda cells: CHOICES_JOINED.join(cells[place].split())
