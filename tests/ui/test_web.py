"""The door: only this computer is let in, each answer carries its headers, photos need consent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from survey_loader import settings
from survey_loader.errors import UnusableSettings
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store.connection import opened
from survey_ui import door, web
from tests.ui.small_town import add, jpeg


async def page(_: Request) -> Response:
    return HTMLResponse('<!DOCTYPE html><html lang="en"><head></head><body>まちの声</body></html>')


async def text(_: Request) -> Response:
    return PlainTextResponse('<html lang="en">')


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("やあ")
    await socket.close()


@pytest.fixture
def visitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("MACHI_DATA_DIR", str(tmp_path))
    app = Starlette(
        routes=[
            Route("/", page),
            Route("/text", text),
            Route("/healthz", web.healthz),
            Route("/photo/{photo}", web.photo),
            WebSocketRoute("/stream", echo),
        ],
        middleware=[
            Middleware(door.SignedIn),
            Middleware(web.SecurityHeaders),
            Middleware(web.PageLanguage),
        ],
    )
    with TestClient(app, base_url="http://localhost:8501") as client:
        yield client


@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "127.0.0.1:9", "[::1]:8501", "LOCALHOST"])
def test_a_request_from_this_computer_is_answered(visitor: TestClient, host: str) -> None:
    assert visitor.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["machi.example", "localhost.machi.example", "127.0.0.1.nip.io", "192.168.1.5:8501", "a@localhost", ""],
)
def test_a_foreign_host_is_refused_in_both_languages(visitor: TestClient, host: str) -> None:
    answer = visitor.get("/", headers={"Host": host})
    assert answer.status_code == 403
    assert "動かしているパソコン" in answer.text
    assert "only its own computer" in answer.text


@pytest.mark.parametrize(
    "name", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"]
)
def test_a_request_through_a_proxy_is_refused(visitor: TestClient, name: str) -> None:
    assert visitor.get("/", headers={name: "203.0.113.9"}).status_code == 403


@pytest.mark.parametrize("origin", ["https://machi.example", "null", "http://localhost:8501/elsewhere", "http://"])
def test_a_request_sent_by_another_site_is_refused(visitor: TestClient, origin: str) -> None:
    assert visitor.get("/", headers={"Origin": origin}).status_code == 403


def test_a_websocket_from_here_opens(visitor: TestClient) -> None:
    with visitor.websocket_connect("/stream", headers={"Host": "localhost:8501"}) as socket:
        assert socket.receive_text() == "やあ"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "machi.example"},
        {"Host": "localhost", "X-Forwarded-For": "203.0.113.9"},
        {"Host": "localhost", "Origin": "https://machi.example"},
    ],
)
def test_a_websocket_from_elsewhere_is_refused(visitor: TestClient, headers: dict[str, str]) -> None:
    with pytest.raises(WebSocketDisconnect), visitor.websocket_connect("/stream", headers=headers):
        pass


def test_every_answer_carries_the_security_headers(visitor: TestClient) -> None:
    headers = visitor.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("address", "language"),
    [("/", "ja"), ("/?lang=English", "en"), ("/?lang=ja-easy", "ja"), ("/?lang=<script>", "ja")],
)
def test_the_page_says_its_language(visitor: TestClient, address: str, language: str) -> None:
    answer = visitor.get(address)
    assert f'<html lang="{language}">' in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_only_pages_are_rewritten(visitor: TestClient) -> None:
    assert visitor.get("/text").text == '<html lang="en">'


def test_health_says_that_the_database_answers(visitor: TestClient) -> None:
    answer = visitor.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


def test_health_says_when_the_database_is_gone(
    visitor: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.db").write_bytes(b"no database at all, whatever the name says" * 100)
    monkeypatch.setenv("MACHI_DATABASE", str(tmp_path / "broken.db"))
    answer = visitor.get("/healthz")
    assert (answer.status_code, answer.json()["ok"]) == (503, False)


@pytest.mark.parametrize("photo", ["0" * 64, "unknown", "..%2F..%2Fmachi.db"])
def test_a_photo_nobody_allowed_is_refused(visitor: TestClient, photo: str) -> None:
    assert visitor.get(f"/photo/{photo}").status_code in {403, 404}


def test_a_photo_has_two_sizes_only(visitor: TestClient) -> None:
    assert visitor.get(f"/photo/{'0' * 64}?size=huge").status_code == 400


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "192.168.1.5", "machi.example"])
def test_the_server_does_not_start_on_a_public_address(tmp_path: Path, address: str | None) -> None:
    with pytest.raises(SystemExit, match="localhost"):
        door.refuse_unguarded_address(address, settings.load(data_dir=tmp_path))


def test_the_language_is_written_also_where_the_server_inside_compresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MACHI_DATA_DIR", str(tmp_path))
    inside = GZipMiddleware(Starlette(routes=[Route("/", page)]), minimum_size=1)
    with TestClient(web.PageLanguage(inside), base_url="http://localhost") as client:
        assert '<html lang="ja">' in client.get("/", headers={"Accept-Encoding": "gzip"}).text


def test_a_page_may_run_its_own_inline_script_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHI_DATA_DIR", str(tmp_path))

    async def scripted(_: Request) -> Response:
        return HTMLResponse('<html lang="en"><script>window.prerenderReady = false</script></html>')

    app = Starlette(routes=[Route("/", scripted)], middleware=[Middleware(web.PageLanguage)])
    with TestClient(app, base_url="http://localhost") as client:
        policy = client.get("/").headers["Content-Security-Policy"]
    assert policy.count("'sha256-") == 1
    assert "script-src 'self' blob: 'sha256-" in policy


def test_a_page_asked_for_again_comes_whole_with_its_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHI_DATA_DIR", str(tmp_path))

    async def kept(request: Request) -> Response:
        return Response(status_code=304 if "if-none-match" in request.headers else 200, media_type="text/html")

    app = Starlette(routes=[Route("/", kept)], middleware=[Middleware(web.PageLanguage)])
    with TestClient(app, base_url="http://localhost") as client:
        asked = {"If-None-Match": '"1"', "If-Modified-Since": "Mon, 23 Nov 2026 00:00:00 GMT"}
        assert client.get("/", headers={**asked, "Accept": "text/html,*/*;q=0.8"}).status_code == 200
        assert client.get("/", headers={**asked, "Accept": "image/webp"}).status_code == 304


def photo_ids(here: Settings) -> dict[str, str]:
    with opened(here.database) as db:
        rows = db.conn.execute("select i.board, p.id from photos p join interviews i on i.id = p.interview_id")
        return dict(rows.fetchall())


def test_a_photo_goes_out_only_with_consent(visitor: TestClient, town: Settings) -> None:
    ids = photo_ids(town)
    seen = visitor.get(f"/photo/{ids['1']}?size=thumb")
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/jpeg")
    assert "private" in seen.headers["cache-control"]
    assert seen.headers["x-content-type-options"] == "nosniff"
    refused = visitor.get(f"/photo/{ids['2']}")
    assert refused.status_code == 403
    assert refused.headers["cache-control"] == "no-store"


def test_a_hall_is_served_only_photos_whose_owner_allowed_the_hall(visitor: TestClient, town: Settings) -> None:
    ids = photo_ids(town)
    add(town, 2, consents=Consents(quote=True, photo_committee="face"), photos=((jpeg("gold"), "face"),))
    committee_only = (set(photo_ids(town).values()) - set(ids.values())).pop()
    assert visitor.get(f"/photo/{committee_only}").status_code == 200
    for query in ("for=hall", "for=hall&waiting=1", "for=hall&size=thumb"):
        assert visitor.get(f"/photo/{committee_only}?{query}").status_code == 403
    assert visitor.get(f"/photo/{committee_only}?for=everybody").status_code == 400
    shown = visitor.get(f"/photo/{ids['1']}?for=hall")
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")


def test_only_the_host_of_the_tiles_may_be_asked_for_pictures(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pictures() -> str:
        policy = visitor.get("/").headers["Content-Security-Policy"]
        return next(part for part in policy.split("; ") if part.startswith("img-src"))

    assert pictures() == "img-src 'self' data: blob:"
    monkeypatch.setenv("MACHI_TILES", "https://tiles.example/pale/{z}/{x}/{y}.png")
    assert pictures() == "img-src 'self' https://tiles.example data: blob:"


@pytest.mark.parametrize(
    "tiles",
    ["https://*.example/{z}/{x}/{y}", "https://a.example; script-src *", "javascript:{z}{x}{y}", "https://a/{z}"],
)
def test_tiles_that_name_no_single_host_stop_the_start(tiles: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHI_TILES", tiles)
    with pytest.raises(UnusableSettings, match="地図"):
        settings.load()
