"""Each of the ten sentences where it applies and where it does not, and what none of them may ever say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_insights.changes import change_sentences
from survey_insights.cities import common_ground, compare_themes
from survey_insights.overview import common_leaders, overview
from survey_insights.selection import Filters, select
from survey_insights.sentences import Sentence
from survey_insights.statistics import detectable, two_proportions
from survey_loader.language import Say, japanese, speaker
from survey_loader.models import AXES, RELATIONS, TONES
from survey_loader.voices import Voices

from .towns import THEMES, WAVES, Person, Voice, random_town, town

LIKED_BY_TWENTY = [Voice(i, {"food": "praise"}) for i in range(1, 21)]


def said(voices: Voices, say: Say = japanese) -> dict[str, Sentence]:
    found: dict[str, Sentence] = {}
    for sentence in overview(voices, say):
        found.setdefault(sentence.kind, sentence)
    return found


def crowd(size: int, relation: str = "resident", wave: str = "2026年冬", first: int = 1) -> list[Person]:
    return [Person(i, wave, relation) for i in range(first, first + size)]


# 1: reach


def test_1_reach_names_time_place_and_both_numbers() -> None:
    voices = town(crowd(20), LIKED_BY_TWENTY, approached=[None, None, None, 60])
    assert said(voices)["reach"].text == "2026年2月7日、駅前で、60人に声をかけ、20人が書いてくれました。"


def test_1_reach_is_silent_on_the_approached_where_one_wave_did_not_count_them() -> None:
    people = [*crowd(10, wave="2025年冬"), *crowd(10, first=11)]
    voices = town(people, LIKED_BY_TWENTY, approached=[None, None, None, 60])
    assert "声をかけ" not in said(voices)["reach"].text


def test_1_reach_names_those_who_stopped_and_wrote_nothing() -> None:
    voices = town(crowd(30), LIKED_BY_TWENTY)
    assert said(voices)["reach"].text == "2026年2月7日、駅前で、30人に聞き、20人が書いてくれました。"


# 2 and 3: likes and wishes


def test_2_a_clear_leader_of_the_likes_is_named_with_both_numbers() -> None:
    assert said(town(crowd(30), LIKED_BY_TWENTY))["liked"].text == (
        "「好きなところ」で最も多かったのは「食・農」、聞いた30人のうち20人です。"
    )


@pytest.mark.parametrize("wrote", [1, 2, 3, 4])
def test_2_fewer_than_five_are_not_called_most(wrote: int) -> None:
    text = said(town(crowd(wrote), LIKED_BY_TWENTY[:wrote]))["liked"].text
    assert text == (
        f"「好きなところ」で書かれたテーマは「食・農」{wrote}人です（聞いた{wrote}人のうち）。"
        "まだ少ないので、多い・少ないは言えません。"
    )


def test_3_wishes_have_a_sentence_of_their_own_and_likes_none_without_one() -> None:
    voices = town(crowd(20), [Voice(i, {"snow": "wish"}, question="future") for i in range(1, 21)])
    sentences = said(voices)
    assert sentences["hoped"].text == (
        "「どんなまちになってほしい」で最も多かったのは「雪と除雪」、聞いた20人のうち20人です。"
    )
    assert "liked" not in sentences


def test_3_likes_are_not_looked_for_among_the_wishes_when_only_wishes_are_on_the_screen() -> None:
    """Praise within a wish is no answer to 好きなところ: its number would stand beside the real one."""
    wishes = [Voice(i, {"food": "praise", "snow": "wish"}, question="future") for i in range(1, 21)]
    voices = town(crowd(20), [*LIKED_BY_TWENTY, *wishes])
    assert "liked" in said(voices)
    assert "liked" not in said(select(voices, Filters(questions=("future",))))


def test_3_a_wish_for_snow_clearing_is_no_dissatisfaction() -> None:
    wishes = [Voice(i, {"snow": "wish"}, ("除雪",), "future", "live", "wish") for i in range(1, 21)]
    spoken = "".join(sentence.text for sentence in overview(town(crowd(20), wishes), japanese))
    assert not re.search("不満|困りごと|悪い", spoken)


# 4: the balance


def test_4_the_balance_counts_each_comment_once_and_those_without_an_axis_too() -> None:
    axes = ["live"] * 7 + ["visit"] * 4 + ["both"] * 3 + [None] * 6
    voices = town(crowd(20), [Voice(i, axis=axis) for i, axis in enumerate(axes, start=1)])
    assert said(voices)["balance"].text == (
        "住む人のための声7件、訪れる人のための声4件、両方3件、決められない声6件でした。"
    )


# 5 and 6: residents and visitors


def both_sides(by_residents: dict[str, int], by_visitors: dict[str, int], size: int = 40) -> Voices:
    people = [*crowd(size), *crowd(size, "visitor", first=size + 1)]
    voices = [
        Voice(first + i, {theme: "praise"})
        for first, wrote in ((1, by_residents), (size + 1, by_visitors))
        for theme, count in wrote.items()
        for i in range(count)
    ]
    return town(people, voices)


def test_5_one_theme_ahead_of_all_is_common_ground_with_both_sides_numbers() -> None:
    voices = both_sides({"food": 30, "nature": 4}, {"food": 28, "nature": 5})
    assert said(voices)["common"].text == (
        "住む人も訪れた人もよく挙げたのは「食・農」です（住んでいる40人のうち30人、訪れた40人のうち28人）。"
    )


def test_5_near_ties_of_common_ground_are_named_together_and_not_ranked() -> None:
    voices = both_sides({"food": 20, "nature": 18}, {"food": 19, "nature": 21})
    sentence = said(voices)["common"]
    assert sentence.text == (
        "住む人も訪れた人もよく挙げたのは「食・農」（20人と19人）、「自然・景色」（18人と21人）です"
        "（住んでいる40人と、訪れた40人のうち）。順番の差は確認できません。"
    )
    assert len(sentence.comments) == 78


@given(st.lists(st.tuples(st.integers(3, 60), st.integers(3, 60)), min_size=1, max_size=8))
def test_5_what_is_left_out_of_the_common_ground_is_confirmed_to_be_smaller(
    counts: list[tuple[int, int]],
) -> None:
    left = {theme.key: pair[0] for theme, pair in zip(THEMES, counts, strict=False)}
    right = {theme.key: pair[1] for theme, pair in zip(THEMES, counts, strict=False)}
    shared = common_ground(compare_themes(both_sides(left, right, 60), "relation"))
    named = common_leaders(shared)
    weakest = shared[["left", "right"]].min(axis=1)
    for theme, count in zip(shared["theme"], weakest, strict=True):
        assert (theme in set(named["theme"])) == bool(two_proportions(count, 60, weakest[0], 60) >= 0.05)


def test_5_6_without_visitors_neither_common_ground_nor_a_difference_is_claimed() -> None:
    assert not {"common", "difference"} & set(said(town(crowd(20), LIKED_BY_TWENTY)))


def test_5_6_fewer_than_three_on_a_side_are_no_common_ground() -> None:
    assert "common" not in said(both_sides({"food": 30}, {"food": 2}))


def test_6_a_confirmed_difference_says_both_numbers_and_no_percentage() -> None:
    voices = both_sides({"food": 5}, {"food": 30})
    assert said(voices)["difference"].text == (
        "「食・農」は、訪れた40人のうち30人が書き、住んでいる人は40人のうち5人でした。"
    )


def test_6_a_difference_within_chance_is_not_said() -> None:
    assert "difference" not in said(both_sides({"food": 14}, {"food": 18}))


# 7 and 8: what changed


def two_waves(before: int, now: int, size: int = 200) -> Voices:
    people = [*crowd(size, wave="2025年冬"), *crowd(size, first=size + 1)]
    wrote = [*range(1, before + 1), *range(size + 1, size + now + 1)]
    others = [i for i in range(1, 2 * size + 1) if i not in set(wrote)]
    voices = [Voice(i, {"snow": "wish"}, question="future") for i in wrote]
    return town(people, [*voices, *(Voice(i, {"food": "wish"}, question="future") for i in others)])


def test_7_a_confirmed_change_has_n_share_and_interval_of_both_waves() -> None:
    sentences = [sentence.text for sentence in change_sentences(two_waves(30, 80), japanese)]
    assert any(
        re.fullmatch(
            "「雪と除雪」への願いを書いた人は前回聞いた200人のうち30人（15%）、今回200人のうち80人（40%）。"
            r"差の幅は \+1[5-7]〜\+3[2-4]ポイント。偶然だけでは説明しにくい差です。",
            text,
        )
        for text in sentences
    )


def test_7_8_a_change_within_noise_is_only_said_to_be_unconfirmed_with_its_size() -> None:
    texts = [sentence.text for sentence in change_sentences(two_waves(60, 66), japanese)]
    assert len(texts) == 1
    assert re.fullmatch(
        r"前回との差は確認できません。前回200人、今回200人で見つけやすいのは、約1[34]ポイント以上の差です。", texts[0]
    )


def test_8_words_md_reckons_thirteen_points_near_two_hundred_people() -> None:
    """A share of 40 % among 200 and 250 must move 13 points, one of 10 % 8 points."""
    assert [round(100 * float(detectable(share, 200, 250))) for share in (0.4, 0.1)] == [13, 8]


def test_8_waves_of_a_handful_are_not_compared_with_a_number_that_cannot_be() -> None:
    texts = [sentence.text for sentence in change_sentences(two_waves(1, 2, 3), japanese)]
    assert texts == ["人数がまだ少ないため、前回とくらべられません（前回3人、今回3人）。"]


def test_7_8_without_a_second_wave_nothing_is_said_of_change() -> None:
    assert not {"change", "no_change"} & set(said(town(crowd(20), LIKED_BY_TWENTY)))


# 9 and 10


def test_9_a_rare_voice_needs_consent_and_is_praise_only_where_nobody_is_in_need() -> None:
    usual = [Voice(i, {"food": "praise"}, ("米", "酒"), tone="praise") for i in range(10, 40)]
    praise = Voice(1, {"guidance": "praise"}, ("点字", "案内"), tone="praise")
    wish = Voice(2, {"care": "wish"}, ("夜", "救急"), tone="wish")
    people = crowd(40)
    assert said(town(people, [praise, wish, *usual]))["rare"].comments.tolist() == [1002]
    assert said(town(people, [praise, *usual]))["rare"].comments.tolist() == [1001]
    assert "rare" not in said(town(people, [replace(praise, quotable=False), *usual]))


@pytest.mark.parametrize("size", [1, 20])
def test_10_the_last_sentence_is_what_the_numbers_are_not(size: int) -> None:
    last = overview(town(crowd(size), LIKED_BY_TWENTY[:size]), japanese)[-1]
    assert (last.kind, last.text) == ("caveat", "足を止めてくれた人の声であり、市民全体の割合ではありません。")


# What is never said, in any town.

CAUSES = re.compile(
    "ので(増|減|ふえ|へっ|変わ)|により(増|減)|によって(増|減)|で(増え|減っ|ふえ|へっ)た|おかげで|せいで|のため(増|減)"
)
NEVER = re.compile("市民の|急増|急減|激増|不満|過半|圧倒|大多数|ランキング|[0-9]+位")
RANKED = re.compile("最も多かった|いちばん多")


@st.composite
def towns(draw: st.DrawFn) -> Voices:
    labels = draw(st.lists(st.sampled_from([wave[0] for wave in WAVES]), min_size=1, max_size=3, unique=True))
    size = draw(st.integers(1, 60))
    seed = draw(st.randoms(use_true_random=False))
    few: Sequence[str] = draw(st.lists(st.sampled_from([t.key for t in THEMES]), min_size=1, max_size=4, unique=True))
    people = [
        Person(i, seed.choice(labels), seed.choice(RELATIONS), seed.choice(["", "駅前", "市場"]))
        for i in range(1, size + 1)
    ]
    voices = [
        Voice(
            person.number,
            {theme: seed.choice(TONES) for theme in few if seed.random() < 0.4},
            ("まち", "人"),
            question,
            seed.choice([*AXES, None]),
            seed.choice([*TONES, None]),
            clash=seed.random() < 0.05,
        )
        for person in people
        for question in ("like", "future")
        if seed.random() < 0.7
    ]
    approached = draw(st.sampled_from([None, [None, None, None, 99], [99, 99, 99, 99]]))
    return town(people, voices, approached=approached)


def assert_never(sentences: Sequence[Sentence], voices: Voices) -> None:
    known = set(voices.comments["number"])
    for sentence in sentences:
        text = sentence.text
        assert not NEVER.search(text.replace("市民全体の割合ではありません", "")), text
        assert not CAUSES.search(text), text
        assert not ("最も多かった" in text and "確認できません" in text), text
        if "%" in text:
            shares = re.findall(r"(\d[\d,]*)(?:人|件)のうち(\d[\d,]*)(?:人|件)（(?:<1|\d+)%）", text)
            assert len(shares) == len(re.findall("%", text)) == 2, text
            assert "差の幅" in text and all(int(n.replace(",", "")) >= 5 for n, _ in shares), text
        if RANKED.search(text):
            assert int(re.findall(r"のうち(\d+)人", text)[0]) >= 5, text
        assert set(sentence.comments) <= known


@settings(max_examples=60, deadline=None)
@given(towns())
def test_no_town_makes_the_overview_say_what_is_never_said(voices: Voices) -> None:
    assert_never(overview(voices, japanese), voices)


@pytest.mark.parametrize("drift", [0.0, 0.2, 0.5])
@pytest.mark.parametrize("size", [12, 80, 900])
def test_no_moving_town_makes_the_overview_say_what_is_never_said(size: int, drift: float) -> None:
    for seed in range(4):
        voices = random_town(size, seed, drift)
        assert_never(overview(voices, japanese), voices)


def test_english_has_a_sentence_for_each_japanese_one() -> None:
    voices = random_town(900, 7, 0.2)
    kinds = [[s.kind for s in overview(voices, speaker(code))] for code in ("ja", "en")]
    assert kinds[0] == kinds[1]


def test_of_three_people_no_change_is_said_however_sure_the_test() -> None:
    people = [Person(i, "2025年冬" if i <= 23 else "2026年冬") for i in range(1, 27)]
    voices = [Voice(i, {"snow": "wish"} if i <= 19 else {}, question="future", tone="wish") for i in range(1, 27)]
    said = overview(town(people, voices), japanese)
    assert_never(said, town(people, voices))
    assert not [sentence for sentence in said if sentence.kind == "change"]
