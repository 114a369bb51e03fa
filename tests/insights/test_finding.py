"""What is found is counted by facet from the columns, and read in the order asked for."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfTransformer

from survey_insights.facets import facets, rows_of
from survey_insights.ordering import ORDERS, ordered, typicality
from survey_loader.voices import Voices

from .towns import Person, Voice, town


@pytest.fixture
def three() -> Voices:
    """A resident in her thirties at the station, a visitor at the park, one of unknown age nowhere."""
    people = [
        Person(1, day="2026-02-07"),
        Person(2, relation="visitor", place="公園", day="2026-02-09"),
        Person(3, place="", age="", day=""),
    ]
    voices = [
        Voice(1, {"snow": "wish"}, ("除雪", "道"), axis="live", tone="wish"),
        Voice(1, {"snow": "trouble", "transit": "wish"}, ("除雪", "バス"), question="future", axis="live"),
        Voice(2, {"sights": "praise"}, ("動物園",), axis="visit", tone="praise"),
        Voice(3, {}, ()),
    ]
    return town(people, voices)


def counted(voices: Voices, rows: list[int]) -> dict[str, dict[str, int]]:
    return {facet.name: dict(facet.counts) for facet in facets(voices, np.array(rows, dtype=np.int64))}


def test_each_facet_counts_the_found_comments_and_leaves_out_what_is_unknown(three: Voices) -> None:
    found = counted(three, [0, 1, 2, 3])
    assert found["theme"] == {"snow": 2, "transit": 1, "sights": 1}
    assert found["axis"] == {"live": 2, "visit": 1, "none": 1}
    assert found["tone"] == {"none": 2, "praise": 1, "wish": 1}
    assert found["question"] == {"like": 3, "future": 1}
    assert found["relation"] == {"resident": 3, "visitor": 1}
    assert found["age"] == {"30代": 3}
    assert found["place"] == {"駅前": 2, "公園": 1}
    assert found["wave"] == {"2026年冬": 4}


def test_facets_count_only_what_was_found(three: Voices) -> None:
    assert counted(three, [2])["theme"] == {"sights": 1}
    assert all(not values for values in counted(three, []).values())


def test_the_most_frequent_value_comes_first(three: Voices) -> None:
    facet = facets(three, np.array([0, 1, 2]))[0]
    assert facet.counts[0] == ("snow", 2)


def test_the_counts_are_those_of_pandas(sora: Voices) -> None:
    rows = np.arange(0, len(sora.comments), 3)
    found = counted(sora, rows.tolist())
    for name in ("relation", "place", "question"):
        expected = sora.comments[name].iloc[rows].value_counts()
        assert found[name] == {str(key): int(n) for key, n in expected.items() if n}


def test_numbers_found_become_rows_in_their_own_order(three: Voices) -> None:
    assert rows_of(three, np.array([1002, 1004, 9999])).tolist() == [1, 3]
    assert rows_of(three, np.array([], dtype=np.int64)).tolist() == []


def test_comments_stand_in_the_order_asked_for(three: Voices) -> None:
    rows, lengths = np.arange(4), np.array([9, 30, 4, 12])
    orders = {order: ordered(three, rows, order, lengths).tolist() for order in ORDERS}
    assert orders["new"] == [2, 1, 0, 3]
    assert orders["old"] == [0, 1, 2, 3]
    assert orders["long"] == [1, 3, 0, 2]
    assert orders["short"] == [2, 0, 3, 1]
    # The place with most comments first, no place last, newest first within.
    assert orders["place"] == [1, 0, 2, 3]


def test_the_most_typical_comment_holds_what_the_others_say() -> None:
    words = [("除雪", "早い"), ("除雪", "早い", "道"), ("除雪", "道"), ("花",), ()]
    voices = town([Person(1)], [Voice(1, {}, said) for said in words] + [Voice(1, {}, ("祭り",))] * 20)
    order = ordered(voices, np.arange(5), "typical")
    assert order[0] == 1
    assert set(order[-2:].tolist()) == {3, 4}


def test_the_word_all_of_the_found_have_makes_none_of_them_typical() -> None:
    words = [("子ども",), ("子ども", "公園", "遊び"), ("子ども", "公園"), ("子ども", "遊び"), ("子ども", "病院")]
    voices = town([Person(1)], [Voice(1, {}, said) for said in words])
    scores = typicality(voices.words, np.arange(5))
    assert ordered(voices, np.arange(5), "typical")[0] == 1
    assert scores[0] == scores[4] == 0


def test_typicality_is_the_cosine_to_the_centroid(sora: Voices) -> None:
    rows = np.arange(len(sora.comments))
    weighted = TfidfTransformer(norm=None, smooth_idf=True).fit_transform(sora.words)
    # scikit-learn adds 1 to each idf; ours does not, and words of one comment weigh nothing.
    weighted = weighted.toarray() - sora.words.toarray()
    weighted[:, np.asarray((sora.words > 0).sum(axis=0)).ravel() < 2] = 0
    norms = np.linalg.norm(weighted, axis=1, keepdims=True)
    scaled = np.divide(weighted, norms, out=np.zeros_like(weighted), where=norms > 0)
    centroid = scaled.sum(axis=0)
    assert typicality(sora.words, rows) == pytest.approx(scaled @ centroid / np.linalg.norm(centroid))


def test_nothing_found_has_an_order_too(three: Voices, nobody: Voices) -> None:
    empty = np.zeros(0, dtype=np.int64)
    for order in ORDERS:
        assert ordered(three, empty, order, empty).tolist() == []
        assert ordered(nobody, empty, order, empty).tolist() == []
