"""The word cloud is the same picture every time, has every letter it draws, and knows when to stay away."""

from __future__ import annotations

import io

from PIL import Image

from survey_insights.cloud import alike, cloud_words, drawable, drawn, font_path, word_looks
from survey_loader.voices import Voices

from .towns import Person, Voice, town


def test_the_font_has_kanji_of_towns_and_no_emoji() -> None:
    assert font_path().is_file()
    assert all(drawable(word) for word in ("旭川", "鎌倉", "釧路", "にぎわい", "Wi-Fi"))
    assert not drawable("雪⛄") and not drawable("🚌") and not drawable(" ")


def test_words_the_font_lacks_are_returned_not_dropped() -> None:
    voices = town([Person(1)], [Voice(1, words=("雪", "⛄", "除雪"))])
    words, lacking = cloud_words(voices)
    assert sorted(words["word"]) == ["除雪", "雪"] and lacking == ("⛄",)


def test_the_same_voices_give_the_same_picture(sora: Voices) -> None:
    first, second = drawn(word_looks(sora), 500, 260), drawn(word_looks(sora), 500, 260)
    assert first is not None and first == second
    picture = Image.open(io.BytesIO(first))
    assert picture.size == (500, 260) and picture.mode == "RGBA"


def test_confirmed_words_wear_the_colour_of_their_axis(sora: Voices) -> None:
    picture = drawn(word_looks(sora), 500, 260)
    assert picture is not None
    colours = {colour[:3] for _, colour in Image.open(io.BytesIO(picture)).getcolors(1 << 20) or []}  # type: ignore[index]
    assert {(0x0F, 0x76, 0x6E), (0xC2, 0x41, 0x0C), (0x5B, 0x3F, 0x99)} <= colours


def test_without_words_there_is_no_cloud(nobody: Voices) -> None:
    assert drawn(word_looks(nobody)) is None
    assert drawn(word_looks(town([Person(1)], [Voice(1, words=("⛄",))]))) is None


def test_one_word_is_a_cloud(one_voice: Voices) -> None:
    assert drawn(word_looks(one_voice), 300, 200) is not None


def test_clouds_are_alike_where_no_eye_tells_them_apart() -> None:
    looks = {"雪": (1.0, "#000"), "川": (0.50, "#000")}
    assert alike(looks, {"川": (0.52, "#000"), "雪": (1.0, "#000")})
    assert not alike(looks, {"雪": (1.0, "#000"), "川": (0.55, "#000")})
    assert not alike(looks, {"雪": (1.0, "#000"), "川": (0.50, "#F00")})
    assert not alike(looks, {"雪": (1.0, "#000")})
