"""What the server writes down: one JSON line a request or fault, with nothing of what people said or who they are.

A line holds time, level, a request's id, method, route template, status and milliseconds. Never in it: addresses,
query strings, names, tokens, file names, and what an exception says (it may quote a voice); its type and places stay.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import threading
import time
import traceback
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import streamlit.logger
from starlette.datastructures import MutableHeaders
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from survey_loader.settings import PROJECT_DIR
from survey_ui import metrics

LOG = logging.getLogger("machi.requests")
# Their own loggers name addresses and queries; what they warn of stays.
QUIET = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "websockets", "asyncio", "PIL", "distributed")
SERVER = frozenset({"uvicorn", "streamlit", "websockets"})
HEALTH = "/healthz"
OTHER = "other"
# What may stand in a line as it is: an id we gave.
ID = re.compile(r"[0-9a-f]{8,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LEFT_OUT = "…"
LONGEST_EVENT = 200
FIELDS = ("request", "method", "route", "status", "ms")
DEEPEST = 12


class OneLine(logging.Formatter):
    """Formats a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; arguments that are no number, id or kind of error are left out."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": at, "level": record.levelname.lower(), "logger": record.name}
        line["event"] = _event(record)
        line |= {name: record.__dict__[name] for name in FIELDS if name in record.__dict__}
        if record.exc_info and record.exc_info[1] is not None:
            line |= fault(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _event(record: logging.LogRecord) -> str:
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    if not record.args:
        # Others put whole reports of their own into a message; its first line says what it is about.
        return record.msg.partition("\n")[0][:LONGEST_EVENT]
    try:
        if isinstance(record.args, Mapping):
            return record.msg % {name: _harmless(value) for name, value in record.args.items()}
        return record.msg % tuple(_harmless(value) for value in record.args)
    except (TypeError, ValueError, KeyError):
        return record.msg[:LONGEST_EVENT]


def _harmless(value: object) -> object:
    if isinstance(value, int | float):
        return value
    if isinstance(value, BaseException):
        return type(value).__name__
    return value if isinstance(value, str) and ID.fullmatch(value) else LEFT_OUT


def fault(error: BaseException) -> dict[str, Any]:
    """Return the kind of an exception and the places it came through, innermost last; not what it says."""
    places = [
        f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    cause = error.__cause__ or error.__context__
    kinds = {"error": type(error).__name__} | ({"cause": type(cause).__name__} if cause else {})
    return {**kinds, "where": places[-DEEPEST:]}


def _place(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(PROJECT_DIR):
        inside = path.relative_to(PROJECT_DIR)
        return inside.as_posix() if inside.parts[0] != ".venv" else "/".join(inside.parts[-2:])
    return "/".join(path.parts[-2:])


def set_up() -> None:
    """Let everything this process logs go through `OneLine`, to the standard error stream."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Streamlit gives each logger a handler of its own, also to those it makes later; there is no option for it.
    streamlit.logger.setup_formatter = _hand_up
    for logger in list(logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger) and logger.name.partition(".")[0] in SERVER:
            _hand_up(logger)
    threading.excepthook = _thread_ended


def _hand_up(logger: logging.Logger) -> None:
    logger.handlers.clear()
    logger.propagate = True
    if logger.name in QUIET:
        logger.setLevel(logging.WARNING)


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None:
        LOG.error("a thread ended", exc_info=ended.exc_value)


class Requests:
    """Gives each request an id, sends it along as X-Request-ID, and writes one line when it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        number, begun, status = secrets.token_hex(8), time.perf_counter(), 0
        # Named now: whoever answers may rewrite the path on the way.
        route = template(scope)
        socket = scope["type"] == "websocket"

        async def send_numbered(message: Message) -> None:
            nonlocal status
            if message["type"] in {"http.response.start", "websocket.accept"}:
                status = int(message.get("status", 101))
                message.setdefault("headers", [])
                MutableHeaders(scope=message)["X-Request-ID"] = number
                if socket:
                    metrics.SESSIONS.inc()
            elif message["type"] == "websocket.close" and not status:
                status = 403
            await send(message)

        problem: Exception | None = None
        try:
            await self.app(scope, receive, send_numbered)
        except Exception as error:
            problem = error
            raise
        finally:
            if socket and status == 101:
                metrics.SESSIONS.dec()
            told = {"request": number, "method": _method(scope), "route": route, "status": status or 500}
            _write(told, time.perf_counter() - begun, problem)


def _method(scope: Scope) -> str:
    method = str(scope.get("method", "WEBSOCKET"))
    return method if method in metrics.METHODS else OTHER


def _write(told: dict[str, Any], seconds: float, problem: Exception | None) -> None:
    method, route, status = told["method"], told["route"], told["status"]
    if method != "WEBSOCKET":
        metrics.REQUESTS.labels(method, route, str(status)).inc()
        metrics.SECONDS.labels(route).observe(seconds)
    level = logging.ERROR if status >= 500 else logging.DEBUG if route == HEALTH else logging.INFO
    LOG.log(level, "request", extra={**told, "ms": round(seconds * 1000, 1)}, exc_info=problem)


def template(scope: Scope) -> str:
    """Return the route a request takes without its values: `/photo/{photo}`, `/voices`, or `other`."""
    path = scope["path"]
    found = _named(path, scope["app"].routes if "app" in scope else ())
    if found:
        return found
    first = path.strip("/").partition("/")[0]
    if first in {"static", "media", "component"}:
        return f"/{first}/{{file}}"
    return f"/{first}" if path.count("/") == 1 and (not first or first in _pages()) else OTHER


def _named(path: str, routes: Iterable[BaseRoute]) -> str:
    for route in routes:
        pattern: re.Pattern[str] | None = getattr(route, "path_regex", None)
        spelled = str(getattr(route, "path", ""))
        # What takes every path names none.
        if pattern and ":path}" not in spelled and spelled.strip("/") and pattern.fullmatch(path):
            return spelled
    return ""


def _pages() -> frozenset[str]:
    # The router imports what imports this module.
    from survey_ui.router import SECTIONS, address

    return frozenset(address(page) for pages in SECTIONS.values() for page, *_ in pages)
