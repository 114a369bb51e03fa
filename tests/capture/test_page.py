"""Promises of the street form's files: served under their own narrow policy, told apart by content, nothing else."""

from __future__ import annotations

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
    assert newer.text == "// a newer worker"
    assert client.get("/street/manifest.webmanifest").headers["content-type"] == "application/manifest+json"


@pytest.mark.parametrize(
    "path", ["notes.txt", "../secret.js", "%2e%2e/secret.js", "..%2fsecret.js", "nothing.js", "", ".js", "a.b.exe"]
)
def test_nothing_else_is_served(client: TestClient, folder: Path, path: str) -> None:
    answer = client.get(f"/street/{path}", headers={"Accept": "text/html"}, follow_redirects=False)
    assert answer.status_code in {307, 401, 403, 404}
    assert "outside" not in answer.text
    assert "not for anybody" not in answer.text
