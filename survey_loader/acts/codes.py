"""Withdrawal codes: short, for paper, told from no interview but with this installation's own key, and kept nowhere.

A code is seven letters of HMAC-SHA-256(key, id of the interview) and a check letter, so it can be shown again for as
long as the interview is there, also for imported ones. 31 letters, a prime number of them, let the check letter find
every wrong letter and every two that changed places.
"""

from __future__ import annotations

import hmac
import unicodedata

from survey_loader.access import Actor, Role, require
from survey_loader.settings import Settings
from survey_loader.store import codes, entered
from survey_loader.store.connection import opened

# Without 0, 1, I, L and O, which are taken for one another.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
TOLD = 7
LENGTH = TOLD + 1
HALF = LENGTH // 2
# What people write between the two halves.
JOINTS = frozenset(" -‐‑‒–—―ー−_・.")


def code(settings: Settings, actor: Actor, slug: str, interview_id: str) -> str:
    """Return the code to hand to the respondent, as ABCD-EFGH; students may hand it out for what they entered."""
    require(actor, slug, Role.STUDENT)
    with opened(settings.database) as db:
        if entered.first_actor(db, interview_id) != actor.name:
            require(actor, slug, Role.ORGANISER)
        return spelled(derived(codes.key(db), interview_id))


def derived(key: bytes, interview_id: str) -> str:
    """Return the eight letters of an interview's code."""
    number = int.from_bytes(hmac.new(key, interview_id.encode(), "sha256").digest(), "big")
    letters = ""
    for _ in range(TOLD):
        number, position = divmod(number, len(LETTERS))
        letters += LETTERS[position]
    return letters + check_letter(letters)


def check_letter(letters: str) -> str:
    """Return the letter that follows these; each place weighs differently."""
    total = sum(weight * LETTERS.index(letter) for weight, letter in enumerate(letters, 2))
    return LETTERS[-total % len(LETTERS)]


def spelled(letters: str) -> str:
    """Return the letters in two halves, as they are printed."""
    return f"{letters[:HALF]}-{letters[HALF:]}"


def read(typed: str) -> str | None:
    """Return the letters somebody typed as a code, also small, full-width or with gaps; None for what is none."""
    joined = "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign not in JOINTS)
    return joined if len(joined) == LENGTH and all(sign in LETTERS for sign in joined) else None


def sound(letters: str) -> bool:
    """Whether the check letter fits."""
    return check_letter(letters[:TOLD]) == letters[TOLD]
