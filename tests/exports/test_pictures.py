"""Promises of pictures: the right chart for each caller, and a plain word where there is no Chrome."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from survey_exports import pictures
from survey_exports.pictures import NoPicture
from survey_insights import hall_poster
from survey_insights.balance import balance
from survey_insights.chart_list import CHARTS, Asked, made
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


@pytest.mark.browser
def test_a_hall_gets_1920_by_1080_and_type_of_24_pixels(sample: Settings) -> None:
    voices = cache.voices(sample, "yukino")
    chart = made(Asked("balance_change"), voices, japanese, hall=True)
    assert Image.open(io.BytesIO(pictures.hall_picture(chart))).size == (1920, 1080)
    assert Image.open(io.BytesIO(pictures.hall_picture(chart, "png_2x"))).size == (3840, 2160)
    drawn = pictures.hall_picture(chart, "svg").decode("utf-8")
    assert 'width="1920"' in drawn and 'height="1080"' in drawn
    # Letters are drawn at half of their size on the wall.
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", drawn)]
    assert sizes and min(sizes) * 2 >= 24
    page = PdfReader(io.BytesIO(pictures.hall_picture(chart, "pdf"))).pages[0]
    assert page.mediabox.width / page.mediabox.height == pytest.approx(16 / 9, rel=0.01)
    assert "2025年秋" in page.extract_text()


@pytest.mark.parametrize("key", CHARTS)
def test_no_letter_of_a_hall_picture_is_smaller_than_its_least(sample: Settings, key: str) -> None:
    chart = made(Asked(key), cache.voices(sample, "yukino"), japanese, hall=True)
    if chart.empty:
        return
    figure = hall_poster.hall_poster(chart)
    assert figure.layout.width == 960 and (figure.layout.height == 540 or key in hall_poster.NOT_FOR_HALLS)
    assert min(sizes_of(figure.to_dict())) >= 12
    said = " ".join(note.text.replace("<br>", "") for note in figure.layout.annotations if note.text)
    assert "聞いた人" in said and "市民全体の割合ではありません" in said


def sizes_of(node: object, font: bool = False) -> Iterator[float]:
    if isinstance(node, dict):
        for name, value in node.items():
            if font and name == "size" and isinstance(value, int | float):
                yield value
            else:
                yield from sizes_of(value, "font" in name)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from sizes_of(value)


@pytest.mark.browser
def test_many_pictures_come_as_one_zip_with_what_each_shows(sample: Settings) -> None:
    voices = cache.voices(sample, "yukino")
    keys, heard = ("balance", "clash_themes", "top_themes"), []
    charts = [(key, partial(made, Asked(key), voices, japanese, hall=True)) for key in keys]
    content = pictures.archive(charts, ("png", "svg"), lambda done, total: heard.append((done, total)))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.namelist() == [
            "01_balance.png", "01_balance.svg", "03_top_themes.png", "03_top_themes.svg", "README.txt",
        ]  # fmt: skip
        told = packed.read("README.txt").decode("utf-8-sig")
    # The one left out is told with its reason.
    assert "02_clash_themes\r\nぶつかりの声は" in told and "聞いた人 750人" in told
    assert heard[-1] == (3, 3)
