"""How much one request may ask of the server: headers, size and patience; Streamlit's uploads have their own size."""

from __future__ import annotations

import asyncio
import re

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from survey_ui import web

MOST_HEADERS = 100
MOST_HEADER_BYTES = 32_000
# Forms and pages of our own: words, no files.
MOST_BYTES = 1_000_000
# An upload sends something at least this often; a phone in a tunnel takes a while.
PATIENCE_SECONDS = 30.0
UPLOADS = "/_stcore/upload_file/"
# A photo from a phone, which may come in one piece (survey_capture), has a limit there and this one before it.
STREET_PHOTO = re.compile(r"/street/api/interviews/[^/]+/photos/[^/]+")
MOST_PHOTO_BYTES = 6_000_000


class TooSlow(Exception):
    """A body of which nothing came for too long."""


class TooLarge(Exception):
    """A body larger than this route takes."""


class Limits:
    """Answers 431, 413 or 408 to a request that has too many headers, is too large or stops half-way."""

    def __init__(self, app: ASGIApp, patience: float = PATIENCE_SECONDS) -> None:
        self.app = app
        self.patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
        elif _too_many(scope):
            await _refuse(scope, receive, send, 431, "Request Header Fields Too Large")
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self._limited(scope, receive, send)

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = _limit(scope["path"])
        if limit is not None and _announced(scope) > limit:
            await _refuse(scope, receive, send, 413, "Content Too Large")
            return
        started = False

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, self._bounded(receive, limit), send_noted)
        except (TooSlow, TooLarge) as error:
            if started:
                raise
            status, text = (408, "Request Timeout") if isinstance(error, TooSlow) else (413, "Content Too Large")
            await _refuse(scope, receive, send, status, text)

    def _bounded(self, receive: Receive, limit: int | None) -> Receive:
        received, complete = 0, False

        async def receive_bounded() -> Message:
            nonlocal received, complete
            if complete:
                # What follows the body is only the news that the visitor left, however late.
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), self.patience)
            except TimeoutError as error:
                raise TooSlow from error
            received += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if limit is not None and received > limit:
                raise TooLarge
            return message

        return receive_bounded


def _limit(path: str) -> int | None:
    if path.startswith(UPLOADS):
        return None
    return MOST_PHOTO_BYTES if STREET_PHOTO.fullmatch(path) else MOST_BYTES


def _too_many(scope: Scope) -> bool:
    pairs = scope["headers"]
    size = sum(len(name) + len(value) for name, value in pairs) + len(scope.get("query_string", b""))
    return len(pairs) > MOST_HEADERS or size > MOST_HEADER_BYTES


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isdigit() else 0


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, text: str) -> None:
    await web.refuse(PlainTextResponse(f"{text}\n", status, {"Connection": "close"}), scope, receive, send)
