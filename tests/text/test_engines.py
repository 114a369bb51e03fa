"""Promises of the second engine: MeCab tells what Janome tells, so that a survey reads alike with either."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

from survey_loader.errors import UnusableSettings
from survey_loader.text.codebook import Codebook
from survey_loader.text.coding import code
from survey_loader.text.engines import Tokenizer, tokenizer
from survey_loader.text.mecab_engine import MecabTokenizer
from survey_loader.text.morphemes import JanomeTokenizer
from survey_loader.text.normalise import normalise

SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "yukino"
QUESTIONS = ("好きなところ", "どんなまちになってほしい")
AGREEMENT = 0.99

ALIKE = (
    "冬のあいだ、歩道がつるつるで怖い。除雪車はなぜ来ないのか?",
    "川ぞいの桜がきれい! また来たいです!!",
    "バスの 本数を\n増やしてほしい",
    "ラーメンが12,000円もした😀 高すぎる…",
    "どうぶつ園とWi-Fiが好き",
    "ア" * 40,
    "",
)
TEXTS = (
    *ALIKE,
    "Wi-Fiが遅い\n英語のmenuがほしい",
    "  前後の空白  ",
    "𠮷野家の 前",
    "バスを増やして。" * 400,
    "a" * 3000,
    "\n",
)


@pytest.fixture(scope="module")
def mecab() -> MecabTokenizer:
    return MecabTokenizer()


def sample_texts() -> list[str]:
    texts = []
    for path in sorted(SAMPLE.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            texts += [row[name] for row in csv.DictReader(file) for name in QUESTIONS if row[name].strip()]
    return [normalise(text) for text in texts]


def test_the_engines_agree_on_the_content_words_of_the_sample_survey(mecab: MecabTokenizer) -> None:
    janome, codebook, same, either = JanomeTokenizer(), Codebook.load(), 0, 0
    for text in sample_texts():
        # As they are counted: Chinese and Korean are recognised, and neither engine reads them.
        one, other = (set(code(text, engine.morphemes(text), codebook).words) for engine in (janome, mecab))
        same, either = same + len(one & other), either + len(one | other)
    print(f"\ncontent words both engines find: {same} of {either}, {same / either:.2%}")
    assert either > 500
    assert same / either > AGREEMENT


@pytest.mark.parametrize("text", ALIKE)
def test_an_ordinary_sentence_has_the_very_same_morphemes(mecab: MecabTokenizer, text: str) -> None:
    assert mecab.morphemes(normalise(text)) == JanomeTokenizer().morphemes(normalise(text))


@pytest.mark.parametrize("text", TEXTS)
def test_offsets_point_at_the_surface_in_the_text(mecab: MecabTokenizer, text: str) -> None:
    found = mecab.morphemes(text)
    assert all(text[m.offset : m.offset + len(m.surface)] == m.surface for m in found)
    assert "".join(m.surface for m in found) == text.strip()


def test_the_engine_of_a_name_is_opened_once() -> None:
    engine: Tokenizer = tokenizer("mecab")
    assert engine is tokenizer("mecab")
    assert (engine.name, tokenizer("janome").name) == ("mecab", "janome")
    assert engine.version.endswith("+ipadic-1.0.0")


def test_a_machine_without_mecab_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fugashi", None)
    with pytest.raises(UnusableSettings, match="fugashi と ipadic を pip で入れるか、janome を"):
        MecabTokenizer()
