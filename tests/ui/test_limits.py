"""What one request may ask: too many headers, too much, or a body that stops coming is let go with a reason."""

from __future__ import annotations

from collections.abc import Iterator

import anyio
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from survey_ui.limits import MOST_BYTES, Limits


async def size(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def greet(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


ROUTES = [
    Route("/form", size, methods=["POST"]),
    Route("/_stcore/upload_file/{name}", size, methods=["PUT"]),
    WebSocketRoute("/stream", greet),
]


@pytest.fixture
def visitor() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=ROUTES, middleware=[Middleware(Limits)])) as client:
        yield client


def test_a_form_of_usual_size_is_taken(visitor: TestClient) -> None:
    assert visitor.post("/form", content=b"x" * MOST_BYTES).text == str(MOST_BYTES)


def test_a_body_too_large_for_a_form_is_refused_whether_announced_or_not(visitor: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(11):
            yield b"x" * 100_000

    assert visitor.post("/form", content=b"x" * (MOST_BYTES + 1)).status_code == 413
    assert visitor.post("/form", content=pieces()).status_code == 413


def test_uploads_have_the_limit_of_streamlit_instead(visitor: TestClient) -> None:
    assert visitor.put("/_stcore/upload_file/1", content=b"x" * (MOST_BYTES + 1)).status_code == 200


def test_too_many_headers_are_refused(visitor: TestClient) -> None:
    headers = {f"X-Filler-{number}": "1" for number in range(101)}
    assert visitor.post("/form", content=b"", headers=headers).status_code == 431
    with visitor.websocket_connect("/stream"):
        pass
    with pytest.raises(WebSocketDisconnect), visitor.websocket_connect("/stream", headers=headers):
        pass


def test_a_body_of_which_nothing_comes_any_more_is_let_go() -> None:
    answered: list[Message] = []

    async def receive() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    async def send(message: Message) -> None:
        answered.append(message)

    scope = {"type": "http", "method": "POST", "path": "/form", "query_string": b"", "headers": [], "root_path": ""}
    app = Starlette(routes=ROUTES, middleware=[Middleware(Limits, patience=0.01)])
    anyio.run(app, scope, receive, send)
    assert answered[0]["status"] == 408
