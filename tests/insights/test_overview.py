"""The overview says what the voices support, no more, and each sentence leads back to its comments."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from survey_insights.overview import overview, rare_comment
from survey_insights.selection import Filters, select
from survey_insights.sentences import Sentence, scope
from survey_loader.language import japanese
from survey_loader.models import Question
from survey_loader.voices import Voices

from .towns import SURVEY, THEMES, WAVES, Person, Voice, random_town, town


def said(voices: Voices) -> dict[str, Sentence]:
    """Return the first sentence of each kind."""
    found: dict[str, Sentence] = {}
    for sentence in overview(voices, japanese):
        found.setdefault(sentence.kind, sentence)
    return found


def test_the_sentences_come_in_reading_order() -> None:
    kinds = [sentence.kind for sentence in overview(random_town(900, 7, 0.14), japanese)]
    order = [
        "reach",
        "liked",
        "hoped",
        "balance",
        "common",
        "difference",
        "change",
        "no_change",
        "rare",
        "caveat",
    ]
    assert kinds == sorted(kinds, key=order.index)
    assert {"reach", "liked", "hoped", "balance", "common", "difference", "change", "caveat"} <= set(kinds)


def test_no_voice_no_sentence(nobody: Voices) -> None:
    assert overview(nobody, japanese) == []


def test_one_voice_is_reported_and_nothing_is_compared(one_voice: Voices) -> None:
    sentences = said(one_voice)
    assert set(sentences) == {"reach", "hoped", "balance", "rare", "caveat"}
    assert sentences["reach"].text == "2026年2月7日、駅前で、1人が書いてくれました。"
    assert sentences["hoped"].text == (
        "「どんなまちになってほしい」で書かれたテーマは「雪と除雪」1人です（聞いた1人のうち）。"
        "まだ少ないので、多い・少ないは言えません。"
    )
    assert sentences["balance"].text == (
        "住む人のための声1件、訪れる人のための声0件、両方0件、決められない声0件でした。"
    )


def test_reach_says_how_many_were_approached_when_every_wave_knows_it() -> None:
    people = [Person(1), Person(2)]
    voices = [Voice(1), Voice(2)]
    known = town(people, voices, approached=[None, None, None, 9])
    assert said(known)["reach"].text == "2026年2月7日、駅前で、9人に声をかけ、2人が書いてくれました。"
    unknown = town(people, voices)
    assert "声をかけ" not in said(unknown)["reach"].text


def test_reach_does_not_claim_the_approached_for_a_filtered_crowd() -> None:
    people = [Person(1), Person(2, relation="visitor")]
    known = town(people, [Voice(1), Voice(2)], approached=[None, None, None, 9])
    chosen = select(known, Filters(relations=("visitor",)))
    assert "声をかけ" not in said(chosen)["reach"].text


def test_reach_without_place_or_day_is_still_a_sentence() -> None:
    voices = town([Person(1, place="", day="")], [Voice(1)])
    assert said(voices)["reach"].text == "1人が書いてくれました。"
    dated = town([Person(1, place="")], [Voice(1)])
    assert said(dated)["reach"].text == "2026年2月7日に、1人が書いてくれました。"


def test_each_number_leads_back_to_its_comments(sora: Voices) -> None:
    sentences = said(sora)
    themes = sora.themes.toarray()
    column = {theme.label: i for i, theme in enumerate(THEMES)}
    match = re.search(r"「([^」]+)」は、訪れた", sentences["difference"].text)
    assert match
    holding = sora.comments["number"][themes[:, column[match[1]]] > 0]
    assert sorted(sentences["difference"].comments.tolist()) == sorted(holding.tolist())
    assert len(sentences["reach"].comments) == len(sora.comments)
    like = set(sora.comments["number"][sora.comments["question"] == "like"])
    assert set(sentences["liked"].comments.tolist()) <= like


def test_no_sentence_gives_a_percentage_without_its_people() -> None:
    for sentence in overview(random_town(900, 7, 0.14), japanese):
        assert "市民の" not in sentence.text
        if "%" in sentence.text:
            assert re.search(r"\d人のうち|\d件のうち", sentence.text) and "差の幅" in sentence.text


def test_a_real_change_is_said_and_led_back_to_both_waves() -> None:
    voices = random_town(900, 7, 0.14)
    change = said(voices)["change"]
    assert re.match(
        r"「雪と除雪」への願いを書いた人は前回聞いた\d+人のうち\d+人（\d+%）、今回\d+人のうち\d+人（\d+%）。",
        change.text,
    )
    assert "偶然だけでは説明しにくい差です" in change.text
    waves = voices.comments.set_index("number").loc[change.comments, "wave"]
    assert set(waves.unique()) == {"2025年冬", "2026年冬"}
    assert said(voices)["no_change"].text.startswith("ほかに、前回との差は確認できません。")


def test_without_change_it_is_said_how_large_one_would_have_to_be(sora: Voices) -> None:
    text = said(sora)["no_change"].text
    assert "change" not in said(sora)
    assert re.fullmatch(
        r"前回との差は確認できません。前回\d+人、今回\d+人で見つけやすいのは、約\d+ポイント以上の差です。",
        text,
    )


def test_one_wave_says_nothing_of_change() -> None:
    people = [Person(i) for i in range(1, 30)]
    voices = town(people, [Voice(p.number, {"snow": "wish"}, question="future") for p in people])
    assert not {"change", "no_change"} & set(said(voices))


def test_a_difference_is_only_said_when_it_is_confirmed() -> None:
    people = [Person(i, relation="resident" if i % 2 else "visitor") for i in range(1, 41)]
    alike = town(people, [Voice(p.number, {"food": "praise"}) for p in people])
    assert "difference" not in said(alike)
    assert said(alike)["common"].text == (
        "住む人も訪れた人もよく挙げたのは「食・農」です（住んでいる20人のうち20人、訪れた20人のうち20人）。"
    )


def test_near_ties_are_not_ranked() -> None:
    people = [Person(i) for i in range(1, 51)]
    voices = town(people, [Voice(i, {"food": "praise"} if i <= 26 else {"nature": "praise"}) for i in range(1, 51)])
    assert said(voices)["liked"].text == (
        "「好きなところ」で多かったのは「食・農」26人、「自然・景色」24人です（聞いた50人のうち）。"
        "順番の差は確認できません。"
    )


def test_a_survey_without_likes_and_wishes_counts_by_tone() -> None:
    survey = replace(SURVEY, questions=(Question("opinion", "ご意見"),))
    people = [Person(i) for i in range(1, 21)]
    wishes = [Voice(i, {"snow": "wish"}, question="opinion") for i in range(1, 13)]
    likes = [Voice(i, {"food": "praise"}, question="opinion") for i in range(13, 21)]
    voices = town(people, [*wishes, *likes], survey)
    assert scope(voices, "wish") == ((), "wish")
    assert said(voices)["liked"].text == "好きなところで最も多かったのは「食・農」、聞いた20人のうち8人です。"
    assert said(voices)["hoped"].text == "これからへの願いで最も多かったのは「雪と除雪」、聞いた20人のうち12人です。"


def rare_town(*voices: Voice) -> Voices:
    people = [Person(i) for i in range(1, 40)]
    usual = [Voice(i, {"food": "praise"}, ("米", "酒"), tone="praise") for i in range(10, 40)]
    return town(people, [*voices, *usual])


def test_a_rare_voice_is_a_quotable_one_of_few() -> None:
    hidden = Voice(1, {"care": "trouble"}, ("夜", "救急"), tone="trouble", quotable=False)
    shown = Voice(2, {"guidance": "wish"}, ("点字", "案内"), tone="wish")
    assert rare_comment(rare_town(hidden, shown)) == 1002
    assert said(rare_town(hidden, shown))["rare"].comments.tolist() == [1002]
    assert rare_comment(rare_town(hidden)) is None


def test_a_trouble_caused_by_visits_comes_first() -> None:
    clash = Voice(3, {"transit": "trouble"}, ("観光客", "バス"), tone="trouble", clash=True)
    praise = Voice(2, {"guidance": "praise"}, ("点字", "案内"), tone="praise")
    assert rare_comment(rare_town(praise, clash)) == 1002


@pytest.mark.parametrize("labels", [("2025年冬",), ("2025年冬", "2026年冬")])
def test_waves_without_dates_are_compared_in_their_order(labels: tuple[str, ...]) -> None:
    waves = tuple((label, None, None) for label, _, _ in WAVES)
    people = [Person(i, labels[i % len(labels)], day="") for i in range(1, 61)]
    voices = town(people, [Voice(p.number, {"snow": "wish"}, question="future") for p in people], waves=waves)
    assert ("no_change" in said(voices)) == (len(labels) == 2)
