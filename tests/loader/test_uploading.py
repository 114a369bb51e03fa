"""Promises of files that wait for their import: told apart by what they are, kept apart, and gone in the end."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from survey_loader.acts import uploading
from survey_loader.settings import Settings
from survey_loader.store.uploads import WAITING_SECONDS


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "日付,好きなところ\n2026-02-07,川\n")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("街頭.csv", b"a,b", "table"),
        ("IMG_1.HEIC", b"", "photos"),
        ("板.JPG", b"", "photos"),
        ("読みかた.toml", b"", "mapping"),
        ("form.csv.zip", zipped("form.csv", "media/1.jpg"), "table"),
        ("media.zip", zipped("a/1.jpg", "a/2.png", "a/はじめに.txt"), "photos"),
        ("mac.zip", zipped("1.jpg", "__MACOSX/._form.csv"), "photos"),
        ("声.zip", zipped("声.txt"), "table"),
        ("途中.zip", zipped("1.jpg")[:20], "table"),
        ("名簿.pdf", b"%PDF", "table"),
    ],
    # The bytes of an archive hold the time: two workers that collect at different seconds would name them differently.
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_is_taken_for_what_it_is(empty: Settings, name: str, content: bytes, kind: str) -> None:
    upload = uploading.receive(empty, name, io.BytesIO(content))
    assert (upload.name, upload.kind) == (name, kind)
    assert upload.path.read_bytes() == content


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\temp\\passwd", "/etc/passwd", "pass\x00wd"])
def test_a_name_never_leads_out_of_the_waiting_folder(empty: Settings, name: str) -> None:
    path = uploading.receive(empty, name, io.BytesIO(b"")).path
    assert path.name == "passwd"
    assert path.parent.parent == empty.uploads_dir


def test_a_very_long_name_keeps_its_ending(empty: Settings) -> None:
    upload = uploading.receive(empty, "駅前でききました" * 40 + ".csv", io.BytesIO(b"a"))
    assert upload.name.endswith(".csv")
    assert upload.name.startswith("駅前でききました")


def test_two_visitors_with_the_same_file_do_not_take_it_from_each_other(empty: Settings) -> None:
    mine, yours = (uploading.receive(empty, "街頭.csv", io.BytesIO(b"a,b")) for _ in range(2))
    uploading.forget(empty, [mine.path])
    assert not mine.path.exists()
    assert yours.path.exists()


def test_what_lies_elsewhere_is_never_removed(empty: Settings, tmp_path: Path) -> None:
    own = tmp_path / "街頭.csv"
    own.write_text("a,b")
    uploading.forget(empty, [own, empty.data_dir, Path()])
    assert own.exists()


def test_a_file_nobody_imported_is_gone_after_a_day(empty: Settings) -> None:
    old = uploading.receive(empty, "街頭.csv", io.BytesIO(b"a,b")).path
    long_ago = old.stat().st_mtime - WAITING_SECONDS - 1
    os.utime(old.parent, (long_ago, long_ago))
    fresh = uploading.receive(empty, "次の日.csv", io.BytesIO(b"a,b")).path
    assert not old.exists()
    assert fresh.exists()


@pytest.mark.parametrize("name", ["..", ".", "/", ""])
def test_a_name_that_is_none_becomes_a_file(empty: Settings, name: str) -> None:
    path = uploading.receive(empty, name, io.BytesIO(b"a,b")).path
    assert path.name == "file"
    assert path.read_bytes() == b"a,b"


def test_a_path_with_dots_removes_nothing_above_the_waiting_folder(empty: Settings) -> None:
    waiting = uploading.receive(empty, "街頭.csv", io.BytesIO(b"a,b")).path
    uploading.forget(empty, [empty.uploads_dir / ".." / "machi.db"])
    assert waiting.exists()
