"""Promises of "why is my word not counted?": the answer follows the same rules as the counting."""

from __future__ import annotations

import csv

import pytest

from survey_loader.text import tracing
from survey_loader.text.morphemes import JanomeTokenizer
from survey_loader.text.normalise import normalise
from survey_loader.text.terms import NO_TERMS, Terms
from survey_loader.text.tracing import Traced, trace
from survey_loader.text.words import content_words
from tests.conftest import PROJECT

TOKENIZER = JanomeTokenizer()
LIST = Terms.of(["雪あかりの路", "Snow Walk"], {"子ども": ["キッズ"], "バス停": ["停留所"]}, ["商店街"])


def traced(text: str, terms: Terms = NO_TERMS) -> dict[str, Traced]:
    normalised = normalise(text)
    return {found.surface: found for found in trace(normalised, TOKENIZER.morphemes(normalised), terms)}


def sample_texts() -> list[str]:
    texts = []
    for path in sorted((PROJECT / "data" / "samples" / "yukino").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                texts += [cell for cell in row.values() if cell and len(cell) > 3]
    return texts


@pytest.mark.parametrize("terms", [NO_TERMS, LIST], ids=["built-in words", "with a term list"])
def test_what_is_traced_as_counted_is_what_is_counted(terms: Terms) -> None:
    checked = 0
    for text in sample_texts()[:1500]:
        normalised = normalise(text)
        morphemes = TOKENIZER.morphemes(normalised)
        found = trace(normalised, morphemes, terms)
        assert [step.surface for step in found] == [morpheme.surface for morpheme in morphemes]
        if found and found[0].reason == tracing.OTHER_LANGUAGE:
            continue
        counted = {word for step in found for word in step.counted}
        assert counted == set(content_words(morphemes, None if terms.empty else terms)), text
        checked += bool(counted)
    assert checked > 900


def test_each_dropped_word_names_its_rule() -> None:
    found = traced("駅前の商店街を子供たちのために3回ほど見たい", LIST)
    assert found["を"].reason == tracing.GRAMMAR
    assert found["を"].values["pos"] == "助詞"
    assert found["商店"].counted == ("商店",)
    assert found["見"].reason == tracing.STOPPED
    assert found["3"].counted == ()


def test_a_word_stopped_for_the_survey_says_so() -> None:
    stopped = Terms.of(stop=["除雪"])
    assert traced("除雪してほしい", stopped)["除雪"].reason == tracing.STOPPED_HERE
    assert traced("除雪してほしい")["除雪"].reason == tracing.COUNTED


def test_a_variant_names_the_word_it_is_counted_under() -> None:
    assert traced("停留所が遠い", LIST)["停留所"].values["word"] == "バス停"
    assert traced("こどもの声")["こども"].values["word"] == "子ども"


def test_every_part_of_a_term_names_the_term() -> None:
    found = traced("雪あかりの路がきれい", LIST)
    assert {step.reason for surface, step in found.items() if surface in "雪あかりの路"} == {tracing.IN_TERM}
    assert found["雪あかり"].counted == ("雪あかりの路",)


def test_a_chinese_comment_is_kept_but_not_read_by_words() -> None:
    assert {step.reason for step in traced("希望有更多公交车").values()} == {tracing.OTHER_LANGUAGE}


def test_nouns_and_verbs_that_only_help_are_not_called_joining() -> None:
    found = traced("住みやすいことがいい。歩いている")
    assert found["こと"].reason == tracing.HELPING
    assert found["いる"].reason == tracing.HELPING
    assert found["が"].reason == tracing.GRAMMAR
