"""A small survey with an invitation, and the routes as the server mounts them, behind its door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.testclient import TestClient

from survey_capture import bearer
from survey_capture.routes import ROUTES
from survey_loader import settings
from survey_loader.access import Role, everywhere
from survey_loader.acts import inviting
from survey_loader.acts.inviting import Made, Wanted
from survey_loader.settings import Settings
from survey_loader.store.connection import opened, transaction
from survey_loader.store.surveys import save_survey
from survey_ui import door, limits, server_log, web
from tests.capture.phone import TOWN, Phone

ORGANISER = everywhere("organiser in a test", Role.ORGANISER)
Invite = Callable[..., Made]


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with a survey that nobody has answered yet."""
    monkeypatch.setenv("MACHI_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MACHI_SAMPLE", "false")
    here = settings.load()
    with opened(here.database) as db, transaction(db):
        save_survey(db, TOWN)
    return here


@pytest.fixture(autouse=True)
def _nobody_asked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bearer, "unknown", bearer.Allowance(bearer.UNKNOWN_A_MINUTE))
    monkeypatch.setattr(bearer, "known", bearer.Allowance(bearer.KNOWN_A_MINUTE))


@pytest.fixture
def invite(town: Settings) -> Invite:
    """Make an invitation; `days` it holds, other fields as in Wanted."""

    def made(label: str = "月曜の班", days: float = 14, **wanted: str) -> Made:
        until = datetime.now(UTC) + timedelta(days=days)
        return inviting.make(town, ORGANISER, TOWN.slug, Wanted(label, until, **wanted))

    return made


def mounted() -> Starlette:
    """Return the routes behind what stands before them in the server."""
    return Starlette(
        routes=ROUTES,
        middleware=[
            Middleware(server_log.Requests),
            Middleware(limits.Limits),
            Middleware(web.SecurityHeaders),
            Middleware(door.SignedIn),
            Middleware(GZipMiddleware, minimum_size=1000),
            Middleware(web.PageLanguage),
        ],
    )


@pytest.fixture
def client(town: Settings) -> Iterator[TestClient]:
    with TestClient(mounted(), base_url="http://localhost:8501") as visitor:
        yield visitor


@pytest.fixture
def phone(client: TestClient, invite: Invite) -> Phone:
    return Phone(client, invite().token)
