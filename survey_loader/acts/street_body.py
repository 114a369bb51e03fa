"""One interview as a phone sends it: JSON, looked at field by field before anything is stored."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from survey_loader import consent_words
from survey_loader.acts.entering import Entry
from survey_loader.errors import UnusableEntry
from survey_loader.language import N_
from survey_loader.models import AXES, CHOICES_JOINED, RELATIONS, Axis, Consents, Relation, Survey
from survey_loader.store.invitations import Invitation
from survey_loader.store.street import Following, Record

SHA256 = re.compile(r"[0-9a-f]{64}")
PHOTO_KINDS = ("face", "board")
MOST_PHOTOS = 10
MOST_PHOTO_BYTES = 5_000_000
LONGEST_NOTE = 2_000
# Anything else is a clock that was never set.
YEARS = range(2000, 2100)
MALFORMED = N_("「{name}」の形が正しくありません。ページを新しくしてから、もう一度送ってください。")


@dataclass(frozen=True, slots=True)
class Told:
    """What a phone sent: the interview, and what it told beside it."""

    entry: Entry
    record: Record


def read(body: object, survey: Survey, invitation: Invitation, interview_id: str) -> Told:
    """Return what a phone sent of an interview. Raises UnusableEntry naming the field that is not as it must be."""
    fields = _object(body, "body")
    asked = _object(fields.get("consents", {}), "consents")
    age = _text(fields, "age")
    photos = _photos(fields)
    guardian = _flag_or_none(asked, "guardian")
    entry = Entry(
        survey=survey.slug,
        id=interview_id,
        at=_moment(fields, "at"),
        place=_text(fields, "place") or invitation.place,
        wave=_text(fields, "wave") or invitation.wave,
        interviewer=_text(fields, "interviewer") or invitation.interviewer,
        board=_text(fields, "board"),
        age=age,
        relation=_relation(fields),
        language=_text(fields, "language"),
        group=_text(fields, "group"),
        answers=_texts(fields, "answers", survey),
        said=_said(fields, survey),
        choices=_choices(fields, survey),
        consents=_consents(asked, age, guardian, survey),
        note=_note(fields),
        photos_follow=bool(photos),
    )
    return Told(entry, _record(fields, asked, invitation, interview_id, guardian, photos))


def _consents(asked: Mapping[str, Any], age: str, guardian: bool | None, survey: Survey) -> Consents:
    return consent_words.allowed(
        _flag_or_none(asked, "quote") is True,
        _one_of(asked, "committee", consent_words.COMMITTEE, consent_words.NO),
        _one_of(asked, "public", consent_words.PUBLIC, consent_words.NO),
        guardian,
        age,
        survey.guardian_age,
    )


def _record(
    fields: Mapping[str, Any],
    asked: Mapping[str, Any],
    invitation: Invitation,
    interview_id: str,
    guardian: bool | None,
    photos: tuple[Following, ...],
) -> Record:
    version = _text(asked, "version") or consent_words.VERSION
    if version not in consent_words.VERSIONS:
        raise _malformed("consents")
    tapped = _moment(asked, "tapped", field="consents") if asked.get("tapped") else None
    return Record(
        interview_id=interview_id,
        invitation=invitation.number,
        body=body_hash(fields),
        consent_version=version,
        consent_language=_one_of(asked, "language", consent_words.LANGUAGES, "ja"),
        tapped_at=tapped.isoformat() if tapped else None,
        guardian=guardian,
        illegible=_illegible(fields),
        words_later=_flag_or_none(fields, "words_later") is True,
        photos=photos,
    )


def body_hash(fields: Mapping[str, Any]) -> str:
    """Return the SHA-256 of all a phone sent, whatever the order of its names."""
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def is_id(text: str) -> bool:
    """Whether a text is a UUID as it becomes an id and the name of a folder: in small letters, with its dashes."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _malformed(field: str) -> UnusableEntry:
    return UnusableEntry(MALFORMED, field=field, name=field)


def _object(value: object, field: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _malformed(field)
    return value


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _malformed(name)
    return value.strip()


def _note(fields: Mapping[str, Any]) -> str:
    note = _text(fields, "note")
    if len(note) > LONGEST_NOTE:
        raise UnusableEntry(N_("長すぎます。{limit}文字までにしてください。"), field="note", limit=LONGEST_NOTE)
    return note


def _flag_or_none(fields: Mapping[str, Any], name: str) -> bool | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, bool):
        raise _malformed(name)
    return value


def _one_of(fields: Mapping[str, Any], name: str, known: tuple[str, ...], otherwise: str) -> str:
    value = _text(fields, name) or otherwise
    if value not in known:
        raise _malformed(name)
    return value


def _moment(fields: Mapping[str, Any], name: str, field: str = "") -> datetime:
    try:
        moment = datetime.fromisoformat(_text(fields, name))
    except ValueError as error:
        raise _malformed(field or name) from error
    if moment.tzinfo is None or moment.year not in YEARS:
        raise _malformed(field or name)
    return moment


def _relation(fields: Mapping[str, Any]) -> Relation:
    return cast(Relation, _one_of(fields, "relation", RELATIONS, "unknown"))


def _texts(fields: Mapping[str, Any], name: str, survey: Survey) -> dict[str, str]:
    """Return texts by the keys of questions; one that the survey does not ask would be lost without a word."""
    values = _object(fields.get(name) or {}, name)
    for key, value in values.items():
        if survey.question(key) is None or not isinstance(value, str):
            raise _malformed(name)
    return dict(values)


def _choices(fields: Mapping[str, Any], survey: Survey) -> dict[str, str]:
    values = _object(fields.get("choices") or {}, "choices")
    joined = {
        key: CHOICES_JOINED.join(map(str, value)) if isinstance(value, list) else value for key, value in values.items()
    }
    return _texts({"choices": joined}, "choices", survey)


def _said(fields: Mapping[str, Any], survey: Survey) -> dict[str, Axis | None]:
    values = {key: value for key, value in _object(fields.get("said") or {}, "said").items() if value}
    if any(value not in AXES for value in values.values()):
        raise _malformed("said")
    return {key: cast(Axis, value) for key, value in _texts({"said": values}, "said", survey).items()}


def _illegible(fields: Mapping[str, Any]) -> tuple[str, ...]:
    keys = fields.get("illegible") or []
    if not isinstance(keys, list) or not all(isinstance(key, str) and len(key) <= LONGEST_NOTE for key in keys):
        raise _malformed("illegible")
    return tuple(keys)


def _photos(fields: Mapping[str, Any]) -> tuple[Following, ...]:
    photos = fields.get("photos") or []
    if not isinstance(photos, list) or len(photos) > MOST_PHOTOS:
        raise _malformed("photos")
    return tuple(_photo(_object(photo, "photos")) for photo in photos)


def _photo(photo: Mapping[str, Any]) -> Following:
    sha256, kind, size = (photo.get(name) for name in ("sha256", "kind", "bytes"))
    sound = isinstance(sha256, str) and SHA256.fullmatch(sha256) and kind in PHOTO_KINDS
    if not sound or not isinstance(size, int) or not 0 < size <= MOST_PHOTO_BYTES:
        raise _malformed("photos")
    return Following(str(sha256), str(kind), size)
