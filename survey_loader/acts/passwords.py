"""Passwords: hashed with argon2id, first ones made up by us, their own chosen by people within a few rules."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from survey_loader.errors import UnusableAccount
from survey_loader.language import N_

SHORTEST = 12
LONGEST = 200
FEWEST_DIFFERENT_LETTERS = 5
# Letters nobody mistakes for another when a password is read from paper or over the telephone; 79 bits in all.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LETTERS = 4, 4
# One hash takes 64 MB for a moment: however many people sign in at once, no more than this at a time.
AT_ONCE = 2

_hasher = PasswordHasher()
_turn = threading.BoundedSemaphore(AT_ONCE)


def first_password() -> str:
    """Return a new random password that is easy to read aloud and to type once."""
    groups = ("".join(secrets.choice(READABLE) for _ in range(GROUP_LETTERS)) for _ in range(GROUPS))
    return "-".join(groups)


def hashed(password: str) -> str:
    """Return the argon2id hash of a password, with its salt and parameters."""
    with _turn:
        return _hasher.hash(_same_writing(password))


def fits(password: str, known: str) -> bool:
    """Whether a password belongs to a hash; takes as long where there is no hash ("") to belong to."""
    if len(password) > LONGEST:
        password = ""
    with _turn:
        try:
            return _hasher.verify(known or _nobodys_hash(), _same_writing(password)) and bool(known)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(known: str) -> bool:
    """Whether a hash was made with weaker parameters than are used today."""
    return _hasher.check_needs_rehash(known)


def expect_good(password: str, name: str) -> None:
    """Raise UnusableAccount with what to mend where a password is too short, too plain or holds the name."""
    plain = _same_writing(password)
    if len(plain) < SHORTEST:
        raise UnusableAccount(N_("パスワードは{least}文字以上にしてください。"), least=SHORTEST)
    if len(password) > LONGEST:
        raise UnusableAccount(N_("パスワードは{most}文字までにしてください。"), most=LONGEST)
    if name.casefold() in plain.casefold():
        raise UnusableAccount(N_("パスワードに、アカウントの名前を入れないでください。"))
    if len(set(plain)) < FEWEST_DIFFERENT_LETTERS:
        raise UnusableAccount(N_("パスワードには、いろいろな文字を混ぜてください。同じ文字のくり返しは当てられます。"))


def _same_writing(password: str) -> str:
    """Return one spelling of what an input method may write in several (full width, composed kana)."""
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_hex(32))
