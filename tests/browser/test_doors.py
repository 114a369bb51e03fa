"""The running server with accounts: signing in by form and by an identity provider, and nothing without."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from survey_loader import settings
from survey_loader.access import COMMAND_LINE, Role
from survey_loader.acts import accounts, signing_in
from survey_loader.settings import Settings
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import surveys
from survey_ui.passport import OIDC, PLAIN
from tests.browser.conftest import OpenPage
from tests.browser.provider import Provider, provided
from tests.browser.serving import Site, served

pytestmark = pytest.mark.browser

OWN = "ゆきの町をあるく 2026"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provided() as running:
        yield running


@pytest.fixture(scope="module")
def guarded(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Site]:
    """The sample survey behind accounts: hanako by password, jiro by the provider."""
    folder = tmp_path_factory.mktemp("doors") / "data"
    shutil.copytree(sample_folder, folder)
    here = settings.load(data_dir=folder)
    first = accounts.add(here, COMMAND_LINE, "hanako", "佐藤 花子", Role.ORGANISER)
    signing_in.change_password(here, signing_in.sign_in(here, "hanako", first), first, OWN)
    accounts.add(here, COMMAND_LINE, "jiro", "鈴木 次郎", Role.MEMBER, email="jiro@city.example")
    with served(folder, provider.secrets()) as running:
        yield running


@pytest.fixture
def here(guarded: Site) -> Settings:
    return settings.load(data_dir=guarded.data_dir)


@contextmanager
def browsing(site: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.address, headers=HTML, timeout=60) as client:
        yield client


def come_in(client: httpx.Client, to: str = "/") -> httpx.Response:
    fields = {"name": "hanako", "password": OWN}
    headers = {"Origin": str(client.base_url).rstrip("/")}
    return client.post("/sign-in", params={"to": to}, data=fields, headers=headers)


def stream(site: Site, client: httpx.Client | None = None) -> ClientConnection:
    cookies = "; ".join(f"{name}={value}" for name, value in (client.cookies.items() if client else ()))
    return connect(
        f"{site.address.replace('http', 'ws')}/_stcore/stream",
        additional_headers={"Cookie": cookies},
        subprotocols=["streamlit"],  # type: ignore[list-item]
        proxy=None,
    )


def refused(site: Site, client: httpx.Client | None = None) -> bool:
    with pytest.raises(InvalidStatus) as told, stream(site, client):
        pass
    return told.value.response.status_code == 403


def photo(here: Settings) -> str:
    with opened(here.database) as db:
        row = db.conn.execute(
            "select p.id from photos p join interviews i on i.id = p.interview_id "
            "where i.photo_committee = 'face' limit 1"
        ).fetchone()
    return f"/photo/{row[0]}?size=thumb"


def sit_down(page: Page, to: str = "") -> None:
    """Sign in by the form, from the page that was asked for."""
    page.goto(to or "/")
    page.get_by_label("名前（アカウント）").fill("hanako")
    page.get_by_label("パスワード").fill(OWN)
    page.get_by_role("button", name="入る", exact=True).click()


@pytest.mark.parametrize("path", ["/", "/voices?theme=x", "/accounts", "/media/x.jpg", "/_stcore/upload_file/a/b"])
def test_a_fresh_server_shows_nothing_behind_a_deep_link(guarded: Site, here: Settings, path: str) -> None:
    with browsing(guarded) as client:
        asked = client.get(path)
        assert asked.status_code == 303
        assert asked.headers["location"].startswith("/sign-in?to=")
        for way in (path, photo(here)):
            assert client.get(way, headers={"Accept": "*/*"}).status_code == 401
    assert refused(guarded)


def test_a_forged_cookie_opens_nothing(guarded: Site) -> None:
    for name in (PLAIN, f"__Host-{PLAIN}", OIDC):
        with browsing(guarded) as client:
            client.cookies.set(name, "eyJpc19sb2dnZWRfaW4iOnRydWV9.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb")
            assert client.get("/voices").headers["location"].startswith("/sign-in")
            assert refused(guarded, client)


def test_a_session_opens_everything_until_it_is_ended(guarded: Site, here: Settings) -> None:
    with browsing(guarded) as client:
        assert come_in(client, "/voices?a=b").headers["location"] == "/voices?a=b"
        held = dict(client.cookies)
        assert client.get("/voices").status_code == 200
        assert client.get(photo(here)).status_code == 200
        with stream(guarded, client):
            pass
        client.post("/sign-out", headers={"Origin": guarded.address})
        client.cookies.update(held)
        assert client.get(photo(here), headers={"Accept": "*/*"}).status_code == 401
        assert refused(guarded, client)


def test_an_expired_session_opens_nothing(guarded: Site, here: Settings) -> None:
    with browsing(guarded) as client:
        come_in(client)
        past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat(timespec="milliseconds")
        with opened(here.database) as db, transaction(db):
            db.conn.execute("update sessions set expires = ?", [past])
        assert client.get("/voices").headers["location"].startswith("/sign-in")
        assert refused(guarded, client)


def test_an_open_connection_does_not_outlive_its_session(guarded: Site, here: Settings) -> None:
    with opened(here.database) as db:
        names = [survey.name for survey in surveys(db)]
    asked = BackMsg()
    asked.rerun_script.fragment_id = "of before"
    with browsing(guarded) as client:
        come_in(client)
        with stream(guarded, client) as socket:
            accounts.sign_out_everywhere(here, COMMAND_LINE, "hanako")
            socket.send(asked.SerializeToString())
            said = b""
            while "サインインが終わりました".encode() not in said:
                message = socket.recv(timeout=60)
                said += message if isinstance(message, bytes) else message.encode()
            assert names
            assert not any(name.encode() in said for name in names)


def test_who_the_provider_knows_and_is_listed_comes_in_and_out_for_good(
    guarded: Site, provider: Provider, here: Settings
) -> None:
    provider.person = {"sub": "j-1", "email": "jiro@city.example", "email_verified": True, "name": "次郎"}
    with httpx.Client(base_url=guarded.address, headers=HTML, timeout=60, follow_redirects=True) as client:
        assert "大学・市などのアカウントで入る" in client.get("/voices").text
        came = client.get("/sign-in/oidc", params={"provider": "default", "to": "/voices?a=b"})
        assert (came.status_code, came.url.raw_path) == (200, b"/voices?a=b")
        assert client.get(photo(here)).status_code == 200
        with stream(guarded, client):
            pass
        held = dict(client.cookies)
        assert OIDC in held
        client.post("/sign-out", headers={"Origin": guarded.address})
        assert not client.cookies
        client.cookies.update(held)
        assert refused(guarded, client)
        assert client.get(photo(here), headers={"Accept": "*/*"}).status_code == 401


@pytest.mark.parametrize("changed", [{"sub": "x", "email": "x@city.example"}, {"sub": "y", "email_verified": False}])
def test_who_is_not_listed_is_told_whom_to_ask(guarded: Site, provider: Provider, changed: dict[str, object]) -> None:
    provider.person = {"email": "jiro@city.example", "email_verified": True, **changed}
    with httpx.Client(base_url=guarded.address, headers=HTML, timeout=60, follow_redirects=True) as client:
        answer = client.get("/sign-in/oidc", params={"provider": "default"})
        assert answer.status_code == 403
        assert "管理者に伝えて" in answer.text
        assert f"{provider.address} {changed['sub']}" in answer.text
        assert OIDC not in client.cookies
        assert refused(guarded, client)


def test_a_person_signs_in_by_the_form_sees_who_they_are_and_signs_out(guarded: Site, visit: OpenPage) -> None:
    page = visit(guarded)
    sit_down(page, "/voices")
    expect(page.get_by_role("heading", name="声と写真")).to_be_visible()
    assert page.url.startswith(f"{guarded.address}/voices")
    expect(page.get_by_text("佐藤 花子 さん")).to_be_visible()
    page.get_by_role("link", name="サインアウト").click()
    page.get_by_role("button", name="サインアウト").click()
    expect(page.get_by_text("出ました")).to_be_visible()
    page.goto("/voices")
    expect(page.get_by_role("heading", name="サインイン")).to_be_visible()


def test_a_screen_whose_session_ended_goes_on_by_itself_after_signing_in_elsewhere(
    guarded: Site, visit: OpenPage, here: Settings
) -> None:
    page = visit(guarded)
    sit_down(page, "/entry")
    expect(page.get_by_text("佐藤 花子 さん")).to_be_visible()
    accounts.sign_out_everywhere(here, COMMAND_LINE, "hanako")
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_text("Your sign-in is over")).to_be_visible()
    with page.context.expect_page() as opened_page:
        page.get_by_role("link", name="Sign in").click()
    sit_down(opened_page.value, opened_page.value.url)
    expect(opened_page.value.get_by_text("佐藤 花子")).to_be_visible()
    expect(page.get_by_text("佐藤 花子")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("heading", name="Entry", exact=True)).to_be_visible()
