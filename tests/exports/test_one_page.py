"""Promises of the 一枚まとめ: one page, with n, method and sample mark, and only what may be shown."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from survey_exports import one_page
from survey_exports.paper import NOT_FIRST, lines_of, text_width
from survey_insights.selection import Filters, select
from survey_loader.access import Audience
from survey_loader.language import speaker
from survey_loader.settings import Settings
from survey_loader.store import cache, photos, reads
from survey_loader.store.connection import opened


def page(settings: Settings, filters: Filters, language: str = "ja") -> PdfReader:
    voices = select(cache.voices(settings, "yukino"), filters)
    with opened(settings.database) as db:
        quotes = reads.comments(db, voices.comments["number"].tolist()[:60], Audience.PUBLIC_HALL)
        quotes = quotes[quotes["text"].map(one_page.has_room_for).astype(bool)].head(one_page.QUOTES)
        shown = photos.photos(db, "yukino", Audience.PUBLIC_HALL, limit=4)
        paths = [photos.open_photo(db, settings.photos_dir, photo, Audience.PUBLIC_HALL) for photo in shown["photo"]]
    return PdfReader(io.BytesIO(one_page.pdf(voices, speaker(language), quotes, paths)))


def text_of(reader: PdfReader) -> str:
    return "".join(reader.pages[0].extract_text().split())


def test_the_page_says_n_method_holder_and_that_it_is_a_sample(sample: Settings) -> None:
    reader = page(sample, Filters())
    text = text_of(reader)
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    for needed in (
        "見本",
        "聞いた人750人",
        "方法：",
        "管理者：",
        "足を止めてくれた人の声であり、市民全体の割合ではありません。",
    ):
        assert needed in text
    assert "市民の" not in text
    assert len(reader.pages[0].images) == 4


def test_the_page_of_nothing_says_so(sample: Settings) -> None:
    text = text_of(page(sample, Filters(places=("どこでもない",))))
    assert "声はまだありません。" in text


@pytest.mark.parametrize("wave", ["2016年秋", "2019年秋", "2025年秋"])
def test_every_voice_on_the_page_has_the_consent_to_be_quoted(sample: Settings, wave: str) -> None:
    text = text_of(page(sample, Filters(waves=(wave,))))
    with opened(sample.database) as db:
        everything = reads.all_comments(db, "yukino", Audience.COMMITTEE)
    refused = everything[~everything["quotable"] & (everything["text"].str.len() > 12)]["text"]
    assert len(refused) > 20
    for words in refused:
        assert "".join(words.split()) not in text


def test_japanese_lines_never_begin_with_a_full_stop() -> None:

    lines = lines_of("除雪をしてほしいです。" * 20, 10, 111)
    assert len(lines) > 10
    assert not any(line[0] in NOT_FIRST for line in lines)
    assert "".join(lines) == "除雪をしてほしいです。" * 20


def test_latin_words_stay_whole() -> None:
    text = "Everyone thanks the bus driver and the snow plough people " * 4
    lines = lines_of(text, 10, 140)
    assert all(word in text.split() for line in lines for word in line.split())
    assert all(text_width(line, 10) <= 140 for line in lines)
