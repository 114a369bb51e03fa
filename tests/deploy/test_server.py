"""The real server under unkind visitors: sockets that stall, odd requests, and a log that stays silent about people."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from tests.browser.serving import Site, served

STALLED = 300
SECRET = "satou-hanako"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("server") / "data", MACHI_METRICS="true", MACHI_SAMPLE="false") as running:
        yield running


def connected(site: Site) -> socket.socket:
    parts = urlsplit(site.address)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20)


def asked(site: Site, path: str, headers: dict[str, str] | None = None) -> tuple[int, str, dict[str, str]]:
    request = urllib.request.Request(f"{site.address}{path}", headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


def spoken(site: Site, sent: bytes) -> bytes:
    """Send bytes as they are and return what comes back until the server closes or has answered."""
    with connected(site) as sock:
        sock.sendall(sent)
        return sock.recv(4096)


def test_hundreds_of_sockets_that_stall_keep_nobody_else_waiting(site: Site) -> None:
    with ExitStack() as stack:
        for number in range(STALLED):
            sock = stack.enter_context(connected(site))
            part = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: " if number % 2 else (
                b"POST /_stcore/upload_file/1/2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nab"
            )  # fmt: skip
            sock.sendall(part)
        assert json.loads(asked(site, "/healthz")[1]) == {"ok": True}
        assert asked(site, "/")[0] == 200


def test_oversized_and_broken_requests_are_refused_and_the_server_goes_on(site: Site) -> None:
    many = b"".join(b"X-%d: 1\r\n" % number for number in range(101))
    assert b" 431 " in spoken(site, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + many + b"\r\n")
    assert b" 431 " in spoken(site, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 50_000 + b"\r\n\r\n")
    assert b" 400 " in spoken(site, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")
    large = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"
    assert b" 413 " in spoken(site, large)
    assert asked(site, "/healthz")[0] == 200


def test_nothing_a_visitor_says_or_is_stands_in_the_log(site: Site) -> None:
    status, _, headers = asked(site, f"/voices?q={SECRET}", {"User-Agent": SECRET, "Cookie": f"token={SECRET}"})
    assert status == 200
    asked(site, f"/photo/{SECRET}")
    asked(site, f"/{SECRET}")
    asked(site, "/", {"X-Forwarded-For": "203.0.113.9"})
    text = site.log.read_text(encoding="utf-8")
    assert headers["x-request-id" if "x-request-id" in headers else "X-Request-ID"] in text
    assert SECRET not in text
    assert "203.0.113.9" not in text
    assert "127.0.0.1" not in text.partition('{"time"')[2]
    routes = [json.loads(line).get("route") for line in text.splitlines() if line.startswith("{")]
    assert {"/voices", "/photo/{photo}", "other"} <= set(routes)


def test_after_the_greeting_every_line_of_the_log_is_json(site: Site) -> None:
    lines = site.log.read_text(encoding="utf-8").splitlines()
    greeting = ("You can now view", "URL:", "Local URL", "Network URL", "External URL")
    odd = [line for line in lines if line.strip() and not line.startswith("{") and not any(g in line for g in greeting)]
    assert odd == []


def test_the_real_server_gives_its_numbers_to_this_computer_only(site: Site) -> None:
    assert "machi_database_bytes" in asked(site, "/metrics")[1]
    assert asked(site, "/metrics", {"X-Forwarded-For": "203.0.113.9"})[0] == 404
