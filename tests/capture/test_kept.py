"""Promises of what phones leave behind: told to who asks, gone with an erasure byte for byte, stripped by retention."""

from __future__ import annotations

from datetime import date

import pytest

from survey_loader.acts import erasing, holdings, inviting, keeping, retention
from survey_loader.errors import SurveyError
from survey_loader.settings import Settings
from survey_loader.store import parts, street
from survey_loader.store.connection import opened
from survey_loader.store.surveys import survey
from tests.capture.conftest import ORGANISER
from tests.capture.phone import CONSENTS, TOWN, Phone, Shot, body, new_id, shot
from tests.loader.test_erasing import MARKED, WISH, traces


def sent(phone: Phone, town: Settings) -> tuple[str, list[Shot]]:
    """Send an interview in two versions, a photo of it, a half one, and one that waits; return its id and photos."""
    identity, photos = new_id(), [shot(number, side=300) for number in range(3)]
    told = [photo.told for photo in photos]
    phone.put(identity, body(answers={"like": MARKED}, photos=told))
    phone.put(identity, body(answers={"like": MARKED, "future": WISH}, photos=told))
    phone.send(identity, photos[0])
    phone.piece(identity, photos[1], 0, 1_000)
    path = parts.piece(town.street_dir, 1, identity, photos[2].sha256)
    path.write_bytes(photos[2].content)
    parts.finish(path, "face")
    return identity, photos


def test_no_file_holds_anything_of_an_erased_street_interview(phone: Phone, town: Settings) -> None:
    identity, photos = sent(phone, town)
    assert traces(town)
    erasing.erase(town, ORGANISER, identity, "ご本人の求め")
    assert traces(town) == []
    with opened(town.database) as db:
        for table in ("interviews", "photos", "street_records"):
            assert db.conn.execute(f"select count(*) from {table}").fetchone() == (0,), table
    left = [path for path in town.data_dir.rglob("*") if path.is_file()]
    for path in left:
        content = path.read_bytes()
        assert not any(photo.content[500:900] in content for photo in photos), path.name
        assert not any(photo.sha256.encode() in content for photo in photos), path.name


def test_what_is_held_tells_of_the_record_and_of_photos_on_their_way(phone: Phone, town: Settings) -> None:
    identity, _ = sent(phone, town)
    held = holdings.look(town, ORGANISER, TOWN.slug, identity)
    assert (held.counts["street_records"], held.counts["street_parts"]) == (1, 2)
    assert [version.standing for version in held.versions] == ["shown", "replaced"]
    erasing.erase(town, ORGANISER, identity, "ご本人の求め")
    with pytest.raises(SurveyError, match="見つかりません"):
        holdings.look(town, ORGANISER, TOWN.slug, identity)


def test_retention_keeps_how_consent_was_asked_and_removes_by_whom(phone: Phone, town: Settings) -> None:
    identity, _ = sent(phone, town)
    retention.purge(town, ORGANISER, TOWN.slug, "2026年春", date(2031, 6, 1))
    with opened(town.database) as db:
        record = street.record(db, identity)
    assert record is not None
    assert (record.invitation, record.body) == (None, "")
    assert (record.consent_version, record.tapped_at) == ("1", CONSENTS["tapped"])
    assert parts.count(town.street_dir, identity) == 0
    assert inviting.listed(town, ORGANISER, TOWN.slug)[0].sent == street.NOTHING


def test_the_age_of_deciding_with_a_guardian_is_the_survey_s(phone: Phone, town: Settings) -> None:
    with opened(town.database) as db:
        about = survey(db, TOWN.slug)
    assert about is not None
    declared = keeping.declared(about)
    assert declared.guardian_age == 16
    keeping.describe(town, ORGANISER, TOWN.slug, keeping.Declared(**{**_fields(declared), "guardian_age": 20}))
    told = phone.asked("GET", "/survey").json()
    assert told["guardian_age"] == 20
    assert "20さい" in told["consent"]["texts"]["ja"]["guardian"]
    identity = new_id()
    phone.put(identity, body(age="10代"))
    assert holdings.look(town, ORGANISER, TOWN.slug, identity).shown.consents.quote is False
    with pytest.raises(SurveyError, match="20まで"):
        keeping.describe(town, ORGANISER, TOWN.slug, keeping.Declared(**{**_fields(declared), "guardian_age": 21}))


def _fields(declared: keeping.Declared) -> dict[str, object]:
    return {name: getattr(declared, name) for name in keeping.Declared.__dataclass_fields__}
