"""Promises of photos from phones: taken on where the line broke, the very bytes or none, with their interview."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from survey_loader.access import SERVER
from survey_loader.acts import consents, erasing, street_photos
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store import parts
from survey_loader.store.connection import opened
from survey_loader.store.photos import attached_files
from tests.capture.conftest import ORGANISER, Invite
from tests.capture.phone import TOWN, Phone, Shot, body, new_id, shot


def received(here: Settings, identity: str) -> set[tuple[str, str]]:
    with opened(here.database) as db:
        return attached_files(db, identity)


def lying(here: Settings) -> list[str]:
    return sorted(path.name for path in here.street_dir.rglob("*") if path.is_file())


def test_a_photo_comes_in_pieces_and_is_told_complete_only_when_it_is(phone: Phone, town: Settings) -> None:
    identity, photo = new_id(), shot()
    assert phone.put(identity, body(photos=[photo.told])).json()["photos"] == {photo.sha256: "missing"}
    half = len(photo.content) // 2
    assert phone.state(identity, photo) == (0, "?0")
    first = phone.piece(identity, photo, 0, half)
    assert (first.status_code, first.headers["upload-offset"], first.headers["upload-complete"]) == (
        204,
        str(half),
        "?0",
    )
    assert phone.state(identity, photo) == (half, "?0")
    assert received(town, identity) == set()
    last = phone.piece(identity, photo, half, len(photo.content))
    assert (last.status_code, last.headers["upload-complete"]) == (204, "?1")
    assert received(town, identity) == {(photo.sha256, "face")}
    assert phone.state(identity, photo) == (len(photo.content), "?1")
    assert lying(town) == []
    assert phone.put(identity, body(photos=[photo.told])).json()["photos"] == {photo.sha256: "stored"}


def test_a_photo_that_comes_first_waits_for_its_interview(phone: Phone, town: Settings) -> None:
    identity, photo = new_id(), shot(kind="board")
    assert phone.send(identity, photo, 10_000).headers["upload-complete"] == "?1"
    assert lying(town) == [f"{photo.sha256}.board"]
    assert phone.put(identity, body(photos=[photo.told])).json()["photos"] == {photo.sha256: "stored"}
    assert received(town, identity) == {(photo.sha256, "board")}
    assert lying(town) == []


def test_several_photos_of_one_interview_and_one_sent_twice(phone: Phone, town: Settings) -> None:
    identity, face, board = new_id(), shot(1), shot(2, kind="board")
    phone.put(identity)
    for photo in (face, board, face):
        assert phone.send(identity, photo).headers["upload-complete"] == "?1"
    assert received(town, identity) == {(face.sha256, "face"), (board.sha256, "board")}
    with opened(town.database) as db:
        assert db.conn.execute("select count(*) from photos").fetchone() == (2,)


def test_the_same_photo_sent_by_several_connections_at_once_is_one(phone: Phone, town: Settings) -> None:
    identity, photo = new_id(), shot()
    phone.put(identity)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: phone.piece(identity, photo, 0, len(photo.content)), range(6)))
    assert {answer.status_code for answer in answers} <= {204, 409}
    assert phone.send(identity, photo).headers["upload-complete"] == "?1"
    assert received(town, identity) == {(photo.sha256, "face")}
    with opened(town.database) as db:
        assert db.conn.execute("select count(*) from photos").fetchone() == (1,)


def test_a_piece_that_does_not_fit_is_told_where_to_go_on(phone: Phone) -> None:
    identity, photo = new_id(), shot()
    phone.piece(identity, photo, 0, 1_000)
    for start in (0, 500, 2_000):
        answer = phone.piece(identity, photo, start, start + 10)
        assert (answer.status_code, answer.headers["upload-offset"], answer.json()["error"]) == (409, "1000", "offset")
    assert phone.piece(identity, photo, 1_000, 1_010).headers["upload-offset"] == "1010"


def test_bytes_that_are_not_those_the_phone_stored_are_thrown_away(phone: Phone, town: Settings) -> None:
    identity, photo = new_id(), shot()
    phone.put(identity)
    broken = bytearray(photo.content)
    broken[2_000] ^= 1

    class Told(Shot):
        sha256 = photo.sha256  # type: ignore[assignment]

    answer = phone.send(identity, Told(bytes(broken)))
    assert (answer.status_code, answer.headers["upload-offset"], answer.json()["error"]) == (422, "0", "unusable")
    assert (lying(town), received(town, identity)) == ([], set())
    assert phone.state(identity, photo) == (0, "?0")
    assert phone.send(identity, photo).headers["upload-complete"] == "?1"


@pytest.mark.parametrize("interview_first", [True, False])
def test_what_is_no_photo_is_refused_and_nothing_of_it_stays(
    phone: Phone, town: Settings, interview_first: bool
) -> None:
    identity, wrong = new_id(), Shot(b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 50)
    if interview_first:
        phone.put(identity)
    answer = phone.send(identity, wrong)
    assert (answer.status_code, answer.json()["error"]) == (422, "unusable")
    assert lying(town) == []
    assert list(town.photos_dir.rglob("*.jpg")) == []


def test_a_photo_too_large_or_longer_than_told_is_refused(phone: Phone, town: Settings) -> None:
    identity, photo = new_id(), shot()
    huge = phone.piece(identity, photo, 0, 10, **{"Upload-Length": "5000001"})
    assert (huge.status_code, huge.json()["error"]) == (413, "large")
    longer = phone.piece(identity, photo, 0, 2_000, **{"Upload-Length": "1000"})
    assert (longer.status_code, longer.json()["error"]) == (413, "large")
    for header in ("Upload-Length", "Upload-Offset"):
        assert phone.piece(identity, photo, 0, 10, **{header: "-1"}).json()["field"] == header
    assert lying(town) == []


@pytest.mark.parametrize("sha256", ["x" * 64, "A" * 64, "a" * 63, "..%2F..%2Fmachi.db"])
def test_a_name_that_is_no_hash_is_refused(phone: Phone, sha256: str) -> None:
    answer = phone.asked("HEAD", f"/interviews/{new_id()}/photos/{sha256}")
    assert answer.status_code in {404, 422}


def test_a_piece_that_breaks_off_keeps_what_came(phone: Phone, town: Settings) -> None:
    identity, photo = new_id(), shot()

    def broken() -> Iterator[bytes]:
        yield photo.content[:5_000]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        phone.asked(
            "PATCH",
            f"/interviews/{identity}/photos/{photo.sha256}",
            content=broken(),
            headers={"Upload-Offset": "0", "Upload-Length": str(len(photo.content))},
        )
    offset, complete = phone.state(identity, photo)
    assert (offset in {0, 5_000}, complete) == (True, "?0")
    assert phone.send(identity, photo).headers["upload-complete"] == "?1"


def test_photos_of_another_invitation_are_neither_seen_nor_touched(
    phone: Phone, invite: Invite, town: Settings
) -> None:
    other = Phone(phone.client, invite("火曜の班").token)
    identity, photo = new_id(), shot()
    phone.piece(identity, photo, 0, 1_000)
    # It has sent nothing, so it is told of nothing.
    assert other.state(identity, photo) == (0, "?0")
    phone.put(identity)
    answer = other.asked("HEAD", f"/interviews/{identity}/photos/{photo.sha256}")
    assert answer.status_code == 409
    assert other.piece(identity, photo, 0, 1_000).json()["error"] == "foreign"
    assert phone.state(identity, photo) == (1_000, "?0")


def test_an_erased_person_s_photo_goes_wherever_it_lies_and_never_comes_back(phone: Phone, town: Settings) -> None:
    identity, there, waiting, half = new_id(), shot(1), shot(2), shot(3)
    phone.put(identity)
    phone.send(identity, there)
    phone.piece(identity, half, 0, 1_000)
    # Whole, but not given yet: as where the server was killed at that moment.
    path = parts.piece(town.street_dir, 1, identity, waiting.sha256)
    path.write_bytes(waiting.content)
    parts.finish(path, "face")
    erasing.erase(town, ORGANISER, identity, "ご本人の求め")
    assert lying(town) == []
    assert list(town.photos_dir.rglob("*.jpg")) == []
    for photo in (there, waiting, half):
        answer = phone.piece(identity, photo, 0, len(photo.content))
        assert (answer.status_code, answer.json()["error"]) == (409, "erased")
        elsewhere = phone.piece(new_id(), there, 0, 10)
        assert elsewhere.json()["error"] == "erased"
    assert lying(town) == []


def test_a_photo_whose_consent_was_taken_back_is_not_stored_any_more(phone: Phone, town: Settings) -> None:
    identity, photo = new_id(), shot()
    phone.put(identity)
    phone.piece(identity, photo, 0, 1_000)
    consents.change(town, ORGANISER, TOWN.slug, identity, Consents(quote=True))
    assert lying(town) == []
    answer = phone.send(identity, photo)
    assert (answer.status_code, answer.json()["error"]) == (409, "erased")
    assert received(town, identity) == set()


def test_what_the_server_did_not_get_to_is_given_later_and_what_waits_too_long_goes(
    phone: Phone, town: Settings
) -> None:
    identity, photo, lone = new_id(), shot(1), shot(2)
    phone.put(identity)
    path = parts.piece(town.street_dir, 1, identity, photo.sha256)
    path.parent.mkdir(parents=True)
    path.write_bytes(photo.content)
    parts.finish(path, "face")
    phone.send(new_id(), lone)
    assert street_photos.sweep(town, SERVER) == 1
    assert received(town, identity) == {(photo.sha256, "face")}
    assert lying(town) == [f"{lone.sha256}.face"]
    long_ago = time.time() - parts.KEPT_SECONDS - 60
    for left in town.street_dir.rglob("*.face"):
        os.utime(left, (long_ago, long_ago))
    street_photos.sweep(town, SERVER)
    assert lying(town) == []


def test_a_lost_phone_fills_no_disk(phone: Phone, town: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(street_photos, "MOST_WAITING_BYTES", 100_000)
    photo = shot(1, side=300)
    assert phone.piece(new_id(), photo, 0, 1_000, **{"Upload-Length": "99000"}).status_code == 204
    answer = phone.piece(new_id(), shot(2), 0, 1_000, **{"Upload-Length": "100000"})
    assert (answer.status_code, answer.json()["error"], answer.headers["retry-after"]) == (503, "full", "60")
