"""Promises of themes, axis and clash, on invented sentences in the styles people write in."""

from __future__ import annotations

import tomllib

import pytest

from survey_loader.models import Axis, Coding
from survey_loader.text.codebook import DEFAULT, Codebook
from survey_loader.text.coding import code
from survey_loader.text.morphemes import JanomeTokenizer
from survey_loader.text.normalise import normalise

TOKENIZER = JanomeTokenizer()
CODEBOOK = Codebook.load()


def coded(text: str) -> Coding:
    normalised = normalise(text)
    return code(normalised, TOKENIZER.morphemes(normalised), CODEBOOK)


def themes(text: str) -> set[str]:
    return {hit.theme for hit in coded(text).themes}


def _found(word: str) -> set[str]:
    normalised = normalise(word)
    hits = CODEBOOK.lookup.find(normalised, TOKENIZER.morphemes(normalised))
    return {use.theme for hit in hits for use in hit.uses}


def test_every_word_of_the_default_codebook_is_found_in_a_text_that_is_that_word() -> None:
    entries = [(theme.key, word) for theme in CODEBOOK.themes for word in (*theme.words, *theme.phrases)]
    assert len(entries) >= 1_500
    assert [(key, word) for key, word in entries if key not in _found(word)] == []


def test_every_word_for_people_names_them() -> None:
    listed = {
        "live": (*CODEBOOK.people_live, *CODEBOOK.live_phrases),
        "visit": (*CODEBOOK.people_visit, *CODEBOOK.visit_phrases),
    }
    for axis, words in listed.items():
        for word in words:
            normalised = normalise(word)
            hits = CODEBOOK.lookup.find(normalised, TOKENIZER.morphemes(normalised))
            assert axis in {hit.people for hit in hits}, word


def test_a_codebook_has_no_list_that_nothing_reads() -> None:
    """Words under [people] that belong to the theme 人のつながり were once lost this way."""
    data = tomllib.loads(DEFAULT.read_text("utf-8"))
    assert set(data) == {"people", "theme"}
    assert set(data["people"]) == {"live", "visit", "live_phrases", "visit_phrases"}
    read = {"key", "label", "label_en", "pull", "description", "weak", "exclusions"}
    read |= {"yields_to", "weak_yields_to", "silent_beside"}
    kinds = ("words", "phrases")
    read |= {f"{kind}{axis}" for kind in kinds for axis in ("", "_no_axis", "_live", "_visit", "_both")}
    assert [key for theme in data["theme"] for key in theme if key not in read] == []


@pytest.mark.parametrize(
    ("text", "expected", "axis"),
    [
        ("通学路の照明を増設すべきである", {"school", "safety"}, "live"),
        ("一時預かりの受入れ枠を広げられたい", {"childcare"}, "live"),
        ("津波避難タワーの整備を急ぐべきである", {"safety"}, "live"),
        ("デマンド交通の予約を当日でも受け付けてほしい", {"transit"}, "both"),
        ("浄化槽の補助の拡充を求める", {"work"}, "live"),
        ("空き家の活用を求める", {"work"}, "live"),
        ("免税の手続きを簡素にされたい", {"guidance"}, "visit"),
        ("多言語の案内板の設置が望まれる", {"guidance"}, "visit"),
    ],
)  # fmt: skip
def test_formal_requests_have_the_theme_and_axis_of_what_they_ask_for(
    text: str, expected: set[str], axis: Axis
) -> None:
    assert (themes(text), coded(text).axis, coded(text).tone) == (expected, axis, "wish")


@pytest.mark.parametrize(
    ("text", "expected", "axis"),
    [
        ("花いっぱいの駅前通り", {"parks", "downtown"}, "both"),
        ("屋根つき停留所", {"transit"}, "both"),
        ("笑顔あふれるまち", {"mood"}, None),
        ("電気で走る乗り合いバス", {"environment", "transit"}, "both"),
        ("ホタルが戻ってきた小川", {"nature"}, None),
        ("10代のたまり場", {"youth"}, "live"),
        ("さんさ踊り", {"festivals"}, "both"),
        ("しじみ汁", {"food"}, None),
        ("盆踊りとやぐら", {"festivals"}, "both"),
        ("湯めぐり手形", {"lodging"}, "visit"),
    ],
)  # fmt: skip
def test_notes_of_nouns_alone_have_themes_and_an_axis_where_one_can_tell(
    text: str, expected: set[str], axis: Axis | None
) -> None:
    assert (themes(text), coded(text).axis) == (expected, axis)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("朝食の品数に満足", {"lodging"}),
        ("部屋の壁が薄くて隣のいびきが聞こえた", {"lodging"}),
        ("フロントの方がとても丁寧でした", {"hospitality"}),
        ("夕食の量が多すぎて食べきれない", {"lodging"}),
        ("券売機が日本語だけで困りました", {"guidance"}),
        ("藍染めを体験できて楽しかった", {"culture"}),
        ("御朱印をもらえてうれしかった", {"sights"}),
        ("お湯がつるつるで気持ちいい", {"lodging"}),
    ],
)
def test_what_visitors_review_serves_those_who_come(text: str, expected: set[str]) -> None:
    assert (themes(text), coded(text).axis) == (expected, "visit")


@pytest.mark.parametrize(
    ("text", "axis"),
    [
        ("子どもが動物園で遊べる", "live"),
        ("観光客のための除雪", "visit"),
        ("旅行の人も市民も使える駐車場", "both"),
        ("住む人も来る人も使えるWi-Fiを", "both"),
        ("高校生が集まれる喫茶店", "live"),
        ("遠くから来た人が休めるベンチ", "visit"),
        ("町民が使える温泉", "live"),
        ("除雪と英語の案内を", "both"),
        ("バスの本数を増やして", "both"),
        ("通院に使えるバスがほしい", "live"),
    ],
)
def test_people_named_override_the_pull_and_both_named_make_both(text: str, axis: Axis) -> None:
    assert coded(text).axis == axis


@pytest.mark.parametrize("text", ["雪", "海がちゅらさん", "ラーメン大好き", "人がやさしい", "のどかな時間", "空が青い"])
def test_bare_likes_have_no_axis(text: str) -> None:
    assert coded(text).axis is None
    assert themes(text) != set()


@pytest.mark.parametrize(
    "text",
    [
        "観光客で朝の市バスに乗れず、通院に遅れた。",
        "観光バスが家の前にエンジンをかけたまま停まっている。",
        "民泊のごみが分別されず、集積所が荒れている。",
        "レンタカーが生活道路を猛スピードで走って怖い。",
        "クルーズ船が着く日は、スーパーが混んで買い物ができない。",
        "インバウンドで物価が上がって、地元の人が外食できない。",
        "修学旅行の団体で路線バスが満員、仕事に間に合わない。",
        "桜の時期は渋滞で子どもの迎えに間に合わない。",
        "観光客向けの店ばかり増えて、八百屋がなくなった。",
        "聖地巡礼の人が学校の前で写真を撮るのをやめてほしい。",
        "Too many tourists on the morning bus, locals can't get on.",
    ],
)
def test_visits_that_trouble_residents_are_a_clash(text: str) -> None:
    coding = coded(text)
    assert (coding.clash, coding.axis, "balance" in themes(text)) == (True, "live", True)


@pytest.mark.parametrize(
    "text",
    [
        "観光客が少なくてさびしい。",
        "観光客のごみ箱がなくて困った。",
        "連休で渋滞していて、ホテルに着くのが遅れた。",
        "観光客が多くて写真が撮れなかった。",
        "外国人観光客が増えてにぎやかになった。",
        "レンタカーの手続きに時間がかかった。",
        "紅葉の時期の渋滞をなんとかしてほしい。",
        "外国の人が道を聞いてきても答えられない。",
        "クルーズ船の寄港を増やしてほしい。",
    ],
)
def test_trouble_of_those_who_come_or_of_the_season_is_no_clash(text: str) -> None:
    assert not coded(text).clash


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("図書館の開館時間を延ばしてほしい", {"school"}),
        ("川の水位がスマホで見られるようになった", {"safety"}),
        ("麺がつるつるで美味しい", {"food"}),
        ("子どもたちが自然と笑顔になる", {"childcare"}),
        ("雪だるまを作った", {"sights"}),
    ],
)
def test_words_of_another_theme_in_passing_do_not_count(text: str, expected: set[str]) -> None:
    assert themes(text) - {"mood"} == expected


def test_a_person_named_does_not_hide_what_is_spoken_of() -> None:
    assert themes("子どもが自転車で通れる道がほしい") == {"childcare", "roads"}
