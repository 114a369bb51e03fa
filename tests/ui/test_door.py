"""The door with accounts: who is not signed in gets nothing, on any way in; forms come from our own pages alone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from httpx import Response as Answer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg

from survey_loader import settings
from survey_loader.access import COMMAND_LINE, Role
from survey_loader.acts import accounts, signing_in
from survey_loader.settings import Settings
from survey_loader.store.connection import opened, transaction
from survey_ui import door, entrance, passport, web

OWN = "ゆきの町をあるく 2026"
HERE = "http://localhost:8501"
HTML = {"Accept": "text/html,application/xhtml+xml"}


async def page(request: Request) -> Response:
    return HTMLResponse(f"<html lang='en'><body>声 {request.url.path}</body></html>")


async def photo(_: Request) -> Response:
    return PlainTextResponse("a face")


async def told(socket: WebSocket) -> None:
    await socket.accept()
    with suppress(WebSocketDisconnect):
        while True:
            asked = BackMsg()
            asked.ParseFromString(await socket.receive_bytes())
            run = asked.rerun_script
            widgets = len(run.widget_states.widgets)
            await socket.send_json({"fragment": run.fragment_id, "widgets": widgets, "page": run.page_script_hash})


def served() -> Starlette:
    paths = ("/", "/voices", "/static/main.js", "/healthz")
    return Starlette(
        routes=[
            *(Route(path, page) for path in paths),
            *(Route(path, photo) for path in ("/media/x.jpg", "/photo/x")),
            Route("/_stcore/upload_file/a/b", photo, methods=["PUT"]),
            Route(entrance.SIGN_IN, entrance.sign_in, methods=["GET", "POST"]),
            Route(entrance.SIGN_IN_OIDC, entrance.sign_in_oidc),
            Route(entrance.SIGN_OUT, entrance.sign_out, methods=["GET", "POST"]),
            Route(entrance.PASSWORD, entrance.password, methods=["GET", "POST"]),
            WebSocketRoute("/_stcore/stream", told),
        ],
        middleware=[
            Middleware(web.SecurityHeaders),
            Middleware(door.SignedIn),
            Middleware(web.PageLanguage),
        ],
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation with one member, hanako, who has chosen her password; copy it."""
    here = settings.load(data_dir=tmp_path_factory.mktemp("made"))
    first = accounts.add(here, COMMAND_LINE, "hanako", "佐藤 花子", Role.MEMBER)
    token = signing_in.sign_in(here, "hanako", first)
    signing_in.change_password(here, token, first, OWN)
    signing_in.sign_out(here, token)
    return here


@pytest.fixture
def town(made: Settings, empty: Settings) -> Settings:
    """A copy of it that a test may change."""
    shutil.copytree(made.data_dir, empty.data_dir, dirs_exist_ok=True)
    return empty


@pytest.fixture
def visitor(town: Settings) -> Iterator[TestClient]:
    with TestClient(served(), base_url=HERE, follow_redirects=False) as client:
        yield client


def send(client: TestClient, path: str, **fields: str) -> Answer:
    return client.post(path, data=fields, headers={"Origin": str(client.base_url).rstrip("/")})


def come_in(client: TestClient, path: str = "/sign-in", password: str = OWN) -> Answer:
    return send(client, path, name="hanako", password=password)


def stream(client: TestClient, cookie: str | None = None) -> WebSocketTestSession:
    """Open a websocket as a browser does, with the cookie it has or another."""
    held = client.cookies.get(passport.PLAIN, "") if cookie is None else cookie
    headers = {"Host": "localhost:8501", "Origin": HERE, "Cookie": f"{passport.PLAIN}={held}"}
    return client.websocket_connect("/_stcore/stream", headers=headers)


def rerun(fragment: str = "", widgets: int = 0, page: str = "voices") -> bytes:
    asked = BackMsg()
    asked.rerun_script.fragment_id = fragment
    asked.rerun_script.page_script_hash = page
    for number in range(widgets):
        asked.rerun_script.widget_states.widgets.add().id = str(number)
    return asked.SerializeToString()


@pytest.mark.parametrize("path", ["/media/x.jpg", "/photo/x", "/voices", "/"])
def test_nothing_goes_out_to_who_is_not_signed_in(visitor: TestClient, path: str) -> None:
    answer = visitor.get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (401, "no-store")
    assert "サインインしてください" in answer.text
    assert "face" not in answer.text


def test_nothing_comes_in_from_who_is_not_signed_in(visitor: TestClient) -> None:
    assert visitor.put("/_stcore/upload_file/a/b", content=b"x").status_code == 401


@pytest.mark.parametrize("cookie", ["", "forged", "a" * 5000, "%E6%97%A5"])
def test_a_websocket_without_a_session_is_refused(visitor: TestClient, cookie: str) -> None:
    with pytest.raises(WebSocketDisconnect), stream(visitor, cookie):
        pass


@pytest.mark.parametrize("path", ["/static/main.js", "/healthz", "/sign-in"])
def test_what_holds_nothing_of_a_survey_is_open(visitor: TestClient, path: str) -> None:
    assert visitor.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/static/../media/x.jpg", "/static/%2e%2e/media/x.jpg", "//media/x.jpg", "/MEDIA/x"])
def test_a_roundabout_path_is_no_way_in(visitor: TestClient, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code in {401, 404}
    assert "face" not in answer.text


def test_a_deep_link_comes_back_to_where_it_pointed(visitor: TestClient) -> None:
    asked = visitor.get("/voices?theme=除雪&lang=English", headers=HTML)
    assert asked.status_code == 303
    shown = visitor.get(asked.headers["location"], headers=HTML)
    assert '<html lang="en">' in shown.text
    action = re.search(r'action="([^"]+)"', shown.text)
    assert action
    came = come_in(visitor, action[1].replace("&amp;", "&"))
    assert came.status_code == 303
    assert came.headers["location"] == "/voices?theme=%E9%99%A4%E9%9B%AA&lang=English"
    assert visitor.get(came.headers["location"], headers=HTML).status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\nSet-Cookie: x=1",
        "voices",
    ],
)
def test_signing_in_never_leads_to_another_site(visitor: TestClient, target: str) -> None:
    answer = visitor.post(
        "/sign-in", params={"to": target}, data={"name": "hanako", "password": OWN}, headers={"Origin": HERE}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_signed_in_member_sees_the_screens_until_they_sign_out(visitor: TestClient) -> None:
    cookie = come_in(visitor).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert visitor.get("/media/x.jpg").text == "a face"
    held = visitor.cookies[passport.PLAIN]
    assert "佐藤 花子" in visitor.get("/sign-out").text
    assert visitor.get("/media/x.jpg").status_code == 200
    assert "出ました" in send(visitor, "/sign-out").text
    visitor.cookies.clear()
    visitor.cookies[passport.PLAIN] = held
    assert visitor.get("/media/x.jpg").status_code == 401


def test_a_wrong_password_is_told_beside_the_form_and_names_are_never_markup(visitor: TestClient) -> None:
    answer = send(visitor, "/sign-in", name='"><script>alert(1)</script>', password="違うパスワードです")
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert "<script" not in answer.text
    assert "set-cookie" not in answer.headers


def test_a_form_sent_by_another_site_is_not_taken(visitor: TestClient) -> None:
    fields = {"name": "hanako", "password": OWN}
    for headers in (
        {},
        {"Origin": "http://localhost:9999"},
        {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"{HERE}/elsewhere"},
    ):
        answer = visitor.post("/sign-in", data=fields, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


def test_a_form_too_long_is_not_taken(visitor: TestClient) -> None:
    assert send(visitor, "/sign-in", name="hanako", password="あ" * 20_000).status_code == 403


def test_a_first_password_opens_nothing_but_the_page_to_change_it(town: Settings) -> None:
    first = accounts.set_password(town, COMMAND_LINE, "hanako")
    with TestClient(served(), base_url=HERE, follow_redirects=False) as client:
        assert come_in(client, password=first).headers["location"] == "/"
        assert client.get("/media/x.jpg").status_code == 401
        with pytest.raises(WebSocketDisconnect), stream(client):
            pass
        asked = client.get("/voices", headers=HTML)
        assert asked.headers["location"] == "/password?to=%2Fvoices"
        assert "最初のパスワード" in client.get("/password").text
        twice = send(client, "/password", old=first, new="まちの声をきく2026年", again="ちがうことば2026年です")
        assert (twice.status_code, "2つの欄で違っています" in twice.text) == (400, True)
        changed = send(
            client, "/password?to=%2Fvoices", old=first, new="まちの声をきく2026年", again="まちの声をきく2026年"
        )
        assert changed.headers["location"] == "/voices"
        assert client.get("/media/x.jpg").status_code == 200


def test_an_expired_or_idle_session_opens_nothing(visitor: TestClient, town: Settings) -> None:
    past = (datetime.now(UTC) - timedelta(hours=4)).isoformat(timespec="milliseconds")
    for column in ("expires", "seen"):
        come_in(visitor)
        assert visitor.get("/media/x.jpg").status_code == 200
        with opened(town.database) as db, transaction(db):
            db.conn.execute(f"update sessions set {column} = ?", [past])
        assert visitor.get("/media/x.jpg").status_code == 401
        assert visitor.get("/voices", headers=HTML).headers["location"].startswith("/sign-in")


def test_a_role_taken_away_takes_effect_at_the_next_message(visitor: TestClient, town: Settings) -> None:
    come_in(visitor)
    with stream(visitor) as socket:
        socket.send_bytes(rerun("a fragment", 2))
        assert socket.receive_json() == {"fragment": "a fragment", "widgets": 2, "page": "voices"}
        accounts.grant(town, COMMAND_LINE, "hanako", "", Role.VIEWER)
        socket.send_bytes(rerun("a fragment", 2))
        assert socket.receive_json() == {"fragment": "", "widgets": 0, "page": "voices"}
        socket.send_bytes(rerun("a fragment", 2))
        assert socket.receive_json()["fragment"] == "a fragment"


def test_an_ended_session_draws_the_whole_screen_once_and_then_closes(visitor: TestClient, town: Settings) -> None:
    come_in(visitor)
    with stream(visitor) as socket:
        socket.send_bytes(rerun())
        socket.receive_json()
        assert accounts.sign_out_everywhere(town, COMMAND_LINE, "hanako") == 1
        socket.send_bytes(rerun("a fragment", 2))
        assert socket.receive_json() == {"fragment": "", "widgets": 0, "page": "voices"}
        socket.send_bytes(rerun())
        with pytest.raises(WebSocketDisconnect):
            socket.receive_json()


def test_over_https_the_cookie_is_for_https_and_this_host_alone(
    town: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MACHI_ADDRESS", "https://koe.example.jp")
    with TestClient(served(), base_url="https://koe.example.jp", follow_redirects=False) as client:
        cookie = come_in(client).headers["set-cookie"]
        assert cookie.startswith("__Host-machi_session=")
        assert "Secure" in cookie
        assert client.get("/media/x.jpg").status_code == 200
        held = client.cookies[passport.SECURE]
        client.cookies.clear()
        client.cookies[passport.PLAIN] = held
        assert client.get("/media/x.jpg").status_code == 401


def test_only_a_proxy_on_this_computer_is_believed(town: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHI_ADDRESS", "https://koe.example.jp")
    fields = {"name": "hanako", "password": OWN}
    told = {"Host": "koe.example.jp", "Origin": "https://koe.example.jp", "X-Forwarded-Proto": "https"}
    for peer, secure in (("127.0.0.1", True), ("203.0.113.9", False)):
        with TestClient(served(), base_url=HERE, client=(peer, 50000), follow_redirects=False) as client:
            answer = client.post("/sign-in", data=fields, headers=told)
            assert ("Secure" in answer.headers["set-cookie"]) is secure


@pytest.mark.parametrize("host", ["koe.example.jp", "KOE.example.jp", "localhost:8501"])
def test_the_public_address_and_this_computer_are_answered(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("MACHI_ADDRESS", "https://koe.example.jp/")
    assert visitor.get("/sign-in", headers={"Host": host, "X-Forwarded-For": "203.0.113.9"}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "koe.example.jp.evil.example", "koe.example.jp:444", ""])
def test_any_other_host_is_refused(visitor: TestClient, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("MACHI_ADDRESS", "https://koe.example.jp")
    assert visitor.get("/sign-in", headers={"Host": host}).status_code == 403


def test_without_accounts_only_this_computer_is_served(empty: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHI_ADDRESS", "https://koe.example.jp")
    with TestClient(served(), base_url=HERE) as client:
        assert client.get("/voices").status_code == 200
        assert client.get("/voices", headers={"Host": "koe.example.jp"}).status_code == 403
        assert client.get("/voices", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403


def test_the_server_starts_elsewhere_only_with_accounts_and_an_address(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(address: str | None) -> None:
        door.refuse_unguarded_address(address, settings.load())

    start("localhost")
    with pytest.raises(SystemExit, match="accounts add NAME --role admin\n  MACHI_ADDRESS="):
        start("0.0.0.0")
    accounts.add(empty, COMMAND_LINE, "hanako", role=Role.ADMIN)
    for address in ("0.0.0.0", "", None):
        with pytest.raises(SystemExit):
            start(address)
    monkeypatch.setenv("MACHI_ADDRESS", "https://koe.example.jp")
    start("0.0.0.0")


def test_the_pages_in_front_of_the_door_run_no_script_and_speak_three_languages(visitor: TestClient) -> None:
    for language, tag in (("ja", "ja"), ("en", "en"), ("ja-easy", "ja")):
        answer = visitor.get(f"/sign-in?lang={language}")
        assert f'<html lang="{tag}">' in answer.text
        assert "<script" not in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert '<label for="password">' in answer.text


def test_when_the_database_cannot_be_asked_nobody_is_let_in(
    visitor: TestClient, town: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_in(visitor)
    town.database.write_bytes(b"no database at all, whatever the name says" * 100)
    assert visitor.get("/media/x.jpg").status_code == 503
    assert visitor.get("/healthz").status_code == 200
