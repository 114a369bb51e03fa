"""Promises of the street form's files: served under their own narrow policy, told apart by content, nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from survey_capture import page


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page of a few files."""
    made = tmp_path / "page"
    made.mkdir()
    (made / "index.html").write_text("<!doctype html><html lang='ja'><title>まちの声</title></html>", "utf-8")
    (made / "sw.js").write_text("// worker", "utf-8")
    (made / "manifest.webmanifest").write_text("{}", "utf-8")
    (made / "notes.txt").write_text("not for anybody", "utf-8")
    (tmp_path / "secret.js").write_text("outside", "utf-8")
    monkeypatch.setattr(page, "FOLDER", made)
    return made


def test_the_page_comes_with_a_policy_of_its_own(client: TestClient, folder: Path) -> None:
    answer = client.get("/street", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["permissions-policy"] == "camera=(self), geolocation=(self), microphone=()"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "<html lang='ja'>" in answer.text


def test_a_file_that_has_not_changed_is_not_sent_again(client: TestClient, folder: Path) -> None:
    first = client.get("/street/sw.js")
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
    assert first.headers["service-worker-allowed"] == "/street"
    assert first.headers["content-type"].startswith("text/javascript")
    again = client.get("/street/sw.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    (folder / "sw.js").write_text("// a newer worker", "utf-8")
    newer = client.get("/street/sw.js", headers={"If-None-Match": first.headers["etag"]})
    assert newer.text.endswith("// a newer worker")
    assert client.get("/street/manifest.webmanifest").headers["content-type"] == "application/manifest+json"


@pytest.mark.parametrize(
    "path", ["notes.txt", "../secret.js", "%2e%2e/secret.js", "..%2fsecret.js", "nothing.js", "", ".js", "a.b.exe"]
)
def test_nothing_else_is_served(client: TestClient, folder: Path, path: str) -> None:
    answer = client.get(f"/street/{path}", headers={"Accept": "text/html"}, follow_redirects=False)
    assert answer.status_code in {307, 401, 403, 404}
    assert "outside" not in answer.text
    assert "not for anybody" not in answer.text


def test_a_phone_takes_the_page_for_new_when_any_file_of_it_changed(client: TestClient, folder: Path) -> None:
    first = client.get("/street/sw.js")
    version, files = re.findall(r"^const \w+ = (.+);$", first.text, re.MULTILINE)
    assert json.loads(files) == ["/street", "/street/manifest.webmanifest"]
    (folder / "manifest.webmanifest").write_text('{"name": "まちの声"}', "utf-8")
    newer = client.get("/street/sw.js", headers={"If-None-Match": first.headers["etag"]})
    assert newer.status_code == 200
    assert version not in newer.text


def test_every_word_of_the_page_is_there_in_both_languages() -> None:
    words = (page.FOLDER / "words.js").read_text("utf-8")
    table = words[words.index("const WORDS") : words.index("const KEY")]
    names = re.findall(r"^  (\w+): \[", table, re.MULTILINE)
    assert len(names) == len(set(names)) > 100
    assert len(re.findall(r'"[^"]+"', table)) == 2 * len(names)
    said = {
        name
        for path in page.FOLDER.glob("*.js")
        for name in re.findall(r'(?:say|pass)\("(\w+)"', path.read_text("utf-8"))
    }
    assert said <= set(names)


def test_every_module_is_asked_for_at_once_and_not_one_after_another() -> None:
    written = (page.FOLDER / "index.html").read_text("utf-8")
    named = re.findall(r'<link rel="modulepreload" href="/street/([\w.]+)">', written)
    assert sorted(named) == sorted({path.name for path in page.FOLDER.glob("*.js")} - {"app.js", "sw.js"})


def test_no_script_of_the_page_makes_markup_of_texts() -> None:
    for path in page.FOLDER.glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", path.read_text("utf-8")
        )
    assert not re.search(r"<style|style=|<script>|\son\w+=", (page.FOLDER / "index.html").read_text("utf-8"))
