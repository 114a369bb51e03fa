"""By what the same words are found again: a number that is equal where the letters of two texts are."""

from __future__ import annotations

import hashlib

# Below this two people may well say the same: 「自然」「ラーメン」「除雪」 are no copies of each other.
SHORTEST = 10


def likeness(normalised: str) -> int | None:
    """Return 63 bits of the hash of a text's letters and digits, None for a text too short to tell.

    Punctuation, spaces, emoji and case do not count.
    """
    letters = "".join(sign for sign in normalised.casefold() if sign.isalnum())
    if len(letters) < SHORTEST:
        return None
    digest = hashlib.blake2b(letters.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
