"""Promises of the command line, seen from outside: exit codes, last line, files beside the source."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.loader.conftest import ROWS, write_csv


def run(*arguments: object, data: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "survey_loader", *map(str, arguments)]
    return subprocess.run(command, input=data, capture_output=True, text=True, cwd=PROJECT, encoding="utf-8")


def test_json_is_the_last_line_and_counts_once(tmp_path: Path) -> None:
    path, db = write_csv(tmp_path / "a.csv", *ROWS), tmp_path / "x" / "m.db"
    first = run("import", path, "--survey", "machi", "--db", db, "--json")
    second = run("import", path, "--survey", "machi", "--db", db, "--json")
    assert first.returncode == second.returncode == 0
    counted = json.loads(first.stdout.splitlines()[-1])
    assert set(counted) == {"interviews", "comments", "already_there", "rejected", "seconds"}
    assert (counted["interviews"], counted["comments"], counted["already_there"]) == (3, 6, 0)
    assert json.loads(second.stdout.splitlines()[-1])["already_there"] == 3


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.csv", None),
        ("empty.csv", b""),
        ("photo.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"),
        ("x.csv", b"a,b\n1,2\n"),
    ],
)
def test_an_unusable_file_ends_with_2_and_one_plain_japanese_line(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = run("import", tmp_path / name, "--survey", "machi", "--db", tmp_path / "m.db")
    assert done.returncode == 2
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1
    assert name in lines[0]
    assert "Traceback" not in done.stderr
    assert json.loads(run("surveys", "--json", "--db", tmp_path / "m.db").stdout) == []


def test_rejected_rows_are_written_beside_the_file_safe_for_excel(tmp_path: Path) -> None:
    bad = ROWS[1].replace("2026/5/3", "きのう").replace("動物園が楽しかった", "=cmd()")
    path = write_csv(tmp_path / "a.csv", ROWS[0], bad)
    done = run("import", path, "--survey", "machi", "--db", tmp_path / "m.db")
    assert done.returncode == 0
    assert "3行目" in done.stdout
    rejected = (tmp_path / "a.rejected.csv").read_text(encoding="utf-8-sig")
    assert "'=cmd()" in rejected
    assert rejected.splitlines()[1].startswith("3,")


def test_explain_answers_each_json_line_with_one(tmp_path: Path) -> None:
    asked = [
        {"text": "除雪してほしい", "question": None},
        {"text": "英語の案内がうれしい", "question": "like"},
        {"text": "", "question": "future"},
    ]
    done = run("explain", data="\n".join(json.dumps(line, ensure_ascii=False) for line in asked))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [set(answer) for answer in answers] == [{"words", "themes", "axis", "tone", "because"}] * 3
    assert [(answer["axis"], answer["tone"]) for answer in answers[:2]] == [("live", "wish"), ("visit", "praise")]
    assert answers[0]["themes"] == ["snow"]
    assert answers[2]["themes"] == []


def test_explain_reads_a_text_given_as_argument_for_people() -> None:
    done = run("explain", "除雪してほしい")
    assert "除雪" in done.stdout
    assert "願い" in done.stdout


def test_explain_says_which_line_is_not_understood() -> None:
    done = run("explain", data='{"text": "雪"}\n{"txt": "雪"}\n')
    assert done.returncode == 2
    assert "2行目" in done.stderr


def test_export_is_safe_for_excel_and_obeys_the_consent_of_its_audience(tmp_path: Path) -> None:
    rows = (ROWS[0].replace("ラーメンがおいしい", "=1+1"), ROWS[1])
    run("import", write_csv(tmp_path / "a.csv", *rows), "--survey", "machi", "--db", tmp_path / "m.db")
    inside = run("export", "machi", "--db", tmp_path / "m.db").stdout
    outside = run("export", "machi", "--db", tmp_path / "m.db", "--audience", "public_web").stdout
    assert inside.startswith("\ufeff")
    assert "'=1+1" in inside
    assert "動物園が楽しかった" in inside
    assert "動物園が楽しかった" not in outside
    assert "'=1+1" in outside


def test_export_writes_what_another_tool_takes_in(tmp_path: Path) -> None:
    run("import", write_csv(tmp_path / "a.csv", *ROWS), "--survey", "machi", "--db", tmp_path / "m.db")
    done = run("export", "machi", "--db", tmp_path / "m.db", "--layout", "kouchou-ai", "--audience", "public_web")
    assert done.stdout.startswith("comment-id,comment-body,source,url,attribute_day,")
    assert "除雪をちゃんとしてほしい" in done.stdout
    assert "動物園が楽しかった" not in done.stdout
