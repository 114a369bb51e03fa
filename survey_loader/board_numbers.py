"""Numbers of boards: four digits and a check letter, 0123-D, on the slip beside the board and on the one handed over.

Weights from 2 and a prime number of letters, larger than any weight and any difference of two digits, let the letter
find every wrong digit and every two neighbours that changed places. Boards of before have no letter.
"""

from __future__ import annotations

import re
import unicodedata

# Without I, L and O, which are taken for one another and for digits: 23 of them.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
DIGITS = 4
FIRST_WEIGHT = 2
LAST = 10**DIGITS - 1
# What people write between digits and letter.
JOINTS = re.compile(r"[\s\-‐‑‒–—―ー−_・]+")
WRITTEN = re.compile(rf"(?P<digits>[0-9]{{1,{DIGITS}}})(?P<letter>[A-Z]?)")


def check_letter(number: int) -> str:
    """Return the letter that follows the digits of a number from 0 to LAST; raises ValueError for any other."""
    if not 0 <= number <= LAST:
        raise ValueError(number)
    digits = f"{number:0{DIGITS}d}"
    total = sum(weight * int(digit) for weight, digit in enumerate(digits, FIRST_WEIGHT))
    return LETTERS[total % len(LETTERS)]


def written(number: int) -> str:
    """Return a number as it is kept, 0123D."""
    return f"{number:0{DIGITS}d}{check_letter(number)}"


def spelled(number: int) -> str:
    """Return a number as it is printed, 0123-D."""
    return f"{number:0{DIGITS}d}-{check_letter(number)}"


def read(typed: str) -> tuple[int, str] | None:
    """Return (number, letter) of what somebody typed, also small, full-width or with gaps; None for no such number.

    The letter is "" where none was typed; whether it fits is for `sound` to say.
    """
    found = WRITTEN.fullmatch(JOINTS.sub("", unicodedata.normalize("NFKC", typed)).upper())
    return (int(found["digits"]), found["letter"]) if found else None


def sound(typed: str) -> bool:
    """Whether this is a number with a letter, and the letter fits."""
    found = read(typed)
    return found is not None and found[1] == check_letter(found[0])


def number_of(board: str) -> int | None:
    """Return the number a board was given, with a letter or, as before, without; None for another name of a board.

    A wrong letter does not matter here: whoever looks for an interview is shown it, and sees how it is written.
    """
    found = read(board)
    return found[0] if found else None
