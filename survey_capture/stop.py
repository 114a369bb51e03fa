"""The way back for respondents: a small page that the QR code of a slip opens, and what it sends."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from survey_capture import line
from survey_capture.answers import telling_errors, told
from survey_capture.bearer import PEER, Allowance
from survey_capture.body import json_of
from survey_loader import settings
from survey_loader.acts import inviting, stopping
from survey_loader.errors import UnusableEntry

FOLDER = Path(__file__).parent / "stop_page"
HTML, CSS, SCRIPT = "text/html; charset=utf-8", "text/css; charset=utf-8", "text/javascript; charset=utf-8"
# Nothing but its own style and script, and sending to where it came from.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-cache",
}
# Somebody who mistypes needs a few; many people may stand behind one address of a telephone company.
ONE_A_MINUTE, ALL_A_MINUTE = 10, 120
EVERYBODY = "everybody"
MOST_BYTES = 1_000
LONGEST = 100

one = Allowance(ONE_A_MINUTE)
everybody = Allowance(ALL_A_MINUTE)


@telling_errors
async def ask(request: Request) -> Response:
    """Write a request down; the answer is the same whether there is an interview with this number or not."""
    one.count(str(request.scope.get(PEER) or (request.client.host if request.client else "")))
    everybody.count(EVERYBODY)
    body = await json_of(request, MOST_BYTES)
    number, survey = _text(body, "number"), _text(body, "survey")
    await line.words.run(stopping.ask, settings.load(), survey, number)
    return told({"state": "received", "days": stopping.DAYS})


def _text(body: object, name: str) -> str:
    value = body.get(name, "") if isinstance(body, dict) else None
    if not isinstance(value, str) or len(value) > LONGEST:
        raise UnusableEntry(stopping.UNREADABLE, field=name, example=stopping.shown_example())
    return value


def _file(name: str, kind: str) -> Route:
    async def send(_: Request) -> Response:
        path = FOLDER / name
        return Response(_read(path, path.stat().st_mtime_ns), 200, HEADERS, kind)

    address = stopping.PATH if kind == HTML else f"{inviting.PATH}/{name}"
    return Route(address, send, methods=["GET"])


@lru_cache(maxsize=8)
def _read(path: Path, _: int) -> bytes:
    return path.read_bytes()


ROUTES = [
    Route(f"{inviting.PATH}/api/stop", ask, methods=["POST"]),
    _file("stop.html", HTML),
    _file("stop.css", CSS),
    _file("stop.js", SCRIPT),
]
