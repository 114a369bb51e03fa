"""The screen ことば: only the open instrument works, and each leads from its words to the voices."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader.settings import Settings
from tests.ui.small_town import PEOPLE, TRAP, add, everything

Visit = Callable[..., AppTest]
NETWORK, CONCORDANCE, TABLE = "つながり", "前後の文", "数え表"
BOTH = "歩道の除雪が遅い"


@pytest.fixture
def snowy(empty: Settings) -> Settings:
    """Twelve write 除雪 and 歩道 together, one only 除雪, twenty of something else; one of them with a trap."""
    answers = [BOTH] * 12 + ["除雪が早い"] + ["動物園が楽しい", "ラーメンがおいしい"] * 10 + [TRAP]
    for number, answer in enumerate(answers):
        wave = "2025年冬" if number % 2 else "2026年冬"
        identity = f"{number:08d}-0000-4000-8000-000000000000"
        add(empty, number % len(PEOPLE), id=identity, answers={"like": answer}, wave=wave)
    return empty


def figure(app: AppTest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(app.get("plotly_chart")[0].proto.spec)
    return found


def test_only_the_open_instrument_is_drawn(snowy: Settings, visit: Visit) -> None:
    cloud = visit("words")
    assert not cloud.get("plotly_chart") and 'class="koe-rows"' in everything(cloud)
    network = visit("words", instrument=NETWORK)
    assert 'class="koe-cloud"' not in everything(network) and 'class="koe-line"' not in everything(network)
    assert "不具合" not in everything(network)


def test_each_word_of_the_cloud_leads_to_its_voices(snowy: Settings, visit: Visit) -> None:
    words = everything(visit("words", wave="2025年冬"))
    # 除雪 stands in 6 comments of that wave; the link keeps the wave.
    row = next(part for part in words.split("<tr>") if ">除雪<" in part or " 除雪<" in part)
    assert "<td>6</td>" in row
    assert "wave=2025%E5%B9%B4%E5%86%AC" in row and "words=%E9%99%A4%E9%9B%AA" in row
    assert "〜" in row


def test_the_cloud_can_show_what_is_typical(snowy: Settings, visit: Visit) -> None:
    app = visit("words", size="らしさ", wave="2025年冬", group="絞り込みで選んだ声")
    words = everything(app)
    assert "絞り込みで選んだ声の声" not in words
    assert "ほかの声17件とくらべました" in words
    # Both waves wrote the same: nothing is confirmed, and that is said.
    assert "差は確認できません" in words


def test_the_network_joins_the_words_of_one_board(snowy: Settings, visit: Visit) -> None:
    app = visit("words", instrument=NETWORK)
    words = everything(app)
    assert "同じ板にいちばん結びついて書かれたのは「" in words
    assert "同じ板に書かれた言葉｜声34件で" in words
    assert "原因だという意味ではありません" in words
    pairs = {tuple(point) for trace in figure(app)["data"] for point in trace.get("customdata") or ()}
    assert ("歩道", "除雪") in pairs


def test_a_pair_opens_the_comments_that_hold_both(snowy: Settings, visit: Visit) -> None:
    app = visit("words", instrument=NETWORK)
    app.selectbox(key="pair").set_value("歩道＋除雪").run()
    words = everything(app)
    assert "「歩道」と「除雪」の両方がある声 12件" in words
    assert words.count('koe-card"') == 12
    assert "<mark>歩道</mark>の<mark>除雪</mark>が遅い" in words and "除雪が早い" not in words
    link = next(link.proto for link in app.get("page_link") if "12件" in link.proto.label)
    assert link.query_string.count("words=") == 2


def test_a_pair_is_an_address_of_its_own(snowy: Settings, visit: Visit) -> None:
    words = everything(visit("words", instrument=NETWORK, pair="歩道＋除雪", wave="2025年冬"))
    assert "「歩道」と「除雪」の両方がある声 6件" in words


def test_the_voices_of_two_words_are_shown_and_named(snowy: Settings, visit: Visit) -> None:
    app = visit("voices", words=["除雪", "歩道"])
    words = everything(app)
    assert "12件" in words and "除雪が早い" not in words
    chips = [button.label for button in app.button if button.key and button.key.startswith("off_words")]
    assert chips == ["ことば（すべてふくむ声）：除雪", "ことば（すべてふくむ声）：歩道"]
    assert "この条件に合う声はありません" in everything(visit("voices", words="だれも書かないことば"))


def test_lines_show_a_word_with_both_sides(snowy: Settings, visit: Visit) -> None:
    words = everything(visit("words", instrument=CONCORDANCE, word="除雪"))
    assert "「除雪」がある声 13件" in words and "13か所" in words
    assert "<bdi>歩道の</bdi></span><mark>除雪</mark>" in words
    assert words.count('koe-line"') == 13
    assert words.count('koe-card"') == 13


def test_lines_are_ordered_as_asked(snowy: Settings, visit: Visit) -> None:
    app = visit("words", instrument=CONCORDANCE, word="除雪", order="前のことば")
    lines = everything(app).split('koe-line"')[1:]
    assert "が早い" in lines[0].split("koe-right")[1]


def test_a_word_may_be_typed_as_people_spell_it(snowy: Settings, visit: Visit) -> None:
    add(snowy, 0, id="99999999-0000-4000-8000-000000000000", answers={"like": "子供の声がする"})
    words = everything(visit("words", instrument=CONCORDANCE, word="子供"))
    assert "「子供」は「子ども」にまとめて数えています。" in words
    assert "<mark>子供</mark>" in words
    unknown = everything(visit("words", instrument=CONCORDANCE, word="ぬぬぬ"))
    assert "「ぬぬぬ」と数えた声は、いま見ている声の中にありません" in unknown


def test_lines_are_never_markup(snowy: Settings, visit: Visit) -> None:
    words = everything(visit("words", instrument=CONCORDANCE, word="強い"))
    assert "&lt;script&gt;" in words and "<script>" not in words


def test_the_counts_have_their_interval_and_n(snowy: Settings, visit: Visit) -> None:
    app = visit("words", instrument=TABLE)
    assert "不具合" not in everything(app)
    table = app.dataframe[-1].value
    assert table[table["ことば"] == "除雪"].iloc[0]["声の数"] == 13
    assert {"割合", "下限", "上限"} <= set(table.columns)


@pytest.mark.parametrize("instrument", [NETWORK, CONCORDANCE, TABLE])
def test_an_instrument_of_one_comment_is_no_bug(empty: Settings, visit: Visit, instrument: str) -> None:
    add(empty, 1)
    assert "不具合" not in everything(visit("words", instrument=instrument, size="らしさ"))
