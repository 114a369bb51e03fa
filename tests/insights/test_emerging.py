"""Promises of themes that emerge: hidden topics are found by their own words, chance is marked as such."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from survey_insights import emerging
from survey_insights.emerging import TOO_FEW, suggestions
from survey_loader.text.morphemes import JanomeTokenizer
from survey_loader.text.normalise import normalise
from survey_loader.text.words import content_words
from survey_loader.voices import Voices
from tests.insights.towns import Person, Voice, town

# Each sentence names the topic and two of its things; what people say of anything else shares no words.
CATS = ("野良猫", ("港", "子猫", "えさ", "昼寝", "しっぽ", "路地", "写真", "夕方"))
BATHS = ("銭湯", ("煙突", "牛乳", "番台", "湯船", "のれん", "下駄", "鏡", "石けん"))
OTHERS = (
    "ピアノ", "石段", "時計", "パン", "凧", "糸電話", "紙芝居", "風見鶏", "竹馬", "水車", "灯台",
    "古本", "将棋", "陶器", "折り紙", "金魚",
)  # fmt: skip


def sentences() -> list[str]:
    random = np.random.default_rng(2)
    told = []
    for topic, things in (CATS, BATHS):
        for _ in range(60):
            first, second = random.choice(things, 2, replace=False)
            told.append(f"{topic}と{first}と{second}")
    return told + ["と".join(random.choice(OTHERS, 3, replace=False)) for _ in range(60)]


TOKENIZER = JanomeTokenizer()


@pytest.fixture(scope="module")
def hidden() -> Voices:
    """A town of 60 people on cats, 60 on baths and 60 on anything, none with a theme of the codebook."""
    texts = sentences()
    people = [Person(number) for number in range(len(texts))]
    voices = [
        Voice(number, words=content_words(TOKENIZER.morphemes(normalise(text)))) for number, text in enumerate(texts)
    ]
    return town(people, voices)


def test_hidden_topics_are_found_and_named_by_their_own_words(hidden: Voices) -> None:
    found = suggestions(hidden)
    assert (found.comments, found.people, found.why_none) == (180, 180, "")
    lasting = [it for it in found.suggestions if it.lasting]
    cats = next(it for it in lasting if "野良猫" in it.words[:3])
    baths = next(it for it in lasting if "銭湯" in it.words[:3])
    assert "銭湯" not in cats.words and "野良猫" not in baths.words
    assert "銭湯" in baths.label and "野良猫" in cats.label
    assert cats.without_theme == 1.0
    assert cats.nearest == ""
    numbers = hidden.comments["number"].to_numpy()
    assert set(cats.comments) <= set(numbers[:60].tolist())
    assert len(cats.comments) >= 40
    assert set(cats.examples) <= set(cats.comments)
    assert 0 < cats.steady.low <= cats.steady.value <= cats.steady.high <= 1
    labels = [it.label for it in found.suggestions]
    assert len(labels) == len(set(labels))


def test_the_same_voices_give_the_same_suggestions(hidden: Voices) -> None:
    assert suggestions(hidden) == suggestions(hidden)


@pytest.mark.parametrize("told_twice", [24, 60])
def test_no_more_people_are_told_than_comments_were_looked_at(told_twice: int) -> None:
    topics = [f"野良猫と子猫と{thing}" for thing in ("えさ", "しっぽ", "路地", "夕方")]
    texts = [topics[number % 4] for number in range(told_twice)]
    rare = [f"珍品{number}" for number in range(40)]
    words = [content_words(TOKENIZER.morphemes(normalise(text))) for text in texts] + [[word] for word in rare]
    # Two comments of each person on cats; what the others say shares no word with anybody.
    owners = [number // 2 for number in range(told_twice)] + [1000 + number for number in range(len(rare))]
    voices = town(
        [Person(number) for number in dict.fromkeys(owners)],
        [Voice(owner, words=told) for owner, told in zip(owners, words, strict=True)],
    )
    found = suggestions(voices)
    assert (found.comments, found.people) == (told_twice, told_twice // 2)


def test_what_was_refused_does_not_come_again(hidden: Voices) -> None:
    first = suggestions(hidden).suggestions[0]
    again = suggestions(hidden, refused={first.signature: first.words[:5]})
    assert first.signature not in {it.signature for it in again.suggestions}
    assert len(again.suggestions) == len(suggestions(hidden).suggestions) - 1


def test_words_without_any_order_are_marked_as_not_lasting(hidden: Voices) -> None:
    random = np.random.default_rng(5)
    table = sparse.csr_matrix((random.random((400, 120)) < 0.04).astype(np.int32))
    table = table[np.diff(table.indptr) > 0]
    vocabulary = np.array([f"ことば{number}" for number in range(120)], dtype=object)
    comments = hidden.comments.iloc[np.arange(table.shape[0]) % len(hidden.comments)].reset_index(drop=True)
    themes = sparse.csr_matrix((table.shape[0], hidden.themes.shape[1]), dtype=np.int8)
    found = suggestions(replace(hidden, comments=comments, words=table, vocabulary=vocabulary, themes=themes))
    assert found.suggestions
    assert not any(it.lasting for it in found.suggestions)


@pytest.mark.parametrize("seed", range(3))
def test_few_common_words_without_any_order_are_marked_as_not_lasting(seed: int) -> None:
    random = np.random.default_rng(seed)
    vocabulary = [f"ことば{number}" for number in range(24)]
    spoken = random.random((300, 24)) < 0.35 * 0.93 ** np.arange(24)
    voices = [
        Voice(number, words=tuple(word for word, said in zip(vocabulary, row, strict=True) if said))
        for number, row in enumerate(spoken)
    ]
    found = suggestions(town([Person(number) for number in range(300)], voices)).suggestions
    assert found
    assert not any(it.lasting for it in found)


def test_few_comments_give_the_reason_instead(hidden: Voices) -> None:
    mask = np.zeros(len(hidden.comments), dtype=bool)
    mask[:20] = True
    few = hidden.where(mask, np.ones(len(hidden.interviews), dtype=bool))
    assert suggestions(few) == emerging.Emerging((), 20, 20, TOO_FEW)


def test_comments_with_a_theme_stay_out_of_the_rest_and_are_in_the_whole(hidden: Voices) -> None:
    themes = hidden.themes.tolil()
    themes[:60, 0] = 1
    coded = replace(hidden, themes=themes.tocsr())
    assert not any("野良猫" in it.words for it in suggestions(coded).suggestions)
    cats = next(it for it in suggestions(coded, "whole").suggestions if "野良猫" in it.words[:3])
    assert cats.nearest == hidden.theme_list[0].key
    assert cats.overlap > 0.6
