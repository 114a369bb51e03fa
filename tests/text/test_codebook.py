"""Promises of the codebook file: complete, and plain about mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey_loader.errors import UnusableSettings
from survey_loader.text.codebook import DEFAULT, Codebook

GUIDE = DEFAULT.parents[2] / "docs" / "coding-guide.md"


def test_the_default_codebook_has_the_themes_of_the_coding_guide() -> None:
    rows = [line.split("|")[1:4] for line in GUIDE.read_text("utf-8").splitlines() if line.startswith("| ")]
    expected = {
        (key.strip(), label.strip(), pull.strip())
        for key, label, pull in rows
        if pull.strip() in ("live", "visit", "both")
    }
    names = Codebook.load().names()
    assert {(name.key, name.label, name.pull) for name in names} == expected
    assert len(names) == 27


def test_every_theme_has_words_a_description_and_an_english_name() -> None:
    for theme in Codebook.load().themes:
        assert len(theme.words) + len(theme.phrases) >= 40, theme.key
        assert theme.description
        assert theme.label_en.isascii()


def test_the_version_changes_with_the_content(tmp_path: Path) -> None:
    copy = tmp_path / "codebook.toml"
    copy.write_bytes(DEFAULT.read_bytes())
    assert Codebook.load(copy).version == Codebook.load().version
    copy.write_bytes(DEFAULT.read_bytes() + "\n# 一行足す\n".encode())
    assert Codebook.load(copy).version != Codebook.load().version


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "[[theme]]"),
        (b"[[theme]\n", "書き方"),
        ("[[theme]]\nkey='雪'".encode("shift_jis"), "UTF-8"),
        (b"[[theme]]\nkey='snow'\n", "1 番目"),
        (b"[[theme]]\nkey='snow'\nlabel='s'\nlabel_en='s'\npull='north'\n", "pull"),
        (b"[[theme]]\nkey='snow'\nlabel='s'\nlabel_en='s'\nwords='yuki'\n", "words"),
        (b"[[theme]]\nkey='a'\nlabel='s'\nlabel_en='s'\n" * 2, "二つ"),
    ],
)
def test_a_mistake_in_the_file_is_said_plainly(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "codebook.toml"
    path.write_bytes(content)
    with pytest.raises(UnusableSettings) as caught:
        Codebook.load(path)
    assert said in str(caught.value)


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(UnusableSettings, match="開けません"):
        Codebook.load(tmp_path / "none.toml")
