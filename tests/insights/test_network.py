"""Promises of the network of words: tests as scipy has them, no line out of chance, every word in its place."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse, stats

from survey_insights.charts import poster
from survey_insights.network import LEAST_TOGETHER, adjusted, chance, likelihood_ratio, npmi, strongest, together
from survey_insights.network_chart import SIZES, network
from survey_insights.selection import Filters, select
from survey_insights.word_map import HEIGHT, WIDTH, WordMap, box, with_places, word_map
from survey_loader.language import japanese
from survey_loader.voices import Voices

from .towns import Person, Voice, random_town, town

FEW = SIZES["few"]


@pytest.fixture(scope="module")
def snowy() -> Voices:
    """200 comments: 除雪 in 30, 歩道 in 25, both in 20 of them; バス in 40 others, 駅 and 駅前 always together."""
    words = [("除雪", "歩道")] * 20 + [("除雪",)] * 10 + [("歩道",)] * 5
    words += [("バス",)] * 40 + [("駅", "駅前")] * 30 + [("花",)] * 91 + [("ねこ", "いぬ")] * 4
    return town([Person(n) for n in range(200)], [Voice(n, words=held) for n, held in enumerate(words)])


def test_a_pair_is_counted_by_comments_with_its_expected_number(snowy: Voices) -> None:
    pair = together(snowy).found.iloc[0]
    assert (pair["first"], pair["second"]) == ("歩道", "除雪") or (pair["first"], pair["second"]) == ("除雪", "歩道")
    assert pair["comments"] == 20
    assert pair["expected"] == pytest.approx(30 * 25 / 200)
    # ln(20 * 200 / (30 * 25)) / -ln(20 / 200)
    assert pair["npmi"] == pytest.approx(0.727, abs=0.001)


def test_the_p_value_is_that_of_fishers_exact_test(snowy: Voices) -> None:
    pairs = together(snowy)
    table = [[20, 10], [5, 165]]
    exact = stats.fisher_exact(table, alternative="greater").pvalue
    # Six words in at least 5 comments make 15 pairs; 駅 with 駅前 is the more certain one.
    assert (pairs.words, pairs.tested) == (6, 15)
    assert pairs.found.iloc[0]["q"] == pytest.approx(exact * 15 / 2)


def test_p_values_are_the_upper_tail_of_the_hypergeometric_distribution() -> None:
    drawn = np.random.default_rng(5)
    first, second = drawn.integers(5, 400, 300), drawn.integers(5, 400, 300)
    both = np.minimum(drawn.integers(2, 90, 300), np.minimum(first, second))
    exact = stats.hypergeom.sf(both - 1, 2_000, first, second)
    told = chance(both, first, second, 2_000)
    assert told[exact <= 0.05] == pytest.approx(exact[exact <= 0.05])
    assert (told[exact > 0.05] > 0.05).all()
    assert (exact <= 0.05).sum() > 50 and (exact > 0.05).sum() > 50


def test_p_values_of_very_many_comments_are_those_of_scipy() -> None:
    arrays = (
        np.array([2276, 30, 3, 700, 5]),
        np.array([3296, 500, 5, 13_716, 5]),
        np.array([3967, 3_000, 9, 5_299, 5]),
    )
    exact = stats.hypergeom.sf(arrays[0] - 1, arrays[1] * 0 + 106_027, *arrays[1:])
    told = chance(*arrays, 106_027)
    assert told[1:] == pytest.approx(np.where(exact > 0.05, told, exact)[1:], rel=1e-6)
    # Too small for a number of the machine; 0 and not "no number".
    assert told[0] == 0.0


def test_q_values_are_those_of_the_whole_list_with_the_pairs_that_never_met() -> None:
    p = np.array([0.03, 0.0001, 0.004, 0.2, 0.0004])
    whole = stats.false_discovery_control(np.concatenate([p, np.ones(95)]))
    assert adjusted(p, 100) == pytest.approx(whole[:5])
    assert adjusted(np.array([]), 10).size == 0


def test_g_is_that_of_scipy() -> None:
    told = stats.chi2_contingency([[20, 10], [5, 165]], correction=False, lambda_="log-likelihood").statistic
    arrays = (np.array([20]), np.array([30]), np.array([25]))
    assert likelihood_ratio(*arrays, 200)[0] == pytest.approx(told)
    assert npmi(np.array([9]), np.array([9]), np.array([9]), 90)[0] == pytest.approx(1.0)


def test_a_word_and_its_compound_are_no_pair_and_rare_words_neither(snowy: Voices) -> None:
    names = {*together(snowy).found["first"], *together(snowy).found["second"]}
    assert names == {"除雪", "歩道"}
    assert LEAST_TOGETHER == 2


def test_two_words_of_one_compound_are_no_pair() -> None:
    held = [("観光", "バス", "観光バス")] * 12 + [("花",)] * 60
    voices = town([Person(n) for n in range(72)], [Voice(n, words=words) for n, words in enumerate(held)])
    assert together(voices).found.empty


def test_words_shuffled_over_the_comments_make_no_line() -> None:
    drawn = np.random.default_rng(11)
    voices = random_town(300)
    sizes = np.asarray((voices.words != 0).sum(axis=0)).ravel()
    quiet = 0
    for _ in range(40):
        rows = np.concatenate([drawn.choice(voices.words.shape[0], size, replace=False) for size in sizes])
        cells = (np.ones(rows.size, np.int8), (rows, np.repeat(np.arange(sizes.size), sizes)))
        shuffled = sparse.csr_matrix(cells, shape=voices.words.shape)
        mixed = Voices(
            voices.survey, voices.comments, voices.interviews, shuffled, voices.vocabulary, voices.themes,
            voices.theme_list, voices.waves,
        )  # fmt: skip
        quiet += together(mixed).found.empty
    assert quiet >= 38


@pytest.fixture(scope="module")
def large() -> Voices:
    """Twelve circles of four words each, of which two or three stand together; some circles only in the last wave."""
    drawn = np.random.default_rng(3)
    circles = [[f"{name}{part}" for part in ("屋", "会", "道", "色")] for name in "春夏秋冬朝昼夜東西南北里"]
    people, voices = [], []
    for n in range(1_500):
        wave = "2026年冬" if n % 3 else "2025年冬"
        circle = circles[drawn.integers(0, 12 if wave == "2026年冬" else 7)]
        people.append(Person(n, wave=wave))
        voices.append(Voice(n, words=tuple(drawn.choice(circle, drawn.integers(2, 4), replace=False))))
    return town(people, voices)


def test_the_map_is_the_same_every_time_and_no_label_covers_another(large: Voices) -> None:
    known = word_map(together(large), *FEW)
    assert known == word_map(together(large), *FEW)
    words = list(known.places)
    assert len(words) == 36
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in known.places.values())
    for number, word in enumerate(words):
        for other in words[number + 1 :]:
            (width, height), (other_width, other_height) = box(word), box(other)
            across = abs(known.places[word][0] - known.places[other][0])
            along = abs(known.places[word][1] - known.places[other][1])
            assert across >= (width + other_width) / 2 or along >= (height + other_height) / 2, (word, other)


def test_words_of_one_circle_are_one_group(large: Voices) -> None:
    known = word_map(together(large), *FEW)
    assert known.groups["春屋"] == known.groups["春会"] == known.groups["春道"]
    assert known.groups["春屋"] != known.groups["夏屋"]


def test_every_word_keeps_its_place_when_voices_are_filtered(large: Voices) -> None:
    known = word_map(together(large), *FEW)
    some = select(large, Filters(waves=("2025年冬",)))
    shown = strongest(together(some).found, *FEW)
    here = with_places(known, shown)
    kept = here.places.keys() & known.places.keys()
    assert len(kept) > 5
    assert {word: here.places[word] for word in kept} == {word: known.places[word] for word in kept}


def test_a_word_the_map_has_not_seen_stands_free_near_its_partner(large: Voices) -> None:
    known = word_map(together(large), *FEW)
    shown = together(large).found.head(1).assign(second="はじめて")
    here = with_places(known, shown)
    partner, new = here.places[shown.iloc[0]["first"]], here.places["はじめて"]
    assert new != partner
    assert np.hypot(new[0] - partner[0], new[1] - partner[1]) < 150
    assert here.groups["はじめて"] == here.groups[shown.iloc[0]["first"]]


def test_the_chart_says_what_it_shows_and_that_it_is_no_cause(snowy: Voices) -> None:
    pairs = together(snowy)
    chart = network(snowy, japanese, pairs, word_map(pairs, *FEW), "few")
    assert "「歩道」と「除雪」" in chart.title and "声200件のうち20件。偶然なら4件ほど" in chart.title
    assert chart.subtitle.startswith("同じ板に書かれた言葉｜声200件で")
    assert "原因だという意味ではありません" in chart.subtitle
    assert "声が300件に届かない" in chart.how_to_read
    assert chart.table.iloc[0].tolist()[:4] == ["歩道", "除雪", 20, 3.8]


def test_lines_and_words_can_be_clicked(snowy: Voices) -> None:
    pairs = together(snowy)
    chart = network(snowy, japanese, pairs, word_map(pairs, *FEW), "few")
    clicked = [list(point) for trace in chart.figure.data if trace.customdata is not None for point in trace.customdata]
    assert sorted(map(tuple, clicked)) == [("歩道",), ("歩道", "除雪"), ("除雪",)]
    drawn_middle = next(
        trace for trace in chart.figure.data if trace.mode == "markers" and trace.customdata is not None
    )
    assert len(drawn_middle.x) == 1


def test_words_are_never_tags() -> None:
    held = [("<b>太い</b>", "歩道")] * 12 + [("花",)] * 60
    voices = town([Person(n) for n in range(72)], [Voice(n, words=words) for n, words in enumerate(held)])
    pairs = together(voices)
    chart = network(voices, japanese, pairs, word_map(pairs, *FEW), "few")
    assert "<b>太い" not in chart.figure.to_json().replace("\\u003c", "<")


def test_a_network_of_nothing_is_a_sentence(nobody: Voices) -> None:
    chart = network(nobody, japanese, together(nobody), WordMap())
    assert chart.empty and "まだ2つありません" in chart.title
    apart = town([Person(n) for n in range(20)], [Voice(n, words=("山",) if n % 2 else ("川",)) for n in range(20)])
    chart = network(apart, japanese, together(apart), word_map(together(apart), *FEW))
    assert chart.empty and "確認できません" in chart.title


def test_the_poster_carries_the_network(large: Voices) -> None:
    pairs = together(large)
    figure = poster(network(large, japanese, pairs, word_map(pairs, *FEW), "few"), 1000)
    assert any("同じ板に書かれた言葉" in str(note.text) for note in figure.layout.annotations)
