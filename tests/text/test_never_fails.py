"""Promises of coding: whatever people write, however it breaks off, it is coded and never stops an import."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_loader.text import tone_words
from survey_loader.text.codebook import Codebook
from survey_loader.text.coding import code
from survey_loader.text.morphemes import JanomeTokenizer
from survey_loader.text.normalise import normalise

TOKENIZER, CODEBOOK = JanomeTokenizer(), Codebook.load()
JUDGING = sorted(
    tone_words.GOOD | tone_words.BAD | tone_words.MORE | tone_words.LESS | tone_words.RELATIVE | tone_words.ONLY_NEGATED
)
BETWEEN = (
    "、",
    "。",
    "が",
    "の",
    "は",
    "も",
    "に",
    "を",
    "で",
    "て",
    "のに",
    "けど",
    "ない",
    "なくはない",
    "たい",
    "う",
    "よう",
    "すぎる",
    "！",
    " ",
    "\n",
)
PARTS = st.one_of(
    st.sampled_from(JUDGING),
    st.sampled_from(BETWEEN),
    st.sampled_from(["ゼロ", "バス", "観光客", "行く", "見える", "つくる", "雪", "人", "1", "A", "笑"]),
    st.text(max_size=3),
)


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PARTS, max_size=7).map("".join))
def test_any_words_in_any_order_are_coded(text: str) -> None:
    normalised = normalise(text)
    coding = code(normalised, TOKENIZER.morphemes(normalised), CODEBOOK)
    assert coding.tone in (None, "praise", "wish", "trouble", "mixed")
    assert coding.axis in (None, "live", "visit", "both")


def test_a_note_that_breaks_off_at_its_only_word_is_coded() -> None:
    for text in ("若者が遊ぶところ、ゼロ", "ゼロ", "減少", "、減少"):
        normalised = normalise(text)
        code(normalised, TOKENIZER.morphemes(normalised), CODEBOOK)
