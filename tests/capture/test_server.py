"""Promises of the real server to phones: killed while receiving it loses nothing it confirmed, a full disk is told."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from benchmarks import street_phones
from benchmarks.soak import disk_full
from survey_loader import settings
from survey_loader.acts import inviting
from survey_loader.acts.inviting import Wanted
from survey_loader.settings import Settings
from survey_loader.store import street
from survey_loader.store.connection import opened, transaction
from survey_loader.store.photos import attached_files
from survey_loader.store.surveys import save_survey
from survey_loader.store.versions import known_contents
from tests.browser.serving import Site, free_port, served
from tests.capture.conftest import ORGANISER, mounted
from tests.capture.phone import TOWN, Phone, body, new_id, shot

SECRET = "川ぞいのひみつの桜"


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """An installation with a survey, not served yet."""
    made = settings.load(data_dir=tmp_path / "data", workers=1, sample=False)
    with opened(made.database) as db, transaction(db):
        save_survey(db, TOWN)
    return made


def invited(here: Settings) -> str:
    until = datetime.now(UTC) + timedelta(days=1)
    return inviting.make(here, ORGANISER, TOWN.slug, Wanted("月曜の班", until)).token


def killed(site: Site) -> None:
    os.kill(site.pid, signal.SIGKILL)


def half_sent(site: Site, token: str, identity: str, photo_sha256: str, sent: bytes, total: int) -> socket.socket:
    """Begin a PATCH of a whole photo, send a part of it, and leave the connection open."""
    parts = urlsplit(site.address)
    line = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20)
    head = (
        f"PATCH /street/api/interviews/{identity}/photos/{photo_sha256} HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {token}\r\nUpload-Offset: 0\r\nUpload-Length: {total}\r\n"
        f"Content-Length: {total}\r\n\r\n"
    )
    line.sendall(head.encode() + sent)
    return line


def test_a_server_killed_while_receiving_goes_on_where_it_was(here: Settings) -> None:
    token, port = invited(here), free_port()
    identity, photo = new_id(), shot(1, side=1600)
    confirmed: list[str] = []
    with served(here.data_dir, port=port) as site:
        with httpx.Client(base_url=site.address, timeout=30) as client:
            phone = Phone(client, token)
            assert phone.put(identity, body(photos=[photo.told])).status_code == 200
            first = phone.piece(identity, photo, 0, 50_000)
            assert first.headers["upload-offset"] == "50000"
        line = half_sent(site, token, new_id(), shot(2).sha256, shot(2).content[:30_000], len(shot(2).content))
        sending = threading.Thread(target=_send_until_it_ends, args=(site, token, confirmed))
        sending.start()
        while len(confirmed) < 5:
            assert sending.is_alive()
        killed(site)
        sending.join()
        line.close()
    with served(here.data_dir, port=port) as site, httpx.Client(base_url=site.address, timeout=30) as client:
        phone = Phone(client, token)
        offset, complete = phone.state(identity, photo)
        assert (offset, complete) == (50_000, "?0")
        assert phone.send(identity, photo).headers["upload-complete"] == "?1"
    with opened(here.database) as db:
        assert set(confirmed) <= known_contents(db, confirmed).keys()
        assert attached_files(db, identity) == {(photo.sha256, "face")}
        assert db.conn.execute("pragma integrity_check").fetchone()[0] == "ok"


def _send_until_it_ends(site: Site, token: str, confirmed: list[str]) -> None:
    with httpx.Client(base_url=site.address, timeout=30) as client:
        phone = Phone(client, token)
        while True:
            identity = new_id()
            try:
                if phone.put(identity).status_code == 200:
                    confirmed.append(identity)
            except httpx.TransportError:
                return


def test_the_server_s_log_knows_routes_and_no_token_id_or_word(here: Settings) -> None:
    token, identity = invited(here), new_id()
    with served(here.data_dir, MACHI_METRICS="true") as site:
        with httpx.Client(base_url=site.address, timeout=30) as client:
            phone = Phone(client, token)
            assert phone.put(identity, body(answers={"like": SECRET})).status_code == 200
            assert phone.send(identity, shot()).headers["upload-complete"] == "?1"
            assert Phone(client, "forged-token").put(identity).status_code == 401
            numbers = client.get("/metrics").text
        log = site.log.read_text(encoding="utf-8")
    routes = {json.loads(line).get("route") for line in log.splitlines() if line.startswith("{")}
    assert "/street/api/interviews/{interview}" in routes
    assert "/street/api/interviews/{interview}/photos/{photo}" in routes
    assert 'route="/street/api/interviews/{interview}"' in numbers
    for told in (token, "forged-token", identity, shot().sha256, SECRET):
        assert told not in log
        assert told not in numbers


def test_a_full_disk_is_told_and_nothing_is_half(disk: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    place = disk(6_000)
    monkeypatch.setenv("MACHI_DATA_DIR", str(place / "data"))
    monkeypatch.setenv("MACHI_SAMPLE", "false")
    full = settings.load()
    with opened(full.database) as db, transaction(db):
        save_survey(db, TOWN)
    token, identity, photo = invited(full), new_id(), shot(1, side=1600)
    with TestClient(mounted(), base_url="http://localhost:8501") as client:
        phone = Phone(client, token)
        assert phone.put(identity, body(photos=[photo.told])).status_code == 200
        ballast = disk_full.filled(place, 20)
        for _ in range(40):
            other = new_id()
            refused = phone.put(other, body(note="長い話" * 600))
            if refused.status_code != 200:
                break
        assert (refused.status_code, refused.json()["error"]) == (503, "full")
        assert refused.headers["retry-after"] == "60"
        half = phone.piece(identity, photo, 0, len(photo.content))
        assert (half.status_code, half.json()["error"]) == (503, "full")
        ballast.unlink()
        with opened(full.database) as db:
            assert known_contents(db, [other]) == {}
            assert street.record(db, other) is None
        assert phone.put(other).status_code == 200
        assert phone.send(identity, photo).headers["upload-complete"] == "?1"
    with opened(full.database) as db:
        assert attached_files(db, identity) == {(photo.sha256, "face")}
        assert db.conn.execute("pragma integrity_check").fetchone()[0] == "ok"


def test_a_small_crowd_of_phones_loses_nothing(tmp_path: Path) -> None:
    seen = street_phones.held(tmp_path, street_phones.Size(phones=6, interviews=3, side=600))
    assert seen.lost == []
    assert len(seen.words) == len(seen.photos) == 18
