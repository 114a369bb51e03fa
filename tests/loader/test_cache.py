"""Promises of the voices in memory: the same as a fresh load, whatever came how."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from survey_loader.errors import SurveyError
from survey_loader.settings import Settings
from survey_loader.store import cache, frames
from survey_loader.store.connection import opened
from survey_loader.voices import Voices
from tests.loader.conftest import ROWS, Import, write_csv


def words_of(voices: Voices) -> list[set[str]]:
    return [set(voices.vocabulary[voices.words[row].indices]) for row in range(voices.words.shape[0])]


def test_appending_gives_what_loading_anew_gives(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS[:2]))
    cache.voices(empty, "machi")
    bring_in(write_csv(tmp_path / "b.csv", ROWS[2], ROWS[0].replace("K-01", "K-04").replace("20代", "10代")))
    cache.forget(empty, "machi")
    appended = cache.voices(empty, "machi")
    with opened(empty.database) as db:
        fresh = frames.load(db, "machi")
    pd.testing.assert_frame_equal(appended.comments, fresh.comments)
    pd.testing.assert_frame_equal(appended.interviews, fresh.interviews)
    assert words_of(appended) == words_of(fresh)
    assert np.array_equal(appended.themes.toarray(), fresh.themes.toarray())
    assert appended.waves.equals(fresh.waves)


def test_a_replaced_interview_is_gone_from_memory(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", *ROWS))
    assert cache.voices(empty, "machi").interviews["age"].astype(str).tolist() == ["20代", "60代", "30代"]
    bring_in(write_csv(tmp_path / "b.csv", ROWS[0].replace("20代", "50代"), *ROWS[1:]))
    cache.forget(empty, "machi")
    after = cache.voices(empty, "machi")
    assert sorted(after.interviews["age"].astype(str)) == ["30代", "50代", "60代"]
    assert len(after.comments) == 6


def test_ages_and_waves_stand_in_their_natural_order(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    rows = [
        f"K-{n},{day},駅前,{age},,川,山,はい"
        for n, (day, age) in enumerate(
            [("2026/11/3", "70代以上"), ("2026/2/3", "10代"), ("2025/12/3", ""), ("2026/2/3", "10歳未満")]
        )
    ]
    bring_in(write_csv(tmp_path / "a.csv", *rows))
    voices = cache.voices(empty, "machi")
    assert list(voices.interviews["age"].cat.categories) == ["10歳未満", "10代", "70代以上", ""]
    assert voices.waves["label"].tolist() == ["2025年12月", "2026年2月", "2026年11月"]


def test_an_empty_and_an_unknown_survey(empty: Settings, bring_in: Import, tmp_path: Path) -> None:
    bring_in(write_csv(tmp_path / "a.csv", "駅前,20代,", header="場所,年代,好きなところ"))
    voices = cache.voices(empty, "machi")
    assert (len(voices.comments), len(voices.interviews)) == (0, 1)
    assert voices.words.shape[0] == 0
    with pytest.raises(SurveyError):
        cache.voices(empty, "nowhere")


def test_what_was_added_is_seen_at_once_but_not_anew_after_each_of_many(
    empty: Settings, bring_in: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "FRESH_SECONDS", 1000.0)
    bring_in(write_csv(tmp_path / "a.csv", ROWS[0]))
    cache.voices(empty, "machi")
    bring_in(write_csv(tmp_path / "b.csv", ROWS[1]))
    cache.added(empty, "machi")
    assert len(cache.voices(empty, "machi").interviews) == 2
    bring_in(write_csv(tmp_path / "c.csv", ROWS[2]))
    cache.added(empty, "machi")
    assert len(cache.voices(empty, "machi").interviews) == 2
    monkeypatch.setattr(cache, "FRESH_SECONDS", 0.0)
    cache.added(empty, "machi")
    assert len(cache.voices(empty, "machi").interviews) == 3


def test_what_must_be_seen_is_seen_however_short_ago_something_was_loaded(
    empty: Settings, bring_in: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "FRESH_SECONDS", 1000.0)
    bring_in(write_csv(tmp_path / "a.csv", ROWS[0]))
    cache.voices(empty, "machi")
    bring_in(write_csv(tmp_path / "b.csv", ROWS[1]))
    cache.forget(empty, "machi")
    assert len(cache.voices(empty, "machi").interviews) == 2
