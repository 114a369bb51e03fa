"""A ZIP of very many files: read as far as is allowed, refused beyond it, and never unpacked to find out."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import pytest

from survey_loader.errors import UnusableFile
from survey_loader.sources.archives import MAX_FILES
from survey_loader.sources.packages import open_package

TABLE = "日時,場所,好きなところ\n2026-05-03 13:05,駅前,川沿いの桜並木\n"


def zip_of(path: Path, photos: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", TABLE)
        for number in range(photos):
            archive.writestr(f"写真/{number}.jpg", b"\xff\xd8\xff")
    return path


def test_as_many_files_as_are_allowed_are_listed_without_being_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    package = open_package(zip_of(tmp_path / "day.zip", MAX_FILES - 1))
    assert (len(package.tables), len(package.photos)) == (1, MAX_FILES - 1)
    assert sum(1 for file in scratch.rglob("*.jpg")) == 0


def test_one_file_more_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="分けて"):
        open_package(zip_of(tmp_path / "day.zip", MAX_FILES))
