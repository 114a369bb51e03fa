"""Numbers about the server for Prometheus, at /metrics: how much and how long, never who or what.

Off unless the setting `metrics` is on, and then for this computer alone: whoever comes through a proxy gets a 404.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from survey_loader import settings
from survey_loader.acts import backups
from survey_loader.errors import SurveyError
from survey_loader.store import jobs
from survey_loader.store.connection import opened
from survey_ui import hosts

PATH = "/metrics"
# Streamlit's own numbers, which it would give to everybody.
GUARDED = frozenset({PATH, "/_stcore/metrics"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "WEBSOCKET"})
LOOPBACK = frozenset({"127.0.0.1", "::1"})
STEPS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)

REGISTRY = CollectorRegistry()
REQUESTS = Counter("machi_requests", "Requests answered.", ("method", "route", "status"), registry=REGISTRY)
SECONDS = Histogram("machi_request_seconds", "Request to end of answer.", ("route",), registry=REGISTRY, buckets=STEPS)
RERUNS = Histogram("machi_rerun_seconds", "Drawing a page once.", ("page",), registry=REGISTRY, buckets=STEPS)
SESSIONS = Gauge("machi_sessions", "Screens open now.", registry=REGISTRY)
JOBS = Gauge("machi_jobs", "Long work that waits or runs.", ("state",), registry=REGISTRY)
DATABASE = Gauge("machi_database_bytes", "Size of the database with its write-ahead log.", registry=REGISTRY)
BACKUP = Gauge("machi_last_backup_timestamp_seconds", "When the last backup was made, 0 for never.", registry=REGISTRY)


@contextmanager
def rerun(page: str) -> Iterator[None]:
    """Measure the drawing of a page, also one that ends early."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        RERUNS.labels(page).observe(time.perf_counter() - begun)


class Numbers:
    """Answers /metrics where the setting allows it, and only straight from this computer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in GUARDED:
            await self.app(scope, receive, send)
        elif not settings.load().metrics or not _from_here(scope):
            await PlainTextResponse("Not Found", 404)(scope, receive, send)
        elif scope["path"] == PATH:
            await (await asyncio.to_thread(_answer))(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _from_here(scope: Scope) -> bool:
    host = (scope.get("client") or ("",))[0]
    return host in LOOPBACK and not hosts.refused(Headers(scope=scope))


def _answer() -> Response:
    here = settings.load()
    with suppress(SurveyError, OSError):
        with opened(here.database) as db:
            states = [row["state"] for row in jobs.unfinished(db)]
        for state in ("waiting", "running"):
            JOBS.labels(state).set(states.count(state))
        last = backups.state(here).last
        BACKUP.set(last.timestamp() if last else 0)
        files = (here.database, here.database.with_name(f"{here.database.name}-wal"))
        DATABASE.set(sum(file.stat().st_size for file in files if file.exists()))
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
