"""The running server's door: who comes from elsewhere is refused, on every way in."""

from __future__ import annotations

import http.client
import sqlite3
from urllib.parse import urlsplit

import pytest

from tests.browser.serving import Site

pytestmark = pytest.mark.browser

WEBSOCKET = "/_stcore/stream"
HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
FOREIGN = (
    {"Host": "machi.example"},
    {"Host": "localhost", "X-Forwarded-For": "203.0.113.9"},
    {"Host": "localhost", "Origin": "https://machi.example"},
)
WAITING_SECONDS = 60


def ask(site: Site, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers (names in small letters) and body of one GET."""
    parts = urlsplit(site.address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=WAITING_SECONDS)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        body = b"" if answer.status == 101 else answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body
    finally:
        connection.close()


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("path", ["/", "/voices", "/healthz", "/photo/0", "/_stcore/health", "/static/index.html"])
def test_a_request_from_elsewhere_is_refused(site: Site, path: str, headers: dict[str, str]) -> None:
    status, _, body = ask(site, path, headers)
    assert status == 403
    assert "動かしているパソコンからだけ" in body.decode()


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_websocket_from_elsewhere_is_refused(site: Site, headers: dict[str, str]) -> None:
    assert ask(site, WEBSOCKET, HANDSHAKE | headers)[0] == 403


def test_a_websocket_from_here_is_opened(site: Site) -> None:
    assert ask(site, WEBSOCKET, HANDSHAKE)[0] == 101


@pytest.mark.parametrize("path", ["/", "/voices", "/healthz", "/photo/0"])
def test_every_answer_carries_the_security_headers(site: Site, path: str) -> None:
    _, headers, _ = ask(site, path)
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "SAMEORIGIN"


def test_the_page_itself_is_in_japanese(site: Site) -> None:
    assert b'<html lang="ja">' in ask(site, "/")[2]


def test_photos_go_out_exactly_by_the_consent_of_their_people(site: Site) -> None:
    connection = sqlite3.connect(f"file:{site.data_dir / 'machi.db'}?mode=ro", uri=True)
    photos = connection.execute(
        "select p.id, p.kind, i.photo_committee from photos p join interviews i on i.id = p.interview_id"
    ).fetchall()
    connection.close()
    met = set()
    for photo, kind, consent in photos:
        allowed = consent == "face" or (consent == "board" and kind == "board")
        met.add(allowed)
        assert ask(site, f"/photo/{photo}?size=thumb")[0] == (200 if allowed else 403)
    assert met == {True, False}


def test_files_of_the_installation_cannot_be_fetched(site: Site) -> None:
    for path in ("/machi.db", "/static/../machi.db", "/app/static/machi.db", "/photo/..%2F..%2Fmachi.db", "/media/x"):
        status, _, body = ask(site, path)
        assert b"SQLite format" not in body
        assert status in {200, 400, 403, 404}
