"""The street form's page: static files from one folder, under a policy of their own, told apart by their content."""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from survey_loader.acts.inviting import PATH

FOLDER = Path(__file__).parent / "page"
INDEX, WORKER = "index.html", "sw.js"
NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.(?P<suffix>[a-z]+)")
TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "webmanifest": "application/manifest+json",
    "svg": "image/svg+xml",
    "png": "image/png",
}
# Nothing from elsewhere and nothing inline; photos of the camera are shown from the phone's own memory.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' blob: data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    "Referrer-Policy": "no-referrer",
    # Asked for anew each time, answered with "not modified" nearly always: a new version is seen at once.
    "Cache-Control": "no-cache",
}


async def index(request: Request) -> Response:
    """Send the page; its invitation stands behind the # and never comes here."""
    return _sent(request, INDEX)


async def file(request: Request) -> Response:
    """Send a file of the page."""
    return _sent(request, request.path_params["file"])


def _sent(request: Request, name: str) -> Response:
    found = NAME.fullmatch(name)
    kind = TYPES.get(found["suffix"]) if found else None
    path = FOLDER / name
    if kind is None or not path.is_file():
        return PlainTextResponse("Not Found\n", 404)
    content, tag = _worker() if name == WORKER else _read(path, path.stat().st_mtime_ns)
    headers = {**HEADERS, "ETag": tag}
    if name == WORKER:
        headers["Service-Worker-Allowed"] = PATH
    if tag in request.headers.get("if-none-match", ""):
        return Response(None, 304, headers)
    return Response(content, 200, headers, kind)


@lru_cache(maxsize=64)
def _read(path: Path, _: int) -> tuple[bytes, str]:
    content = path.read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _worker() -> tuple[bytes, str]:
    """Return the service worker under the files of the page and what they hold, so that no change goes unnoticed.

    A browser takes a worker for new only where its bytes differ.
    """
    files = sorted(path for path in FOLDER.iterdir() if path.suffix[1:] in TYPES and path.name != WORKER)
    tags = [(path.name, _read(path, path.stat().st_mtime_ns)[1]) for path in files]
    own, own_tag = _read(FOLDER / WORKER, (FOLDER / WORKER).stat().st_mtime_ns)
    version = hashlib.sha256(json.dumps([*tags, own_tag]).encode()).hexdigest()[:32]
    addresses = [PATH if name == INDEX else f"{PATH}/{name}" for name, _ in tags]
    above = f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(addresses)};\n"
    return above.encode() + own, f'"{version}"'
