"""Promises of learning: only what is better than the rules on unseen comments is used, and it says by which words."""

from __future__ import annotations

import numpy as np
import pytest

from survey_loader.text.codebook import Codebook
from survey_loader.text.coding import code
from survey_loader.text.learned import Learned, features, rule_label, with_learned
from survey_loader.text.learning import BETTER, NOT_BETTER, ONE_LABEL, TOO_FEW, Example, _out_of_fold, train
from survey_loader.text.morphemes import JanomeTokenizer
from survey_loader.text.normalise import normalise

TOKENIZER, CODEBOOK = JanomeTokenizer(), Codebook.load()
THINGS = (
    "駅前", "朝市", "図書館", "港", "神社", "橋", "広場", "市場", "川べり", "展望台", "商店街", "公民館", "バス停",
    "坂道", "水路", "石畳", "路地", "灯台", "果樹園", "温泉街",
)  # fmt: skip
# An idiom of one invented town: とばり is praise there, and no rule knows it.
IDIOMS = {"praise": "{}、とばり", "none": "{}", "trouble": "{}がこわれている"}


def example(text: str, tone: str, number: int, group: int | None = None) -> Example:
    normalised = normalise(text)
    coding = code(normalised, TOKENIZER.morphemes(normalised), CODEBOOK)
    return Example(f"c{number}", f"p{number if group is None else group}", normalised, coding, "none", tone)


def town(n: int = 240) -> list[Example]:
    random = np.random.default_rng(7)
    made = []
    for number in range(n):
        tone = ("praise", "none", "trouble")[number % 3]
        thing = THINGS[int(random.integers(len(THINGS)))]
        other = THINGS[int(random.integers(len(THINGS)))]
        made.append(example(IDIOMS[tone].format(f"{other}の{thing}"), tone, number))
    return made


def test_an_idiom_the_rules_do_not_know_is_learned_and_named() -> None:
    model, report = train(town(), "tone")
    assert model is not None
    assert report.message == BETTER
    assert report.low > 0
    assert report.learned > report.rules + 0.1
    unseen = normalise("裏山の階段、とばり")
    coding = code(unseen, TOKENIZER.morphemes(unseen), CODEBOOK, "wish")
    assert rule_label(coding, "tone") == "none"
    told = with_learned(unseen, coding, {"tone": model}, ("wish", None))
    assert (told.tone, told.tone_source) == ("praise", "auto")
    assert told.because["tone"]["by"] == "learned"
    assert any("とばり" in word or "ばり" in word for word in told.because["tone"]["words"])


def test_labels_by_lot_teach_nothing() -> None:
    random = np.random.default_rng(1)
    mixed = [
        Example(it.comment, it.group, it.normalised, it.coding, "none", str(random.choice(["praise", "wish", "none"])))
        for it in town()
    ]
    model, report = train(mixed, "tone")
    assert model is None
    assert report.message == NOT_BETTER
    assert not report.taken


def test_few_comments_or_one_label_teach_nothing() -> None:
    assert train(town(40), "tone")[1].message == TOO_FEW
    assert train(town(240), "axis")[1].message == ONE_LABEL
    assert train([], "tone")[1].n == 0


def test_what_one_person_wrote_is_never_split_between_learning_and_checking() -> None:
    # Each person writes a word of their own, three times: it tells the label only to who has seen that person.
    labels = np.array([("praise", "none")[person % 2] for person in range(60) for _ in range(3)], dtype=object)
    groups = np.array([person for person in range(60) for _ in range(3)])
    seen = [{f"word:own{person}": 1.0} for person in range(60) for _ in range(3)]
    predicted = _out_of_fold(seen, labels, groups, 0)
    assert len({tuple(predicted[groups == person]) for person in range(60)}) <= 2
    assert (predicted == labels).mean() == pytest.approx(0.5, abs=0.15)


def test_a_model_survives_being_written_down() -> None:
    model, _ = train(town(), "tone")
    assert model is not None
    again = Learned.parse(model.dump())
    assert again == model
    assert again.version == model.version
    assert set(again.folds) == {f"c{number}" for number in range(240)}


def test_a_hint_applies_only_where_the_model_gives_none() -> None:
    model = Learned("tone", ("none", "praise"), (0.0, -1.0), {"word:とばり": (0.0, 3.0)})
    bare = normalise("裏山")
    coding = code(bare, TOKENIZER.morphemes(bare), CODEBOOK, "wish")
    assert (with_learned(bare, coding, {"tone": model}, ("wish", None)).tone_source) == "hint"


def test_a_clash_and_an_unread_comment_stay_as_they_are() -> None:
    model = Learned("axis", ("none", "visit"), (-5.0, 5.0), {})
    clash = normalise("観光客でバスに乗れない")
    coding = code(clash, TOKENIZER.morphemes(clash), CODEBOOK)
    assert coding.clash
    assert with_learned(clash, coding, {"axis": model}, (None, None)).axis == "live"
    chinese = normalise("希望有更多公交车")
    unread = code(chinese, TOKENIZER.morphemes(chinese), CODEBOOK)
    assert with_learned(chinese, unread, {"axis": model}, (None, None)) == unread


def test_the_question_is_not_among_what_the_model_sees() -> None:
    text = normalise("ラーメン")
    morphemes = TOKENIZER.morphemes(text)
    assert features(text, code(text, morphemes, CODEBOOK, "praise", "visit")) == features(
        text, code(text, morphemes, CODEBOOK)
    )
