"""Promises of telling the language: Chinese and Korean are recognised as such, short Japanese notes stay Japanese."""

from __future__ import annotations

import pytest

from survey_loader.text.codebook import Codebook
from survey_loader.text.coding import code
from survey_loader.text.morphemes import JanomeTokenizer
from survey_loader.text.normalise import normalise
from survey_loader.text.script import language_of

CHINESE = [
    "希望有更多公交车",
    "很好",
    "谢谢",
    "风景很美",
    "人很友善",
    "交通不方便",
    "希望能多一些中文指示牌",
    "这里的雪很漂亮",
    "食物很好吃",
    "我喜欢这个城市",
    "下次还想再来",
    "价格太贵了",
    "酒店的早餐不错",
    "没有中文菜单",
    "可以用支付宝吗",
    "空气清新",
    "街道干净",
    "厕所很干净",
    "晚上太早关门了",
    "想再来一次",
    "夜景很棒",
    "温泉非常舒服",
    "服务员态度很好",
    "公共交通太少",
    "希望增加班次",
    "買東西很方便",
    "風景很漂亮",
    "希望有中文菜單",
    "人們都很親切",
    "交通不太方便",
    "下次還會再來",
    "空氣很好",
    "東西很好吃",
    "沒有公車很不方便",
    "這裡很安靜",
    "謝謝你們",
    "雪景太美了",
    "孩子们玩得很开心",
    "信号不好",
    "希望有免费网络",
]
JAPANESE = [
    "除雪",
    "駅前通り整備",
    "観光案内所増設",
    "公共交通充実",
    "子育支援",
    "自然豊富",
    "温泉最高",
    "雪景色",
    "空気清浄",
    "人情",
    "商店街活性化",
    "医療体制充実",
    "道路拡幅",
    "夜間照明設置",
    "通学路安全確保",
    "公園整備",
    "高齢者支援",
    "待機児童解消",
    "市立病院存続",
    "花火大会",
    "動物園",
    "四季",
    "山菜",
    "地酒",
    "蕎麦",
    "味噌",
    "新鮮野菜",
    "海産物",
    "美人",
    "星空",
    "朝市",
    "歴史的町並",
    "祭",
    "伝統工芸",
    "移住促進",
    "空家対策",
    "企業誘致",
    "減税",
    "防犯灯",
    "無料駐車場",
    "多文化共生",
    "最高",
    "満足",
    "不便",
    "渋滞緩和",
    "美味",
    "親切",
    "静寂",
    "特産品開発",
    "中高生居場所",
]
KOREAN = [
    "친절해요",
    "눈이",
    "예뻐요",
    "버스가",
    "더",
    "많았으면",
    "좋겠어요",
    "음식이",
    "맛있어요",
    "다시",
    "오고",
    "싶어요",
]
OTHER = ["อาหารอร่อยมาก", "Очень красивый город", "الناس لطفاء", "Thành phố rất đẹp và sạch sẽ", "हर चीज़ सुंदर है"]


@pytest.mark.parametrize("text", CHINESE)
def test_a_chinese_comment_is_chinese(text: str) -> None:
    assert language_of(normalise(text)) == "zh"


@pytest.mark.parametrize("text", JAPANESE)
def test_a_japanese_note_without_kana_is_japanese(text: str) -> None:
    assert language_of(normalise(text)) == "ja"


@pytest.mark.parametrize("text", KOREAN)
def test_a_korean_comment_is_korean(text: str) -> None:
    assert language_of(normalise(text)) == "ko"


@pytest.mark.parametrize("text", OTHER)
def test_a_comment_in_another_language_is_called_other(text: str) -> None:
    assert language_of(normalise(text)) == "other"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I love the snow", "en"),
        ("Café très bon", "en"),
        ("お土産 很好", "ja"),
        ("！！！", ""),
        ("123", ""),
        ("😀", ""),
    ],
)
def test_the_other_languages(text: str, language: str) -> None:
    assert language_of(normalise(text)) == language


@pytest.mark.parametrize(
    ("text", "language"), [(CHINESE[0], "zh"), (KOREAN[0], "ko"), (OTHER[0], "other"), ("除雪", "")]
)
def test_what_is_not_read_by_words_is_named_and_keeps_its_hint(text: str, language: str) -> None:
    normalised = normalise(text)
    coding = code(normalised, JanomeTokenizer().morphemes(normalised), Codebook.load(), "wish")
    assert coding.unread == language
    assert (coding.tone, coding.tone_source) == ("wish", "hint")
    assert bool(coding.words) == (language == "")
