"""Promises of the tokenizer: Janome's own result, with places, in any process."""

from __future__ import annotations

import pickle

import pytest
from janome.tokenizer import Tokenizer

from survey_loader.text.morphemes import JanomeTokenizer

TEXTS = (
    "冬のあいだ、歩道がつるつるで怖い。除雪車はなぜ来ないのか?",
    "旭山の動物園で、ペンギンの散歩を見た😀 最高!",
    "Wi-Fiが遅い\n英語のmenuがほしい 12,000円",
    "バスの本数を増やしてほしいです。" * 120,
    "ﾊﾞｽ 𠮷野家 ゔぁいおりん",
    "ア" * 1500,
    "  前後の空白  ",
    "",
)


@pytest.fixture(scope="module")
def tokenizer() -> JanomeTokenizer:
    return JanomeTokenizer()


@pytest.mark.parametrize("text", TEXTS)
def test_morphemes_are_those_of_janome_itself(tokenizer: JanomeTokenizer, text: str) -> None:
    expected = [(token.surface, token.base_form, token.part_of_speech) for token in Tokenizer().tokenize(text)]
    assert [(found.surface, found.base, found.pos) for found in tokenizer.morphemes(text)] == expected


@pytest.mark.parametrize("text", TEXTS)
def test_offsets_point_at_the_surface_in_the_text(tokenizer: JanomeTokenizer, text: str) -> None:
    for found in tokenizer.morphemes(text):
        assert text[found.offset : found.offset + len(found.surface)] == found.surface


def test_a_used_tokenizer_travels_to_a_worker_and_works_there(tokenizer: JanomeTokenizer) -> None:
    tokenizer.morphemes("雪")
    copy = pickle.loads(pickle.dumps(tokenizer))
    assert copy.morphemes("雪まつり") == tokenizer.morphemes("雪まつり")


def test_the_version_names_janome_and_its_dictionary() -> None:
    assert JanomeTokenizer.name == "janome"
    assert JanomeTokenizer.version == "0.5.0+ipadic"
