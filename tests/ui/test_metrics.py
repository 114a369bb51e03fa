"""Numbers for Prometheus: off unless set, for this computer alone, and without a word about people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from survey_loader import settings
from survey_loader.access import SERVER
from survey_loader.acts import backups
from survey_loader.jobs import RECODE, submit
from survey_loader.settings import Settings
from survey_ui import metrics, server_log


async def photo(_: Request) -> Response:
    return PlainTextResponse("ok")


@pytest.fixture
def visitor(town: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("MACHI_DATA_DIR", str(town.data_dir))
    routes = [Route("/photo/{photo}", photo), Route("/_stcore/metrics", photo)]
    app = Starlette(routes=routes, middleware=[Middleware(server_log.Requests), Middleware(metrics.Numbers)])
    with TestClient(app, base_url="http://localhost", client=("127.0.0.1", 50000)) as client:
        yield client


@pytest.mark.parametrize("path", sorted(metrics.GUARDED))
def test_numbers_are_off_unless_set_and_never_go_through_a_proxy(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    assert visitor.get(path).status_code == 404
    monkeypatch.setenv("MACHI_METRICS", "true")
    assert visitor.get(path).status_code == 200
    assert visitor.get(path, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    assert visitor.get(path, headers={"Host": "koe.example"}).status_code == 404


def test_numbers_tell_how_much_and_never_who_or_what(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch, town: Settings
) -> None:
    monkeypatch.setenv("MACHI_METRICS", "true")
    submit(town, RECODE, {"survey": "machi"}, SERVER)
    visitor.get("/photo/0123abcd?name=佐藤")
    with metrics.rerun("voices"):
        pass
    told = visitor.get("/metrics").text
    assert 'machi_requests_total{method="GET",route="/photo/{photo}",status="200"}' in told
    assert 'machi_rerun_seconds_count{page="voices"}' in told
    assert 'machi_jobs{state="waiting"} 1.0' in told
    size = next(line for line in told.splitlines() if line.startswith("machi_database_bytes "))
    assert float(size.split()[1]) > 10_000
    assert all(secret not in told for secret in ("0123abcd", "佐藤", "name=", "127.0.0.1"))


def test_the_age_of_the_last_backup_can_be_watched(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("MACHI_METRICS", "true")
    monkeypatch.setenv("MACHI_BACKUP_DIR", str(tmp_path_factory.mktemp("backups")))
    assert "machi_last_backup_timestamp_seconds 0.0" in visitor.get("/metrics").text
    before = datetime.now(UTC).replace(microsecond=0)
    backups.back_up(settings.load(), SERVER)
    told = visitor.get("/metrics").text
    line = next(line for line in told.splitlines() if line.startswith("machi_last_backup_timestamp_seconds "))
    assert before.timestamp() <= float(line.split()[1]) <= datetime.now(UTC).timestamp()
