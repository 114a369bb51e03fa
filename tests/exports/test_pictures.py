"""Promises of pictures: the right chart for each caller, and a plain word where there is no Chrome."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from survey_exports import pictures
from survey_exports.pictures import NoPicture
from survey_insights.balance import balance
from survey_insights.themes import top_themes
from survey_loader.language import japanese
from survey_loader.settings import Settings
from survey_loader.store import cache


@pytest.mark.browser
def test_six_callers_at_once_each_get_their_own_chart(sample: Settings) -> None:
    voices = cache.voices(sample, "yukino")
    charts = [balance(voices, japanese), top_themes(voices, japanese)]
    alone = [Image.open(io.BytesIO(pictures.png(chart))).size for chart in charts]
    assert alone[0] != alone[1]
    assert alone[0][0] == pictures.WIDTH * pictures.SCALE
    with ThreadPoolExecutor(6) as pool:
        sizes = list(pool.map(lambda number: Image.open(io.BytesIO(pictures.png(charts[number % 2]))).size, range(12)))
    assert sizes == [alone[number % 2] for number in range(12)]


def test_without_chrome_the_message_says_what_to_install(
    sample: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("BROWSER_PATH", "")
    monkeypatch.setattr(pictures, "_painter", pictures._Painter())
    with pytest.raises(NoPicture) as refused:
        pictures.png(balance(cache.voices(sample, "yukino"), japanese))
    assert "Chromium" in str(refused.value)
