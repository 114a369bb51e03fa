"""What stands between the network and the screens: host check, security headers, page language, routes."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import sqlite3
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from survey_loader import settings
from survey_loader.access import Audience, Role
from survey_loader.errors import SurveyError
from survey_loader.language import LANGUAGES, tag
from survey_loader.store.connection import opened
from survey_loader.store.photo_files import Size
from survey_loader.store.photos import open_photo, surveys_of
from survey_ui import built_in, who

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "connect-src 'self' ws: wss: data: blob:",
        "frame-src 'self' blob: data:",
        "object-src 'none'",
        "base-uri 'self'",
        "frame-ancestors 'self'",
    )
)
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}
# Why a websocket is closed, as RFC 6455 numbers it.
POLICY_VIOLATION = 1008
INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
PHOTO_SIZES: dict[str, Size] = {"full": "full", "thumb": "thumb"}
# For whom a photo is asked (`?for=`); who sits at this computer is the committee.
PHOTO_AUDIENCES = {"committee": Audience.COMMITTEE, "hall": Audience.PUBLIC_HALL}
# The roles that may ask for a photo on behalf of an audience, in the survey the photo belongs to.
PHOTO_ROLES = {Audience.COMMITTEE: Role.MEMBER, Audience.PUBLIC_HALL: Role.MEMBER, Audience.ORGANISER: Role.ORGANISER}


def content_security_policy() -> str:
    """Return what a browser may load: from here alone, and map tiles from the one host that is set, if any."""
    parts = urlsplit(settings.load().tiles)
    if not parts.netloc:
        return CONTENT_SECURITY_POLICY
    return CONTENT_SECURITY_POLICY.replace("img-src 'self'", f"img-src 'self' {parts.scheme}://{parts.netloc}")


class SecurityHeaders:
    """Adds the security headers to every answer that does not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", content_security_policy())
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class PageLanguage:
    """Writes the language in use into the page's `<html lang>`, for screen readers and line breaking."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = bytearray()

        async def send_rewritten(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                headers_so_far = Headers(scope=message)
                # A page of our own says its language itself, and has its own, narrower policy.
                own = "content-security-policy" in headers_so_far
                if not own and headers_so_far.get("content-type", "").startswith("text/html"):
                    start = message
                    return
            elif start is not None and message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if message.get("more_body", False):
                    return
                content = _with_language(bytes(body), scope)
                headers = MutableHeaders(scope=start)
                headers["content-length"] = str(len(content))
                headers["content-security-policy"] = _allowing_inline(content)
                await send(start)
                message = {"type": "http.response.body", "body": content}
            await send(message)

        await self.app(_whole(scope), receive, send_rewritten)


def _whole(scope: Scope) -> Scope:
    """Return the request for the whole answer, uncompressed: Streamlit would compress inside, we do outside.

    A page is never "not modified" either: that answer would renew the kept page with a policy
    that does not know the page's own scripts.
    """
    left_out = {b"accept-encoding"}
    if "text/html" in Headers(scope=scope).get("accept", ""):
        left_out |= {b"if-none-match", b"if-modified-since"}
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in left_out]}


def language_of(chosen: str) -> str:
    """Return the language that stands in an address by its code or its name, else the one new visitors read."""
    named = {name: code for code, name in LANGUAGES.items()} | {code: code for code in LANGUAGES}
    return named.get(chosen) or settings.load().language


def _with_language(content: bytes, scope: Scope) -> bytes:
    chosen = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    language = language_of(chosen)
    spoken = content.replace(b'<html lang="en">', f'<html lang="{tag(language)}">'.encode(), 1)
    return spoken.replace(b"</head>", built_in.TAG + b"</head>", 1)


def _allowing_inline(content: bytes) -> str:
    """Return the policy with the page's own inline scripts allowed by their hashes, and no others."""
    digests = [hashlib.sha256(script).digest() for script in INLINE_SCRIPT.findall(content)]
    hashes = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return content_security_policy().replace("script-src 'self' blob:", f"script-src 'self' blob:{hashes}")


async def refuse(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer in place of the app's; of a websocket closed before it is accepted a browser sees a 403."""
    if scope["type"] != "websocket":
        await answer(scope, receive, send)
        return
    await receive()
    await send({"type": "websocket.close", "code": POLICY_VIOLATION})


async def healthz(_: Request) -> Response:
    """Answer 200 when the database answers, else 503."""
    try:
        await asyncio.to_thread(_ask_database)
    except (sqlite3.Error, OSError, SurveyError):
        return JSONResponse({"ok": False, "database": "unreachable"}, 503)
    return JSONResponse({"ok": True})


def _ask_database() -> None:
    with opened(settings.load().database) as db:
        db.execute("select 1").fetchone()


def photo(request: Request) -> Response:
    """Send a photo the committee may see, or with `?for=hall` one a hall may see.

    Starlette runs this in its thread pool.
    `?waiting=1` asks for one whose interview nobody knows yet, which organisers alone may see, `?typing=1` for one
    that the visitor has in hand to type its words, which nobody else sees by it. Streamlit's own
    `/media` would serve photos to anyone with the link, so they never go there.
    """
    size = PHOTO_SIZES.get(request.query_params.get("size", "full"))
    audience = PHOTO_AUDIENCES.get(request.query_params.get("for", "committee"))
    if size is None or audience is None:
        return PlainTextResponse("size: full | thumb, for: committee | hall\n", 400)
    if request.query_params.get("waiting") and not audience.public:
        audience = Audience.ORGANISER
    typing = bool(request.query_params.get("typing"))
    here = settings.load()
    try:
        with opened(here.database) as db:
            actor, name = who.of_request(request), request.path_params["photo"]
            least = Role.STUDENT if typing else PHOTO_ROLES[audience]
            own = [slug for slug in surveys_of(db, name) if actor.may(slug, least)]
            path = open_photo(db, here.photos_dir, name, audience, size, own, actor.name if typing else "")
    except SurveyError as error:
        return PlainTextResponse(f"{error}\n", 403, {"Cache-Control": "no-store"})
    # Consent may be withdrawn: a browser keeps it a minute, a proxy never; in a hall each showing asks again.
    kept = "no-store" if audience.public or typing else "private, max-age=60"
    return FileResponse(path, headers={"Cache-Control": kept})
