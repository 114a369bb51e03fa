"""Encodings that are rare by now, and those that look like another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_loader.errors import UnusableFile
from survey_loader.sources.encoding import decide_encoding
from survey_loader.sources.tables import read_tables

Written = Callable[..., Path]

TEXT = "場所,感想\n港の広場,朝の光がきれいだった\n駅の東口,ﾊﾟﾝ屋さんが好き\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark_is_known_by_its_line_ends(written: Written, encoding: str) -> None:
    path = written(TEXT, encoding)
    (table,) = read_tables(path)
    assert (table.encoding, table.total) == (encoding, 2)
    assert list(table.rows)[1] == (3, ("駅の東口", "ﾊﾟﾝ屋さんが好き"))
    assert "UTF-16とみなしました" in str(table.assumptions[0])


def test_the_escapes_of_iso_2022_jp_are_read(written: Written) -> None:
    path = written(TEXT, "iso2022_jp_ext")
    assert path.read_bytes().isascii()
    (table,) = read_tables(path)
    assert list(table.rows) == [(2, ("港の広場", "朝の光がきれいだった")), (3, ("駅の東口", "ﾊﾟﾝ屋さんが好き"))]


def test_a_damaged_iso_2022_jp_file_says_where(written: Written) -> None:
    path = written("")
    path.write_bytes(TEXT.encode("iso2022_jp_ext")[:-20] + b"\x1b$B\x7f\x7f")
    with pytest.raises(UnusableFile, match="ISO-2022-JP"):
        decide_encoding(path)


def test_a_few_words_of_euc_jp_are_not_taken_for_korean(written: Written) -> None:
    path = written("場所,感想\n港の広場,朝の光がきれいだった\n", "euc_jp")
    assert decide_encoding(path).codec == "euc_jp"


@pytest.mark.parametrize("text", ["ｱｲｳｴ,ｶｷｸｹ\nｻｼｽｾ,ﾀﾁﾂﾃ\n", "no,ｺｴ\n1,ｱｻﾉﾋｶﾘｶﾞｽｷ\n2,ﾐﾁ\n"])
def test_half_width_katakana_that_decode_as_euc_jp_too_stay_katakana(written: Written, text: str) -> None:
    path = written(text, "cp932")
    assert decide_encoding(path).codec == "cp932"


def test_bytes_with_nul_that_are_no_text_are_refused(written: Written) -> None:
    path = written("x")
    path.write_bytes(bytes(range(256)) * 8)
    with pytest.raises(UnusableFile, match="文字でないデータ"):
        decide_encoding(path)


LETTERS = st.text(st.characters(categories=["Lo", "Ll"], max_codepoint=0xFFFF), min_size=1, max_size=20)


@settings(max_examples=100, deadline=None)
@given(st.lists(LETTERS, min_size=2, max_size=5), st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_any_words_survive_utf16_without_its_mark(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], encoding: str
) -> None:
    path = tmp_path_factory.mktemp("utf16") / "a.csv"
    path.write_bytes(("まちの感想\n" + "\n".join(words) + "\n").encode(encoding))
    (table,) = read_tables(path)
    assert [cells for _, cells in table.rows] == [(word,) for word in words]
