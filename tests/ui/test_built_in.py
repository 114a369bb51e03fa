"""What Streamlit says in English only has words in each language, and reaches every page."""

from __future__ import annotations

import json
import re
import string

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from survey_ui import built_in, web


def told(name: str) -> object:
    found = re.search(rf"^const {name} = (.*);$", built_in.script(), re.MULTILINE)
    assert found
    return json.loads(found[1])


def test_the_script_knows_the_words_of_each_language() -> None:
    said = told("SAID")
    assert isinstance(said, dict)
    assert said["ja"]["exactly"]["Next page"] == "次のページ"
    assert ["Page ", "{rest}ページ"] in said["ja"]["beginnings"]
    assert [" per file", "{rest}まで"] in said["ja"]["endings"]
    assert "exactly" not in said["en"]


def test_the_script_finds_the_language_as_the_address_writes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    named = {"日本語": "ja", "English": "en", "やさしい日本語": "ja-easy"}
    assert told("LANGUAGES") == named | {code: code for code in named.values()}
    assert told("TAGS") == {"ja": "ja", "en": "en", "ja-easy": "ja"}
    assert told("STANDARD") == "ja"
    monkeypatch.setenv("MACHI_LANGUAGE", "en")
    assert told("STANDARD") == "en"


def test_what_follows_a_name_is_kept() -> None:
    for words in (*built_in.BEGINNINGS.values(), *built_in.ENDINGS.values()):
        assert [field for _, field, _, _ in string.Formatter().parse(words) if field] == ["rest"]


def test_longer_beginnings_are_not_hidden_by_shorter_ones() -> None:
    """The first that fits is taken."""
    starts = list(built_in.BEGINNINGS)
    hidden = [(a, b) for i, a in enumerate(starts) for b in starts[i + 1 :] if b.startswith(a)]
    assert hidden == []


def test_every_page_carries_the_script_and_may_run_it() -> None:
    async def page(_: Request) -> Response:
        return HTMLResponse('<!DOCTYPE html><html lang="en"><head></head><body>まちの声</body></html>')

    routes = [Route("/", page), Route(built_in.PATH, built_in.names)]
    app = Starlette(routes=routes, middleware=[Middleware(web.PageLanguage)])
    with TestClient(app, base_url="http://localhost") as client:
        answer = client.get("/")
        assert '<script src="./names.js" defer></script></head>' in answer.text
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        script = client.get(built_in.PATH)
    assert script.headers["content-type"].startswith("text/javascript")
    assert "次のページ" in script.text
