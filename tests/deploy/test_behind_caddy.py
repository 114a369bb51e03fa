"""The real Caddy, with deploy/Caddyfile, before two real servers: HTTPS, the websocket, and slow visitors let go."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from survey_exports.pictures import chrome
from tests.browser.serving import served
from tests.conftest import PROJECT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("caddy") is None, reason="Caddy is not installed (apt-get install caddy)"),
    pytest.mark.skipif(chrome() is None, reason="no Chromium"),
    pytest.mark.skipif(
        not (PROJECT / "survey_loader/commands/accounts.py").exists(), reason="without accounts no proxy is answered"
    ),
]
PASSWORD = "雪野の川は今日も静かに流れる"
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Front:
    """Caddy's address, the certificate authority it made for itself, `hanako`'s first password, the servers' logs."""

    address: str
    authority: Path
    first_password: str
    logs: tuple[Path, ...] = ()


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def accounts(data_dir: Path, *arguments: str) -> str:
    environment = {**os.environ, "MACHI_DATA_DIR": str(data_dir), "MACHI_SETTINGS": "/nonexistent"}
    line = [sys.executable, "-m", "survey_loader", "accounts", *arguments]
    return subprocess.run(line, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("front")
    told = accounts(folder / "data", "add", "hanako", "--role", "admin")
    password = next(line.rpartition("：")[2] for line in told.splitlines() if "パスワード" in line)
    port = free_port()
    public = f"https://localhost:{port}"
    with ExitStack() as stack:
        sites = [
            stack.enter_context(
                served(folder / "data", log=folder / f"{name}.log", MACHI_ADDRESS=public, MACHI_METRICS="true")
            )
            for name in ("first", "second")
        ]
        made = stack.enter_context(caddy(folder, port, [site.address for site in sites], password))
        yield replace(made, logs=tuple(site.log for site in sites))


@contextmanager
def caddy(folder: Path, port: int, behind: Sequence[str], password: str) -> Iterator[Front]:
    text = (PROJECT / "deploy/Caddyfile").read_text(encoding="utf-8")
    # A certificate of its own instead of one from the internet, no port but its own, and less patience.
    text = text.replace(
        "{\n\tservers", "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n\tservers", 1
    )
    text = text.replace("{$MACHI_SITE} {", "{$MACHI_SITE} {\n\ttls internal\n\tbind 127.0.0.1")
    text = text.replace("read_header 10s", "read_header 1s").replace("read_body 10m", "read_body 1s")
    (folder / "Caddyfile").write_text(text, encoding="utf-8")
    environment = {
        **os.environ, "MACHI_SITE": f"localhost:{port}",
        "MACHI_UPSTREAMS": " ".join(urlsplit(address).netloc for address in behind),
        "XDG_DATA_HOME": str(folder / "kept"), "XDG_CONFIG_HOME": str(folder / "kept"), "HOME": str(folder),
    }  # fmt: skip
    line = ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with (folder / "caddy.log").open("wb") as log:
        process = subprocess.Popen(line, env=environment, stdout=log, stderr=log)
        try:
            made = Front(f"https://localhost:{port}", folder / "kept/caddy/pki/authorities/local/root.crt", password)
            until = time.monotonic() + PATIENCE_SECONDS
            while not _answers(made) and time.monotonic() < until and process.poll() is None:
                time.sleep(0.1)
            assert _answers(made), (folder / "caddy.log").read_text(encoding="utf-8")
            yield made
        finally:
            process.terminate()
            process.wait(20)


def connected(front: Front) -> ssl.SSLSocket:
    parts = urlsplit(front.address)
    context = ssl.create_default_context(cafile=str(front.authority))
    plain = socket.create_connection(("127.0.0.1", parts.port or 0), timeout=20)
    return context.wrap_socket(plain, server_hostname="localhost")


def _answers(front: Front) -> bool:
    try:
        return b" 200 " in spoken(front, "/healthz")
    except OSError:
        return False


def spoken(front: Front, path: str, cookie: str = "") -> bytes:
    host = urlsplit(front.address).netloc
    kept = f"Cookie: {cookie}\r\n" if cookie else ""
    with connected(front) as sock:
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{kept}Connection: close\r\n\r\n".encode())
        received = b""
        while piece := sock.recv(65536):
            received += piece
        return received


def test_https_is_answered_with_what_keeps_it_https(front: Front) -> None:
    answer = spoken(front, "/healthz").lower()
    assert b"strict-transport-security: max-age=31536000" in answer
    assert b"x-request-id: " in answer


def test_numbers_about_the_server_do_not_leave_by_the_front(front: Front) -> None:
    assert b" 404 " in spoken(front, "/metrics").partition(b"\r\n")[0]
    assert b" 404 " in spoken(front, "/_stcore/metrics").partition(b"\r\n")[0]


def of_header(name: str, answer: bytes) -> str:
    """Return the value of a header up to the first semicolon."""
    found = re.search(rf"(?im)^{name}: ([^;\r]+)", answer.decode())
    return found[1] if found else ""


def test_a_visitor_stays_with_the_server_the_first_answer_came_from(front: Front) -> None:
    given = {of_header("set-cookie", spoken(front, "/healthz")) for _ in range(40)}
    assert len(given) == 2, "visitors come to both servers"
    for cookie in given:
        numbers = [of_header("x-request-id", spoken(front, "/sign-in", cookie)) for _ in range(10)]
        until = time.monotonic() + PATIENCE_SECONDS
        # A line is written once its answer has left.
        while sum(found := _found(numbers, front.logs)) < 10 and time.monotonic() < until:
            time.sleep(0.1)
        assert sorted(found) == [0, 10]


def _found(numbers: Sequence[str], logs: Sequence[Path]) -> list[int]:
    texts = [log.read_text(encoding="utf-8") for log in logs]
    return [sum(number in text for number in numbers) for text in texts]


def test_a_visitor_who_stops_in_the_middle_of_a_header_is_let_go(front: Front) -> None:
    with connected(front) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        # The socket's own patience is 20 s: an answer or an end before that is Caddy's.
        assert b" 200 " not in sock.recv(4096)


def test_somebody_signed_in_sees_the_screen_and_its_websocket_stays_open(front: Front) -> None:
    # In a thread of its own: other tests of the run may have a browser open, and two do not share a thread.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_sign_in_and_look, front).result()


def _sign_in_and_look(front: Front) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chrome()), args=["--no-sandbox"])
        try:
            page = browser.new_context(ignore_https_errors=True).new_page()
            sockets: list[str] = []
            page.on("websocket", lambda opened: sockets.append(opened.url))
            page.goto(front.address)
            # Nobody is signed in: the way leads to the door, over HTTPS, under the public name.
            assert page.url.startswith(f"{front.address}/sign-in")
            assert sockets == []
            page.fill("input[name=name]", "hanako")
            page.fill("input[name=password]", front.first_password)
            page.get_by_role("button", name="入る").click()
            page.fill("input[name=old]", front.first_password)
            page.fill("input[name=new]", PASSWORD)
            page.fill("input[name=again]", PASSWORD)
            page.get_by_role("button", name="変える").click()
            page.get_by_test_id("stApp").get_by_role("heading").first.wait_for(timeout=60_000)
            assert sockets
            assert all(url.startswith(f"wss://{urlsplit(front.address).netloc}/") for url in sockets)
            kept = {one["name"]: one for one in page.context.cookies()}
            # Which of the servers it was is no secret.
            ours = [one for name, one in kept.items() if "xsrf" not in name and name != "machi_server"]
            assert ours and all(one["secure"] and one["httpOnly"] for one in ours)
        finally:
            browser.close()
