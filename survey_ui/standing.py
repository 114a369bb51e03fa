"""Whether whoever opened a websocket still may: looked up at each message, so that nothing outlives a session."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from survey_loader.access import NOBODY, Actor
from survey_ui import who

# "Service restart": the browser comes back by itself, with the cookies it has by then, into the same Streamlit session.
COME_BACK = 1012


def watched(scope: Scope, receive: Receive, send: Send) -> Callable[[], Awaitable[Message]]:
    """Return a `receive` that has the whole screen drawn anew, and nothing else, when a session ended or roles changed.

    A rerun of a fragment would not pass the router's check, and a click would still act with the roles of before; so
    both are left out of that one message. The next over a dead session closes the connection: who has signed in again
    in the meantime comes back with a live one, into the same Streamlit session.
    """
    last: Actor | None = None
    known = told = False

    async def received() -> Message:
        nonlocal last, known, told
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            now = await asyncio.to_thread(who.of_request, HTTPConnection(scope))
            asked = _asked(message)
            if not asked.HasField("rerun_script"):
                # Nothing is drawn for it; whoever is not there any more asks for nothing.
                if now is NOBODY:
                    continue
                return message
            if now is NOBODY and told:
                await send({"type": "websocket.close", "code": COME_BACK})
                return {"type": "websocket.disconnect", "code": COME_BACK}
            stays = now is not NOBODY and (now == last or not known)
            last, known, told = now, True, now is NOBODY
            return message if stays else _drawn_anew(asked)

    return received


def _asked(message: Message) -> BackMsg:
    asked = BackMsg()
    with suppress(DecodeError):
        asked.ParseFromString(message.get("bytes") or b"")
    return asked


def _drawn_anew(asked: BackMsg) -> Message:
    """Return the message that asks for a run of the whole screen, without what was clicked."""
    for left_out in ("fragment_id", "widget_states", "is_auto_rerun"):
        asked.rerun_script.ClearField(left_out)
    return {"type": "websocket.receive", "bytes": asked.SerializeToString()}
