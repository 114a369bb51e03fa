"""The server's log: JSON lines with ids, routes and times, and never what people said or who asked."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from survey_ui import server_log

VOICE = "駅前の佐藤さんの店が好きです"


async def photo(_: Request) -> Response:
    return PlainTextResponse("ok")


async def broken(_: Request) -> Response:
    raise ValueError(VOICE)


@pytest.fixture
def visitor() -> Iterator[TestClient]:
    routes = [Route("/photo/{photo}", photo), Route("/broken", broken)]
    app = Starlette(routes=routes, middleware=[Middleware(server_log.Requests)])
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    formatter = server_log.OneLine()
    return [json.loads(formatter.format(record)) for record in caplog.records if record.name == "machi.requests"]


def test_a_request_is_one_line_under_the_id_that_its_answer_carries(
    visitor: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    answer = visitor.get("/photo/abc?q=%E9%A7%85%E5%89%8D", headers={"X-Forwarded-For": "203.0.113.9"})
    (line,) = lines(caplog)
    assert line["request"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/photo/{photo}", 200)
    assert set(line) == {"time", "level", "logger", "event", "request", "method", "route", "status", "ms"}
    assert "203.0.113.9" not in json.dumps(line)


def test_a_fault_is_told_by_kind_and_place_without_the_words_it_quotes(
    visitor: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert visitor.get("/broken?name=佐藤").status_code == 500
    (line,) = lines(caplog)
    assert (line["level"], line["status"], line["error"]) == ("error", 500, "ValueError")
    where = line["where"]
    assert isinstance(where, list)
    assert where[-1].startswith("tests/ui/test_server_log.py:")
    assert "佐藤" not in json.dumps(line, ensure_ascii=False)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("/voices", "/voices"),
        ("/photo/0a1b", "/photo/{photo}"),
        ("/static/js/main.1.js", "/static/{file}"),
        ("/tanaka-taro", "other"),
        ("/voices/tanaka", "other"),
        ("/../etc/passwd", "other"),
    ],
)
def test_a_path_is_told_without_its_values(path: str, expected: str) -> None:
    app = Starlette(routes=[Route("/photo/{photo}", photo)])
    assert server_log.template({"type": "http", "path": path, "app": app}) == expected


@pytest.mark.parametrize(
    ("message", "arguments", "expected"),
    [
        ("job %s stopped after %d", ("3fa85f64-5717-4562-b3fc-2c963f66afa6", 3),
         "job 3fa85f64-5717-4562-b3fc-2c963f66afa6 stopped after 3"),
        ("no job taken: %s", (ValueError(VOICE),), "no job taken: ValueError"),
        ("cannot read %s", (VOICE,), "cannot read …"),
        ("%(who)s said %(n)d", ({"who": VOICE, "n": 2},), "… said 2"),
        (f"Task exception was never retrieved\nfuture: {VOICE}", (), "Task exception was never retrieved"),
    ],
)  # fmt: skip
def test_a_message_keeps_numbers_and_ids_and_nothing_else(
    message: str, arguments: tuple[object, ...], expected: str
) -> None:
    record = logging.LogRecord("other", logging.WARNING, __file__, 1, message, arguments, None)
    assert json.loads(server_log.OneLine().format(record))["event"] == expected


def test_a_cause_is_told_by_its_kind() -> None:
    try:
        try:
            raise KeyError(VOICE)
        except KeyError as error:
            raise RuntimeError(VOICE) from error
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "bug", (), sys.exc_info())
    line = json.loads(server_log.OneLine().format(record))
    assert (line["error"], line["cause"]) == ("RuntimeError", "KeyError")
    assert VOICE not in json.dumps(line, ensure_ascii=False)
    assert Path(__file__).name in line["where"][0]
