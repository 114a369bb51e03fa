"""The door: who may ask for anything at all. Without accounts this computer alone; with accounts, who is signed in."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from survey_capture.bearer import PEER
from survey_loader import settings
from survey_loader.acts import inviting
from survey_loader.acts.accounts import any_accounts
from survey_loader.errors import SurveyError
from survey_loader.settings import Settings
from survey_ui import entrance, hosts, oidc, passport, standing, web

# What holds nothing of any survey: our own sign-in, the way to an identity provider and back, Streamlit's program.
OPEN = frozenset(
    {
        entrance.SIGN_IN,
        entrance.SIGN_IN_OIDC,
        entrance.SIGN_OUT,
        entrance.PASSWORD,
        "/healthz",
        "/favicon.png",
        "/manifest.json",
        "/auth/login",
        "/oauth2callback",
        "/_stcore/health",
        "/_stcore/host-config",
        # The street form asks for an invitation itself, at each request that concerns a survey.
        inviting.PATH,
    }
)
OPEN_FOLDERS = ("/static/", f"{inviting.PATH}/")
ELSEWHERE = (
    "この名前の場所では開けません。知らされたアドレスでお開きください。\n"
    "This server does not answer under this name. Please open the address you were given.\n"
)
NOBODY = "サインインしてください。\nPlease sign in.\n"


class SignedIn:
    """Lets nobody in who may not: without accounts, only this computer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        answer = await asyncio.to_thread(_judge, scope)
        if answer is None:
            if scope["path"].startswith(inviting.PATH):
                scope[PEER] = passport.peer_of(HTTPConnection(scope))
            if scope["type"] == "websocket":
                receive = standing.watched(scope, receive, send)
            await self.app(scope, receive, send)
        else:
            await web.refuse(answer, scope, receive, send)


def _judge(scope: Scope) -> Response | None:
    """Return the answer for whoever may not come in, None for who may."""
    try:
        return _judged(HTTPConnection(scope), settings.load())
    except SurveyError as error:
        # Where nobody can tell who may come in, nobody does; the health check tells why by itself.
        return None if scope["path"] == "/healthz" else PlainTextResponse(f"{error}\n", 503)


def _judged(connection: HTTPConnection, here: Settings) -> Response | None:
    path = connection.scope["path"]
    is_open = path in OPEN or (path.startswith(OPEN_FOLDERS) and ".." not in path)
    # A page loads dozens of program files; for this computer they are open with accounts and without.
    if is_open and not hosts.refused(connection.headers):
        return None
    if not any_accounts(here):
        return PlainTextResponse(hosts.REFUSED, 403) if hosts.refused(connection.headers) else None
    if hosts.foreign(connection.headers, hosts.public_host(here)):
        return PlainTextResponse(ELSEWHERE, 403)
    if is_open:
        return None
    found = passport.visitor(here, connection)
    if found is not None and not found.must_change:
        return None
    if not _is_navigation(connection):
        return PlainTextResponse(NOBODY, 401, {"Cache-Control": "no-store"})
    if found is not None:
        return _to(entrance.PASSWORD, connection)
    return oidc.arrived(connection, here) or _to(entrance.SIGN_IN, connection)


def refuse_unguarded_address(address: str | None, here: Settings) -> None:
    """Stop the start-up where the server would listen to other computers without asking who comes.

    Raises SystemExit with the two lines that mend it.
    """
    if address in hosts.LOCAL_HOSTS or (any_accounts(here) and here.address):
        return
    raise SystemExit(
        f"server.address = {address!r}: アカウントと公開する場所が決まるまでは、localhost だけで動かせます。"
        "次の2行で直せます。"
        " / Without accounts and a public address this runs on localhost only. These two lines mend it:\n"
        "  python -m survey_loader accounts add NAME --role admin\n"
        "  MACHI_ADDRESS=https://koe.example.jp"
    )


def _is_navigation(connection: HTTPConnection) -> bool:
    return (
        connection.scope["type"] == "http"
        and connection.scope["method"] == "GET"
        and "text/html" in connection.headers.get("accept", "")
    )


def _to(page: str, connection: HTTPConnection) -> Response:
    query = {"to": asked_for(connection)}
    if language := connection.query_params.get("lang"):
        query["lang"] = web.language_of(language)
    return RedirectResponse(f"{page}?{urlencode(query)}", 303, {"Cache-Control": "no-store"})


def asked_for(connection: HTTPConnection) -> str:
    """Return path and query of a request, to come back to."""
    query = connection.url.query
    return passport.inside(connection.url.path + (f"?{query}" if query else ""))
