"""やさしい日本語: what the public sees is said in short sentences, and a hard word has its kana beside it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader

from survey_exports import one_page
from survey_insights import balance, crosstab, crosstab_chart, themes
from survey_insights.charts import Chart
from survey_insights.labels import day, theme_label
from survey_insights.methods import method
from survey_insights.overview import overview
from survey_loader.language import EASY_JAPANESE, LANGUAGES, Say, japanese, speaker, tag
from survey_loader.locale.catalogue import po_path, sentences, theme_names, translated
from survey_loader.models import ThemeName
from survey_loader.voices import Voices
from tests.insights.towns import Person, Voice, empty_town, random_town, town
from tests.test_catalogue import fields

EASY = speaker(EASY_JAPANESE)
LONGEST = 40
# Words of papers and offices (of our own choice): each only with its kana behind it.
HARD = (
    "確認", "偶然", "検定", "順番", "割合", "幅", "差", "挙げ", "聞きのがせ", "市民", "全体", "最も", "比率", "確率",
    "調整", "偽発見", "見本", "架空", "実在", "管理者", "連絡先", "紹介", "同意", "出典", "立場", "通勤", "帰省",
    "除雪", "介護", "防災", "推移", "方法", "計算", "調査", "値段", "環境", "技術", "駐車場", "前回", "今回", "未満",
    "以上", "模様", "濃い", "独立", "期待", "願い", "困り", "両方", "下限", "上限", "訪れ",
)  # fmt: skip
KANA = re.compile("（[ぁ-んァ-ヶー・]+）")
UNEXPLAINED = re.compile(f"({'|'.join(HARD)})(?![一-鿿]*（[ぁ-んー]+）)")
FIELD = re.compile(r"\{[^}]*\}")


def public(say: Say) -> Iterator[str]:
    """Say all the public sees of several towns, the lively, the quiet and the empty."""
    one = town([Person(1)], [Voice(1, {"snow": "wish"}, ("除雪", "道"), "future", "live", "wish")])
    for voices in (random_town(900, 7, 0.2), random_town(300, 3), random_town(12, 1), one, empty_town()):
        yield from (sentence.text for sentence in overview(voices, say))
        for chart in charts(voices, say):
            yield from (chart.title, chart.subtitle, chart.footer, chart.how_to_read, method(chart, say))
        one_page.pdf(voices, say, quotes(), [])


def charts(voices: Voices, say: Say) -> Iterator[Chart]:
    yield balance.balance(voices, say)
    yield balance.balance_change(voices, say)
    yield themes.top_themes(voices, say, "like")
    yield themes.themes_by_axis(voices, say)
    yield themes.themes_by_tone(voices, say, "future")
    yield crosstab_chart.cross_chart(voices, crosstab.cross(voices, "relation"), say, "relation")


def quotes() -> pd.DataFrame:
    return pd.DataFrame([{"text": "朝の道がこわい", "age": "70代以上", "place": "駅前", "wave": "2026年冬"}])


@pytest.fixture(scope="module")
def said() -> set[str]:
    """The messages behind all the public sees."""
    found: set[str] = set()

    def listening(message: str, /, **values: object) -> str:
        found.add(message)
        return japanese(message, **values)

    list(public(listening))
    return found


def too_hard(text: str) -> list[str]:
    return [match[1] for match in UNEXPLAINED.finditer(FIELD.sub("", text))]


def too_long(text: str) -> list[str]:
    plain = KANA.sub("", FIELD.sub("○○", text)).replace(" ", "")
    return [part for part in re.split("[。｜：]", plain) if len(part) > LONGEST]


def test_what_the_public_sees_has_no_unexplained_hard_word(said: set[str]) -> None:
    assert len(said) > 80
    assert {message: EASY(message) for message in said if too_hard(EASY(message))} == {}


def test_what_the_public_sees_is_said_in_short_sentences(said: set[str]) -> None:
    assert {message: EASY(message) for message in said if too_long(EASY(message))} == {}


def test_the_ten_sentences_are_short_with_their_numbers_in_them() -> None:
    for voices in (random_town(900, 7, 0.2), random_town(300, 3)):
        for sentence in overview(voices, EASY):
            if sentence.kind not in {"reach", "common", "liked", "hoped"}:
                assert not [part for part in re.split("。", KANA.sub("", sentence.text)) if len(part) > LONGEST]


def test_every_sentence_of_the_catalogue_keeps_the_rules_and_its_fields() -> None:
    entries = [message for message in translated(EASY_JAPANESE) if message.id]
    assert len(entries) > 150
    for message in entries:
        assert fields(str(message.id)) == fields(str(message.string)), message.id
        assert not too_hard(str(message.string)), message.string
        assert not too_long(str(message.string)), message.string


def test_the_catalogue_has_no_sentence_the_code_no_longer_says() -> None:
    known = sentences().keys() | theme_names().keys()
    assert [message.id for message in translated(EASY_JAPANESE) if message.id and message.id not in known] == []


def test_the_compiled_catalogue_is_the_committed_one() -> None:
    compiled = po_path(EASY_JAPANESE).with_suffix(".mo")
    assert compiled.is_file()
    assert all(EASY(str(m.id)) == m.string for m in translated(EASY_JAPANESE) if m.id)


def test_what_has_no_easy_words_stays_japanese() -> None:
    assert EASY("この文はどこにもありません。") == "この文はどこにもありません。"


def test_easy_japanese_is_the_japanese_of_the_town_where_a_name_is_data() -> None:
    assert theme_label(ThemeName("x", "うちだけのテーマ", "Ours", "live"), EASY) == "うちだけのテーマ"
    assert theme_label(ThemeName("snow", "雪と除雪", "Snow", "live"), EASY) == "雪（ゆき）と除雪（じょせつ）"
    assert theme_label(ThemeName("snow", "雪と除雪", "Snow", "live"), japanese) == "雪と除雪"


def test_every_theme_of_our_codebook_is_easy() -> None:
    names = {name: EASY(name) for name in theme_names()}
    assert len(names) > 20
    assert {name: easy for name, easy in names.items() if too_hard(easy)} == {}


def test_easy_japanese_is_a_choice_and_its_pages_are_japanese() -> None:
    assert LANGUAGES[EASY_JAPANESE] == "やさしい日本語"
    assert [tag(code) for code in LANGUAGES] == ["ja", "en", "ja"]


def test_the_numbers_are_the_same_in_easy_words() -> None:
    voices = random_town(900, 7, 0.2)
    for plain, easy in zip(overview(voices, japanese), overview(voices, EASY), strict=True):
        assert plain.kind == easy.kind
        if plain.kind not in {"reach", "change"}:
            assert sorted(re.findall(r"\d+", plain.text)) == sorted(re.findall(r"\d+", easy.text)), easy.text
        assert plain.comments.tolist() == easy.comments.tolist()


def test_the_page_in_easy_words_is_one_page_with_its_kana(tmp_path: Path) -> None:
    reader = PdfReader(io.BytesIO(one_page.pdf(random_town(300, 3), EASY, quotes(), [])))
    text = "".join(reader.pages[0].extract_text().split())
    assert len(reader.pages) == 1
    assert "見本（みほん）" in text and "聞きました" in text and "まちのぜんぶの人の声ではありません" in text


@pytest.mark.parametrize("code", ["ja", EASY_JAPANESE])
def test_a_day_is_written_as_the_reader_writes_it(code: str) -> None:
    assert day(pd.Timestamp("2026-05-03"), speaker(code)) == "2026年5月3日"


def test_an_english_day_names_the_month() -> None:
    """The catalogue puts day, month and year in their order; here as it does."""
    english: Callable[..., str] = lambda message, /, **values: (  # noqa: E731
        "{day} {month} {year}".format(**values) if values else {"5月": "May"}.get(message, message)
    )
    assert day(pd.Timestamp("2026-05-03"), english) == "3 May 2026"
