"""Promises of tone on plain sentences, above all where a negation belongs to the words before it."""

from __future__ import annotations

import pytest

from survey_loader.models import Tone
from tests.text.test_coding import coded


@pytest.mark.parametrize(
    "text",
    [
        # The negation is part of what is told, and turns nothing round.
        "道が分からない", "場所がわからなかった", "出口がわからず困った", "電波が入らない", "タクシーが拾えず歩いた",
        "人手が足りない",
        "選択肢がない", "字がかすれて読めない", "店員が目も合わせない", "使いものにならない", "残念でなりません",
        # Much of what is closed; better elsewhere; what it was like before.
        "休みの店が多い", "閉まっているお店が多かったです", "スーパーのほうがおいしい",
        "昔はにぎやかだった", "駐車場たりない", "公園にごみが落ちている",
        "四十分かかった", "すわれなくてかわいそう", "ととのうどころではなかった", "不満がないわけではない",
        "The rice was cold", "you must walk beside the trucks", "there are only four buses a day",
    ],
)  # fmt: skip
def test_a_plain_complaint_is_trouble(text: str) -> None:
    assert coded(text).tone == "trouble"


@pytest.mark.parametrize(
    "text",
    [
        "渋滞が起きない", "道に迷わない", "困った覚えがない", "席が取れなかったことがない",
        "先生方には感謝しかありません",
        "駐車場を探し回らなくて済む", "文句のつけようがありません", "迷いようがない",
        "町のきれいさならどこにも負けない",
        "空き店舗が一つもないのには感心する", "かわいすぎる", "うれしすぎる", "楽しいだけでなくためにもなる",
        "住みにくいと思ったことは、ただの一度もない", "おかわりを三回も", "電車がただみたいに安い",
        "Not a bad ramen at all", "no rubbish anywhere", "Zero complaints about breakfast",
    ],
)  # fmt: skip
def test_a_plain_praise_is_praise(text: str) -> None:
    assert coded(text).tone == "praise"


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("期待していなかったけれど、説明がおもしろくて感激した", "praise"),
        ("楽しみにしていたのに、花火が見えなかった", "trouble"),
        ("静かで気に入っています。でも、だからこそこのままでいてほしい", "wish"),
        ("夕焼けはすばらしいのに、床がびしょびしょ", "mixed"),
        ("給料が高ければ、ずっとここで働けます", "wish"),
        ("十分で外に出た", None),
        ("さすが、一時間に一本のバスですね", "trouble"),
        ("街灯がないおかげで、毎晩肝試しです。ありがたや", "trouble"),
    ],
)
def test_a_sentence_of_two_thoughts_is_read_to_its_end(text: str, tone: Tone | None) -> None:
    assert coded(text).tone == tone


@pytest.mark.parametrize(
    ("text", "axis"),
    [
        # Who likes what is eaten there says nothing of whom the place serves.
        ("肉屋のコロッケが最高", None), ("肉屋がなくなって困る", "both"),
        # Two sides in one breath: one may be in passing. Two sentences are about both.
        ("城は見事、保育園は満員", None), ("城は見事でした。保育園を増やしてほしい。", "both"),
        # Visitors may be the cause of a trouble, or have it.
        ("旅の人がうちの軒先で写真を撮って困る", None), ("観光客にわかりにくい案内", "visit"),
        # How a request is made is not what it is about.
        ("多言語の案内板の設置を要望いたします", "visit"), ("要望を聞いてくれない市役所", "live"),
    ],
)  # fmt: skip
def test_an_axis_is_given_only_where_the_words_tell_it(text: str, axis: str | None) -> None:
    assert coded(text).axis == axis
