"""Promises of re-coding: nothing is tokenised again, and human coding stands above all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from survey_loader.access import Audience
from survey_loader.acts.coding import recode_all_surveys
from survey_loader.settings import Settings
from survey_loader.store import cache, reads
from survey_loader.store.connection import opened
from survey_loader.text.morphemes import JanomeTokenizer
from tests.loader.conftest import ACTOR, ROWS, Import, write_csv

CODEBOOK = """
[[theme]]
key = "noodles"
label = "めん"
label_en = "Noodles"
pull = "visit"
description = "めん類"
words = ["ラーメン"]
"""


def test_a_changed_codebook_codes_anew_without_tokenising(
    empty: Settings, bring_in: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    book = tmp_path / "book.toml"
    book.write_text(CODEBOOK, encoding="utf-8")

    def never(self: object, text: str) -> None:
        raise AssertionError("tokenised again")

    monkeypatch.setattr(JanomeTokenizer, "morphemes", never)
    changed = replace(empty, codebook=book)
    assert recode_all_surveys(changed, ACTOR) == {"machi": 6}
    assert recode_all_surveys(changed, ACTOR) == {"machi": 0}
    cache.forget(empty, "machi")
    voices = cache.voices(empty, "machi")
    assert [theme.key for theme in voices.theme_list] == ["noodles"]
    assert voices.themes.getnnz() == 1


def test_human_coding_survives_recoding_and_reimport(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", *ROWS)
    bring_in(path)
    with opened(empty.database) as db:
        row = reads.all_comments(db, "machi", Audience.COMMITTEE).iloc[0]
        db.conn.execute(
            "insert into human_codings values (?, 'both', 'mixed', '[\"nature\"]', 'coder', '2026-05-03', 0)",
            [row["comment_id"]],
        )
    bring_in(write_csv(tmp_path / "b.csv", ROWS[0].replace("20代", "30代"), *ROWS[1:]))
    with opened(empty.database) as db:
        rows = reads.all_comments(db, "machi", Audience.COMMITTEE).set_index("comment_id")
    coded = rows.loc[row["comment_id"]]
    assert [coded["axis"], coded["tone"], coded["axis_source"]] == ["both", "mixed", "human"]
    assert coded["themes"] == ["nature"]
    cache.forget(empty, "machi")
    voices = cache.voices(empty, "machi")
    position = voices.comments["number"].tolist().index(coded["number"])
    columns = voices.themes[position].indices
    assert [voices.theme_list[column].key for column in columns] == ["nature"]
    assert voices.comments["axis_source"].iloc[position] == "human"
