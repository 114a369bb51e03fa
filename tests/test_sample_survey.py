"""The sample survey: invented voices that are all different, photos that match, every kind of consent."""

from __future__ import annotations

import csv
import itertools
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from survey_loader.models import Interview
from survey_loader.settings import Settings
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.reading import read
from survey_loader.store.connection import opened

DATA = Path(__file__).resolve().parent.parent / "data"
FOLDER = DATA / "samples" / "yukino"
PER_WAVE = {"2016": 300, "2019": 200, "2025": 250}
TEXTS = ("好きなところ", "どんなまちになってほしい")
PHOTOS = ("写真", "板だけの写真")
CONSENTS = {
    "ことばの同意": {"はい", "いいえ", ""},
    "写真（委員会）": {"はい", "板だけ", "いいえ", ""},
    "写真（公開）": {"はい", "会場と紙だけ", "いいえ", ""},
}
# What many people write on a board in the same words, and what a student notes where nobody can read it.
EVERYDAY = {
    "ラーメン", "ラーメン！", "雪", "自然", "空気", "静か", "特になし", "どうぶつ園", "ぜんぶすき",
    "（判読不能）",
}  # fmt: skip
ALIKE = 0.6
REAL_TOWNS = (
    "旭川", "旭山", "富良野", "美瑛", "帯広", "釧路", "函館", "小樽", "北見", "網走", "稚内", "苫小牧",
    "室蘭", "根室", "名寄", "留萌", "深川", "滝川", "岩見沢", "千歳", "登別", "ニセコ", "北海道", "仙台",
    "青森", "秋田", "盛岡", "金沢", "京都", "大阪", "神戸", "名古屋", "福岡", "横浜",
)  # fmt: skip
LARGEST_PHOTO = 45_000
LARGEST_FOLDER = 6_000_000

Row = dict[str, str]


def rows_of(year: str) -> list[Row]:
    with (FOLDER / f"yukino-{year}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [row for year in PER_WAVE for row in rows_of(year)]


@pytest.fixture(scope="module")
def comments(rows: list[Row]) -> list[str]:
    return [row[question] for row in rows for question in TEXTS if row[question]]


def trigrams(text: str) -> frozenset[str]:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return frozenset(plain[start : start + 3] for start in range(max(1, len(plain) - 2)))


def photo_files() -> Iterator[Path]:
    return (path for path in (FOLDER / "photos").rglob("*") if path.is_file())


@pytest.mark.parametrize(("year", "count"), PER_WAVE.items())
def test_every_row_of_a_wave_becomes_an_interview_of_that_wave(year: str, count: int) -> None:
    reading = read(FOLDER / f"yukino-{year}.csv", Mapping.load(DATA / "mappings" / "yukino.toml"))
    interviews = [row for row in reading.rows if isinstance(row, Interview)]
    assert len(interviews) == count == len(rows_of(year))
    assert {interview.wave for interview in interviews} == {f"{year}年秋"}
    assert len({interview.key for interview in interviews}) == count


def test_the_survey_says_in_its_name_that_it_is_a_sample() -> None:
    survey = Mapping.load(DATA / "mappings" / "yukino.toml").survey
    assert "見本" in survey.name
    assert "sample" in survey.name_en
    assert survey.sample


def test_the_people_who_declined_are_those_approached_and_not_interviewed() -> None:
    waves = Mapping.load(DATA / "mappings" / "yukino.toml").waves
    assert [(wave.approached or 0) - (wave.declined or 0) for wave in waves] == list(PER_WAVE.values())


def test_the_files_are_as_a_spreadsheet_saves_them() -> None:
    for year in PER_WAVE:
        data = (FOLDER / f"yukino-{year}.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\r\n") == PER_WAVE[year] + 1


def test_whom_it_serves_was_asked_in_the_last_wave_only() -> None:
    said = {row["だれにとって？"] for row in rows_of("2025")}
    assert said == {"住む人", "来る人", "両方", ""}
    assert not any("だれにとって？" in rows_of(year)[0] for year in ("2016", "2019"))


def test_no_two_comments_are_alike_but_for_everyday_words(comments: list[str]) -> None:
    own = [comment for comment in comments if comment not in EVERYDAY]
    assert len(own) > 1350
    parts = [(comment, trigrams(comment)) for comment in own]
    alike = [
        (first, second)
        for (first, one), (second, other) in itertools.combinations(parts, 2)
        if len(one & other) > ALIKE * len(one | other)
    ]
    assert alike == []


def test_no_comment_names_a_real_town(comments: list[str]) -> None:
    assert [comment for comment in comments if any(town in comment for town in REAL_TOWNS)] == []


def test_every_photo_named_exists_and_every_photo_file_is_named(rows: list[Row]) -> None:
    named = Counter(row[column] for row in rows for column in PHOTOS if row[column])
    files = Counter(path.name for path in photo_files())
    assert named == files
    assert max(files.values()) == 1
    assert len({name.lower() for name in files}) == len(files) >= 140


def test_photos_are_upright_and_small() -> None:
    sizes = [path.stat().st_size for path in photo_files()]
    assert max(sizes) <= LARGEST_PHOTO
    assert sum(sizes) <= LARGEST_FOLDER
    for path in photo_files():
        with Image.open(path) as image:
            assert (image.format, image.size) == ("JPEG", (640, 800))


def test_all_kinds_of_consent_occur_with_and_without_a_photo(rows: list[Row]) -> None:
    for column, answers in CONSENTS.items():
        assert {row[column] for row in rows} == answers
        assert {row[column] for row in rows if row["写真"] or row["板だけの写真"]} == answers


def test_only_who_lets_the_committee_see_a_photo_lets_the_public_see_it(rows: list[Row]) -> None:
    public = [row for row in rows if row["写真（公開）"] in ("はい", "会場と紙だけ")]
    assert {row["写真（委員会）"] for row in public} == {"はい", "板だけ"}


def test_who_allowed_the_board_only_has_no_photo_of_the_face(rows: list[Row]) -> None:
    assert [row["聞き取りID"] for row in rows if row["写真（委員会）"] == "板だけ" and row["写真"]] == []


def test_some_photos_lack_consent_so_that_hiding_them_can_be_seen(rows: list[Row]) -> None:
    withheld = [row for row in rows if row["写真"] and row["写真（委員会）"] in ("いいえ", "")]
    assert len(withheld) == 15


def test_every_photo_of_a_fresh_sample_has_its_person(sample: Settings) -> None:
    with opened(sample.database) as db:
        belonging = dict(db.conn.execute("select interview_id <> '', count(*) from photos group by 1"))
    assert belonging == {1: 156}
