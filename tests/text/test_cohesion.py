"""Promises of candidate terms: what stands together more than by chance, counted by comments."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from survey_loader.models import Morpheme
from survey_loader.text.cohesion import candidates, log_likelihood
from survey_loader.text.morphemes import JanomeTokenizer
from survey_loader.text.normalise import normalise

TOKENIZER = JanomeTokenizer()


def read(*texts: str) -> list[Sequence[Morpheme]]:
    return [TOKENIZER.morphemes(normalise(text)) for text in texts]


TOWN = (
    "雪あかりの路がきれい", "雪あかりの路を歩いた", "冬は雪あかりの路", "今年も雪あかりの路へ",
    "市民交流プラザが便利", "市民交流プラザで勉強する", "市民交流プラザの椅子", "市民の声を聞いて", "交流が少ない",
    "川がきれい", "道が広い", "夜の道がこわい", "朝の川", "山の水", "駅が遠い", "店が少ない", "魚がうまい",
    "公園で遊ぶ",    "桜が咲く", "学校が近い", "3本の道", "2本の木", "1本の川", "5本の道",
)  # fmt: skip


def test_words_that_always_stand_together_are_offered_and_know_their_comments() -> None:
    found = {it.term: it for it in candidates(read(*TOWN))}
    assert found["雪あかりの路"].comments == 4
    assert found["雪あかりの路"].examples == (0, 1, 2, 3)
    assert found["市民交流プラザ"].comments == 3
    assert "夜の道" not in found
    assert not any(term.startswith(("3本", "本の")) for term in found)


def test_a_part_that_never_stands_without_the_whole_is_not_offered_too() -> None:
    found = {it.term for it in candidates(read(*TOWN))}
    assert "交流プラザ" not in found
    assert "市民交流" not in found


def test_known_terms_are_left_out() -> None:
    assert "雪あかりの路" not in {it.term for it in candidates(read(*TOWN), frozenset({"雪あかりの路"}))}


def test_one_persons_favourite_word_said_ten_times_counts_once() -> None:
    assert candidates(read("星空案内所星空案内所星空案内所", *TOWN[9:])) == []


def test_the_likelihood_ratio_is_dunnings() -> None:
    # Worked by hand: 110 pairs among 2442 and 111 in 31777 (Dunning 1993, table 2, "the swiss": 270.72).
    assert log_likelihood(110, 2552, 221, 31777) == pytest.approx(270.72, abs=0.01)
    assert log_likelihood(1, 500, 500, 1000) == 0.0


def test_nothing_gives_nothing() -> None:
    assert candidates([]) == []
