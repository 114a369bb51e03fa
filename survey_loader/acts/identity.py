"""Who is who: the ids of interviews and comments, and the hash that tells a changed row."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from contextlib import suppress

from survey_loader.models import STREET_KEY, Interview, Survey

# A fixed namespace: ids must be the same on every machine and for ever.
NAMESPACE = uuid.UUID("5b0c6a4e-3c0b-5d3c-9f0e-2042ca5e2042")
_NAMESPACE = NAMESPACE.bytes
UNDATED_WAVE = "日付不明"


def interview_id(slug: str, interview: Interview, seen: Counter[str]) -> str:
    """Return the UUIDv5 of the source's key, or of all cells plus the ordinal among identical rows.

    `seen` counts the keyless rows met so far in the file, so that identical answers of
    two people stay two.
    """
    if interview.key:
        return id_of_key(slug, interview.key)
    ordinal = seen[interview.fingerprint]
    seen[interview.fingerprint] += 1
    return _uuid5(f"{slug}\x1frow\x1f{interview.fingerprint}\x1f{ordinal}")


def id_of_key(slug: str, key: str) -> str:
    """Return the id of the interview that its source calls by this key."""
    if key.startswith(STREET_KEY):
        with suppress(ValueError):
            return str(uuid.UUID(key.removeprefix(STREET_KEY)))
    return _uuid5(f"{slug}\x1fkey\x1f{key}")


def street_key(interview: str) -> str:
    """Return what a file saved from a phone calls the interview of this id."""
    return f"{STREET_KEY}{interview}"


def comment_id(interview: str, question: str, ordinal: int) -> str:
    """Return UUIDv5(interview, question, ordinal)."""
    return _uuid5(f"{interview}\x1f{question}\x1f{ordinal}")


def content_hash(interview: Interview, wave: str) -> str:
    """Return the SHA-256 of everything an interview says, without its place in the file."""
    # As text: the same moment with the same offset may come as a zone of the survey or as an offset of the file.
    at = interview.at.isoformat() if interview.at else None
    parts = (
        at, wave, interview.place, interview.interviewer, interview.board, interview.age,
        interview.relation, interview.language, interview.group, interview.consents, interview.note,
        interview.answers, sorted(interview.choices.items()),
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def wave_of(interview: Interview, survey: Survey, wave: str = "") -> str:
    """Return the wave given, else the interview's own, else its month."""
    if wave or interview.wave:
        return wave or interview.wave
    if interview.at is None:
        return UNDATED_WAVE
    local = interview.at.astimezone(survey.zone)
    return f"{local.year}年{local.month}月"


def local_day(interview: Interview, survey: Survey) -> str | None:
    """Return the date of the interview in the survey's zone as ISO text."""
    if interview.at is None:
        return None
    return interview.at.astimezone(survey.zone).date().isoformat()


def _uuid5(name: str) -> str:
    # uuid.uuid5 itself encodes strictly; a lone surrogate in a broken export must not stop an import.
    # It also takes four times as long, and a million voices have two million ids.
    digest = hashlib.sha1(_NAMESPACE + name.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"
